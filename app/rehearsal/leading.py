"""The moderation of a rehearsal: presses the big button, like somebody who trusts the run of show."""

import re
from dataclasses import dataclass
from html import unescape

import httpx2

from app.rehearsal.phones import Screen

BIG = re.compile(
    r'name="at" value="(?P<at>\d*)">\s*(?:<input type="hidden" name="thing" value="(?P<thing>\d*)">)?\s*'
    r'<button id="big"[^>]* name="verb" value="(?P<verb>[\w-]+)">(?P<words>[^<]*)<'
)
TITLE = re.compile(r'class="now-title"[^>]*>.*?</span>\s*([^<]*?)\s*(?:<|$)', re.S)


@dataclass(frozen=True)
class Button:
    """What the big button would do now."""

    at: str
    verb: str
    words: str
    phase: str
    thing: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """What its form sends."""
        return {"at": self.at, "verb": self.verb, **({"thing": self.thing} if self.thing else {})}


def read_button(html: str) -> Button | None:
    """None where there is nothing left to press."""
    found, title = BIG.search(html), TITLE.search(html)
    if found is None:
        return None
    return Button(
        found["at"], found["verb"], unescape(found["words"]).strip(), title[1] if title else "",
        found["thing"] or "",
    )  # fmt: skip


class Moderation(Screen):
    def __init__(self, address: str, client: httpx2.AsyncClient) -> None:
        super().__init__([address], client, audience="moderation")

    async def button(self) -> Button | None:
        """None once the evening is over."""
        answer = await self.ask("/m/part/now")
        return read_button(answer.text) if answer.status_code == 200 else None

    async def press(self, button: Button) -> bool:
        answer = await self.ask("/m/step", data=button.fields)
        return answer.status_code in (200, 303)

"""The moderation of a rehearsal: presses the big button, like somebody who trusts the run of show."""

import re
from dataclasses import dataclass

import httpx2

from app.rehearsal.phones import Screen

BIG = re.compile(r'name="at" value="(\d*)">\s*<button id="big"[^>]* name="verb" value="(\w+)">([^<]*)<')
TITLE = re.compile(r'class="now-title">.*?</span>\s*([^<]*?)\s*(?:<|$)', re.S)


@dataclass(frozen=True)
class Button:
    """What the big button would do now."""

    at: str
    verb: str
    words: str
    phase: str


class Moderation(Screen):
    def __init__(self, address: str, client: httpx2.AsyncClient) -> None:
        super().__init__([address], client, audience="moderation")

    async def button(self) -> Button | None:
        """None once the evening is over."""
        answer = await self.ask("/m/part/now")
        found, title = BIG.search(answer.text), TITLE.search(answer.text)
        if found is None or answer.status_code != 200:
            return None
        return Button(found[1], found[2], found[3].strip(), title[1] if title else "")

    async def press(self, button: Button) -> bool:
        answer = await self.ask("/m/step", data={"at": button.at, "verb": button.verb})
        return answer.status_code in (200, 303)

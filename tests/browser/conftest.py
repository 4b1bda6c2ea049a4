"""A real server, a real Chromium; every test gets a conference of its own and as many devices as it likes."""

import os
import shutil
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, ConsoleMessage, Error, Page, async_playwright, expect
from starlette.testclient import TestClient

from app.actions import accounts, conferences
from app.agendas import agenda, default_groups
from app.auth import new_token
from app.main import create_app
from app.models import Role
from app.reading.hall import Hall
from app.writing.transaction import Change
from tests.conftest import ORIGIN, Town
from tests.databases import Databases, shared_settings, spare_the_disk

PHONE = (390, 844)
PATIENCE = 60.0
"""Seconds: nothing here is measured, and other work may keep the machine busy."""
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
UNSEEN = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "SpareRendererForSitePerProcess",
    "PaintHolding", "OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch",
)  # fmt: skip
"""A window that nobody sees needs no address line, which costs more than our pages, nor what it foresees."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-features=" + ",".join(UNSEEN),
]
AXE = Path(__file__).resolve().parents[1] / "vendor/axe.js"
RULES = """() => axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], rules: { "target-size": { enabled: true } },
}).then((found) => found.violations.map(
  (rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(" | ")}`
))"""

SQUEEZE = """() => {
  const sheet = new CSSStyleSheet();
  const wide = ["line-height: 1.5", "letter-spacing: 0.12em", "word-spacing: 0.16em"];
  sheet.replaceSync(`* { ${wide.map((rule) => `${rule} !important`).join(";")} }`);
  document.adoptedStyleSheets = [sheet];
  const isCut = (it) => getComputedStyle(it).overflowX === "hidden" && it.scrollWidth > it.clientWidth + 1;
  const isPillar = (it) => it.textContent.trim().length > 9 && it.offsetHeight > 6 * it.offsetWidth;
  const seen = [...document.body.querySelectorAll("p, a, button, label, h1, h2, h3, span, dd, summary")]
    .filter((it) => it.checkVisibility() && !it.closest(".unseen, .skip, svg"));
  const found = seen.filter((it) => isCut(it) || isPillar(it)).map((it) => it.outerHTML.slice(0, 150));
  if (document.documentElement.scrollWidth > innerWidth) found.push("sideways");
  document.adoptedStyleSheets = [];
  return found;
}"""
LISTEN = """() => {
  window.heard = [];
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const element = target.closest ? target : target.parentElement;
      const place = element.closest("[role=status], [role=alert], output");
      if (place) heard.push(place.textContent.trim());
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""


expect.set_options(timeout=1_000 * PATIENCE)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """One event loop for all browser tests, so that they share one browser."""
    return "asyncio"


@dataclass
class Site(Town):
    """A conference on the real server; `address` is where browsers find it."""

    address: str

    def drop_sockets(self) -> None:
        """What a short break of the network does to everybody."""
        server_loop = self.house.rooms._loop
        assert server_loop is not None
        server_loop.call_soon_threadsafe(self.house.rooms.close)

    @contextmanager
    def hall(self) -> Iterator[Hall]:
        with self.house.database.reading() as session:
            yield Hall(session, self.conference(session))

    def path(self, rest: str = "") -> str:
        return f"{self.address}/c/{self.code}{rest}"

    def link(self, role: Role) -> str:
        """The address with the secret that a moderator or a projector gets."""
        token = new_token()
        self.act(partial(conferences.make_link, role=role, label="Mona", token=token))
        return f"{self.address}/{'m' if role is Role.MODERATION else 'p'}#{token}"

    def organiser_cookie(self) -> tuple[str, str]:
        """Name and value of the cookie of an organiser who has logged in."""
        token = new_token()
        self.act(partial(accounts.open_session, token=token, role=Role.ORGANISER))
        return f"s_{Role.ORGANISER}", token


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Iterator[tuple[FastAPI, str]]:
    """The app behind uvicorn on a free port, for the whole session."""
    folder = tmp_path_factory.mktemp("site") / "var"
    with shared_settings(databases, folder, beat_ms=20) as settings:
        yield from served(create_app(settings))


def served(app: FastAPI) -> Iterator[tuple[FastAPI, str]]:
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, ws="websockets-sansio", access_log=False, log_level="warning",
        log_config=None,  # loggers are for the whole process, and other tests read them
        timeout_graceful_shutdown=2,
    )  # fmt: skip
    listening = config.bind_socket()
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    wait_until(lambda: running.started)
    spare_the_disk(app.state.house.database)
    yield app, f"http://127.0.0.1:{listening.getsockname()[1]}"
    running.should_exit = True
    thread.join(timeout=10)


def wait_until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < ends, "not in time"
        time.sleep(0.02)


@pytest.fixture
def town(server: tuple[FastAPI, str]) -> Site:
    """A fresh conference in the running house."""
    app, address = server
    act = partial(
        conferences.create_conference,
        fields={
            "title": "Lindenau 2035",
            "place": "Rathaussaal",
            "guiding_question": "Wie wird unsere Innenstadt ein Ort, an dem wir gern sind?",
            "scope_open": "Offen ist, womit wir anfangen.",
            "scope_fixed": "Fest steht der Umbau des ZOB.",
            "decides": "Der Rat der Stadt Lindenau.",
        },
        agenda=agenda("zk-light-120"),
        groups=default_groups(),
    )
    made = app.state.house.writer.write_now(Change(act, actor="organiser:0"))
    return Site(app.state.house, TestClient(app, base_url=ORIGIN), made["conference"], made["code"], address)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield chromium
        await chromium.close()


def browser_path() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture
async def open_page(browser: Browser) -> AsyncIterator[OpenPage]:
    """Opens an address on a new device; the test fails if a page had a script error or broke its own CSP."""
    contexts = []
    complaints: list[str] = []

    async def opened(
        address: str,
        *,
        size: tuple[int, int] = PHONE,
        language: str = "de",
        scripts: bool = True,
        dark: bool = False,
        cookies: Mapping[str, str] | None = None,
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language, java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(1_000 * PATIENCE)
        await context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in (cookies or {}).items()]
        )
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(told(error)))
        page.on("console", lambda message: note(message, complaints))
        await page.goto(address)
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert not complaints


def told(error: Error) -> str:
    return f"{error.name}: {error.message}\n{error.stack}"


def note(message: ConsoleMessage, complaints: list[str]) -> None:
    if "Content Security Policy" in message.text or "TrustedHTML" in message.text:
        complaints.append(message.text)


async def listen(page: Page) -> None:
    """From now on `heard` says what a screen reader is told without being asked."""
    await page.evaluate(LISTEN)


async def heard(page: Page) -> list[str]:
    said: list[str] = await page.evaluate("() => heard.splice(0)")
    return said


async def squeezed(page: Page) -> list[str]:
    """What is cut or falls apart at 400 % of a screen, with letters and words set wide (1.4.10, 1.4.12)."""
    size = page.viewport_size
    assert size is not None
    await page.set_viewport_size({"width": 320, "height": 640})
    found: list[str] = await page.evaluate(SQUEEZE)
    await page.set_viewport_size(size)
    return found


async def axe(page: Page) -> list[str]:
    """What breaks WCAG 2.2 A or AA on this page, as far as a machine can tell."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = await page.evaluate(RULES)
    return found

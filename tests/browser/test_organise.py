"""The organiser's office in a real browser: by keyboard, without scripts, on paper."""

import re
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from app.actions import accounts, conferences, measures, themes
from app.auth import new_token
from app.models import Role
from tests.browser.conftest import OpenPage, Site, axe

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

LAPTOP = (1024, 768)
PHONE = (390, 844)
ROOMS = ("", "/details", "/phases", "/groups", "/links", "/poster", "/tables", "/delete")
LONGEST = {
    "title": "Zukunftskonferenz für die Innenstadt von Lindenau an der Werre und ihre neun Ortsteile, "
    "Auftakt im Rathaus Lindenau",
    "guiding_question": "Wie wird unsere Innenstadt zu einem Ort, an dem sich alle Menschen gern treffen, "
    "einkaufen, arbeiten und wohnen, und was können Verwaltung, Handel, Vereine und wir alle in den nächsten "
    "fünf Jahren dafür gemeinsam tun, damit es auch wirklich so kommt und bleibt?",
    "wifi_name": "Rathaus Lindenau Gäste 2. Stock",
    "wifi_password": "x" * 63,
    "held_on": date(2027, 3, 18),
}
SPILLED = """() => {
  const boxes = (name) => [...document.querySelectorAll(name)].map((e) => [e, e.getBoundingClientRect()]);
  const [[, sheet]] = boxes(".poster");
  const outside = boxes(".poster *").filter(([, b]) => b.bottom > sheet.bottom + 1);
  const blocks = boxes(".poster-way > *, .poster-sheet > header, .poster-net, .poster footer");
  const apart = (a, b) =>
    a.top > b.bottom - 1 || b.top > a.bottom - 1 || a.left > b.right - 1 || b.left > a.right - 1;
  const over = blocks.filter(([e, a]) => blocks.some(([f, b]) => e !== f && !apart(a, b)));
  return [...outside, ...over].map(([e]) => e.className || e.tagName);
}"""


async def office(
    town: Site, open_page: OpenPage, rest: str = "", *, size: tuple[int, int] = LAPTOP, language: str = "de"
) -> Page:
    """The organiser, logged in, on a page of the conference."""
    token = new_token()
    town.act(partial(accounts.open_session, token=token, role=Role.ORGANISER, language=language))
    page = await open_page(f"{town.address}/healthz", size=size, language=language)
    await page.context.add_cookies([{"name": "s_organiser", "value": token, "url": town.address}])
    await page.goto(f"{town.address}/organise/{town.conference_id}{rest}")
    return page


async def tab_to(page: Page, selector: str) -> None:
    """Only the Tab key, as somebody without a mouse does it."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        if await page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"no way to {selector} by keyboard")


async def test_from_the_first_link_to_the_poster_by_keyboard(town: Site, open_page: OpenPage) -> None:
    token = new_token()
    town.act(partial(accounts.make_setup_link, token=token))
    page = await open_page(f"{town.address}/setup#{token}", size=LAPTOP)
    assert "#" not in page.url
    for tongue in ("English", "Deutsch"):
        await page.get_by_role("link", name=tongue).click()
        await expect(page.locator("#token")).to_have_value(token)
        assert "#" not in page.url

    await tab_to(page, "#login")
    await page.keyboard.type("olga")
    await tab_to(page, "#password")
    await page.keyboard.type("Am Markt steht eine Linde")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/organise")

    await tab_to(page, "a[href='/organise/new']")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/new")
    await tab_to(page, "#title")
    await page.keyboard.type("Unser Markt")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Übersicht")).to_be_visible()

    await tab_to(page, "a[href$='/links']")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/links")
    await tab_to(page, "#label")
    await page.keyboard.type("Mona")
    await tab_to(page, "main button[name=role][value=moderation]")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Link", exact=True)).to_have_value(re.compile(r"/m#[\w-]{27,}$"))

    await tab_to(page, "a[href$='/poster']")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article", name="Vorschau des Plakats")).to_contain_text("Unser Markt")


async def test_the_paste_field_stands_in_for_the_script(town: Site, open_page: OpenPage) -> None:
    page = await open_page(town.link(Role.PROJECTOR), scripts=False)
    await page.get_by_label("Link").fill(town.link(Role.PROJECTOR))
    await page.get_by_role("button", name="Hinein").click()

    assert page.url == f"{town.address}/p"


async def test_a_link_leaves_nothing_in_the_address(town: Site, open_page: OpenPage) -> None:
    page = await open_page(town.link(Role.MODERATION), size=LAPTOP)
    await page.wait_for_url(f"{town.address}/m")

    assert await page.evaluate("() => document.referrer.includes('#')") is False
    await page.go_back()
    assert "#" not in page.url


async def test_a_password_can_be_looked_at(town: Site, open_page: OpenPage) -> None:
    page = await open_page(f"{town.address}/login")
    field = page.get_by_label("Passwort", exact=True)
    await page.get_by_role("button", name="Passwort anzeigen").click()
    await expect(field).to_have_attribute("type", "text")
    await page.get_by_role("button", name="Passwort anzeigen", pressed=True).click()

    await expect(field).to_have_attribute("type", "password")


@pytest.mark.parametrize(
    ("language", "size"),
    [
        ("de", PHONE),
        *(pytest.param(*more, marks=pytest.mark.nightly) for more in (("de", LAPTOP), ("en", PHONE))),
    ],
)
async def test_every_page_of_the_office_is_accessible_and_fits(
    town: Site, open_page: OpenPage, language: str, size: tuple[int, int]
) -> None:
    town.act(partial(conferences.make_link, role=Role.MODERATION, label="Mona", token=new_token()))
    for login in ("olga", "ole"):
        town.act(partial(accounts.provide_account, login=login, password="Am Markt steht eine Linde"))
    phases = await office(town, open_page, "/phases", language=language)
    dots = await phases.locator(".phase-row h2 a").nth(6).get_attribute("href")
    pages = [f"/organise/{town.conference_id}{room}" for room in ROOMS]
    page = await office(town, open_page, size=size, language=language)
    for path in [*pages, dots, "/organise", "/organise/new", "/organise/account", "/login", "/setup"]:
        await page.goto(f"{town.address}{path}?lang={language}")
        assert not await axe(page), path
        assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path


async def test_a_refused_form_is_accessible_and_has_the_focus(town: Site, open_page: OpenPage) -> None:
    page = await office(town, open_page, "/details")
    await page.get_by_label("Titel", exact=True).fill("   ")
    await page.get_by_role("button", name="Speichern").click()

    await expect(page.get_by_role("alert")).to_be_focused()
    assert not await axe(page)
    await page.get_by_role("alert").get_by_role("link").click()
    await expect(page.get_by_label("Titel", exact=True)).to_be_focused()


async def test_a_moved_group_keeps_the_keyboard(town: Site, open_page: OpenPage) -> None:
    page = await office(town, open_page, "/groups")
    await page.get_by_role("button", name="Politik nach oben").focus()
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("button", name="Politik nach oben")).to_be_focused()


async def test_a_link_can_be_copied(town: Site, open_page: OpenPage) -> None:
    page = await office(town, open_page, "/links")
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Link für die Leinwand").click()
    await page.get_by_role("button", name="Link kopieren").click()

    await expect(page.get_by_text("Kopiert.")).to_be_visible()
    copied = await page.evaluate("() => navigator.clipboard.readText()")
    assert copied == await page.get_by_label("Link", exact=True).input_value()


@pytest.mark.parametrize("long", [pytest.param(False, marks=pytest.mark.nightly), True])
async def test_the_poster_is_one_sheet_upright_and_across(
    town: Site, open_page: OpenPage, tmp_path: Path, long: bool
) -> None:
    if long:
        town.act(partial(conferences.change_conference, fields=LONGEST))
    page = await office(town, open_page, "/poster")
    await page.emulate_media(media="print")
    for millimetres in ((186, 273), (273, 186)):
        width, height = (int(side * 96 / 25.4) for side in millimetres)
        await page.set_viewport_size({"width": width, "height": height})
        assert not await page.evaluate(SPILLED), millimetres
    for across in (False, True):
        paper = tmp_path / "poster.pdf"
        margin = dict.fromkeys(("top", "right", "bottom", "left"), "12mm")
        await page.pdf(path=paper, format="A4", landscape=across, margin=margin)  # type: ignore[arg-type]
        assert len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) == 1


@pytest.mark.parametrize(
    ("size", "dark"), [(PHONE, True), pytest.param(LAPTOP, False, marks=pytest.mark.nightly)]
)
async def test_the_results_are_accessible_and_fit(
    town: Site, open_page: OpenPage, size: tuple[int, int], dark: bool
) -> None:
    town.enter("Stärken sammeln")
    town.say(town.phone(), do="post_card", kind="strength", text="Der Markt am Samstag")
    town.act(partial(themes.make_theme, kind="strength", title="Markt"))
    town.act(partial(themes.release_themes, kind="strength"))
    town.act(partial(measures.add_measure, title="Bänke aufstellen"))
    for public in (False, True):
        town.act(partial(conferences.publish_results, public=public), actor="organiser:0")
        page = await open_page(f"{town.address}/r/{town.code}", size=size, dark=dark)
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert not await axe(page), public
        assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")

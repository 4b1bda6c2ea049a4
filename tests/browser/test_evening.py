"""The whole template, from the organiser's first form to the tables: each typed card is there, once."""

import csv
import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage, Site

pytestmark = [pytest.mark.browser, pytest.mark.anyio]

LAPTOP = (1366, 768)
WALL = (1024, 768)
STRENGTHS = {
    "Anna": ["Der Wochenmarkt am Samstag", "Kurze Wege zum Rathaus"],
    "Ben": ["man kennt sich hier"],
    "Cem": ["Bücherei! Auch für Kinder"],
}
WEAKNESSES = {
    "Anna": [
        "Leere Läden in der Bahnhofstraße",
        "Leerstand, ein Laden nach dem anderen zu",
        "kein Radweg zum Bahnhof",
    ],
    "Ben": [
        "Radweg hört mitten im Ort auf",
        "keine Toilette am Markt",
        "nirgends ein Klo, auch nicht am Bahnhof",
    ],
    "Cem": ["drei leere Läden am Markt", "Räder werden am Bahnhof geklaut", "=1+1 ist zu wenig Toilette"],
}
PROPOSALS = {
    "Anna": ["Leere Läden für 1 Euro an Gründer", "Radring um die Altstadt"],
    "Ben": ["Pop-up-Läden für junge Leute", "Breite Radwege in alle Dörfer 🚲"],
    "Cem": ["Nette Toilette in jedem Café", "öffentliches WC am Markt, sauber + umsonst"],
}
GROUPS = {"Anna": "Handel & Gewerbe, Handwerk, Dienstleistung", "Ben": "Verwaltung", "Cem": ""}


@dataclass
class Evening:
    """Everybody in the hall, and what they have typed so far."""

    site: Site
    office: Page
    mona: Page
    wall: Page
    phones: dict[str, Page] = field(default_factory=dict)
    typed: list[tuple[str, str]] = field(default_factory=list)
    code: str = ""

    async def big(self, words: str) -> None:
        """The moderation presses the one big button, which must say this."""
        button = self.mona.locator("#big")
        await expect(button).to_contain_text(words)
        await button.click()
        await expect(button.filter(has_text=words)).to_have_count(0)

    async def write(self, name: str, kind: str, text: str) -> None:
        phone = self.phones[name]
        await phone.locator("#card-text").fill(text)
        await phone.get_by_role("button", name="Karte senden", exact=True).click()
        await expect(phone.locator("#my-cards")).to_contain_text(text)
        self.typed.append((kind, text))

    async def all_saved(self, name: str, count: int) -> None:
        await expect(self.phones[name].locator("#my-cards").get_by_text("gespeichert ✓")).to_have_count(count)


async def test_the_whole_evening_from_the_lobby_to_the_tables(town: Site, open_page: OpenPage) -> None:
    evening = await people_arrive(town, open_page)
    await welcome_and_mood(evening)
    await strengths(evening)
    await weaknesses_with_a_phone_that_goes_offline(evening)
    await themes_and_dots(evening, "Schwächen")
    await utopias(evening)
    await bundles_and_dots(evening)
    await corners(evening)
    await farewell(evening)
    await tables_hold_what_was_typed(evening)


async def people_arrive(town: Site, open_page: OpenPage) -> Evening:
    office = await open_page(town.address, size=LAPTOP)
    name, token = town.organiser_cookie()
    await office.context.add_cookies([{"name": name, "value": token, "url": town.address}])
    await office.goto(f"{town.address}/organise/new")
    await office.get_by_label("Titel", exact=False).first.fill("Lindenau 2035")
    await office.get_by_role("button", name="Veranstaltung anlegen").click()
    await office.wait_for_url(re.compile(r"/organise/\d+"))
    home = re.match(r".*/organise/\d+", office.url)
    assert home
    mona = await open_page(await made_link(office, home[0], "moderation"), size=LAPTOP)
    wall = await open_page(await made_link(office, home[0], "projector"), size=WALL)
    evening = Evening(town, office, mona, wall)
    evening.code = (await wall.locator(".join-code").first.inner_text()).strip()[-7:]
    for who, group in GROUPS.items():
        phone = await open_page(town.address)
        await phone.get_by_label("Code").fill(evening.code.lower())
        await phone.keyboard.press("Enter")
        await phone.get_by_label(group or "keine Angabe").check()
        await phone.get_by_role("button", name="Mitmachen").click()
        await expect(phone.locator("#connection")).to_contain_text("verbunden")
        evening.phones[who] = phone
    return evening


async def made_link(office: Page, home: str, role: str) -> str:
    await office.goto(f"{home}/links")
    await office.locator(f"button[name=role][value={role}]").click()
    address = await office.locator("#made-address").input_value()
    return home.split("/organise")[0] + "/" + address.split("/", 3)[3]


async def welcome_and_mood(evening: Evening) -> None:
    await evening.big("Begrüßung")
    await evening.big("Stimmungsbild")
    await evening.big("Abstimmung öffnen")
    for who, word in {"Anna": "sehr gern", "Ben": "weniger gern", "Cem": "sehr gern"}.items():
        phone = evening.phones[who]
        await phone.locator(".scale-step", has_text=re.compile(rf"\d {word}")).click()
        await expect(phone.locator("[aria-pressed=true]")).to_have_count(1)
    await expect(evening.wall.locator("body")).to_contain_text(re.compile(r"3\s+(von 3|haben)"))
    await evening.big("Schließen")
    await evening.big("Ergebnis zeigen")
    await expect(evening.wall.locator("#part-stage")).to_contain_text("sehr gern")
    await evening.big("Stärken sammeln")


async def strengths(evening: Evening) -> None:
    await evening.big("Öffnen")
    for who, texts in STRENGTHS.items():
        for text in texts:
            await evening.write(who, "strength", text)
        await evening.all_saved(who, len(texts))
    await expect(evening.wall.locator("#part-stage")).to_contain_text("Bücherei! Auch für Kinder")
    await evening.big("Schließen")
    await evening.big("Schwächen sammeln")


async def weaknesses_with_a_phone_that_goes_offline(evening: Evening) -> None:
    """Ben's network goes away in the middle; his cards wait on the phone and arrive in order, once."""
    await evening.big("Öffnen")
    ben = evening.phones["Ben"]
    await expect(ben.locator("#card-text")).to_be_visible()
    await ben.context.set_offline(True)
    for who, texts in WEAKNESSES.items():
        for text in texts:
            await evening.write(who, "weakness", text)
    await expect(ben.get_by_text("wartet")).not_to_have_count(0)
    await evening.all_saved("Anna", 3 + len(STRENGTHS["Anna"]))
    await expect(evening.wall.locator("body")).not_to_contain_text(WEAKNESSES["Ben"][0])
    await ben.context.set_offline(False)
    await evening.all_saved("Ben", 3 + len(STRENGTHS["Ben"]))
    await evening.big("Schließen")
    await evening.big("Sortieren")


async def themes_and_dots(evening: Evening, kind: str) -> None:
    mona = evening.mona
    await evening.big("Themen vorschlagen")
    await expect(mona.locator("#part-board .theme:not(.theme-loose)")).not_to_have_count(0)
    await ensure_two_themes(evening)
    await evening.big("Themen freigeben")
    await evening.big("bepunkten")
    await dots(evening)
    await evening.big("Utopien")


async def ensure_two_themes(evening: Evening) -> None:
    """A person puts cards into a theme of their own; what the machine proposes is its business."""
    mona = evening.mona
    await mona.goto(mona.url.split("#")[0].split("?")[0])
    if await mona.locator("#loose input[type=checkbox]").count():
        await mona.locator("#loose input[type=checkbox]").first.check()
        await mona.locator("#new-theme").fill("Von Hand gemacht")
        await mona.locator("#loose button", has_text="Anlegen").click()
        await expect(mona.locator("#part-board")).to_contain_text("Von Hand gemacht")
    assert await mona.locator("#part-board .theme:not(.theme-loose)").count() >= 2


async def dots(evening: Evening) -> None:
    await evening.big("Abstimmung öffnen")
    for phone in evening.phones.values():
        more = phone.locator(".step.more")
        await expect(more.first).to_be_visible()
        await more.nth(0).click()
        await more.nth(0).click()
        await more.nth(1).click()
        await expect(phone.locator(".dots-left")).to_contain_text(re.compile(r"noch [01] von"))
    await expect(evening.wall.locator("#part-foot")).to_contain_text("3")
    await evening.big("Schließen")
    await evening.big("Ergebnis zeigen")
    await expect(evening.wall.locator("#part-stage")).to_contain_text("6")


async def utopias(evening: Evening) -> None:
    await evening.big("Öffnen")
    for who, texts in PROPOSALS.items():
        for text in texts:
            await evening.write(who, "proposal", text)
        known = len(STRENGTHS[who]) + len(WEAKNESSES[who])
        await evening.all_saved(who, known + len(texts))
    await evening.big("Schließen")
    await evening.big("Stehpause")


async def bundles_and_dots(evening: Evening) -> None:
    mona = evening.mona
    await evening.big("Themen vorschlagen")
    await expect(mona.locator("#part-board .theme:not(.theme-loose)")).not_to_have_count(0)
    await ensure_two_themes(evening)
    await evening.big("Themen freigeben")
    await evening.big("Ideenbündel bepunkten")
    await dots(evening)
    await evening.big("Steckbriefe anlegen")
    await expect(mona.locator("#part-plan .sheet")).not_to_have_count(0)


async def corners(evening: Evening) -> None:
    await evening.big("Themenecken")
    anna, ben = evening.phones["Anna"], evening.phones["Ben"]
    await anna.locator("#part-task a[href*='/measures/']").first.click()
    await anna.get_by_role("button", name="Wir schreiben für diese Ecke").click()
    await anna.get_by_label("Wo?").fill("Bahnhofstraße 12–18")
    await anna.get_by_label("Erster Schritt in vier Wochen").fill("Eigentümer anschreiben")
    await anna.get_by_label("Bis wann?").fill("2027-03-31")
    await anna.get_by_role("button", name="Steckbrief speichern").click()
    await expect(anna.get_by_text("Steckbrief gespeichert ✓")).to_be_visible()
    await ben.locator("#part-task a[href*='/measures/']").first.click()
    await expect(ben.get_by_text("schreibt ein anderes Gerät")).to_be_visible()
    for phone in (anna, ben):
        await phone.goto(f"{evening.site.address}/c/{evening.code}")


async def farewell(evening: Evening) -> None:
    await evening.big("Weiter: Vorstellen")
    await evening.big("Nr. 1 vorstellen")
    await expect(evening.wall.locator("#part-stage")).to_contain_text("Bahnhofstraße 12–18")
    while "vorstellen" in (words := await evening.mona.locator("#big").inner_text()):
        await evening.big(words.strip())
    await evening.big("Mitmachen")
    await evening.big("Öffnen")
    cem = evening.phones["Cem"]
    sheet = cem.locator("details.commit").first
    await sheet.locator("summary").click()
    await sheet.get_by_role("checkbox", name="Mitarbeit").check()
    await sheet.get_by_label("Wie erreichen wir Sie?").fill("cem@beispiel.example")
    await sheet.get_by_role("checkbox", name="Ja, die Veranstalter dürfen").check()
    await sheet.get_by_role("button", name="Speichern").click()
    await expect(sheet.locator(".commit-in")).to_be_visible()
    await evening.big("Schließen")
    await evening.big("Blitzlicht")
    await evening.big("Öffnen")
    await evening.write("Anna", "feedback", "Ein guter Abend")
    await evening.big("Schließen")
    await evening.big("Ergebnis zeigen")
    await evening.big("Veranstaltung beenden")
    await expect(evening.wall.locator("body")).to_contain_text(re.compile("Danke|Vielen Dank"))


async def tables_hold_what_was_typed(evening: Evening) -> None:
    home = re.match(r".*/organise/\d+", evening.office.url)
    assert home
    answer = await evening.office.context.request.get(f"{home[0]}/export.zip")
    assert answer.ok
    with zipfile.ZipFile(io.BytesIO(await answer.body())) as archive:
        tables = {name: rows_of(archive.read(name)) for name in archive.namelist() if name.endswith(".csv")}
    everything = b"".join(str(rows).encode() for rows in tables.values())
    cards = next(rows for name, rows in tables.items() if "karten" in name)
    kinds = {
        "strength": "STAERKE",
        "weakness": "SCHWAECHE",
        "proposal": "UTOPIE",
        "feedback": "FEEDBACK",
    }
    written = Counter((kinds[kind], text) for kind, text in evening.typed)
    assert Counter((row["typ"], row["text"].removeprefix("'")) for row in cards) == written
    votes = next(rows for name, rows in tables.items() if "abstimmungen" in name)
    assert (
        sum(
            int(row["anzahl"])
            for row in votes
            if (row["art"] and "Punkt" in row["art"]) or "dots" in row["art"]
        )
        > 0
    )
    measures = next(rows for name, rows in tables.items() if name.endswith("massnahmen.csv"))
    assert any("Bahnhofstraße 12–18" in row.values() for row in measures)
    assert b"cem@beispiel.example" not in everything


def rows_of(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig")), delimiter=";"))

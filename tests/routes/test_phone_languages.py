"""Phones in nine languages: the door, the task, refusals, the stream, the results; staff keep theirs."""

import gzip
import re
from functools import partial

import pytest
from starlette.testclient import TestClient

from app.actions import conferences, phase_list
from app.i18n import EASY, PHONE_LANGUAGES, catalogue, direction, phrase, translate, worded
from app.models import Card, Participant, Phase, Role
from app.reading.hall import Hall
from app.templating import STATIC, environment
from app.writing.transaction import Answer, Transaction
from tests.conftest import Town, heard

BUDGET = 40 * 1024
CLOSED = "Dafür ist gerade nicht geöffnet. Ihr Text bleibt hier stehen."
UNKNOWN = "Diesen Code kennen wir nicht. Bitte vergleichen Sie ihn mit der Leinwand."
OTHERS = tuple(language for language in PHONE_LANGUAGES if language != "de")


def device(town: Town, language: str) -> TestClient:
    """A browser that asks for this language."""
    client = town.stranger()
    client.headers["Accept-Language"] = f"{language},en;q=0.8"
    return client


def phone(town: Town, language: str) -> TestClient:
    client = device(town, language)
    client.post(f"/c/{town.code}/join", data={"group": ""})
    return client


def change_phase(
    town: Town, title: str, *, other_texts: dict[str, dict[str, str]] | None = None, **texts: str
) -> None:
    def act(tx: Transaction) -> Answer:
        phase = next(phase for phase in Phase.of(tx.session, tx.conference_id) if phase.title == title)
        if other_texts:
            phase.other_texts = other_texts
        return phase_list.change_phase(tx, phase_id=phase.id or 0, texts=texts, minutes=5, params={})

    town.act(act)


def test_what_others_wrote_is_read_aloud_in_the_language_they_wrote_it_in(town: Town) -> None:
    town.enter("Schwächen sammeln")
    for language, text in (("de", "Der Markt"), ("tr", "Güzel park")):
        town.say(phone(town, language), do="post_card", kind="weakness", text=text)
    town.enter("Impuls und Sortieren")

    read = phone(town, "ar").get(f"/c/{town.code}").text

    assert '<p class="card-text" dir="auto" lang="de">Der Markt</p>' in read
    assert '<p class="card-text" dir="auto" lang="tr">Güzel park</p>' in read


@pytest.mark.parametrize("language", OTHERS)
def test_a_phone_speaks_the_language_of_its_browser(town: Town, language: str) -> None:
    town.enter("Stärken sammeln")
    door = device(town, language).get(f"/c/{town.code}").text
    anna = phone(town, language)
    task = anna.get(f"/c/{town.code}").text

    for page in (door, task):
        assert f'<html lang="{language}"' in page
    assert translate(language, "Mitmachen") in door
    assert translate(language, "Karte senden") in task
    assert phrase(language, "Stärken sammeln") in task or language == "en"
    assert "<title>Lindenau 2035</title>" in task


@pytest.mark.parametrize("language", OTHERS)
def test_refusals_come_in_the_language_of_the_phone(town: Town, language: str) -> None:
    anna = phone(town, language)
    town.enter("Begrüßung")
    anna.headers["Accept-Language"] = "de"
    said = town.say(anna, do="post_card", kind="strength", text="Zu früh")
    unknown = device(town, language).get("/c/ZZZZZZ")

    assert said["message"] == translate(language, CLOSED) != CLOSED
    assert translate(language, UNKNOWN) in unknown.text
    assert f'<html lang="{language}"' in unknown.text


def test_the_door_offers_each_language_in_its_own_words(town: Town) -> None:
    for address in ("/", f"/c/{town.code}"):
        page = device(town, "pl").get(address).text
        for language, name in PHONE_LANGUAGES.items():
            assert re.search(
                rf'href="\?lang={language}" lang="{language}" hreflang="{language}"[^>]*>{name}<', page
            )
        assert page.count('aria-current="true"') == 1


def test_the_language_can_be_changed_later_and_nonsense_changes_nothing(town: Town) -> None:
    anna = phone(town, "uk")
    anna.post(f"/c/{town.code}/language", data={"lang": "ar"})
    assert '<html lang="ar" dir="rtl"' in anna.get(f"/c/{town.code}").text
    anna.post(f"/c/{town.code}/language", data={"lang": "xx"})
    assert '<html lang="ar"' in anna.get(f"/c/{town.code}").text
    with town.house.database.reading() as session:
        assert session.get_one(Participant, 1).language == "ar"


def test_only_arabic_runs_from_right_to_left(town: Town) -> None:
    assert {language for language in PHONE_LANGUAGES if direction(language) == "rtl"} == {"ar"}
    assert "dir=" not in device(town, "uk").get("/").text.split("<head>")[0]


def test_staff_keep_german_and_english(town: Town) -> None:
    for address in ("/login", "/setup", "/m", "/organise"):
        page = device(town, "ar").get(address)
        assert '<html lang="en"' in page.text, address
    nobody = town.stranger()
    nobody.headers["Accept-Language"] = "ar"
    assert '<html lang="de"' in nobody.get("/login").text


def test_the_stream_speaks_the_language_of_the_phone(town: Town) -> None:
    town.enter("Stärken sammeln")
    anna = phone(town, "tr")
    for rest, language in (("", "tr"), ("&lang=ar", "ar")):
        with town.socket(anna, f"/c/{town.code}/live?last=-1{rest}") as socket:
            task = heard(socket)["parts"]["task"]
        assert translate(language, "Karte senden") in task


def test_a_card_keeps_its_language_and_plain_german_is_german(town: Town) -> None:
    town.enter("Stärken sammeln")
    for language, text in ((EASY, "Der Markt"), ("ar", "السوق"), ("uk", "Річка")):
        town.say(phone(town, language), do="post_card", kind="strength", text=text)
    with town.house.database.reading() as session:
        cards = Card.on_board(session, town.conference_id)
        assert {card.text: card.language for card in cards} == {
            "Der Markt": "de",
            "السوق": "ar",
            "Річка": "uk",
        }


def test_a_text_worded_anew_stands_as_it_was_written(town: Town) -> None:
    change_phase(town, "Stärken sammeln", prompt="Was ist gut am Hafen?")
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        changed = next(phase for phase in hall.phases if phase.title == "Stärken sammeln")
    assert changed.asked("uk") == changed.asked(EASY) == "Was ist gut am Hafen?"
    assert changed.titled("uk") == phrase("uk", "Stärken sammeln") != "Stärken sammeln"


def test_what_the_organiser_writes_for_a_language_goes_first(town: Town) -> None:
    easy = {EASY: {"prompt": "Was ist gut? Ein Wort reicht."}}
    change_phase(town, "Stärken sammeln", other_texts=easy)
    town.enter("Stärken sammeln")
    assert "Was ist gut? Ein Wort reicht." in phone(town, EASY).get(f"/c/{town.code}").text
    assert "Was ist gut? Ein Wort reicht." not in phone(town, "uk").get(f"/c/{town.code}").text


def test_groups_scales_and_questions_are_translated_but_not_what_people_wrote(town: Town) -> None:
    door = device(town, "fr").get(f"/c/{town.code}").text
    assert "Habitantes et habitants" in door
    town.enter("Stimmungsbild")
    task = phone(town, "fr").get(f"/c/{town.code}").text
    for text in ("Wie gern sind Sie in unserer Innenstadt?", "sehr gern"):
        assert phrase("fr", text) in task.replace("&#39;", "'") and text not in task
    assert worded({"de": "sehr gern", "en": "very much"}, "en") == "very much"
    assert worded({"de": "Ein eigener Satz"}, "ar") == "Ein eigener Satz"


def test_numbers_take_the_form_that_the_language_has_for_them() -> None:
    def cards(language: str, count: int) -> str:
        pattern = '{{ ngettext("%(num)s Karte", "%(num)s Karten", n) }}'
        return environment(language).from_string(pattern).render(n=count)

    assert [cards("ar", n) for n in (1, 2, 3, 11, 100)] == [
        "بطاقة واحدة", "بطاقتان", "3 بطاقات", "11 بطاقة", "100 بطاقة",
    ]  # fmt: skip
    assert [cards("uk", n) for n in (1, 2, 5, 21)] == ["1 картка", "2 картки", "5 карток", "21 картка"]
    assert [cards("pl", n) for n in (1, 2, 5, 22)] == ["1 karta", "2 karty", "5 kart", "22 karty"]
    assert [cards("tr", n) for n in (1, 5)] == ["1 kart", "5 kart"]
    assert catalogue("xx").gettext("Karte") == "Karte"


def test_the_results_are_there_in_each_language(town: Town) -> None:
    town.act(partial(conferences.change_conference, fields={"results_public": True}))
    for language in OTHERS:
        page = device(town, language).get(f"/r/{town.code}").text
        assert f'<html lang="{language}"' in page
        assert translate(language, "Wie es weitergeht") in page


@pytest.mark.parametrize("language", OTHERS)
def test_the_page_stays_light_in_each_language(town: Town, language: str) -> None:
    town.enter("Stärken sammeln")
    page = phone(town, language).get(f"/c/{town.code}").text
    files = set(re.findall(r'(?:href|src)="/static/[0-9a-f]+/([^"]+)"', page))
    sent = len(gzip.compress(page.encode())) + sum(
        len(gzip.compress((STATIC / name).read_bytes())) for name in files
    )
    assert sent <= BUDGET


def test_why_a_card_was_hidden_is_told_in_the_language_of_its_author(town: Town) -> None:
    town.enter("Stärken sammeln")
    anna = phone(town, "tr")
    said = town.say(anna, do="post_card", kind="strength", text="Bay Kaya")
    town.staff(Role.MODERATION).post(f"/m/cards/{said['card']['id']}/hide", data={"quick": "nennt Namen"})
    told = anna.get(f"/c/{town.code}/mine").json()["cards"][0]

    assert told["reason"] == translate("tr", "nennt Namen") != "nennt Namen"

"""The tables of the office: everything once and word for word, nobody to be found again."""

import csv
from collections import Counter
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from app import exports
from app.demo.town import written_cards
from app.exports.privacy import Crowd
from app.imports import Columns, read_arrivals
from app.models import CardKind
from facilitation.conference_tables import word
from facilitation.spreadsheets import unguarded
from tests.evening import Evening

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def german(evening: Evening) -> dict[str, Rows]:
    return written(evening, "de")


@pytest.fixture(scope="module")
def english(evening: Evening) -> dict[str, Rows]:
    return written(evening, "en")


def written(evening: Evening, language: str) -> dict[str, Rows]:
    with evening.hall() as hall:
        frames = exports.tables(hall.session, hall.conference, language=language)
    archive = ZipFile(BytesIO(exports.as_zip(frames, language=language)))
    return {name.removesuffix(".csv"): rows_of(archive.read(name)) for name in archive.namelist()}


def rows_of(content: bytes) -> Rows:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))


def test_every_card_is_there_once_word_for_word(german: dict[str, Rows]) -> None:
    texts = [unguarded(row["text"]) for row in german["karten"]]

    assert Counter(texts) == Counter(card.text for card in written_cards())
    assert [int(row["karten_nr"]) for row in german["karten"]] == list(range(1, len(texts) + 1))


def test_hidden_cards_keep_text_and_reason(german: dict[str, Rows]) -> None:
    hidden = [row for row in german["karten"] if row["status"] == "ausgeblendet"]

    assert {row["text"] for row in hidden} == {card.text for card in written_cards() if card.hint == "hide"}
    assert {row["ausblendgrund"] for row in hidden} == {"Persönlicher Angriff"}
    assert all(not row["ausblendgrund"] for row in german["karten"] if row["status"] == "sichtbar")


COLUMNS = {
    "karten": "karten_nr veranstaltung phase typ text originaltext sprache akteursgruppe tisch kanal ort_text"
    " lat lon jahr spur kostenstufe thema_nr thema_titel antwort_auf_thema_nr doppelt_von geteilt_aus"
    " status ausblendgrund",
    "abstimmungen": "phase frage art objekt_nr objekt wert anzahl kanal",
    "beteiligung": "phase gruppe anwesend aktiv karten kanal",
    "design_thinking": "art nr gruppe felder_json bezug",
    "gemeinsame_basis": "phase frage objekt_nr objekt urteil gesichert gruppenkonsens akteursgruppe tragen"
    " stimmen anteil anteil_mindestens anteil_hoechstens satz",
    "verknuepfungen": "thema_nr thema_titel beziehung verbunden_mit_nr verbunden_mit aehnlichkeit"
    " ausdruecklich belege",
}


def test_columns_are_those_of_the_handbook(german: dict[str, Rows]) -> None:
    assert {name: " ".join(german[name][0]) for name in COLUMNS} == COLUMNS
    themes = " ".join(name for name in german["themen"][0] if not name.startswith("punkte_"))
    assert themes == (
        "thema_nr titel typ handlungsfeld anzahl_karten rang zusammenfassung vorschlag_maschinell "
        "bestaetigt_von_rolle"
    )
    assert list(german["massnahmen"][0])[:5] == ["kuerzel", "titel", "beschreibung", "anlass", "ort"]


def test_words_in_cells_are_those_of_the_language(german: dict[str, Rows], english: dict[str, Rows]) -> None:
    assert {row["typ"] for row in german["karten"]} == {"STAERKE", "SCHWAECHE", "UTOPIE", "FRAGE", "FEEDBACK"}
    assert {row["type"] for row in english["karten"]} == {
        "STRENGTH",
        "WEAKNESS",
        "PROPOSAL",
        "QUESTION",
        "FEEDBACK",
    }
    assert {row["channel"] for row in english["karten"]} == {"phone", "paper"}
    assert {row["vorschlag_maschinell"] for row in german["themen"]} == {"ja", "nein"}
    assert {row["proposed_by_machine"] for row in english["themen"]} == {"yes", "no"}
    assert "Collecting strengths" in {row["phase"] for row in english["karten"]}
    assert set(german) == set(english)


def test_every_kind_of_card_has_a_word_of_its_own_in_the_tables() -> None:
    for language in ("de", "en"):
        words = [word("kind", kind, language=language) for kind in CardKind]
        assert len(set(words)) == len(words) and all(entry == entry.upper() for entry in words)


def test_themes_count_their_cards_and_dots(german: dict[str, Rows]) -> None:
    visible = [row for row in german["karten"] if row["status"] == "sichtbar"]
    sizes = Counter((row["typ"], row["thema_nr"]) for row in visible if row["thema_nr"])

    assert german["themen"]
    for row in german["themen"]:
        assert int(row["anzahl_karten"]) == sizes[row["typ"], row["thema_nr"]]
        by_group = [
            int(value or 0)
            for name, value in row.items()
            if name.startswith("punkte_") and name != "punkte_gesamt"
        ]
        assert sum(by_group) == int(row["punkte_gesamt"])
    assert {row["rang"] for row in german["themen"] if row["typ"] == "UTOPIE"} >= {"1", "2"}


def test_votes_add_up(german: dict[str, Rows]) -> None:
    mood = [row for row in german["abstimmungen"] if row["phase"] == "Stimmungsbild"]

    assert sum(int(row["anzahl"]) for row in mood) == 78
    assert {row["wert"] for row in mood} == {"1", "2", "3", "4"}
    promises = [row for row in german["abstimmungen"] if row["art"] == "Zusage"]
    assert {row["wert"] for row in promises} >= {"Mitarbeit", "Wissen", "informiert bleiben"}


def test_measures_carry_where_they_come_from(german: dict[str, Rows]) -> None:
    numbers = {row["karten_nr"] for row in german["karten"]}

    assert len(german["massnahmen"]) == len(german["massnahmen_meilensteine"]) == 6
    for row in german["massnahmen"]:
        assert row["herkunft_karten"] and set(row["herkunft_karten"].split(", ")) <= numbers
        assert row["herkunft_thema"].startswith("UTOPIE ")
        assert row["status"] == "Idee" and row["bis"].count("-") == 2
        assert row["kosten_gesamt"] == row["prioritaet"] == ""


def test_the_remarks_tell_what_was_hidden_and_proposed(german: dict[str, Rows]) -> None:
    told = {row["hinweis"]: row["angabe"] for row in german["hinweise"]}

    assert "davon 3 ausgeblendet" in told["Karten"]
    assert told["Gründe für das Ausblenden"] == "Persönlicher Angriff: 3"
    assert "papier" in told["Karten nach Kanal"]
    assert "vom Programm vorgeschlagen" in told["Themen"]


def test_the_remarks_speak_english_too(german: dict[str, Rows], english: dict[str, Rows]) -> None:
    told = {row["note"]: row["statement"] for row in english["hinweise"]}

    assert len(told) == len(german["hinweise"])
    assert "of which 3 hidden" in told["Cards"] and "paper" in told["Cards by channel"]


def test_nothing_in_the_open_set_leads_to_a_person(german: dict[str, Rows], english: dict[str, Rows]) -> None:
    for tables in (german, english):
        everything = "\n".join(value for rows in tables.values() for row in rows for value in row.values())
        assert "@example.org" not in everything
        headings = {name for rows in tables.values() for row in rows[:1] for name in row}
        assert not {
            name for name in headings if "participant" in name or "uhrzeit" in name or name.endswith("_at")
        }
        assert "zusagen" not in tables


def test_small_groups_are_named_in_no_table(german: dict[str, Rows]) -> None:
    small = {"Politik", "Verwaltung", "Immobilien / Eigentum", "Gast / Pendler:in"}

    for name in ("karten", "beteiligung", "themen"):
        assert german[name]
        for row in german[name]:
            assert not small.intersection(row.values())
            assert not {f"punkte_{group}" for group in small}.intersection(row)
    assert "weniger als 5" in {row["akteursgruppe"] for row in german["karten"]}
    assert "punkte_weitere" in german["themen"][0]


def test_no_row_of_participation_tells_of_fewer_than_five(german: dict[str, Rows]) -> None:
    assert len(german["beteiligung"]) > 80
    assert min(int(row["anwesend"]) for row in german["beteiligung"]) >= 5
    per_phase = Counter[str]()
    for row in german["beteiligung"]:
        per_phase[row["phase"]] += int(row["anwesend"])
    assert set(per_phase.values()) == {84}


def test_cards_with_a_group_have_five_people_who_look_alike(evening: Evening) -> None:
    with evening.hall() as hall:
        crowd = Crowd(hall, "de")
        named = 0
        for card in hall.cards(["weakness", "strength", "proposal"]):
            if crowd.group_of_card(card) not in ("", "weniger als 5"):
                named += 1
                alike = [
                    person
                    for person in crowd.people
                    if (person.group_id, person.channel, person.language)
                    == (card.group_id, card.channel, card.language)
                ]
                assert len(alike) >= 5
        assert named > 100


def test_our_own_tables_can_come_back(evening: Evening) -> None:
    with evening.hall() as hall:
        frame = exports.table(hall.session, hall.conference, "karten")
    arrivals = read_arrivals(exports.as_csv(frame), columns=Columns(), kind="proposal")

    assert Counter((kind, text) for _, text, kind, _ in arrivals.rows) == Counter(
        (card.kind, card.text) for card in written_cards()
    )


def test_common_ground_tells_only_groups_of_five_voters_and_more(german: dict[str, Rows]) -> None:
    rows = german["gemeinsame_basis"]
    everybody = [row for row in rows if row["akteursgruppe"] == "alle"]

    assert len(everybody) == len({(row["phase"], row["objekt"]) for row in rows}) > 0
    assert all(row["satz"] and row["gruppenkonsens"] for row in everybody)
    assert all(int(row["stimmen"]) >= 5 for row in rows)
    assert {row["urteil"] for row in rows} <= {"getragen", "geteilt", "offen", "zu wenige Stimmen"}


def test_links_lead_from_weaknesses_to_strengths_and_proposals(german: dict[str, Rows]) -> None:
    kinds = {row["thema_nr"]: row["typ"] for row in german["themen"]}
    cards = {row["karten_nr"] for row in german["karten"] if row["status"] == "sichtbar"}

    assert {row["beziehung"] for row in german["verknuepfungen"]} == {"stützt sich auf", "Antwort darauf"}
    for row in german["verknuepfungen"]:
        other = {"stützt sich auf": "STAERKE", "Antwort darauf": "UTOPIE"}[row["beziehung"]]
        assert kinds[row["thema_nr"]] == "SCHWAECHE"
        assert kinds.get(row["verbunden_mit_nr"], other) == other
        assert set(row["belege"].split(", ")) <= cards

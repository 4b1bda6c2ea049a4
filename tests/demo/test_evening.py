"""The evening of the invented town can be seen in each of its phases, and at every start again."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import col, func, select

from app.actions import conferences
from app.auth import hashed, is_password
from app.demo.evening import END, ensure_demo, make_conference, stop_title
from app.demo.town import town, written_cards
from app.errors import Refusal
from app.house import House, close_house, open_house
from app.models import Account, BallotState, Card, CardStatus, Conference, Contact, Link, Phase
from app.models.base import now
from app.reading.hall import Hall
from app.settings import Settings
from app.writing.transaction import Change
from tests.evening import Evening


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    opened = open_house(settings)
    yield opened
    close_house(opened)


def lobby(hall: Hall) -> None:
    assert hall.people_count == 84
    assert not hall.cards(["strength"])


def greeting(hall: Hall) -> None:
    assert hall.conference.answer_on is not None and hall.conference.scope_fixed


def mood(hall: Hall) -> None:
    assert 30 <= hall.voter_count < 60 and not hall.is_revealed


def strengths(hall: Hall) -> None:
    assert len(hall.cards(["strength"])) > 40
    assert len(hall.pinned_cards) == 6


def weaknesses(hall: Hall) -> None:
    assert hall.is_open and hall.tally_count > 90
    assert hall.hidden_count == 2


def sorting(hall: Hall) -> None:
    themes = hall.themes("weakness")
    assert 8 <= len(themes) <= 15 and not hall.released_themes("weakness")
    assert {theme.title_by for theme in themes} == {"machine", "person"}


def first_dots(hall: Hall) -> None:
    assert hall.ballot is not None and hall.ballot.state == BallotState.OPEN
    assert [item.title for item in hall.ballot_items] == [theme.title for theme in hall.themes("weakness")]


def utopias(hall: Hall) -> None:
    assert len(hall.cards(["proposal"])) > 60


def standing_break(hall: Hall) -> None:
    assert [card for card in hall.cards(["proposal"]) if card.late]
    assert hall.themes("proposal") and not hall.released_themes("proposal")


def second_dots(hall: Hall) -> None:
    assert hall.released_themes("proposal") and not hall.measures
    assert 30 <= hall.voter_count < 50


def corners(hall: Hall) -> None:
    assert {measure.title for measure in hall.measures} == {entry["title"] for entry in town()["measures"]}
    for measure in hall.measures:
        assert measure.due_on and measure.lead_body and measure.card_numbers and measure.scribe_id
    kinds = {artefact.art for artefact in hall.artefacts}
    assert kinds == {"hmw", "perspective", "pov", "answered_by", "builds_on"}


def reporting(hall: Hall) -> None:
    assert hall.shown_measure is not None
    assert hall.cards(["question"])


def joining_in(hall: Hall) -> None:
    assert hall.is_open and all(hall.commitments[measure.id or 0] for measure in hall.measures)


def feedback(hall: Hall) -> None:
    assert hall.tally_count > 10 and hall.voter_count > 30 and not hall.is_revealed


def ended_with_everything(hall: Hall) -> None:
    assert hall.kind == "ENDED" and hall.is_revealed
    texts = hall.session.exec(select(Card.text)).all()
    assert sorted(texts) == sorted(card.text for card in written_cards())
    hidden = hall.session.exec(select(Card).where(Card.status == CardStatus.HIDDEN)).all()
    assert len(hidden) == sum(card.hint == "hide" for card in written_cards())
    assert all(card.hidden_reason for card in hidden)
    assert hall.session.exec(select(func.count(col(Contact.id)))).one() == 6
    assert {card.channel for card in hall.cards(["weakness"])} == {"handy", "papier"}


SEEN: dict[str, Callable[[Hall], None]] = {
    "Ankommen": lobby,
    "Begrüßung": greeting,
    "Stimmungsbild": mood,
    "Stärken sammeln": strengths,
    "Schwächen sammeln": weaknesses,
    "Impuls und Sortieren": sorting,
    "Wichtigste Themen bepunkten": first_dots,
    "Utopien und Vorschläge": utopias,
    "Stehpause": standing_break,
    "Ideenbündel bepunkten": second_dots,
    "Themenecken: Kurzsteckbriefe": corners,
    "Vorstellen": reporting,
    "Mitmachen": joining_in,
    "Ausblick und Blitzlicht": feedback,
    END["de"]: ended_with_everything,
}


@pytest.mark.parametrize("title", SEEN)
def test_a_phase_has_something_to_show(evening: Evening, title: str) -> None:
    with evening.hall(title) as hall:
        assert title == END["de"] or (hall.phase is not None and hall.phase.title == title)
        SEEN[title](hall)


def test_every_phase_of_the_agenda_can_be_seen(evening: Evening) -> None:
    with evening.hall() as hall:
        assert [*(phase.title for phase in hall.phases), END["de"]] == list(SEEN)


def test_nobody_writes_more_than_a_phase_allows(evening: Evening) -> None:
    with evening.hall() as hall:
        nobody_wrote_too_much(hall)


def nobody_wrote_too_much(hall: Hall) -> None:
    most = {
        (phase.id, entry.kind): entry.max_per_person
        for phase in hall.phases
        for entry in phase.settings.card_types
    }
    counted = select(Card.participant_id, Card.phase_id, Card.kind, func.count()).group_by(
        col(Card.participant_id), col(Card.phase_id), col(Card.kind)
    )
    rows = hall.session.exec(counted).all()
    assert rows
    for _, phase_id, kind, count in rows:
        assert count <= most[phase_id, kind]


def begun(house: House) -> int:
    """A conference at its very beginning, which is quicker than a whole evening."""
    return make_conference(house)


def test_the_second_start_keeps_the_evening_and_makes_new_links(house: House) -> None:
    conference_id = begun(house)
    first, second = ensure_demo(house), ensure_demo(house)

    with house.database.reading() as session:
        assert [stored.id for stored in Conference.newest_first(session)] == [conference_id]
        assert len(Link.of(session, conference_id)) == 4
        code = session.get_one(Conference, conference_id).code
        for lines in (first, second):
            assert f"{{here}}/c/{code}" in lines
            assert Link.with_token_hash(session, hashed(token_in(lines, "/m#"))) is not None
            assert Link.with_token_hash(session, hashed(token_in(lines, "/p#"))) is not None
    assert token_in(first, "/m#") != token_in(second, "/m#")


def token_in(lines: str, mark: str) -> str:
    return lines.split(mark)[1].split()[0]


def test_the_password_that_is_printed_opens_the_office(house: House) -> None:
    begun(house)
    ensure_demo(house)
    printed = ensure_demo(house).rpartition("/ ")[2].rstrip(")")

    with house.database.reading() as session:
        account = Account.named(session, "demo")
        assert account is not None and is_password(account.password_hash, printed)


def test_a_clock_that_ran_out_long_ago_starts_again(house: House) -> None:
    conference_id = begun(house)
    yesterday = partial(conferences.change_conference, fields={"ends_at": now() - timedelta(days=1)})
    house.writer.write_now(Change(yesterday, actor="test", conference_id=conference_id))

    ensure_demo(house)

    with house.database.reading() as session:
        ends_at = session.get_one(Conference, conference_id).ends_at
        assert ends_at is not None and ends_at > now()


def test_a_phase_that_is_asked_for_gets_an_evening_of_its_own(house: House) -> None:
    stored = begun(house)
    ensure_demo(house, "begrüßung")

    with house.database.reading() as session:
        newest = Conference.newest_first(session)[0]
        assert newest.id != stored and newest.phase_id is not None
        assert session.get_one(Phase, newest.phase_id).title == "Begrüßung"


@pytest.mark.parametrize(
    ("typed", "meant"), [("stehpause", "Stehpause"), ("Mood poll", "Stimmungsbild"), ("end", END["de"])]
)
def test_phases_are_known_by_their_titles_in_both_languages(typed: str, meant: str) -> None:
    assert stop_title(typed) == meant


def test_an_unknown_phase_is_told_with_those_that_exist(house: House) -> None:
    with pytest.raises(Refusal) as refusal:
        ensure_demo(house, "Kaffee")

    assert refusal.value.values["title"] == "Kaffee" and "Stehpause" in refusal.value.values["known"]

"""What the program promised to forget is gone on its day, from each byte of its files, and nothing else."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.actions import accounts, conferences, curation, measures, phases
from app.actions.forgetting import forgotten_on
from app.auth import hashed
from app.backup.checks import check
from app.backup.sources import snapshot
from app.calendar import forget
from app.exports import tables
from app.models import (
    Card,
    Conference,
    Contact,
    Line,
    Link,
    Measure,
    Participant,
    Receipt,
    Role,
    StaffSession,
)
from app.models.base import now
from app.models.people import GONE
from app.writing.transaction import Transaction
from tests.conftest import Town
from tests.databases import ON_POSTGRESQL

CANARY = "Kanarienvogel-7c1f"


def aged(tx: Transaction, *, days: int) -> None:
    """The evening was over so many days ago."""
    tx.conference.ended_at = now() - timedelta(days=days)


def expired(tx: Transaction, *, token: str) -> None:
    session = StaffSession.with_token_hash(tx.session, hashed(token))
    assert session is not None
    session.expires_at = now() - timedelta(seconds=1)


@pytest.fixture
def evening(town: Town) -> Town:
    """Anna wrote a card, took another one back, and left her number; the moderation hid one."""
    town.enter("Stärken sammeln")
    anna, ben = town.phone(), town.phone()
    town.say(anna, do="post_card", kind="strength", text="Der Fluss")
    insult = town.say(ben, do="post_card", kind="strength", text=f"Beleidigung {CANARY}")["card"]["id"]
    taken_back = town.say(anna, do="post_card", kind="strength", text=f"Versehen {CANARY}")["card"]["id"]
    town.say(anna, do="withdraw_card", card=taken_back)
    town.act(partial(curation.hide_card, card_id=insult, reason="Beleidigung"))
    town.act(partial(measures.add_measure, title="Bänke"))
    town.enter("Mitmachen")
    with town.house.database.reading() as session:
        sheet = session.exec(select(Measure.id)).one()
    town.say(anna, do="commit", measure=sheet, kinds=["work"], contact="anna@example.org", consent=True)
    town.act(phases.end_conference)
    return town


def rows(town: Town, model: Any) -> list[Any]:
    with town.house.database.reading() as session:
        return list(session.exec(select(model)).all())


def made_of_it(town: Town) -> dict[str, str]:
    with town.house.database.reading() as session:
        found = tables(session, town.conference(session), language="de")
    return {name: frame.to_csv() for name, frame in found.items()}


def test_sessions_that_are_over_and_used_setup_links_go(town: Town) -> None:
    for token in ("alt", "neu"):
        town.act(partial(accounts.open_session, token=token, role=Role.ORGANISER))
    town.act(partial(expired, token="alt"))
    town.act(partial(accounts.make_setup_link, token="einmal"))
    account = partial(accounts.make_account, login="amt", password="ein langes Passwort")
    town.act(partial(account, setup_token="einmal", session_token="amt"))
    town.act(partial(accounts.make_setup_link, token="unbenutzt"))

    forget(town.house)

    assert {row.token_hash for row in rows(town, StaffSession)} == {hashed("neu"), hashed("amt")}
    assert [row.token_hash for row in rows(town, Link)] == [hashed("unbenutzt")]


def test_receipts_stay_for_thirty_days_after_the_end(evening: Town) -> None:
    evening.act(partial(aged, days=29))
    forget(evening.house)
    assert rows(evening, Receipt)

    evening.act(partial(aged, days=31))
    forget(evening.house)
    assert not rows(evening, Receipt)


def test_after_the_day_nobody_is_found_by_their_device_and_the_results_stay(evening: Town) -> None:
    before = made_of_it(evening)
    evening.act(partial(aged, days=91))

    forget(evening.house)

    assert all(person.token_hash.startswith(GONE) for person in rows(evening, Participant))
    assert [contact.participant_id for contact in rows(evening, Contact)] == [None]
    assert sorted(card.text for card in rows(evening, Card)) == ["", "", "Der Fluss"]
    assert not any(line.changes for line in rows(evening, Line))
    with snapshot(evening.house.settings.database_address) as connection:
        assert check(connection).is_sound
    after = made_of_it(evening)
    assert {name for name in before if before[name] != after[name]} == {"karten"}


def test_it_is_done_once_and_not_before_its_day(evening: Town) -> None:
    evening.act(partial(aged, days=89))
    forget(evening.house)
    assert not any(person.token_hash.startswith(GONE) for person in rows(evening, Participant))

    evening.act(partial(aged, days=90))
    forget(evening.house)
    forget(evening.house)
    (said,) = [line for line in rows(evening, Line) if line.type == "people_forgotten"]
    assert said.payload == {"devices": 2} and said.actor == "calendar"


def test_a_phone_that_was_forgotten_is_a_stranger(evening: Town) -> None:
    anna = evening.phone()
    assert anna.get(f"/c/{evening.code}/mine").status_code == 200
    evening.act(partial(aged, days=91))

    forget(evening.house)

    assert anna.get(f"/c/{evening.code}/mine", follow_redirects=False).status_code != 200


@pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL keeps its files itself")
def test_no_byte_of_it_stays_in_the_files(evening: Town) -> None:
    hashes = [person.token_hash for person in rows(evening, Participant)]
    evening.act(partial(aged, days=91))
    assert all(found_in_files(evening, text) for text in (CANARY, *hashes))

    forget(evening.house)

    assert not [text for text in (CANARY, *hashes) if found_in_files(evening, text)]
    assert found_in_files(evening, "Der Fluss")


def found_in_files(town: Town, text: str) -> bool:
    files: Iterator[Path] = town.house.settings.data.glob("zukunft.db*")
    return any(text.encode() in path.read_bytes() for path in files)


def test_the_day_is_counted_from_the_end_or_else_from_the_day_of_the_event(town: Town) -> None:
    town.act(partial(conferences.change_conference, fields={"held_on": now().date()}))
    with town.house.database.reading() as session:
        conference = town.conference(session)

    assert forgotten_on(conference, 90) == now().date() + timedelta(days=90)
    assert forgotten_on(conference, 0) is None
    assert forgotten_on(Conference(code="X", title="X", epoch="x"), 90) is None


def test_the_office_sees_the_day(evening: Town) -> None:
    page = evening.staff(Role.ORGANISER).get(f"/organise/{evening.conference_id}").text

    assert "Ab diesem Tag gehört keine Karte und kein Punkt mehr zu einem Handy." in page

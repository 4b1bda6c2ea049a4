"""The writer: many changes, one transaction; a counter without holes; answers that can be asked for again."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.actions import cards, conferences, curation
from app.errors import Refusal
from app.models import Card, Line, Participant
from app.writing.transaction import Change, Transaction
from tests.conftest import Town


def post(town: Town, participant_id: int, text: str, key: str) -> int:
    act = partial(cards.post_card, participant_id=participant_id, kind="strength", text=text)
    actor = f"participant:{participant_id}"
    answer = town.house.writer.write_now(Change(act, actor, conference_id=town.conference_id, key=key))
    return int(answer["card"]["number"])


def people_in(town: Town, count: int) -> list[int]:
    for _ in range(count):
        town.phone()
    with town.house.database.reading() as session:
        return [entry.id or 0 for entry in session.exec(select(Participant)).all()]


def test_the_counter_has_neither_holes_nor_doubles_when_many_write_at_once(town: Town) -> None:
    town.enter("Stärken sammeln")
    people = people_in(town, 10)
    jobs = [(person, f"Karte {person}-{number}") for person in people for number in range(4)]

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(lambda job: taken(town, *job), jobs))

    with town.house.database.reading() as session:
        lines = session.exec(select(Line).order_by(Line.seq)).all()  # type: ignore[arg-type]
        numbers = sorted(card.number for card in session.exec(select(Card)).all())
        assert [line.seq for line in lines] == list(range(1, town.conference(session).seq + 1))
    assert sum(outcomes) == 2 * len(people), "two strengths each, the others refused"
    assert numbers == list(range(1, 2 * len(people) + 1))


def taken(town: Town, person: int, text: str) -> bool:
    try:
        post(town, person, text, f"key-{text}")
    except Refusal as refusal:
        assert refusal.code == "limit"
        return False
    return True


def test_a_failing_change_takes_nobody_with_it(town: Town) -> None:
    def broken(_tx: object) -> None:
        raise ZeroDivisionError

    town.enter("Stärken sammeln")
    (anna,) = people_in(town, 1)
    with ThreadPoolExecutor(2) as pool:
        failing = pool.submit(town.act, broken)
        working = pool.submit(post, town, anna, "Der Markt", "key-of-anna")

        assert working.result() == 1
        with pytest.raises(ZeroDivisionError):
            failing.result()


def test_the_log_never_holds_the_text_of_a_card(town: Town) -> None:
    town.enter("Stärken sammeln")
    (anna,) = people_in(town, 1)
    number = post(town, anna, "Nur in der Karte", "key-of-anna")
    with town.house.database.reading() as session:
        card_id = session.exec(select(Card).where(Card.number == number)).one().id or 0
    town.act(partial(curation.hide_card, card_id=card_id, reason="Name"))

    with town.house.database.reading() as session:
        lines = session.exec(select(Line)).all()
        assert {"card_posted", "card_hidden"} <= {line.type for line in lines}
        assert not any("Nur in der Karte" in str(line.model_dump()) for line in lines)


def test_a_device_that_hangs_up_while_waiting_stops_nobody(town: Town) -> None:
    town.enter("Stärken sammeln")
    anna, ben = people_in(town, 2)
    started, go_on = threading.Event(), threading.Event()

    def slow(_tx: object) -> None:
        started.set()
        go_on.wait(10)

    async def hang_up() -> None:
        act = partial(cards.post_card, participant_id=anna, kind="strength", text="Noch gesendet")
        change = Change(act, f"participant:{anna}", conference_id=town.conference_id, key="key-of-anna")
        waiting = asyncio.create_task(town.house.writer.write(change))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    with ThreadPoolExecutor(1) as pool:
        blocking = pool.submit(town.act, slow)
        started.wait(10)
        asyncio.run(hang_up())
        go_on.set()
        blocking.result()

    assert post(town, anna, "Noch gesendet", "key-of-anna") == 1, "the card was stored all the same"
    assert post(town, ben, "Der Fluss", "key-of-ben") == 2


def test_a_card_for_a_conference_that_is_gone_is_refused_and_breaks_no_batch(town: Town) -> None:
    town.enter("Stärken sammeln")
    (anna,) = people_in(town, 1)
    town.act(conferences.delete_conference)

    with pytest.raises(Refusal) as told:
        post(town, anna, "Zu spät", "key-of-anna")

    assert told.value.code == "not_found"


def test_a_failing_statement_keeps_to_itself_what_people_wrote(town: Town) -> None:
    def twice(tx: Transaction) -> None:
        for _ in range(2):
            tx.session.add(Card(conference_id=town.conference_id, number=7, kind="strength", text="Geheim"))
        tx.session.flush()

    with pytest.raises(IntegrityError) as told:
        town.act(twice)

    assert "INSERT INTO card" in str(told.value), "it is about this card"
    assert "Geheim" not in str(told.value)

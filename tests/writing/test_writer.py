"""One batch: what several people change at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlmodel import select

from app.actions import cards, curation, undo
from app.errors import Refusal, Unavailable
from app.models import Card, CardStatus, Line, Participant
from app.writing.chain import seal
from app.writing.transaction import Answer, Change, Transaction
from app.writing.writer import Writer
from tests.conftest import Town

PHASE = "Stärken sammeln"


@pytest.fixture
def people(town: Town) -> list[int]:
    town.enter(PHASE)
    for _ in range(6):
        town.phone()
    with town.house.database.reading() as session:
        return [person.id or 0 for person in session.exec(select(Participant)).all()]


def together(town: Town, changes: list[Change]) -> list[Answer | Exception]:
    """In one batch: the writer is held up until all of them wait."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(_tx: Transaction) -> None:
        begun.set()
        go_on.wait(10)

    with ThreadPoolExecutor(1 + len(changes)) as pool:
        held = pool.submit(town.act, hold)
        begun.wait(10)
        waiting = []
        for number, change in enumerate(changes, start=1):
            waiting.append(pool.submit(answered, town, change))
            until(partial(is_waiting_for, town.house.writer, number))
        go_on.set()
        held.result()
        return [future.result() for future in waiting]


def is_waiting_for(writer: Writer, count: int) -> bool:
    return writer.waiting >= count


def until(condition: Callable[[], bool]) -> None:
    """Another thread is about to make this true."""
    while not condition():
        threading.Event().wait(0.001)


def answered(town: Town, change: Change) -> Answer | Exception:
    try:
        return town.house.writer.write_now(change)
    except Exception as error:
        return error


def posting(town: Town, person: int, text: str, key: str) -> Change:
    act = partial(cards.post_card, participant_id=person, kind="strength", text=text)
    return Change(act, f"participant:{person}", town.conference_id, key)


def stored(town: Town) -> dict[int, str]:
    with town.house.database.reading() as session:
        return {card.number: card.text for card in session.exec(select(Card)).all()}


def log_of(town: Town) -> list[Line]:
    with town.house.database.reading() as session:
        return list(session.exec(select(Line).order_by(Line.seq)).all())  # type: ignore[arg-type]


def leaving_something_behind(text: str, *, error: Exception) -> Callable[[Transaction], None]:
    def act(tx: Transaction) -> None:
        number = tx.next_card_number()
        tx.insert(Card, conference_id=tx.conference_id, number=number, kind="strength", text=text)
        tx.log("card_posted", number=number)
        raise error

    return act


@pytest.mark.parametrize("error", [Refusal("no", "Nein"), ZeroDivisionError()])
def test_what_fails_half_done_leaves_nothing_and_costs_nobody_anything(
    town: Town, people: list[int], error: Exception
) -> None:
    anna, ben, carl = people[:3]
    failing = leaving_something_behind("Halb", error=error)

    answers = together(
        town,
        [
            posting(town, anna, "Der Markt", "key-of-anna"),
            Change(failing, f"participant:{carl}", town.conference_id, "key-of-carl"),
            posting(town, ben, "Der Fluss", "key-of-ben"),
        ],
    )

    assert [type(answer) for answer in answers] == [dict, type(error), dict], answers
    assert stored(town) == {1: "Der Markt", 2: "Der Fluss"}
    assert [line.seq for line in log_of(town)] == list(range(1, len(log_of(town)) + 1))


def test_what_is_refused_is_refused_again_by_its_key(town: Town, people: list[int]) -> None:
    refusing = leaving_something_behind("Halb", error=Refusal("no", "Nein"))
    change = Change(refusing, f"participant:{people[0]}", town.conference_id, "key-of-anna")
    taken = posting(town, people[0], "Der Markt", "key-of-anna")

    first, second = answered(town, change), answered(town, taken)

    assert isinstance(first, Refusal) and isinstance(second, Refusal)
    assert (first.code, second.code) == ("no", "no")
    assert stored(town) == {}


def test_one_key_twice_in_a_batch_is_one_card(town: Town, people: list[int]) -> None:
    anna = posting(town, people[0], "Der Markt", "key-of-anna")

    first, second = together(town, [anna, anna])

    assert stored(town) == {1: "Der Markt"}
    assert isinstance(first, dict) and isinstance(second, dict)
    assert second == {**first, "again": True}


def test_a_retry_in_the_batch_that_withdraws_the_card_does_not_tell_its_text(
    town: Town, people: list[int]
) -> None:
    anna = people[0]
    post = posting(town, anna, "Geheim", "key-of-anna")
    town.house.writer.write_now(post)
    with town.house.database.reading() as session:
        card_id = session.exec(select(Card.id)).one() or 0
    withdraw = partial(cards.withdraw_card, participant_id=anna, card_id=card_id)
    later = Change(withdraw, f"participant:{anna}", town.conference_id, "key-of-withdrawal")

    _, retried = together(town, [later, post])

    assert isinstance(retried, dict)
    assert retried["card"]["status"] == CardStatus.WITHDRAWN
    assert "Geheim" not in str(retried)


def test_a_step_is_undone_in_the_batch_in_which_it_was_made(town: Town, people: list[int]) -> None:
    town.house.writer.write_now(posting(town, people[0], "Der Markt", "key-of-anna"))
    with town.house.database.reading() as session:
        card_id = session.exec(select(Card.id)).one() or 0
        seq = town.conference(session).seq
    hide = Change(
        partial(curation.hide_card, card_id=card_id, reason="Name"), "moderation:0", town.conference_id
    )
    take_back = Change(partial(undo.undo, seq=seq + 1), "moderation:0", town.conference_id)

    together(town, [hide, take_back])

    with town.house.database.reading() as session:
        assert session.get_one(Card, card_id).status == CardStatus.VISIBLE
    assert [line.type for line in log_of(town)][-2:] == ["card_hidden", "undone"]


def test_each_line_seals_the_one_before_it(town: Town, people: list[int]) -> None:
    together(town, [posting(town, person, f"Karte {person}", f"key-{person}-xxxx") for person in people])

    chain = ""
    for line in log_of(town):
        before, chain = (
            chain,
            seal(chain, seq=line.seq, type_=line.type, actor=line.actor, payload=line.payload, at=line.at),
        )
        assert line.hash == chain != before
    with town.house.database.reading() as session:
        assert town.conference(session).chain == chain


def test_a_writer_that_has_stopped_says_so_at_once(town: Town, people: list[int]) -> None:
    writer = Writer(town.house.database, town.house.bus)
    writer.start()
    writer.stop()

    with pytest.raises(Unavailable):
        writer.write_now(posting(town, people[0], "Zu spät", "key-of-anna"))
    assert not writer.is_alive


def test_a_queue_without_end_is_not_begun(
    town: Town, people: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.writing.writer.LONGEST_QUEUE", 0)

    with pytest.raises(Unavailable):
        town.house.writer.write_now(posting(town, people[0], "Der Markt", "key-of-anna"))

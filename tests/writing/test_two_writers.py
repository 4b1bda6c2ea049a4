"""Two processes on one PostgreSQL: they neither wait for each other in a circle nor do one thing twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import psycopg
import pytest
from sqlmodel import select

from app import database
from app.actions import accounts, cards, conferences, joining, phases
from app.agendas import agenda, default_groups
from app.auth import new_token
from app.errors import Refusal
from app.house import House, close_house, open_house
from app.models import Account, Card, Conference, Line, Phase, Role
from app.settings import Settings
from app.writing.transaction import Change, Transaction
from tests.postgres import Postgres

ROUNDS = 8
PATIENCE, SHORT = "lock_timeout=5s", "lock_timeout=500ms"


@pytest.fixture
def houses(postgres: Postgres, tmp_path: Path) -> Iterator[tuple[House, House]]:
    address = postgres.fresh(empty=True)
    with ExitStack() as stack:
        opened = []
        for _ in range(2):
            house = open_house(Settings(data=tmp_path / "var", database_url=address))
            stack.callback(close_house, house)
            opened.append(house)
        yield opened[0], opened[1]
    postgres.dropdb(address)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PATIENCE in database.NO_HOSTAGES
    monkeypatch.setattr(database, "NO_HOSTAGES", database.NO_HOSTAGES.replace(PATIENCE, SHORT))


def a_conference(house: House) -> int:
    act = partial(
        conferences.create_conference,
        fields={"title": "Lindenau"},
        agenda=agenda("zk-light-120"),
        groups=default_groups(),
    )
    return int(house.writer.write_now(Change(act, actor="organiser:0"))["conference"])


def collecting(house: House, conference_id: int) -> None:
    def act(tx: Transaction) -> None:
        found = Phase.of(tx.session, tx.conference_id)
        target = next(phase for phase in found if phase.kind == "COLLECT")
        phases.enter_phase(tx, phase_id=target.id or 0, from_phase_id=tx.conference.phase_id)

    for step in (act, phases.open_input):
        house.writer.write_now(Change(step, actor="moderation:0", conference_id=conference_id))


def joins(conference_id: int) -> Change:
    act = partial(joining.join, token_hash=new_token(), group_id=None, language="de")
    return Change(act, actor="door", conference_id=conference_id)


def test_a_login_for_one_conference_among_joins_for_another_stops_nobody(houses: tuple[House, House]) -> None:
    one, other = a_conference(houses[0]), a_conference(houses[0])

    def batch(house: House, here: int, there: int) -> None:
        token = new_token()
        link = partial(conferences.make_link, role=Role.MODERATION, label="Mona", token=token)
        house.writer.write_now(Change(link, actor="organiser:0", conference_id=there))
        login = Change(partial(accounts.use_link, token=token, session_token=new_token()), actor="link")
        house.writer.write_all([*(joins(here) for _ in range(10)), login, *(joins(here) for _ in range(10))])

    with ThreadPoolExecutor(2) as pool:
        for _ in range(ROUNDS):
            running = [pool.submit(batch, houses[0], one, other), pool.submit(batch, houses[1], other, one)]
            for future in running:
                future.result(60)


def test_one_key_at_both_makes_one_card(houses: tuple[House, House]) -> None:
    conference_id = a_conference(houses[0])
    collecting(houses[0], conference_id)
    anna = houses[0].writer.write_now(joins(conference_id))["participant_id"]

    def post(house: House, number: int) -> int:
        act = partial(cards.post_card, participant_id=anna, kind="strength", text="Der Markt")
        change = Change(act, f"participant:{anna}", conference_id, key=f"key-{number:04d}")
        try:
            return int(house.writer.write_now(change)["card"]["number"])
        except Refusal as refusal:
            assert refusal.code == "limit"
            return 0

    with ThreadPoolExecutor(8) as pool:
        told = [
            [future.result(60) for future in [pool.submit(post, house, number) for house in houses]]
            for number in range(4)
        ]

    assert all(one == other for one, other in told), "the same key gets the same answer everywhere"
    with houses[0].database.reading() as session:
        stored = [card.number for card in session.exec(select(Card).order_by(Card.number)).all()]  # type: ignore[arg-type]
        seqs = session.exec(select(Line.seq).where(Line.conference_id == conference_id)).all()
        assert stored == sorted(number for number, _ in told if number)
        assert sorted(seqs) == list(range(1, session.get_one(Conference, conference_id).seq + 1))


def test_a_set_up_link_works_once_though_two_are_asked(houses: tuple[House, House]) -> None:
    token = new_token()
    houses[0].writer.write_now(Change(partial(accounts.make_setup_link, token=token), actor="serve"))

    def set_up(house: House, login: str) -> bool:
        act = partial(
            accounts.make_account,
            setup_token=token,
            login=login,
            password="ein langes Passwort",
            session_token=new_token(),
        )
        try:
            house.writer.write_now(Change(act, actor="setup"))
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(set_up, houses, ("mona", "carl")))

    assert sorted(done) == [False, True]
    with houses[0].database.reading() as session:
        assert len(session.exec(select(Account)).all()) == 1


@pytest.mark.usefixtures("impatient")
def test_a_lock_that_nobody_gives_back_holds_up_no_other_conference_for_long(
    houses: tuple[House, House],
) -> None:
    held, free = a_conference(houses[0]), a_conference(houses[0])
    address = houses[0].settings.database_address.replace("+psycopg", "")
    with psycopg.connect(address) as vanished:
        vanished.execute("select 1 from conference where id = %s for update", (held,))

        with pytest.raises(Refusal) as told:
            houses[0].writer.write_now(joins(held))

        assert told.value.status == 503
        assert houses[0].writer.write_now(joins(free))["participant_id"]
        vanished.rollback()
    assert houses[0].writer.write_now(joins(held))["participant_id"]


def test_what_no_text_may_hold_spoils_only_its_own_change(houses: tuple[House, House]) -> None:
    conference_id = a_conference(houses[0])
    collecting(houses[0], conference_id)
    people = [houses[0].writer.write_now(joins(conference_id))["participant_id"] for _ in range(5)]

    def post(person: int, key: str) -> bool:
        act = partial(cards.post_card, participant_id=person, kind="strength", text="Der Markt")
        try:
            houses[0].writer.write_now(Change(act, f"participant:{person}", conference_id, key))
        except Exception:
            return False
        return True

    keys = ["poison-\x00-key", *(f"key-of-{person}" for person in people[1:])]
    with ThreadPoolExecutor(5) as pool:
        assert list(pool.map(post, people, keys)) == [False, True, True, True, True]

"""Groups that keep to themselves: their own ideas, what they like of them, and their own matrix."""

from functools import partial

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.actions import ballots, curation, paper, phases, presenting
from app.errors import Refusal
from app.models import BallotItem, Card, Role
from app.reading.hall import SECOND, Hall
from app.reading.steering import big_step
from tests.conftest import Town
from tests.tables import at_tables, field, page_of, phase, table_id

IDEAS, MATRIX, BUILD = "Ideen", "Auswählen", "Prototyp"


@pytest.fixture
def workshop(town: Town) -> tuple[Town, list[TestClient]]:
    """Four people at two tables."""
    kinds = [{"kind": "idea", "max_per_person": 0}, {"kind": "proposal", "max_per_person": 0}]
    vote = {"of": "cards", "criterion": {"de": "Was gefällt?"}}
    build = phase("TABLE_WORK", BUILD, fields=[field("title", "Titel", kind="prototype", most=1)])
    collect = phase(
        "COLLECT", IDEAS, seating="max_mix", table_size=2, card_types=kinds, in_groups=True, wall=True,
        second_prompt={"de": "Und mit null Euro?"}, voting={**vote, "mode": "dots", "max_per_item": 1},
    )  # fmt: skip
    weigh = phase(
        "MATRIX", MATRIX, in_groups=True, shows="tables", voting={**vote, "mode": "matrix", "most_items": 2}
    )
    place = at_tables(town, {"id": "groups", "phases": [phase("LOBBY", "Ankommen"), collect, weigh, build]})
    phones = [place.phone() for _ in range(4)]
    place.enter(IDEAS, opened=False)
    place.staff(Role.MODERATION).post("/m/seating", data={"kind": "max_mix", "size": "2", "plan": "0"})
    place.enter(IDEAS)
    return place, phones


def with_ideas(town: Town, phones: list[TestClient]) -> None:
    for number, phone in enumerate(phones):
        for turn in range(2):
            assert town.say(phone, do="post_card", kind="idea", text=f"Idee {number}{turn}")["ok"]


def label(town: Town) -> str:
    with town.house.database.reading() as session:
        return big_step(Hall(session, town.conference(session))).label


def things(town: Town) -> list[BallotItem]:
    with town.house.database.reading() as session:
        return list(Hall(session, town.conference(session)).ballots.things)


def test_each_group_reads_its_own_ideas_and_the_wall_counts_them(
    workshop: tuple[Town, list[TestClient]],
) -> None:
    town, phones = workshop
    with_ideas(town, phones)
    tables = [table_id(town, phone) for phone in phones]
    anna, mate = phones[0], phones[1:][tables[1:].index(tables[0])]
    other = next(phone for phone, table in zip(phones, tables, strict=True) if table != tables[0])

    assert "Idee 00" in page_of(town, mate) and "Die Ideen Ihrer Gruppe" in page_of(town, mate)
    assert "Idee 00" not in page_of(town, other)
    assert "Idee 00" in page_of(town, anna)
    wall = town.staff(Role.PROJECTOR).get("/p").text
    assert "Tisch 1" in wall and "Tisch 2" in wall and '<b class="group-count">4</b>' in wall


def test_the_second_question_opens_the_second_kind_of_cards(workshop: tuple[Town, list[TestClient]]) -> None:
    town, phones = workshop
    assert 'name="kind" value="idea"' in page_of(town, phones[0])
    assert label(town) == "Runde 2: die zweite Frage stellen"

    town.act(partial(presenting.show_view, view=SECOND))

    assert "Und mit null Euro?" in page_of(town, phones[0])
    assert "Und mit null Euro?" in town.staff(Role.PROJECTOR).get("/p").text
    assert 'name="kind" value="proposal"' in page_of(town, phones[0])


def test_each_group_likes_and_weighs_only_what_is_its_own(workshop: tuple[Town, list[TestClient]]) -> None:
    town, phones = workshop
    with_ideas(town, phones)
    town.act(partial(presenting.show_view, view=SECOND))
    assert label(town) == "Punkte öffnen"
    town.act(ballots.open_vote)
    tables = [table_id(town, phone) for phone in phones]
    liked = [next(item for item in things(town) if item.table_id == table) for table in tables]
    foreign = next(item for item in things(town) if item.table_id != tables[0])
    vote = partial(town.say, phones[0], do="cast_vote", value=1, counter=1)
    with town.house.database.reading() as session:
        ballot = Hall(session, town.conference(session)).ballots.current
    assert ballot is not None
    assert vote(ballot=ballot.id, item=liked[0].id)["ok"]
    assert vote(ballot=ballot.id, item=foreign.id)["code"] == "other_table"
    with pytest.raises(Refusal, match="at_tables"):
        town.act(partial(paper.write_sheet, ballot_id=ballot.id or 0, numbers="1", group_id=None))
    town.act(ballots.close_vote)
    town.enter(MATRIX)

    weighed = things(town)
    assert sorted(item.table_id or 0 for item in weighed) == sorted([min(tables)] * 2 + [max(tables)] * 2)
    assert liked[0].card_id in [item.card_id for item in weighed]
    assert page_of(town, phones[0]).count('class="panel matrix-thing"') == 2
    town.act(phases.close_input)
    assert label(town) == "Tisch %(n)s stellt vor"
    town.act(partial(presenting.present, thing_id=min(tables)))
    assert "of-table" in town.staff(Role.PROJECTOR).get("/p").text


def test_with_one_click_each_group_goes_on_with_its_own_favourite(
    workshop: tuple[Town, list[TestClient]],
) -> None:
    town, phones = workshop
    mona = town.staff(Role.MODERATION)
    with_ideas(town, phones)
    assert "Die Favoriten der Gruppen" not in mona.get("/m").text
    town.enter(MATRIX)
    best = {item.table_id: item.title for item in things(town)}
    weigh_last_best(town, phones)
    town.act(phases.close_input)
    console = mona.get("/m").text
    assert "Die Favoriten der Gruppen" in console and "Favoriten übernehmen" in console

    mona.post("/m/favourites")

    assert "Favoriten übernehmen" not in mona.get("/m").text
    town.enter(BUILD)
    for phone in phones:
        assert f">{best[table_id(town, phone)]}</p>" in page_of(town, phone)
        assert (
            town.say(phone, do="post_card", kind="prototype", field="title", text="Neu")["code"]
            == "field_full"
        )
    assert mona.post("/m/favourites").status_code == 409

    author, *others = phones
    reader = next(phone for phone in others if table_id(town, phone) == table_id(town, author))
    words = best[table_id(town, author)]
    idea = card_called(town, words)
    town.act(partial(curation.hide_card, card_id=idea, reason="Beleidigung"))
    assert words not in page_of(town, reader)
    town.act(partial(curation.unhide_card, card_id=idea))
    assert f">{words}</p>" in page_of(town, reader)


def card_called(town: Town, words: str) -> int:
    """The first with these words."""
    with town.house.database.reading() as session:
        found = session.exec(select(Card).where(Card.text == words).order_by(col(Card.number))).first()
        assert found is not None and found.id is not None
        return found.id


def weigh_last_best(town: Town, phones: list[TestClient]) -> None:
    """The last thing of each group has the most impact."""
    with town.house.database.reading() as session:
        items = list(Hall(session, town.conference(session)).ballot_items)
    for phone in phones:
        own = [item for item in items if item.table_id == table_id(town, phone)]
        for item in own:
            value = 1 + (item.axis == "impact") * (4 if item.position == own[-1].position else 1)
            said = town.say(
                phone, do="cast_vote", ballot=item.ballot_id, item=item.id, value=value, counter=1
            )
            assert said["ok"]


def test_without_tables_all_weigh_together_and_nobody_is_asked_for_likes(town: Town) -> None:
    kinds = [{"kind": "idea", "max_per_person": 0}]
    vote = {"of": "cards", "card_kind": "idea", "criterion": {"de": "Was gefällt?"}}
    collect = phase("COLLECT", IDEAS, card_types=kinds, in_groups=True, voting={**vote, "mode": "dots"})
    weigh = phase("MATRIX", MATRIX, in_groups=True, shows="tables", voting={**vote, "mode": "matrix"})
    place = at_tables(town, {"id": "alone", "phases": [phase("LOBBY", "Ankommen"), collect, weigh]})
    anna, ben = place.phone(), place.phone()
    place.enter(IDEAS)
    with_ideas(place, [anna, ben])

    assert label(place) == "Schließen"
    place.enter(MATRIX)

    assert len(things(place)) == 4
    assert page_of(place, anna).count('class="panel matrix-thing"') == 4

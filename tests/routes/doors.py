"""Every address of the program, the people who try it, and a place to try it in."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.routing import APIWebSocketRoute, iter_route_contexts
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from app.actions import agendas, cards, conferences, events, measures, seating, statements, themes
from app.agendas import agenda, default_groups
from app.auth import hashed, new_token
from app.house import House
from app.models import Card, Link, Measure, OwnAgenda, Participant, Picture, Role, Theme
from app.models.base import now
from app.reading.hall import Hall
from app.writing.transaction import Change
from tests.conftest import Town

PEOPLE = ("stranger", "phone", "projector", "moderation", "organiser", "scribe")
STAFF = (Role.PROJECTOR, Role.MODERATION, Role.ORGANISER, Role.SCRIBE)


def doors(app: FastAPI) -> Iterator[str]:
    """All routes as `POST /m/step`; a socket is `SOCKET /m/live`."""
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIWebSocketRoute):
            yield f"SOCKET {route.path}"
        for method in sorted(getattr(route, "methods", None) or ()):
            yield f"{method} {route.path}"


@dataclass
class Scene:
    """A conference with something of everything, and somebody of each kind in front of it."""

    town: Town
    people: dict[str, TestClient]
    places: dict[str, object]

    def address(self, door: str) -> str:
        return door.split(" ", 1)[1].format(**self.places)

    def everybody(self) -> TestClient:
        """One browser with all the cookies there are."""
        client = self.town.stranger()
        for person in self.people.values():
            client.cookies.update(person.cookies)
        return client

    def rows(self) -> dict[str, int]:
        """How many rows each table has, and how far the log has come."""
        with self.town.house.database.reading() as session:
            counts = {
                table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for table in SQLModel.metadata.sorted_tables
            }
            return {**counts, "seq": self.town.conference(session).seq}


def scene(client: TestClient, house: House) -> Scene:
    act = partial(
        conferences.create_conference, fields={"title": "Lindenau"}, agenda=agenda("zk-light-120"),
        groups=default_groups(),
    )  # fmt: skip
    made = house.writer.write_now(Change(act, actor="organiser:0"))
    town = Town(house, client, made["conference"], made["code"])
    people = {"stranger": town.stranger(), "phone": town.phone("Verwaltung")}
    people |= {str(role): town.staff(role) for role in STAFF}
    fill(town, people["phone"])
    return Scene(town, people, places(town))


def fill(town: Town, phone: TestClient) -> None:
    """A card with a picture in a theme of its own, a second theme, a sheet."""
    town.enter("Stärken sammeln")
    with town.house.database.reading() as session:
        token = phone.cookies[f"p_{town.code}"]
        anna = Participant.with_token_hash(session, town.conference_id, hashed(token))
    assert anna is not None and anna.id is not None
    town.act(
        partial(cards.post_card, participant_id=anna.id, kind="strength", text="Der Markt"),
        actor="test",
        key=new_token(),
    )
    with town.house.database.reading() as session:
        card_ids = [card.id or 0 for card in Card.on_board(session, town.conference_id)]
    shot = {"media_type": "image/webp", "width": 1, "height": 1, "content": b"RIFF", "taken_in_at": now()}
    town.act(lambda tx: {"id": tx.insert(Picture, card_id=card_ids[0], token=f"sketch{town.code}", **shot)})
    town.act(partial(themes.make_theme, kind="strength", title="Markt", card_ids=card_ids))
    town.act(partial(themes.make_theme, kind="strength", title="Fluss"))
    town.act(partial(measures.add_measure, title="Bänke aufstellen"))
    town.act(partial(statements.add_statement, text="Der Markt bleibt in der Mitte"))
    town.act(partial(seating.draw_seating, kind="max_mix", size=8))
    made = town.act(partial(events.make_event, title="Lindenau und Umland"), actor="organiser:0")
    town.act(partial(events.join_event, event_id=made["event"], track="Saal"), actor="organiser:0")
    town.act(partial(agendas.keep_agenda, name="Unser Abend"), actor="organiser:0")


def places(town: Town) -> dict[str, object]:
    """What stands in the curly brackets of an address."""
    with town.house.database.reading() as session:
        hall = Hall(session, town.conference(session))
        return {
            "code": town.code,
            "token": f"sketch{town.code}",
            "conference_id": hall.id,
            "phase_id": hall.phases[-1].id,
            "link_id": Link.of(session, hall.id)[0].id,
            "card_id": Card.on_board(session, hall.id)[0].id,
            "theme_id": Theme.of(session, hall.id, "strength")[0].id,
            "measure_id": Measure.of(session, hall.id)[0].id,
            "event_id": hall.conference.event_id,
            "agenda_id": OwnAgenda.by_name(hall.session)[-1].id,
            "table_id": hall.seats.tables[0].id,
            "statement_id": hall.statements.all[0].id,
            "part": "now",
            "ballot_id": 1,
            "sheet": 1,
            "pair_id": 1,
            "proposal_id": 1,
            "number": 0,
            "paper": "seating",
            "name": "karten",
        }

"""Links and papers."""

import re

from sqlmodel import col, select
from starlette.testclient import TestClient

from app.auth import hashed
from app.models import Link, Role
from tests.conftest import Town
from tests.routes.organise.office import FIELDS, address


def test_a_link_is_shown_once_and_only_its_hash_is_kept(town: Town, olga: TestClient) -> None:
    page = olga.post(address(town, "/links"), data={"role": "moderation", "label": "Mona, Tablet"}).text

    shown = re.search(r'value="http://testserver/m#([\w-]+)"', page)
    assert shown is not None and len(shown[1]) >= 27
    assert "data:image/svg+xml" in page
    with town.house.database.reading() as session:
        links = session.exec(select(Link).order_by(col(Link.id).desc())).all()
    assert links[0].token_hash == hashed(shown[1])
    assert all(shown[1] not in link.model_dump_json() for link in links)
    assert shown[1] not in olga.get(address(town, "/links")).text


def test_a_form_that_is_sent_again_makes_no_second_link(town: Town, olga: TestClient) -> None:
    form = olga.get(address(town, "/links")).text
    key = re.search(r'name="key" value="([\w-]+)"', form)
    assert key is not None
    fields = {"role": "moderation", "label": "Mona", "key": key[1]}

    first, again = (olga.post(address(town, "/links"), data=fields).text for _ in range(2))
    other = olga.post(address(town, "/links"), data={**fields, "role": "projector"}).text

    secrets = [re.search(r'id="made-address" value="([^"]+)"', page) for page in (first, again, other)]
    assert all(secrets) and len({found[1] for found in secrets if found}) == 2
    with town.house.database.reading() as session:
        links = Link.of(session, town.conference_id)
    assert sorted(link.role for link in links) == ["moderation", "projector"]


def test_a_revoked_link_does_not_come_back_by_a_form_that_is_sent_again(town: Town, olga: TestClient) -> None:
    fields = {"role": "moderation", "label": "Mona", "key": "k" * 32}
    olga.post(address(town, "/links"), data=fields)
    with town.house.database.reading() as session:
        link_id = Link.of(session, town.conference_id)[0].id
    olga.post(address(town, f"/links/{link_id}/revoke"))

    again = olga.post(address(town, "/links"), data=fields)

    assert again.status_code == 409 and "made-address" not in again.text


def test_the_list_says_when_a_link_was_used_and_that_it_is_revoked(town: Town, olga: TestClient) -> None:
    town.staff(Role.MODERATION)
    olga.post(address(town, "/links"), data={"role": "projector", "label": "Saal"})
    page = olga.get(address(town, "/links")).text
    assert "zuletzt benutzt am" in page and "noch nicht benutzt" in page

    with town.house.database.reading() as session:
        link_id = Link.of(session, town.conference_id)[0].id
    olga.post(address(town, f"/links/{link_id}/revoke"))

    assert "gesperrt" in olga.get(address(town, "/links")).text


def test_only_moderation_and_projector_have_links(town: Town, olga: TestClient) -> None:
    assert olga.post(address(town, "/links"), data={"role": "organiser"}).status_code == 404
    assert olga.post(address(town, "/links"), data={"role": "setup"}).status_code == 404


def test_the_poster_shows_the_way_in_twice_in_both_languages(town: Town, olga: TestClient) -> None:
    page = olga.get(address(town, "/poster")).text

    assert f"{town.code[:3]}-{town.code[3:]}" in page and "testserver" in page
    assert page.count("data:image/svg+xml") == 1
    assert page.count('<span lang="de">') == page.count('<span lang="en">') >= 6


def test_with_a_network_the_poster_has_its_code_too(town: Town, olga: TestClient) -> None:
    olga.post(address(town, "/details"), data={**FIELDS, "language": "de"})
    page = olga.get(address(town, "/poster")).text

    assert page.count("data:image/svg+xml") == 2
    assert "12345678" in page

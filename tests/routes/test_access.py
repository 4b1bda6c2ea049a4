"""How staff come in and go: once by the first link, then by password; the others by links."""

from functools import partial

import pytest
from sqlmodel import select
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.actions import accounts, conferences
from app.auth import hashed, new_token
from app.limits import Tarpit
from app.models import Account, Link, Role, StaffSession
from tests.conftest import Town, heard

PASSWORD = "Am Markt steht eine Linde"


def setup_token(town: Town) -> str:
    token = new_token()
    town.act(partial(accounts.make_setup_link, token=token))
    return token


def set_up(client: TestClient, token: str, login: str = "olga", password: str = PASSWORD) -> int:
    fields = {"token": token, "login": login, "password": password}
    return client.post("/setup", data=fields, follow_redirects=False).status_code


def log_in(client: TestClient, login: str = "olga", password: str = PASSWORD) -> int:
    fields = {"login": login, "password": password}
    return client.post("/login", data=fields, follow_redirects=False).status_code


def test_the_first_link_makes_an_account_and_lets_in(town: Town) -> None:
    olga = town.stranger()

    assert set_up(olga, setup_token(town)) == 303
    assert olga.get("/organise").status_code == 200


def test_a_pasted_link_may_be_the_whole_address(town: Town) -> None:
    assert set_up(town.stranger(), f" http://localhost:8000/setup#{setup_token(town)} ") == 303


def test_the_link_works_once_and_says_so(town: Town) -> None:
    token = setup_token(town)
    set_up(town.stranger(), token)

    again = town.stranger().post("/setup", data={"token": token, "login": "carl", "password": PASSWORD})

    assert again.status_code == 403
    assert "Einmal-Link ist damit verbraucht" in again.text
    with town.house.database.reading() as session:
        assert [account.login for account in session.exec(select(Account)).all()] == ["olga"]


def test_links_of_earlier_starts_end_with_the_first_account(town: Town) -> None:
    older, newer = setup_token(town), setup_token(town)
    set_up(town.stranger(), newer)

    assert set_up(town.stranger(), older, login="carl") == 403


@pytest.mark.parametrize(
    ("login", "password", "said"),
    [
        ("", PASSWORD, "Bitte geben Sie einen Anmeldenamen ein."),
        ("olga", "kurz", "mindestens 10 Zeichen"),
        ("olga", "x" * 501, "höchstens 500 Zeichen"),
    ],
)
def test_a_refused_account_comes_back_with_what_was_typed(
    town: Town, login: str, password: str, said: str
) -> None:
    token = setup_token(town)
    answer = town.stranger().post("/setup", data={"token": token, "login": login, "password": password})

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{login}"' in answer.text and token in answer.text
    assert password not in answer.text.replace(said, "")
    assert set_up(town.stranger(), token) == 303


def test_a_password_is_kept_as_argon2id_only(town: Town) -> None:
    set_up(town.stranger(), setup_token(town))

    with town.house.database.reading() as session:
        account = Account.named(session, "olga")
        assert account is not None and account.password_hash.startswith("$argon2id$")
        assert PASSWORD not in account.model_dump_json()


def test_who_knows_the_password_comes_in(town: Town) -> None:
    set_up(town.stranger(), setup_token(town))
    olga = town.stranger()

    assert log_in(olga) == 303
    assert olga.get("/organise").status_code == 200


def test_who_is_not_in_comes_to_the_wanted_page_over_the_login(town: Town) -> None:
    set_up(town.stranger(), setup_token(town))
    olga = town.stranger()

    wanted = olga.get("/organise/new?done=x")
    assert wanted.url.path == "/login" and 'name="next" value="/organise/new"' in wanted.text
    assert "lang=en&amp;next=/organise/new" in wanted.text
    again = olga.post("/login", data={"login": "olga", "password": "geraten", "next": "/organise/new"})
    assert again.status_code == 403 and 'name="next" value="/organise/new"' in again.text
    answer = olga.post("/login", data={"login": "olga", "password": PASSWORD, "next": "/organise/new"})

    assert (answer.status_code, answer.url.path) == (200, "/organise/new")


def test_a_form_that_is_sent_without_a_session_is_told_so(town: Town) -> None:
    answer = town.stranger().post("/organise/new", data={"title": "Lindenau"})

    assert answer.status_code == 403
    assert "Sie sind nicht mehr angemeldet." in answer.text and 'href="/login"' in answer.text


@pytest.mark.parametrize(
    "goal", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:x"]
)
def test_the_login_leads_nowhere_else(town: Town, goal: str) -> None:
    set_up(town.stranger(), setup_token(town))
    olga = town.stranger()

    assert "evil" not in olga.get("/login", params={"next": goal}).text
    answer = olga.post(
        "/login", data={"login": "olga", "password": PASSWORD, "next": goal}, follow_redirects=False
    )

    assert answer.headers["location"] == "/organise"


@pytest.mark.parametrize(("login", "password"), [("olga", "falsch geraten"), ("carl", PASSWORD)])
def test_who_does_not_stays_out_and_keeps_the_name_typed(town: Town, login: str, password: str) -> None:
    set_up(town.stranger(), setup_token(town))
    answer = town.stranger().post("/login", data={"login": login, "password": password})

    assert answer.status_code == 403
    assert "stimmt nicht" in answer.text and f'value="{login}"' in answer.text
    assert "set-cookie" not in answer.headers


def test_guessing_is_slowed_down_for_this_name_only(town: Town) -> None:
    town.house.limits.tarpit = Tarpit(seconds=0)
    set_up(town.stranger(), setup_token(town))
    tries = [log_in(town.stranger(), login="carl", password="geraten") for _ in range(11)]

    assert tries[:10] == [403] * 10 and tries[10] == 429
    assert log_in(town.stranger()) == 303


def test_each_login_gets_a_session_of_its_own(town: Town) -> None:
    set_up(town.stranger(), setup_token(town))
    olga = town.stranger()
    olga.cookies.set("s_organiser", "brought-along")

    log_in(olga)

    tokens = [cookie.value for cookie in olga.cookies.jar if cookie.name == "s_organiser"]
    assert "brought-along" not in [token for token in tokens if token and known(town, token)]
    assert sum(known(town, token or "") for token in tokens) == 1


def known(town: Town, token: str) -> bool:
    with town.house.database.reading() as session:
        return StaffSession.with_token_hash(session, hashed(token)) is not None


def test_going_ends_the_session_not_only_the_cookie(town: Town) -> None:
    olga = town.staff(Role.ORGANISER)
    token = olga.cookies["s_organiser"]

    assert olga.post("/logout", data={"role": "organiser"}, follow_redirects=False).status_code == 303

    thief = town.stranger()
    thief.cookies.set("s_organiser", token)
    assert thief.get("/organise", follow_redirects=False).headers["location"] == "/login?next=/organise"
    assert not known(town, token)


def test_going_closes_the_socket_of_that_browser(town: Town) -> None:
    mona = town.staff(Role.MODERATION)
    with town.socket(mona, "/m/live?last=-1") as socket:
        heard(socket)
        mona.post("/logout", data={"role": "moderation"}, follow_redirects=False)
        with pytest.raises(WebSocketDisconnect):
            heard(socket)


def test_a_revoked_link_closes_its_socket_and_no_other(town: Town) -> None:
    mona, max_ = town.staff(Role.MODERATION), town.staff(Role.MODERATION)
    with town.house.database.reading() as session:
        link_id = Link.of(session, town.conference_id)[0].id
    assert link_id is not None
    with (
        town.socket(mona, "/m/live?last=-1") as revoked,
        town.socket(max_, "/m/live?last=-1") as kept,
    ):
        assert heard(revoked)["reset"] and heard(kept)["reset"]
        town.act(partial(conferences.revoke_link, link_id=link_id))
        with pytest.raises(WebSocketDisconnect) as over:
            heard(revoked)
        assert over.value.code == 1008, "the console says that the link is over, not that the line is down"
        assert heard(kept)["changed"]

    assert mona.get("/m").status_code == 403
    with pytest.raises(WebSocketDisconnect), town.socket(mona, "/m/live?last=1"):
        pass
    assert max_.get("/m").status_code == 200


def test_a_revoked_link_lets_nobody_in_again(town: Town) -> None:
    token = new_token()
    link_id = town.act(partial(conferences.make_link, role=Role.PROJECTOR, label="Saal", token=token))["link"]
    town.act(partial(conferences.revoke_link, link_id=link_id))

    answer = town.stranger().post("/auth/link", data={"token": token}, follow_redirects=False)

    assert answer.status_code == 403
    assert "gilt nicht mehr" in answer.text and "data-handover" in answer.text


def test_many_right_links_behind_one_address_are_no_attack(town: Town) -> None:
    token = new_token()
    town.act(partial(conferences.make_link, role=Role.PROJECTOR, label="Saal", token=token))

    answers = {
        town.stranger().post("/auth/link", data={"token": token}, follow_redirects=False).status_code
        for _ in range(40)
    }

    assert answers == {303}


def test_many_wrong_links_are_slowed_down(town: Town) -> None:
    town.house.limits.tarpit = Tarpit(seconds=0)
    stranger = town.stranger()
    answers = [stranger.post("/auth/link", data={"token": f"geraten-{n}"}).status_code for n in range(35)]

    assert answers[:30] == [403] * 30 and answers[-1] == 429


def test_the_language_of_a_browser_can_be_changed(town: Town) -> None:
    olga = town.staff(Role.ORGANISER)
    fields = {"role": "organiser", "lang": "en", "here": "/organise/new"}

    answer = olga.post("/language", data=fields, follow_redirects=False)

    assert answer.headers["location"] == "/organise/new"
    assert 'lang="en"' in olga.get("/organise").text


@pytest.mark.parametrize(
    "here",
    ["https://evil.example/", "//evil.example", "////evil.example", "/\\evil.example", "javascript:x", ""],
)
def test_a_form_leads_nowhere_else(town: Town, here: str) -> None:
    olga = town.staff(Role.ORGANISER)
    fields = {"role": "organiser", "lang": "en", "here": here}

    answer = olga.post("/language", data=fields, follow_redirects=False)

    assert answer.headers["location"] == "/organise"

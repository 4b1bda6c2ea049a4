"""The own account: another password, accounts for others, and who is out afterwards."""

from functools import partial

import pytest
from starlette.testclient import TestClient

from app.actions import accounts
from app.auth import is_password
from app.limits import Tarpit
from app.models import Account
from tests.conftest import Town

PASSWORD = "Am Markt steht eine Linde"
NEW = "Unter der Linde steht eine Bank"
ACCOUNT = "/organise/account"


@pytest.fixture
def login(town: Town) -> str:
    """Each test gets an account of its own, for tries are counted by name."""
    name = f"olga {town.conference_id}"
    town.act(partial(accounts.provide_account, login=name, password=PASSWORD))
    return name


def logged_in(town: Town, login: str, password: str = PASSWORD) -> TestClient:
    client = town.stranger()
    answer = client.post("/login", data={"login": login, "password": password}, follow_redirects=False)
    assert answer.status_code == 303
    return client


def account(town: Town, login: str) -> Account:
    with town.house.database.reading() as session:
        found = Account.named(session, login)
        assert found is not None
        return found


def test_a_new_password_ends_all_other_sessions(town: Town, login: str) -> None:
    here, elsewhere = logged_in(town, login), logged_in(town, login)

    page = here.post(f"{ACCOUNT}/password", data={"current": PASSWORD, "password": NEW})

    assert "Ihr Passwort ist geändert." in page.text
    assert here.get("/organise").status_code == 200
    assert elsewhere.get("/organise", follow_redirects=False).status_code == 303
    assert is_password(account(town, login).password_hash, NEW)
    logged_in(town, login, NEW)


def test_a_new_password_of_one_ends_no_session_of_another(town: Town, login: str) -> None:
    town.act(partial(accounts.provide_account, login=f"{login} b", password=PASSWORD))
    here, other = logged_in(town, login), logged_in(town, f"{login} b")

    here.post(f"{ACCOUNT}/password", data={"current": PASSWORD, "password": NEW})

    assert other.get("/organise").status_code == 200


@pytest.mark.parametrize(
    ("current", "password", "field", "said"),
    [
        ("geraten", NEW, "current", "Das ist nicht Ihr jetziges Passwort."),
        (PASSWORD, "kurz", "password", "Das Passwort braucht mindestens 10 Zeichen."),
    ],
)
def test_a_password_is_not_changed_by_just_anybody_to_just_anything(
    town: Town, login: str, current: str, password: str, field: str, said: str
) -> None:
    client = logged_in(town, login)

    answer = client.post(f"{ACCOUNT}/password", data={"current": current, "password": password})

    assert answer.status_code == 422
    assert said in answer.text and f'href="#{field}"' in answer.text
    assert is_password(account(town, login).password_hash, PASSWORD)


def test_guessing_the_own_password_is_slowed_down(town: Town, login: str) -> None:
    town.house.limits.tarpit = Tarpit(seconds=0)
    client = logged_in(town, login)
    data = {"current": "geraten", "password": NEW}

    answers = [client.post(f"{ACCOUNT}/password", data=data).status_code for _ in range(12)]

    assert answers[0] == 422 and answers[-1] == 429


def test_the_first_account_makes_a_second_one(town: Town, login: str) -> None:
    fields = {"login": f"{login} b", "given": NEW, "own_password": PASSWORD}

    page = logged_in(town, login).post(f"{ACCOUNT}/new", data=fields)

    assert "Das Konto ist angelegt." in page.text and f"{login} b" in page.text
    assert logged_in(town, f"{login} b", NEW).get("/organise").status_code == 200


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"login": " "}, "login", "Bitte geben Sie einen Anmeldenamen ein."),
        ({"given": "kurz"}, "given", "Das Passwort braucht mindestens 10 Zeichen."),
        ({"own_password": "geraten"}, "own_password", "Das ist nicht Ihr jetziges Passwort."),
    ],
)
def test_no_account_without_a_name_a_password_and_the_own_one(
    town: Town, login: str, changed: dict[str, str], field: str, said: str
) -> None:
    fields = {"login": f"{login} b", "given": NEW, "own_password": PASSWORD, **changed}

    answer = logged_in(town, login).post(f"{ACCOUNT}/new", data=fields)

    assert answer.status_code == 422
    assert said in answer.text and f'href="#{field}"' in answer.text
    with town.house.database.reading() as session:
        assert Account.named(session, f"{login} b") is None


def test_a_name_is_given_once(town: Town, login: str) -> None:
    fields = {"login": login, "given": NEW, "own_password": PASSWORD}

    answer = logged_in(town, login).post(f"{ACCOUNT}/new", data=fields)

    assert answer.status_code == 422 and "Diesen Anmeldenamen gibt es schon." in answer.text
    assert is_password(account(town, login).password_hash, PASSWORD)


def test_an_account_is_removed_with_its_sessions(town: Town, login: str) -> None:
    town.act(partial(accounts.provide_account, login=f"{login} b", password=PASSWORD))
    here, other = logged_in(town, login), logged_in(town, f"{login} b")
    fields = {"account_id": account(town, f"{login} b").id, "removal_password": PASSWORD}

    page = here.post(f"{ACCOUNT}/remove", data=fields)

    assert "Das Konto ist entfernt" in page.text and f"{login} b" not in page.text
    assert other.get("/organise", follow_redirects=False).status_code == 303
    assert here.post(f"{ACCOUNT}/remove", data=fields).status_code == 409


@pytest.mark.parametrize(
    ("whose", "password", "said"),
    [
        (" b", "geraten", "Das ist nicht Ihr jetziges Passwort."),
        ("", PASSWORD, "Ihr eigenes Konto entfernt nur jemand anders."),
    ],
)
def test_no_account_is_removed_without_the_own_password_or_by_itself(
    town: Town, login: str, whose: str, password: str, said: str
) -> None:
    town.act(partial(accounts.provide_account, login=f"{login} b", password=PASSWORD))
    fields = {"account_id": account(town, login + whose).id, "removal_password": password}

    answer = logged_in(town, login).post(f"{ACCOUNT}/remove", data=fields)

    assert answer.status_code == 422 and said in answer.text
    assert account(town, login) and account(town, f"{login} b")


def test_a_session_without_an_account_changes_none(town: Town, olga: TestClient) -> None:
    answer = olga.post(f"{ACCOUNT}/password", data={"current": PASSWORD, "password": NEW})

    assert answer.status_code == 409

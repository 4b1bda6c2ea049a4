"""Every form that changes what others may be changing carries the mark of what it was drawn from."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import marks
from app.actions import conferences, curation, measures, phase_list, phases, themes
from app.actions.groups import GroupNames, set_groups
from app.models import Role
from app.reading.hall import Hall
from tests.actions.people import card_of, make_theme, write_cards
from tests.conftest import Town
from tests.trust.conftest import Scoring

HIDDEN = re.compile(r'<input type="hidden" name="(version|seen|at|id)" value="([^"]*)">')
FORM = r'<form method="post" action="{address}[^"]*"[^>]*>(.*?)</form>'
Case = Callable[[Town], tuple[Role, str, str, dict[str, Any], Any]]
"""Where the form is, where it goes, what is typed, and what somebody else does meanwhile."""


def in_office(town: Town, page: str) -> str:
    return f"/organise/{town.conference_id}{page}"


def phase_id(town: Town, title: str) -> int:
    with town.house.database.reading() as session:
        phases = Hall(session, town.conference(session)).phases
        return next(phase.id or 0 for phase in phases if phase.title == title)


def details(town: Town) -> Any:
    meanwhile = partial(conferences.change_conference, fields={"place": "Turnhalle"})
    page = in_office(town, "/details")
    return Role.ORGANISER, page, page, {"title": "Lindenau", "place": "Rathaussaal"}, meanwhile


def phase(town: Town) -> Any:
    chosen = phase_id(town, "Stehpause")
    page = in_office(town, f"/phases/{chosen}")
    meanwhile = partial(phase_list.change_phase, phase_id=chosen, texts={}, minutes=7, params={})
    return Role.ORGANISER, page, page, {"title": "Pause", "minutes": "20"}, meanwhile


def order(town: Town) -> Any:
    chosen = phase_id(town, "Stehpause")
    meanwhile = partial(phase_list.move_phase, phase_id=chosen, step=1)
    page = in_office(town, "/phases")
    return Role.ORGANISER, page, f"{page}/{chosen}/move", {"do": "up"}, meanwhile


def removed_phase(town: Town) -> Any:
    chosen = phase_id(town, "Stehpause")
    meanwhile = partial(phase_list.change_phase, phase_id=chosen, texts={}, minutes=9, params={})
    page = in_office(town, "/phases")
    return Role.ORGANISER, page, f"{page}/{chosen}/remove", {}, meanwhile


def groups(town: Town) -> Any:
    meanwhile = partial(set_groups, names=[GroupNames(None, "Nachtschicht")])
    page = in_office(town, "/groups")
    return Role.ORGANISER, page, page, {"id": "", "name": "Feuerwehr", "short": "", "name_en": ""}, meanwhile


def renamed_theme(town: Town) -> Any:
    theme = make_theme(town, "Licht", write_cards(town))
    meanwhile = partial(themes.rename_theme, theme_id=theme, title="Dunkelheit", version=1)
    return Role.MODERATION, "/m", f"/m/themes/{theme}/rename", {"title": "Laternen"}, meanwhile


def kind_of_card(town: Town) -> Any:
    [card] = write_cards(town, ["Kein Licht"])
    meanwhile = partial(curation.change_kind, card_id=card, kind="proposal")
    page = f"/m?kind=weakness&card={card}"
    return Role.MODERATION, page, f"/m/cards/{card}/kind", {"new": "question"}, meanwhile


def moved_card(town: Town) -> Any:
    [card] = write_cards(town, ["Kein Licht"])
    mine, others = make_theme(town, "Wege"), make_theme(town, "Licht")
    meanwhile = partial(curation.move_card, card_id=card, theme_id=others)
    page = f"/m?kind=weakness&card={card}"
    return Role.MODERATION, page, f"/m/cards/{card}/move", {"theme": mine}, meanwhile


def sheet(town: Town) -> Any:
    measure, meanwhile = filled_sheet(town)
    return Role.MODERATION, "/m", f"/m/measures/{measure}", {"title": "Bänke bauen"}, meanwhile


def removed_sheet(town: Town) -> Any:
    measure, meanwhile = filled_sheet(town)
    return Role.MODERATION, "/m", f"/m/measures/{measure}/remove", {}, meanwhile


def filled_sheet(town: Town) -> tuple[int, Any]:
    town.act(partial(measures.add_measure, title="Bänke aufstellen"))
    with town.house.database.reading() as session:
        measure = Hall(session, town.conference(session)).measures[-1].id or 0
    fields = {"need": "Es fehlt an Sitzplätzen"}
    return measure, partial(
        measures.change_measure, measure_id=measure, version=1, fields=fields, due_on=None
    )


def criterion(town: Town) -> Any:
    town.enter("Wichtigste Themen bepunkten", opened=False)
    meanwhile = partial(phases.set_criterion, criterion="Was eilt?")
    return Role.MODERATION, "/m", "/m/criterion", {"criterion": "Was wirkt?"}, meanwhile


CASES: tuple[Case, ...] = (
    details, phase, order, removed_phase, groups, renamed_theme, kind_of_card, moved_card, sheet,
    removed_sheet, criterion,
)  # fmt: skip


def marks_in(page: str, address: str) -> dict[str, str]:
    """The hidden fields of the form that goes to this address."""
    found = re.search(FORM.format(address=re.escape(address)), page, re.DOTALL)
    assert found, f"no form to {address}"
    return {name: value for name, value in HIDDEN.findall(found[1]) if name != "id"}


def answered(town: Town, case: Case) -> tuple[int, bool]:
    """The status for a form that somebody else has made old, and whether it changed anything."""
    role, page, address, typed, meanwhile = case(town)
    client: TestClient = town.staff(role)
    carried = marks_in(client.get(page).text, address)
    town.act(meanwhile, actor="moderation:99" if role is Role.MODERATION else "organiser:99")
    before = seq_of(town)
    answer = client.post(address, data={**typed, **carried}, follow_redirects=False)
    return answer.status_code, seq_of(town) != before


def seq_of(town: Town) -> int:
    with town.house.database.reading() as session:
        return town.conference(session).seq


def test_a_form_that_somebody_else_has_made_old_is_told_so(town: Town, score: Scoring) -> None:
    answers = {case.__name__: answered(town, case) for case in CASES}
    overwriting = [name for name, answer in answers.items() if answer != (409, False)]

    score(
        "R14", promise="A form that somebody else has made old is told so",
        figure=f"{len(answers)} forms of moderation and office: {len(answers) - len(overwriting)} told so, "
        f"{len(overwriting)} overwrote",
        passed=not overwriting, overwriting=overwriting,
    )  # fmt: skip


def test_a_form_whose_mark_means_nothing_would_be_found(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "check_mark", lambda _seen, _state: None)

    assert answered(town, details) == (303, True)


def test_the_office_keeps_what_was_typed_and_says_what_is_stored(town: Town) -> None:
    role, page, address, typed, meanwhile = details(town)
    client = town.staff(role)
    carried = marks_in(client.get(page).text, address)
    town.act(meanwhile, actor="organiser:99")

    refused = client.post(address, data={**typed, **carried})

    assert "Rathaussaal" in refused.text, "what was typed"
    assert "Gespeichert ist hier zurzeit: „Turnhalle“" in refused.text
    again = client.post(address, data={**typed, **marks_in(refused.text, address)}, follow_redirects=False)
    assert again.status_code == 303


def test_a_card_is_hidden_once_and_the_first_reason_stands(town: Town) -> None:
    [card] = write_cards(town, ["Kein Licht"])
    mona, ben = town.staff(Role.MODERATION), town.staff(Role.MODERATION)

    first = mona.post(f"/m/cards/{card}/hide", data={"reason": "nennt Namen"}, follow_redirects=False)
    second = ben.post(f"/m/cards/{card}/hide", data={"reason": "ist doppelt"}, follow_redirects=False)

    assert (first.status_code, second.status_code) == (303, 409)
    assert card_of(town, card).hidden_reason == "nennt Namen"

"""The groups of a conference."""

import pytest
from starlette.testclient import TestClient

from tests.conftest import Town
from tests.routes.organise.office import address, hall


def rows(town: Town) -> dict[str, list[str]]:
    groups = hall(town).groups
    return {
        "id": [str(group.id) for group in groups], "name": [group.name for group in groups],
        "short": [group.short for group in groups], "name_en": [group.name_en for group in groups],
        "short_en": [group.short_en for group in groups],
    }  # fmt: skip


def names(town: Town) -> list[str]:
    return [group.name for group in hall(town).groups]


def test_a_group_can_be_renamed_and_added(town: Town, olga: TestClient) -> None:
    sent = rows(town)
    sent["name"][0] = "Anwohnende"
    for column, text in zip(sent.values(), ("", "Jugend", "", "Youth", ""), strict=True):
        column.append(text)

    olga.post(address(town, "/groups"), data=sent)

    groups = hall(town).groups
    assert (groups[0].name, groups[0].name_en) == ("Anwohnende", "Citizens / residents")
    assert (groups[-1].name, groups[-1].short, groups[-1].name_en) == ("Jugend", "Jugend", "Youth")


@pytest.mark.parametrize(("do", "first_two"), [("up:1", [1, 0]), ("down:0", [1, 0]), ("up:0", [0, 1])])
def test_groups_move_and_typed_names_stay(
    town: Town, olga: TestClient, do: str, first_two: list[int]
) -> None:
    before, sent = names(town), rows(town)
    sent["name"][8] = "Gäste von weit her"

    answer = olga.post(address(town, "/groups"), data={**sent, "do": do}, follow_redirects=False)

    assert names(town)[:2] == [before[index] for index in first_two]
    assert names(town)[8] == "Gäste von weit her"
    assert answer.headers["location"].startswith(address(town, "/groups?moved="))


def test_a_group_can_be_removed_as_long_as_nobody_has_chosen_it(town: Town, olga: TestClient) -> None:
    town.phone("Verwaltung")
    chosen, free = names(town).index("Verwaltung"), names(town).index("Politik")

    olga.post(address(town, "/groups"), data={**rows(town), "do": f"remove:{free}"})
    refused = olga.post(address(town, "/groups"), data={**rows(town), "do": f"remove:{chosen}"})

    assert "Politik" not in names(town) and "Verwaltung" in names(town)
    assert refused.status_code == 422 and "ist schon gewählt worden" in refused.text


def test_two_groups_cannot_have_one_name(town: Town, olga: TestClient) -> None:
    sent = rows(town)
    sent["name"][1] = " bürgerschaft / anwohnende"

    answer = olga.post(address(town, "/groups"), data=sent)

    assert answer.status_code == 422 and "steht zweimal in der Liste" in answer.text
    assert "bürgerschaft / anwohnende" in answer.text


def test_no_group_is_always_said_to_be_a_choice(town: Town, olga: TestClient) -> None:
    assert "keine Angabe" in olga.get(address(town, "/groups")).text
    olga.post(
        address(town, "/groups"), data={"id": "", "name": "", "short": "", "name_en": "", "short_en": ""}
    )
    assert names(town) == []
    assert "keine Angabe" in olga.get(address(town, "/groups")).text

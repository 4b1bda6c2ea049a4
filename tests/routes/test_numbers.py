"""A number that no row can have is refused like a wrong one, wherever it is typed."""

import pytest

from app.models import Role
from app.routes.numbers import TOO_LARGE, whole
from tests.conftest import Town

ENDLESS = "9" * 5000


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12", 12), ("0", 0), ("", None), (None, None), ("-1", None), ("1e3", None), (ENDLESS, TOO_LARGE)],
)
def test_only_digits_are_a_number_and_it_ends_somewhere(typed: str | None, number: int | None) -> None:
    assert whole(typed) == number


@pytest.mark.parametrize(
    ("role", "door", "fields"),
    [
        (None, "/c/CODE/votes", {"ballot": ENDLESS, "choice": ENDLESS}),
        (None, "/c/CODE/votes", {"ballot": "1", f"item-{ENDLESS}": ENDLESS}),
        (Role.MODERATION, "/m/cards/move", {"card": ENDLESS, "cards": ENDLESS, "theme": ENDLESS}),
        (Role.MODERATION, "/m/cards/take", {"take": f"{ENDLESS}:{ENDLESS}"}),
        (Role.MODERATION, "/m/step", {"verb": "goto", "phase": ENDLESS, "at": ENDLESS}),
        (Role.MODERATION, "/m/present", {"thing": ENDLESS}),
        (Role.SCRIBE, "/s/sheets", {"ballot": ENDLESS, "text": "1"}),
    ],
)
def test_an_endless_number_is_no_fault_of_the_program(
    town: Town, role: Role | None, door: str, fields: dict[str, str]
) -> None:
    town.enter("Stimmungsbild")
    client = town.staff(role) if role else town.phone()

    answer = client.post(door.replace("CODE", town.code), data=fields, follow_redirects=False)

    assert answer.status_code in (303, 400, 404, 409, 422)

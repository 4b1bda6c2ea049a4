"""Which part of which screen an event makes old; a part that is not named here is never sent."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any


class Audience(StrEnum):
    PHONE = "phone"
    PROJECTOR = "projector"
    MODERATION = "moderation"


PARTS: Mapping[Audience, tuple[str, ...]] = {
    Audience.PHONE: ("bar", "table", "task", "form"),
    Audience.PROJECTOR: ("top", "stage", "foot"),
    Audience.MODERATION: (
        "now",
        "agenda",
        "people",
        "cards",
        "board",
        "vote",
        "ground",
        "plan",
        "show",
        "tables",
        "said",
    ),
}
AT_TABLE = ("table", "form")
"""Parts of the phone that are the same for all who sit at one table, and for nobody else."""

_everything = {audience: frozenset(parts) for audience, parts in PARTS.items()}


def _touches(phone: str = "", projector: str = "", moderation: str = "") -> dict[Audience, frozenset[str]]:
    return {
        Audience.PHONE: frozenset(phone.split()),
        Audience.PROJECTOR: frozenset(projector.split()),
        Audience.MODERATION: frozenset(f"{moderation} said".split()),
    }


_card = _touches(phone="form", projector="stage foot", moderation="now cards board show tables vote ground")
_card_on_all = _touches(
    phone="task form",
    projector="stage foot",
    moderation="now people cards board show tables vote ground plan",
)
_sorted = _touches(phone="task", projector="stage foot", moderation="now board cards show vote")
_theme = _touches(phone="task form", projector="stage foot", moderation="now board cards show vote")
_measure = _touches(phone="task", projector="stage", moderation="now plan show vote")
_tables = _touches(phone="table form task", projector="stage foot", moderation="now tables people vote")
_reported = _touches(phone="task", projector="stage foot", moderation="now plan show")
_statement = _touches(phone="bar task", projector="top stage foot", moderation="now vote ground")

EVENTS: Mapping[str, Mapping[Audience, frozenset[str]]] = {
    "conference_changed": _everything,
    "link_revoked": _touches(),
    "pin_made": _touches(),
    "console_taken": _touches(),
    "conference_ended": _everything,
    "collecting_ahead": _everything,
    "phase_entered": _everything,
    "phases_changed": _everything,
    "screening_set": _touches(moderation="now"),
    "phases_shortened": _touches(moderation="now agenda"),
    "criterion_set": _everything,
    "input_opened": _everything,
    "input_closed": _everything,
    "input_frozen": _everything,
    "timer_set": _touches(phone="bar", projector="top", moderation="now"),
    "screen_changed": _touches(projector="top stage foot", moderation="now vote"),
    "participant_joined": _touches(projector="stage foot", moderation="people tables vote"),
    "group_chosen": _touches(projector="stage foot", moderation="people"),
    "card_posted": _card,
    "card_held": _touches(moderation="now cards"),
    "card_released": _card_on_all,
    "card_changed": _card,
    "card_withdrawn": _card,
    "card_hidden": _card_on_all,
    "card_unhidden": _card_on_all,
    "card_pinned": _card,
    "card_kind_changed": _card,
    "cards_imported": _card,
    "card_moved": _sorted,
    "themes_begun": _touches(),
    "cards_placed": _touches(),
    "themes_proposed": _theme,
    "changes_proposed": _touches(moderation="now board"),
    "change_accepted": _theme,
    "change_left": _touches(moderation="board"),
    "changes_accepted": _theme,
    "changes_left": _touches(moderation="board"),
    "suggestions_taken": _sorted,
    "cards_paired": _touches(moderation="board"),
    "cards_unpaired": _touches(moderation="board"),
    "card_split": _card_on_all,
    "theme_made": _theme,
    "theme_renamed": _theme,
    "theme_merged": _theme,
    "theme_split": _theme,
    "theme_finished": _theme,
    "theme_removed": _theme,
    "themes_released": _touches(phone="task form", projector="stage", moderation="now board tables show"),
    "vote_cast": _touches(projector="stage foot", moderation="now vote"),
    "ballot_opened": _everything,
    "ballot_closed": _everything,
    "voters_reminded": _touches(phone="task form", moderation="vote"),
    "statements_made": _statement,
    "statement_changed": _statement,
    "statement_merged": _statement,
    "statement_removed": _statement,
    "statement_shown": _statement,
    "statement_decided": _statement,
    "source_moved": _statement,
    "reason_hidden": _touches(phone="task", projector="stage", moderation="vote ground"),
    "ballot_revealed": _everything,
    "measures_taken": _measure,
    "measure_changed": _measure,
    "measure_claimed": _measure,
    "measure_removed": _measure,
    "opened_early": _touches(phone="task", moderation="now agenda"),
    "measure_shown": _touches(phone="bar task", projector="top stage", moderation="now plan"),
    "thing_shown": _touches(
        phone="bar task form", projector="top stage foot", moderation="now plan vote show tables"
    ),
    "lineup_drawn": _touches(phone="task", projector="stage", moderation="now show"),
    "view_shown": _touches(phone="bar task", projector="top stage foot", moderation="now show tables"),
    "stories_begun": _everything,
    "themes_reversed": _touches(phone="task form", projector="stage", moderation="show"),
    "branch_made": _touches(phone="task", projector="stage foot", moderation="now board show vote"),
    "branches_frozen": _everything,
    "status_set": _reported,
    "cost_set": _reported,
    "earlier_taken": _reported,
    "questions_made": _touches(moderation="plan"),
    "meeting_set": _touches(phone="task", projector="stage foot", moderation="show"),
    "committed": _touches(projector="stage", moderation="plan"),
    "seating_drawn": _tables,
    "round_changed": _everything,
    "rounds_ended": _everything,
    "roles_diced": _touches(phone="table", moderation="tables"),
    "person_moved": _touches(phone="table form", projector="stage", moderation="tables"),
    "seat_taken": _touches(phone="table form", projector="stage foot", moderation="tables"),
    "seats_filled": _tables,
    "tables_changed": _tables,
    "tables_freed": _touches(phone="table", moderation="tables"),
    "tables_paired": _touches(phone="form", projector="stage", moderation="tables"),
    "table_shown": _touches(phone="bar task", projector="top stage foot", moderation="now tables"),
    "favourites_taken": _touches(phone="form", projector="stage foot", moderation="now cards show tables"),
    "group_opened": _touches(phone="task table form", projector="stage foot", moderation="tables"),
    "group_renamed": _touches(phone="task table form", projector="stage foot", moderation="tables"),
    "group_removed": _tables,
    "market_changed": _tables,
    "companion_chosen": _touches(),
    "people_forgotten": _touches(),
    "undone": _everything,
    "undo_passed": _touches(),
}


OF_CARDS = frozenset(name for name in EVENTS if name.startswith("card"))


def tables_named(lines: Iterable[tuple[str, Mapping[str, Any]]]) -> frozenset[int] | None:
    """The tables whose parts these lines of the log make old; None for all of them.

    A line names its tables in `tables`; one about a card without any concerns none.
    """
    named: set[int] = set()
    for type_, payload in lines:
        if not EVENTS[type_][Audience.PHONE].intersection(AT_TABLE):
            continue
        if "tables" not in payload and type_ not in OF_CARDS:
            return None
        named.update(payload.get("tables") or ())
    return frozenset(named)


def touched(events: Iterable[str], audience: Audience) -> list[str]:
    """The parts of an audience that these events make old, in the order of the screen."""
    old = {part for event in events for part in EVENTS[event][audience]}
    return [part for part in PARTS[audience] if part in old]

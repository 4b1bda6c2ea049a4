"""Which part of which screen an event makes old; a part that is not named here is never sent."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Audience(StrEnum):
    PHONE = "phone"
    PROJECTOR = "projector"
    MODERATION = "moderation"


PARTS: Mapping[Audience, tuple[str, ...]] = {
    Audience.PHONE: ("bar", "task"),
    Audience.PROJECTOR: ("top", "stage", "foot"),
    Audience.MODERATION: ("now", "agenda", "people", "cards", "board", "vote", "plan", "said"),
}

_everything = {audience: frozenset(parts) for audience, parts in PARTS.items()}


def _touches(phone: str = "", projector: str = "", moderation: str = "") -> dict[Audience, frozenset[str]]:
    return {
        Audience.PHONE: frozenset(phone.split()),
        Audience.PROJECTOR: frozenset(projector.split()),
        Audience.MODERATION: frozenset(f"{moderation} said".split()),
    }


_card = _touches(projector="stage foot", moderation="now cards board")
_card_on_all = _touches(phone="task", projector="stage foot", moderation="now people cards board")
_theme = _touches(projector="stage", moderation="now board cards")
_measure = _touches(phone="task", projector="stage", moderation="now plan")

EVENTS: Mapping[str, Mapping[Audience, frozenset[str]]] = {
    "conference_changed": _everything,
    "link_revoked": _touches(),
    "pin_made": _touches(),
    "console_taken": _touches(),
    "conference_ended": _everything,
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
    "participant_joined": _touches(projector="stage foot", moderation="people"),
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
    "card_moved": _theme,
    "themes_proposed": _theme,
    "theme_made": _theme,
    "theme_renamed": _theme,
    "theme_merged": _theme,
    "theme_split": _theme,
    "theme_finished": _theme,
    "theme_removed": _theme,
    "themes_released": _touches(phone="task", projector="stage", moderation="now board"),
    "vote_cast": _touches(projector="stage foot", moderation="now vote"),
    "ballot_revealed": _everything,
    "measures_taken": _measure,
    "measure_changed": _measure,
    "measure_claimed": _measure,
    "measure_removed": _measure,
    "measure_shown": _touches(phone="bar task", projector="top stage", moderation="now plan"),
    "questions_made": _touches(moderation="plan"),
    "committed": _touches(projector="stage", moderation="plan"),
    "people_forgotten": _touches(),
    "undone": _everything,
    "undo_passed": _touches(),
}


def touched(events: Iterable[str], audience: Audience) -> list[str]:
    """The parts of an audience that these events make old, in the order of the screen."""
    old = {part for event in events for part in EVENTS[event][audience]}
    return [part for part in PARTS[audience] if part in old]

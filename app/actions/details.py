"""What else a card says besides its kind and its text: a field of a form, a lane and a year, place, cost.

What the phase does not ask for is not kept.
"""

import re
from dataclasses import dataclass, replace

from app.errors import N_, Refusal
from app.models import (
    COST_STEPS,
    Card,
    CardKind,
    FormField,
    HallTable,
    Phase,
    PhaseKind,
    PhaseSettings,
    Seat,
    Seating,
    Theme,
)
from app.writing.transaction import Transaction

FIRST_YEAR, LAST_YEAR = 1000, 2100
LONGEST_PLACE = 120
NEW_BRANCH = "new"
IN_GROUPS = (CardKind.IDEA, CardKind.PROPOSAL)
STATEMENT = re.compile(r"statement-\d{1,9}")


@dataclass(frozen=True)
class Details:
    """As a phone says it; `theme_id` is the branch, the chosen theme, or the row of a table's form."""

    theme_id: int | None = None
    field: str = ""
    table_id: int | None = None
    year: int | None = None
    place: str = ""
    cost: str = ""
    measure_id: int | None = None


@dataclass(frozen=True)
class Form:
    """What is being filled in, and by whom; the settings are those that hold now."""

    phase: Phase
    settings: PhaseSettings
    kind: str
    participant_id: int


def checked_details(tx: Transaction, form: Form, said: Details) -> Details:
    """Of these only what the phase asks for; refuses what it cannot take."""
    asked = form.settings.asks
    kept = Details(
        theme_id=said.theme_id,
        place=" ".join(said.place.split())[:LONGEST_PLACE] if "place" in asked else "",
        cost=checked_cost(said.cost) if "cost" in asked else "",
    )
    if form.kind == CardKind.TIMELINE_ENTRY and form.settings.lanes:
        return replace(kept, field=checked_lane(form.settings, said.field), year=checked_year(said.year))
    if field := field_of(form, said.field):
        return replace(kept, field=field.name, table_id=own_table(tx, form.participant_id, said.table_id))
    if form.phase.kind == PhaseKind.REPORT:
        table_id, measure_id = presented(tx, form.phase, said)
        return replace(kept, table_id=table_id, measure_id=measure_id)
    if (
        form.settings.shows == "statements"
        and form.kind == CardKind.QUESTION
        and STATEMENT.fullmatch(said.field)
    ):
        return replace(kept, field=said.field)
    if form.settings.in_groups and form.kind in IN_GROUPS:
        return replace(kept, table_id=only_table(tx, form.participant_id))
    if form.kind == CardKind.TREND and said.field == NEW_BRANCH and not said.theme_id:
        return replace(kept, field=NEW_BRANCH)
    return kept


def field_of(form: Form, name: str) -> FormField | None:
    """The field of the table's form that this card is for; None for a card that stands for itself."""
    fields = [entry for entry in form.settings.fields if entry.kind == form.kind]
    found = next((entry for entry in fields if entry.name == name), None)
    opened = any(card_type.kind == form.kind for card_type in form.settings.card_types)
    if found is None and fields and (name or not opened):
        raise Refusal("unknown_field", N_("Dieses Feld gibt es hier nicht. Bitte laden Sie die Seite neu."))
    return found


def own_table(tx: Transaction, participant_id: int, table_id: int | None) -> int:
    """A table at which this person has a seat; without a word the one of the newest plan."""
    if table_id is None and (only := only_table(tx, participant_id)) is not None:
        return only
    table = tx.session.get(HallTable, table_id) if table_id else None
    if table is None or table.removed or table.conference_id != tx.conference_id:
        raise no_table()
    if all(seat.table_id != table.id for seat in Seat.by(tx.session, table.seating_id, participant_id)):
        raise no_table()
    assert table.id is not None
    return table.id


def only_table(tx: Transaction, participant_id: int) -> int | None:
    plan = Seating.newest(tx.session, tx.conference_id)
    seats = Seat.by(tx.session, plan.id, participant_id) if plan and plan.id else []
    return seats[0].table_id if len(seats) == 1 else None


def no_table() -> Refusal:
    return Refusal(
        "no_table", N_("Dieses Formular gehört zu einem anderen Tisch. Bitte wählen Sie erst Ihren Tisch.")
    )


def presented(tx: Transaction, phase: Phase, said: Details) -> tuple[int | None, int | None]:
    """Table or measure that this card speaks about: one that is, or has been, on the screen in this phase."""
    shown = (tx.conference.shown_table_id, tx.conference.shown_measure_id)
    chosen = (said.table_id, said.measure_id)
    if not any(chosen):
        return shown if phase.id == tx.conference.phase_id else (None, None)
    for thing, now in zip(chosen, shown, strict=True):
        if thing is not None and thing != now and thing not in so_far(phase, now):
            raise Refusal(
                "not_presented", N_("Das wird gerade nicht vorgestellt. Bitte laden Sie die Seite neu.")
            )
    return chosen


def so_far(phase: Phase, shown: int | None) -> list[int]:
    """Of the line-up what has had its turn; when nothing is on the screen any more, all of it."""
    return phase.lineup[: phase.lineup.index(shown) + 1] if shown in phase.lineup else phase.lineup


def checked_lane(settings: PhaseSettings, name: str) -> str:
    if all(lane.name != name for lane in settings.lanes):
        raise Refusal("lane_missing", N_("Bitte wählen Sie aus, zu welcher Zeile der Zeitleiste es gehört."))
    return name


def checked_year(year: int | None) -> int:
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal(
            "year_missing",
            N_("Bitte geben Sie ein Jahr zwischen %(first)s und %(last)s an, gern auch ungefähr."),
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    return year


def checked_cost(step: str) -> str:
    if step and step not in COST_STEPS:
        raise Refusal("cost_unknown", N_("Bitte wählen Sie eine der Kostenstufen, oder lassen Sie sie weg."))
    return step


def check_room(tx: Transaction, form: Form, details: Details, theme: Theme | None) -> None:
    """The limit of the phase: by person, lane and presented thing, or by field of a table's form."""
    is_report = form.phase.kind == PhaseKind.REPORT
    if details.table_id and details.field and not is_report:
        check_field(tx, form, details, theme)
        return
    types = form.settings.card_types
    most = next((entry.max_per_person for entry in types if entry.kind == form.kind), 0)
    if not most:
        return
    sent = Card.count_by(
        tx.session,
        form.participant_id,
        phase_id=form.phase.id,
        kind=form.kind,
        field=details.field if details.year is not None else None,
        thing=(details.table_id, details.measure_id) if is_report else None,
    )
    if sent >= most:
        raise Refusal(
            "limit",
            N_("Sie haben schon %(most)s Karten gesendet. Sie können eine davon ändern oder zurückziehen."),
            most=most,
        )


def check_field(tx: Transaction, form: Form, details: Details, theme: Theme | None) -> None:
    """A field that takes a fixed number of texts, for each of its rows."""
    field = next((entry for entry in form.settings.fields if entry.name == details.field), None)
    if field is None or not field.room:
        return
    row = theme.id if theme and field.per else None
    written = Card.count_at(tx.session, details.table_id, phase_id=form.phase.id, field=field.name, row=row)
    if written >= field.room:
        raise Refusal(
            "field_full",
            N_("In diesem Feld steht schon etwas. Bitte ändern Sie, was dort steht."),
            status=409,
        )

"""Which phase takes a card, and when; its text and its theme as they may be taken."""

from datetime import datetime, timedelta

from app.errors import N_, Refusal
from app.models import LONGEST_TEXT, CardKind, Phase, PhaseKind, PhaseSettings, PhaseState, Theme
from app.models.base import now
from app.models.conference import LATE_FROM
from app.pictures import no_picture
from app.reading.openings import opened_early, takes_cards
from app.screening import MODES
from app.writing.transaction import Transaction


def checked_text(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise Refusal("empty", N_("Die Karte ist noch leer."))
    if len(text) > LONGEST_TEXT:
        raise Refusal(
            "too_long",
            N_(
                "Das sind %(length)s Zeichen. Bitte kürzen Sie auf höchstens %(most)s "
                "– am besten ein Gedanke je Karte."
            ),
            length=len(text),
            most=LONGEST_TEXT,
        )
    return text


def check_picture(kind: str, has_picture: bool) -> None:
    """A card of this kind is the description of its picture, and of no other is there one."""
    if (kind == CardKind.PICTURE) != has_picture:
        raise no_picture()


def phase_taking(
    tx: Transaction, kind: str, field: str, phase_id: int | None, written_at: datetime | None
) -> tuple[Phase, bool]:
    """The phase that takes this card, and whether it is late; one written in time is never turned away.

    In time is also who was still typing when it closed: half a minute as a rule (`soft_close_seconds`).
    """
    if tx.conference.ended_at or tx.conference.input_frozen:
        raise closed()
    current = tx.session.get(Phase, tx.conference.phase_id) if tx.conference.phase_id else None
    if current is not None and takes(tx, current, kind) and is_taking(tx, current, kind, field):
        return current, current.settings.allow_late
    meant = tx.session.get(Phase, phase_id) if phase_id else None
    if meant is None or meant.conference_id != tx.conference_id or not takes(tx, meant, kind):
        raise closed()
    if opened_early([meant], tx.conference.phase_id):
        return meant, False
    if meant.closed_at is None or min(written_at or now(), now()) > softly_closed(meant, meant.closed_at):
        raise closed()
    return meant, True


def look_as_before(tx: Transaction, phase: Phase) -> None:
    """Cards that come late in a break are seen by the moderation first where those before it were."""
    if phase.kind != PhaseKind.BREAK or not phase.settings.allow_late:
        return
    passed = [entry for entry in Phase.of(tx.session, tx.conference_id) if entry.position < phase.position]
    modes = [entry.settings.pre_moderation for entry in passed if entry.kind in LATE_FROM][-1:]
    strictest = max((phase.settings.pre_moderation, *modes), key=MODES.index)
    phase.params = {**phase.params, "pre_moderation": strictest}


def softly_closed(phase: Phase, closed_at: datetime) -> datetime:
    return closed_at + timedelta(seconds=phase.settings.soft_close_seconds)


def settings_of(tx: Transaction, phase: Phase) -> PhaseSettings:
    """Only a break has to know what came before it."""
    if phase.kind != PhaseKind.BREAK:
        return phase.settings
    return phase.taking(Phase.of(tx.session, tx.conference_id))


def is_taking(tx: Transaction, phase: Phase, kind: str, field: str) -> bool:
    """Now: a form as long as the phase is open, cards perhaps only while its tables present."""
    is_entry = any((entry.kind, entry.name) == (kind, field) for entry in phase.settings.fields)
    return phase.state == PhaseState.OPEN if is_entry else takes_cards(tx.conference, phase)


def takes(tx: Transaction, phase: Phase, kind: str) -> bool:
    settings = settings_of(tx, phase)
    opened = {entry.kind for entry in settings.card_types} | {field.kind for field in settings.fields}
    return kind in opened


def closed() -> Refusal:
    return Refusal(
        "phase_closed", N_("Dafür ist gerade nicht geöffnet. Ihr Text bleibt hier stehen."), status=409
    )


def chosen_theme(tx: Transaction, theme_id: int | None) -> Theme | None:
    """A theme that the hall can see: of the card's own kind, or a weakness that a proposal answers.

    The branches of a mind map grow before all eyes."""
    theme = tx.session.get(Theme, theme_id) if theme_id else None
    if theme is None or theme.conference_id != tx.conference_id or theme.removed:
        return None
    return theme if theme.released or theme.kind == CardKind.TREND else None

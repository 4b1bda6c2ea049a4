"""What is now, what is next: the one big button of the moderation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.errors import N_
from app.kinds import kind_of
from app.models import Ballot, BallotState, Card, CardKind, PhaseKind, PhaseState, StatementState
from app.reading.candidates import candidates
from app.reading.days import day_of, is_working
from app.reading.drafting import USUAL_TOP, choices, foremost, ideas_to_plan, themes_to_plan
from app.reading.hall import Hall
from app.reading.proposals import Waiting, last_proposed, new_since_proposal

WORTH_SORTING = 5
"""Fewer cards than that are voted on one by one."""


@dataclass(frozen=True)
class Step:
    """A verb of the route /m/step and the words on its button."""

    verb: str
    label: str
    values: Mapping[str, Any] = field(default_factory=dict)


def big_step(hall: Hall) -> Step:
    """What most moderators want to do next; never something that cannot be undone."""
    phase = hall.phase
    if hall.conference.ended_at:
        return Step("none", N_("Die Veranstaltung ist beendet"))
    if phase is None or phase.kind == PhaseKind.LOBBY:
        return overnight(hall)
    if phase.kind == PhaseKind.CONSENT and phase.state != PhaseState.CLOSED:
        return asking(hall)
    if takes_input(hall) and phase.state == PhaseState.PLANNED:
        return before_opening(hall)
    if (turn := next_turn(hall)) is not None:
        return turn
    if (vote := later_vote(hall)) is not None:
        return vote
    if takes_input(hall) and phase.state == PhaseState.OPEN and not kind_of(phase.kind).runs:
        return Step("close", N_("Schließen"))
    if hall.ballot is not None and hall.ballot.state == BallotState.CLOSED:
        return Step("reveal", N_("Ergebnis zeigen"))
    if phase.kind in (PhaseKind.CLUSTER, PhaseKind.BREAK) and phase.settings.theme_kind:
        return sorting(hall)
    if phase.kind == PhaseKind.PLAN and not hall.measures:
        return planning(hall)
    may_choose = phase.settings.top_n and not phase.settings.fields and hall.is_revealed
    if may_choose and not hall.measures and (chosen := choices(hall)):
        return taking_top(hall, chosen)
    return onward(hall)


def planning(hall: Hall) -> Step:
    """Sheets for what the hall has chosen, for what it carries together, else for what it has brought in."""
    if chosen := choices(hall):
        return taking_top(hall, chosen)
    if hall.statements.agreed:
        return Step("take", N_("Gemeinsame Ziele als Steckbriefe anlegen"))
    if themes_to_plan(hall):
        return Step("take", N_("Die größten Themen als Steckbriefe anlegen"))
    return Step("take", N_("Ideen als Steckbriefe anlegen")) if ideas_to_plan(hall) else onward(hall)


def taking_top(hall: Hall, chosen: Sequence[Ballot]) -> Step:
    """So many as the run of show wants, or as many as there were to choose from."""
    most = min(hall.settings.top_n or USUAL_TOP, len(foremost(hall, chosen[-1])))
    return Step("take", N_("Top %(n)s als Steckbriefe anlegen"), {"n": most})


def takes_input(hall: Hall) -> bool:
    settings = hall.settings
    return bool(settings.card_types or settings.voting or settings.fields) or kind_of(hall.kind).always_takes


def next_turn(hall: Hall) -> Step | None:
    """Within a phase that has several steps of its own; None once they are done."""
    is_open = hall.phase is not None and hall.phase.state == PhaseState.OPEN
    if hall.kind == PhaseKind.MINDMAP and is_open:
        return growing(hall)
    if hall.kind == PhaseKind.TIMELINE and is_open:
        has_begun = hall.timeline.is_at_tables or hall.lineup.is_through
        is_first = bool(hall.settings.fields) and not has_begun
        return Step("stories", N_("Tischarbeit: die Zeitleiste deuten")) if is_first else None
    if hall.kind == PhaseKind.TABLE_WORK:
        return next_round(hall) if is_open else next_presented(hall) if hall.settings.shows else None
    if hall.kind == PhaseKind.COLLECT and is_open and hall.settings.second_prompt and not hall.is_second:
        return Step("second", N_("Runde 2: die zweite Frage stellen"))
    if hall.kind == PhaseKind.MATRIX and hall.settings.shows and hall.is_revealed:
        return next_presented(hall) if hall.ballots.is_at_tables else None
    if hall.kind == PhaseKind.REPORT or (hall.kind == PhaseKind.TIMELINE and hall.settings.shows):
        return next_presented(hall)
    return None


def growing(hall: Hall) -> Step | None:
    """Branches come from the hall, or from the machine; once they stand fast, dots can be put on them."""
    tree, kind = hall.mindmap, CardKind.TREND
    if hall.ballot is not None or tree.is_frozen:
        return None
    if len(tree.branches) > 1:
        return Step("freeze", N_("Äste einfrieren"))
    waiting = Waiting.of(hall.session, hall.id, kind)
    if waiting is not None and waiting.open:
        return Step("accept", N_("Vorgeschlagene Äste übernehmen"), {"thing": waiting.row.id})
    is_unread = last_proposed(hall, kind) is None or new_since_proposal(hall, kind)
    return Step("propose", N_("Äste vorschlagen")) if len(tree.cards) > 1 and is_unread else None


def next_round(hall: Hall) -> Step | None:
    """Everybody but the hosts changes tables, as long as there are rounds to come."""
    assert hall.phase is not None
    following = hall.seats.round_of(hall.phase) + 1
    if hall.seats.plan is None or following > hall.settings.rounds:
        return None
    return Step(f"round-{following}", N_("Runde %(n)s: Plätze wechseln"), {"n": following})


def next_presented(hall: Hall) -> Step | None:
    lineup = hall.lineup
    if lineup.shown and lineup.has_tests and not lineup.is_feedback:
        return Step("feedback", N_("Rückmeldungen zeigen"))
    if lineup.following is not None:
        if hall.settings.is_paired and lineup.shows == "tables":
            pair = {"n": hall.seats.pair_words(lineup.following.number), "thing": lineup.following.id}
            return Step("present", N_("Tische %(n)s stellen vor"), pair)
        values = {"n": lineup.following.number, "thing": lineup.following.id}
        at_table = N_("Gruppe %(n)s stellt vor") if hall.seats.is_market else N_("Tisch %(n)s stellt vor")
        return Step("present", at_table if lineup.shows == "tables" else N_("Nr. %(n)s vorstellen"), values)
    if lineup.shown and hall.ballots.of_phase and not hall.is_revealed:
        return Step("reveal", N_("Ergebnis zeigen"))
    if lineup.shown and hall.settings.budget:
        return Step("present", N_("Kosten und Budget zeigen"), {"thing": 0})
    return None


def asking(hall: Hall) -> Step:
    """One statement or measure after the other; what the hall has answered decides what is proposed."""
    statements, phase = hall.statements, hall.phase
    of_measures = statements.of_measures
    if phase is None or not statements:
        return making_statements(hall)
    if phase.state == PhaseState.PLANNED:
        return Step("open", N_("Erste Maßnahme zeigen") if of_measures else N_("Erste Aussage zeigen"))
    current = statements.current
    consent = statements.consent_of(current) if current is not None else None
    if current is not None and consent is not None and current.state == StatementState.OPEN:
        values = {"thing": current.id, "n": current.number}
        if not hall.ballots.is_public:
            return Step("reveal", N_("Ergebnis zeigen"))
        if consent.voters:
            if consent.is_agreed:
                recommended = N_("Nr. %(n)s festhalten: empfohlen")
                return Step(
                    "agree", recommended if of_measures else N_("Nr. %(n)s festhalten: einig"), values
                )
            return Step("disagree", N_("Nr. %(n)s festhalten: nicht einig"), values)
    # Once around is enough where nobody answers: from an open one the button leads on, never back.
    skipped = current.number if current is not None and current.state == StatementState.OPEN else 0
    if statements.following is not None and statements.following.number > skipped:
        words = N_("Nächste Maßnahme") if of_measures else N_("Nächste Aussage")
        return Step("ask", words, {"thing": statements.following.id})
    return Step("close", N_("Schließen"))


def making_statements(hall: Hall) -> Step:
    """Of themes, cards or measures, as the run of show says; without any the button leads on."""
    voting, kind = hall.settings.voting, hall.statements.kind
    made = Step("statements", N_("Aussagen anlegen"))
    if voting and voting.of == "measures":
        put = Step("statements", N_("Maßnahmen zur Abstimmung stellen"))
        return put if hall.measures else onward(hall)
    if voting and voting.of == "cards":
        return made if hall.cards([kind]) else onward(hall)
    return made if hall.themes(kind) else proposing(hall) if hall.theme_kind == kind else onward(hall)


def later_vote(hall: Hall) -> Step | None:
    """In a phase whose ballot comes after its cards: it opens, closes, and its result is shown."""
    phase = hall.phase
    if phase is None or not kind_of(phase.kind).votes_later or not phase.settings.voting:
        return None
    if phase.state != PhaseState.OPEN or hall.is_revealed:
        return None
    if hall.ballot is None:
        return Step("open_vote", N_("Punkte öffnen")) if len(candidates(hall.session, phase)) > 1 else None
    if hall.ballot.state == BallotState.OPEN:
        return Step("close_vote", N_("Punkte schließen"))
    return Step("reveal", N_("Ergebnis zeigen"))


def before_opening(hall: Hall) -> Step:
    voting = hall.settings.voting
    if hall.kind == PhaseKind.MATRIX or hall.kind == PhaseKind.DOTS:
        of_themes = voting is None or voting.of == "themes"
        return before_dots(hall) if of_themes else before_choosing(hall)
    if hall.kind == PhaseKind.SCALE:
        return Step("open", N_("Abstimmung öffnen"))
    if hall.kind == PhaseKind.COMMIT and not hall.measures and hall.cards([CardKind.PROTOTYPE]):
        return Step("take", N_("Prototypen als Steckbriefe anlegen"))
    return Step("open", N_("Öffnen"))


def before_choosing(hall: Hall) -> Step:
    """Cards, sheets or tables: where there are not enough of them the button leads on."""
    assert hall.phase is not None
    least = 1 if hall.kind == PhaseKind.MATRIX else 2
    enough = len(candidates(hall.session, hall.phase)) >= least
    return Step("open", N_("Abstimmung öffnen")) if enough else onward(hall)


def before_dots(hall: Hall) -> Step:
    """On themes; where there is only one, or hardly a card, on the cards themselves."""
    themes = hall.themes(hall.theme_kind)
    if not all(theme.released for theme in themes) and len(hall.released_themes(hall.theme_kind)) < 2:
        return Step("release", N_("Themen freigeben"))
    found = candidates(hall.session, hall.phase) if hall.phase else []
    if not themes and (len(found) < 2 or len(found) >= WORTH_SORTING):
        return proposing(hall)
    if len(found) < (1 if hall.kind == PhaseKind.MATRIX else 2):
        return onward(hall)
    on_cards = found[0].card_id is not None
    return Step("open", N_("Über die Karten abstimmen") if on_cards else N_("Abstimmung öffnen"))


def sorting(hall: Hall) -> Step:
    themes = hall.themes(hall.theme_kind)
    if not themes:
        return proposing(hall)
    if not all(theme.released for theme in themes):
        return Step("release", N_("Themen freigeben"))
    return onward(hall)


def overnight(hall: Hall) -> Step:
    """Between two days there may be something to sort: it is what the next day begins with."""
    if not hall.settings.theme_kind or not hall.cards([hall.theme_kind]):
        return onward(hall)
    following, themes = hall.next_phase, hall.themes(hall.theme_kind)
    is_shown = following is not None and following.settings.shows == "statements"
    if is_shown and not hall.statements and themes and all(theme.released for theme in themes):
        return Step("statements", N_("Aussagen anlegen"))
    return sorting(hall)


def proposing(hall: Hall) -> Step:
    """Without a single card there is nothing to sort."""
    if not Card.latest_ids(hall.session, hall.id, [hall.theme_kind], limit=1):
        return onward(hall)
    return Step("propose", N_("Themen vorschlagen"))


def onward(hall: Hall) -> Step:
    following = hall.next_phase
    if following is None:
        return Step("end", N_("Veranstaltung beenden"))
    if day_of(following) > day_of(hall.phase) and not is_working(following):
        return Step("next", N_("Tag %(n)s beenden"), {"n": day_of(hall.phase)})
    if day_of(following) > 1 and (hall.kind == PhaseKind.LOBBY or day_of(following) > day_of(hall.phase)):
        return Step("next", N_("Tag %(n)s beginnen"), {"n": day_of(following)})
    return Step("next", N_("Weiter: %(title)s"), {"title": following})

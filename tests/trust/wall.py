"""Steering, paper and the board of themes, each step at least once."""

from datetime import date
from typing import Any

from app.actions import (
    curation,
    dividing,
    handover,
    leaving,
    meeting,
    pairs,
    paper,
    phase_list,
    phases,
    proposals,
    themes,
)
from app.actions.anchors import Anchor, word_anchors
from app.analysis import Proposal as Computed
from app.analysis import bundles
from app.auth import new_token
from app.models import Card, Pair, Theme
from app.reading.proposals import Waiting
from facilitation import Theme as Bundle
from facilitation import Themes, changes
from tests.trust.stage import Stage

TEXTS = ("Kein Licht am Bahnhof", "Am Bahnhof ist es dunkel", "Der Bus kommt selten", "Zu wenig Bäume")


def steering(stage: Stage) -> None:
    """What the moderation does beside the run of show."""
    stage.lead(handover.make_pin, pin="4711")
    stage.lead(handover.take_over, session_token=new_token(), language="de")
    coming = stage.phase("Mitmachen")
    stage.lead(phase_list.shorten_phases, minutes={coming.id: coming.minutes - 1})
    stage.lead(phases.set_screening, mode="all")
    held = stage.post(1, "weakness", "Wird erst geprüft")
    stage.lead(curation.release_card, card_id=held)
    stage.lead(phases.set_screening, mode="")
    for opened in (True, False):
        stage.lead(leaving.open_early, opened=opened)
    stage.lead(meeting.set_meeting, on=date(2036, 5, 8), at="18 Uhr, Rathaus")


def papers(stage: Stage) -> None:
    """What was written on paper, and the corrections of whoever types it in."""
    typed = int(stage.lead(paper.write_card, kind="weakness", text="Auf Papier", group_id=None)["card"]["id"])
    stage.lead(paper.change_card, card_id=typed, text="Auf grünem Papier")
    stage.lead(paper.withdraw_card, card_id=typed)


def sorting(stage: Stage) -> None:
    in_portions(stage)
    chosen = [stage.post(3 + at, "weakness", text) for at, text in enumerate(TEXTS)]
    stage.lead(pairs.pair_cards, card_ids=chosen[:2], together=True)
    [pair] = stage.asked(lambda hall: pairs_of(hall))
    stage.lead(pairs.unpair_cards, pair_id=pair)
    whole = stage.card(chosen[3])
    stage.lead(dividing.divide_card, card_id=whole.id, texts=["Zu wenig", "Bäume"], version=whole.version)
    light = int(stage.lead(themes.make_theme, kind="weakness", title="Licht", card_ids=chosen[:1])["theme"])
    stage.lead(themes.take_suggestions, wanted=[(chosen[1], light)])
    asking(stage)
    answering(stage)
    stage.lead(themes.release_themes, kind="weakness")
    stage.enter("Utopien und Vorschläge")
    theme = stage.theme()
    stage.lead(themes.rename_theme, theme_id=theme.id, title="Dunkle Ecken", version=theme.version)
    wish = Anchor(theme.id or 0, "Helle Plätze", theme.version + 1)
    stage.lead(word_anchors, anchors=[wish])


def in_portions(stage: Stage) -> None:
    """A proposal so large that its cards are placed ahead."""
    for at, text in enumerate(TEXTS):
        stage.post(3 + at, "weakness", f"{text} (wie im letzten Jahr)")
    proposal = proposals.place_ahead(
        stage.town.act, kind="weakness", proposal=stage.asked(computed), at_once=2
    )
    stage.lead(proposals.receive_proposal, kind="weakness", proposal=proposal)


def pairs_of(hall: Any) -> list[int]:
    return [pair.id or 0 for pair in Pair.of(hall.session, hall.id)]


def computed(hall: Any) -> Computed:
    """Each loose card gets a theme of its own."""
    board = Card.on_board(hall.session, hall.id, ["weakness"])
    before = bundles(Theme.of(hall.session, hall.id, "weakness"), board)
    loose = [str(card.id) for card in board if card.theme_id is None]
    new = tuple(Bundle(f"n{card}", f"Neu {card}", (), (card,), ()) for card in loose)
    after = Themes((*before.themes, *new), ())
    return Computed(after.themes, (), hall.conference.seq, changes=changes(before, after), before=before)


def asking(stage: Stage) -> None:
    """A new proposal for a board that people have worked on."""
    stage.lead(proposals.receive_proposal, kind="weakness", proposal=stage.asked(computed))


def answering(stage: Stage) -> None:
    for act in (proposals.accept_change, proposals.leave_change):
        stage.lead(act, **first_open(stage))
    for number, accepted in ((7, True), (8, False)):
        for text in ("Noch eine Karte", "Und noch eine"):
            stage.post(number, "weakness", text)
        asking(stage)
        waiting = first_open(stage)["proposal_id"]
        stage.lead(proposals.answer_rest, proposal_id=waiting, accepted=accepted)


def first_open(stage: Stage) -> dict[str, int]:
    def look(hall: Any) -> dict[str, int]:
        waiting = Waiting.of(hall.session, hall.id, "weakness")
        assert waiting is not None
        return {"proposal_id": waiting.row.id or 0, "number": waiting.open[0].number}

    found: dict[str, int] = stage.asked(look)
    return found

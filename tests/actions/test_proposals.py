"""A new proposal on a board that people have worked on: changes that wait for a word."""

from functools import partial

from app import analysis
from app.actions import curation, proposals, themes, undo
from app.extras import Extras
from app.models import Card, Line, Proposal, Theme
from app.reading.proposals import Waiting
from facilitation import Theme as Bundle
from facilitation import Themes, changes
from tests.actions.people import card_of, last_line, make_theme, refused, theme_of, write_cards
from tests.actions.test_undo import dump, undo_last
from tests.conftest import Town

TEXTS = (
    "Am Bahnhof fehlt Licht",
    "Licht am Bahnhof ist kaputt",
    "Der Bus kommt zu selten",
    "Der Bus fährt abends nicht",
    "Zu wenig Bäume am Markt",
    "Am Markt fehlen Bäume",
)


def proposed(town: Town, after: dict[str, list[int]], titles: dict[str, str] | None = None) -> None:
    """A proposal with these cards in these themes is handed in."""
    proposal = computed(town, after, titles)
    town.act(partial(proposals.receive_proposal, kind="weakness", proposal=proposal))


def computed(
    town: Town, after: dict[str, list[int]], titles: dict[str, str] | None = None
) -> analysis.Proposal:
    """Compared with the board of now."""
    with town.house.database.reading() as session:
        conference = town.conference(session)
        board = Card.on_board(session, town.conference_id, ["weakness"])
        before = analysis.bundles(Theme.of(session, town.conference_id, "weakness"), board)
    known = {theme.id: theme.title for theme in before.themes} | (titles or {})
    new = tuple(
        Bundle(name, known.get(name, name), (), tuple(map(str, ids)), ()) for name, ids in after.items()
    )
    placed = {card for ids in after.values() for card in ids}
    loose = tuple(str(card.id) for card in board if card.id not in placed)
    result = Themes(new, loose)
    return analysis.Proposal(new, loose, conference.seq, changes=changes(before, result), before=before)


def waiting(town: Town) -> Waiting | None:
    with town.house.database.reading() as session:
        found = Waiting.of(session, town.conference_id, "weakness")
        if found is not None:
            assert found.steps is not None
        return found


def row(town: Town) -> Proposal:
    found = waiting(town)
    assert found is not None
    return found.row


def states(town: Town) -> list[tuple[str, str]]:
    found = waiting(town)
    return [(step.kind, step.state) for step in found.steps] if found else []


def taken(town: Town, number: int = 0, *, accepted: bool = True) -> None:
    act = proposals.accept_change if accepted else proposals.leave_change
    town.act(partial(act, proposal_id=row(town).id or 0, number=number))


def test_on_an_untouched_pile_a_proposal_is_taken_at_once(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    proposed(town, {"n1": chosen[:2], "n2": chosen[2:]}, {"n1": "Licht", "n2": "Anderes"})
    assert last_line(town).type == "themes_proposed"
    assert waiting(town) is None
    assert card_of(town, chosen[0]).theme_id == card_of(town, chosen[1]).theme_id


def test_a_large_one_is_placed_in_portions_and_is_one_step(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    before = dump(town)
    proposal = computed(town, {"n1": chosen[:3], "n2": chosen[3:5]}, {"n1": "Licht", "n2": "Bus"})

    rest = proposals.place_ahead(town.act, kind="weakness", proposal=proposal, at_once=2)

    light, bus = card_of(town, chosen[0]).theme_id, card_of(town, chosen[4]).theme_id
    town.act(partial(curation.pin_card, card_id=chosen[5], pinned=True), actor="moderation:2")
    town.act(partial(proposals.receive_proposal, kind="weakness", proposal=rest))
    placed = [card_of(town, card).theme_id for card in chosen]
    assert placed == [light, light, light, bus, bus, None] and light != bus
    assert waiting(town) is None
    with town.house.database.reading() as session:
        told = [line.type for line in Line.last_steps(session, town.conference_id, limit=2)]
    assert told == ["themes_proposed", "card_pinned"]
    undo_last(town)
    undo_last(town)
    assert dump(town) == before


def test_a_large_one_on_a_board_of_people_waits_as_a_whole(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    light = make_theme(town, "Licht", chosen[:1])
    proposal = computed(town, {str(light): chosen[:3], "n2": chosen[3:]}, {"n2": "Bus"})

    assert proposals.place_ahead(town.act, kind="weakness", proposal=proposal, at_once=2) is proposal

    assert [card_of(town, card).theme_id for card in chosen[1:]] == [None] * 5


def test_of_two_proposals_at_once_the_first_is_heard(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    first, second = (computed(town, {"n1": chosen[:3], "n2": chosen[3:]}) for _ in range(2))
    town.act(partial(proposals.receive_proposal, kind="weakness", proposal=first))

    told = refused(town, proposals.receive_proposal, kind="weakness", proposal=second)

    assert told.status == 409
    undo_last(town)
    town.act(partial(proposals.receive_proposal, kind="weakness", proposal=second))
    assert len(living_themes(town)) == 2


def test_of_two_large_ones_at_once_only_one_is_placed(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    first, second = (computed(town, {"n1": chosen[:3], "n2": chosen[3:]}) for _ in range(2))
    begun = town.act(partial(proposals.begin_proposal, kind="weakness", proposal=first))

    assert refused(town, proposals.begin_proposal, kind="weakness", proposal=second).status == 409

    undo_last(town)
    again = town.act(partial(proposals.begin_proposal, kind="weakness", proposal=second))
    (portion, *_) = first.portions(2)
    late = partial(proposals.place_portion, kind="weakness", heaps=portion, **begun)
    assert refused(town, late).status == 409
    assert living_themes(town) == set(again["made"].values())


def test_a_portion_goes_into_no_theme_that_was_dissolved_before_it(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    proposal = computed(town, {"n1": chosen[:3], "n2": chosen[3:]})
    begun = town.act(partial(proposals.begin_proposal, kind="weakness", proposal=proposal))
    gone = theme_of(town, begun["made"]["n1"])
    town.act(partial(themes.remove_theme, theme_id=gone.id or 0, version=gone.version))

    for portion in proposal.portions(2):
        town.act(partial(proposals.place_portion, kind="weakness", heaps=portion, **begun))

    assert [card_of(town, card).theme_id for card in chosen] == [None] * 3 + [begun["made"]["n2"]] * 3


def living_themes(town: Town) -> set[int | None]:
    with town.house.database.reading() as session:
        return {theme.id for theme in Theme.of(session, town.conference_id, "weakness")}


def test_where_people_have_worked_nothing_moves_before_their_word(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    light = make_theme(town, "Licht", chosen[:1])

    proposed(town, {str(light): chosen[:2], "n2": chosen[2:4]}, {"n2": "Bus"})

    assert last_line(town).type == "changes_proposed"
    assert sorted(states(town)) == [("added", "open"), ("new", "open")]
    assert [card_of(town, card).theme_id for card in chosen[1:4]] == [None] * 3


def test_each_change_is_taken_left_and_undone_alone(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    light = make_theme(town, "Licht", chosen[:1])
    proposed(town, {str(light): chosen[:2], "n2": chosen[2:4]}, {"n2": "Bus"})
    kinds = [kind for kind, _ in states(town)]

    taken(town, kinds.index("new"))

    bus = card_of(town, chosen[2]).theme_id
    assert bus is not None and theme_of(town, bus).title == "Bus"
    assert card_of(town, chosen[3]).theme_id == bus
    assert card_of(town, chosen[1]).theme_id is None
    assert last_line(town).payload == {"change": "new", "title": "Bus", "other": "", "cards": 2}
    town.act(partial(undo.undo, seq=last_line(town).seq))
    assert card_of(town, chosen[2]).theme_id is None
    assert dict(states(town))["new"] == "open"

    taken(town, kinds.index("new"), accepted=False)
    taken(town, kinds.index("added"))
    assert card_of(town, chosen[1]).theme_id == light
    assert card_of(town, chosen[2]).theme_id is None
    assert waiting(town) is None, "each has its answer"
    town.act(partial(undo.undo, seq=last_line(town).seq))
    assert ("added", "open") in states(town), "it is back with its last change"


def test_all_at_once_is_one_step(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    light = make_theme(town, "Licht", chosen[:1])
    proposed(town, {str(light): chosen[:2], "n2": chosen[2:4]}, {"n2": "Bus"})
    town.act(partial(proposals.answer_rest, proposal_id=row(town).id or 0, accepted=True))
    assert waiting(town) is None
    assert (last_line(town).type, last_line(town).payload["changes"]) == ("changes_accepted", 2)
    assert card_of(town, chosen[1]).theme_id == light
    town.act(partial(undo.undo, seq=last_line(town).seq))
    assert [card_of(town, card).theme_id for card in chosen[1:4]] == [None] * 3
    assert len(states(town)) == 2


def test_what_people_moved_meanwhile_stays_and_the_change_is_outdated(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    light, other = make_theme(town, "Licht", chosen[:1]), make_theme(town, "Anderes", chosen[5:])
    proposed(town, {str(light): chosen[:3], str(other): chosen[5:]})
    proposal = row(town).id or 0
    town.act(partial(curation.move_cards, card_ids=[chosen[1]], theme_id=other), actor="moderation:2")
    found = waiting(town)
    assert found is not None
    [step] = found.open
    assert ([card.id for card in step.cards], step.overtaken) == ([chosen[2]], 1)

    town.act(partial(curation.move_cards, card_ids=[chosen[2]], theme_id=None), actor="moderation:2")

    assert states(town) == [("added", "outdated")]
    refusal = refused(town, proposals.accept_change, proposal_id=proposal, number=0)
    assert (refusal.code, refusal.status) == ("outdated", 409)
    assert card_of(town, chosen[1]).theme_id == other


def test_a_change_is_answered_once(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    light = make_theme(town, "Licht", chosen[:1])
    proposed(town, {str(light): chosen[:2], "n2": chosen[2:4]}, {"n2": "Bus"})
    proposal = row(town).id or 0
    taken(town, 0)
    for act in (proposals.accept_change, proposals.leave_change):
        assert refused(town, act, proposal_id=proposal, number=0).status == 409
    assert refused(town, proposals.accept_change, proposal_id=proposal, number=9).status == 404
    assert refused(town, proposals.accept_change, proposal_id=proposal + 99, number=0).status == 404


def test_a_theme_that_goes_into_another_ends_when_it_is_empty(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    proposed(town, {"n1": chosen[:2], "n2": chosen[2:4]}, {"n1": "Licht", "n2": "Bus"})
    light, bus = card_of(town, chosen[0]).theme_id or 0, card_of(town, chosen[2]).theme_id or 0
    make_theme(town, "Grün", chosen[4:])
    proposed(town, {str(light): chosen[:4]})
    assert ("merged", "open") in states(town)
    number = [kind for kind, _ in states(town)].index("merged")
    taken(town, number)
    assert {card_of(town, card).theme_id for card in chosen[:4]} == {light}
    assert theme_of(town, bus).removed
    town.act(partial(undo.undo, seq=last_line(town).seq))
    assert not theme_of(town, bus).removed
    assert card_of(town, chosen[2]).theme_id == bus


def test_a_heading_that_a_person_wrote_since_is_not_overruled(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    proposed(town, {"n1": chosen[:2]}, {"n1": "Licht"})
    light = card_of(town, chosen[0]).theme_id or 0
    make_theme(town, "Grün", chosen[4:])
    green = card_of(town, chosen[4]).theme_id or 0
    proposed(town, {str(light): chosen[:2], str(green): chosen[4:]}, {str(light): "Helle Wege"})
    assert states(town) == [("renamed", "open")]
    version = theme_of(town, light).version
    town.act(partial(themes.rename_theme, theme_id=light, title="Angst im Dunkeln", version=version))
    assert states(town) == [("renamed", "outdated")]


def test_a_new_proposal_takes_the_place_of_the_one_that_waits(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    light = make_theme(town, "Licht", chosen[:1])
    proposed(town, {str(light): chosen[:2]})
    first = row(town).id
    proposed(town, {str(light): chosen[:3]})
    assert row(town).id != first
    assert len(states(town)) == 1
    proposed(town, {str(light): chosen[:1]})
    assert waiting(town) is None
    assert last_line(town).payload["changes"] == 0


def test_loose_cards_go_where_they_were_shown_unless_somebody_was_quicker(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    light, other = make_theme(town, "Licht"), make_theme(town, "Anderes")
    town.act(partial(curation.move_cards, card_ids=chosen[1:2], theme_id=other))
    wanted = [(chosen[0], light), (chosen[1], light)]
    town.act(partial(themes.take_suggestions, wanted=wanted))
    assert [card_of(town, card).theme_id for card in chosen[:2]] == [light, other]
    assert last_line(town).payload["cards"] == 1
    assert refused(town, themes.take_suggestions, wanted=wanted).status == 409


def test_the_engine_itself_proposes_changes_and_leaves_loose_what_a_person_took_out(town: Town) -> None:
    chosen = write_cards(town, [f"{text}, {place}" for text in TEXTS[:4] for place in ("hier", "dort", "da")])
    make_theme(town, "Licht", chosen[:3])
    town.act(partial(curation.move_cards, card_ids=[chosen[4]], theme_id=None))
    with town.house.database.reading() as session:
        proposal = analysis.propose(session, town.conference(session), "weakness")
    town.act(partial(proposals.receive_proposal, kind="weakness", proposal=proposal))
    found = waiting(town)
    assert found is not None and found.open
    moved = {card.id for step in found.open for card in step.cards}
    assert moved and chosen[4] not in moved and not moved & set(chosen[:3])


def test_what_reads_for_itself_beside_the_server_proposes_the_same(town: Town) -> None:
    write_cards(town, [f"{text}, {place}" for text in TEXTS for place in ("hier", "dort")])
    with town.house.database.reading() as session:
        conference = town.conference(session)
        here = analysis.propose(session, conference, "weakness")
    wishes = analysis.Wishes("weakness", None, learn=False, extras=Extras())
    beside = analysis.proposed_from(town.house.settings.database_address, town.conference_id, wishes)
    assert beside == here


def test_many_cards_go_back_in_one_step_if_none_was_touched(town: Town) -> None:
    chosen = write_cards(town, TEXTS)
    proposed(town, {"n1": chosen[:3], "n2": chosen[3:]}, {"n1": "Licht", "n2": "Anderes"})
    step = last_line(town)
    assert sorted(len(change["ids"]) for change in step.changes or [] if "ids" in change) == [3, 3]
    town.act(partial(undo.undo, seq=step.seq))
    assert {card_of(town, card).theme_id for card in chosen} == {None}
    proposed(town, {"n1": chosen[:3]}, {"n1": "Licht"})
    step = last_line(town)
    town.act(partial(curation.move_cards, card_ids=chosen[:1], theme_id=None), actor="participant:1")
    town.act(partial(undo.undo, seq=step.seq))
    assert last_line(town).type == "undo_passed"
    assert card_of(town, chosen[1]).theme_id is not None

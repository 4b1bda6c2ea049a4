"""Themes: what people decide stays; two moderators never overwrite one another."""

import threading
from functools import partial

from app import analysis
from app.actions import themes
from app.actions.curation import move_card
from app.errors import Refusal
from tests.actions.people import card_of, hall_of, last_line, make_theme, refused, theme_of, write_cards
from tests.conftest import Town


def propose(town: Town) -> None:
    with town.house.database.reading() as session:
        proposal = analysis.propose(session, town.conference(session), "weakness")
    town.act(partial(themes.accept_proposal, kind="weakness", proposal=proposal))


def living(town: Town) -> list[tuple[int | None, str]]:
    with town.house.database.reading() as session:
        return [(theme.id, theme.title) for theme in hall_of(town, session).themes("weakness")]


def test_a_proposal_never_overrules_a_person(town: Town) -> None:
    chosen = write_cards(town)
    own = make_theme(town, "Mein eigenes Thema", chosen[:2])

    propose(town)

    assert (own, "Mein eigenes Thema") in living(town)
    assert [card_of(town, card).theme_id for card in chosen[:2]] == [own, own]
    assert (last_line(town).type, last_line(town).payload["kind"]) == ("themes_proposed", "weakness")


def test_a_renamed_theme_keeps_its_name_when_the_machine_proposes_again(town: Town) -> None:
    write_cards(town, [f"Am Bahnhof fehlt Licht, Stelle {place}" for place in range(6)])
    propose(town)
    (theme, _), *_ = living(town)
    assert theme is not None
    version = theme_of(town, theme).version
    town.act(partial(themes.rename_theme, theme_id=theme, title="  Wir  stehen im Dunkeln ", version=version))
    assert last_line(town).payload["title"] == "Wir stehen im Dunkeln"

    propose(town)

    assert (theme, "Wir stehen im Dunkeln") in living(town)
    assert theme_of(town, theme).title_by == "person"


def test_a_stale_version_is_refused_for_every_verb(town: Town) -> None:
    cards = write_cards(town)
    theme, other = make_theme(town, "Eins", cards[:3]), make_theme(town, "Zwei", cards[3:])
    town.act(partial(themes.rename_theme, theme_id=theme, title="Eins neu", version=1), actor="moderation:2")
    verbs = (
        partial(themes.rename_theme, title="Eins alt"),
        partial(themes.merge_themes, into_id=other),
        partial(themes.split_theme, card_ids=cards[:1], title="Drei"),
        partial(themes.finish_theme, finished=True),
        themes.remove_theme,
    )
    for verb in verbs:
        refusal = refused(town, verb, theme_id=theme, version=1)
        assert (refusal.code, refusal.status) == ("stale", 409)
    assert theme_of(town, theme).title == "Eins neu"


def test_merging_brings_the_cards_along(town: Town) -> None:
    cards = write_cards(town)
    theme, into = make_theme(town, "Licht", cards[:2]), make_theme(town, "Dunkelheit", cards[2:3])

    town.act(partial(themes.merge_themes, theme_id=theme, into_id=into, version=1))

    assert [card_of(town, card).theme_id for card in cards[:3]] == [into] * 3
    assert theme_of(town, theme).removed
    assert last_line(town).payload["merged"] == "Licht"
    assert refused(town, themes.merge_themes, theme_id=into, into_id=into, version=2).status == 404


def test_splitting_takes_a_part_of_the_cards(town: Town) -> None:
    cards = write_cards(town)
    theme = make_theme(town, "Alles", cards)
    for chosen in ([], cards):
        refusal = refused(town, themes.split_theme, theme_id=theme, card_ids=chosen, title="Teil", version=1)
        assert refusal.code == "split_what"

    made = town.act(partial(themes.split_theme, theme_id=theme, card_ids=cards[:2], title="Teil", version=1))

    assert [card_of(town, card).theme_id for card in cards] == [made["theme"]] * 2 + [theme] * 4
    assert last_line(town).type == "theme_split"


def test_a_dissolved_theme_leaves_its_cards_unsorted(town: Town) -> None:
    cards = write_cards(town)
    theme = make_theme(town, "Alles", cards)
    town.act(partial(themes.remove_theme, theme_id=theme, version=1))
    assert {card_of(town, card).theme_id for card in cards} == {None}
    assert refused(town, themes.finish_theme, theme_id=theme, finished=True, version=2).code == "stale"


def test_a_finished_theme_is_left_alone_by_the_machine(town: Town) -> None:
    cards = write_cards(town)
    theme = make_theme(town, "Fertig", cards[:2])
    town.act(partial(themes.finish_theme, theme_id=theme, finished=True, version=1))

    propose(town)

    assert {card for card in cards if card_of(town, card).theme_id == theme} == set(cards[:2])


def test_themes_are_released_and_taken_back(town: Town) -> None:
    assert refused(town, themes.release_themes, kind="weakness").code == "themes_missing"
    theme = make_theme(town, "Licht")
    town.act(partial(themes.release_themes, kind="weakness"))
    assert theme_of(town, theme).released
    town.act(partial(themes.release_themes, kind="weakness", released=False))
    assert not theme_of(town, theme).released


def test_titles_are_needed(town: Town) -> None:
    theme = make_theme(town, "Licht")
    assert refused(town, themes.make_theme, kind="weakness", title=" ").code == "title_missing"
    assert refused(town, themes.rename_theme, theme_id=theme, title="", version=1).code == "title_missing"


def test_two_moderators_merging_at_once_end_in_one_order(town: Town) -> None:
    """Each wants the other's target to go into its own: one wins, the other is told, no card is lost."""
    cards = write_cards(town)
    first, second = make_theme(town, "Eins", cards[:3]), make_theme(town, "Zwei", cards[3:])
    refusals: list[str] = []
    start = threading.Barrier(2)

    def merge(theme: int, into: int, actor: str) -> None:
        start.wait(timeout=60)
        try:
            town.act(partial(themes.merge_themes, theme_id=theme, into_id=into, version=1), actor=actor)
        except Refusal as refusal:
            refusals.append(refusal.code)

    pair = [
        threading.Thread(target=merge, args=(first, second, "moderation:1")),
        threading.Thread(target=merge, args=(second, first, "moderation:2")),
    ]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join(timeout=60)

    assert refusals == ["stale"]
    [(left, _)] = living(town)
    assert {card_of(town, card).theme_id for card in cards} == {left}


def test_a_card_moved_while_the_machine_thinks_stays_where_it_was_put(town: Town) -> None:
    cards = write_cards(town)
    own = make_theme(town, "Meins")
    with town.house.database.reading() as session:
        proposal = analysis.propose(session, town.conference(session), "weakness")
    town.act(partial(move_card, card_id=cards[0], theme_id=own))

    town.act(partial(themes.accept_proposal, kind="weakness", proposal=proposal))

    assert card_of(town, cards[0]).theme_id == own


def test_a_theme_dissolved_while_the_machine_thinks_does_not_come_back(town: Town) -> None:
    write_cards(town, [f"Am Bahnhof fehlt Licht, Stelle {place}" for place in range(6)])
    propose(town)
    (theme, _), *others = living(town)
    assert theme is not None
    with town.house.database.reading() as session:
        proposal = analysis.propose(session, town.conference(session), "weakness")
    assert str(theme) in {proposed.id for proposed in proposal.themes}, "the machine still knows it"
    town.act(partial(themes.remove_theme, theme_id=theme, version=theme_of(town, theme).version))

    town.act(partial(themes.accept_proposal, kind="weakness", proposal=proposal))

    assert living(town) == others

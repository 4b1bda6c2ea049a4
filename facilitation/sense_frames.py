"""Common ground, links between themes, who was heard and the portfolio as tables; columns as in `frames`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from facilitation.common_ground import Ground, How, Tally
from facilitation.conference_tables import EVERYBODY, word
from facilitation.frames import frame_of, theme_places
from facilitation.ground_sentences import ground_sentence
from facilitation.links import Link, unanswered
from facilitation.notes import Note
from facilitation.portfolio import LABELS, PlacedIdea
from facilitation.themes import Themes
from facilitation.voices import Coverage
from facilitation.word_lists import listed

if TYPE_CHECKING:
    from pandas import DataFrame

_GROUND_COLUMNS = listed("item verdict sure consensus group carrying seen share low high sentence")


def ground_frame(
    grounds: Sequence[Ground], titles: Mapping[str, str], *, how: How = "opinion", language: str = "de"
) -> "DataFrame":
    """One line per item for everybody, then one for each group. `titles`: item → what it is called."""
    rows = []
    for ground in grounds:
        title = titles.get(ground.item, ground.item)
        shared = {
            "item": title,
            "verdict": word("verdict", ground.verdict, language=language),
            "sure": ground.sure,
        }
        sentence = ground_sentence(ground, title, how=how, language=language)
        everybody = {
            "group": EVERYBODY[language],
            "consensus": round(ground.consensus, 4),
            "sentence": sentence,
        }
        rows.append({**shared, **everybody, **_counts(ground.total)})
        for voice in ground.voices:
            interval = {"low": round(voice.low, 3), "high": round(voice.high, 3)}
            rows.append({**shared, "group": voice.group, **_counts(voice.tally), **interval})
    return frame_of(rows, _GROUND_COLUMNS, language)


def _counts(tally: Tally) -> dict[str, object]:
    share = round(tally.carrying / tally.seen, 3) if tally.seen else None
    return {"carrying": tally.carrying, "seen": tally.seen, "share": share}


def links_frame(links: Sequence[Link], themes: Themes, *, language: str = "de") -> "DataFrame":
    """One line per link, with the cards of both sides."""
    place = theme_places(themes)
    rows = [
        {
            "theme_number": place[link.theme_id][0],
            "theme_title": place[link.theme_id][1],
            "relation": word("relation", link.relation, language=language),
            "other_number": place.get(link.other_id, (None, ""))[0],
            "other_title": place.get(link.other_id, (None, ""))[1],
            "likeness": round(link.likeness, 3),
            "said": link.said,
            "evidence": ", ".join([*link.cards, *link.other_cards]),
        }
        for link in links
        if link.theme_id in place
    ]
    names = ("theme_number", "theme_title", "relation", "other_number", "other_title", "likeness", "said")
    return frame_of(rows, (*names, "evidence"), language)


def strengths_and_weaknesses_frame(
    themes: Themes, notes: Sequence[Note], links: Sequence[Link], *, language: str = "de"
) -> "DataFrame":
    """One line per weakness theme: strengths to build on and proposals that answer it, with their cards."""
    place = theme_places(themes)
    without = {theme.id for theme in unanswered(themes, notes, links)}
    weak = dict.fromkeys([*(link.theme_id for link in links), *without])
    rows = [
        {
            "theme_number": place[id_][0],
            "theme_title": place[id_][1],
            **{
                relation: "; ".join(_linked(link, place) for link in links if _is(link, id_, relation))
                for relation in ("builds_on", "answered_by")
            },
            "unanswered": id_ in without,
        }
        for id_ in sorted(weak, key=lambda id_: place[id_][0])
    ]
    names = ("theme_number", "theme_title", "builds_on", "answered_by", "unanswered")
    return frame_of(rows, names, language)


def _is(link: Link, theme_id: str, relation: str) -> bool:
    return link.theme_id == theme_id and link.relation == relation


def _linked(link: Link, place: Mapping[str, tuple[int, str]]) -> str:
    number, title = place.get(link.other_id, ("", ""))
    return f"{number} {title} ({', '.join(link.other_cards)})".strip()


def coverage_frame(coverages: Sequence[Coverage], themes: Themes, *, language: str = "de") -> "DataFrame":
    """One line per theme and group that wrote cards in it or is missed there."""
    place = theme_places(themes)
    rows = [
        {
            "theme_number": place[coverage.theme_id][0],
            "theme_title": place[coverage.theme_id][1],
            "group": group,
            "share": round(coverage.by_group.get(group, 0.0), 3),
            "unheard": group in coverage.unheard,
        }
        for coverage in coverages
        for group in (*coverage.by_group, *coverage.unheard)
    ]
    return frame_of(rows, ("theme_number", "theme_title", "group", "share", "unheard"), language)


def portfolio_frame(placed: Sequence[PlacedIdea], *, language: str = "de") -> "DataFrame":
    """One line per idea with its field; empty where nobody has weighed it."""
    rows = [
        {
            "title": each.idea.title,
            "quadrant": LABELS[each.quadrant][language] if each.quadrant else "",
            "impact": round(each.impact, 2) if each.estimates else None,
            "effort": round(each.effort, 2) if each.estimates else None,
            "estimates": each.estimates,
            "sure": each.sure,
            "evidence": ", ".join(each.idea.evidence),
        }
        for each in placed
    ]
    return frame_of(
        rows, ("title", "quadrant", "impact", "effort", "estimates", "sure", "evidence"), language
    )

"""Design-thinking outputs from the cards: questions, perspectives of stakeholder groups, points of view."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from facilitation.notes import Note
from facilitation.reading import notes_by_id, notes_of, quoted, themes_about
from facilitation.themes import Theme, Themes
from facilitation.word_lists import listed

FEW = 5
"""Groups with fewer cards than this are not spoken for."""
_MOST_NEEDS = 3
_EVIDENCE = 3


@dataclass(frozen=True, slots=True)
class Question:
    """A how-might-we question: open for many solutions, with the theme it comes from."""

    theme_id: str
    text: str
    language: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Perspective:
    """How one stakeholder group sees the town. `share` is theme id → share of the group's cards, 0 to 1."""

    group: str
    needs: tuple[str, ...]
    evidence: tuple[str, ...]
    share: Mapping[str, float] = field(default_factory=dict)
    note_count: int = 0
    few: bool = False


@dataclass(frozen=True, slots=True)
class PointOfView:
    """ "[group] needs [need], because [reason]"; `reason` is "" where no card gives one."""

    group: str
    theme_id: str
    need: str
    reason: str
    text: str
    evidence: tuple[str, ...]


def how_might_we(themes: Themes, notes: Sequence[Note], *, language: str = "de") -> tuple[Question, ...]:
    """One question for each theme with weaknesses, in the order of the themes."""
    by_id = notes_by_id(notes)
    return tuple(
        Question(theme.id, question_for(theme.title, language=language), language, _evidence(theme, by_id))
        for theme in themes_about(themes, notes, "weakness")
    )


def _evidence(theme: Theme, by_id: Mapping[str, Note]) -> tuple[str, ...]:
    weaknesses = notes_of(theme, by_id, "weakness") or notes_of(theme, by_id)
    return tuple(note.id for note in weaknesses[:_EVIDENCE])


_LACK = {
    "de": re.compile(
        r"^(?:(?P<amount>(?:viel )?zu wenige?|mehr|wenige?|nicht genug|es fehlen|es fehlt)"
        r"|keine?n?|fehlende[rs]?) (?P<what>.+)$",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"^(?:(?P<amount>(?:far )?too (?:few|little)|not enough|more)|no|missing|lack of) (?P<what>.+)$",
        re.IGNORECASE,
    ),
}
_EXCESS = {
    "de": re.compile(r"^(?:(?:viel )?zu viele?[nr]?|weniger|überall|so viele?) (?P<what>.+)$", re.IGNORECASE),
    "en": re.compile(
        r"^(?:(?:far )?too (?:much|many)|fewer|less|so (?:much|many)) (?P<what>.+)$", re.IGNORECASE
    ),
}
_NUISANCE = frozenset(
    listed(
        """leerstand müll dreck schmutz lärm tauben scherben hundekot raser stau autos verkehr
        durchgangsverkehr hitze gestank vandalismus leerstände bürokratie schlaglöcher falschparker
        kippen barrieren stolperfallen ratten vacancy vacancies litter rubbish noise traffic dirt heat"""
    )
)
_BAD_FOR_A_NOUN = re.compile(
    r"\b(?:ist|sind|wird|werden|hat|haben|nicht|nie|kaum|is|are|has|not|zu)\b|[.!?:]", re.IGNORECASE
)
_TEXTS = {
    "de": {
        "lack": "Wie können wir erreichen, dass es genug {what} gibt?",
        "excess": "Wie können wir erreichen, dass es weniger {what} gibt?",
        "other": "Wie können wir beim Thema {title} etwas zum Besseren verändern?",
    },
    "en": {
        "lack": "How might we do better where people miss “{title}”?",
        "excess": "How might we do better where people have too much of “{title}”?",
        "other": "How might we change things for the better when it comes to {title}?",
    },
}


def question_for(title: str, *, language: str = "de") -> str:
    """A title as "Wie können wir …?": lack becomes enough, excess becomes less, all else stays open."""
    spoken = language if language in _TEXTS else "de"
    bare = title.strip().rstrip(".!?…")
    lack, excess = _LACK[spoken].match(bare), _EXCESS[spoken].match(bare)
    if lack and _is_plain_noun(lack["what"], spoken) and (lack["amount"] or _is_plural(lack["what"])):
        what = lack["what"]
        return _TEXTS[spoken]["lack"].format(what=what, title=what)
    if excess and _is_plain_noun(excess["what"], spoken):
        what = excess["what"]
        return _TEXTS[spoken]["excess"].format(what=what, title=what)
    if bare.split()[:1] and bare.split()[0].casefold() in _NUISANCE and _is_plain_noun(bare, spoken):
        what = bare if spoken == "de" else bare[:1].lower() + bare[1:]
        return _TEXTS[spoken]["excess"].format(what=what, title=what)
    return _TEXTS[spoken]["other"].format(title=quoted(bare, language=spoken))


_NOUN_PHRASE = re.compile(r"^(?:[a-zäöüß]+e )*[A-ZÄÖÜ]")


def _is_plain_noun(what: str, language: str) -> bool:
    """No verb and no second statement, so that it can stand inside a sentence."""
    if len(what) < 3 or _BAD_FOR_A_NOUN.search(what):
        return False
    return language == "en" or bool(_NOUN_PHRASE.match(what))


def _is_plural(what: str) -> bool:
    """Whether the first noun is certainly a plural, so that "genug" may stand before it."""
    from facilitation.lexicon import noun_lemma

    noun = next((word.strip(",") for word in what.split() if word[:1].isupper()), "")
    return noun_lemma(noun) not in ("", noun)


def perspectives(themes: Themes, notes: Sequence[Note], *, language: str = "de") -> tuple[Perspective, ...]:
    """One perspective for each stakeholder group that wrote cards, largest group first."""
    groups = Counter(note.group for note in notes if note.group)
    order = sorted(groups, key=lambda group: (-groups[group], group))
    return tuple(_perspective(group, themes, notes, language) for group in order)


def _perspective(group: str, themes: Themes, notes: Sequence[Note], language: str) -> Perspective:
    own = {note.id: note for note in notes if note.group == group}
    if len(own) < FEW:
        return Perspective(group, (_few_sentence(len(own), language),), tuple(own), {}, len(own), few=True)
    counts = {theme.id: len(notes_of(theme, own)) for theme in themes.themes}
    share = {id_: count / len(own) for id_, count in counts.items() if count}
    top = sorted((theme for theme in themes.themes if counts[theme.id]), key=lambda theme: -counts[theme.id])
    needs = tuple(_need_sentence(theme, own, language) for theme in top[:_MOST_NEEDS])
    evidence = tuple(note.id for theme in top[:_MOST_NEEDS] for note in notes_of(theme, own)[:_EVIDENCE])
    return Perspective(group, needs, evidence, share, len(own))


def _few_sentence(count: int, language: str) -> str:
    if language == "en":
        return f"Only {count} {'card' if count == 1 else 'cards'}: too few to speak for the group."
    return f"Nur {count} {'Karte' if count == 1 else 'Karten'}: zu wenige, um für die Gruppe zu sprechen."


def _need_sentence(theme: Theme, own: Mapping[str, Note], language: str) -> str:
    """Theme, how many of the group's cards, and one of them word for word."""
    mine = notes_of(theme, own)
    voice_of = notes_of(theme, own, "weakness", "proposal") or mine
    voice = quoted(voice_of[0].text, language=language)
    if language == "en":
        return f"{theme.title} ({len(mine)} of {len(own)} cards), in their words: {voice}"
    return f"{theme.title} ({len(mine)} von {len(own)} Karten), in eigenen Worten: {voice}"


_BECAUSE = re.compile(r"\b(?:weil|da sonst|denn|because|since)\s+(?P<reason>[^.!?;]{6,})", re.IGNORECASE)


def point_of_view(themes: Themes, notes: Sequence[Note], *, language: str = "de") -> tuple[PointOfView, ...]:
    """For each group of at least five cards and each of its two weightiest themes: who needs what, and why.

    The need is a proposal of the group where there is one, else progress on the theme; the reason is a
    weakness in the group's own words, or left out.
    """
    views = []
    for group in sorted({note.group for note in notes if note.group}):
        own = {note.id: note for note in notes if note.group == group}
        if len(own) < FEW:
            continue
        top = sorted(themes.themes, key=lambda theme: -len(notes_of(theme, own)))[:2]
        views += [_view(group, theme, own, language) for theme in top if len(notes_of(theme, own)) > 1]
    return tuple(views)


def _view(group: str, theme: Theme, own: Mapping[str, Note], language: str) -> PointOfView:
    proposals, weaknesses = notes_of(theme, own, "proposal"), notes_of(theme, own, "weakness")
    need = quoted(theme.title, language=language)
    reason, source = _reason([*weaknesses, *proposals], weaknesses, language)
    evidence = tuple(note.id for note in notes_of(theme, own)[:_EVIDENCE] if note.id != source)
    text = _view_text(
        group, need, quoted(proposals[0].text, language=language) if proposals else "", reason, language
    )
    return PointOfView(group, theme.id, need, reason, text, (source, *evidence) if source else evidence)


def _reason(candidates: Sequence[Note], weaknesses: Sequence[Note], language: str) -> tuple[str, str]:
    """A reason that a card spells out, else what a weakness card says, else nothing; and the card's id."""
    for note in candidates:
        because = _BECAUSE.search(note.text)
        if because:
            return quoted(because["reason"].strip(), language=language), note.id
    return (quoted(weaknesses[0].text, language=language), weaknesses[0].id) if weaknesses else ("", "")


def _view_text(group: str, need: str, idea: str, reason: str, language: str) -> str:
    if language == "en":
        text = f"The group “{group}” needs progress on {need}"
        text += f", because it says: {reason}." if reason else "."
        return text + (f" Its idea: {idea}." if idea else "")
    text = f"Die Gruppe „{group}“ braucht Fortschritte bei {need}"
    text += f", weil sie sagt: {reason}." if reason else "."
    return text + (f" Ihre Idee: {idea}." if idea else "")

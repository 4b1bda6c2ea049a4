"""Design-thinking outputs from the cards: questions, perspectives of stakeholder groups, points of view."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from facilitation.abbreviations import hide_abbreviations, show_abbreviations
from facilitation.notes import Note
from facilitation.questions import is_complaint, question_for
from facilitation.reading import notes_by_id, notes_of, quoted, themes_about
from facilitation.subjects import (
    Subject,
    speak_of_towns,
    speak_widely_of,
    speaks_of,
    subjects_of,
    whole_field,
)
from facilitation.themes import Theme, Themes

FEW = 5
"""Groups with fewer cards than this are not spoken for."""
_MOST_NEEDS, _LONGEST_VOICE = 3, 90
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
    by_id, town = notes_by_id(notes), _speak_of_towns(notes)
    return tuple(
        Question(theme.id, _question(theme, by_id, town, language), language, _evidence(theme, by_id))
        for theme in themes_about(themes, notes, "weakness")
    )


def _question(theme: Theme, by_id: Mapping[str, Note], town: bool, language: str) -> str:
    texts = [note.text for note in notes_of(theme, by_id)]
    voices = [_bare(note.text) for note in notes_of(theme, by_id, "weakness")]
    voice = next((text for text in voices if len(text) <= _LONGEST_VOICE and is_complaint(text)), "")
    known = _known_subjects(theme.title, texts, town)
    return question_for(theme.title, known, voice=voice, language=language)


def _known_subjects(title: str, texts: Sequence[str], town: bool) -> tuple[Subject, ...]:
    """Outside a town a word of the catalogue may mean something else: food in a hospital is no restaurant."""
    named = subjects_of(title, texts)
    return named if town or all(speak_widely_of(texts, subject) for subject in named) else ()


def _speak_of_towns(notes: Sequence[Note]) -> bool:
    return speak_of_towns([note.text for note in notes])


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip(".!?…: ")


def _evidence(theme: Theme, by_id: Mapping[str, Note]) -> tuple[str, ...]:
    weaknesses = notes_of(theme, by_id, "weakness") or notes_of(theme, by_id)
    return tuple(note.id for note in weaknesses[:_EVIDENCE])


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


_BECAUSE = re.compile(
    r"(?:\b(?:weil|da sonst|because|since)|,\s*denn)\s+(?P<reason>[^.!?;]{6,})(?P<end>[.!?;]|$)",
    re.IGNORECASE,
)
_FEWEST_WORDS_OF_A_REASON = 3


def point_of_view(themes: Themes, notes: Sequence[Note], *, language: str = "de") -> tuple[PointOfView, ...]:
    """For each group of at least five cards and each of its two weightiest themes: who needs what, and why.

    The need is a proposal of the group where there is one, else progress on the theme; the reason is a
    weakness in the group's own words, or left out.
    """
    views, town = [], _speak_of_towns(notes)
    for group in sorted({note.group for note in notes if note.group}):
        own = {note.id: note for note in notes if note.group == group}
        if len(own) < FEW:
            continue
        top = sorted(themes.themes, key=lambda theme: -len(notes_of(theme, own)))[:2]
        views += [_view(group, theme, own, town, language) for theme in top if len(notes_of(theme, own)) > 1]
    return tuple(views)


def _view(group: str, theme: Theme, own: Mapping[str, Note], town: bool, language: str) -> PointOfView:
    mine, proposals = notes_of(theme, own), notes_of(theme, own, "proposal")
    weaknesses = notes_of(theme, own, "weakness")
    subject = _wanted(theme.title, weaknesses or mine, town)
    need = _need(theme.title, subject, language)
    fitting = [note for note in weaknesses if subject and speaks_of(note.text, subject)] or weaknesses
    reason, source = _reason([*weaknesses, *proposals], fitting, language)
    evidence = tuple(note.id for note in mine[:_EVIDENCE] if note.id != source)
    ideas = [note for note in proposals if not subject or speaks_of(note.text, whole_field(subject))]
    idea = quoted(_bare(ideas[0].text), language=language) if ideas else ""
    text = _view_text(group, need, idea, reason, language)
    return PointOfView(group, theme.id, need, reason, text, (source, *evidence) if source else evidence)


def _wanted(title: str, mine: Sequence[Note], town: bool) -> Subject | None:
    """The subject of the theme that most of the group's cards speak of, else what one of them speaks of."""
    texts = [note.text for note in mine]
    named = _known_subjects(title, texts, town)
    counts = [sum(speaks_of(text, subject) for text in texts) for subject in named]
    if any(counts):
        return named[counts.index(max(counts))]
    alone = (subject for text in texts for subject in subjects_of("", [text])[:1])
    return next(alone, None) if town else None


def _need(title: str, subject: Subject | None, language: str) -> str:
    spoken = "en" if language == "en" else "de"
    if subject:
        return subject.needs[spoken]
    asked = quoted(title, language=spoken)
    return f"an answer to {asked}" if spoken == "en" else f"eine Antwort auf {asked}"


def _reason(candidates: Sequence[Note], weaknesses: Sequence[Note], language: str) -> tuple[str, str]:
    """A reason that a card spells out, else what a weakness card says, else nothing; and the card's id."""
    for note in candidates:
        reason = _spelled_out(note.text)
        if reason:
            return quoted(reason, language=language), note.id
    return (
        (quoted(_bare(weaknesses[0].text), language=language), weaknesses[0].id) if weaknesses else ("", "")
    )


def _spelled_out(text: str) -> str:
    """What follows "weil", to the end of the sentence; "" where it is torn off: "…, weil vom öffentl."."""
    because = _BECAUSE.search(hide_abbreviations(text))
    reason = show_abbreviations(because["reason"]).strip() if because else ""
    torn = reason.endswith((",", "-")) or len(reason.split()) < _FEWEST_WORDS_OF_A_REASON
    return "" if torn else reason


def _view_text(group: str, need: str, idea: str, reason: str, language: str) -> str:
    if language == "en":
        text = f"The group “{group}” needs {need}"
        text += f", because it says: {reason}." if reason else "."
        return text + (f" Its idea: {idea}." if idea else "")
    text = f"Die Gruppe „{group}“ braucht {need}"
    text += f", weil sie sagt: {reason}." if reason else "."
    return text + (f" Ihre Idee: {idea}." if idea else "")

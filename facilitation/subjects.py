"""How people speak of the fields and concepts of the catalogue, and which of them cards are about."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from facilitation.fields import SPOKEN, catalogue_lines, fields
from facilitation.word_lists import listed
from facilitation.words import Speller, Term, guess_language, readable

_LABEL, _NOUN, _EFFECT, _NEED = SPOKEN
_HEAD_WEIGHT, _MODIFIER_WEIGHT = 0.8, 0.4
_LEAST_SHARE, _FIELD_DISCOUNT, _SPEAKS = 0.4, 0.8, 0.6
_AMBIGUOUS = frozenset(
    listed("alt öffentlich see fach note wert arm rente tafel dunkel anschluss verein haus dach laufen bauen")
)
"""Words that may sort a card but are too weak to name a theme."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A field or one of its concepts as people speak of it; texts are by language, "" where there is none.

    label: a title; noun: one short word for pairs; effect: what is reached, to follow "dass"; need: in the
    accusative, to follow "braucht". "{in der Stadt}" in an effect may be replaced by another place.
    """

    concepts: frozenset[int]
    owner: int
    is_field: bool
    labels: Mapping[str, str]
    nouns: Mapping[str, str]
    effects: Mapping[str, str]
    needs: Mapping[str, str]


@cache
def subjects() -> tuple[Subject, ...]:
    """Fields first, then the concepts that have a label of their own; a concept inherits from its field."""
    number, concept, owner = -1, -1, (-1, -1)
    read: dict[tuple[int, int], dict[str, dict[str, str]]] = {}
    for line in catalogue_lines():
        if line.startswith("#"):
            number, owner = number + 1, (number + 1, -1)
        elif not line.startswith(SPOKEN):
            concept, owner = concept + 1, (number, concept + 1)
        read.setdefault(owner, {})
        if line.startswith(SPOKEN):
            german, english = line[1:].split("|")
            read[owner][line[0]] = {"de": german.strip(), "en": english.strip()}
    found = (_subject(at, texts, read[at[0], -1]) for at, texts in sorted(read.items()) if texts)
    return tuple(sorted(found, key=lambda subject: not subject.is_field))


def _subject(
    at: tuple[int, int], own: Mapping[str, Mapping[str, str]], inherited: Mapping[str, Mapping[str, str]]
) -> Subject:
    number, concept = at
    of_field = frozenset(place for place, owner in enumerate(fields().field_of_concept) if owner == number)
    label = own[_LABEL]
    return Subject(
        of_field if concept < 0 else frozenset({concept}),
        number,
        concept < 0,
        label,
        own.get(_NOUN, label),
        own.get(_EFFECT) or inherited[_EFFECT],
        own.get(_NEED) or inherited[_NEED],
    )


def evidence_of(term: Term) -> Mapping[int, float]:
    """Concept → how clearly a term speaks of it, 0 to 1: the word itself, less the parts of a compound."""
    known = fields()
    if term.key in _AMBIGUOUS:
        return {}
    whole = known.known_as(term)
    if whole:
        return {concept: 1.0 if len(whole) == 1 else 0.7 for concept in whole}
    weights: dict[int, float] = defaultdict(float)
    for place, part in enumerate(term.parts):
        weight = _HEAD_WEIGHT if place == len(term.parts) - 1 else _MODIFIER_WEIGHT
        for concept in known.known_part(part, term) if part not in _AMBIGUOUS else ():
            weights[concept] = max(weights[concept], weight)
    return weights


def weight_in(terms: Iterable[Term], subject: Subject) -> float:
    """How clearly a card with these terms speaks of a subject, 0 to 1."""
    weights = (evidence_of(term) for term in terms)
    return max(
        (weight for each in weights for at, weight in each.items() if at in subject.concepts), default=0.0
    )


def speaks_of(text: str, subject: Subject) -> bool:
    return weight_in(_terms_in(text, Speller(())), subject) >= _SPEAKS


def _terms_in(text: str, speller: Speller) -> list[Term]:
    ready = readable(text)
    return speller.terms(ready, language=guess_language(ready))


_TOWN_SHARE, _FEWEST_NOTES, _FEWEST_WORDS = 0.75, 20, 5


def speak_of_towns(texts: Sequence[str]) -> bool:
    """Whether most cards (three quarters) are about what the catalogue knows; those of a hospital are not.

    Fewer than 20 cards are taken to be about a town.
    """
    speller = Speller(())
    return are_of_towns([_terms_in(text, speller) for text in texts])


def are_of_towns(cards: Sequence[Sequence[Term]]) -> bool:
    """The same of cards as terms."""
    known = sum(bool(clear_evidence(terms)) for terms in cards)
    return len(cards) < _FEWEST_NOTES or known >= _TOWN_SHARE * len(cards)


def speak_widely_of(texts: Sequence[str], subject: Subject) -> bool:
    """Whether cards have at least five different words for the field of a subject."""
    speller, field = Speller(()), whole_field(subject).concepts
    words = {
        term.key
        for text in texts
        for term in _terms_in(text, speller)
        if any(weight >= _SPEAKS and at in field for at, weight in evidence_of(term).items())
    }
    return len(words) >= _FEWEST_WORDS


def clear_evidence(terms: Iterable[Term]) -> set[int]:
    return {at for term in terms for at, weight in evidence_of(term).items() if weight >= _SPEAKS}


def whole_field(subject: Subject) -> Subject:
    return next(each for each in subjects() if each.is_field and each.owner == subject.owner)


def subject_called(name: str) -> Subject | None:
    """The subject that has this label, noun or word of a label."""
    return _by_word(name)


def subjects_of(title: str, texts: Sequence[str]) -> tuple[Subject, ...]:
    """What a theme is about: one or two subjects that its title names, else the one most cards speak of.

    () where neither the title nor two fifths of the cards (weighted) speak of a known subject.
    """
    named = _named_in(title)
    return named or _leading(texts)


_AFTER_PREPOSITION = re.compile(
    r"(?<=\w)\s(?:in|im|am|an|auf|bei|beim|vor|vom|von|zum|zur|zwischen|rund|für|at|on|near|for|of|around)\s.*$"
)
_AND = re.compile(r"\s(?:und|and|&|\+)\s|[,/]")


def _named_in(title: str) -> tuple[Subject, ...]:
    exact = _by_word(title)
    if exact:
        return (exact,)
    bare = _AFTER_PREPOSITION.sub("", title)
    found = [subject for piece in _AND.split(bare) if (subject := _by_word(piece) or _by_terms(piece))]
    found = found or [subject for subject in [_by_terms(title)] if subject]
    distinct = list({(subject.owner, subject.concepts): subject for subject in found}.values())[:2]
    if len(distinct) == 2 and distinct[0].owner == distinct[1].owner:
        return (whole_field(distinct[0]),)
    return tuple(distinct)


@cache
def _spoken_index() -> Mapping[str, Subject]:
    """Labels before nouns before single words of labels; concepts before fields."""
    index: dict[str, Subject] = {}
    narrow_first = sorted(subjects(), key=lambda subject: subject.is_field)
    for texts_of in (_labels, _nouns, _label_words):
        for subject in narrow_first:
            for text in texts_of(subject):
                index.setdefault(text.casefold(), subject)
    return index


def _labels(subject: Subject) -> list[str]:
    return list(subject.labels.values())


def _nouns(subject: Subject) -> list[str]:
    return list(subject.nouns.values())


def _label_words(subject: Subject) -> list[str]:
    words = (word for label in subject.labels.values() for word in re.findall(r"\w+", label))
    return [word for word in words if word[:1].isupper() and len(word) > 3 and word != "Orte"]


def _by_word(piece: str) -> Subject | None:
    return _spoken_index().get(piece.strip(" .!?…").casefold())


def _by_terms(piece: str) -> Subject | None:
    """The concept most words of a piece speak of; at a tie the one named first."""
    speller = Speller(())
    votes: dict[int, float] = defaultdict(float)
    for term in _terms_in(piece, speller):
        for concept, weight in evidence_of(term).items():
            votes[concept] += weight
    best = max(votes, key=lambda concept: votes[concept], default=-1)
    if best < 0:
        return None
    owner = fields().field_of_concept[best]
    near = [each for each in subjects() if best in each.concepts or (each.is_field and each.owner == owner)]
    return min(near, key=lambda each: each.is_field)


def _leading(texts: Sequence[str]) -> tuple[Subject, ...]:
    speller = Speller(texts)
    cards = [_terms_in(text, speller) for text in texts]
    if not cards:
        return ()
    shares = {
        at: sum(weight_in(card, each) for card in cards) / len(cards) for at, each in enumerate(subjects())
    }
    worth = {at: share * (_FIELD_DISCOUNT if subjects()[at].is_field else 1) for at, share in shares.items()}
    best = max(worth, key=lambda at: worth[at])
    return (subjects()[best],) if shares[best] >= _LEAST_SHARE else ()

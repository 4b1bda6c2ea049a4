"""Head words of a theme: nouns of the cards and the names of the subjects they speak of."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from facilitation.coverage import Coverage, Reach
from facilitation.english import ENGLISH_ADJECTIVES, is_english_noun
from facilitation.lexicon import compound_parts, noun_lemma, other_lemma
from facilitation.nouns import most_usual, usual_form
from facilitation.phrases import capital
from facilitation.place_names import PlaceNames
from facilitation.stop_words import STOP_WORDS
from facilitation.subjects import Subject, are_of_towns, clear_evidence, evidence_of, subjects
from facilitation.title_words import NO_NAMES
from facilitation.words import Term, words_of

FIELD_FACTOR, _CONCEPT_FACTOR = 0.85, 0.95
_NARROW_SHARE, _WIDER, _MOSTLY = 0.25, 0.1, 0.7
_OWN_NAME_SHARE, _OWN_NAME_FACTOR = 0.6, 1.3
_MOST, _FEWEST_WORDS = 8, 5


@dataclass(frozen=True, slots=True)
class Headword:
    """Something a theme may be named after: as a `title` by itself, as a `noun` in a pair, if not ""."""

    title: str
    noun: str
    reach: Reach
    concepts: frozenset[int]
    factor: float


class Headwords:
    """The strongest head words for the themes of one board."""

    def __init__(self, coverage: Coverage, *, language: str) -> None:
        self.coverage, self.language, self.speller = coverage, language, coverage.board.speller
        self._forms: dict[int, dict[str, list[str]]] = {}

    def of_theme(self, at: int) -> list[Headword]:
        """Words, concepts and fields, the one that says most for the theme first."""
        found = [*self._of_subjects(at), *self._of_words(at)]
        rated = [(word.factor * self.coverage.worth(word.reach, at), word) for word in found]
        rated.sort(key=lambda pair: (-pair[0], pair[1].title, pair[1].noun))
        return [word for value, word in rated[:_MOST] if value > 0]

    def _of_subjects(self, at: int) -> list[Headword]:
        found = []
        for subject, reach in self.coverage.leading_subjects(at):
            factor = FIELD_FACTOR if subject.is_field else _CONCEPT_FACTOR
            noun = self._noun_for_pairs(subject, reach, at)
            fits = self._is_town or self._has_words_of(subject, at)
            named = fits and not self._is_mostly_one(subject, reach, at)
            title = subject.labels[self.language] if named else ""
            found.append(Headword(title, noun, reach, subject.concepts, factor))
        return found

    @cached_property
    def _is_town(self) -> bool:
        """Elsewhere a word of the catalogue may mean something else, and people name themes."""
        return are_of_towns(self.coverage.board.terms)

    def _has_words_of(self, subject: Subject, at: int) -> bool:
        """Whether a theme has several different words for a subject."""
        terms = (term for row in self.coverage.themes[at] for term in self.coverage.board.terms[row])
        words = {term.key for term in terms if subject.concepts & {*clear_evidence([term])}}
        return len(words) >= _FEWEST_WORDS

    def _noun_for_pairs(self, subject: Subject, reach: Reach, at: int) -> str:
        """The noun half of the cards use; for a field that of the concept which half of them are about."""
        spoken = self._noun_from_cards(subject, reach, at)
        inner = self._narrower(subject, reach, at) if subject.is_field and not spoken else None
        noun = spoken or (inner or subject).nouns[self.language]
        if not self._is_town and not self.is_literal(noun, at):
            return ""
        if not subject.is_field or spoken or self.is_literal(noun, at):
            return noun
        enough = inner and self.coverage.inside(self.coverage.of_subject(inner), at) >= _NARROW_SHARE
        return noun if enough else ""

    def _is_mostly_one(self, subject: Subject, reach: Reach, at: int) -> bool:
        """Whether most cards of a field are about one of its concepts, which then gives the label."""
        inner = self._narrower(subject, reach, at) if subject.is_field else None
        share = self.coverage.inside(self.coverage.of_subject(inner), at) if inner else 0.0
        return share >= _MOSTLY * self.coverage.inside(reach, at)

    def _narrower(self, subject: Subject, reach: Reach, at: int) -> Subject | None:
        own = [row for row in self.coverage.themes[at] if row in reach]
        for inner in subjects():
            if not inner.is_field and inner.concepts < subject.concepts:
                rows = self.coverage.of_subject(inner)
                if sum(row in rows for row in own) * 2 >= len(own):
                    return inner
        return None

    def _noun_from_cards(self, subject: Subject, reach: Reach, at: int) -> str:
        """The noun that most cards of the theme use for the subject, if half of them use the same."""
        if self.language == "en":
            return ""
        own = [row for row in self.coverage.themes[at] if row in reach]
        counted: Counter[str] = Counter()
        for row in own:
            spoken = (term for term in self.coverage.board.terms[row] if term.key in self._forms_in(at))
            terms = [term for term in spoken if self._is_name(term)]
            counted.update({term.key for term in terms if subject.concepts & {*evidence_of(term)}})
        key = min(counted, key=lambda key: (-counted[key], key), default="")
        if not key or counted[key] * 2 < len(own) or counted[key] < 2:
            return ""
        return self._written(key, at)

    def _is_name(self, term: Term) -> bool:
        if term.key in NO_NAMES or term.key in STOP_WORDS or len(term.key) < 3:
            return False
        if self.language == "en":
            is_proper = self.speller.writes_large(capital(term.written)) and not evidence_of(term)
            return is_english_noun(term.key, term.written) and not is_proper
        return self.speller.is_noun(term.key) and self._is_common_noun(term)

    def _is_common_noun(self, term: Term) -> bool:
        """No place, and no adjective or verb that only opens a sentence: "Kostenlose"."""
        if self._places.is_place(term.key, len(self.coverage.of_key(term.key))):
            return False
        if (
            self.speller.writes_large(capital(term.written))
            or max(evidence_of(term).values(), default=0) > 0.6
        ):
            return True
        known = noun_lemma(term.key) or compound_parts(term.key) or term.written.isupper()
        other = other_lemma(term.key)
        inflected = other not in ("", term.key) and term.key.startswith(other)
        return bool(known) and not inflected and not (term.key == other and other.endswith("en"))

    @cached_property
    def _places(self) -> PlaceNames:
        return PlaceNames(self.coverage.board.texts, self.speller)

    def _of_words(self, at: int) -> list[Headword]:
        """Nouns that at least two cards write; what the catalogue does not know has its own name here."""
        terms = {term.key: term for term in self.coverage.terms_in(at, self.language)}
        found = []
        for key, term in sorted(terms.items()):
            enough = self.coverage.cards_with(key, at) >= 2
            if enough and self._is_name(term) and self._is_written_as_noun(term, at):
                word = capital(self._described(key, at))
                concepts = frozenset(evidence_of(term))
                noun = "" if self._has_wider_subject(key, concepts, at) else word
                found.append(
                    Headword(word, noun, self.coverage.of_key(key), concepts, self._factor(term, at))
                )
        return found

    def _factor(self, term: Term, at: int) -> float:
        """What three in five cards call by the same compound, "Schulgarten", is best called so."""
        enough = self.coverage.cards_with(term.key, at) >= _OWN_NAME_SHARE * len(self.coverage.themes[at])
        return _OWN_NAME_FACTOR if term.parts and enough else 1.0

    def _described(self, key: str, at: int) -> str:
        """The noun; an English one with the word beside it on half of its cards: "opening hours"."""
        bare = self._written(key, at)
        if self.language != "en":
            return bare
        rows = [row for row in self.coverage.themes[at] if self.coverage.of_key(key).get(row) == 1.0]
        found: Counter[str] = Counter()
        for row in rows:
            words = [word.surface.casefold() for word in words_of(self.coverage.board.texts[row])]
            found.update(
                {f"{one} {two}" for one, two in pairwise(words) if self._belong_together(one, two, key)}
            )
        best = min(found, key=lambda pair: (-found[pair], pair), default="")
        if found[best] < max(2, len(rows) / 2):
            return bare
        return " ".join(most_usual(word, [capital(word)], self.speller) for word in best.split())

    def _belong_together(self, one: str, two: str, key: str) -> bool:
        """Whether two words side by side name one thing, and one of them is the noun: "public toilets"."""
        first, second = self._key_of(one), self._key_of(two)
        if key == second:
            return bool(first) and first not in NO_NAMES and self._describes(one)
        return key == first and is_english_noun(two, two) and two.endswith("s") and two not in STOP_WORDS

    def _describes(self, word: str) -> bool:
        """Whether a word before a noun belongs to it, as "public" and "river" do and "cut" does not."""
        lemma = other_lemma(word, "en") or word
        return word in ENGLISH_ADJECTIVES or is_english_noun(lemma, word)

    def _key_of(self, word: str) -> str:
        term = self.speller.term(word, language="en")
        return term.key if term else ""

    def _is_written_as_noun(self, term: Term, at: int) -> bool:
        """What could be a verb as well must be written large in most cards, or stand in the catalogue."""
        if self.language == "en" or other_lemma(term.key) != term.key or evidence_of(term):
            return True
        forms = self._forms_in(at)[term.key]
        return sum(form[:1].isupper() for form in forms) * 2 > len(forms)

    def _forms_in(self, at: int) -> Mapping[str, list[str]]:
        """Key → how the cards of a theme write it."""
        if at not in self._forms:
            self._forms[at] = defaultdict(list)
            for term in self.coverage.terms_in(at, self.language):
                self._forms[at][term.key].append(term.written)
        return self._forms[at]

    def _has_wider_subject(self, key: str, concepts: frozenset[int], at: int) -> bool:
        least = self.coverage.inside(self.coverage.of_key(key), at) + _WIDER
        return any(
            self.coverage.inside(self.coverage.by_concept[concept], at) >= least for concept in concepts
        )

    def _written(self, key: str, at: int) -> str:
        forms = self._forms_in(at)[key]
        if self.language == "en":
            return most_usual(key, forms, self.speller)
        if key in _usual_plurals():
            return _usual_plurals()[key]
        plurals = [form for form in forms if noun_lemma(form).lower() == key not in _without_ending(form)]
        form = usual_form(key, plurals if len(plurals) * 3 >= len(forms) else forms, noun=True)
        return noun_lemma(form) if self._is_genitive(form, self.coverage.themes[at]) else form

    def _is_genitive(self, form: str, rows: Sequence[int]) -> bool:
        """ "Bahnhofs" after "des"; "Parks" is a plural."""
        if not form.endswith("s") or not noun_lemma(form) or not form.startswith(noun_lemma(form)):
            return False
        of = re.compile(rf"\b(?:des|eines|dieses|unseres)\s+(?:\w+\s+)?{re.escape(form)}\b", re.IGNORECASE)
        return any(of.search(self.coverage.board.texts[row]) for row in rows)

    def is_literal(self, noun: str, at: int) -> bool:
        """Whether cards themselves use the noun."""
        term = self.speller.term(noun, language=self.language)
        return bool(term) and self.coverage.cards_with(term.key if term else "", at) >= 2


def _without_ending(form: str) -> tuple[str, str]:
    """What shows that a form is not for certain a plural: "Mülleimern" may be a mere dative."""
    small = form.lower()
    return small, small.removesuffix("n") if small.endswith(("ern", "eln")) else small


@cache
def _usual_plurals() -> Mapping[str, str]:
    """Key → the way the catalogue writes it as a noun: "bank" → "Bänke"."""
    nouns = [subject.nouns["de"] for subject in subjects()]
    return {noun_lemma(noun).lower(): noun for noun in nouns if noun_lemma(noun) and " " not in noun}

"""Short statements and noun phrases from the cards that stand for a whole theme."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from facilitation.coverage import Coverage, Reach, shared
from facilitation.english import ENGLISH_PREPOSITIONS, is_english_noun
from facilitation.lexicon import noun_lemma, other_lemma
from facilitation.nouns import DETERMINERS, PREPOSITIONS, Tagger
from facilitation.phrases import AUXILIARIES, QUANTITIES, Phrase, capital, phrases_of
from facilitation.signs import GONE, LACKING, signed_nouns
from facilitation.stop_words import STOP_WORDS
from facilitation.subjects import evidence_of
from facilitation.title_words import ENDING_VERBS, OPENINGS, PASSING, TAILS, TORN, UNIT_WORDS, VERBS
from facilitation.words import Term, guess_language, words_of

_CARDS_READ = 60
_LONGEST = 45
_LEAST_CENTRAL, _CENTRAL_RATIO, _SAME_AIM = 0.35, 0.75, 0.5
_KNOWN_SHARE, _HEAD_SHARE = 0.4, 0.3
_WORD_SHARE, _PAIR_SHARE, _STANCE_SHARE, _MOST_OPPOSED = 0.12, 0.2, 0.25, 1 / 3
_SMALL_THEME = 3
_TAIL_SHARE = 0.4
_JOINTS = (
    PREPOSITIONS | DETERMINERS | QUANTITIES | AUXILIARIES | frozenset(("und", "oder", "nicht", "raus", "weg"))
)


class Statements:
    """Central statements for the themes of one board."""

    def __init__(self, coverage: Coverage, *, language: str) -> None:
        self.coverage, self.language, self.speller = coverage, language, coverage.board.speller
        self._signs_of: dict[int, dict[str, int]] = {}

    def of_theme(self, at: int, aim: Reach, factor: float) -> list[str]:
        """Phrases from the cards that reach about as many as the best noun, label or pair does, its `aim`."""
        found: Counter[Phrase] = Counter()
        for row in self.coverage.themes[at][:_CARDS_READ]:
            text = self.coverage.board.texts[row]
            spoken = guess_language(text, default=self.language)
            if spoken == self.language:
                found.update(set(phrases_of(text, Tagger(self.speller, language=spoken))))
        least = max(_LEAST_CENTRAL, _CENTRAL_RATIO * factor * self.coverage.inside(aim, at))
        rated = [
            (self._rate(phrase, count, at), phrase.text)
            for phrase, count in found.items()
            if (phrase.whole or count > 1)
            and self._is_statement(phrase, at)
            and self._has_aim(phrase, aim, least, at)
        ]
        ordered = sorted(rated, key=lambda pair: (-pair[0], len(pair[1]), pair[1]))
        return [self._with_names(text) for _, text in ordered]

    def _has_aim(self, phrase: Phrase, aim: Reach, least: float, at: int) -> bool:
        """Whether a phrase reaches enough cards, and half of those the theme is else named after."""
        reach, inside = self.coverage.of_terms(phrase.terms), self.coverage.inside
        return inside(reach, at) >= least and inside(shared(reach, aim), at) >= _SAME_AIM * inside(aim, at)

    def _rate(self, phrase: Phrase, count: int, at: int) -> float:
        reach = self.coverage.worth(self.coverage.of_terms(phrase.terms), at)
        own = sum(self.coverage.worth(self.coverage.of_key(term.key), at) for term in phrase.terms)
        return reach + 0.5 * own + 0.1 * (count - 1) - 0.005 * len(phrase.text)

    def _is_statement(self, phrase: Phrase, at: int) -> bool:
        """Short, without numbers, with more than a bare noun, and no word in it that one card alone has."""
        small = [word.surface.casefold() for word in words_of(phrase.text)]
        if not 2 <= len({*small}) == len(small) <= 6 or len(phrase.text) > _LONGEST:
            return False
        if any(sign.isdigit() for sign in phrase.text) or PASSING & {*small} or UNIT_WORDS & {*small}:
            return False
        if not self._has_shape(phrase, small):
            return False
        if not any(self._leads(head, at) for head in self._heads(phrase)):
            return False
        heads = self._heads(phrase)
        if not all(self._is_central(term, at, head=term in heads) for term in phrase.terms):
            return False
        if not self._is_said_so(small, at):
            return False
        return self._is_described_so(phrase, at) and self._is_wanted_so(phrase, at)

    def _is_said_so(self, small: Sequence[str], at: int) -> bool:
        """Of "Radwege sind gut" or "Mobilität neu denken" an eighth of the cards has "gut" and "neu" too."""
        size = len(self.coverage.themes[at])
        saying = [word for word in small if word in STOP_WORDS and word not in _JOINTS]
        if self.language == "en" or size <= _SMALL_THEME:
            return True
        texts = [self.coverage.board.texts[row].casefold() for row in self.coverage.themes[at]]
        counts = (sum(bool(re.search(rf"\b{re.escape(word)}\b", text)) for text in texts) for word in saying)
        return all(count >= max(2, _WORD_SHARE * size) for count in counts)

    def _is_wanted_so(self, phrase: Phrase, at: int) -> bool:
        """For "mehr", "kein" and the like: cards say so of the noun, and few say the opposite."""
        for noun, sign in signed_nouns(phrase.text, self.speller, _stance).items():
            signs = [self._signs(row).get(noun, 0) for row in self.coverage.themes[at]]
            share = max(_STANCE_SHARE * self.coverage.cards_with(noun, at), _WORD_SHARE * len(signs))
            if signs.count(sign) < self._least(share, at) or signs.count(-sign) > _MOST_OPPOSED * signs.count(
                sign
            ):
                return False
        return True

    def _signs(self, row: int) -> dict[str, int]:
        if row not in self._signs_of:
            self._signs_of[row] = signed_nouns(self.coverage.board.texts[row], self.speller, _stance)
        return self._signs_of[row]

    def _is_described_so(self, phrase: Phrase, at: int) -> bool:
        """Of a noun that an adjective opens, a fair share of the cards has that adjective before it."""
        first, second = (*phrase.text.casefold().split(), "", "")[:2]
        if self.language == "en" or _stem(first) == first or first in QUANTITIES or noun_lemma(second) == "":
            return True
        pair = re.compile(
            rf"\b{re.escape(_stem(first))}(?:e[nrms]?)?\s+{re.escape(second[:4])}", re.IGNORECASE
        )
        count = sum(bool(pair.search(self.coverage.board.texts[row])) for row in self.coverage.themes[at])
        return count >= self._least(
            _PAIR_SHARE * self.coverage.cards_with(noun_lemma(second).lower(), at), at
        )

    def _least(self, wanted: float, at: int) -> float:
        """At least two cards, but in a small theme one."""
        return max(1 if len(self.coverage.themes[at]) <= _SMALL_THEME else 2, wanted)

    def _leads(self, head: Term, at: int) -> bool:
        said = len(self.coverage.themes[at]) <= _SMALL_THEME or self.coverage.cards_with(head.key, at) >= 2
        return said and self.coverage.inside(self.coverage.of_terms([head]), at) >= _HEAD_SHARE

    def _heads(self, phrase: Phrase) -> list[Term]:
        """The nouns before the first preposition; all where there is none before it."""
        words = [word.surface for word in words_of(phrase.text)]
        joints = PREPOSITIONS | ENGLISH_PREPOSITIONS if self.language == "en" else PREPOSITIONS
        end = next((at for at, word in enumerate(words) if at and word.casefold() in joints), len(words))
        bare = {word.casefold() for word in words[:end]}
        nouns = [term for term in phrase.terms if self._is_noun(term)]
        return [term for term in nouns if term.written.casefold() in bare] or nouns

    def _is_noun(self, term: Term) -> bool:
        if self.language == "en":
            return is_english_noun(term.key, term.written)
        return self.speller.is_noun(term.key)

    def _is_central(self, term: Term, at: int, *, head: bool) -> bool:
        """An eighth of the cards and at least two have the word, or it means what two fifths are about.

        A noun that only follows, as "Schatten" in "Bank im Schatten", two fifths have in so many words.
        """
        size, follows = len(self.coverage.themes[at]), not head and self._is_noun(term)
        least = max(2, (_TAIL_SHARE if follows else _WORD_SHARE) * size)
        if size <= _SMALL_THEME or self.coverage.cards_with(term.key, at) >= least:
            return True
        if follows:
            return False
        known = [each for each, weight in evidence_of(term).items() if weight == 1.0]
        shares = (self.coverage.inside(self.coverage.by_concept[each], at) for each in known)
        return max(shares, default=0.0) >= _KNOWN_SHARE

    def _has_shape(self, phrase: Phrase, small: Sequence[str]) -> bool:
        if self.language == "en":
            return phrase.whole and small[0] != "not" and not small[-1].endswith(("ly", "ed"))
        opens_well = small[0] in OPENINGS or self._starts_with_noun(phrase)
        if not opens_well or TORN & {*small} or self._has_loose_verb(small) or small[:2] == ["zu", small[-1]]:
            return False
        if ("zwischen" in small and "und" not in small) or ("und", "mehr") in pairwise(small):
            return False
        last_is_noun = phrase.text.split()[-1][:1].isupper()
        if len(small) == 2:
            described = small[0].endswith(("e", "er", "es")) and other_lemma(small[0]) != small[0]
            return last_is_noun and (small[0] in QUANTITIES or described)
        return phrase.whole or (last_is_noun and not TAILS & {*small[1:]})

    def _starts_with_noun(self, phrase: Phrase) -> bool:
        """Its first word is a noun, or an adjective right before one."""
        first, second = (words_of(phrase.text) + words_of(phrase.text))[:2]
        if first.surface.casefold() in DETERMINERS:
            return False
        if self.language == "de" and self.speller.is_noun(first.surface):
            return True
        return second.surface[:1].isupper() and first.surface.endswith(("e", "er", "es"))

    def _has_loose_verb(self, small: Sequence[str]) -> bool:
        """Verbs are fine in "Busse fahren zu selten" and "Sitzplätze fehlen", else the phrase is torn."""
        if small[-1] in ENDING_VERBS or "zu" in small[1:-1]:
            return False
        plain = [word for word in small if word not in STOP_WORDS and not noun_lemma(word)]
        return bool(VERBS & {*small}) or any(other_lemma(word).endswith("n") for word in plain)

    def _with_names(self, text: str) -> str:
        """Attributes of names with a capital, if the board mostly writes them so: "in der Langen Zeile"."""
        words = text.split()
        for at in range(1, len(words)):
            pair = (_stem(words[at - 1]), words[at].casefold())
            if words[at - 1][:1].islower() and self._names[pair] > 0:
                words[at - 1] = capital(words[at - 1])
        return " ".join(words)

    @cached_property
    def _names(self) -> Counter[tuple[str, str]]:
        """Attribute and noun → how much more often the attribute is written large than small."""
        balance: Counter[tuple[str, str]] = Counter()
        for text in self.coverage.board.texts:
            words = words_of(text)
            for one, two in pairwise(words):
                if _stem(one.surface) != one.surface.casefold() and not one.starts:
                    more = 1 if one.surface[:1].isupper() else -1
                    balance[_stem(one.surface), two.surface.casefold()] += more
        return balance


def _stance(word: str) -> int:
    return int(word in LACKING) - int(word in GONE)


def _stem(word: str) -> str:
    """An attribute without its ending: "Langen" and "lange" are "lang"."""
    small = word.casefold()
    return next((small[: -len(end)] for end in ("en", "er", "em", "es", "e") if small.endswith(end)), small)

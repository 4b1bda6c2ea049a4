"""Candidates for the title of a theme: central statements, strong nouns, pairs of nouns, labels of fields."""

from collections.abc import Sequence

from facilitation.coverage import Coverage, Reach, united
from facilitation.fields import fields
from facilitation.headwords import FIELD_FACTOR, Headword, Headwords
from facilitation.lexicon import noun_lemma
from facilitation.phrases import capital
from facilitation.statements import Statements
from facilitation.title_words import PERSON_WORDS

_LEAST_SHARE, _LEAST_GAIN, _LEAST_BALANCE = 0.2, 0.12, 0.4
_HALF, _HALF_OF_IT, _CLEAR = 0.5, 0.55, 0.7
_LEAST_BOTH, _BOTH_SHARE = 2, 0.15
_PAIR_FACTOR, _GAIN, _EVEN, _LITERAL, _BROAD = 0.5, 0.4, 1.5, 0.06, 0.06
_BOTH = {"de": "und", "en": "and"}


class Headings:
    """Titles for the themes of one board, best first."""

    def __init__(self, coverage: Coverage, *, language: str) -> None:
        self.coverage, self.language = coverage, language if language in _BOTH else "de"
        self.words = Headwords(coverage, language=self.language)
        self.statements = Statements(coverage, language=self.language)

    def of_theme(self, at: int) -> list[str]:
        words = self.words.of_theme(at)
        worth: dict[str, float] = {}
        for value, title in [*self._pairs(words, at), *self._alone(words, at)]:
            worth[title] = max(value, worth.get(title, value))
        best = sorted(worth, key=lambda title: (-worth[title], len(title), title))
        return [*self.statements.of_theme(at, *self._aim(words, best)), *best]

    def _alone(self, words: Sequence[Headword], at: int) -> list[tuple[float, str]]:
        strong = [word for word in words if word.title and self._is_clear(word.reach, at)]
        return [(word.factor * self.coverage.worth(word.reach, at), word.title) for word in strong]

    def _is_clear(self, reach: Reach, at: int) -> bool:
        """Whether a fifth of the cards says it in so many words, not only by parts of compounds."""
        clear = {row: 1.0 for row, weight in reach.items() if weight >= _CLEAR}
        return self.coverage.inside(clear, at) >= _LEAST_SHARE

    def _aim(self, words: Sequence[Headword], best: Sequence[str]) -> tuple[Reach, float]:
        """The cards that the best noun, label or pair reaches, and how much it is worth to reach them."""
        parts = [word for word in words if best and (word.title == best[0] or _joins(best[0], word.noun))]
        return united(word.reach for word in parts), min((word.factor for word in parts), default=1.0)

    def _pairs(self, words: Sequence[Headword], at: int) -> list[tuple[float, str]]:
        """ "Bänke und Müll": two nouns that each name a fifth of the cards and are about different things."""
        found = []
        for place, one in enumerate(words):
            for other in words[place + 1 :]:
                both = united((one.reach, other.reach))
                if (
                    self._leaves_out(words[0], one, other, at)
                    or self._is_no_pair(one, other, at)
                    or self._are_strangers(one, other, at)
                ):
                    continue
                if self._both_count(one, other, both, at):
                    found.append(self._pair(one, other, both, at))
        return found

    def _leaves_out(self, strongest: Headword, one: Headword, other: Headword, at: int) -> bool:
        """Whether a pair would not name what most of the cards are about."""
        if self.coverage.inside(strongest.reach, at) <= _HALF:
            return False
        return not any(word is strongest or word.concepts & strongest.concepts for word in (one, other))

    def _pair(self, one: Headword, other: Headword, both: Reach, at: int) -> tuple[float, str]:
        """What the pair says for the theme, and the two nouns, the wider one first."""
        inside = self.coverage.inside
        first, second = sorted((one, other), key=lambda word: -inside(word.reach, at))
        gain = inside(both, at) - inside(first.reach, at)
        even = _EVEN * inside(second.reach, at)
        factor = _PAIR_FACTOR + _GAIN * gain + even + self._plainness(one, at) + self._plainness(other, at)
        return factor * self.coverage.worth(both, at), self._joined(first, second)

    def _are_strangers(self, one: Headword, other: Headword, at: int) -> bool:
        """Whether nothing but the theme joins the two: no field, and hardly a card that speaks of both."""
        owner = fields().field_of_concept
        if {owner[each] for each in one.concepts} & {owner[each] for each in other.concepts}:
            return False
        own = {*self.coverage.themes[at]}
        reached = [
            {row for row, weight in word.reach.items() if row in own and weight >= _CLEAR}
            for word in (one, other)
        ]
        both, fewer = len(reached[0] & reached[1]), min(map(len, reached))
        return both < max(_LEAST_BOTH, _BOTH_SHARE * fewer)

    def _is_no_pair(self, one: Headword, other: Headword, at: int) -> bool:
        """Whether a pair of the two would say one thing twice, or two things that no card says."""
        if one.concepts & other.concepts or not one.noun or not other.noun:
            return True
        owner = fields().field_of_concept
        literal = [self.words.is_literal(word.noun, at) for word in (one, other)]
        same_field = {owner[each] for each in one.concepts} & {owner[each] for each in other.concepts}
        if not any(literal) or (same_field and not all(literal)):
            return True
        return _sound_alike(one.noun.casefold(), other.noun.casefold())

    def _plainness(self, word: Headword, at: int) -> float:
        """Better a word that cards use, worse the short word for a whole field."""
        broad = _BROAD if word.factor == FIELD_FACTOR else 0.0
        return (_LITERAL if self.words.is_literal(word.noun, at) else 0.0) - broad

    def _both_count(self, one: Headword, other: Headword, both: Reach, at: int) -> bool:
        worth = self.coverage.worth
        if worth(other.reach, at) < _LEAST_BALANCE * worth(one.reach, at):
            return False
        shares = [self.coverage.inside(reach, at) for reach in (one.reach, other.reach)]
        low, high = sorted(shares)
        if low < _LEAST_SHARE or (high >= _HALF and low < _HALF_OF_IT * high):
            return False
        if any(_is_person(word) and share < high for word, share in zip((one, other), shares, strict=True)):
            return False
        return self.coverage.inside(both, at) >= high + _LEAST_GAIN

    def _joined(self, one: Headword, other: Headword) -> str:
        small = self.language == "en" and not other.noun[1:2].isupper()
        second = other.noun[:1].lower() + other.noun[1:] if small else other.noun
        return capital(f"{one.noun} {_BOTH[self.language]} {second}")


def _sound_alike(one: str, other: str) -> bool:
    """ "Müll" and "Mülleimer"; nouns that are themselves pairs do not go into a pair either."""
    joined = any(f" {both} " in noun for noun in (one, other) for both in _BOTH.values())
    return joined or one[:4] == other[:4] or one in other or other in one


def _is_person(word: Headword) -> bool:
    """Named after people, who are mentioned in many cards that are about something else."""
    return noun_lemma(word.noun).lower() in PERSON_WORDS


def _joins(title: str, noun: str) -> bool:
    return bool(noun) and noun.casefold() in {
        piece.strip().casefold() for name in _BOTH.values() for piece in title.split(f" {name} ")
    }

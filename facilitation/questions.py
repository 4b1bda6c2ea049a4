"""How-might-we questions: what is to be reached, open as to how."""

import re
from collections.abc import Sequence

from facilitation.lexicon import noun_lemma, other_lemma
from facilitation.reading import places_in, quoted
from facilitation.stop_words import STOP_WORDS
from facilitation.subjects import Subject
from facilitation.word_lists import listed

_LONGEST_EFFECT = 160
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
_BOTH = re.compile(r"\s(?:und|and)\s")
_BAD_FOR_A_NOUN = re.compile(
    r"\b(?:ist|sind|wird|werden|hat|haben|fehlt|nicht|nie|kaum|is|are|has|not|zu)\b|[.!?:]", re.IGNORECASE
)
_TEXTS = {
    "de": {
        "lack": "Wie können wir erreichen, dass es genug {what} gibt?",
        "excess": "Wie können wir erreichen, dass es weniger {what} gibt?",
        "effect": "Wie können wir erreichen, dass {effect}?",
        "statement": "Wie können wir erreichen, dass niemand mehr sagen muss: {title}?",
        "other": "Wie können wir erreichen, dass es beim Thema {title} für alle spürbar besser wird?",
        "both": "und dass",
    },
    "en": {
        "lack": "How might we do better where people miss “{title}”?",
        "excess": "How might we do better where people have too much of “{title}”?",
        "effect": "How might we make sure that {effect}?",
        "statement": "How might we make sure that nobody has to say any more: {title}?",
        "other": "How might we make things clearly better for everyone when it comes to {title}?",
        "both": "and that",
    },
}


def question_for(
    title: str, subjects: Sequence[Subject] = (), *, voice: str = "", language: str = "de"
) -> str:
    """A title as "Wie können wir …?": by the effect its subjects aim at, at the place the title names.

    Without a known subject lack becomes enough, excess becomes less, and all else stays open; there the
    `voice`, a weakness in the words of a card, says what nobody should have to say any more.
    """
    spoken = language if language in _TEXTS else "de"
    bare = _without_verb(title.strip().rstrip(".!?…"), spoken)
    if subjects:
        effects = _effects(bare, subjects, spoken)
        return _TEXTS[spoken]["effect"].format(effect=effects)
    lack, excess = _LACK[spoken].match(bare), _EXCESS[spoken].match(bare)
    if lack and _is_plain_noun(lack["what"], spoken) and (lack["amount"] or _is_plural(lack["what"])):
        what = lack["what"]
        return _TEXTS[spoken]["lack"].format(what=what, title=what)
    if excess and _is_plain_noun(excess["what"], spoken):
        what = excess["what"]
        return _TEXTS[spoken]["excess"].format(what=what, title=what)
    first, *rest = _BOTH.split(bare)
    is_nuisance = all(word.split()[0].casefold() in _NUISANCE for word in [first, *rest] if word.split())
    if bare and is_nuisance and _is_plain_noun(bare, spoken):
        what = bare if spoken == "de" else bare[:1].lower() + bare[1:]
        return _TEXTS[spoken]["excess"].format(what=what, title=what)
    if voice:
        return _TEXTS[spoken]["statement"].format(title=quoted(voice, language=spoken))
    kind = "statement" if _BAD_FOR_A_NOUN.search(bare) or lack or excess else "other"
    return _TEXTS[spoken][kind].format(title=quoted(bare, language=spoken))


_PRAISE = re.compile(
    r"\b(?:super|toll\w*|prima|klasse|schön|schöne[rns]?|gut|gute[rns]?|wunderbar\w*|großartig\w*|danke"
    r"|great|lovely|wonderful|excellent|thanks?|i (?:hope|wish|want|dream)|would (?:like|love)|should)\b",
    re.IGNORECASE,
)
_NO_PRAISE = re.compile(r"\b(?:nicht|kein\w*|nie|zu|wenig\w*|not|no|never|too|few)\b", re.IGNORECASE)


def is_complaint(text: str) -> bool:
    """Whether nobody should have to say this any more: more than a word, neither praise nor a wish."""
    last = text.split()[-1:] or [""]
    wish = last[0].islower() and last[0].endswith("n") and other_lemma(last[0]) == last[0] not in STOP_WORDS
    praise = _PRAISE.search(text) and not _NO_PRAISE.search(text)
    return " " in text and not praise and not (wish and not _NO_PRAISE.search(text))


_LACKING = " fehlen"
_DONE = re.compile(r"^(?P<what>.*[A-ZÄÖÜ][\w-]*)\s+(?P<verb>[a-zäöüß]+(?:en|eln|ern))$")


def _without_verb(title: str, language: str) -> str:
    """ "Bäume pflanzen" is a solution, "Bäume" what it is about; of what lacks there is too little."""
    if title.endswith(_LACKING):
        return f"Zu wenig {title.removesuffix(_LACKING)}"
    done = _DONE.match(title) if language == "de" else None
    if done and other_lemma(done["verb"]) == done["verb"] and done["verb"] not in STOP_WORDS:
        return done["what"]
    return title


_SLOT = re.compile(r"\s*\{(?P<usual>[^}]*)\}")
_PLACE = {
    "de": re.compile(
        r"(?<=\s)(?P<place>(?:am|im|an der|in der|auf dem|auf der|vor dem|rund um den|rund um die)"
        r"\s+(?:[A-ZÄÖÜ][\w-]*n?\s+)?[A-ZÄÖÜ][\wäöüß-]+)$"
    ),
    "en": re.compile(r"(?<=\s)(?P<place>(?:in|at|on|near|around) (?:the )?(?:[A-Z][\w-]*\s?)+)$"),
}
_GROUP = re.compile(
    r"\bfür (?P<group>Jugendliche|Kinder|Familien|Ältere|Gäste|Pendler"
    r"|(?:ältere|junge) (?:Menschen|Leute))\b"
)


def _effects(title: str, subjects: Sequence[Subject], language: str) -> str:
    """One or two effects in one sentence, for the place and the group of the title; the place once."""
    place = _place_in(title, language)
    first, *others = (subject.effects[language] for subject in subjects[:2])
    group = _GROUP.search(title)
    if group and language == "de":
        first = re.sub(r"^alle\b", group["group"], first)
    clauses = [_SLOT.sub(lambda slot: _after_space(place or slot["usual"]), first)]
    clauses += [_SLOT.sub("", other) for other in others]
    comma = "," if "," in clauses[0] else ""
    both = f"{comma} {_TEXTS[language]['both']} ".join(clause.strip() for clause in clauses)
    return both if len(both) <= _LONGEST_EFFECT else clauses[0].strip()


def _place_in(title: str, language: str) -> str:
    """ "in der Langen Zeile": the street, square or landmark that ends a title, with its preposition."""
    hit = _PLACE[language].search(title)
    if not hit or (language == "de" and not places_in([hit["place"]])):
        return ""
    return hit["place"]


def _after_space(words: str) -> str:
    return f" {words}" if words else ""


_NOUN_PHRASE = re.compile(r"^(?:[a-zäöüß]+e )*[A-ZÄÖÜ]")


def _is_plain_noun(what: str, language: str) -> bool:
    """No verb and no second statement, so that it can stand inside a sentence."""
    if len(what) < 3 or _BAD_FOR_A_NOUN.search(what):
        return False
    return language == "en" or bool(_NOUN_PHRASE.match(what))


def _is_plural(what: str) -> bool:
    """Whether the first noun is certainly a plural, so that "genug" may stand before it."""
    noun = next((word.strip(",") for word in what.split() if word[:1].isupper()), "")
    return noun_lemma(noun) not in ("", noun)

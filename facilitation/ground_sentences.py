"""Common ground and differences as sentences that can be read out in the hall."""

from collections.abc import Mapping, Sequence

from facilitation.common_ground import Ground, How, Verdict, Voice
from facilitation.reading import quoted

_SENTENCES: Mapping[str, Mapping[Verdict, str]] = {
    "de": {
        "carried": "Alle Gruppen tragen {item}.",
        "divided": "Bei {item} gehen {one} und {other} auseinander.",
        "objected": "Alle Gruppen tragen {item} mehrheitlich, aber es gibt Einwände: {objections}.",
        "rejected": "Keine Gruppe trägt {item}.",
        "open": "Zu {item} gibt es kein klares Bild.",
        "few": "Zu wenige Stimmen, um zu sagen, wie die Gruppen zu {item} stehen.",
    },
    "en": {
        "carried": "All groups carry {item}.",
        "divided": "On {item}, {one} and {other} differ.",
        "objected": "In all groups most people carry {item}, but there are objections: {objections}.",
        "rejected": "No group carries {item}.",
        "open": "There is no clear picture on {item}.",
        "few": "Too few votes to say what the groups think of {item}.",
    },
}
_HEARD = {
    "de": "Alle Gruppen mit genug Stimmen tragen {item}.",
    "en": "All groups with enough votes carry {item}.",
}
_BY_CHANCE = {
    "de": "In allen Gruppen ist die Mehrheit für {item}; bei {small} kann das Zufall sein.",
    "en": "In all groups a majority is for {item}; with {small} this may be chance.",
}
_DOTS_BY_CHANCE = {
    "de": "In allen Gruppen wählten überdurchschnittlich viele {item}; bei {small} kann das Zufall sein.",
    "en": "In all groups more people than usual chose {item}; with {small} this may be chance.",
}
_SILENT = {
    "de": "Zu wenige Stimmen aus {few}, um es für sie zu sagen.",
    "en": "Too few votes from {few} to say so for them.",
}
_OF = {"de": "{group} ({carrying} von {seen})", "en": "{group} ({carrying} of {seen})"}
_NO = {"de": "{count}-mal Nein", "en": "{count} times no"}
_AND = {"de": "und", "en": "and"}


def ground_sentence(ground: Ground, title: str, *, how: How = "opinion", language: str = "de") -> str:
    """What the groups make of an item called `title`, and for whom there are too few votes to say it.

    Groups of a pair stand with their counts: persons who carry the item of those who saw it.
    """
    spoken = language if language in _SENTENCES else "de"
    first = _first_sentence(ground, quoted(title, language=spoken), how, spoken)
    silent = [f"{voice.group} ({voice.tally.seen})" for voice in ground.voices if voice.stance == "few"]
    if not silent or ground.verdict == "few":
        return first
    return f"{first} {_SILENT[spoken].format(few=joined(silent, spoken))}"


def joined(words: Sequence[str], language: str) -> str:
    """ "Handel, Jugend und Kultur"."""
    *others, last = words
    return f"{', '.join(others)} {_AND[language]} {last}" if others else last


def _first_sentence(ground: Ground, item: str, how: How, language: str) -> str:
    if ground.verdict == "carried" and not ground.sure:
        small = [_counted(voice, language) for voice in ground.voices if voice.stance == "rather_for"]
        chance = _DOTS_BY_CHANCE if how == "dots" else _BY_CHANCE
        return chance[language].format(item=item, small=joined(small, language))
    if ground.verdict == "carried" and any(voice.stance == "few" for voice in ground.voices):
        return _HEARD[language].format(item=item)
    by_name = {voice.group: voice for voice in ground.voices}
    pair = [_counted(by_name[group], language) for group in ground.divides[0]] if ground.divides else ["", ""]
    objections = _NO[language].format(count=ground.total.disagree)
    sentence = _SENTENCES[language][ground.verdict]
    return sentence.format(item=item, one=pair[0], other=pair[1], objections=objections)


def _counted(voice: Voice, language: str) -> str:
    counts = voice.tally
    return _OF[language].format(group=voice.group, carrying=counts.carrying, seen=counts.seen)

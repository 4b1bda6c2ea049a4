"""Spelling made comparable: gender forms, umlauts written out, abbreviations, emoji, invisible signs."""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f]")
_GENDER_SIGN = re.compile(r"(?<=[^\W\d_]{2})(?:[:*_·’']|/-?)(?:innen|in)\b", re.IGNORECASE)
_GENDER_CAPITAL = re.compile(r"(?<=[a-zäöüß]{2})In(?:nen)?\b")
_GENDER_PAIR = re.compile(r"\b([^\W\d_]{3,}?)innen (?:und|oder|&|/) (\1[^\W\d_]{0,2})\b", re.IGNORECASE)
_STREET = re.compile(r"(?<=[a-zäöüß])(str)(?:\.|\b)(?=[\s,;:!?)/0-9-]|$)", re.IGNORECASE)
_STREET_ALONE = re.compile(r"\b(S|s)tr(?:\.|\b)")
_ACRONYM = re.compile(r"\b(?:wlan|öpnv|vhs|zob)\b", re.IGNORECASE)
_EMOJI_WORDS = {
    "🚲": "Fahrrad", "🚴": "Fahrrad", "🚗": "Auto", "🚙": "Auto", "🚌": "Bus", "🚆": "Bahn", "🚉": "Bahnhof",
    "🅿": "Parken", "🌳": "Baum", "🌲": "Baum", "🌱": "Grün", "🌼": "Blumen", "🌷": "Blumen", "🗑": "Müll",
    "🚮": "Müll", "🚽": "Toilette", "🚻": "Toilette", "🪑": "Bank", "☕": "Café", "🍺": "Kneipe", "🍦": "Eis",
    "🏖": "Strand", "🛝": "Spielplatz", "🎵": "Musik", "🎶": "Musik", "🎭": "Theater", "📚": "Bücherei",
    "🛒": "Einkaufen", "🛍": "Einkaufen", "🏠": "Wohnen", "♿": "Barrierefreiheit", "📶": "WLAN",
    "💡": "Beleuchtung", "🐶": "Hund", "⚽": "Fußball", "☀": "Sonne", "🔥": "Hitze",
    "💧": "Wasser", "⛲": "Brunnen", "🎄": "Weihnachtsmarkt",
}  # fmt: skip
_EMOJI = re.compile(f"({'|'.join(map(re.escape, _EMOJI_WORDS))})(?:\\s*\\1)*")
_ADDRESS = re.compile(r"\bhttps?://\S+|\bwww\.\S+|\S+@\S+\.\w+", re.IGNORECASE)


def clean(text: str) -> str:
    """The text in NFC without invisible signs and lone surrogates; blanks collapsed."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return " ".join(visible.encode("utf-8", errors="ignore").decode("utf-8").split())


def fold_gender(text: str) -> str:
    """ "Bürger:innen", "BürgerInnen", "Bürgerinnen und Bürger" all become "Bürger"."""
    paired = _GENDER_PAIR.sub(r"\2", text)
    return _GENDER_CAPITAL.sub("", _GENDER_SIGN.sub("", paired))


def write_out(text: str) -> str:
    """ "Bahnhofstr." becomes "Bahnhofstraße", "Str." becomes "Straße", "Wlan" is written "WLAN"."""
    streets = _STREET_ALONE.sub(r"\1traße", _STREET.sub("straße", text))
    return _ACRONYM.sub(lambda word: word.group().upper(), streets)


def without_addresses(text: str) -> str:
    """Links and mail addresses say nothing about the subject of a card."""
    return _ADDRESS.sub(" ", text)


def name_emoji(text: str) -> str:
    """An emoji that names a thing of the town becomes a word; all others stay."""
    return _EMOJI.sub(lambda hit: f" {_EMOJI_WORDS[hit[1]]} ", text)


def comparable(text: str) -> str:
    """Everything that makes two spellings of one card different, removed: for finding duplicates."""
    plain = write_out(fold_gender(clean(text))).casefold()
    for written, umlaut in (("ae", "ä"), ("oe", "ö"), ("ue", "ü")):
        plain = plain.replace(umlaut, written)
    return " ".join(re.findall(r"\w+", plain))

"""From the bytes of a file to its text, and what to say when that fails."""

import codecs
from collections.abc import Sequence

_SENTENCES = {
    "empty_file": {
        "de": "Die Datei ist leer.",
        "en": "The file is empty.",
    },
    "undecodable": {
        "de": "Die Zeichen der Datei lassen sich nicht lesen. Bitte als CSV (UTF-8) speichern.",
        "en": "The characters of the file cannot be read. Please save it as CSV (UTF-8).",
    },
    "not_a_table": {
        "de": "Die Datei ist keine CSV-Tabelle.",
        "en": "The file is not a CSV table.",
    },
    "open_quote": {
        "de": "In der Datei wird ein Anführungszeichen geöffnet und nicht geschlossen.",
        "en": "A quotation mark is opened in the file and never closed.",
    },
    "no_text_column": {
        "de": "Keine Spalte mit Kartentexten gefunden. Vorhandene Spalten: {columns}.",
        "en": "No column with card texts was found. Columns in the file: {columns}.",
    },
    "unknown_column": {
        "de": "Die Spalte „{wanted}“ gibt es nicht. Vorhandene Spalten: {columns}.",
        "en": "There is no column “{wanted}”. Columns in the file: {columns}.",
    },
}
_FOREIGN_STARTS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_UNDEFINED_IN_CP1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")


class TableError(ValueError):
    """A table that cannot be read. `message_id` says why; `sentence` says it to a person."""

    def __init__(self, message_id: str, *, columns: Sequence[str] = (), wanted: str = "") -> None:
        self.message_id = message_id
        self.columns = tuple(columns)
        self.wanted = wanted
        super().__init__(self.sentence("en"))

    def sentence(self, language: str = "de") -> str:
        texts = _SENTENCES[self.message_id]
        columns = ", ".join(" ".join(name.split())[:60] for name in self.columns) or "–"
        return texts.get(language, texts["de"]).format(columns=columns, wanted=self.wanted)


def decode(source: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with mark or recognised by its zeros, else Windows-1252."""
    if not source.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise TableError("empty_file")
    if source.startswith(_FOREIGN_STARTS):
        raise TableError("not_a_table")
    encoding = _encoding(source)
    try:
        text = source.decode(encoding)
    except UnicodeDecodeError:
        raise TableError("undecodable") from None
    return text.removeprefix("\ufeff")


def _encoding(source: bytes) -> str:
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in source:
        return _utf_16_by_zeros(source)
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        return "utf-8" if _UNDEFINED_IN_CP1252.intersection(source) else "cp1252"
    return "utf-8-sig"


def _utf_16_by_zeros(source: bytes) -> str:
    """Latin letters in UTF-16 have a zero in every second byte; other zeros belong to no text file."""
    even, odd = source[0::2].count(0), source[1::2].count(0)
    half = len(source) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    raise TableError("undecodable")

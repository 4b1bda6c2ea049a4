"""zukunft cluster: themes, questions and measures from any table of cards, without a server."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from facilitation import (
    Note,
    NoteTable,
    TableError,
    Themes,
    draft_measures,
    how_might_we,
    propose_themes,
    read_note_table,
    write_csv,
)

if TYPE_CHECKING:
    from pandas import DataFrame

SUCCESS, BAD_INPUT = 0, 2
_NO_CARDS = {"de": "Die Tabelle enthält keine Karten mit Text.", "en": "The table has no cards with text."}
_UNREADABLE = {"de": "Die Datei {path} lässt sich nicht lesen.", "en": "The file {path} cannot be read."}
_UNWRITABLE = {
    "de": "In den Ordner {path} lässt sich nicht schreiben.",
    "en": "The folder {path} cannot be written to.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("cards", type=Path, metavar="cards.csv", help="any CSV with a column of card texts")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder for the four result files"
    )
    parser.add_argument("--text-column", metavar="NAME", help="column with the texts (guessed if not given)")
    parser.add_argument(
        "--kind-column", metavar="NAME", help="column with the kind: strength, weakness, proposal"
    )
    parser.add_argument("--group-column", metavar="NAME", help="column with the stakeholder group")
    parser.add_argument("--id-column", metavar="NAME", help="column with the ids of the cards")
    parser.add_argument(
        "--language", choices=("de", "en"), default="de", help="language of cards and results"
    )
    parser.add_argument(
        "--themes", type=_positive, metavar="N", help="this many themes instead of a fitting number"
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def run(args: argparse.Namespace) -> int:
    """Read, sort, write; exit code 2 and one sentence on stderr if the table or the folder is no good."""
    try:
        table = _read(args)
    except TableError as error:
        return _refuse(error.sentence(args.language))
    except OSError:
        return _refuse(_UNREADABLE[args.language].format(path=args.cards))
    if not table.notes:
        return _refuse(_NO_CARDS[args.language])
    themes = propose_themes(table.notes, count=args.themes, language=args.language)
    try:
        _write(args.out, _frames(table.notes, themes, args.language))
    except OSError:
        return _refuse(_UNWRITABLE[args.language].format(path=args.out))
    print(_summary(table, themes, args.out, args.language))
    return SUCCESS


def _read(args: argparse.Namespace) -> NoteTable:
    return read_note_table(
        args.cards,
        text_column=args.text_column,
        kind_column=args.kind_column,
        group_column=args.group_column,
        id_column=args.id_column,
    )


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return BAD_INPUT


def _frames(notes: Sequence[Note], themes: Themes, language: str) -> "dict[str, DataFrame]":
    """The tables by file name; their columns are German in any language, for others build on them."""
    from facilitation.frames import measures_frame, notes_frame, questions_frame, themes_frame

    questions = how_might_we(themes, notes, language=language)
    measures = draft_measures(themes, notes, (), language=language)
    return {
        "karten.csv": notes_frame(notes, themes),
        "themen.csv": themes_frame(themes, notes),
        "wie_koennen_wir.csv": questions_frame(questions, themes),
        "massnahmen.csv": measures_frame(measures, themes),
    }


def _write(folder: Path, frames: "dict[str, DataFrame]") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        write_csv(frame, folder / name)


def _summary(table: NoteTable, themes: Themes, folder: Path, language: str) -> str:
    lines = [_headline(table, themes, language)]
    lines += [f"{len(theme.note_ids):5}  {theme.title}" for theme in themes.themes]
    lines += _left_out(table, language)
    lines.append(f"Written to {folder}" if language == "en" else f"Geschrieben nach {folder}")
    return "\n".join(lines)


def _headline(table: NoteTable, themes: Themes, language: str) -> str:
    cards, count, unsorted = len(table.notes), len(themes.themes), len(themes.unsorted)
    if language == "en":
        return f"{cards} cards in {count} themes, {unsorted} unsorted"
    return f"{cards} Karten in {count} Themen, {unsorted} unsortiert"


def _left_out(table: NoteTable, language: str) -> list[str]:
    reasons = {
        "de": ((table.moderated_out, "von der Moderation aussortiert"), (table.without_text, "ohne Text")),
        "en": ((table.moderated_out, "moderated out"), (table.without_text, "without text")),
    }
    return [_left_out_line(count, reason, language) for count, reason in reasons[language] if count]


def _left_out_line(count: int, reason: str, language: str) -> str:
    if language == "en":
        return f"{count} {'row' if count == 1 else 'rows'} left out: {reason}"
    return f"{count} {'Zeile' if count == 1 else 'Zeilen'} ausgelassen: {reason}"

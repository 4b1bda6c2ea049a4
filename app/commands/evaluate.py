"""zukunft evaluate: how well the proposed themes agree with what people sorted by hand."""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from facilitation import (
    Agreement,
    Background,
    Note,
    TableError,
    agreement_of,
    propose_themes,
    read_note_table,
)

SUCCESS, BAD_INPUT = 0, 2
_COLUMNS = ("method", "AMI", "ARI", "V", "BCubed F1", "themes", "unsorted", "seconds")


@dataclass(frozen=True)
class Score:
    """One method on one table; `unsorted`: share of the cards in no theme."""

    method: str
    agreement: Agreement
    themes: int
    unsorted: float
    seconds: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("cards", type=Path, metavar="cards.csv", help="a CSV with texts and right answers")
    parser.add_argument(
        "--label-column", required=True, metavar="NAME", help="column with the theme a person chose"
    )
    parser.add_argument("--text-column", metavar="NAME", help="column with the texts (guessed if not given)")
    parser.add_argument("--background", type=Path, metavar="CSV", help="other texts to learn words from")
    parser.add_argument("--count", type=int, metavar="N", help="this many themes instead of a fitting number")
    parser.add_argument(
        "--baselines", action="store_true", help="also k-means and NMF on TF-IDF, with ratios"
    )
    parser.add_argument("--language", choices=("de", "en"), default="de", help="language of the cards")


def run(args: argparse.Namespace) -> int:
    """Prints a table; exit code 2 and one sentence on stderr where there is nothing to compare."""
    try:
        notes = _notes(args.cards, args, label=args.label_column)
        other = [note.text for note in _notes(args.background, args)] if args.background else []
    except TableError as error:
        return _refuse(error.sentence(args.language))
    except OSError as error:
        return _refuse(f"The file {error.filename} cannot be read.")
    if args.count is not None and args.count < 1:
        return _refuse("The number of themes must be at least 1.")
    if len({note.group for note in notes} - {""}) < 2:
        return _refuse(f"The column {args.label_column} has fewer than two different labels.")
    print(_table(_scores(notes, other, args)))
    return SUCCESS


def _notes(path: Path, args: argparse.Namespace, label: str | None = None) -> Sequence[Note]:
    """The cards; their labels are read as groups, which do not take part in sorting."""
    return read_note_table(path, text_column=args.text_column, group_column=label).notes


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return BAD_INPUT


def _scores(notes: Sequence[Note], other: Sequence[str], args: argparse.Namespace) -> list[Score]:
    begun = time.perf_counter()
    background = Background(other, language=args.language)
    themes = propose_themes(notes, count=args.count, language=args.language, background=background)
    taken = time.perf_counter() - begun
    place = {id_: at for at, theme in enumerate(themes.themes) for id_ in theme.note_ids}
    scores = [_score("themes", notes, [place.get(note.id, -1) for note in notes], taken)]
    if args.baselines:
        from facilitation.baselines import k_means_themes, nmf_themes

        texts, count = [note.text for note in notes], max(2, len(themes.themes))
        begun = time.perf_counter()
        found = k_means_themes(texts).tolist()
        scores.append(_score("TF-IDF + k-means", notes, found, time.perf_counter() - begun))
        begun = time.perf_counter()
        found = nmf_themes(texts, count=count).tolist()
        scores.append(_score("TF-IDF + NMF", notes, found, time.perf_counter() - begun))
    return scores


def _score(method: str, notes: Sequence[Note], labels: Sequence[int], seconds: float) -> Score:
    """Cards with a label are compared; each unsorted one counts as a theme of its own."""
    alone = [label if label >= 0 else -1 - at for at, label in enumerate(labels)]
    pairs = [(note.group, label) for note, label in zip(notes, alone, strict=True) if note.group]
    agreement = agreement_of([gold for gold, _ in pairs], [found for _, found in pairs])
    sorted_ones = {label for label in labels if label >= 0}
    share = sum(label < 0 for label in labels) / len(labels)
    return Score(method, agreement, len(sorted_ones), share, seconds)


def _table(scores: Sequence[Score]) -> str:
    lines = ["{:18}{:>8}{:>8}{:>8}{:>11}{:>8}{:>10}{:>9}".format(*_COLUMNS)]
    for score in scores:
        measures = "{:8.3f}{:8.3f}{:8.3f}{:11.3f}".format(*astuple(score.agreement))
        rest = f"{score.themes:8d}{score.unsorted:10.1%}{score.seconds:9.2f}"
        lines.append(f"{score.method:18}{measures}{rest}")
    return "\n".join([*lines, *(_ratio(scores[0], other) for other in scores[1:])])


def _ratio(ours: Score, other: Score) -> str:
    if other.agreement.ami < 0.005:
        return f"AMI of {other.method}: no better than chance"
    return f"AMI: {ours.agreement.ami / other.agreement.ami:.1f} times that of {other.method}"

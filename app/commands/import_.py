"""zukunft import: cards from before the evening, also while the server is running."""

import argparse
from functools import partial
from pathlib import Path

from app.actions.conferences import import_cards
from app.commands.opening import PROBLEMS, SUCCESS, add_code, conference_with_code, opened, refused
from app.errors import N_
from app.i18n import translate
from app.imports import Arrivals, Columns, read_arrivals
from app.models import SORTABLE, CardKind
from app.settings import Settings
from app.writing.transaction import Answer, Change


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_code(parser)
    parser.epilog = (
        "Also works while the server is running; its screens show the cards with the next change. "
        "Importing the same table again adds nothing twice."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="any CSV with a column of card texts")
    parser.add_argument(
        "--kind",
        choices=[str(kind) for kind in SORTABLE],
        default=str(CardKind.PROPOSAL),
        help="kind of the cards whose row names none (default: proposal)",
    )
    parser.add_argument("--text-column", metavar="NAME", help="column with the texts (guessed if not given)")
    parser.add_argument("--kind-column", metavar="NAME", help="column with the kind of each card")
    parser.add_argument("--group-column", metavar="NAME", help="column with the stakeholder group")
    parser.add_argument("--id-column", metavar="NAME", help="column with the ids of the cards")
    parser.add_argument(
        "--language", choices=("de", "en"), default="de", help="language of what is said here"
    )


def run(args: argparse.Namespace) -> int:
    """Exit code 2 and one sentence on stderr if there is no such conference or the table is no good."""
    columns = Columns(
        text=args.text_column, kind=args.kind_column, group=args.group_column, id=args.id_column
    )
    try:
        arrivals = read_arrivals(args.file, columns=columns, kind=args.kind)
        answer = bring_in(Settings(), args.code, arrivals)
    except PROBLEMS as problem:
        return refused(problem, args.language)
    print(told(answer, arrivals, args.language))
    return SUCCESS


def bring_in(settings: Settings, code: str, arrivals: Arrivals) -> Answer:
    with opened(settings) as house:
        with house.database.reading() as session:
            conference_id = conference_with_code(session, code).id
        act = partial(import_cards, rows=arrivals.rows)
        return house.writer.write_now(Change(act, actor="import", conference_id=conference_id))


def told(answer: Answer, arrivals: Arrivals, language: str) -> str:
    lines = [
        (answer["added"], N_("Karten hinzugefügt: %(count)s")),
        (answer["left_out"], N_("schon da: %(count)s")),
        (answer["unknown_groups"], N_("ohne Akteursgruppe, weil es die genannte hier nicht gibt: %(count)s")),
        (arrivals.moderated_out, N_("in der Datei schon aussortiert und ausgelassen: %(count)s")),
        (arrivals.without_text, N_("Zeilen ohne Text: %(count)s")),
    ]
    said = [
        translate(language, message, count=count)
        for number, (count, message) in enumerate(lines)
        if count or not number
    ]
    return "\n".join(said)

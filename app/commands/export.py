"""zukunft export: the tables of a conference as files, also while the server is running."""

import argparse
from pathlib import Path

from app import exports
from app.commands.opening import PROBLEMS, SUCCESS, add_code, conference_with_code, opened, refused
from app.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_code(parser)
    parser.epilog = "Also works while the server is running."
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the files")
    parser.add_argument(
        "--language",
        choices=("de", "en"),
        default="de",
        help="language of the headings and of the fixed words",
    )
    parser.add_argument("--xlsx", action="store_true", help="also one workbook with all tables")


def run(args: argparse.Namespace) -> int:
    """Exit code 2 and one sentence on stderr if there is no such conference or the folder is no good."""
    try:
        files = export(Settings(), args.code, args.out, language=args.language, xlsx=args.xlsx)
    except PROBLEMS as problem:
        return refused(problem, args.language)
    print("\n".join(str(file) for file in files))
    return SUCCESS


def export(settings: Settings, code: str, folder: Path, *, language: str, xlsx: bool) -> list[Path]:
    with opened(settings) as house, house.database.reading() as session:
        conference = conference_with_code(session, code)
        frames = exports.tables(session, conference, language=language)
        contents = {f"{name}.csv": exports.as_csv(frame, language=language) for name, frame in frames.items()}
        if xlsx:
            contents[exports.file_name(conference, ".xlsx")] = exports.as_xlsx(frames, language=language)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]

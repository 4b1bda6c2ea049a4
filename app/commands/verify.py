"""zukunft verify: does everything in the database, or in a backup, still fit together?"""

import argparse
import json
from pathlib import Path
from typing import Any

from app.backup.checks import Finding, Report, check
from app.backup.sources import SQLITE, snapshot
from app.commands.opening import PROBLEMS, SUCCESS, existing, refused
from app.errors import N_, Refusal
from app.i18n import translate
from app.settings import Settings

FOUND = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Reads only, also while the server is running."
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="a backup (default: the database of the server)"
    )
    parser.add_argument("--json", action="store_true", help="for programs")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 if something does not fit, 2 and one sentence on stderr if there is nothing to look at."""
    settings = Settings()
    try:
        if args.file and args.file.is_dir():
            raise Refusal(
                "is_folder", N_("%(file)s ist ein Ordner. Nennen Sie eine Datei darin."), file=args.file
            )
        address = f"{SQLITE}{args.file}" if args.file else existing(settings)
        with snapshot(address) as connection:
            report = check(connection)
    except PROBLEMS as problem:
        return refused(problem, settings.language)
    print(as_json(report, settings.language) if args.json else told(report, settings.language))
    return SUCCESS if report.is_sound else FOUND


def told(report: Report, language: str) -> str:
    if report.is_sound:
        return "\n".join([contents(report, language), translate(language, N_("Alles in Ordnung."))])
    return "\n".join(findings_told(report, language))


def contents(report: Report, language: str) -> str:
    counts = [
        (N_("Veranstaltungen: %(count)s"), report.conferences),
        (N_("Karten: %(count)s"), report.cards),
        (N_("Zeilen im Protokoll: %(count)s"), report.lines),
    ]
    return ", ".join(translate(language, message, count=count) for message, count in counts)


def findings_told(report: Report, language: str) -> list[str]:
    return [sentence(finding, language) for finding in report.findings]


def sentence(finding: Finding, language: str) -> str:
    return translate(language, finding.message, **finding.values)


def as_json(report: Report, language: str) -> str:
    shown: dict[str, Any] = {
        "sound": report.is_sound,
        "revision": report.revision,
        "conferences": report.conferences,
        "cards": report.cards,
        "lines": report.lines,
        "findings": [
            {"finding": finding.code, "message": sentence(finding, language), **finding.values}
            for finding in report.findings
        ],
    }
    return json.dumps(shown, ensure_ascii=False, indent=2, default=str)

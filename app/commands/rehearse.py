"""zukunft rehearse: the evening before the evening, with simulated phones on the real server."""

import argparse
import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from app.auth import plain_code
from app.commands.opening import PROBLEMS, add_code, conference_with_code, existing, opened, refused
from app.errors import N_, Refusal
from app.i18n import translate
from app.models import Conference
from app.rehearsal.copy import Stage, copied, watched
from app.rehearsal.evening import CannotLead, NothingOpen, Plan, Progress, rehearse
from app.rehearsal.leaving import Stopped, leaving
from app.rehearsal.phones import CannotJoin
from app.rehearsal.report import Report, in_words
from app.settings import Settings

GOOD, FAULTS = 0, 1
USUAL_MINUTES = 15
"""Of a phase whose plan is not known, because the conference is on another machine."""
PLAIN_LINE_EVERY = 10.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_code(parser)
    parser.epilog = (
        "On the machine of the server this plays on a copy of the conference that is deleted afterwards. "
        "With --here the phones come into the conference itself and take back in the end what they wrote; "
        "only the devices stay counted."
    )
    parser.add_argument("--phones", type=int, default=300, help="simulated phones (default: 300)")
    parser.add_argument("--minutes", type=float, default=5.0, help="how long it takes (default: 5)")
    parser.add_argument("--url", default="http://localhost:8000", help="address of the running server")
    parser.add_argument("--seed", type=int, default=1, help="the same number makes the same people")
    parser.add_argument("--here", action="store_true", help="no copy: in this conference, in its open phase")
    parser.add_argument("--keep", action="store_true", help="leave the copy, or what was written, to be seen")
    parser.add_argument("--projector", metavar="LINK", default="", help="link of a projector to be watched")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the report as data")
    parser.add_argument("--language", choices=("de", "en"), default="de", help="language of what is said")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 if a card was lost or double or anybody got no answer; 2 if it could not be played."""
    language: str = args.language
    settings = Settings()
    try:
        check(args)
        with leaving() as asked, prepared(args, settings) as stage:
            print(announcement(stage, args), flush=True)
            playing = rehearse(planned(args, settings, stage), Teller(language))
            report = asyncio.run(asked.unless_asked(playing))
    except Stopped:
        return refused(Refusal("stopped", stopped(args)), language)
    except PROBLEMS as problem:
        return refused(problem, language)
    except NothingOpen:
        return refused(nothing_open(), language)
    except CannotLead as stuck:
        return refused(
            Refusal("cannot_lead", N_("Die Probe blieb stehen bei: %(words)s"), words=stuck.args[0]), language
        )
    except CannotJoin:
        return refused(
            Refusal("no_entry", N_("Der Link für die Leinwand oder die Moderation gilt nicht.")), language
        )
    print(f"\n{in_words(report, language)}\n{verdict(report, language)}")
    if args.json:
        args.json.write_text(json.dumps(report.as_data(), indent=2) + "\n", "utf-8")
    return GOOD if report.is_good else FAULTS


def check(args: argparse.Namespace) -> None:
    """Before anything is made: is there a server, and does it know the code?"""
    args.url = args.url.rstrip("/")
    try:
        answer = httpx2.get(f"{args.url}/c/{plain_code(args.code)}", timeout=10, trust_env=False)
    except httpx2.HTTPError as error:
        raise Refusal(
            "no_server", N_("Unter %(url)s antwortet kein Server. Nennen Sie ihn mit --url."), url=args.url
        ) from error
    if answer.status_code != 200:
        message = N_("Der Server unter %(url)s kennt den Code %(typed)s nicht.")
        raise Refusal("unknown_code", message, url=args.url, typed=args.code)


@contextmanager
def prepared(args: argparse.Namespace, settings: Settings) -> Iterator[Stage]:
    if not is_on_this_machine(settings, args.code):
        if not args.here:
            message = N_(
                "Die Daten dieser Veranstaltung liegen nicht auf diesem Rechner, "
                "eine Kopie ist von hier aus nicht möglich. Starten Sie die Probe auf dem Server "
                "oder spielen Sie mit --here in der Veranstaltung selbst."
            )
            raise Refusal("not_here", message)
        yield Stage(plain_code(args.code), "", args.projector, "", 1, USUAL_MINUTES)
        return
    with opened(settings) as house:
        with house.database.reading() as session:
            conference = conference_with_code(session, args.code)
        if args.here and args.projector:
            yield Stage(conference.code, conference.title, args.projector, "", 1, USUAL_MINUTES)
        elif args.here:
            with watched(house, conference) as stage:
                yield stage
        else:
            title = translate(args.language, N_("Probe: %(title)s"), title=conference.title)
            with copied(house, conference, title=title, keep=args.keep) as stage:
                yield stage


def is_on_this_machine(settings: Settings, code: str) -> bool:
    with contextlib.suppress(Refusal):
        existing(settings)
        with opened(settings) as house, house.database.reading() as session:
            return Conference.with_code(session, plain_code(code)) is not None
    return False


def planned(args: argparse.Namespace, settings: Settings, stage: Stage) -> Plan:
    phases = stage.asking_phases if stage.moderation else 1
    minutes = stage.minutes if stage.moderation else USUAL_MINUTES
    return Plan(
        address=args.url,
        origin=settings.origin,
        code=stage.code,
        phones=max(1, args.phones),
        share=60 * args.minutes / max(1, phases),
        pace=min(1.0, args.minutes / max(1, minutes)),
        seed=args.seed,
        projector=stage.projector,
        moderation=stage.moderation,
        take_back=args.here and not args.keep,
    )


def announcement(stage: Stage, args: argparse.Namespace) -> str:
    if args.here:
        message = N_("%(phones)s Handys kommen in die Veranstaltung mit dem Code %(code)s.")
        return translate(args.language, message, phones=args.phones, code=stage.code)
    message = N_(
        "„%(title)s“ läuft mit %(phones)s Handys in %(minutes)s Minuten ab. Zum Zuschauen:\n"
        "  Leinwand: %(url)s/p#%(projector)s\n"
        "  Handy: %(url)s/c/%(code)s"
    )
    return translate(
        args.language, message, title=stage.title, phones=args.phones, minutes=f"{args.minutes:g}",
        url=args.url, projector=stage.projector, code=stage.code,
    )  # fmt: skip


def stopped(args: argparse.Namespace) -> str:
    if args.keep:
        return N_("Abgebrochen. Was die Probe angelegt hat, ist noch da.")
    if args.here:
        return N_("Abgebrochen. Was die Handys geschrieben haben, ist zurückgenommen.")
    return N_("Abgebrochen. Kopie gelöscht.")


def nothing_open() -> Refusal:
    return Refusal(
        "nothing_open",
        N_(
            "Gerade ist nichts geöffnet. Öffnen Sie in der Moderation eine Phase mit Karten oder Punkten, "
            "oder lassen Sie --here weg: Dann läuft eine Kopie von selbst durch alle Phasen."
        ),
    )


def verdict(report: Report, language: str) -> str:
    if report.is_good:
        return translate(language, N_("Alles da: nichts verloren, nichts doppelt, niemand ohne Antwort."))
    return translate(language, N_("Da stimmt etwas nicht. Bitte sehen Sie in das Protokoll des Servers."))


class Teller:
    """One line that is written over in a terminal; elsewhere a plain line now and then."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._began = time.monotonic()
        self._last = float("-inf")

    def __call__(self, progress: Progress) -> None:
        at = time.monotonic()
        if sys.stdout.isatty():
            print(f"\r\033[K{self._line(progress, at)}", end="", flush=True)
        elif at - self._last >= PLAIN_LINE_EVERY:
            self._last = at
            print(self._line(progress, at), flush=True)

    def _line(self, progress: Progress, at: float) -> str:
        minutes, seconds = divmod(int(at - self._began), 60)
        message = N_(
            "%(time)s  %(phase)s  Handys: %(joined)s, verbunden: %(connected)s, "
            "Karten: %(sent)s, gespeichert: %(saved)s, wartend: %(waiting)s"
        )
        return translate(
            self._language, message, time=f"{minutes}:{seconds:02}", phase=progress.phase,
            joined=progress.joined, connected=progress.connected, sent=progress.sent,
            saved=progress.saved, waiting=progress.waiting,
        )  # fmt: skip

"""What must hold in a database that is kept; each thing that does not is a finding that a person can read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.backup.chains import broken_chains
from app.backup.copying import revision_of
from app.errors import N_
from app.migrations import known_revisions


@dataclass(frozen=True)
class Finding:
    """`message` is a German msgid of the catalogue; `values` are its placeholders."""

    code: str
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """What a database contains, and what is wrong with it."""

    revision: str = ""
    conferences: int = 0
    cards: int = 0
    lines: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not self.findings


def check(connection: sa.Connection) -> Report:
    """Looks at everything; a file that cannot be read at all is a finding as well."""
    try:
        damage = tuple(damaged_pages(connection))
        revision = revision_of(connection)
        if revision not in known_revisions():
            return Report(revision=revision or "", findings=(*damage, unknown_schema(revision)))
        found = tuple(finding for rule in RULES for finding in rule(connection))
        return Report(
            revision=revision or "",
            conferences=count(connection, "conference"),
            cards=count(connection, "card"),
            lines=count(connection, "line"),
            findings=(*damage, *found),
        )
    except sa.exc.DatabaseError as error:
        return Report(findings=(unreadable(error.orig),))
    except (ValueError, TypeError) as error:  # bytes that are no text, a text where a number belongs
        return Report(findings=(unreadable(type(error).__name__),))


def count(connection: sa.Connection, table: str) -> int:
    return int(connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one())


def unreadable(detail: object) -> Finding:
    return Finding("unreadable", N_("Die Datenbank ist nicht zu lesen: %(detail)s"), {"detail": detail})


def unknown_schema(revision: str | None) -> Finding:
    if revision is None:
        return Finding("foreign", N_("Das ist keine Datenbank dieses Programms."))
    return Finding("newer_database", N_("Diese Datenbank gehört zu einer neueren Fassung des Programms."))


def damaged_pages(connection: sa.Connection) -> Iterator[Finding]:
    if connection.dialect.name != "sqlite":
        return
    for (told,) in connection.exec_driver_sql("PRAGMA integrity_check(5)"):
        if told != "ok":
            yield Finding("damaged", N_("Die Datei ist beschädigt: %(detail)s"), {"detail": told})


def orphans(connection: sa.Connection) -> Iterator[Finding]:
    """Rows that refer to one that is not there; PostgreSQL does not let that happen."""
    if connection.dialect.name != "sqlite":
        return
    pairs = {(row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
    for table, parent in sorted(pairs):
        message = N_("In %(table)s verweist etwas auf eine Zeile, die es in %(parent)s nicht gibt.")
        yield Finding("orphan", message, {"table": table, "parent": parent})


def holes(connection: sa.Connection) -> Iterator[Finding]:
    """The log of a conference counts 1, 2, 3 … up to the counter of the conference."""
    for conference_id, code, seq in conferences(connection):
        stored = seqs(connection, conference_id)
        fits = next((place for place, found in enumerate(stored) if found != place + 1), len(stored))
        if fits < seq:
            message = N_("%(code)s: Im Protokoll fehlt die Zeile %(seq)s.")
            yield Finding("line_missing", message, {"code": code, "seq": fits + 1})
        elif len(stored) > seq:
            message = N_("%(code)s: Die Zeile %(seq)s gehört nicht ins Protokoll.")
            yield Finding("line_unexpected", message, {"code": code, "seq": seq + 1})


def conferences(connection: sa.Connection) -> list[tuple[int, str, int]]:
    found = connection.execute(sa.text("SELECT id, code, seq FROM conference ORDER BY id"))
    return [(row[0], row[1], row[2]) for row in found]


def seqs(connection: sa.Connection, conference_id: int) -> list[int]:
    question = sa.text("SELECT seq FROM line WHERE conference_id = :conference ORDER BY seq")
    return list(connection.scalars(question, {"conference": conference_id}))


def broken_logs(connection: sa.Connection) -> Iterator[Finding]:
    for code, seq in broken_chains(connection):
        message = N_("%(code)s: Das Protokoll wurde verändert, zuerst in Zeile %(seq)s.")
        yield Finding("chain_broken", message, {"code": code, "seq": seq})


def card_numbers(connection: sa.Connection) -> Iterator[Finding]:
    doubled = """
        SELECT conference.code, card.number, count(*) FROM card JOIN conference
        ON conference.id = card.conference_id GROUP BY conference.code, card.number
        HAVING count(*) > 1 OR card.number < 1 ORDER BY 1, 2
    """
    for code, number, times in connection.execute(sa.text(doubled)):
        values = {"code": code, "number": number, "times": times}
        if number < 1:
            yield Finding("card_number", N_("%(code)s: Eine Karte hat die Nummer %(number)s."), values)
        else:
            message = N_("%(code)s: Die Kartennummer %(number)s gibt es %(times)s-mal.")
            yield Finding("card_number", message, values)


def spent_dots(connection: sa.Connection) -> Iterator[Finding]:
    """Nobody has more dots on a ballot than it gives; a matrix has none, each list of a table its own."""
    columns = {column["name"] for column in sa.inspect(connection).get_columns("ballot_item")}
    of_table = ", item.table_id, CASE WHEN item.table_id IS NULL THEN '' ELSE item.axis END"
    purse = of_table if "axis" in columns else ""
    question = f"""
        SELECT conference.code, ballot.id, ballot.dots, max(given.dots) FROM ballot
        JOIN conference ON conference.id = ballot.conference_id
        JOIN (SELECT vote.ballot_id, sum(vote.value) AS dots FROM vote
              JOIN ballot_item item ON item.id = vote.item_id
              GROUP BY vote.ballot_id, vote.participant_id{purse}) given ON given.ballot_id = ballot.id
        WHERE given.dots > ballot.dots AND ballot.mode <> 'matrix'
        GROUP BY conference.code, ballot.id, ballot.dots ORDER BY 2
    """
    for code, ballot, dots, given in connection.execute(sa.text(question)):
        message = N_("%(code)s: In Abstimmung %(ballot)s hat jemand %(given)s von %(dots)s Punkten vergeben.")
        values = {"code": code, "ballot": ballot, "dots": dots, "given": int(given)}
        yield Finding("dots", message, values)


def dots_on_items(connection: sa.Connection) -> Iterator[Finding]:
    """No item carries more dots of one person than allowed, and each belongs to its ballot."""
    question = """
        SELECT DISTINCT conference.code, ballot.id FROM vote
        JOIN ballot ON ballot.id = vote.ballot_id
        JOIN conference ON conference.id = ballot.conference_id
        LEFT JOIN ballot_item ON ballot_item.id = vote.item_id
        WHERE vote.value < 0 OR vote.value > ballot.max_per_item
        OR ballot_item.id IS NULL OR ballot_item.ballot_id <> ballot.id ORDER BY 2
    """
    for code, ballot in connection.execute(sa.text(question)):
        message = N_("%(code)s: In Abstimmung %(ballot)s steht eine Stimme, die es nicht geben kann.")
        yield Finding("vote", message, {"code": code, "ballot": ballot})


def lost_receipts(connection: sa.Connection) -> Iterator[Finding]:
    question = """
        SELECT count(*) FROM receipt LEFT JOIN conference ON conference.id = receipt.conference_id
        WHERE conference.id IS NULL
    """
    if lost := connection.execute(sa.text(question)).scalar_one():
        message = N_("Quittungen, deren Veranstaltung es nicht gibt: %(count)s")
        yield Finding("receipt", message, {"count": lost})


RULES: tuple[Callable[[sa.Connection], Iterator[Finding]], ...] = (
    orphans, holes, broken_logs, card_numbers, spent_dots, dots_on_items, lost_receipts,
)  # fmt: skip

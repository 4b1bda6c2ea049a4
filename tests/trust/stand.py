"""Servers on one database, a hall in front of them, something that breaks: the whole experiment."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from app.actions import phases
from app.house import close_house, open_house
from app.settings import Settings
from app.writing.transaction import Change
from tests.halls import MODERATOR, Prepared, prepare
from tests.serving import START, Server
from tests.trust.checker import Stored, Verdict, stored
from tests.trust.load import PATIENCE, Hall, Load, Trouble, played

LONGEST_TEST = 200.0


@dataclass
class Stand:
    """The database is prepared once; `servers` are started and ended by `play`."""

    settings: Settings
    count: int = 1
    program: Sequence[str] = ("-c", START)
    servers: list[Server] = field(init=False)
    prepared: Prepared = field(init=False)

    def __post_init__(self) -> None:
        (self.prepared,) = prepare(self.settings)
        switches = {
            "ZUKUNFT_DATABASE_URL": self.settings.database_url,
            "ZUKUNFT_BUS_URL": self.settings.bus_url,
        }
        self.servers = [
            Server(self.settings.data, switches=switches, program=self.program) for _ in range(self.count)
        ]

    @property
    def addresses(self) -> list[str]:
        return [server.address for server in self.servers]

    def read(self) -> Stored:
        return stored(self.settings.database_address, self.prepared.id)

    def give_more_time(self) -> None:
        """Beside the server, as a command does it: whatever runs later has to learn it from the database."""
        house = open_house(self.settings)
        more = Change(partial(phases.set_timer, do="more"), actor=MODERATOR, conference_id=self.prepared.id)
        try:
            house.writer.write_all([more, more])
        finally:
            close_house(house)

    def play(
        self, load: Load, trouble: Trouble, *, afterwards: float = 1.0, patience: float = PATIENCE
    ) -> "Outcome":
        try:
            for server in self.servers:
                server.start()
            play = played(
                load, self.addresses, self.prepared, trouble, self.read,
                afterwards=afterwards, patience=patience,
            )  # fmt: skip
            hall = asyncio.run(asyncio.wait_for(play, LONGEST_TEST))
        finally:
            for server in self.servers:
                server.kill()
        log = self.read()
        return Outcome(hall, log, hall.verdict(log))


@dataclass(frozen=True)
class Outcome:
    hall: Hall
    log: Stored
    verdict: Verdict

    @property
    def is_sound(self) -> bool:
        return not self.verdict.found

    @property
    def reconnects(self) -> int:
        return sum(line.reconnects for line in self.hall.lines)

    @property
    def delays(self) -> int:
        """How often a phone was asked to wait and try again."""
        return sum(phone.delays for phone in self.hall.phones)

    @property
    def longest_ack(self) -> float:
        return max(self.hall.seconds_to_ack())

    @property
    def first_ack(self) -> float:
        """Seconds from the end of the trouble to the first acknowledgement."""
        hall = self.hall
        later = (at for phone in hall.phones for at in phone.acked_at.values() if at > hall.whole_from)
        return min(later, default=float("inf")) - hall.whole_from

    def __str__(self) -> str:
        hall = self.hall
        return (
            f"{len(hall.phones)} phones, {hall.acked} cards acknowledged: {self.verdict};"
            f" everybody up to date after {hall.back_after:.1f} s"
        )

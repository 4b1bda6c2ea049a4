"""Honest people beside hostile ones: how long their cards take to be taken and to be on the wall."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.models import Card
from app.rehearsal.line import doors
from app.rehearsal.phones import Phone, Screen
from app.settings import Settings
from tests.halls import Prepared, prepare
from tests.serving import Server
from tests.trust.raw import Raw

START = (
    "import sys; from app.commands.serve import listen; from app.commands.server import serve;"
    " from app.logs import open_log; from app.settings import Settings;"
    " open_log(); serve(Settings(), listen('127.0.0.1', int(sys.argv[1])))"
)
WORDS = "Mehr Bänke am Fluss, damit sich Alt und Jung dort treffen können. " * 3
TICK = 0.02
USUAL_BEAT = 150
PATIENCE = 20.0


@dataclass(frozen=True)
class Place:
    """A server with a conference that takes cards."""

    server: Server
    prepared: Prepared
    settings: Settings
    log: Path

    @property
    def process_id(self) -> int:
        assert self.server.process is not None
        return self.server.process.pid

    @property
    def path(self) -> str:
        return f"/c/{self.prepared.code}/live?last=-1"

    async def raw(self, phone: Phone) -> Raw:
        """One more socket of this phone."""
        return await Raw.open(self.server.port, self.path, phone.cookie)

    def cards(self) -> list[tuple[str, int | None]]:
        """Text and author of all cards."""
        from app.database import Database

        database = Database(self.settings.database_address)
        with database.reading() as session:
            found = [(card.text, card.participant_id) for card in Card.on_board(session, self.prepared.id)]
        database.close()
        return found

    def errors(self) -> int:
        """Lines of its log that tell of an error, as JSON or as Python writes it by itself."""
        written = self.log.read_text("utf-8", "replace")
        return written.count('"level": "error"') + written.count("Traceback")


@contextmanager
def open_place(folder: Path, *, fault: str = "", beat_ms: int = 20) -> Iterator[Place]:
    """Its beat is short, so that waiting for it hides nothing; USUAL_BEAT where only ticks are measured."""
    settings = Settings(data=folder / "var")
    prepared = prepare(settings)[0]
    program = ("-m", "tests.trust.faulty", fault) if fault else ("-c", START)
    log = folder / "log"
    with log.open("wb") as written:
        server = Server(
            settings.data, switches={"ZUKUNFT_BEAT_MS": str(beat_ms)}, program=program, log=written
        )
        server.start()
        try:
            yield Place(server, prepared, settings, log)
        finally:
            server.kill()


@dataclass(frozen=True)
class Waits:
    """Seconds from sending a card to its tick, and from its tick to each wall."""

    acks: list[float]
    shown: list[float]

    def ack(self, share: float) -> float:
        return share_of(self.acks, share)

    def wall(self, share: float) -> float:
        return share_of(self.shown, share)


def share_of(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("inf")


@dataclass
class Honest:
    phones: list[Phone]
    screens: list[Screen]
    moderation: Screen

    async def wait(self, *, seconds: float, per_second: float, within: float = PATIENCE) -> Waits:
        """Cards from all phones in turn; what is not answered or shown in time counts as `within`."""
        said: list[tuple[Phone, str]] = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            phone = self.phones[len(said) % len(self.phones)]
            said.append((phone, phone.post("strength", f"{phone.name}, Karte {len(said)}: {WORDS}")))
            await asyncio.sleep(1 / per_second)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not self.has_all(said):
                    await asyncio.sleep(TICK)
        return self.waits(said, within)

    def has_all(self, said: list[tuple[Phone, str]]) -> bool:
        ids = [phone.acked[key].card["id"] for phone, key in said if key in phone.acked]
        newest = max(ids, default=0)
        return len(ids) == len(said) and all(
            max(screen.appeared, default=0) >= newest for screen in self.screens
        )

    def waits(self, said: list[tuple[Phone, str]], within: float) -> Waits:
        acks = [
            phone.acked_at[key] - phone.sent_at[key] if key in phone.acked else within for phone, key in said
        ]
        shown = [
            min(within, max(0.0, shown_at(screen, int(phone.acked[key].card["id"])) - phone.acked_at[key]))
            for screen in self.screens
            for phone, key in said
            if key in phone.acked
        ]
        return Waits(acks, shown)


def shown_at(screen: Screen, card_id: int) -> float:
    """A wall has room for the newest cards: with a newer one on it, it has seen this one."""
    return min((at for number, at in screen.appeared.items() if number >= card_id), default=float("inf"))


@contextlib.asynccontextmanager
async def honest(place: Place, *, phones: int = 20, screens: int = 10) -> AsyncIterator[Honest]:
    stop = asyncio.Event()
    async with doors() as client:
        hall = Honest(
            [
                Phone([place.server.address], place.prepared.code, f"Anna {at}", client)
                for at in range(phones)
            ],
            [Screen([place.server.address], client) for _ in range(screens)],
            Screen([place.server.address], client, audience="moderation"),
        )
        await asyncio.gather(
            *(phone.join() for phone in hall.phones),
            *(screen.enter(place.prepared.projector) for screen in hall.screens),
            hall.moderation.enter(place.prepared.moderation),
        )
        lines: list[Phone | Screen] = [*hall.phones, *hall.screens]
        living = [asyncio.create_task(line.run(stop)) for line in lines]
        async with asyncio.timeout(PATIENCE):
            while not all(line.is_connected and line.seq > 0 for line in lines):
                await asyncio.sleep(TICK)
        try:
            yield hall
        finally:
            stop.set()
            await asyncio.gather(*living)


async def newcomers(place: Place, count: int, client_name: str = "Fremd") -> list[Phone]:
    """Devices that have joined and hold no line."""
    async with doors() as client:
        phones = [
            Phone([place.server.address], place.prepared.code, f"{client_name} {at}", client)
            for at in range(count)
        ]
        await asyncio.gather(*(phone.join() for phone in phones))
    return phones


def bearable(beside: float, alone: float) -> bool:
    """For the quick tier, on machines with other work: not seconds more than it was alone."""
    return beside <= 3 * alone + 1.0

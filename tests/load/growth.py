"""How the cost of a delivery and of joining grows with cards and with conferences."""

import asyncio

from app.rehearsal.line import doors
from app.rehearsal.phones import Phone
from tests.load.fanout import POSTERS, Load, counted, measured, settled
from tests.load.machine import Process
from tests.load.posting import Posting, all_told
from tests.load.report import Table
from tests.load.sockets import dial_many
from tests.load.stage import Hall, folder, halls, serving

LOAD = Load("calm, 20 cards/s", 20, 10)


async def run(*, quick: bool) -> None:
    await with_cards(quick=quick)
    print(flush=True)
    await with_conferences(quick=quick)


async def with_cards(*, quick: bool) -> None:
    table = Table("cards so far", "CPU s/100,000 deliveries, 500 screens", "CPU of joining, page and socket")
    for count in (0, 2000) if quick else (0, 500, 2000):
        with folder() as data:
            (hall,) = await asyncio.to_thread(halls, data, phones=POSTERS, cards_so_far=count)
            with serving(data, "unlimited") as server:
                seen = await measured(server, hall.screens(500), hall.sockets_of_phones(POSTERS), LOAD)
                each = await joining(server, hall.prepared.code, 50 if quick else 100)
        table.row(count, f"{seen.cpu_per_100_000:.2f}", f"{1000 * each:.1f} ms")


async def joining(server: Process, code: str, count: int) -> float:
    """Seconds of the server's processor for one phone: through the door, its page, its socket."""
    async with doors() as client:
        await come_in(server, code, client)
        cpu = server.cpu()
        for _ in range(count):
            await come_in(server, code, client)
        return (server.cpu() - cpu) / count


async def come_in(server: Process, code: str, client: object) -> None:
    import httpx2

    assert isinstance(client, httpx2.AsyncClient)
    phone = Phone([server.address], code, "", client)
    await phone.join()
    answer = await phone.ask(f"/c/{code}")
    assert answer.status_code == 200
    (socket,) = await dial_many(server.port, [(f"/c/{code}/live?last=-1", phone.cookie)])
    await all_told([socket], 0)
    socket.close()


async def with_conferences(*, quick: bool) -> None:
    table = Table("conferences at once", "screens in all", "cards/s in all", "CPU s/100,000 deliveries")
    for count in (1, 10) if quick else (1, 10, 50):
        with folder() as data:
            made = await asyncio.to_thread(halls, data, phones=10, count=count)
            with serving(data, "unlimited") as server:
                cpu, deliveries = await side_by_side(server, made, screens=500, rate=20.0, seconds=10)
        table.row(count, 500, 20, f"{100_000 * cpu / deliveries:.2f}")


async def side_by_side(
    server: Process, made: list[Hall], *, screens: int, rate: float, seconds: float
) -> tuple[float, int]:
    """The screens and the cards spread evenly over all conferences; each card goes to those of its own."""
    each = screens // len(made)
    watching = await dial_many(server.port, [call for hall in made for call in hall.screens(each)])
    postings = [Posting() for _ in made]
    posters = [
        await dial_many(server.port, hall.sockets_of_phones(10), heard=posting.hear)
        for hall, posting in zip(made, postings, strict=True)
    ]
    await settled(watching)
    cpu, _ = server.cpu(), counted(watching)
    await asyncio.gather(
        *(
            posting.pace(sockets, rate=rate / len(made), seconds=seconds)
            for posting, sockets in zip(postings, posters, strict=True)
        )
    )
    await settled(watching)
    cpu = server.cpu() - cpu
    for socket in (*watching, *(socket for sockets in posters for socket in sockets)):
        socket.close()
    return cpu, sum(len(posting.acked) for posting in postings) * each

"""From the start of the process to the first page, on an evening that is there already."""

import asyncio

from tests.load.machine import answers
from tests.load.report import Table
from tests.load.stage import folder, halls, serving


async def run(*, quick: bool) -> None:
    table = Table("cards so far", "ready after", "first page after")
    for count in (0, 2000):
        ready, page = await asyncio.to_thread(started, count, 3 if quick else 5)
        table.row(count, f"{ready:.2f} s", f"{page:.2f} s")


def started(cards: int, times: int) -> tuple[float, float]:
    """The median of several starts on the same data."""
    import time

    with folder() as data:
        (hall,) = halls(data, phones=1, cards_so_far=cards)
        seen = []
        for _ in range(times):
            with serving(data) as server:
                began = time.monotonic()
                assert answers(server.port, f"/c/{hall.prepared.code}")
                seen.append((server.started_in, server.started_in + time.monotonic() - began))
        return sorted(seen)[len(seen) // 2]

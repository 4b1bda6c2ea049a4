"""Our 100 %: a bare `websockets` broadcast that stores nothing. `python -m tests.load.bare PORT BYTES`"""

import asyncio
import http
import itertools
import json
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.http11 import Request, Response


async def main(port: int, size: int) -> None:
    screens: set[ServerConnection] = set()
    numbers = itertools.count(1)
    fragment = "x" * max(0, size - 40)

    async def hold(socket: ServerConnection) -> None:
        if socket.request is not None and socket.request.path.startswith("/screen"):
            screens.add(socket)
            await socket.wait_closed()
            screens.discard(socket)
            return
        async for message in socket:
            key = json.loads(message)["key"]
            number = next(numbers)
            broadcast(screens, json.dumps({"from": number - 1, "to": number, "html": fragment}))
            await socket.send(json.dumps({"ack": key, "ok": True, "card": {"number": number}}))

    def ready(socket: ServerConnection, request: Request) -> Response | None:
        return socket.respond(http.HTTPStatus.OK, "ready\n") if request.path == "/readyz" else None

    async with serve(hold, "127.0.0.1", port, compression=None, process_request=ready) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))

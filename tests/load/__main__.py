"""`python -m tests.load fanout|posts|storm|memory|start|growth|workers|thinking [--quick]`"""

import argparse
import asyncio
from importlib import import_module

import uvloop

from tests.load.machine import take_places

NAMES = ("fanout", "posts", "storm", "memory", "start", "growth", "workers", "thinking")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load")
    parser.add_argument("names", nargs="+", choices=NAMES)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter runs")
    args = parser.parse_args()
    take_places()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for name in args.names:
            print(f"\n## {name}\n", flush=True)
            runner.run(import_module(f"tests.load.{name}").run(quick=args.quick))


if __name__ == "__main__":
    main()

"""The command line: zukunft serve | cluster | import | export."""

import argparse
import sys
from importlib import import_module

COMMANDS = {
    "serve": "starts the server",
    "cluster": "sorts a table of cards into themes, without a server",
    "import": "puts the cards of a table into a conference",
    "export": "writes the tables of a conference",
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="zukunft", description="Runs participatory future conferences.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, summary in COMMANDS.items():
        module = import_module(f"app.commands.{name}_" if name == "import" else f"app.commands.{name}")
        command = commands.add_parser(name, help=summary, description=summary)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    args = parser.parse_args(arguments)
    result: int = args.run(args)
    return result


if __name__ == "__main__":
    sys.exit(main())

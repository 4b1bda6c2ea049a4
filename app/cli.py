"""The command line: zukunft serve | cluster | evaluate | import | export | backup | verify | restore."""

import argparse
import sys
from importlib import import_module

COMMANDS = {
    "serve": "starts the server",
    "cluster": "sorts a table of cards into themes, without a server",
    "evaluate": "compares proposed themes with themes that people chose",
    "import": "puts the cards of a table into a conference",
    "export": "writes the tables of a conference",
    "rehearse": "plays the evening with simulated phones on the running server",
    "backup": "copies the whole database into one file, while the server is running",
    "verify": "checks that everything in the database or in a backup fits together",
    "restore": "puts a backup in the place of the database",
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

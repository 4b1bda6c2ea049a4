"""The command line: `zukunft --help` lists what there is."""

import argparse
import sys
from importlib import import_module

from pydantic import ValidationError

from app.commands import switches
from app.settings import UnreadableFile

UNREADABLE = 2
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
    "account": "lists accounts, gives one another password, deletes one",
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
    try:
        result: int = args.run(args)
    except UnreadableFile as error:
        switches.tell(error)
        return UNREADABLE
    except ValidationError as error:
        if not switches.is_about_switches(error):
            raise
        switches.tell(error)
        return UNREADABLE
    return result


if __name__ == "__main__":
    sys.exit(main())

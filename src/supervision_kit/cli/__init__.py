"""What can be done with the kit from a terminal?"""

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version

from supervision_kit.access import refuse_user_header
from supervision_kit.cli.backups import add_backup_commands
from supervision_kit.cli.command import tell
from supervision_kit.cli.exchange import USER_ERROR, add_exchange_commands
from supervision_kit.cli.folders import add_folder_commands
from supervision_kit.cli.people import add_people_commands
from supervision_kit.errors import InvalidImport, SupervisionKitError
from supervision_kit.frameworks import say

STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    Parameters
    ----------
    arguments : sequence of str, optional
        What stands after ``supervision-kit``; by default what was typed.

    Returns
    -------
    int
        0 when done, 1 when `check` found a store that is not whole, 2 with a sentence on the
        terminal's error stream when something is wrong that the reader can put right.
    """
    chosen = parser().parse_args(arguments)
    try:
        refuse_user_header()
        return chosen.run(chosen)
    except InvalidImport as error:
        from supervision_kit.exchange.report import report

        tell(report(error), sys.stderr)
        return USER_ERROR
    except SupervisionKitError as error:
        tell(str(error), sys.stderr)
        return USER_ERROR
    except KeyboardInterrupt:
        tell(say("cli.stopped"), sys.stderr)
        return STOPPED


def parser() -> argparse.ArgumentParser:
    """Return what may be typed."""
    top = argparse.ArgumentParser(prog="supervision-kit", description=say("cli.about"))
    top.add_argument(
        "--version", action="version", version=version("supervision-kit"), help=say("cli.version")
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    add_folder_commands(commands)
    add_exchange_commands(commands)
    add_backup_commands(commands)
    add_people_commands(commands)
    return top

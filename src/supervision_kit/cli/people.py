"""How is somebody named who looks after a store that several people come to?"""

import argparse
from pathlib import Path

from supervision_kit.cli.command import add_command, tell
from supervision_kit.frameworks import say


def add_people_commands(commands: argparse._SubParsersAction) -> None:
    """Add ``administrator``."""
    command = add_command(commands, "administrator", run_administrator)
    command.add_argument("store", metavar="DIR", help=say("cli.store_or_folder"))
    command.add_argument("sign_in", metavar="SIGN_IN", help=say("cli.sign_in"))
    command.add_argument("--code", metavar="CODE", help=say("cli.code"))


def run_administrator(chosen: argparse.Namespace) -> int:
    """Name who looks after a store; once more changes nothing."""
    from supervision_kit.store import open_store, store_url
    from supervision_kit.store.looking_after import name_administrator

    # Of a folder the store that `serve` opens.
    folder = Path(chosen.store)
    with open_store(store_url(folder) if folder.is_dir() else chosen.store) as store:
        person, is_new = name_administrator(store, chosen.sign_in, chosen.code)
    key = "administrator_named" if is_new else "administrator_already"
    tell(say(f"cli.{key}", sign_in=chosen.sign_in, code=person.code))
    return 0

"""How is a store copied, put back and looked through?"""

import argparse
from pathlib import Path

from supervision_kit.cli.command import add_command, place_of_store, tell, tell_caution
from supervision_kit.errors import SupervisionKitError
from supervision_kit.frameworks import say

NOT_WHOLE = 1


def add_backup_commands(commands: argparse._SubParsersAction) -> None:
    """Add ``backup``, ``restore`` and ``check``."""
    backup = add_command(commands, "backup", run_backup)
    backup.add_argument("--to", type=Path, metavar="FILE", help=say("cli.backup_to"))
    backup.add_argument("--daily", action="store_true", help=say("cli.daily"))
    restore = add_command(commands, "restore", run_restore)
    restore.add_argument(
        "--from", dest="source", type=Path, required=True, metavar="BACKUP", help=say("cli.source")
    )
    check = add_command(commands, "check", run_check)
    check.add_argument("--against", type=Path, metavar="BACKUP", help=say("cli.against"))
    for command in (backup, restore, check):
        command.add_argument("store", metavar="STORE", help=say("cli.store"))


def run_backup(chosen: argparse.Namespace) -> int:
    """Copy a store, check the copy and say where it is."""
    from supervision_kit.store import back_up, back_up_daily
    from supervision_kit.store.copying import store_at

    store = store_at(place_of_store(chosen.store))
    if not chosen.daily:
        tell(say("cli.backed_up", place=back_up(store, chosen.to)[0]))
        tell_caution(chosen.store)
        return 0
    if chosen.to is not None:
        raise SupervisionKitError(say("cli.daily_or_to"))
    made = back_up_daily(store)
    tell(say("cli.backed_up", place=made) if made else say("cli.backed_up_before"))
    return 0


def run_restore(chosen: argparse.Namespace) -> int:
    """Put a store back as it was when a backup was made, and say what that means."""
    from supervision_kit.store import restore
    from supervision_kit.store.copying import file_named

    done = restore(file_named(place_of_store(chosen.store)), chosen.source)
    for sentence in done.sentences:
        tell(sentence)
    return 0


def run_check(chosen: argparse.Namespace) -> int:
    """Say whether a store is whole, and whether it holds what a backup held."""
    from supervision_kit.store import inspect

    place = place_of_store(chosen.store)
    found = inspect(place)
    for line in (found.sentence, *found.problems):
        tell(line)
    tell_caution(chosen.store)
    agrees = check_against(place, chosen.against)
    return 0 if found.ok and agrees else NOT_WHOLE


def check_against(place: str, against: Path | None) -> bool:
    """Compare a store with a manifest, its own if it is a backup, and tell; True if it agrees."""
    from supervision_kit.store.against import compare

    compared = compare(place, against)
    if compared is None:
        return True
    for sentence in compared.sentences:
        tell(sentence)
    return compared.ok

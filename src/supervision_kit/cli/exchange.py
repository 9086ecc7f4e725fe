"""How do records come in from a file and go out as files?"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from supervision_kit.cli.command import (
    add_command,
    is_new_store,
    place_of_store,
    tell,
    tell_somewhere,
)
from supervision_kit.frameworks import say

if TYPE_CHECKING:
    from supervision_kit.exchange import ExportResult, ImportResult, Preview
    from supervision_kit.store import Store

USER_ERROR = 2
FORMATS = ("csv", "xlsx", "json")


def add_exchange_commands(commands: argparse._SubParsersAction) -> None:
    """Add ``import`` and ``export``."""
    take_in = add_command(commands, "import", run_import)
    take_in.add_argument("file", type=Path, metavar="FILE", help=say("cli.file"))
    take_in.add_argument("--mapping", type=Path, metavar="MAP.toml", help=say("cli.mapping"))
    take_in.add_argument("--into", required=True, metavar="STORE", help=say("cli.into"))
    take_in.add_argument("--dry-run", action="store_true", help=say("cli.dry_run"))
    take_in.add_argument("--correct", default="", metavar="ROWS", help=say("cli.correct"))
    take_in.add_argument("--as-new", default="", metavar="ROWS", help=say("cli.as_new"))
    export = add_command(commands, "export", run_export)
    export.add_argument("store", metavar="STORE", help=say("cli.store"))
    export.add_argument(
        "--to", type=Path, required=True, metavar="PLACE", help=say("cli.export_to")
    )
    export.add_argument("--format", choices=FORMATS, default="csv", help=say("cli.format"))
    export.add_argument("--case", metavar="CODE", help=say("cli.case"))
    export.add_argument("--indices", action="store_true", help=say("cli.indices"))
    export.add_argument("--replace", action="store_true", help=say("cli.replace"))


def run_import(chosen: argparse.Namespace) -> int:
    """Take a file in, all of it or nothing, and say what was understood."""
    from supervision_kit.exchange import Preview, import_file
    from supervision_kit.exchange.importing import preview
    from supervision_kit.frameworks import load_framework

    place = place_of_store(chosen.into)
    file, rows = (chosen.file, chosen.mapping), {"correct": chosen.correct, "as_new": chosen.as_new}
    if is_new_store(place):
        # Looked at first, so that a file which is refused leaves no empty store behind.
        own = load_framework(Path(place).parent / "frameworks")
        understood = preview(*file, framework=own, **rows)
        if chosen.dry_run or understood.problems:
            return tell_understood(understood)
    made = say("cli.store_made", place=place) if is_new_store(place) else ""
    # Ready before the save, so that nothing can stand between it and the answer.
    saved, idle = say("cli.saved", place=place), say("cli.nothing_to_save", place=place)
    with store_to_fill(place) as store:
        done = import_file(*file, store, dry_run=chosen.dry_run, **rows)
    if isinstance(done, Preview):
        return tell_understood(done)
    return tell_done(done, saved if done.saved else idle, made)


@contextmanager
def store_to_fill(place: str) -> Iterator["Store"]:
    """Open a store, made if there is none, and then only kept if something comes into it."""
    from supervision_kit.store import open_store

    is_new = is_new_store(place)
    with open_store(place, create=is_new) as store:
        try:
            yield store
        except BaseException:
            if is_new and not any(store.counts().values()):
                store.close()
                for part in (place, f"{place}-journal"):
                    Path(part).unlink(missing_ok=True)
            raise


def tell_understood(understood: "Preview") -> int:
    """Say what was understood of a file of which nothing was taken in."""
    from supervision_kit.exchange.report import report

    tell(report(understood))
    return USER_ERROR if understood.problems else 0


def run_export(chosen: argparse.Namespace) -> int:
    """Write a store's records out and say where they are."""
    from supervision_kit.exchange import export
    from supervision_kit.store import open_store

    with open_store(place_of_store(chosen.store)) as store:
        ways = {"case": chosen.case, "replace": chosen.replace, "indices": chosen.indices}
        done = export(store, chosen.to, chosen.format, **ways)
    return tell_done(done, say("exchange.written", path=done.path))


def tell_done(done: "ImportResult | ExportResult", sentence: str, first: str = "") -> int:
    """Say that something was done, whatever happens to its report or to the terminal."""
    from supervision_kit.exchange.report import report

    try:
        tell("\n".join(filter(None, (first, report(done)))))
    except BaseException:  # also Ctrl-C: what is done is done, and no answer may say less
        tell_somewhere(sentence)
    return 0

"""What can be done with the kit from a terminal?"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from supervision_kit.access import refuse_user_header
from supervision_kit.errors import InvalidImport, SupervisionKitError
from supervision_kit.frameworks import as_typed, say

if TYPE_CHECKING:
    from supervision_kit.exchange import ExportResult, ImportResult, Preview
    from supervision_kit.store import Store

DEMO_FOLDER = Path("my-caseload")
USER_ERROR = 2
NOT_WHOLE = 1
STOPPED = 130
FORMATS = ("csv", "xlsx", "json")

Command = Callable[[argparse.Namespace], int]


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
    demo = _command(commands, "demo", run_demo)
    demo.add_argument(
        "--folder",
        type=Path,
        default=DEMO_FOLDER,
        metavar="DIR",
        help=say("cli.demo_folder", folder=DEMO_FOLDER),
    )
    new = _command(commands, "new", run_new)
    serve = _command(commands, "serve", run_serve)
    lab = _command(commands, "lab", run_lab)
    for command in (new, serve, lab):
        command.add_argument("folder", type=Path, metavar="DIR", help=say("cli.folder"))
    for command in (demo, serve, lab):
        command.add_argument("--port", type=int, metavar="N", help=say("cli.port"))
        command.add_argument("--no-browser", action="store_true", help=say("cli.no_browser"))
    _add_store_commands(commands)
    return top


def _add_store_commands(commands: argparse._SubParsersAction) -> None:
    take_in = _command(commands, "import", run_import)
    take_in.add_argument("file", type=Path, metavar="FILE", help=say("cli.file"))
    take_in.add_argument("--mapping", type=Path, metavar="MAP.toml", help=say("cli.mapping"))
    take_in.add_argument("--into", required=True, metavar="STORE", help=say("cli.into"))
    take_in.add_argument("--dry-run", action="store_true", help=say("cli.dry_run"))
    take_in.add_argument("--correct", default="", metavar="ROWS", help=say("cli.correct"))
    take_in.add_argument("--as-new", default="", metavar="ROWS", help=say("cli.as_new"))
    export = _command(commands, "export", run_export)
    export.add_argument("store", metavar="STORE", help=say("cli.store"))
    export.add_argument(
        "--to", type=Path, required=True, metavar="PLACE", help=say("cli.export_to")
    )
    export.add_argument("--format", choices=FORMATS, default="csv", help=say("cli.format"))
    export.add_argument("--case", metavar="CODE", help=say("cli.case"))
    export.add_argument("--replace", action="store_true", help=say("cli.replace"))
    _add_backup_commands(commands)


def _add_backup_commands(commands: argparse._SubParsersAction) -> None:
    backup = _command(commands, "backup", run_backup)
    backup.add_argument("--to", type=Path, metavar="FILE", help=say("cli.backup_to"))
    backup.add_argument("--daily", action="store_true", help=say("cli.daily"))
    restore = _command(commands, "restore", run_restore)
    restore.add_argument(
        "--from", dest="source", type=Path, required=True, metavar="BACKUP", help=say("cli.source")
    )
    check = _command(commands, "check", run_check)
    check.add_argument("--against", type=Path, metavar="BACKUP", help=say("cli.against"))
    for command in (backup, restore, check):
        command.add_argument("store", metavar="STORE", help=say("cli.store"))


def _command(
    commands: argparse._SubParsersAction, name: str, run: Command
) -> argparse.ArgumentParser:
    about = say(f"cli.about_{name}")
    command = commands.add_parser(name, help=about, description=about)
    command.set_defaults(run=run)
    return command


def tell(sentence: str, stream=None) -> None:
    """Write one line to the terminal at once."""
    stream = stream or sys.stdout
    stream.write(f"{sentence}\n")
    stream.flush()


def tell_caution(typed: Path | str) -> None:
    """Say what may go wrong where a store lies: in a cloud's folder, beside copies of itself."""
    from supervision_kit.store import store_url
    from supervision_kit.store.place import caution

    place = store_url(Path(typed)) if Path(typed).is_dir() else str(typed)
    if "://" not in place and (sentence := caution(Path(place).expanduser())):
        tell(sentence, sys.stderr)


def run_demo(chosen: argparse.Namespace) -> int:
    """Make the sample caseload's folder unless it is there, and serve it."""
    from supervision_kit.serving.folder import make_folder

    made = make_folder(chosen.folder, sample=True)
    key = "demo_made" if made.is_new_store else "demo_kept"
    tell(say(f"cli.{key}", folder=chosen.folder))
    return run_serve(chosen)


def run_new(chosen: argparse.Namespace) -> int:
    """Make a workbook folder, keeping what is there."""
    from supervision_kit.serving.folder import make_folder, workbooks

    made = make_folder(chosen.folder)
    if made.kept:
        tell(say("cli.made_more", folder=chosen.folder, n=len(made.kept)))
    else:
        tell(say("cli.made", folder=chosen.folder, n=len(workbooks())))
    tell_caution(chosen.folder)
    tell(say("cli.next_serve", typed=as_typed(chosen.folder)))
    return 0


def run_serve(chosen: argparse.Namespace) -> int:
    """Serve a folder's pages until stopped."""
    from supervision_kit.serving import on_loopback, serve
    from supervision_kit.serving.daily import daily_backups
    from supervision_kit.store import store_url

    def ready(address: str) -> None:
        tell_caution(chosen.folder)
        tell(say("serving.serving"))
        tell(address)
        tell(say("serving.other_address"))
        tell(on_loopback(address))
        tell(say("serving.stop_hint"))
        backups.begin()

    def following(address: str) -> None:
        tell(say("serving.next_address"))
        tell(address)
        tell(say("serving.other_address"))
        tell(on_loopback(address))

    with daily_backups(store_url(chosen.folder), tell) as backups:
        serve(
            chosen.folder,
            port=chosen.port,
            browser=not chosen.no_browser,
            on_ready=ready,
            on_next=following,
        )
    tell(say("serving.stopped"))
    return 0


def run_lab(chosen: argparse.Namespace) -> int:
    """Open a folder in JupyterLab until stopped."""
    from supervision_kit.serving.daily import daily_backups
    from supervision_kit.serving.lab import open_lab
    from supervision_kit.store import store_url

    def ready(address: str) -> None:
        tell_caution(chosen.folder)
        tell(say("cli.lab"))
        tell(address)
        backups.begin()

    with daily_backups(store_url(chosen.folder), tell) as backups:
        return open_lab(chosen.folder, chosen.port, browser=not chosen.no_browser, on_ready=ready)


def run_import(chosen: argparse.Namespace) -> int:
    """Take a file in, all of it or nothing, and say what was understood."""
    from supervision_kit.exchange import Preview, import_file
    from supervision_kit.exchange.importing import preview
    from supervision_kit.frameworks import load_framework

    place = place_of_store(chosen.into)
    file, rows = (chosen.file, chosen.mapping), {"correct": chosen.correct, "as_new": chosen.as_new}
    if is_missing(place):
        # Looked at first, so that a file which is refused leaves no empty store behind.
        own = load_framework(Path(place).parent / "frameworks")
        understood = preview(*file, framework=own, **rows)
        if chosen.dry_run or understood.problems:
            return tell_understood(understood)
    made = say("cli.store_made", place=place) if is_missing(place) else ""
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

    is_new = is_missing(place)
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
        done = export(store, chosen.to, chosen.format, case=chosen.case, replace=chosen.replace)
    return tell_done(done, say("exchange.written", path=done.path))


def tell_done(done: "ImportResult | ExportResult", sentence: str, first: str = "") -> int:
    """Say that something was done, whatever happens to its report or to the terminal."""
    from supervision_kit.exchange.report import report

    try:
        tell("\n".join(filter(None, (first, report(done)))))
    except BaseException:  # also Ctrl-C: what is done is done, and no answer may say less
        tell_somewhere(sentence)
    return 0


def tell_somewhere(sentence: str) -> None:
    """Write one line to the first stream that still takes it; a terminal may be gone."""
    for stream in (sys.stdout, sys.stderr):
        try:
            return tell(sentence, stream)
        except (OSError, ValueError):
            # What waits in the stream would be written once more at the very end, and fail again.
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def place_of_store(typed: str) -> str:
    """Return the store that is meant: a workbook folder stands for the store in it."""
    from supervision_kit.store.engine import STORE_NAME

    return str(Path(typed) / STORE_NAME) if Path(typed).is_dir() else typed


def is_missing(place: str) -> bool:
    """Say whether a store would be a new file."""
    return "://" not in place and not Path(place).exists()


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

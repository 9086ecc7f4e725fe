"""How does a command explain itself, say something, and know which store is meant?"""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from supervision_kit.frameworks import say

Command = Callable[[argparse.Namespace], int]


def add_command(
    commands: argparse._SubParsersAction, name: str, run: Command
) -> argparse.ArgumentParser:
    """Add a command by its name, explained in the list of all and in its own help."""
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


def is_new_store(place: str) -> bool:
    """Say whether a store would be a new file."""
    return "://" not in place and not Path(place).exists()

"""How often was this store put back from a backup?

Without that a number of events would not tell which backup is the last: after going back, there
are fewer than before.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from supervision_kit.store.manifest import FOLDER, backups_of


@dataclass(frozen=True)
class Return:
    """One time a store was put back.

    Attributes
    ----------
    at : str
        Moment in UTC, ISO 8601.
    backup : str
        Name of the backup.
    sha256 : str
        Its digest.
    replaced : str
        Name under which the file that was there is kept, or "".
    """

    at: str
    backup: str
    sha256: str
    replaced: str


def generation_of(store: Path) -> int:
    """Count how often a store was put back, from its list and from its backups."""
    folder = store.parent / FOLDER
    told = max((each.generation for each in backups_of(store.name, folder)), default=0)
    return max(told, len(_returns(store)))


def note_return(store: Path, done: Return) -> None:
    """Begin a new generation: add a line to the list of returns, and have the disk keep it."""
    missing = generation_of(store) - len(_returns(store))
    line = json.dumps(asdict(done), sort_keys=True)
    path = _list(store)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        # Lines that were lost count all the same.
        file.write("{}\n" * missing + line + "\n")
        file.flush()
        os.fsync(file.fileno())


def _list(store: Path) -> Path:
    return store.parent / FOLDER / f"{store.name}.restored"


def _returns(store: Path) -> list[Any]:
    try:
        return _list(store).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []

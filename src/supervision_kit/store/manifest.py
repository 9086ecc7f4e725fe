"""Which backups are there, and what did each hold when it was checked?"""

import datetime as dt
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from supervision_kit.frameworks import day_in_words, say

SUFFIX = ".manifest.json"
FOLDER = "backups"


@dataclass(frozen=True)
class Manifest:
    """What a backup held when it was made and checked.

    Attributes
    ----------
    file : str
        Name of the copy, beside the manifest.
    store : str
        Name of the file it was copied from.
    made_at : str
        Moment in UTC, ISO 8601.
    n_bytes : int
        Size of the copy.
    sha256 : str
        Digest of the copy.
    revision : str
        Form of the tables.
    counts : dict of str to int
        Records by kind.
    heads : dict of str to list
        End of each case's history: number of its last event, and its link. Kept somewhere else,
        it shows a history that was rewritten later.
    """

    file: str
    store: str
    made_at: str
    n_bytes: int
    sha256: str
    revision: str
    counts: dict[str, int]
    heads: dict[str, list]


def write_manifest(manifest: Manifest, copy: Path) -> Path:
    """Write a manifest beside a copy; it appears whole or not at all."""
    target = copy.with_name(copy.name + SUFFIX)
    part = target.with_name(f".{target.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(manifest), file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    sync_folder(target.parent)
    return target


def sync_folder(folder: Path) -> None:
    """Have the disk keep what was just renamed in a folder; Windows has no such call."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def drop_file(path: Path) -> None:
    """Remove a file of ours that is half made, if it is there and can be reached."""
    with suppress(OSError):
        path.unlink()


def read_manifest(path: Path) -> Manifest | None:
    """Read a manifest; None if it is not one."""
    try:
        return Manifest(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def last_backup(store: Path) -> Manifest | None:
    """Find the newest checked backup of a store file that is still there, or None."""
    folder = store.parent / FOLDER
    found = [read_manifest(path) for path in folder.glob(f"*{SUFFIX}")]
    there = [
        each
        for each in found
        if each is not None and each.store == store.name and (folder / each.file).is_file()
    ]
    return max(there, key=lambda each: each.made_at, default=None)


def last_backup_sentence(store: Path) -> str:
    """Say where the last good backup of a store file is, or that there is none."""
    found = last_backup(store)
    if found is None:
        return say("store.no_backup")
    made_on = dt.datetime.fromisoformat(found.made_at).astimezone().date()
    return say("store.last_backup", file=f"{FOLDER}/{found.file}", day=day_in_words(made_on))

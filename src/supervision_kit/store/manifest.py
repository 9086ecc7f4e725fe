"""Which backups are there, and what did each hold when it was checked?"""

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from supervision_kit.frameworks import day_in_words, say
from supervision_kit.store.disk import left_by_restoring
from supervision_kit.store.returned import command_to_restore

SUFFIX = ".manifest.json"
FOLDER = "backups"
VERSION = 2
#: Why a backup was made. Only those made by itself are ever removed.
ASKED, DAILY, BEFORE_UPGRADE = "asked", "daily", "before_upgrade"
AUTOMATIC = (DAILY, BEFORE_UPGRADE)


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
    reason : str
        Why it was made: ``asked`` by somebody, ``daily`` or ``before_upgrade``. "" in a manifest
        of version 1, which did not say.
    generation : int
        How often the store had been put back from a backup before.
    version : int
        Form of the manifest.
    """

    file: str
    store: str
    made_at: str
    n_bytes: int
    sha256: str
    revision: str
    counts: dict[str, int]
    heads: dict[str, list]
    reason: str = ""
    generation: int = 0
    version: int = 1

    @property
    def moment(self) -> dt.datetime:
        """When it was made, in UTC."""
        return dt.datetime.fromisoformat(self.made_at)

    @property
    def day(self) -> dt.date:
        """The day it was made on, by the calendar here."""
        return self.moment.astimezone().date()

    @property
    def n_events(self) -> int:
        """How many events the histories held."""
        return sum(seq for seq, _link in self.heads.values())

    @property
    def rank(self) -> tuple[int, int, dt.datetime]:
        """What orders backups, the last one highest.

        A clock may be wrong, and a store that was emptied gives a sound copy too. So the number of
        events counts before the moment: a store only ever gains some. It has fewer only after it
        was put back from a backup, and then a new generation begins.
        """
        return self.generation, self.n_events, self.moment


def manifest_of(copy: Path) -> Path:
    """Name the file that says what a copy held."""
    return copy.with_name(copy.name + SUFFIX)


def fill_note(manifest: Manifest, note: Path) -> None:
    """Write a manifest into a file that is there, and have the disk keep it."""
    with note.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())


def read_manifest(path: Path) -> Manifest | None:
    """Read a manifest; None if it is not one. What a later version added to it is passed over."""
    try:
        told = json.loads(path.read_text("utf-8"))
        known = {field.name for field in fields(Manifest)}
        made = Manifest(**{name: told[name] for name in known & told.keys()})
        return made if _is_sound(made) else None
    except (OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
        return None
    except RecursionError:  # brackets within brackets without end
        return None


def _is_sound(made: Manifest) -> bool:
    """Say whether everything in it is of the kind it should be; the file may be anybody's."""
    whole = (made.n_bytes, made.generation, made.version, *made.counts.values())
    heads_are_sound = all(
        len(head) == 2 and isinstance(head[0], int) and isinstance(head[1], str)
        for head in made.heads.values()
    )
    return (
        Path(made.file).name == made.file
        and bool(made.file and made.store)
        and made.moment.tzinfo is not None
        and made.day is not None  # a year past the calendar's end cannot be told here
        and all(isinstance(number, int) for number in whole)
        and all(isinstance(text, str) for text in (made.sha256, made.revision, made.reason))
        and heads_are_sound
    )


def backups_of(store_name: str, folder: Path) -> list[Manifest]:
    """List the backups of a store whose files lie in a folder, the last one first.

    They are taken at their word; `is_unchanged` looks at the files.
    """
    found = (read_manifest(path) for path in folder.glob(f"*{SUFFIX}"))
    there = [
        each
        for each in found
        if each is not None and each.store == store_name and (folder / each.file).is_file()
    ]
    return sorted(there, key=lambda each: each.rank, reverse=True)


def is_unchanged(made: Manifest, copy: Path) -> bool:
    """Say whether a copy is, to the byte, what was checked when the manifest was written."""
    try:
        return copy.stat().st_size == made.n_bytes and file_digest(copy) == made.sha256
    except OSError:
        return False


def file_digest(path: Path) -> str:
    """Digest a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def good_backups(store_name: str, folder: Path) -> Iterator[Manifest]:
    """Give the backups that are as they were when they were checked, the last one first."""
    return (
        each for each in backups_of(store_name, folder) if is_unchanged(each, folder / each.file)
    )


def last_backup(store: Path) -> Manifest | None:
    """Find the last checked backup of a store file that is still as it was made, or None."""
    return next(good_backups(store.name, store.parent / FOLDER), None)


def last_backup_sentence(store: Path) -> str:
    """Say where the last good backup of a store file is, or that there is none."""
    found = last_backup(store)
    if left_by_restoring(store):
        command = command_to_restore(store, store.parent / FOLDER)
        return say("store.interrupted", command=command)
    if found is None:
        return say("store.no_backup")
    return say("store.last_backup", file=f"{FOLDER}/{found.file}", day=day_in_words(found.day))

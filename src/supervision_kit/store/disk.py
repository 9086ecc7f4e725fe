"""How do files come, move and go so that the disk keeps what was asked, and nothing is replaced?"""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

#: What SQLite puts beside a file, by the end of its name; such a file belongs to its store.
_COMPANIONS = ("-journal", "-wal", "-shm")
_RESTORING = ".restoring"


def companions(path: Path) -> dict[str, Path]:
    """Find what SQLite left beside a file, by the end of its name; empty ones hold nothing."""
    named = {end: path.with_name(path.name + end) for end in _COMPANIONS}
    return {end: each for end, each in named.items() if each.is_file() and each.stat().st_size}


def drop_file(path: Path) -> None:
    """Remove a file of ours that is half made, if it is there and can be reached."""
    with suppress(OSError):
        path.unlink()


def drop_with_companions(path: Path) -> None:
    """Remove a half-made copy and what SQLite left beside it."""
    for end in ("", *_COMPANIONS):
        drop_file(path.with_name(path.name + end))


def copy_file(source: Path, target: Path) -> None:
    """Copy a file to a name that is free, for its owner only, and have the disk keep it."""
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as copy, source.open("rb") as original:
        shutil.copyfileobj(original, copy)
        copy.flush()
        os.fsync(copy.fileno())


def publish(part: Path, target: Path) -> None:
    """Give a finished file its name.

    Raises
    ------
    FileExistsError
        If a file of that name is there; unlike a rename, this never replaces one.
    """
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a disk without links, such as a memory stick
        if target.exists():
            raise FileExistsError(target) from None
        part.rename(target)
    drop_file(part)
    sync_folder(target.parent)


def sync_file(path: Path) -> None:
    """Have the disk keep what was written into a file."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the disk keep what was just renamed in a folder; Windows has no such call."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def begin_restoring(store: Path) -> Path:
    """Give a hidden name for the copy that is going to be the store."""
    return store.with_name(f".{store.name}.{token_hex(4)}{_RESTORING}")


def left_by_restoring(store: Path) -> list[Path]:
    """Find the copies that were to be the store and are not, with what lies beside them."""
    if not store.parent.is_dir():
        return []
    start = f".{store.name}."
    names = (each.name for each in store.parent.iterdir())
    return [
        store.with_name(name) for name in names if name.startswith(start) and _RESTORING in name
    ]

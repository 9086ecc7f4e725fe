"""Is a store whole, without changing one byte of it?

A check must not destroy what it is looking for: the file is opened read-only, whatever its form,
and nothing is upgraded. Where a save was cut off, SQLite would undo it on opening; then a copy is
looked at instead.
"""

import dataclasses
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection

from supervision_kit.errors import DamagedStore, StoreError
from supervision_kit.frameworks import say
from supervision_kit.store import migrate
from supervision_kit.store.disk import companions, copy_file
from supervision_kit.store.engine import PATIENCE, connect, make_engine, read_url, reading
from supervision_kit.store.manifest import last_backup_sentence
from supervision_kit.store.place import examine
from supervision_kit.store.verify import Verification, verify_all


def inspect(
    place: str | os.PathLike[str],
    *,
    patience: float = PATIENCE,
    scripts: Path = migrate.MIGRATION_SCRIPTS,
) -> Verification:
    """Check a store of any form without changing it.

    Parameters
    ----------
    place : str or path
        An SQLite file, such as a store or a backup, or an SQLAlchemy URL.
    patience : float
        Seconds to wait while somebody else has the file for themselves.
    scripts : Path
        Folder of the migrations.

    Returns
    -------
    Verification
        Also for a file that is damaged or none of ours: then it says so.

    Raises
    ------
    StoreError
        If there is no file, or it cannot be reached now.
    """
    try:
        with inspecting(place, patience=patience) as connection:
            found = verify_all(connection, scripts)
    except DamagedStore as error:
        return Verification(False, str(error), (), 0)
    url = read_url(place)
    if found.ok or url.get_backend_name() != "sqlite":
        return found
    backup = last_backup_sentence(Path(url.database or ""))
    return dataclasses.replace(found, sentence=f"{found.sentence} {backup}")


@contextmanager
def inspecting(
    place: str | os.PathLike[str], *, patience: float = PATIENCE
) -> Iterator[Connection]:
    """Open a store for reading in one transaction, without changing it.

    Raises
    ------
    DamagedStore
        If the file is damaged, or another kind of file.
    StoreError
        If there is no file, or it cannot be reached now.
    """
    url = read_url(place)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        if not path.exists():
            backup = last_backup_sentence(path)
            raise StoreError(say("store.missing", place=str(path), backup=backup))
        examine(path)
        with _as_it_lies(path, patience) as file, _transaction(file, patience) as connection:
            yield connection
    else:
        with _transaction(place, patience) as connection:
            yield connection


@contextmanager
def _transaction(place: str | os.PathLike[str], patience: float) -> Iterator[Connection]:
    engine = make_engine(read_url(place), patience, read_only=True)
    try:
        with reading(engine) as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _as_it_lies(path: Path, patience: float) -> Iterator[Path]:
    """Give the file itself, or a private copy of it in which a save that was cut off is undone."""
    if not _is_cut_off(path, patience):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="skit_") as folder:
        copy = Path(folder) / path.name
        for ending, each in {"": path, **companions(path)}.items():
            copy_file(each, copy.with_name(copy.name + ending))
        with closing(connect(copy, "rw", patience)) as whole:
            whole.execute("SELECT count(*) FROM sqlite_master").close()
        yield copy


def _is_cut_off(path: Path, patience: float) -> bool:
    """Say whether SQLite would have to write before it can read."""
    try:
        with closing(connect(path, "ro", patience)) as file:
            file.execute("SELECT count(*) FROM sqlite_master").close()
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
    return False

"""How is a copy made that can be trusted?

A plain copy of a file that is being written can miss rows and still look whole. So the engine's
own backup is used, in one step; then the copy is opened and checked, forced to the disk, given its
name, and described in a manifest beside it.
"""

import datetime as dt
import os
import sqlite3
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Engine

from supervision_kit.errors import NewerSchema, StoreError
from supervision_kit.frameworks import say
from supervision_kit.store import migrate
from supervision_kit.store.contents import contents_of, looking_at
from supervision_kit.store.disk import drop_file, publish, sync_file
from supervision_kit.store.engine import PATIENCE, read_url
from supervision_kit.store.generation import generation_of
from supervision_kit.store.manifest import (
    ASKED,
    BEFORE_UPGRADE,
    DAILY,
    FOLDER,
    VERSION,
    Manifest,
    file_digest,
    fill_note,
    last_backup_sentence,
    manifest_of,
)
from supervision_kit.store.parts import half_made, sweep
from supervision_kit.store.place import examine
from supervision_kit.store.store import Store
from supervision_kit.store.trouble import told
from supervision_kit.store.verify import verify_all


def back_up(
    source: Path,
    target: Path | None = None,
    *,
    reason: str = ASKED,
    patience: float = PATIENCE,
) -> tuple[Path, Manifest]:
    """Copy a store's file and check the copy.

    Parameters
    ----------
    source : Path
        The store; others may go on saving into it meanwhile. It is not brought into another form.
    target : Path or None
        None makes a name with the moment in it, in the folder ``backups`` beside the store.
    reason : str
        Why: ``asked``, ``daily`` or ``before_upgrade``.
    patience : float
        Seconds to wait for a program that keeps everybody else from reading.

    Returns
    -------
    Path, Manifest
        The copy, and what it held when it was checked.

    Raises
    ------
    StoreError
        If there is no room, the target is there already, or the copy is not whole; then nothing
        is left behind.
    """
    made_at = dt.datetime.now(dt.UTC)
    target = target or _name(source, made_at, "-daily" if reason == DAILY else "")
    if target.exists() or manifest_of(target).exists():
        raise StoreError(say("store.backup_exists", place=target.name))
    try:
        _make_folder(target.parent)
        sweep(target.parent)
        with half_made(target) as (part, note):
            _copy(source, part, patience)
            manifest = _check(part, source, target, made_at, reason)
            fill_note(manifest, note)
            _put_in_place(part, note, target)
    except sqlite3.Error as error:
        raise told(error, read_url(source)) from None
    except OSError:
        raise StoreError(say("store.backup_failed", place=target.name)) from None
    return target, manifest


def backup(store: Store, target: Path | None = None) -> Path:
    """Copy a store and check the copy; give back where it is. See `back_up`."""
    return back_up(file_of(store), target)[0]


def file_of(store: Store) -> Path:
    """Name the file a store is kept in.

    Raises
    ------
    StoreError
        If it is a database server's: that is backed up and restored with its own tools.
    """
    if store.engine.dialect.name != "sqlite":
        raise StoreError(say("store.backup_elsewhere"))
    return Path(store.location)


def file_named(place: str) -> Path:
    """Name the file that an address stands for; it need not be there.

    Raises
    ------
    StoreError
        If it is a database server's.
    """
    url = read_url(place)
    if url.get_backend_name() != "sqlite":
        raise StoreError(say("store.backup_elsewhere"))
    return Path(url.database or "")


def store_at(place: str) -> Path:
    """Name the file of a store that is there, after looking at its first bytes.

    Raises
    ------
    StoreError
        If there is none, it is none of ours, or it is a database server's.
    """
    path = file_named(place)
    if not path.exists():
        raise StoreError(say("store.missing", place=str(path), backup=last_backup_sentence(path)))
    examine(path)
    return path


def back_up_before_upgrade(engine: Engine, revision: str) -> None:
    """Make the backup without which no upgrade begins; a PostgreSQL server has its own."""
    if engine.dialect.name == "sqlite":
        source, made_at = Path(engine.url.database or ""), dt.datetime.now(dt.UTC)
        target = _name(source, made_at, f"-before-upgrade-from-{revision}")
        back_up(source, target, reason=BEFORE_UPGRADE)


def _name(source: Path, made_at: dt.datetime, note: str) -> Path:
    moment = made_at.strftime("%Y%m%dT%H%M%S%fZ")
    return source.parent / FOLDER / f"{source.stem}-{moment}{note}{source.suffix}"


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.name == FOLDER and folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def _copy(source: Path, part: Path, patience: float) -> None:
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    uri = f"{source.absolute().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)) as live,
        closing(sqlite3.connect(part)) as copy,
    ):
        # Begun here, since it waits as long as it was told to; the copying itself never gives up.
        live.execute("BEGIN").close()
        live.execute("SELECT count(*) FROM sqlite_master").close()
        live.backup(copy, pages=-1)  # all in one step: with others saving, steps never end
        # The copy is one file, whatever the store beside it uses.
        copy.execute("PRAGMA journal_mode = DELETE").close()
    sync_file(part)


def _check(part: Path, source: Path, target: Path, made_at: dt.datetime, reason: str) -> Manifest:
    with looking_at(part, at_rest=True) as connection:
        revision = migrate.current(connection)
        if revision is not None and not migrate.is_known(revision):
            raise NewerSchema(say("store.newer", place=source.name))
        if not verify_all(connection).ok:
            raise StoreError(say("store.backup_not_whole"))
        contents = contents_of(connection)
    return Manifest(
        file=target.name,
        store=source.name,
        made_at=made_at.isoformat(),
        n_bytes=part.stat().st_size,
        sha256=file_digest(part),
        reason=reason,
        generation=generation_of(source),
        version=VERSION,
        **asdict(contents),
    )


def _put_in_place(part: Path, note: Path, target: Path) -> None:
    try:
        publish(part, target)
    except FileExistsError:  # made by somebody else meanwhile
        raise StoreError(say("store.backup_exists", place=target.name)) from None
    try:
        publish(note, manifest_of(target))
    except OSError:
        drop_file(target)
        raise

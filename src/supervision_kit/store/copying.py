"""How is a copy made that can be trusted?

A plain copy of a file that is being written can miss rows and still look whole. So the engine's
own backup is used, in one step; then the copy is opened and checked, forced to the disk, renamed
into place, and described in a manifest beside it.
"""

import datetime as dt
import hashlib
import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.pool import NullPool

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say
from supervision_kit.store import migrate
from supervision_kit.store.engine import read_url, reading
from supervision_kit.store.manifest import (
    FOLDER,
    Manifest,
    drop_file,
    sync_folder,
    write_manifest,
)
from supervision_kit.store.store import Store
from supervision_kit.store.tables import HEADS, METADATA
from supervision_kit.store.trouble import told
from supervision_kit.store.verify import verify_all
from supervision_kit.store.verify_records import kinds_here


def back_up(engine: Engine, target: Path | None = None) -> tuple[Path, Manifest]:
    """Copy a store and check the copy.

    Parameters
    ----------
    engine : Engine
        The store; others may go on saving into it meanwhile.
    target : Path or None
        None makes a name with the moment in it, in the folder ``backups`` beside the store.

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
    if engine.dialect.name != "sqlite":
        raise StoreError(say("store.backup_elsewhere"))
    source = Path(engine.url.database or "")
    made_at = dt.datetime.now(dt.UTC)
    target = target or _name(source, made_at)
    if target.exists():
        raise StoreError(say("store.backup_exists", place=target.name))
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _copy(source, part)
        manifest = _check(part, source, target, made_at)
        part.rename(target)
        sync_folder(target.parent)
        write_manifest(manifest, target)
    except sqlite3.Error as error:
        raise told(error, engine.url) from None
    except OSError:
        raise StoreError(say("store.backup_failed", place=target.name)) from None
    finally:
        drop_file(part)
    return target, manifest


def backup(store: Store, target: Path | None = None) -> Path:
    """Copy a store and check the copy; give back where it is. See `back_up`."""
    return back_up(store.engine, target)[0]


def back_up_before_upgrade(engine: Engine, revision: str) -> None:
    """Make the backup without which no upgrade begins; a PostgreSQL server has its own."""
    if engine.dialect.name == "sqlite":
        source = Path(engine.url.database or "")
        made_at = dt.datetime.now(dt.UTC)
        back_up(engine, _name(source, made_at, f"-before-upgrade-from-{revision}"))


def _name(source: Path, made_at: dt.datetime, note: str = "") -> Path:
    moment = made_at.strftime("%Y%m%dT%H%M%S%fZ")
    return source.parent / FOLDER / f"{source.stem}-{moment}{note}{source.suffix}"


def _copy(source: Path, part: Path) -> None:
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    uri = f"{source.as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True)) as live, closing(sqlite3.connect(part)) as copy:
        live.backup(copy, pages=-1)  # all in one step: with others saving, steps never end
        # The copy is one file, whatever the store beside it uses.
        copy.execute("PRAGMA journal_mode = DELETE").close()
    with part.open("rb") as file:
        os.fsync(file.fileno())


def _check(part: Path, source: Path, target: Path, made_at: dt.datetime) -> Manifest:
    uri = f"{part.as_uri()}?mode=ro"
    engine = create_engine(
        read_url(part), creator=lambda: sqlite3.connect(uri, uri=True), poolclass=NullPool
    )
    with reading(engine) as connection:
        if not verify_all(connection).ok:
            raise StoreError(say("store.backup_not_whole"))
        heads = {row.stream: [row.seq, row.link] for row in connection.execute(select(HEADS))}
        counts = {
            kind: connection.scalar(select(func.count()).select_from(METADATA.tables[kind])) or 0
            for kind in kinds_here(connection)
        }
        revision = migrate.current(connection)
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Manifest(
        file=target.name,
        store=source.name,
        made_at=made_at.isoformat(),
        n_bytes=part.stat().st_size,
        sha256=digest,
        revision=str(revision),
        counts=counts,
        heads=heads,
    )

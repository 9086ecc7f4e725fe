"""How does a store go back to a backup, so that no whole file is lost on the way?

The backup is copied under a hidden name and checked there. Then the old file moves aside and the
copy takes its name; see `swapping`. Done again after an interruption, it ends well.
"""

import datetime as dt
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, select

from supervision_kit.errors import NewerSchema, StoreError
from supervision_kit.frameworks import say
from supervision_kit.store import migrate
from supervision_kit.store.contents import Contents, contents_of, looking_at
from supervision_kit.store.disk import (
    begin_restoring,
    companions,
    copy_file,
    drop_file,
    drop_with_companions,
    left_by_restoring,
    sync_file,
)
from supervision_kit.store.engine import PATIENCE
from supervision_kit.store.generation import Return, note_return
from supervision_kit.store.holding import alone_in
from supervision_kit.store.manifest import (
    FOLDER,
    SUFFIX,
    Manifest,
    file_digest,
    good_backups,
    is_unchanged,
    manifest_of,
    read_manifest,
)
from supervision_kit.store.place import refuse_network
from supervision_kit.store.returned import Restored
from supervision_kit.store.swapping import name_aside, swap
from supervision_kit.store.tables import HISTORY
from supervision_kit.store.verify import verify_all


def restore(store: Path, source: Path, *, patience: float = PATIENCE) -> Restored:
    """Put a store back as it was when a backup was made.

    Parameters
    ----------
    store : Path
        The store's file; it may be missing, empty or damaged.
    source : Path
        A backup, or a folder with backups: then the last one that is still as it was made.
    patience : float
        Seconds to wait for a program that reads or saves.

    Raises
    ------
    StoreError
        If the backup is not whole, or somebody has the store open, or there is no room; the store
        is then as it was.
    """
    store = Path(os.path.realpath(store))  # a journal lies beside the file, not beside a link to it
    refuse_network(store)
    if store.exists() and not store.is_file():
        raise StoreError(say("store.cannot_open", place=store.name, backup="").strip())
    backup, manifest = _chosen(source, store)
    try:
        store.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone_in(store.parent):
            for part in left_by_restoring(store):
                drop_file(part)
            return _put_back(store, backup, manifest, patience)
    except OSError:
        raise StoreError(say("store.restore_failed", place=store.name)) from None


def _chosen(source: Path, store: Path) -> tuple[Path, Manifest | None]:
    if source.is_dir():
        folder = source if any(source.glob(f"*{SUFFIX}")) else source / FOLDER
        last = next(good_backups(store.name, folder), None)
        if last is None:
            raise StoreError(say("store.no_backup_in", folder=str(source), store=store.name))
        return folder / last.file, last
    if not source.is_file():
        raise StoreError(say("store.no_such_backup", place=str(source)))
    if store.exists() and source.samefile(store):
        raise StoreError(say("store.restore_from_itself", place=store.name))
    manifest = read_manifest(manifest_of(source))
    if manifest is None and manifest_of(source).exists():
        raise StoreError(say("store.bad_manifest", place=manifest_of(source).name))
    return source, manifest


def _put_back(store: Path, backup: Path, manifest: Manifest | None, patience: float) -> Restored:
    now = dt.datetime.now(dt.UTC)
    aside = name_aside(store, now) if store.is_file() else None
    with _in_one_file(backup, begin_restoring(store), alone=manifest is not None) as part:
        contents = _check(part, backup, manifest)
        done = Return(now.isoformat(), backup.name, file_digest(part), aside.name if aside else "")
        with suppress(OSError):  # going back is more important than having it listed
            note_return(store, done)
        swap(store, part, name_aside(store, now), patience)
    if not _is_as_copied(store, contents):
        raise StoreError(say("store.restored_not_whole", place=store.name))
    return Restored(
        store=store,
        backup=backup,
        made_at=manifest.moment if manifest else None,
        counts=contents.counts,
        replaced=aside,
        n_lost=_count_lost(aside, store) if aside else 0,
    )


@contextmanager
def _in_one_file(source: Path, part: Path, *, alone: bool) -> Iterator[Path]:
    """Copy a file, with what SQLite left beside it unless it is to be taken `alone`."""
    try:
        copy_file(source, part)
        if not alone and (beside := companions(source)):
            for end, each in beside.items():
                copy_file(each, part.with_name(part.name + end))
            _settle(part, source)
        yield part
    finally:
        drop_with_companions(part)


def _settle(part: Path, source: Path) -> None:
    """Let SQLite undo or finish in a copy what was left half made."""
    try:
        with closing(sqlite3.connect(part)) as copy:
            copy.execute("PRAGMA journal_mode = DELETE").close()
            copy.execute("SELECT count(*) FROM sqlite_master").close()
    except sqlite3.Error:
        raise StoreError(say("store.backup_damaged", place=source.name)) from None
    sync_file(part)


def _check(part: Path, backup: Path, manifest: Manifest | None) -> Contents:
    """Check a copy as it was checked when the backup was made."""
    if manifest is not None and not is_unchanged(manifest, part):
        raise StoreError(say("store.backup_changed", place=backup.name))
    with looking_at(part, at_rest=True) as connection:
        revision = migrate.current(connection)
        if revision is None:
            raise StoreError(say("store.not_ours", place=backup.name))
        if not migrate.is_known(revision):
            raise NewerSchema(say("store.newer", place=backup.name))
        if not verify_all(connection).ok:
            raise StoreError(say("store.backup_damaged", place=backup.name))
        contents = contents_of(connection)
    if manifest is not None and (contents.counts, contents.heads) != (
        manifest.counts,
        manifest.heads,
    ):
        raise StoreError(say("store.backup_changed", place=backup.name))
    return contents


def _is_as_copied(store: Path, contents: Contents) -> bool:
    try:
        with looking_at(store, at_rest=True) as connection:
            return verify_all(connection).ok and contents_of(connection) == contents
    except (StoreError, OSError):
        return False


def _count_lost(replaced: Path, store: Path) -> int | None:
    try:
        with (
            _in_one_file(replaced, begin_restoring(store), alone=False) as old,
            looking_at(old, at_rest=True) as before,
            looking_at(store, at_rest=True) as now,
        ):
            return len(_links(before) - _links(now))
    except (StoreError, OSError):
        return None


def _links(connection: Connection) -> set[str]:
    # A link stands for everything before it too, so the same link is the same event.
    return set(connection.scalars(select(HISTORY.c.link)))

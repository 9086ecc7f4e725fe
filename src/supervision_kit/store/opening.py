"""How is a store opened, made or brought up to date?"""

import os
import secrets
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from supervision_kit.access import current_author, is_one_of_many
from supervision_kit.errors import NewerSchema, StoreError
from supervision_kit.frameworks import Framework, load_framework, say
from supervision_kit.store import migrate
from supervision_kit.store.copying import back_up_before_upgrade
from supervision_kit.store.disk import drop_file, sync_folder
from supervision_kit.store.engine import PATIENCE, connect, make_engine, read_url, reading, writing
from supervision_kit.store.manifest import last_backup_sentence
from supervision_kit.store.place import (
    APPLICATION_ID,
    examine,
    keep_others_out,
    refuse_left_over,
    refuse_network,
)
from supervision_kit.store.store import Store
from supervision_kit.store.trouble import told


def open_store(
    place: str | os.PathLike[str],
    *,
    framework: Framework | None = None,
    create: bool = False,
    author: str | None = None,
    shared: bool | None = None,
    patience: float = PATIENCE,
    scripts: Path = migrate.MIGRATION_SCRIPTS,
) -> Store:
    """Open a store, after making sure that it is one and has the form this version works with.

    Parameters
    ----------
    place : str or path
        An SQLite file or an SQLAlchemy URL; see `store_url`.
    framework : Framework or None
        None loads the bundled one, with what the folder ``frameworks`` beside the file adds.
    create : bool
        Make the store if there is none. A file that is there is never created over.
    author : str or None
        Who is at work; None asks `access.current_author`. Never take it from a widget.
    shared : bool or None
        Whether several people come to it, so that this author reads and writes what is theirs and
        nothing else; None asks `access.is_one_of_many`.
    patience : float
        Seconds a save waits for another one to finish.
    scripts : Path
        Folder of the migrations.

    Raises
    ------
    StoreError
        If there is no store, it is no store of ours, is damaged, or is kept in an unsafe place.
    NewerSchema
        If a later version of this package wrote it; it is left untouched.
    """
    url = read_url(place)
    author = author or current_author()
    if url.get_backend_name() == "sqlite":
        _prepare_file(Path(url.database or ""), create, scripts, patience)
    engine = make_engine(url, patience)
    try:
        _bring_up_to_date(engine, create, scripts, patience)
        framework = framework or load_framework(_agency_folder(url))
        is_shared = is_one_of_many() if shared is None else shared
        return Store(engine, framework, author, scripts, is_shared=is_shared)
    except BaseException:
        engine.dispose()
        raise


def _agency_folder(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite":
        return None
    return Path(url.database or "").parent / "frameworks"


def _prepare_file(path: Path, create: bool, scripts: Path, patience: float) -> None:
    refuse_network(path)
    if not path.exists():
        if not create:
            backup = last_backup_sentence(path)
            raise StoreError(say("store.missing", place=str(path), backup=backup))
        refuse_left_over(path)
        create_file(path, scripts)
    examine(path)
    keep_others_out(path)
    revision = revision_of(path, patience)
    if revision is None:
        raise StoreError(say("store.not_ours", place=path.name))
    if not migrate.is_known(revision, scripts):
        raise NewerSchema(say("store.newer", place=path.name))


def create_file(path: Path, scripts: Path = migrate.MIGRATION_SCRIPTS) -> None:
    """Make an empty store file; it appears whole, readable by its owner only, or not at all.

    If somebody else makes it at the same moment, theirs stays and ours is dropped.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _fill(make_engine(read_url(part), foreign_keys=False), scripts)
        _publish(part, path)
    except OSError:
        raise StoreError(say("store.cannot_create", place=str(path))) from None
    finally:
        drop_file(part)
        drop_file(part.with_name(f"{part.name}-journal"))


def _fill(engine: Engine, scripts: Path) -> None:
    try:
        with writing(engine) as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            migrate.upgrade(connection, scripts)
    finally:
        engine.dispose()


def _publish(part: Path, path: Path) -> None:
    try:
        os.link(part, path)  # unlike a rename, it never replaces what is there
    except FileExistsError:
        return
    except OSError:  # a disk without links, such as a memory stick
        if not path.exists():
            part.rename(path)
    sync_folder(path.parent)


def revision_of(path: Path, patience: float) -> str | None:
    """Name the form of the tables in a file, without any setting that would change the file.

    Raises
    ------
    StoreError
        If SQLite cannot read it.
    """
    engine = create_engine(
        "sqlite://", creator=lambda: connect(path, "rw", patience), poolclass=NullPool
    )
    try:
        with engine.connect() as connection:
            return migrate.current(connection)
    except SQLAlchemyError as error:
        raise told(error, read_url(path)) from None


def _bring_up_to_date(engine: Engine, create: bool, scripts: Path, patience: float) -> None:
    with reading(engine) as connection:
        revision = migrate.current(connection)
    if revision == migrate.head(scripts):
        return
    if revision is None and not create:
        raise StoreError(say("store.no_tables"))
    if revision is not None and not migrate.is_known(revision, scripts):
        raise NewerSchema(say("store.newer", place=engine.url.database))
    if revision is not None:
        back_up_before_upgrade(engine, revision)
    _upgrade(engine, scripts, patience)


def _upgrade(engine: Engine, scripts: Path, patience: float) -> None:
    # Foreign keys are checked at the end instead: SQLite changes a table by copying it anew.
    lenient = make_engine(engine.url, patience, foreign_keys=False)
    try:
        with writing(lenient) as connection:
            migrate.upgrade(connection, scripts)
    except Exception as error:
        # A migration may fail in any way of its own; the transaction is undone in every case.
        raise StoreError(say("store.upgrade_failed")) from error
    finally:
        lenient.dispose()

"""How is a store's address turned into connections that keep what they are given?"""

import functools
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DisconnectionError, IntegrityError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say
from supervision_kit.store.holding import hold_folder
from supervision_kit.store.laying_ready import Ready, lay_ready
from supervision_kit.store.trouble import told

STORE_VARIABLE = "SUPERVISION_KIT_STORE"
STORE_NAME = "caseload.sqlite"
#: How long a save waits for another one to finish, in seconds.
PATIENCE = 15.0

#: Reads text. A damaged letter stays visible as its code, so that the words around it can be read.
readable_bytes = functools.partial(str, encoding="utf-8", errors="backslashreplace")

_WRITING = {"supervision_kit_writing": True}


def store_url(folder: Path | None = None) -> str:
    """Say where the store is: what the environment names, else a file in the folder.

    Parameters
    ----------
    folder : Path or None
        The workbook folder; None is the current one.

    Returns
    -------
    str
        An SQLAlchemy URL or a file's path, for `open_store`.
    """
    return os.environ.get(STORE_VARIABLE) or str((folder or Path.cwd()) / STORE_NAME)


def read_url(place: str | os.PathLike[str]) -> URL:
    """Turn a path or URL into an SQLAlchemy URL.

    Raises
    ------
    StoreError
        If it is neither an SQLite file nor a PostgreSQL address.
    """
    text = os.fspath(place)
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text).expanduser().absolute()))
    try:
        url = make_url(text)
    except ArgumentError:
        raise StoreError(say("store.bad_address")) from None
    name = url.get_backend_name()
    if name == "sqlite" and url.database and url.database != ":memory:":
        return url.set(database=str(Path(url.database).absolute()))
    if name == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    raise StoreError(say("store.bad_address"))


def make_engine(
    url: URL, patience: float = PATIENCE, *, foreign_keys: bool = True, read_only: bool = False
) -> Engine:
    """Make the engine for a URL; nothing is opened yet.

    Parameters
    ----------
    url : URL
        From `read_url`.
    patience : float
        Seconds to wait for another save.
    foreign_keys : bool
        False only while tables are brought into another form.
    read_only : bool
        For a file: not one byte of it is changed, not even to undo a save that was cut off.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, patience, foreign_keys, read_only)
    try:
        import_module("psycopg")
    except ImportError:
        raise StoreError(say("store.no_driver")) from None
    limit = int(patience * 1000)
    engine = create_engine(
        url,
        hide_parameters=True,  # what people wrote never reaches a log
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 10,
            "tcp_user_timeout": 2 * limit,
            "options": f"-c lock_timeout={limit} -c statement_timeout={4 * limit}"
            # However the server is set: days and moments are read in one form only.
            " -c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres",
        },
    )
    _leave_to_parent(engine)
    return engine


def _sqlite_engine(url: URL, patience: float, foreign_keys: bool, read_only: bool) -> Engine:
    path = Path(url.database or "")
    if read_only:  # looked at once; nothing of it is kept open
        look = functools.partial(connect, path, "ro", patience)
        engine = create_engine(url, hide_parameters=True, poolclass=NullPool, creator=look)
    else:
        engine = create_engine(url, hide_parameters=True)
        _stay_with_file(engine, path, patience)

    @event.listens_for(engine, "connect")
    def _settle(connection: sqlite3.Connection, _record: Any) -> None:
        for pragma in (
            f"foreign_keys = {'ON' if foreign_keys else 'OFF'}",
            "recursive_triggers = ON",  # without it, REPLACE deletes rows past their triggers
            "trusted_schema = OFF",
            "temp_store = MEMORY",  # what people wrote goes into no file but the store's
            *([] if read_only else _keeping()),
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    _leave_to_parent(engine)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that turns from reading to writing fails at once when another one writes,
        # whatever the timeout; so a save says from the start that it will write.
        writing = connection.get_execution_options().get("supervision_kit_writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
        if writing and _identity(Path(url.database or "")) != connection.info["file"]:
            raise StoreError(say("store.replaced"))

    return engine


def _keeping() -> tuple[str, ...]:
    return (
        "secure_delete = ON",
        f"journal_mode = {journal_mode(sqlite3.sqlite_version_info)}",
        "synchronous = FULL",
        "fullfsync = ON",  # macOS: ask the disk itself, not only the system
        "checkpoint_fullfsync = ON",
    )


def connect(path: Path, mode: str, patience: float) -> sqlite3.Connection:
    """Open a file the way every connection of ours is opened.

    Parameters
    ----------
    path : Path
        The file.
    mode : {"ro", "rw"}
        Whether it is only read; a file that is missing is never made.
    patience : float
        Seconds to wait while somebody else has the file for themselves.
    """
    # isolation_level=None keeps Python's sqlite3 from beginning transactions behind our back.
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(
        uri, uri=True, timeout=patience, isolation_level=None, check_same_thread=False
    )
    connection.text_factory = readable_bytes
    return connection


def _stay_with_file(engine: Engine, path: Path, patience: float) -> None:
    """Use the file that has the store's name now, and keep others from replacing it meanwhile.

    A connection stays with the file it opened. After that was moved aside for another one, saves
    through it would go into the old file and never be seen again.
    """

    @event.listens_for(engine, "do_connect")
    def _open(_dialect: Any, record: Any, _arguments: Any, _named: Any) -> sqlite3.Connection:
        # Where the file lies, not a link to it: there it would be put back from a backup.
        record.info["hold"] = hold_folder(Path(os.path.realpath(path)).parent, patience)
        record.info["file"] = _identity(path)
        # mode=rw: a store that was moved away is missing, and no empty one is made in its place.
        return connect(path, "rw", patience)

    @event.listens_for(engine, "checkout")
    def _compare(_connection: Any, record: Any, _proxy: Any) -> None:
        if record.info["file"] != _identity(path):
            raise DisconnectionError("another file has the store's name")

    @event.listens_for(engine, "close")
    def _let_go(_connection: Any, record: Any) -> None:
        record.info.pop("hold").release()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _leave_to_parent(engine: Engine) -> None:
    """Never use a connection in another process than the one that opened it.

    Kernels may be forked from a warm one, and two processes on one connection ruin a file.
    """

    @event.listens_for(engine, "connect")
    def _sign(_connection: Any, record: Any) -> None:
        record.info["process"] = os.getpid()

    @event.listens_for(engine, "checkout")
    def _compare(_connection: Any, record: Any, proxy: Any) -> None:
        if record.info["process"] != os.getpid():
            record.dbapi_connection = proxy.dbapi_connection = None
            raise DisconnectionError("opened by another process")


def journal_mode(version: tuple[int, ...]) -> str:
    """Choose how SQLite keeps a half-made save apart.

    WAL only where it is safe with several processes: engines before 3.51.3 (but 3.50.7 and later
    of 3.50, and 3.44.6 and later of 3.44) can lose saved rows when two of them write and tidy up
    at the same time.

    >>> journal_mode((3, 40, 1)), journal_mode((3, 50, 7)), journal_mode((3, 51, 3))
    ('TRUNCATE', 'WAL', 'WAL')
    """
    mended = (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )
    return "WAL" if mended else "TRUNCATE"


def describe_place(url: URL) -> str:
    """Name a store in a sentence: a file's path, or host and database. Never a password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"{url.host or 'localhost'}/{url.database or ''}"


@contextmanager
def reading(engine: Engine, *, at_one_moment: bool = False) -> Iterator[Connection]:
    """Read in one transaction; whatever goes wrong becomes a sentence.

    Parameters
    ----------
    engine : Engine
        The store's.
    at_one_moment : bool
        True if several tables are read that must fit together. SQLite always reads so.

    Raises
    ------
    StoreError
        With nothing of the records in it.
    """
    if at_one_moment and engine.dialect.name != "sqlite":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    try:
        with engine.connect() as connection:  # rolled back at the end: nothing was changed
            yield connection
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise told(error, engine.url) from None


@contextmanager
def writing(engine: Engine, ready: Ready | None = None) -> Iterator[Connection]:
    """Write in one transaction: all of it is kept, or nothing.

    Parameters
    ----------
    engine : Engine
        The store's.
    ready : Ready, optional
        Rows that shall lie ready when the transaction begins, see `lay_ready`.

    Raises
    ------
    StoreError
        Nothing was kept. A broken rule of the database comes as IntegrityError instead, for the
        caller to name.
    """
    try:
        with engine.connect() as connection, _cleared(connection, ready):
            connection.execution_options(**_WRITING)
            with connection.begin():
                yield connection
    except IntegrityError:
        raise
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise told(error, engine.url) from None


@contextmanager
def _cleared(connection: Connection, ready: Ready | None) -> Iterator[None]:
    """Lay rows ready on a connection that is used for nothing else afterwards."""
    if ready is None:
        yield
        return
    try:
        lay_ready(connection, ready)
        yield
    finally:
        connection.invalidate()


def insert_here(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Begin an INSERT that can say what to do when the row is there, in the engine's dialect."""
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)

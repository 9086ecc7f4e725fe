"""What do we say when the engine could not do what it was asked?"""

import sqlite3
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from supervision_kit.errors import StoreError, TornStore
from supervision_kit.frameworks import say
from supervision_kit.store.manifest import last_backup_sentence

_SENTENCES = {
    sqlite3.SQLITE_BUSY: "store.busy",
    sqlite3.SQLITE_LOCKED: "store.busy",
    sqlite3.SQLITE_READONLY: "store.read_only",
    sqlite3.SQLITE_PERM: "store.read_only",
    sqlite3.SQLITE_FULL: "store.disk_full",
    sqlite3.SQLITE_IOERR: "store.disk_trouble",
    sqlite3.SQLITE_CANTOPEN: "store.cannot_open",
    sqlite3.SQLITE_CORRUPT: "store.damaged",
    sqlite3.SQLITE_NOTADB: "store.damaged",
}

#: PostgreSQL's classes of trouble, by the first characters of its code.
_CLASSES = {
    "55P03": "store.busy",
    "57014": "store.busy",
    "40": "store.busy",
    "53": "store.disk_full",
    "58": "store.disk_trouble",
    "25006": "store.read_only",
    "42501": "store.read_only",
}


def told(error: SQLAlchemyError | sqlite3.Error, url: URL) -> StoreError:
    """Turn an engine's error into a sentence that holds nothing of the records.

    Parameters
    ----------
    error : SQLAlchemyError or sqlite3.Error
        What went wrong.
    url : URL
        The store.

    Returns
    -------
    StoreError
        For the caller to raise ``from None``: the engine's own text is left out on purpose.
    """
    key = _key_of(getattr(error, "orig", error))
    if url.get_backend_name() != "sqlite":
        return StoreError(
            say(key or "store.not_answering", place=url.host or "localhost", backup="")
        )
    place = Path(url.database or "")
    backup = last_backup_sentence(place)
    kind = TornStore if key == "store.damaged" else StoreError
    return kind(say(key or "store.cannot_work", place=place.name, backup=backup).strip())


def _key_of(cause: object) -> str | None:
    if isinstance(cause, sqlite3.Error):
        # The low byte is the kind of trouble; the rest says where in SQLite it happened.
        return _SENTENCES.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(cause, "sqlstate", None) or ""
    return next((key for start, key in _CLASSES.items() if state.startswith(start)), None)


def is_constraint(error: DBAPIError, *names: str) -> bool:
    """Say whether a broken rule is one of those named, whatever the engine's wording."""
    diagnosis = getattr(error.orig, "diag", None)
    text = f"{error.orig} {getattr(diagnosis, 'constraint_name', '')}"
    return any(name in text for name in names)

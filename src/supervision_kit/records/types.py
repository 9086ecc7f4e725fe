"""How are days, moments and numbers kept, in SQLite and in PostgreSQL?"""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import Date, DateTime, Dialect, Double, Text, TypeDecorator
from sqlalchemy.dialects import sqlite

from supervision_kit.frameworks import written_day

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)

#: Stands in a table for a day or moment that the file holds no more.
UNREADABLE = object()

#: Scale points. STRICT tables of SQLite know no DOUBLE; PostgreSQL's REAL has four bytes only.
NumberType = Double().with_variant(sqlite.REAL(), "sqlite")


class DayType(TypeDecorator[dt.date]):
    """A calendar day: DATE where the engine has it, ISO text in SQLite."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Choose text for SQLite, whose STRICT tables know no DATE."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(Date())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Turn a day into what the engine keeps; a moment is refused."""
        if value is None:
            return None
        if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
            raise TypeError("a day is kept as datetime.date")
        return value.isoformat() if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Turn what the engine keeps into a day; a damaged one must not hide the others."""
        if value is None or dialect.name != "sqlite":
            return value
        return _read(written_day, value)


class Instant(TypeDecorator[dt.datetime]):
    """A moment in UTC; one without a time zone is refused instead of guessed."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Choose text for SQLite, which would drop the time zone silently."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Turn a moment into what the engine keeps."""
        if value is None:
            return None
        if not isinstance(value, dt.datetime) or value.utcoffset() is None:
            raise TypeError("a moment is kept with its time zone")
        moment = value.astimezone(dt.UTC)
        return instant_text(moment) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Turn what the engine keeps into a moment in UTC; see `Day`."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            value = _read(written_instant, value)
        return value if value is UNREADABLE else value.astimezone(dt.UTC)


def _read(read: Callable[[str], Any], value: Any) -> Any:
    try:
        return read(value)
    except (TypeError, ValueError):
        return UNREADABLE


def instant_text(moment: dt.datetime) -> str:
    """Write a moment so that text order is time order: always microseconds, always Z.

    >>> instant_text(dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC))
    '2026-03-01T09:00:00.000000Z'
    """
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def written_instant(text: str) -> dt.datetime:
    """Read a moment that `instant_text` wrote.

    >>> written_instant("2026-03-01T09:00:00.000000Z")
    datetime.datetime(2026, 3, 1, 9, 0, tzinfo=datetime.timezone.utc)

    Raises
    ------
    ValueError
        It is written in another way, such as ``2026-W09-7T09:00:00Z``, or there is no such moment.
    """
    if not _INSTANT.fullmatch(text):
        raise ValueError(f"{text} is not written as a moment is kept")
    return dt.datetime.fromisoformat(text)

"""How do the rows of a large save lie ready before it keeps others from saving?

They go into temporary tables, in memory and on one connection alone. Inside the transaction one
statement a table moves them, in the order of its key: the engine does that several times faster
than it takes the same rows one by one, and nobody waits for anything but that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Insert,
    MetaData,
    Select,
    Table,
    Update,
    and_,
    insert,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from supervision_kit.records.record import kind_named, room_key

#: Kibibytes. Whatever of a save does not fit is written into the file before its end, and then
#: nobody can even read until it is over.
_ROOM = 1_000_000


@dataclass(frozen=True)
class Ready:
    """Rows that shall lie ready, by the table they are for.

    Attributes
    ----------
    new : mapping of Table to list of dict
        Rows it does not have yet.
    changed : mapping of Table to list of dict
        Rows it has, as they will be.
    """

    new: Mapping[Table, list[dict[str, Any]]]
    changed: Mapping[Table, list[dict[str, Any]]]


def lay_ready(connection: Connection, rows: Ready) -> None:
    """Put rows into temporary tables; they go with the connection.

    Parameters
    ----------
    connection : Connection
        To an SQLite file. What is laid ready touches nothing in it.
    rows : Ready
        Which.
    """
    connection.exec_driver_sql(f"PRAGMA cache_size = -{_ROOM}")
    for made, kept in ((_new, rows.new), (_changed, rows.changed)):
        for table, listed in kept.items():
            ready = made(table)
            ready.create(connection)
            key = itemgetter(*(column.name for column in table.primary_key))
            connection.execute(insert(ready), sorted(listed, key=key))
    connection.commit()


def insert_ready(table: Table) -> Insert:
    """Give the statement that moves the new rows that lie ready for a table into it."""
    ready = _new(table)
    return insert(table).from_select([column.name for column in ready.c], select(ready))


def update_ready(table: Table) -> Update:
    """Give the statement that brings the rows of a table to what lies ready for them.

    A row that is at another version than the one before, or in another case, stays as it is.
    """
    ready = _changed(table)
    values = {column.name: ready.c[column.name] for column in table.c}
    return update(table).where(_match(table, ready)).values(values)


def first_overtaken(table: Table) -> Select[Any]:
    """Give the query for the id of the first row that `update_ready` would leave as it is."""
    ready = _changed(table)
    is_there = select(table.c.id).where(_match(table, ready)).exists()
    return select(ready.c.id).where(~is_there).limit(1)


def _match(table: Table, ready: Table) -> ColumnElement[bool]:
    match = [table.c.id == ready.c.id, table.c.row_version == ready.c.row_version - 1]
    if key := room_key(kind_named(table.name)):  # a record never moves to another room
        match.append(table.c[key] == ready.c[key])
    return and_(*match)


@cache
def _new(table: Table) -> Table:
    return _beside("ready", table)


@cache
def _changed(table: Table) -> Table:
    return _beside("changed", table)


def _beside(word: str, table: Table) -> Table:
    columns = (Column(column.name, column.type) for column in table.columns)
    return Table(f"{word}_{table.name}", MetaData(), *columns, prefixes=["TEMPORARY"])

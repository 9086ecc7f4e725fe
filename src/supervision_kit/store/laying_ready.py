"""How do the rows of a large save lie ready before it keeps others from saving?

They go into temporary tables, in memory and on one connection alone. Inside the transaction one
statement a table moves them, in the order of its key: the engine does that several times faster
than it takes the same rows one by one, and nobody waits for anything but that.
"""

from collections.abc import Mapping
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Connection, Insert, MetaData, Table, insert, select

#: Kibibytes. Whatever of a save does not fit is written into the file before its end, and then
#: nobody can even read until it is over.
_ROOM = 1_000_000


def lay_ready(connection: Connection, rows: Mapping[Table, list[dict[str, Any]]]) -> None:
    """Put rows into temporary tables; they go with the connection.

    Parameters
    ----------
    connection : Connection
        To an SQLite file. What is laid ready touches nothing in it.
    rows : mapping of Table to list of dict
        Rows by the table they are for.
    """
    connection.exec_driver_sql(f"PRAGMA cache_size = -{_ROOM}")
    for table, listed in rows.items():
        ready = _ready(table)
        ready.create(connection)
        key = itemgetter(*(column.name for column in table.primary_key))
        connection.execute(insert(ready), sorted(listed, key=key))
    connection.commit()


def insert_ready(table: Table) -> Insert:
    """Give the statement that moves the rows that lie ready for a table into it."""
    ready = _ready(table)
    return insert(table).from_select([column.name for column in ready.c], select(ready))


@cache
def _ready(table: Table) -> Table:
    columns = (Column(column.name, column.type) for column in table.columns)
    return Table(f"ready_{table.name}", MetaData(), *columns, prefixes=["TEMPORARY"])

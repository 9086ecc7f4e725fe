"""How are rows read as they lie there, also in a store of an earlier form or a damaged one?"""

import sqlite3
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Executable, Row, column, inspect, select, table, text
from sqlalchemy.exc import DBAPIError

from supervision_kit.errors import DamagedStore
from supervision_kit.frameworks import say
from supervision_kit.store.trouble import told


class RawRows:
    """Reads the tables of one store without our types, and notes what cannot be read.

    Parameters
    ----------
    connection : Connection
        In one transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._unreadable: list[str] = []

    @cached_property
    def tables(self) -> set[str]:
        """Name the tables there are."""
        return set(inspect(self.connection).get_table_names())

    def of(self, name: str, *order: str) -> Iterator[dict[str, Any]]:
        """Give a table's rows, as far as they can be read; none if there is no such table."""
        if name not in self.tables:
            return
        query = select(text("*")).select_from(table(name)).order_by(*map(column, order))
        for row in self.answers(query, name):
            yield dict(row._mapping)

    def answers(self, query: Executable, name: str) -> Iterator[Row[Any]]:
        """Give a query's rows until the file cannot be read further; then note the table."""
        try:
            yield from self.connection.execute(query)
        except (DBAPIError, sqlite3.Error) as error:
            if not isinstance(told(error, self.connection.engine.url), DamagedStore):
                raise
            self._unreadable.append(name)

    def unreadable(self) -> Iterator[str]:
        """Say which tables could not be read to their end."""
        for name in sorted(set(self._unreadable)):
            yield say("store.found_unreadable", table=name)

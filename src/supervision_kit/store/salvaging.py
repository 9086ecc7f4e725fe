"""What can still be read of a file in which whole pages are damaged?

SQLite reads a table from page to page and gives up at the first that makes no sense, with all that
comes after it. Here each table is read from both its ends into a store in memory. What lay between
comes from its last saved state: the history keeps that in another place of the file.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from supervision_kit.errors import TornStore
from supervision_kit.frameworks import say
from supervision_kit.records import Record
from supervision_kit.records.record import kinds, opener_of, room_key
from supervision_kit.store.engine import PATIENCE, connect, readable_bytes
from supervision_kit.store.manifest import last_backup_sentence
from supervision_kit.store.tables import METADATA, REVISIONS

#: So many records are named; more would say no more.
_MOST_NAMED = 5
#: How a table says that it takes only values of the declared kinds; damage makes anything of them.
_STRICT = re.compile(r",?\s*STRICT\s*$", re.IGNORECASE)
_LAST_STATES = f"""
    SELECT record_id, max(row_version), content FROM {REVISIONS.name} WHERE kind = ?
    GROUP BY record_id
"""


@dataclass(frozen=True)
class Salvaged:
    """What could be read.

    Attributes
    ----------
    engine : Engine
        To a store in memory.
    damage : dict of str to str
        By table, or by the file's name where no table is concerned, a sentence for the screen.
    stamp : tuple of int
        Which state of the file that was.
    """

    engine: Engine
    damage: dict[str, str]
    stamp: tuple[int, ...]

    def is_of(self, path: Path) -> bool:
        """Say whether the file is still as it was then."""
        return self.stamp == _stamp_of(path)


def _stamp_of(path: Path) -> tuple[int, ...]:
    stamp: list[int] = []
    for each in (path, path.with_name(f"{path.name}-wal")):  # saves may lie there for a while
        with suppress(OSError):
            found = each.stat()
            stamp += [found.st_ino, found.st_size, found.st_mtime_ns]
    return tuple(stamp)


def salvage(path: Path) -> Salvaged:
    """Read all that can be read of a damaged file; nothing in it is changed.

    Parameters
    ----------
    path : Path
        The store's file.

    Raises
    ------
    TornStore
        If not even its first page tells which tables there are.
    """
    stamp = _stamp_of(path)
    target = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    target.text_factory = readable_bytes
    target.execute("PRAGMA ignore_check_constraints = ON").close()
    try:
        torn, shown = _fill(target, path)
    except sqlite3.Error:
        target.close()
        backup = last_backup_sentence(path)
        raise TornStore(say("store.damaged", place=path.name, backup=backup)) from None
    engine = create_engine("sqlite://", creator=lambda: target, poolclass=StaticPool)
    return Salvaged(engine, _told(path, torn, shown), stamp)


def _fill(target: sqlite3.Connection, path: Path) -> tuple[set[str], dict[str, list[str] | None]]:
    """Fill a store in memory; name the damaged tables, and the records put in by each."""
    with closing(connect(path, "ro", PATIENCE)) as source:
        torn = {name for name, sql in _tables(source) if not _copy(source, target, name, sql)}
    known = REVISIONS.name not in torn
    shown = {kind.__tablename__: _settle(target, kind, known=known) for kind in kinds()}
    return torn | {name for name, changed in shown.items() if changed is not None}, shown


def _tables(source: sqlite3.Connection) -> list[tuple[str, str]]:
    rows = source.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    return [(name, sql) for name, sql in rows if name in METADATA.tables]


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, name: str, sql: str) -> bool:
    """Copy a table's rows as far as they can be read; say whether that was to its end."""
    target.execute(_STRICT.sub("", sql)).close()
    columns = target.execute(f"PRAGMA table_info({name})").fetchall()
    key = [column[1] for column in sorted(columns, key=lambda each: each[5]) if column[5]]
    order = key if "WITHOUT ROWID" in sql.upper() else ["rowid"]
    places = ", ".join("?" * len(columns))
    insert = f"INSERT OR IGNORE INTO {name} VALUES ({places})"
    target.execute("BEGIN").close()
    n_read = n_kept = 0
    is_whole = False
    for way in ("ASC", "DESC"):
        ordered = ", ".join(f"{column} {way}" for column in order)
        query = f"SELECT * FROM {name} NOT INDEXED ORDER BY {ordered}"
        rows = _until_damage(source, query)
        for row in rows:
            if row is None:
                is_whole = True
                break
            n_read += 1
            n_kept += target.execute(insert, row).rowcount
        if is_whole:
            break
    target.execute("COMMIT").close()
    return is_whole and n_read == n_kept


def _until_damage(source: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...] | None]:
    """Give the rows that can be read, and None at the end of a table that is whole."""
    try:
        yield from source.execute(query)
    except sqlite3.DatabaseError:
        return
    yield None


def _settle(target: sqlite3.Connection, kind: type[Record], *, known: bool) -> list[str] | None:
    """Put in what is missing in a table of records, and take out what does not belong there.

    Parameters
    ----------
    target : sqlite3.Connection
        To the store in memory.
    kind : type
        The kind of record.
    known : bool
        Whether all saves are known. Then a row of which none tells belongs to another table, whose
        page stands in the wrong place.

    Returns
    -------
    list of str or None
        Ids of the records put in; None if the table was as it should be.
    """
    name = kind.__tablename__
    states = {row[0]: row[1:] for row in target.execute(_LAST_STATES, [name])}
    there = {row[0] for row in target.execute(f"SELECT id FROM {name}")}
    strange = there - states.keys() if known else set()
    target.executemany(f"DELETE FROM {name} WHERE id = ?", [[each] for each in strange]).close()
    columns = {column[1] for column in target.execute(f"PRAGMA table_info({name})")}
    back = [
        record
        for record, (version, content) in states.items()
        if record not in there and _insert(target, name, columns, record, version, content)
    ]
    n_stray = 0
    if key := room_key(kind):
        rooms = opener_of(kind.kept.room).__tablename__
        stray = f"DELETE FROM {name} WHERE {key} NOT IN (SELECT id FROM {rooms})"
        n_stray = target.execute(stray).rowcount
    return back if strange or back or n_stray else None


def _insert(
    target: sqlite3.Connection,
    name: str,
    columns: set[str],
    record: str,
    version: int,
    content: str | None,
) -> bool:
    try:
        saved = json.loads(content or "")
        row = {key: value for key, value in saved.items() if key in columns}
    except (ValueError, AttributeError, RecursionError):
        return False
    row = _younger(name, columns) | row | {"id": record, "row_version": version}
    names, places = ", ".join(row), ", ".join("?" * len(row))
    statement = f"INSERT OR IGNORE INTO {name} ({names}) VALUES ({places})"
    try:
        return target.execute(statement, list(row.values())).rowcount == 1
    except sqlite3.Error:  # a damaged state can hold anything
        return False


def _younger(name: str, columns: set[str]) -> dict[str, Any]:
    """Give what a state older than some columns has in them: what they declare, or no text."""
    declared = (each for each in METADATA.tables[name].c if each.name in columns)
    return {each.name: getattr(each.default, "arg", "") for each in declared if not each.nullable}


def _told(path: Path, torn: set[str], shown: dict[str, list[str] | None]) -> dict[str, str]:
    backup = last_backup_sentence(path)
    if not torn:
        return {path.name: say("store.damaged_beside", place=path.name, backup=backup)}
    told = {}
    for name in sorted(torn):
        if records := shown.get(name):
            listed = ", ".join(record[:8] for record in records[:_MOST_NAMED])
            more = " …" if len(records) > _MOST_NAMED else ""
            about = {"n": len(records), "records": listed + more, "table": name}
            told[name] = say("store.damaged_page", backup=backup, **about)
        else:
            told[name] = say("store.damaged_part", table=name, backup=backup)
    return told

"""How does what an older form of the store kept elsewhere become records, with a history of theirs?

An upgrade that moves values from a column into rows of another table saves those rows: it is a
save like any other, by this package, and each row says who wrote it before.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Integer, Text, column, insert, inspect, table, text, update
from sqlalchemy.types import NullType

from supervision_kit.frameworks import written_day
from supervision_kit.records.types import DayType, written_instant
from supervision_kit.store.history import (
    HistoryEntry,
    add_events,
    content_of,
    events_of,
    revisions_of,
    salts_to_be,
    save_part,
    take_heads,
)
from supervision_kit.store.origin import Origin
from supervision_kit.store.tables import REVISIONS, SAVES

AUTHOR = "supervision-kit"
_UPGRADE = "upgrade to "
# Ids come from this and from what a row is made of: who upgrades twice gets the same rows.
_NAMESPACE = uuid.UUID("0b1f1c1e-57c4-5d0a-9b0e-3d2f7a6c8e15")

_Row = dict[str, Any]
#: Tables of records with which a room begins, in every form there was.
_OPENS = ("cases", "people", "teams")


def carried_id(*parts: object) -> str:
    """Make the id of a row out of what it is made of."""
    return uuid.uuid5(_NAMESPACE, "/".join(map(str, parts))).hex


def old_rows(connection: Connection, query: str, days: Sequence[str] = ()) -> list[_Row]:
    """Read rows of an older form, whose columns no class declares any more.

    Parameters
    ----------
    connection : Connection
        Of the migration.
    query : str
        SQL that both engines know.
    days : sequence of str
        Columns of days, which SQLite gives as texts.
    """
    rows = [dict(row) for row in connection.execute(text(query)).mappings()]
    for row in rows:
        row |= {name: written_day(row[name]) for name in days if isinstance(row[name], str)}
    return rows


_ORIGINS = """
SELECT r.record_id, r.row_version, coalesce(r.written_by, s.author) AS written_by,
  coalesce(r.written_at, s.saved_at) AS written_at, r.changed_by, r.changed_at, s.author, s.saved_at
FROM revisions r JOIN saves s ON s.save_id = r.save_id
WHERE r.kind = :kind AND (r.row_version = 1 OR s.save_id NOT LIKE 'upgrade to %')
ORDER BY r.row_version
"""


def origins(connection: Connection, kind: str) -> dict[str, Origin]:
    """Say who wrote the records of a table first and last, by the record's id."""
    found: dict[str, Origin] = {}
    for row in connection.execute(text(_ORIGINS), {"kind": kind}):
        first = found.get(row.record_id)
        if first is None:
            last = (row.changed_by, _moment(row.changed_at))
            found[row.record_id] = Origin(row.written_by, _moment(row.written_at), *last)
        else:
            last = (row.changed_by or row.author, _moment(row.changed_at or row.saved_at))
            found[row.record_id] = Origin(first.written_by, first.written_at, *last)
    return found


def moment_of_save(origin: Origin | None) -> dt.datetime | None:
    """Say when a record was first saved, if that is known."""
    return origin.written_at if origin else None


def is_of_upgrade(save_id: str) -> bool:
    """Say whether a save only brought records into another form; they say what they said."""
    return save_id.startswith(_UPGRADE)


def carry_over(
    connection: Connection, save_id: str, rows: Iterable[tuple[str, str, _Row, Origin | None]]
) -> None:
    """Save rows of tables as they are at this step of an upgrade.

    Parameters
    ----------
    connection : Connection
        Of the migration, once the tables are there.
    save_id : str
        The same each time this step is done, and begins with "upgrade to ".
    rows : iterable of (str, str, dict, Origin or None)
        Table, history, all columns, and who wrote it before. One that is there already says its
        `row_version`, and holds the other columns already too.
    """
    entries = [_entry(*row) for row in rows]
    if not entries:
        return
    asked = hashlib.sha256()
    for each in entries:
        asked.update(save_part(each.kind, each.record_id, each.content))
    at = dt.datetime.now(dt.UTC)
    save = {"save_id": save_id, "author": AUTHOR, "saved_at": at, "digest": asked.hexdigest()}
    connection.execute(insert(SAVES), save)
    heads = take_heads(connection, {each.stream for each in entries}, salts_to_be(entries))
    by_kind: dict[str, list[_Row]] = {}
    for each in entries:
        if each.is_new:
            by_kind.setdefault(each.kind, []).append(each.values)
        else:
            connection.execute(_next_version(each.kind, each.record_id))
    for kind, listed in by_kind.items():
        connection.execute(_insert(kind, listed), listed)
    salts = {stream: head.salt for stream, head in heads.items()}
    revisions = revisions_of(entries, salts, save_id)
    there = {each["name"] for each in inspect(connection).get_columns(REVISIONS.name)}
    columns = [each for each in REVISIONS.columns if each.name in there]
    at_this_step = table(REVISIONS.name, *(column(each.name, each.type) for each in columns))
    names = [each.name for each in columns]
    rows_then = [{name: row[name] for name in names} for row in revisions]
    connection.execute(insert(at_this_step), rows_then)
    add_events(connection, heads, events_of(revisions), save_id, AUTHOR, at)


def _entry(kind: str, stream: str, values: _Row, origin: Origin | None) -> HistoryEntry:
    version = values.get("row_version", 0) + 1
    values = {**values, "row_version": version}
    return HistoryEntry(
        kind=kind,
        record_id=values["id"],
        version=version,
        stream=stream,
        begins=kind in _OPENS,
        values=values,
        content=content_of(values),
        origin=asdict(origin) if origin else {},
    )


def _next_version(kind: str, record_id: str) -> Any:
    there = table(kind, column("id", Text()), column("row_version", Integer()))
    next_one = update(there).where(there.c.id == record_id)
    return next_one.values(row_version=there.c.row_version + 1)


def _insert(kind: str, rows: list[_Row]) -> Any:
    """Insert rows into a table as it is at this step: its class may say something else by now."""
    columns = [column(name, _type_of(row[name] for row in rows)) for name in rows[0]]
    return insert(table(kind, *columns))


def _type_of(values: Iterable[Any]) -> Any:
    kinds = set(map(type, values)) - {type(None)}
    typed = {dt.date: DayType(), int: Integer(), str: Text()}
    return next((typed[kind] for kind in kinds), NullType())


def _moment(value: Any) -> dt.datetime:
    return written_instant(value) if isinstance(value, str) else value

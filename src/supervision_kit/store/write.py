"""How does one save become one transaction?

Was this save id already done? Then nothing happens again. Otherwise: version-checked rows,
revisions, one chained event a case.

While it lasts, nobody else can save; so the rows of a large save lie ready when it begins.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Update, bindparam, insert, select, update

from supervision_kit.errors import InvalidRecord, StaleRecord, StoreError
from supervision_kit.frameworks import say
from supervision_kit.records.record import kind_named, room_key
from supervision_kit.store.asked import Ahead, Save, Saved, work_ahead
from supervision_kit.store.engine import insert_here, writing
from supervision_kit.store.history import (
    HistoryEntry,
    add_events,
    events_of,
    revisions_of,
    take_heads,
)
from supervision_kit.store.laying_ready import first_overtaken, insert_ready, update_ready
from supervision_kit.store.tables import METADATA, REVISIONS, SAVES, WORDINGS

_FIND_SAVE = select(SAVES).where(SAVES.c.save_id == bindparam("save_id"))
_ADD_SAVE = insert(SAVES)
_FIND_WORDINGS = select(WORDINGS.c.id).where(WORDINGS.c.id.in_(bindparam("ids", expanding=True)))
_ADD_ROW = {table.name: insert(table) for table in METADATA.sorted_tables}
_ADD_READY = {table.name: insert_ready(table) for table in METADATA.sorted_tables}


@contextmanager
def saving(engine: Engine, save: Save) -> Iterator[tuple[Connection, Ahead | None]]:
    """Begin the transaction of a save, after all that can be done before."""
    ahead = work_ahead(engine, save)
    with writing(engine, ready=ahead and ahead.rows) as connection:
        yield connection, ahead


def write(
    connection: Connection, save: Save, ahead: Ahead | None = None
) -> tuple[Saved, list[int]]:
    """Do a save inside a transaction that the caller commits.

    Parameters
    ----------
    connection : Connection
        From `saving`.
    save : Save
        What is asked for.
    ahead : Ahead or None
        Also from there: then its rows lie ready on this connection.

    Returns
    -------
    Saved, list of int
        What was done, and the versions the records are at now, in the order given.

    Raises
    ------
    StaleRecord
        If somebody else saved one of the records since it was read.
    UnknownCase
        If a record belongs to no case.
    StoreError
        If the save id was used for something else.
    """
    done = connection.execute(_FIND_SAVE, {"save_id": save.save_id}).first()
    if done is not None:
        if done.digest != save.digest or done.author != save.author:
            raise StoreError(say("store.save_id_used"))
        return save.saved(done.saved_at, repeated=True), _versions(connection, save.save_id)
    row = {"save_id": save.save_id, "author": save.author, "digest": save.digest}
    saved_at = dt.datetime.now(dt.UTC)
    connection.execute(_ADD_SAVE, {**row, "saved_at": saved_at})
    heads = take_heads(connection, save.streams, save.new_salts)
    _keep_wordings(connection, save, saved_at)
    _write_rows(connection, save, is_ready=ahead is not None)
    salts = {stream: head.salt for stream, head in heads.items()}
    events = _keep_revisions(connection, save, salts, ahead)
    add_events(connection, heads, events, save.save_id, save.author, saved_at)
    return save.saved(saved_at), [entry.version for entry in save.entries]


def _keep_revisions(
    connection: Connection, save: Save, salts: dict[str, str], ahead: Ahead | None
) -> dict[str, tuple[str, int]]:
    """Keep the new state of each record; give back what each history gains by that."""
    if ahead is not None and ahead.salts == salts:
        connection.execute(_ADD_READY[REVISIONS.name])
        return ahead.events
    rows = revisions_of(save.entries, salts, save.save_id)
    connection.execute(_ADD_ROW[REVISIONS.name], rows)
    return events_of(rows)


def _versions(connection: Connection, save_id: str) -> list[int]:
    query = select(REVISIONS.c.row_version).where(REVISIONS.c.save_id == save_id)
    return list(connection.scalars(query.order_by(REVISIONS.c.position)))


def _keep_wordings(connection: Connection, save: Save, at: dt.datetime) -> None:
    if not save.wordings:
        return
    known = set(connection.scalars(_FIND_WORDINGS, {"ids": save.wordings}))
    scales = {scale.wording: scale for scale in save.framework.scales.values()}
    for wording in save.wordings:
        if wording in known:
            continue
        if wording not in scales:
            raise InvalidRecord(say("store.unknown_wording"), "wording")
        scale = scales[wording]
        row = {
            "id": wording,
            "scale": scale.key,
            "minimum": float(scale.minimum),
            "maximum": float(scale.maximum),
            "step": float(scale.step),
            "content": scale.as_json(),
            "first_used_at": at,
        }
        connection.execute(insert_here(connection, WORDINGS).values(row).on_conflict_do_nothing())


def _write_rows(connection: Connection, save: Save, *, is_ready: bool) -> None:
    for kind, rows in save.new_rows.items():
        if is_ready:
            connection.execute(_ADD_READY[kind])
        else:
            connection.execute(_ADD_ROW[kind], rows)
    if is_ready:
        _update_ready(connection, save)
        return
    for entry in save.changed:
        _update(connection, entry)


def _update_ready(connection: Connection, save: Save) -> None:
    changed = {entry.record_id: entry for entry in save.changed}
    for kind in {entry.kind for entry in save.changed}:
        table = METADATA.tables[kind]
        if overtaken := connection.scalar(first_overtaken(table)):
            raise stale(connection, changed[overtaken])
        connection.execute(update_ready(table))


def _update(connection: Connection, entry: HistoryEntry) -> None:
    then = {"of": entry.record_id, "from": entry.version - 1, "in": entry.stream}
    if connection.execute(_change_row(entry.kind), entry.values | then).rowcount != 1:
        raise stale(connection, entry)


@cache
def _change_row(kind: str) -> Update:
    table = METADATA.tables[kind]
    match = [table.c.id == bindparam("of"), table.c.row_version == bindparam("from")]
    if key := room_key(kind_named(kind)):  # a record never moves to another room
        match.append(table.c[key] == bindparam("in"))
    values = {column.name: bindparam(column.name) for column in table.c}
    return update(table).where(*match).values(values)


def stale(connection: Connection, entry: HistoryEntry) -> StaleRecord | StoreError:
    """Say that a record was saved by somebody else, and what the store holds now."""
    table = METADATA.tables[entry.kind]
    query = select(table).where(table.c.id == entry.record_id)
    row = connection.execute(query).mappings().first()
    if row is None:
        return StoreError(say("store.record_gone"))
    found: dict[str, Any] = {**row}
    if kind_named(entry.kind).stream_of(found) != entry.stream:
        return StoreError(say("store.other_case"))
    return StaleRecord(say("store.stale"), entry.record_id, found)

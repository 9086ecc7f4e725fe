"""Is every record as it was last saved, and are the words of every scale those that were used?"""

import json
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, inspect, select, text

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import say, scale_from_json
from supervision_kit.records import Record
from supervision_kit.records.record import kinds, room_key
from supervision_kit.store.history import content_of
from supervision_kit.store.raw_rows import RawRows
from supervision_kit.store.tables import REVISIONS
from supervision_kit.store.verify_history import (
    Book,
    SavedRow,
    State,
    moment_of,
    room_in_words,
    state_digest,
)

_NEVER = State("", 0, "")


def kinds_here(connection: Connection) -> list[str]:
    """Name the tables of records there are; an earlier form of the store may have fewer."""
    known = {kind.__tablename__ for kind in kinds()}
    return sorted(known & set(inspect(connection).get_table_names()))


def changed_records(rows: RawRows, book: Book) -> Iterator[str]:
    """Find records that are not as they were last saved, were never saved, or are gone."""
    last = dict(book.last)
    for record in sorted(kinds(), key=attrgetter("__tablename__")):
        kind = record.__tablename__
        for row in rows.of(kind, "id"):
            state = last.pop((kind, row["id"]), _NEVER)
            told = {"table": kind, "record": str(row["id"])[:8]}
            if state is _NEVER:
                stream = record.stream_of(row)
                room = book.room(stream)
                if room_key(record) is None and stream == row["id"] and stream not in book.rooms:
                    room = room_in_words(record.kept.room, row["code"])
                yield say("store.found_never_saved", room=room, **told)
            elif not _is_as_saved(rows, book, record, row, state):
                yield say("store.found_row", room=book.room(state.stream), **told)
    for (kind, record_id), state in last.items():
        if (state.stream, record_id) in book.erased:
            continue
        told = {"table": kind, "record": str(record_id)[:8]}
        yield say("store.found_no_row", room=book.room(state.stream), **told)


def _is_as_saved(
    rows: RawRows, book: Book, record: type[Record], row: SavedRow, state: State
) -> bool:
    stream = record.stream_of(row)
    is_erased = (stream, row["id"]) in book.erased
    if is_erased or (stream, row["row_version"]) != (state.stream, state.version):
        return False
    asked = {
        "stream": stream,
        "kind": record.__tablename__,
        "record_id": row["id"],
        "row_version": row["row_version"],
    }
    try:
        if state.digest == state_digest(book, asked, content_of(row), state.beside):
            return True
        # The record may be older than some of its columns, and than the going of others.
        saved = json.loads(_saved_content(rows, asked))
        kept = {name: value for name, value in saved.items() if name in row}
        younger = row.keys() - kept.keys() - {"id", "row_version"}
        return content_of(kept) == content_of({name: row[name] for name in kept}) and all(
            row[name] == _default(rows, record, name) for name in younger
        )
    except (KeyError, TypeError, ValueError):
        return False


def _saved_content(rows: RawRows, asked: SavedRow) -> str:
    query = select(REVISIONS.c.content).where(
        REVISIONS.c.record_id == asked["record_id"],
        REVISIONS.c.row_version == asked["row_version"],
    )
    return str(rows.connection.scalar(query))


def _default(rows: RawRows, record: type[Record], name: str) -> Any:
    """Give what a column holds in rows that are older than it."""
    declared = record.__table__.c.get(name)
    if declared is not None:
        return getattr(declared.default, "arg", None)
    # A column of a form that this version does not know: the database says what it filled in.
    columns = inspect(rows.connection).get_columns(record.__tablename__)
    filled = next(each["default"] for each in columns if each["name"] == name)
    return None if filled is None else rows.connection.scalar(text(f"SELECT {filled}"))


def changed_wordings(rows: RawRows, book: Book) -> Iterator[str]:
    """Find words that are not those the ratings were answered under, and words that are gone."""
    there = set()
    for row in rows.of("wordings", "id"):
        there.add(row["id"])
        if not _is_as_worded(row, book):
            yield say("store.found_wording", wording=row["id"], cases=_cases(book, row["id"]))
    for wording in sorted(book.wordings.keys() - there):
        yield say("store.found_no_wording", wording=wording, cases=_cases(book, wording))


def _is_as_worded(row: SavedRow, book: Book) -> bool:
    try:
        scale = scale_from_json(row["content"])
    except (FrameworkError, TypeError):
        return False
    bounds = (float(scale.minimum), float(scale.maximum), float(scale.step))
    used_at = {
        moment_of(book.saves[save]["saved_at"])
        # Of an erased rating nobody can tell any more under which words it was answered.
        for save in book.wordings.get(row["id"], set()) | book.emptied
        if save in book.saves
    }
    return (
        (row["id"], row["scale"]) == (scale.wording, scale.key)
        and (row["minimum"], row["maximum"], row["step"]) == bounds
        and moment_of(row["first_used_at"]) in used_at - {None}
    )


def _cases(book: Book, wording: str) -> str:
    saves = book.wordings.get(wording, set())
    streams = {stream for save, stream in book.digests if save in saves}
    return ", ".join(sorted(book.room(stream) for stream in streams)) or "–"

"""Is the store whole: the file, the history, and every record as it was last saved?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, inspect, select, table, text

from supervision_kit.frameworks import say
from supervision_kit.records import Record
from supervision_kit.store.history import (
    content_of,
    event_digest,
    first_link,
    next_link,
    revision_digest,
)
from supervision_kit.store.origin import origin_columns, origin_text
from supervision_kit.store.tables import HEADS, HISTORY, REVISIONS, SALTS, SAVES

#: So many findings are told; more would say no more.
_MOST_TOLD = 20


@dataclass(frozen=True)
class Verification:
    """What was found.

    Attributes
    ----------
    ok : bool
        True if nothing is wrong.
    sentence : str
        For the screen.
    problems : tuple of str
        One sentence a finding, at most twenty; without anything from the records.
    n_events : int
        Events looked at.
    """

    ok: bool
    sentence: str
    problems: tuple[str, ...]
    n_events: int


def verify_all(connection: Connection) -> Verification:
    """Check the file, all histories, and all records against their last revision."""
    problems = list(_damage(connection))
    if not problems:  # in a damaged file every other finding would follow from that
        salts = {row.stream: row.salt for row in connection.execute(select(SALTS))}
        problems += [*_revisions(connection, salts), *_chains(connection)]
        problems += _rows(connection, salts)
    n_events = connection.scalar(select(func.count()).select_from(HISTORY)) or 0
    key = "store.verified" if not problems else "store.not_verified"
    sentence = say(key, n=len(problems) or n_events)
    return Verification(not problems, sentence, tuple(problems[:_MOST_TOLD]), n_events)


def _damage(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    if connection.scalars(text("PRAGMA integrity_check(1)")).first() != "ok":
        yield say("store.found_damage")
    if connection.execute(text("PRAGMA foreign_key_check")).first():
        yield say("store.found_loose_ends")


def _revisions(connection: Connection, salts: dict[str, str]) -> Iterator[str]:
    # As they lie there: an earlier form of the store has fewer columns.
    for row in connection.execute(select(text("*")).select_from(REVISIONS)):
        salt = salts.get(row.stream)
        if salt is None or row.content is None:  # erased
            continue
        state = (row.kind, row.record_id, row.row_version, row.content)
        if row.digest != revision_digest(salt, *state, origin_text(row._mapping)):
            yield say("store.found_revision", stream=row.stream[:8])


def _chains(connection: Connection) -> Iterator[str]:
    digests = _digests(connection)
    heads = {row.stream: (row.seq, row.link) for row in connection.execute(select(HEADS))}
    events = connection.execute(
        select(HISTORY, SAVES.c.author, SAVES.c.saved_at)
        .join(SAVES, SAVES.c.save_id == HISTORY.c.save_id)
        .order_by(HISTORY.c.stream, HISTORY.c.seq)
    )
    ends: dict[str, tuple[int, str]] = {}
    for stream, chain in groupby(events, key=lambda row: row.stream):
        seq, link = 0, first_link(stream)
        for seq, event in enumerate(chain, start=1):
            digest = event_digest(digests.pop((event.save_id, stream), []))
            link = next_link(link, stream, seq, event.save_id, event.author, event.saved_at, digest)
            if (event.seq, event.digest, event.link) != (seq, digest, link):
                yield say("store.found_break", stream=stream[:8], step=seq)
                break
        else:
            ends[stream] = (seq, link)
            if heads.get(stream) != ends[stream]:
                yield say("store.found_head", stream=stream[:8])
        heads.pop(stream, None)
    yield from (say("store.found_head", stream=stream[:8]) for stream in heads)
    streams = sorted({stream for _save, stream in digests} - ends.keys() - heads.keys())
    yield from (say("store.found_head", stream=stream[:8]) for stream in streams)
    yield from _saves_without_event(connection)


def _digests(connection: Connection) -> dict[tuple[str, str], list[str]]:
    query = select(REVISIONS.c.save_id, REVISIONS.c.stream, REVISIONS.c.digest)
    found: dict[tuple[str, str], list[str]] = {}
    for row in connection.execute(query.order_by(REVISIONS.c.save_id, REVISIONS.c.position)):
        found.setdefault((row.save_id, row.stream), []).append(row.digest)
    return found


def _saves_without_event(connection: Connection) -> Iterator[str]:
    there = select(HISTORY.c.save_id).where(HISTORY.c.save_id == SAVES.c.save_id)
    n = connection.scalar(select(func.count()).select_from(SAVES).where(~there.exists())) or 0
    if n:
        yield say("store.found_saves", n=n)


def kinds_here(connection: Connection) -> list[str]:
    """Name the tables of records there are; an earlier form of the store may have fewer."""
    there = set(inspect(connection).get_table_names())
    return sorted(there & {mapper.class_.__tablename__ for mapper in Record.registry.mappers})


def _rows(connection: Connection, salts: dict[str, str]) -> Iterator[str]:
    last = _last_digests(connection)
    for kind in kinds_here(connection):
        # As they lie there, without our types: the columns may be those of an earlier form.
        for row in connection.execute(select(text("*")).select_from(table(kind))).mappings():
            stream, version, digest, origin = last.pop((kind, row["id"]), ("", 0, "", ""))
            if version == row["row_version"] and stream not in salts:
                continue  # erased
            if version != row["row_version"] or not _is_as_saved(
                connection, kind, dict(row), salts[stream], digest, origin
            ):
                yield say("store.found_row", record=row["id"][:8])
    yield from (say("store.found_no_row", record=record[:8]) for _kind, record in last)


def _is_as_saved(
    connection: Connection, kind: str, row: dict[str, Any], salt: str, digest: str, origin: str
) -> bool:
    record_id, version = row["id"], row["row_version"]
    if digest == revision_digest(salt, kind, record_id, version, content_of(row), origin):
        return True
    # The record may be older than some of its columns: compare those it was saved with.
    saved = connection.scalar(
        select(REVISIONS.c.content).where(
            REVISIONS.c.record_id == record_id, REVISIONS.c.row_version == version
        )
    )
    names = json.loads(saved or "{}").keys()
    return saved == content_of({name: row.get(name) for name in names})


def _last_digests(connection: Connection) -> dict[tuple[str, str], tuple[str, int, str, str]]:
    query = select(
        REVISIONS.c.kind,
        REVISIONS.c.record_id,
        REVISIONS.c.stream,
        REVISIONS.c.row_version,
        REVISIONS.c.digest,
        *origin_columns(connection),
    )
    rows = connection.execute(query.order_by(REVISIONS.c.row_version))
    return {
        (row.kind, row.record_id): (
            row.stream,
            row.row_version,
            row.digest,
            origin_text(row._mapping),
        )
        for row in rows
    }

"""Is every saved state still the one that was saved?

Each save adds one event to the history of each case it touches. An event holds the link of the
event before it, so none can be changed or taken out unnoticed; a head row holds the last link, so
the last one cannot be taken off either. What was saved is in the revisions; the chain holds only
their digests, keyed with a salt a case.
"""

import datetime as dt
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text, update

from supervision_kit.errors import StoreError, UnknownCase
from supervision_kit.frameworks import say
from supervision_kit.records import Case, Record
from supervision_kit.records.kept import HOUSE_STREAM
from supervision_kit.records.types import instant_text
from supervision_kit.store.origin import ORIGIN, Origin, beside_text
from supervision_kit.store.tables import HEADS, HISTORY, SALTS

_NOT_CONTENT = ("id", "row_version")
_HOUSE = 0x486F757365  # any number, the same for all who begin one history in PostgreSQL
_NO_ORIGIN = dict.fromkeys(ORIGIN)

# Built once: putting a statement together takes longer than SQLite takes to do it.
_TAKE_HEADS = (
    select(HEADS.c.stream, HEADS.c.seq, HEADS.c.link, SALTS.c.salt)
    .join(SALTS, SALTS.c.stream == HEADS.c.stream)
    .where(HEADS.c.stream.in_(bindparam("streams", expanding=True)))
    .order_by(HEADS.c.stream)  # always in one order, so that two saves cannot block each other
    .with_for_update(of=HEADS)
)
_FIND_SALTS = select(SALTS).where(SALTS.c.stream.in_(bindparam("streams", expanding=True)))
_ADD_HEAD, _ADD_SALT = insert(HEADS), insert(SALTS)
_ADD_EVENT = insert(HISTORY)
_MOVE_HEAD = (
    update(HEADS)
    .where(HEADS.c.stream == bindparam("of"))
    .values(seq=bindparam("seq"), link=bindparam("link"))
)


@dataclass(frozen=True)
class Head:
    """End of one case's chain, with the salt its digests are keyed with."""

    stream: str
    seq: int
    link: str
    salt: str


@dataclass(frozen=True)
class HistoryEntry:
    """One record as a save will leave it.

    Attributes
    ----------
    kind : str
        Its table.
    version : int
        The one it will be at.
    stream : str
        Whose history it is part of: the id of its room.
    begins : bool
        Whether a room of its own begins with it.
    values : dict
        By column.
    content : str
        The same as one text, see `content_of`.
    origin : dict
        Who wrote it, if not who saves it.
    why : str or None
        The reason somebody gave for the change.
    """

    kind: str
    record_id: str
    version: int
    stream: str
    begins: bool
    values: dict[str, Any]
    content: str
    origin: dict[str, Any]
    why: str | None = None

    @property
    def is_new(self) -> bool:
        """Whether the record was never saved before."""
        return self.version == 1


def entry_of(record: Record, origin: Origin | None = None, why: str = "") -> HistoryEntry:
    """Describe a record as a save will leave it; its chain is that of its room."""
    values = record.snapshot()
    values["row_version"] += 1
    return HistoryEntry(
        kind=record.__tablename__,
        record_id=values["id"],
        version=values["row_version"],
        stream=record.stream_of(values),
        begins=record.kept.opens is not None,
        values=values,
        content=content_of(values),
        origin=asdict(origin) if origin else {},
        why=why or None if record.row_version else None,
    )


def content_of(values: Mapping[str, Any]) -> str:
    """Write a record's values as one text, the same for the same values.

    >>> content_of({"id": "a", "row_version": 3, "rated_on": dt.date(2026, 3, 1), "value": 2.0})
    '{"rated_on":"2026-03-01","value":2.0}'
    """
    kept = {name: value for name, value in values.items() if name not in _NOT_CONTENT}
    return json.dumps(
        kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=dt.date.isoformat
    )


def revision_digest(
    salt: str, kind: str, record_id: str, version: int, content: str, beside: str = ""
) -> str:
    """Digest one saved state, so that nobody can guess the content from it without the salt."""
    parts = [kind, record_id, str(version), content]
    if beside:  # without it, the digest is that of a state from before there was anything beside
        parts.append(beside)
    message = "\n".join(parts)
    return hmac.new(bytes.fromhex(salt), message.encode(), hashlib.sha256).hexdigest()


def save_part(kind: str, record_id: str, content: str) -> bytes:
    """Give what one record adds to the digest of its save."""
    # No text may hold NUL, so it parts one record from the next.
    return "\n".join((kind, record_id, content)).encode() + b"\0"


def event_digest(digests: Iterable[str]) -> str:
    """Digest all that one save did to one case."""
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def next_link(
    before: str, stream: str, seq: int, save_id: str, author: str, at: dt.datetime, digest: str
) -> str:
    """Link an event to the one before it."""
    parts = (before, stream, str(seq), save_id, author, instant_text(at), digest)
    # JSON keeps ("a", "bc") and ("ab", "c") apart.
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def first_link(stream: str) -> str:
    """Begin a case's chain."""
    return hashlib.sha256(stream.encode()).hexdigest()


def salts_to_be(entries: Iterable[HistoryEntry]) -> dict[str, str]:
    """Make a salt for each new room, by the id of its history; that of the house may be there."""
    new = {entry.record_id for entry in entries if entry.is_new and entry.begins}
    new |= {entry.stream for entry in entries if entry.stream == HOUSE_STREAM}
    return {stream: secrets.token_hex(32) for stream in sorted(new)}


def salts_there(connection: Connection, streams: Iterable[str]) -> dict[str, str]:
    """Read the salts of the cases that are about to change; they never change themselves."""
    salts: dict[str, str] = {}
    for some in _in_hundreds(sorted(streams)):
        found = connection.execute(_FIND_SALTS, {"streams": some})
        salts |= {row.stream: row.salt for row in found if _is_salt(row.salt)}
    return salts


def take_heads(
    connection: Connection, streams: set[str], new_salts: Mapping[str, str]
) -> dict[str, Head]:
    """Read the heads of all cases that are about to change, and begin those of new cases.

    Raises
    ------
    UnknownCase
        If a record belongs to a case that is not in the store.
    StoreError
        If a case is there and its history is not.
    """
    _begin_chains(connection, new_salts)
    heads: dict[str, Head] = {}
    for some in _in_hundreds(sorted(streams)):
        found = connection.execute(_TAKE_HEADS, {"streams": some})
        heads |= {row.stream: Head(*row) for row in found if _is_salt(row.salt)}
    for stream in streams - heads.keys():
        raise _headless(connection, stream)
    return heads


def _is_salt(salt: object) -> bool:
    return isinstance(salt, str) and re.fullmatch("[0-9a-f]{64}", salt) is not None


def _begin_chains(connection: Connection, salts: Mapping[str, str]) -> None:
    if not salts:
        return
    new = [each for each in salts if each != HOUSE_STREAM or not _has_house(connection)]
    heads = [{"stream": each, "seq": 0, "link": first_link(each)} for each in new]
    if heads:
        connection.execute(_ADD_HEAD, heads)
        connection.execute(_ADD_SALT, [{"stream": each, "salt": salts[each]} for each in new])


def _has_house(connection: Connection) -> bool:
    """Say whether anything of the house was ever saved; who asks, keeps others from saving it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:house)"), {"house": _HOUSE})
    return connection.execute(_FIND_SALTS, {"streams": [HOUSE_STREAM]}).first() is not None


def _headless(connection: Connection, stream: str) -> StoreError | UnknownCase:
    found = connection.scalar(select(Case.__table__.c.id).where(Case.__table__.c.id == stream))
    if found is None:
        return UnknownCase(say("store.case_gone"))
    return StoreError(say("store.no_head"))


def _in_hundreds(values: list[str]) -> Iterable[list[str]]:
    # Engines bound the number of values in one statement.
    return (values[start : start + 500] for start in range(0, len(values), 500))


def revisions_of(
    entries: list[HistoryEntry], salts: Mapping[str, str], save_id: str
) -> list[dict[str, Any]]:
    """Write the new state of each record as a row of the revisions, in the order saved."""
    rows: list[dict[str, Any]] = []
    for position, entry in enumerate(entries):
        state = (entry.kind, entry.record_id, entry.version, entry.content)
        beside = {**(entry.origin or _NO_ORIGIN), "why": entry.why}
        rows.append(
            {
                "record_id": entry.record_id,
                "row_version": entry.version,
                "save_id": save_id,
                "position": position,
                "stream": entry.stream,
                "kind": entry.kind,
                "content": entry.content,
                "digest": revision_digest(salts[entry.stream], *state, beside_text(beside)),
                **beside,
            }
        )
    return rows


def events_of(revisions: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, int]]:
    """Give what each history gains by a save: a digest of all its states, and their number."""
    digests: dict[str, list[str]] = {}
    for row in revisions:
        digests.setdefault(row["stream"], []).append(row["digest"])
    return {stream: (event_digest(listed), len(listed)) for stream, listed in digests.items()}


def add_events(
    connection: Connection,
    heads: Mapping[str, Head],
    gained: Mapping[str, tuple[str, int]],
    save_id: str,
    author: str,
    saved_at: dt.datetime,
) -> None:
    """Chain one event a case, and move the case's head."""
    events, moves = [], []
    for stream, (digest, n_records) in gained.items():
        head = heads[stream]
        seq = head.seq + 1
        link = next_link(head.link, stream, seq, save_id, author, saved_at, digest)
        event = {"stream": stream, "seq": seq, "save_id": save_id, "n_records": n_records}
        events.append({**event, "digest": digest, "link": link})
        moves.append({"of": stream, "seq": seq, "link": link})
    connection.execute(_ADD_EVENT, events)
    connection.execute(_MOVE_HEAD, moves)

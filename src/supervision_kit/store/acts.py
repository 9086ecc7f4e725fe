"""What becomes of a record that should not be here, and of all that hangs on it?

*Take back*: it stays, marked, and is told nowhere. *Undo*: what one save did is set back. *Wrong
case*: it is written again where it belongs, and its words are erased where they stood. Each is a
save like any other; this module says of which records, and what they will hold.
"""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, select, update

from supervision_kit.errors import StaleRecord, StoreError
from supervision_kit.frameworks import say, says, written_day
from supervision_kit.records import (
    Case,
    Concern,
    ConcernStep,
    Contact,
    DateAhead,
    Erasure,
    Record,
    kind_named,
    kinds,
    new_id,
)
from supervision_kit.records.record import as_kept, can_be_taken_back, references_of, rule_of
from supervision_kit.records.rules import TextRule
from supervision_kit.records.taking_back import WITHDRAWN
from supervision_kit.records.types import DayType
from supervision_kit.store.carrying_over import is_of_upgrade
from supervision_kit.store.origin import Origin
from supervision_kit.store.read import find_record
from supervision_kit.store.tables import DRAFTS, REVISIONS, SAVES

# What a contact's form begins beside the contact, and what does not name it.
_BEGUN_BESIDE = (Concern, DateAhead)
# Shorter texts than this may stand in a draft by chance.
_TELLING = 4


class Moved(NamedTuple):
    """What a record that stood in the wrong case leaves behind, and what it becomes.

    Attributes
    ----------
    written : list of Record
        New records in the case they belong to.
    erased : list of Record
        Those whose words go.
    noted : list of Erasure
        One for each of them.
    origins : dict of str to Origin
        Who wrote each of the new ones, by its id: those who wrote it the first time.
    let_go : list of Record
        What stays and named one of those that go.
    """

    written: list[Record]
    erased: list[Record]
    noted: list[Erasure]
    origins: dict[str, Origin]
    let_go: list[Record]


def hanging_on(connection: Connection, record: Record) -> list[Record]:
    """Find what goes with a record when it goes: what cannot be without it, and itself, first.

    With a contact goes all that came out of it.
    """
    found = {record.id: record}
    waiting = [record, *_begun_beside(connection, record)]
    found |= {each.id: each for each in waiting}
    while waiting:
        each = waiting.pop()
        for other in _naming(connection, each):
            if other.id not in found:
                found[other.id] = other
                waiting.append(other)
    steps = [each for each in found.values() if isinstance(each, ConcernStep)]
    for concern_id in {each.concern_id for each in steps} - found.keys():
        concern = find_record(connection, Concern, concern_id)
        if concern and all(step.id in found for step in _steps(connection, concern)):
            found[concern.id] = concern
    return list(found.values())


def _naming(connection: Connection, record: Record) -> Iterable[Record]:
    """Find the records that name another one and would make no sense without it."""
    for kind in kinds():
        for column, named in references_of(kind).items():
            table = kind.__table__
            is_part = named is Contact or not table.c[column].nullable
            if isinstance(record, named) and is_part:
                rows = connection.execute(select(table).where(table.c[column] == record.id))
                yield from (kind(**row) for row in rows.mappings().all())


def letting_go(connection: Connection, records: Iterable[Record]) -> list[Record]:
    """Give the records that name one of these and can do without it, naming it no more."""
    going = {each.id: each for each in records}
    found: dict[str, Record] = {}
    for kind in kinds():
        for column, named in references_of(kind).items():
            ids = [each.id for each in going.values() if isinstance(each, named)]
            table = kind.__table__
            rows = connection.execute(select(table).where(table.c[column].in_(ids)))
            for row in rows.mappings().all() if ids else ():
                if row["id"] not in going:
                    other = found.setdefault(row["id"], kind(**row))
                    setattr(other, column, None)
    return list(found.values())


def _begun_beside(connection: Connection, record: Record) -> list[Record]:
    """Find what the form of a contact began in the same save, and nobody has changed since."""
    if not isinstance(record, Contact):
        return []
    first = (REVISIONS.c.record_id == record.id, REVISIONS.c.row_version == 1)
    query = select(REVISIONS.c.save_id).where(*first, REVISIONS.c.written_by.is_(None))
    save_id = connection.scalar(query)
    tables = {kind.__tablename__: kind for kind in _BEGUN_BESIDE}
    begun = (
        select(REVISIONS.c.kind, REVISIONS.c.record_id)
        .where(REVISIONS.c.save_id == save_id, REVISIONS.c.row_version == 1)
        .where(REVISIONS.c.kind.in_(tables))
    )
    rows = connection.execute(begun).all()
    read = [find_record(connection, tables[kind], record_id) for kind, record_id in rows]
    unchanged = [each for each in read if each is not None and each.row_version == 1]
    return [each for each in unchanged if not _goes_on(connection, each, record)]


def _goes_on(connection: Connection, begun: Record, contact: Contact) -> bool:
    """Say whether a concern has steps that came out of no contact, or of another one."""
    if not isinstance(begun, Concern):
        return False
    return any(step.contact_id != contact.id for step in _steps(connection, begun))


def _steps(connection: Connection, concern: Concern) -> list[Any]:
    """Find the steps of a concern that stand: `id` and `contact_id`."""
    table = ConcernStep.__table__
    query = select(table.c.id, table.c.contact_id)
    return list(
        connection.execute(
            query.where(table.c.concern_id == concern.id, table.c.withdrawn_on.is_(None))
        )
    )


def taken_back(records: Iterable[Record], on: dt.date, why: str) -> list[Record]:
    """Mark records as taken back, those that are not yet.

    Raises
    ------
    StoreError
        If one of them is of a kind that cannot be taken back.
    """
    marked = []
    for each in records:
        if not can_be_taken_back(type(each)):
            raise StoreError(say("store.cannot_take_back"))
        if getattr(each, WITHDRAWN[0]) is None:
            _mark(each, on, why)
            marked.append(each)
    return marked


def _mark(record: Record, on: dt.date | None, why: str) -> None:
    for name, value in zip(WITHDRAWN, (on, why), strict=True):
        setattr(record, name, value)


def undone(connection: Connection, save_id: str, on: dt.date, why: str) -> list[Record]:
    """Set the records of a save back to what they were before it; new ones are taken back.

    Raises
    ------
    StaleRecord
        If one of them was changed since.
    StoreError
        If there is nothing of that save to undo, or it began something that stays, such as a case.
    """
    query = select(REVISIONS).where(REVISIONS.c.save_id == save_id).order_by(REVISIONS.c.position)
    rows = connection.execute(query).all()
    if not rows:
        raise StoreError(say("store.nothing_to_undo"))
    return [_before(connection, row, on, why) for row in rows]


def _before(connection: Connection, row: Any, on: dt.date, why: str) -> Record:
    kind = kind_named(row.kind)
    record = find_record(connection, kind, row.record_id)
    if record is None or _was_changed_since(connection, row):
        told = record.snapshot() if record else {}
        raise StaleRecord(say("store.changed_since"), row.record_id, told)
    if row.row_version == 1:
        if not can_be_taken_back(kind):
            raise StoreError(_why_it_stays(record))
        _mark(record, on, why)
        return record
    query = select(REVISIONS.c.content).where(
        REVISIONS.c.record_id == row.record_id, REVISIONS.c.row_version == row.row_version - 1
    )
    before, after = (state_of(kind, each) for each in (connection.scalar(query), row.content))
    for name, value in before.items():
        if value != after.get(name):
            setattr(record, name, value)
    return record


def _was_changed_since(connection: Connection, row: Any) -> bool:
    """Say whether anybody saved a record after a state of it; an upgrade changes nothing of it."""
    later = (REVISIONS.c.record_id == row.record_id, REVISIONS.c.row_version > row.row_version)
    saves = connection.scalars(select(REVISIONS.c.save_id).where(*later))
    return not all(map(is_of_upgrade, saves))


def _why_it_stays(record: Record) -> str:
    """Say why what began with a save cannot be undone, and what can be done instead."""
    own = f"store.cannot_undo_{record.__tablename__}"
    return say(own if says(own) else "store.cannot_undo", code=getattr(record, "code", ""))


def state_of(kind: type[Record], content: object) -> dict[str, Any]:
    """Read a saved state of a kind, as far as its columns are still there.

    Where it says the code of somebody who is named by their id today, it gives the code.

    Raises
    ------
    StoreError
        If it was erased, or cannot be read.
    """
    try:
        saved = as_kept(kind, json.loads(str(content)))
        columns = kind.__table__.columns
        return {
            name: written_day(value) if value and isinstance(columns[name].type, DayType) else value
            for name, value in saved.items()
            if name in columns
        }
    except (ValueError, TypeError, AttributeError):
        raise StoreError(say("store.nothing_to_undo")) from None


def moved(connection: Connection, record: Record, to: Case, on: dt.date) -> Moved:
    """Say what a record, and all that hangs on it, becomes in the case it belongs to.

    Who was there is not taken along: participants are those of a case. A step of a concern that
    stays becomes a concern of its own, so that it stays open until somebody closes it.
    """
    erased = hanging_on(connection, record)
    ids = {each.id: new_id() for each in erased}
    written: list[Record] = []
    for each in erased:
        if getattr(each, WITHDRAWN[0], None) is None:
            written += _written_again(connection, each, ids, to)
    noted = [
        Erasure(
            case_id=each.stream_of(each.snapshot()),
            erased_on=on,
            erased_kind=each.__tablename__,
            erased_id=each.id,
        )
        for each in erased
    ]
    wrote = _authors(connection, list(ids))
    origins = {ids[old]: origin for old, origin in wrote.items()}
    return Moved(written, erased, noted, origins, letting_go(connection, erased))


def _authors(connection: Connection, ids: list[str]) -> dict[str, Origin]:
    """Say who first wrote records, by their ids."""
    query = (
        select(REVISIONS.c.record_id, REVISIONS.c.written_by, REVISIONS.c.written_at, SAVES)
        .join(SAVES, SAVES.c.save_id == REVISIONS.c.save_id)
        .where(REVISIONS.c.record_id.in_(ids), REVISIONS.c.row_version == 1)
    )
    return {
        row.record_id: Origin(row.written_by or row.author, row.written_at or row.saved_at)
        for row in connection.execute(query)
    }


def _written_again(
    connection: Connection, record: Record, ids: dict[str, str], to: Case
) -> list[Record]:
    values = record.snapshot() | {"id": ids[record.id], "case_id": to.id, "row_version": 0}
    beside: list[Record] = []
    for column, named in references_of(type(record)).items():
        there = values[column]
        if there in ids or there is None:
            values[column] = ids.get(there) if there else None
        elif record.__table__.c[column].nullable:
            values[column] = None
        elif named is Concern:
            concern = find_record(connection, Concern, there)
            worry = concern.worry if concern else ""
            again = Concern(case_id=to.id, opened_on=values["happened_on"], worry=worry)
            ids[there], values[column] = again.id, again.id
            beside.append(again)
        else:  # who was there: somebody of the other case
            return []
    return [*beside, type(record)(**values)]


def erase(connection: Connection, erased: Iterable[Record]) -> None:
    """Delete records, empty their history of all words, and drop drafts that hold them.

    Raises
    ------
    StaleRecord
        If one of them was saved by somebody else meanwhile.
    """
    gone = list(erased)
    order = {kind: n for n, kind in enumerate(kinds())}
    for each in sorted(gone, key=lambda each: -order[type(each)]):
        table = each.__table__
        found = delete(table).where(table.c.id == each.id, table.c.row_version == each.row_version)
        if connection.execute(found).rowcount != 1:
            raise StaleRecord(say("store.stale"), each.id, each.snapshot())
        state = REVISIONS.c.record_id == each.id
        connection.execute(update(REVISIONS).where(state).values(content=None, why=None))
    _drop_drafts(connection, gone)


def _drop_drafts(connection: Connection, erased: list[Record]) -> None:
    words = {
        value
        for each in erased
        for name, value in each.snapshot().items()
        if isinstance(rule_of(each.__table__.c[name]), TextRule) and len(value or "") >= _TELLING
    }
    rooms = {each.stream_of(each.snapshot()) for each in erased}
    drafts = connection.execute(select(DRAFTS).where(DRAFTS.c.about.in_(rooms))).all()
    for draft in drafts:
        if any(json.dumps(each)[1:-1] in draft.content for each in words):
            key = (DRAFTS.c.author == draft.author, DRAFTS.c.form == draft.form)
            connection.execute(delete(DRAFTS).where(*key, DRAFTS.c.about == draft.about))

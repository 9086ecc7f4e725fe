"""What is in the store, as tables?"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import starmap
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import (
    Connection,
    Dialect,
    Double,
    Integer,
    Text,
    and_,
    case,
    func,
    select,
    type_coerce,
)
from sqlalchemy.sql.elements import ColumnElement

from supervision_kit.errors import DamagedStore, FrameworkError, StoreError, TornStore, UnknownCase
from supervision_kit.frameworks import Scale, say, scale_from_json
from supervision_kit.records import (
    AgendaPoint,
    Case,
    Closing,
    Contact,
    Mandate,
    Person,
    Rating,
    Record,
    Supervision,
    SupervisionSession,
    fold_code,
)
from supervision_kit.records.kept import CASE, Room
from supervision_kit.records.record import (
    by_code,
    can_be_taken_back,
    kinds,
    opener_of,
    own_columns,
    references_of,
    room_key,
)
from supervision_kit.records.rules import is_id
from supervision_kit.records.taking_back import WITHDRAWN
from supervision_kit.records.text import is_code
from supervision_kit.records.types import UNREADABLE, DayType, Instant
from supervision_kit.store.standing import for_the_reader
from supervision_kit.store.tables import REVISIONS, SAVES, WORDINGS

#: Where a table says which of its rows could not be read: a list of the beginnings of their ids.
DAMAGED = "damaged"
#: What the values of a column are in Python.
_KINDS: dict[type, set[type]] = {
    DayType: {dt.date},
    Integer: {int},
    Text: {str},
    Double: {float, int},
    Instant: {dt.datetime},
}
_CASES = Case.__table__
#: What of the mandate of today is read with a case.
_OF_MANDATE = (
    "mandate",
    "legal_basis",
    "pressure_from",
    "order_ends_on",
    "contact_every_days",
    "rating_every_days",
)


class _Moment(Instant):
    """A moment in a table: a damaged one is missing there, so that the rest can be read."""

    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Turn what the engine keeps into a moment in UTC, or into None."""
        moment = super().process_result_value(value, dialect)
        return None if moment is UNREADABLE else moment


def case_id_of(connection: Connection, code: object) -> str:
    """Find a case by its code, however it is spelled.

    Raises
    ------
    UnknownCase
        If there is none.
    """
    folded = fold_code(code)
    if not is_code(folded):  # and the engine might not even take it
        raise UnknownCase(say("store.no_such_code"))
    query = select(_CASES.c.id).where(_CASES.c.code == folded, *for_the_reader(connection, Case))
    found = connection.scalar(query)
    if found is None:
        raise UnknownCase(say("store.unknown_case", code=folded))
    return found


def find_record(connection: Connection, kind: type[Record], record_id: str) -> Any:
    """Read one record by its id; None if there is none."""
    if not is_id(record_id):
        return None
    table = kind.__table__
    query = select(table).where(table.c.id == record_id, *for_the_reader(connection, kind))
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    if not _is_sound(list(table.columns), tuple(row.values())):
        told = {"table": table.name, "record": record_id[:8]}
        raise DamagedStore(say("store.damaged_record", **told))
    return kind(**row)


def read_words(connection: Connection, wording: str) -> Scale:
    """Read the scale that a wording stands for; see `Store.words`."""
    query = select(WORDINGS.c.content).where(WORDINGS.c.id == wording)
    content = connection.scalar(query)
    if content is None:
        raise StoreError(say("store.unknown_wording"))
    try:
        return scale_from_json(content)
    except FrameworkError as error:
        raise DamagedStore(str(error)) from None


def read_wordings(connection: Connection, code: object = None) -> pd.DataFrame:
    """Read the words the ratings are kept under: `wording` and `content` (JSON), by wording."""
    return _wordings(connection, None if code is None else case_id_of(connection, code))


def read_all(connection: Connection, code: object = None) -> dict[str, pd.DataFrame]:
    """Read the table of every kind of record, by its name in the store, and the wordings.

    Of one case, all that is kept in its room.
    """
    return _all(connection, code, partial(_records, connection))


def read_shown(
    connection: Connection, code: object = None, *, rated_since: dt.date | None = None
) -> dict[str, pd.DataFrame]:
    """Read as `read_all` does, but of the ratings only what a page shows; see `Store.snapshot`.

    Nearly all records are ratings, and who wrote each takes longest to find.
    """

    def read(kind: type[Record], case_id: str | None) -> pd.DataFrame:
        if kind is Rating:
            return _records(connection, kind, case_id, signed=False, since=rated_since)
        return _records(connection, kind, case_id)

    return _all(connection, code, read)


def _all(
    connection: Connection,
    code: object,
    read: Callable[[type[Record], str | None], pd.DataFrame],
) -> dict[str, pd.DataFrame]:
    case_id = None if code is None else case_id_of(connection, code)
    wanted = (kind for kind in kinds() if code is None or kind.kept.room is CASE)
    records = {kind.__tablename__: read(kind, case_id) for kind in wanted}
    return {**records, WORDINGS.name: _wordings(connection, case_id)}


def read_records(
    connection: Connection, kind: type[Record], code: object = None, *, taken_back: bool = False
) -> pd.DataFrame:
    """Read all records of a kind, or those of one room; see `Store.read`.

    Raises
    ------
    UnknownCase
        If there is no case of this code.
    StoreError
        If there is no other room of this code, or these records are the house's.
    """
    room_id = None if code is None else room_id_of(connection, kind.kept.room, code)
    return _records(connection, kind, room_id, taken_back=taken_back)


def _wordings(connection: Connection, case_id: str | None) -> pd.DataFrame:
    ratings = Rating.__table__
    used = select(ratings.c.wording).where(*_stands(Rating), *for_the_reader(connection, Rating))
    if case_id is not None:
        used = used.where(ratings.c.case_id == case_id)
    query = select(WORDINGS.c.id.label("wording"), WORDINGS.c.content)
    query = query.where(WORDINGS.c.id.in_(used))
    return _frame(connection, query.order_by(*_letter_by_letter(connection, WORDINGS.c.id)))


def _records(
    connection: Connection,
    kind: type[Record],
    room_id: str | None,
    *,
    signed: bool = True,
    since: dt.date | None = None,
    taken_back: bool = False,
) -> pd.DataFrame:
    """Read the records of a kind: of one room, with who wrote them, of no earlier day."""
    if kind is Case:
        return _cases(connection, room_id)
    table, kept = kind.__table__, kind.kept
    people = {name: Person.__table__.alias(name) for name in by_code(kind)}
    columns = [
        _code_of(people[name], table.c[by_code(kind)[name]], name)
        if name in people
        else table.c[name]
        for name in _shown(kind, taken_back=taken_back)
    ]
    ordered = (*([kept.day] if kept.day else []), *kept.then, "id")
    order = [table.c[name] for name in ordered]
    if key := room_key(kind):
        rooms = opener_of(kept.room).__table__
        query = select(rooms.c.code.label(kept.room.name), *columns)
        # An outer join, so that a row of a room that is gone does not vanish without a word.
        query = query.outerjoin_from(table, rooms, table.c[key] == rooms.c.id)
        order = [rooms.c.code, *order]
    else:
        query = select(*columns).select_from(table)
    for name, column in by_code(kind).items():
        query = query.outerjoin(people[name], people[name].c.id == table.c[column])
    if signed:
        query = _with_authors(query, table)
    query = query.where(*for_the_reader(connection, kind))
    if room_id is not None:
        query = query.where(table.c[key] == room_id)
    if since is not None:
        query = query.where(table.c[kept.day] >= since)
    query = query.order_by(*_letter_by_letter(connection, *order))
    found = _frame(connection, query, room=kept.room.name if key else None)
    return found if taken_back else _standing(found)


def _code_of(people: Any, column: Any, name: str) -> Any:
    """Give the code of a person a column names; it may be missing only where nobody has to be."""
    code = people.c.code
    return (type_coerce(code, code.type) if column.nullable else code).label(name)


def _standing(found: pd.DataFrame) -> pd.DataFrame:
    """Leave out what was taken back.

    Not before it was read: rows of a torn page might then be taken for taken back, and be missing
    without a word.
    """
    if WITHDRAWN[0] not in found:
        return found
    stands: Any = found[WITHDRAWN[0]].isna()
    rest: Any = found if stands.all() else found[stands].reset_index(drop=True)
    rest = rest.drop(columns=WITHDRAWN[0])
    rest.attrs = found.attrs
    return rest


def room_id_of(connection: Connection, room: Room, code: object) -> str:
    """Find a room by its code."""
    if room is CASE:
        return case_id_of(connection, code)
    rooms = opener_of(room).__table__ if room.key else None
    found = None
    if rooms is not None:
        there = for_the_reader(connection, opener_of(room))
        found = connection.scalar(select(rooms.c.id).where(rooms.c.code == str(code), *there))
    if found is None:
        raise StoreError(say("store.no_such_room"))
    return found


def _stands(kind: type[Record]) -> list[Any]:
    """Give the condition that a record was not taken back; none where it cannot be."""
    return [kind.__table__.c.withdrawn_on.is_(None)] if can_be_taken_back(kind) else []


def _shown(kind: type[Record], *, taken_back: bool) -> list[str]:
    """Name the columns of a table that is read: what it refers to, and its own id, come last."""
    last = [*references_of(kind), "id"]
    hidden = {kind.kept.room.key, *last}
    asked = () if not can_be_taken_back(kind) else WITHDRAWN if taken_back else WITHDRAWN[:1]
    return [name for name in (*own_columns(kind), *asked) if name not in hidden] + last


def _letter_by_letter(connection: Connection, *columns: Any) -> list[Any]:
    """Order texts as SQLite does, whatever language a PostgreSQL database was made for."""
    if connection.dialect.name == "sqlite":
        return list(columns)
    return [each.collate("C") if isinstance(each.type, Text) else each for each in columns]


def _with_authors(query: Any, table: Any) -> Any:
    """Add who wrote each record and when, who changed it last, and who brought it in."""
    first, last = REVISIONS.alias("first"), REVISIONS.alias("last")
    begun, ended = SAVES.alias("begun"), SAVES.alias("ended")
    # Outer joins: a record whose history is damaged is still there to be read.
    query = query.outerjoin(first, and_(first.c.record_id == table.c.id, first.c.row_version == 1))
    query = query.outerjoin(begun, begun.c.save_id == first.c.save_id)
    is_last = and_(
        last.c.record_id == table.c.id,
        last.c.row_version == table.c.row_version,
    )
    query = query.outerjoin(last, is_last)
    query = query.outerjoin(ended, ended.c.save_id == last.c.save_id)
    was_changed, was_brought = table.c.row_version > 1, first.c.written_by.is_not(None)
    # A state that says who wrote it was brought in by an import, or into this form by an upgrade.
    is_signed = last.c.written_by.is_not(None)
    changed_by = case((is_signed, last.c.changed_by), (was_changed, ended.c.author))
    changed_at = case((is_signed, last.c.changed_at), (was_changed, ended.c.saved_at))
    saved_at = func.coalesce(first.c.written_at, begun.c.saved_at)
    return query.add_columns(
        func.coalesce(first.c.written_by, begun.c.author).label("author"),
        type_coerce(saved_at, _Moment()).label("saved_at"),
        changed_by.label("changed_by"),
        type_coerce(changed_at, _Moment()).label("changed_at"),
        case((was_brought, begun.c.author)).label("brought_by"),
        type_coerce(case((was_brought, begun.c.saved_at)), _Moment()).label("brought_at"),
    )


def _cases(connection: Connection, case_id: str | None) -> pd.DataFrame:
    contacts, ratings = _tally(Contact, "occurred_on"), _tally(Rating, "rated_on")
    mandate, closing = _latest(Mandate), _latest(Closing)
    closed_on = case((closing.c.reopened_on.is_(None), closing.c.closed_on))
    query = (
        select(
            *(_CASES.c[name] for name in ("code", "setting")),
            *(_if_any(mandate.c[name]) for name in _OF_MANDATE),
            _CASES.c.opened_on,
            type_coerce(closed_on, DayType()).label("closed_on"),
            closing.c.reopened_on,
            _CASES.c.summary,
            func.coalesce(contacts.c.n, 0).label("n_contacts"),
            func.coalesce(ratings.c.n, 0).label("n_ratings"),
            contacts.c.last_on.label("last_contact_on"),
            ratings.c.last_on.label("last_rated_on"),
            _CASES.c.id,
        )
        .outerjoin(mandate, _is_of_case(mandate))
        .outerjoin(closing, _is_of_case(closing))
        .outerjoin(contacts, contacts.c.case_id == _CASES.c.id)
        .outerjoin(ratings, ratings.c.case_id == _CASES.c.id)
        .where(*for_the_reader(connection, Case))
        .order_by(*_letter_by_letter(connection, _CASES.c.code))
    )
    if case_id is not None:
        query = query.where(_CASES.c.id == case_id)
    return _frame(connection, _with_authors(query, _CASES))


def _latest(kind: type[Record]) -> Any:
    """Give the rows of a kind, numbered in each case from the newest, which is 1."""
    table = kind.__table__
    newest = (table.c[str(kind.kept.day)].desc(), table.c.id.desc())
    place = func.row_number().over(partition_by=table.c.case_id, order_by=newest)
    return select(table, place.label("place")).where(*_stands(kind)).subquery()


def _if_any(column: Any) -> Any:
    """Give a column of rows that a case may have none of: it is missing then."""
    return column if column.nullable else type_coerce(column, column.type).label(column.name)


def _is_of_case(latest: Any) -> ColumnElement[bool]:
    return and_(latest.c.case_id == _CASES.c.id, latest.c.place == 1)


def read_codes(connection: Connection) -> list[str]:
    """Read the codes of all cases; see `Store.codes`."""
    query = select(_CASES.c.code).where(*for_the_reader(connection, Case))
    query = query.order_by(*_letter_by_letter(connection, _CASES.c.code))
    return list(connection.scalars(query))


def read_talked_in(connection: Connection, code: object = None) -> pd.DataFrame:
    """Read in which supervisions a case was on the agenda of a session that was held.

    Returns
    -------
    DataFrame
        `held_on` (date) and `supervision` (its code), the earliest first: of those sessions only
        that the reader may read. Empty where no case is asked about.
    """
    points, sessions, rooms = (
        each.__table__ for each in (AgendaPoint, SupervisionSession, Supervision)
    )
    query = (
        select(sessions.c.held_on, rooms.c.code.label("supervision"))
        .select_from(points)
        .join(sessions, sessions.c.id == points.c.session_id)
        .join(rooms, rooms.c.id == sessions.c.supervision_id)
        .where(sessions.c.held_on.is_not(None), *_stands(AgendaPoint))
        .where(*_stands(SupervisionSession))
        .order_by(sessions.c.held_on, *_letter_by_letter(connection, rooms.c.code))
        .group_by(sessions.c.held_on, rooms.c.code)
    )
    for kind in (AgendaPoint, SupervisionSession, Supervision):
        query = query.where(*for_the_reader(connection, kind))
    case_id = "" if code is None else case_id_of(connection, code)
    return _frame(connection, query.where(points.c.case_id == case_id))


def count_records(connection: Connection) -> dict[str, int]:
    """Count the records by kind, in the order of `kinds`."""
    return {kind.__tablename__: connection.scalar(_n_of(connection, kind)) or 0 for kind in kinds()}


def _n_of(connection: Connection, kind: type[Record]) -> Any:
    return select(func.count()).select_from(kind.__table__).where(*for_the_reader(connection, kind))


def _tally(kind: type[Record], day: str) -> Any:
    table = kind.__table__
    return (
        select(
            table.c.case_id,
            func.count().label("n"),
            func.max(table.c[day], type_=DayType).label("last_on"),
        )
        .where(*_stands(kind))
        .group_by(table.c.case_id)
        .subquery()
    )


def _frame(connection: Connection, query: Any, room: str | None = None) -> pd.DataFrame:
    """Read a table; rows that cannot be read are left out, and their ids told in `attrs`.

    Raises
    ------
    TornStore
        If a record stands there twice, or in no `room`: rows of other pages are among them.
    """
    columns = list(query.selected_columns)
    rows = connection.execute(query).all()
    _refuse_disorder(columns, rows, room)
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    damaged: list[str] = []
    if not all(starmap(_holds, zip(columns, values, strict=True))):
        sound = [row for row in rows if _is_sound(columns, row)]
        damaged = [str(getattr(row, "id", row[0]))[:8] for row in rows if row not in sound]
        values = list(zip(*sound, strict=True)) or [()] * len(columns)
    frame = pd.DataFrame(
        {column.name: _series(column, each) for column, each in zip(columns, values, strict=True)}
    )
    frame.attrs[DAMAGED] = damaged
    return frame


def _refuse_disorder(columns: list[Any], rows: Sequence[Any], room: str | None) -> None:
    if not any(column.name == "id" for column in columns):
        return
    counted = Counter(row.id for row in rows)
    wrong = [each for each, n in counted.items() if n > 1] if len(counted) < len(rows) else []
    if room:
        wrong += [row.id for row in rows if getattr(row, room) is None]
    if wrong:
        raise TornStore(say("store.damaged_order", record=str(wrong[0])[:8]))


def _is_sound(columns: list[Any], row: Sequence[Any]) -> bool:
    return all(_holds(column, (value,)) for column, value in zip(columns, row, strict=True))


def _holds(column: ColumnElement[Any], values: Sequence[Any]) -> bool:
    """Say whether values are of the kind a column holds; damage can make anything of them."""
    allowed = next(kinds for type_, kinds in _KINDS.items() if isinstance(column.type, type_))
    # Under another name a column is what it was: somebody's code is never missing.
    if getattr(getattr(column, "element", column), "nullable", True):
        allowed = allowed | {type(None)}
    return set(map(type, values)) <= allowed


def _series(column: ColumnElement[Any], values: tuple[Any, ...]) -> pd.Series:
    if isinstance(column.type, DayType):
        days: list[dt.date | None] = list(values)
        return pd.Series(np.array(days, dtype="datetime64[D]").astype("datetime64[us]"))
    if isinstance(column.type, Instant):
        return pd.Series(values, dtype="datetime64[us, UTC]")
    if isinstance(column.type, Integer):
        # Whether a number may be missing is for the declaration to say, not for these rows.
        return pd.Series(values, dtype="Int64" if getattr(column, "nullable", False) else "int64")
    if isinstance(column.type, Text):
        return pd.Series(values, dtype="str")
    return pd.Series(values, dtype="float64")

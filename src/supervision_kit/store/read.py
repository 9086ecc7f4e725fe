"""What is in the store, as tables?"""

import datetime as dt
from collections.abc import Sequence
from itertools import starmap
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Double, Integer, Text, func, select
from sqlalchemy.sql.elements import ColumnElement

from supervision_kit.errors import DamagedStore, FrameworkError, StoreError, UnknownCase
from supervision_kit.frameworks import Scale, say, scale_from_json
from supervision_kit.records import (
    Case,
    Contact,
    Dismissal,
    Event,
    PlanDate,
    Promise,
    Rating,
    Record,
    WorkerSpell,
    fold_code,
)
from supervision_kit.records.rules import is_id
from supervision_kit.records.text import is_code
from supervision_kit.records.types import Day
from supervision_kit.store.tables import REVISIONS, SAVES, WORDINGS

#: What each kind of record is ordered by within a case.
_ORDER: dict[type[Record], tuple[str, ...]] = {
    Contact: ("occurred_on",),
    Rating: ("rated_on", "scale", "dimension", "rater"),
    Event: ("happened_on",),
    WorkerSpell: ("from_on",),
    Promise: ("promised_on",),
    PlanDate: ("agreed_on",),
    Dismissal: ("seen_until_on",),
}
#: Where a table says which of its rows could not be read: a list of the beginnings of their ids.
DAMAGED = "damaged"
#: What the values of a column are in Python.
_KINDS: dict[type, set[type]] = {
    Day: {dt.date},
    Integer: {int},
    Text: {str},
    Double: {float, int},
}
_LAST = ("contact_id", "id")
_HIDDEN = ("case_id", "row_version", *_LAST)
_CASES = Case.__table__


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
    found = connection.scalar(select(_CASES.c.id).where(_CASES.c.code == folded))
    if found is None:
        raise UnknownCase(say("store.unknown_case", code=folded))
    return found


def find_record(connection: Connection, kind: type[Record], record_id: str) -> Any:
    """Read one record by its id; None if there is none."""
    if not is_id(record_id):
        return None
    table = kind.__table__
    row = connection.execute(select(table).where(table.c.id == record_id)).mappings().first()
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


def read_records(connection: Connection, kind: type[Record], code: object = None) -> pd.DataFrame:
    """Read all records of a kind, or those of one case.

    Returns
    -------
    DataFrame
        `case` (code), the record's columns in the order declared, and its ids last; one row a
        record, ordered by case and date. An empty one keeps its columns and their types.
    """
    table = kind.__table__
    names = [column.name for column in table.columns if column.name not in _HIDDEN]
    names += [name for name in _LAST if name in table.c]
    query = select(_CASES.c.code.label("case"), *(table.c[name] for name in names))
    query = query.join_from(table, _CASES, table.c.case_id == _CASES.c.id)
    order = [_in_order(connection, table.c[name]) for name in (*_ORDER[kind], "id")]
    if code is None:
        return _frame(connection, query.order_by(_in_order(connection, _CASES.c.code), *order))
    case_id = case_id_of(connection, code)
    return _frame(connection, query.where(table.c.case_id == case_id).order_by(*order))


def _in_order(connection: Connection, column: Any) -> Any:
    """Order by a column in one way on every engine, whatever a database's language is."""
    is_text = isinstance(column.type, Text) and connection.dialect.name == "postgresql"
    return column.collate("C") if is_text else column


def with_first_save(connection: Connection, records: pd.DataFrame) -> pd.DataFrame:
    """Add who saved each record first, and when: columns `author` and `saved_at` (UTC)."""
    query = (
        select(REVISIONS.c.record_id, SAVES.c.author, SAVES.c.saved_at)
        .join(SAVES, SAVES.c.save_id == REVISIONS.c.save_id)
        .where(REVISIONS.c.row_version == 1, REVISIONS.c.record_id.in_(records["id"].tolist()))
    )
    saves = {row.record_id: row for row in connection.execute(query)}
    first = [saves[record_id] for record_id in records["id"]]
    return records.assign(
        author=pd.Series([save.author for save in first], dtype="str"),
        saved_at=pd.Series([save.saved_at for save in first], dtype="datetime64[us, UTC]"),
    )


def read_cases(connection: Connection) -> pd.DataFrame:
    """Read all cases; see `Store.cases`."""
    names = [column.name for column in _CASES.columns if column.name not in _HIDDEN]
    contacts, ratings = _tally(Contact, "occurred_on"), _tally(Rating, "rated_on")
    query = (
        select(
            *(_CASES.c[name] for name in names),
            func.coalesce(contacts.c.n, 0).label("n_contacts"),
            func.coalesce(ratings.c.n, 0).label("n_ratings"),
            contacts.c.last_on.label("last_contact_on"),
            ratings.c.last_on.label("last_rated_on"),
            _CASES.c.id,
        )
        .outerjoin(contacts, contacts.c.case_id == _CASES.c.id)
        .outerjoin(ratings, ratings.c.case_id == _CASES.c.id)
        .order_by(_in_order(connection, _CASES.c.code))
    )
    return _frame(connection, query)


def count_records(connection: Connection) -> dict[str, int]:
    """Count the records by kind, in the order a reader expects them."""
    kinds = (Case, *_ORDER)
    return {
        kind.__tablename__: connection.scalar(select(func.count()).select_from(kind.__table__)) or 0
        for kind in kinds
    }


def _tally(kind: type[Record], day: str) -> Any:
    table = kind.__table__
    return (
        select(
            table.c.case_id,
            func.count().label("n"),
            func.max(table.c[day], type_=Day).label("last_on"),
        )
        .group_by(table.c.case_id)
        .subquery()
    )


def _frame(connection: Connection, query: Any) -> pd.DataFrame:
    """Read a table; rows that cannot be read are left out, and their ids told in `attrs`."""
    columns = list(query.selected_columns)
    rows = connection.execute(query).all()
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    damaged: list[str] = []
    if not all(starmap(_holds, zip(columns, values, strict=True))):
        sound = [row for row in rows if _is_sound(columns, row)]
        damaged = [str(row.id)[:8] for row in rows if row not in sound]
        values = list(zip(*sound, strict=True)) or [()] * len(columns)
    frame = pd.DataFrame(
        {column.name: _series(column, each) for column, each in zip(columns, values, strict=True)}
    )
    frame.attrs[DAMAGED] = damaged
    return frame


def _is_sound(columns: list[Any], row: Sequence[Any]) -> bool:
    return all(_holds(column, (value,)) for column, value in zip(columns, row, strict=True))


def _holds(column: ColumnElement[Any], values: Sequence[Any]) -> bool:
    """Say whether values are of the kind a column holds; damage can make anything of them."""
    allowed = next(kinds for type_, kinds in _KINDS.items() if isinstance(column.type, type_))
    if getattr(column, "nullable", True):
        allowed |= {type(None)}
    return set(map(type, values)) <= allowed


def _series(column: ColumnElement[Any], values: tuple[Any, ...]) -> pd.Series:
    if isinstance(column.type, Day):
        days: list[dt.date | None] = list(values)
        return pd.Series(np.array(days, dtype="datetime64[D]").astype("datetime64[us]"))
    if isinstance(column.type, Integer):
        # Whether a number may be missing is for the declaration to say, not for these rows.
        return pd.Series(values, dtype="Int64" if getattr(column, "nullable", False) else "int64")
    if isinstance(column.type, Text):
        return pd.Series(values, dtype="str")
    return pd.Series(values, dtype="float64")

"""Which tables go in and out, and which columns has each?

Nothing is listed here that a record says itself: a new column of a record can be imported and is
exported without a change in this package.
"""

import dataclasses
import datetime as dt
from dataclasses import MISSING
from typing import Any

import numpy as np
import pandas as pd

from supervision_kit.records import Record
from supervision_kit.records.former import FORMER, Now
from supervision_kit.records.kept import CASE
from supervision_kit.records.record import (
    as_kept,
    by_code,
    column_of,
    kinds,
    own_columns,
    references_of,
    rule_of,
    told_as,
)
from supervision_kit.records.rules import (
    DayRule,
    IdRule,
    KeyRule,
    KindRule,
    ValueRule,
    WholeRule,
)

KINDS = {
    kind.kept.leaves_as or kind.__tablename__: kind
    for kind in kinds()
    if kind.kept.room is CASE and kind.kept.leaves
}
"""What is kept of cases, by its name outside the store, in the order in which it can be taken in.

Who works here and what they keep for themselves stays in the house.
"""

TABLED = tuple(
    name
    for name, kind in KINDS.items()
    if not any(kind.__table__.c[each].nullable is False for each in references_of(kind))
)
"""Those a table of one's own can hold: what needs another record by its number comes in with an
export only."""

EARLIER: dict[str, dict[str, Now]] = {
    name: FORMER[kind] for name, kind in KINDS.items() if kind in FORMER
}
"""Columns that a table had once, and that files and mappings still have: by table, where they are
kept now."""

_FORMS = {
    DayRule: "date",
    WholeRule: "whole",
    ValueRule: "number",
    KindRule: "word",
    KeyRule: "word",
}


def form_of(kind: str, column: str) -> str:
    """Say how a column is written: `date`, `whole`, `number`, `word`, `id` or `text`."""
    owner, own = owner_of(kind, column)
    rule = rule_of(column_of(owner, own))
    if isinstance(rule, IdRule) or column == "id":
        return "id"
    return _FORMS.get(type(rule), "text")


def owner_of(kind: str, column: str) -> Now:
    """Give the record that keeps a column of a table, and what it is called there."""
    return EARLIER.get(kind, {}).get(column) or Now(KINDS[kind], column)


def columns_of(kind: str) -> tuple[str, ...]:
    """Give all columns of a table, as they are called there, without what only the store needs."""
    return own_columns(KINDS[kind])


def needed_of(kind: type[Record]) -> frozenset[str]:
    """Name the columns a record of a kind cannot be made without, as they are called outside."""
    columns = kind.__table__.columns
    return frozenset(
        told_as(columns[each.name])
        for each in dataclasses.fields(kind)
        if each.default is MISSING and each.default_factory is MISSING
    )


def made_of(kind: type[Record], values: dict[str, Any]) -> Record:
    """Make a record, not checked yet: what it needs and nobody gave is missing.

    The values go by what their columns are called outside the store.
    """
    given: dict[str, Any] = dict.fromkeys(needed_of(kind)) | values
    return kind(**as_kept(kind, given))


def fields_of(kind: str) -> tuple[str, ...]:
    """Give the columns a mapping may fill, beside case and date: none that names another row.

    Among them are those the table had once.
    """
    record = KINDS[kind]
    own = {"id", record.kept.day, *(record.kept.same if record.kept.opens else ())}
    columns, named = record.__table__.columns, by_code(record)
    known = (
        name
        for name in columns_of(kind)
        if name in named or (name not in own and not columns[name].foreign_keys)
    )
    return (*known, *EARLIER.get(kind, ()))


def plain(value: Any) -> str | int | float | dt.date | None:
    """Turn one value of a data frame into what a record holds: None for nothing, days as dates."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    return value.item() if isinstance(value, np.generic) else value

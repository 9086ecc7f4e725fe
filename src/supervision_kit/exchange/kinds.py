"""Which tables go in and out, and which columns has each?

Nothing is listed here that a record says itself: a new column of a record can be imported and is
exported without a change in this package.
"""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from supervision_kit.records.kept import CASE
from supervision_kit.records.record import kinds, room_key, rule_of
from supervision_kit.records.rules import (
    DayRule,
    IdRule,
    KeyRule,
    KindRule,
    ValueRule,
    WholeRule,
)

KINDS = {
    kind.kept.leaves_as or kind.__tablename__: kind for kind in kinds() if kind.kept.room is CASE
}
"""What is kept of cases, by its name outside the store, in the order in which it can be taken in.

Who works here and what they keep for themselves stays in the house.
"""

_FORMS = {
    DayRule: "date",
    WholeRule: "whole",
    ValueRule: "number",
    KindRule: "word",
    KeyRule: "word",
}


def form_of(kind: str, column: str) -> str:
    """Say how a column is written: `date`, `whole`, `number`, `word`, `id` or `text`."""
    rule = rule_of(KINDS[kind].__table__.columns[column])
    if isinstance(rule, IdRule) or column == "id":
        return "id"
    return _FORMS.get(type(rule), "text")


def columns_of(kind: str) -> tuple[str, ...]:
    """Give all columns of a kind's record, without what only the store needs."""
    hidden = {"row_version", room_key(KINDS[kind])}
    return tuple(each.name for each in KINDS[kind].__table__.columns if each.name not in hidden)


def fields_of(kind: str) -> tuple[str, ...]:
    """Give the columns a mapping may fill, beside case and date: none that names another row."""
    record = KINDS[kind]
    own = {"id", record.kept.day, *(record.kept.same if record.kept.opens else ())}
    columns = record.__table__.columns
    return tuple(
        name for name in columns_of(kind) if name not in own and not columns[name].foreign_keys
    )


def plain(value: Any) -> str | int | float | dt.date | None:
    """Turn one value of a data frame into what a record holds: None for nothing, days as dates."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    return value.item() if isinstance(value, np.generic) else value

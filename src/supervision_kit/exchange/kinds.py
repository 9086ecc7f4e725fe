"""Which tables go in and out, and which columns has each?

Nothing is listed here that a record says itself: a new column of a record can be imported and is
exported without a change in this package.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

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
)
from supervision_kit.records.record import rule_of
from supervision_kit.records.rules import (
    DayRule,
    IdRule,
    KeyRule,
    KindRule,
    ValueRule,
    WholeRule,
)


@dataclass(frozen=True)
class Kind:
    """One table that goes in and out.

    Attributes
    ----------
    record : type
        What a row becomes.
    date : str or None
        The column that says when it was; None for cases, which are not of one day.
    same : tuple of str
        Columns that make a row the same one when it comes again with something else in the
        others; empty where all columns have to be looked at, as for two contacts of one day.
    once : bool
        Whether a row that says the same again is left out; otherwise each row is a record.
    unique : bool
        Whether the store itself keeps no two of them.
    """

    record: type[Record]
    date: str | None
    same: tuple[str, ...] = ()
    once: bool = False
    unique: bool = False


KINDS = {
    "cases": Kind(Case, None, ("code",), once=True, unique=True),
    "workers": Kind(WorkerSpell, "from_on", ("case_id", "from_on")),
    "contacts": Kind(Contact, "occurred_on"),
    "ratings": Kind(
        Rating,
        "rated_on",
        ("case_id", "contact_id", "rated_on", "scale", "dimension", "rater"),
        once=True,
        unique=True,
    ),
    "events": Kind(Event, "happened_on"),
    "promises": Kind(Promise, "promised_on"),
    "plan_dates": Kind(PlanDate, "agreed_on", ("case_id", "agreed_on"), once=True),
    "dismissals": Kind(
        Dismissal,
        "seen_until_on",
        ("case_id", "rule", "scale", "dimension", "rater", "seen_until_on"),
        once=True,
    ),
}
"""In the order in which they can be taken in: what others refer to comes first."""

_OWN = {"id", "row_version", "case_id", "contact_id", "code", "wording"}
_FORMS = {
    DayRule: "date",
    WholeRule: "whole",
    ValueRule: "number",
    KindRule: "word",
    KeyRule: "word",
}


def form_of(kind: str, column: str) -> str:
    """Say how a column is written: `date`, `whole`, `number`, `word`, `id` or `text`."""
    rule = rule_of(KINDS[kind].record.__table__.columns[column])
    if isinstance(rule, IdRule) or column == "id":
        return "id"
    return _FORMS.get(type(rule), "text")


def columns_of(kind: str) -> tuple[str, ...]:
    """Give all columns of a kind's record, without what only the store needs."""
    names = (column.name for column in KINDS[kind].record.__table__.columns)
    return tuple(name for name in names if name not in {"row_version", "case_id"})


def fields_of(kind: str) -> tuple[str, ...]:
    """Give the columns a mapping may fill, beside case and date."""
    own = _OWN | {KINDS[kind].date}
    return tuple(name for name in columns_of(kind) if name not in own)


def plain(value: Any) -> str | int | float | dt.date | None:
    """Turn one value of a data frame into what a record holds: None for nothing, days as dates."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    return value.item() if isinstance(value, np.generic) else value

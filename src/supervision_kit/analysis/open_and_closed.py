"""How many actions of a supervision were open on each day, and how many were closed until then?"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from supervision_kit.analysis.waiting import days, texts_of
from supervision_kit.frameworks import day_short, say

__all__ = ["open_and_closed", "open_and_closed_in_words"]


def open_and_closed(tables: Iterable[pd.DataFrame], *, today: date) -> pd.DataFrame:
    """Count actions over time.

    Parameters
    ----------
    tables : iterable of DataFrame
        Columns `agreed_on`, `settled_on` (dates) and `state` (key), one row an action, any order:
        those about cases, and those about none. One that is settled without a day counts as closed
        on the day it was agreed.
    today : date
        The day it is read; what is of a later day is left out.

    Returns
    -------
    DataFrame
        One row for each day on which something was taken on or settled, and today: `on` (date),
        `n_open` and `n_closed` (int) at the end of that day. Empty if nothing was ever taken on.
    """
    taken, closed = Counter(), Counter()
    for table in tables:
        columns = (days(table, "agreed_on"), days(table, "settled_on"), texts_of(table, "state"))
        for agreed_on, settled_on, state in zip(*columns, strict=True):
            taken[agreed_on] += 1
            if state != "open":
                closed[settled_on or agreed_on] += 1
    dated = sorted(on for on in {*taken, *closed} if on <= today)
    rows, n_taken, n_closed = [], 0, 0
    for on in dict.fromkeys([*dated, today] if dated else []):
        n_taken, n_closed = n_taken + taken[on], n_closed + closed[on]
        rows.append((on, n_taken - n_closed, n_closed))
    table = pd.DataFrame(rows, columns=["on", "n_open", "n_closed"])
    return table.astype({"on": "datetime64[us]", "n_open": "int64", "n_closed": "int64"})


def open_and_closed_in_words(table: pd.DataFrame, *, today: date) -> str:
    """Say in a sentence how many are open and how many are closed.

    Parameters
    ----------
    table : DataFrame
        As `open_and_closed` returns it.
    today : date
        The day the reader reads it.
    """
    if table.empty:
        return say("supervision.actions.none")
    last: Any = table.iloc[-1]
    day = day_short(table["on"].iloc[0].date(), today=today)
    opened = say("supervision.actions.open", n=int(last["n_open"]))
    return say("supervision.actions.told", open=opened, n=int(last["n_closed"]), day=day)

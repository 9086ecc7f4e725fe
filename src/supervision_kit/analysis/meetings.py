"""How did the sessions of a supervision keep to the rhythm that was agreed in their time?"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd

from supervision_kit.analysis.rhythm import Rhythm
from supervision_kit.analysis.waiting import days
from supervision_kit.frameworks import day_short, say

__all__ = ["MEETINGS", "meetings", "meetings_in_words"]

#: What a row of `meetings` may be, in the order in which rows of one day stand.
MEETINGS = ("agreed", "due", "overdue", "cancelled", "held", "planned")
_COLUMNS = {"on": "datetime64[us]", "until": "datetime64[us]", "kind": "str", "every": "Int64"}


class _Row(NamedTuple):
    on: date
    kind: str
    until: date | None = None
    every: int | None = None


def meetings(sessions: pd.DataFrame, agreements: pd.DataFrame, *, today: date) -> pd.DataFrame:
    """Lay out the sessions of one supervision beside the rhythm that was agreed.

    After each session the next is due once the rhythm has passed: a day counts for its share of the
    rhythm that held on it, so a change of the agreement changes nothing before its day. The first
    is due a rhythm after the first agreement that has one. Before that, and where none holds,
    nothing is due.

    Parameters
    ----------
    sessions : DataFrame
        Columns `planned_on`, `held_on` (dates) and `state` (key), one row a session, any order.
    agreements : DataFrame
        Columns `from_on` (date) and `rhythm_days` (int or missing), one row an agreement, any
        order.
    today : date
        The day it is read.

    Returns
    -------
    DataFrame
        By day: `on` (date), `kind` (one of `MEETINGS`), `until` (date) and `every` (days).
        "agreed": a rhythm holds from then on, `every` so many days, missing where it ended. "due":
        a session was or will be due. "overdue": from the day after it was due `until` the day it
        was held, or until today. "held", "cancelled", "planned": a session. Empty without any.
    """
    agreed = _agreed(agreements)
    held = sorted(on for on in days(sessions, "held_on") if on)
    rows = [
        *(_Row(each.from_on, "agreed", every=each.every) for each in agreed),
        *_dues(agreed, held, today),
        *(_Row(on, "held") for on in held),
    ]
    for on, state in zip(days(sessions, "planned_on"), sessions["state"].tolist(), strict=True):
        rows += [_Row(on, state)] if on and state in ("cancelled", "planned") else []
    rows.sort(key=lambda row: (row.on, MEETINGS.index(row.kind)))
    columns = {name: [getattr(row, name) for row in rows] for name in _COLUMNS}
    return pd.DataFrame(columns).astype(_COLUMNS)


def meetings_in_words(table: pd.DataFrame, *, today: date) -> str:
    """Say what `meetings` returned in a few sentences that blame nobody.

    Parameters
    ----------
    table : DataFrame
        As `meetings` returns it.
    today : date
        The day the reader reads it.
    """
    kinds = table["kind"].tolist()
    every = [row for row in zip(table["kind"], table["every"], strict=True) if row[0] == "agreed"]
    told = []
    if every and not pd.isna(every[-1][1]):
        told.append(say("supervision.meetings.agreed", n=int(every[-1][1])))
    if "held" not in kinds:
        return " ".join([*told, say("supervision.meetings.none")])
    first = table.loc[table["kind"] == "held", "on"].iloc[0].date()
    day = day_short(first, today=today)
    told.append(say("supervision.meetings.held", n=kinds.count("held"), day=day))
    if n := kinds.count("cancelled"):
        told.append(say("supervision.meetings.cancelled", n=n))
    late: Any = table[table["kind"] == "overdue"]
    still = bool(len(late)) and late["until"].iloc[-1].date() == today
    past = len(late) - still
    if past:
        told.append(say("supervision.meetings.later", n=past))
    if still:
        since = (late["on"].iloc[-1] - timedelta(days=1)).date()
        told.append(say("supervision.meetings.due_since", day=day_short(since, today=today)))
    return " ".join(told)


def _agreed(agreements: pd.DataFrame) -> list[Rhythm]:
    """Return the rhythms, the earliest first: each once, however often it was agreed anew."""
    given = agreements["rhythm_days"]
    every = [None if pd.isna(n) else int(n) for n in given.tolist()]
    rows = sorted(zip(days(agreements, "from_on"), every, strict=True), key=lambda row: row[0])
    found: list[Rhythm] = []
    for on, n in rows:
        if (found[-1].every if found else None) != n:
            found.append(Rhythm(on, n))
    return found


def _dues(agreed: Sequence[Rhythm], held: Sequence[date], today: date) -> Iterator[_Row]:
    """Yield when each session was due, and how long it was overdue."""
    if not agreed:
        return
    before = [on for on in held if on <= agreed[0].from_on]
    starts = [max(before, default=agreed[0].from_on), *(on for on in held if on not in before)]
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        due = _due(agreed, max(start, agreed[0].from_on), end or max(today, start))
        if due is None:
            continue
        yield _Row(due, "due")
        until = end or today
        if due < until:
            yield _Row(due + timedelta(days=1), "overdue", until=until)


def _due(agreed: Sequence[Rhythm], start: date, known_to: date) -> date | None:
    """Return the day on which a whole rhythm has passed since a day.

    What holds on the last day that is known is taken to go on; None where no rhythm does, or where
    the next session came before.
    """
    share, on = 0.0, start
    last_change = max(each.from_on for each in agreed)
    while True:
        every = next((each.every for each in reversed(agreed) if each.from_on <= on), None)
        if every is None and on >= max(last_change, known_to):
            return None
        share += 1 / every if every else 0
        on += timedelta(days=1)
        if share >= 1 - 1e-9:
            return on

"""Which of all cases needs somebody today, and how has each gone this year?

All tables are walked through once and laid out by case, so that four hundred cases are asked as
quickly as a few. Rows are ordered by what waits, never by a number about a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from math import isnan
from typing import Any

import pandas as pd

from supervision_kit.analysis.last_contact import LastContact, last_contacts
from supervision_kit.analysis.rhythm import rhythms
from supervision_kit.analysis.trajectory import longest_gap
from supervision_kit.analysis.waiting import (
    REASONS,
    Known,
    Waiting,
    ahead,
    as_promised,
    as_taken_on,
    aside,
    concerns,
    days,
    reasons,
    steps,
    with_about,
    with_end_of_order,
)
from supervision_kit.frameworks import day_short, say

__all__ = [
    "YEAR",
    "CaseRow",
    "caseload",
    "foremost",
    "known_cases",
    "lines_in_words",
    "rated_lines",
]

#: How far back the small line of a case reaches.
YEAR = timedelta(days=365)
_PLACES = {kind: place for place, kind in enumerate(REASONS)}


@dataclass(frozen=True)
class CaseRow:
    """One case among many.

    Attributes
    ----------
    code, setting : str
        The case's code, and the key of its setting.
    worker : str
        Who has it now, "" if nobody was noted.
    closed_on : date or None
    waits : list of Waiting
        What waits, the weightiest first.
    last : LastContact or None
    next : tuple of (date, str) or None
        The next day that is known, and what it is.
    """

    code: str
    setting: str
    worker: str
    closed_on: date | None
    waits: list[Waiting]
    last: LastContact | None
    next: tuple[date, str] | None


def caseload(
    tables: Mapping[str, pd.DataFrame], drafts: pd.DataFrame, *, today: date
) -> list[CaseRow]:
    """Lay out all cases, the one that waits for the weightiest reason first.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As ``Store.tables()``, its `dates_ahead` with a column `label` (str) too.
    drafts : DataFrame
        As ``Store.drafts()``.
    today : date
        The day the reader reads it.

    Returns
    -------
    list of CaseRow
        Open cases before closed ones, then by the weight of the first reason, then by code.
    """
    known = known_cases(tables, drafts)
    last, workers = last_contacts(tables["contacts"]), _workers(tables["worker_spells"])
    settings = zip(tables["cases"]["code"], tables["cases"]["setting"], strict=True)
    rows = [
        CaseRow(
            code=code,
            setting=setting,
            worker=workers.get(code, ""),
            closed_on=known[code].closed_on,
            waits=reasons(known[code], today),
            last=last.get(code),
            next=_next(known[code], today),
        )
        for code, setting in settings
    ]
    return sorted(rows, key=lambda row: (row.closed_on is not None, _place(row), row.code))


def foremost(rows: list[CaseRow], others: list[Waiting]) -> list[Waiting]:
    """Return the first thing that waits in each case, and others, the weightiest first."""
    first = [row.waits[0] for row in rows if row.waits] + others
    return sorted(first, key=lambda each: (_PLACES[each.kind], each.day or date.min, each.case))


def rated_lines(
    ratings: pd.DataFrame,
    dimensions: pd.DataFrame,
    bounds: Mapping[str, tuple[float, float]],
    *,
    since: date,
) -> pd.DataFrame:
    """Return the worker's lines of engagement in each case, ready to be drawn small.

    Parameters
    ----------
    ratings : DataFrame
        As ``Store.ratings()``, of any number of cases.
    dimensions : DataFrame
        As ``Framework.dimensions()``.
    bounds : mapping of str to (float, float)
        Lowest and highest point of each wording; a rating under any other is left out.
    since : date
        Earlier ratings are left out.

    Returns
    -------
    DataFrame
        One row a value, by case, dimension and date: `case`, `name` (of the dimension), `on`
        (date), `value`, `position` (0 lowest to 1 highest on the scale it was given on), `line`
        (the dimension's place from 0) and `segment`, which counts the unbroken stretches of the
        line: as on the page of a case it ends where a reason stands instead of a value, where
        nobody rated for long, and where the scale became another. Without ratings it is empty.
    """
    engagement = dimensions[dimensions["lane"] == "engagement"]
    keys = zip(engagement["scale"], engagement["dimension"], strict=True)
    places = {key: place for place, key in enumerate(keys)}
    names = engagement["name"].tolist()
    recent: Any = ratings[
        (ratings["rater"] == "worker") & (ratings["rated_on"] >= pd.Timestamp(since))
    ]
    columns = ("case", "scale", "dimension", "value", "wording")
    given = [
        (case, places[scale, dimension], on, value, bounds[wording])
        for on, case, scale, dimension, value, wording in zip(
            days(recent, "rated_on"), *(recent[name].tolist() for name in columns), strict=True
        )
        if (scale, dimension) in places and wording in bounds
    ]
    given.sort(key=lambda rating: rating[:3])
    found = []
    for (case, line), group in groupby(given, key=lambda rating: rating[:2]):
        for on, value, position, segment in _stretches([rating[2:] for rating in group]):
            found.append((case, names[line], on, value, position, line, segment))
    columns = ["case", "name", "on", "value", "position", "line", "segment"]
    return pd.DataFrame(found, columns=columns)


def lines_in_words(lines: pd.DataFrame, *, today: date) -> dict[str, str]:
    """Say of each case when it was rated last and how, for those who do not see the drawing.

    Parameters
    ----------
    lines : DataFrame
        As `rated_lines` returns them.
    today : date
        The day the reader reads it.
    """
    columns = (lines[name].tolist() for name in ("case", "name", "on", "value"))
    found = {}
    for case, group in groupby(zip(*columns, strict=True), key=lambda row: row[0]):
        rated = list(group)
        last = max(on for *_, on, _ in rated)
        values = ", ".join(f"{name} {value:g}" for _, name, on, value in rated if on == last)
        n_days = len({on for *_, on, _ in rated})
        day = day_short(last, today=today)
        found[case] = say("start.rated", n=n_days, day=day, values=values)
    return found


def _stretches(line: list[tuple[date, float, tuple[float, float]]]) -> Any:
    """Yield day, value, position and stretch of each value of a line."""
    longest = longest_gap([on.toordinal() for on, value, _ in line if not isnan(value)])
    segment, last, broken = 0, None, False
    for on, value, (low, high) in line:
        if isnan(value):
            broken = True
            continue
        if last and (broken or (on - last[0]).days > longest or last[1] != (low, high)):
            segment += 1
        last, broken = (on, (low, high)), False
        yield on, value, (value - low) / (high - low), segment


def known_cases(
    tables: Mapping[str, pd.DataFrame], drafts: pd.DataFrame | None = None
) -> dict[str, Known]:
    """Lay out what reasons look at, by the case's code.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As for `caseload`.
    drafts : DataFrame, optional
        As ``Store.drafts()``; none are laid out where it is not given.
    """
    found: dict[str, dict[str, list]] = {}
    laid_out = {
        "concerns": (with_about(tables["concerns"], tables["participants"]), concerns),
        "steps": (tables["concern_steps"], steps),
        "promises": (tables["promises"], as_promised),
        "aside": (tables["dismissals"], aside),
        "ahead": (tables["dates_ahead"], ahead),
        "rhythm": (tables["mandates"], rhythms),
        "actions": (tables["case_actions"], as_taken_on),
    }
    if drafts is not None:
        laid_out["drafts"] = (drafts, lambda table: list(table.itertuples()))
    for name, (table, rows) in laid_out.items():
        for code, row in zip(table["case"].tolist(), rows(table), strict=True):
            if row is not None:
                found.setdefault(code, {}).setdefault(name, []).append(row)
    cases = tables["cases"]
    entries = ("opened_on", "reopened_on", "last_contact_on", "last_rated_on")
    rows = zip(
        cases["code"].tolist(),
        days(cases, "closed_on"),
        days(cases, "order_ends_on"),
        zip(*(days(cases, name) for name in entries), strict=True),
        strict=True,
    )
    return {
        code: Known(
            code=code,
            closed_on=closed,
            order_ends_on=ends,
            last_on=max(filter(None, dated)),
            **_lists(found.get(code, {})),
        )
        for code, closed, ends, dated in rows
    }


def _lists(found: dict[str, list]) -> dict[str, list]:
    names = ("concerns", "steps", "promises", "aside", "ahead", "rhythm", "drafts", "actions")
    return {name: found.get(name, []) for name in names}


def _workers(spells: pd.DataFrame) -> dict[str, str]:
    """Return who has each case now: spells come by case and day."""
    has = spells["capacity"] == "worker"
    codes, workers = (spells.loc[has, name].tolist() for name in ("case", "worker"))
    return dict(zip(codes, workers, strict=True))


def _next(known: Known, today: date) -> tuple[date, str] | None:
    if known.closed_on:
        return None
    coming = with_end_of_order(known.ahead, known.order_ends_on)
    dated = [(each.on, each.label) for each in coming]
    dated += [
        (each.due, say("waiting.next_promise"))
        for each in known.promises
        if each.due and each.state == "open"
    ]
    return min((each for each in dated if each[0] >= today), default=None)


def _place(row: CaseRow) -> int:
    return _PLACES[row.waits[0].kind] if row.waits else len(_PLACES)

"""What is on the chart, for those who would rather read a table?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import isnan
from typing import Any

import pandas as pd

from supervision_kit.analysis.lines import in_figures
from supervision_kit.analysis.raters import Rater
from supervision_kit.frameworks import say

_RATERS = ("worker", "client", "supervisor")
# What a trajectory says of whose line it is, in the order of a `Rater`.
_WHOSE = ("series", "participant_id", "called", "turn")


@dataclass
class TwinRow:
    """Everything said about one dimension on one day, each rater once.

    Attributes
    ----------
    on : datetime
        The day.
    dimension : str
        Its name, with the scale where that was another one than now.
    path : bool
        Its points are places in no order.
    values : dict of Rater to float
        By rater, in scale points; NaN where not rated.
    labels : dict of Rater to str
        By rater, the words the value was chosen by, as ``trajectory`` gives them.
    not_rated, evidence : list of (Rater, str)
        Rater, and why there is no rating or what was seen or heard.
    """

    on: datetime
    dimension: str
    path: bool = False
    values: dict[Rater, float] = field(default_factory=dict)
    labels: dict[Rater, str] = field(default_factory=dict)
    not_rated: list[tuple[Rater, str]] = field(default_factory=list)
    evidence: list[tuple[Rater, str]] = field(default_factory=list)


def table_twin(table: pd.DataFrame) -> pd.DataFrame:
    """Return the ratings in wide form, as a person reads them.

    Parameters
    ----------
    table : DataFrame
        What ``trajectory`` returned.

    Returns
    -------
    DataFrame
        One row a date and dimension, newest date first, dimensions in the order of the chart.
        Columns `date`, `dimension` (its name), one column a rater in scale points (`worker`,
        `client`, `supervisor` always, any other when there is one; where several participants rate
        as the client, one for each, called as they are), `not_rated` (reason and note) and
        `evidence`, both beginning with the rater where several spoke. Two ratings of
        one rater on one day take two rows. Empty without ratings.
    """
    rows = twin_rows(table)
    # Pairs, not a mapping: whatever a participant is called, no column takes another one's place.
    columns = [
        ("date", pd.Series([row.on for row in rows], dtype="datetime64[us]")),
        ("dimension", pd.Series([row.dimension for row in rows], dtype="str")),
    ]
    for rater in _in_columns(raters_in(table)):
        values = [row.values.get(rater) for row in rows]
        columns.append((rater.called or rater.key, pd.Series(values, dtype="float64")))
    for name in ("not_rated", "evidence"):
        words = [_joined(getattr(row, name), len(row.values)) for row in rows]
        columns.append((name, pd.Series(words, dtype="str")))
    names, series = zip(*columns, strict=True)
    return pd.concat(series, axis=1).set_axis(list(names), axis=1)


def raters_in(table: pd.DataFrame) -> list[Rater]:
    """Return everybody a trajectory has a line of, in the order of the lines."""
    columns = (table[name].tolist() for name in _WHOSE)
    return list(dict.fromkeys(map(Rater._make, zip(*columns, strict=True))))


def _in_columns(raters: Sequence[Rater]) -> list[Rater]:
    """Return whose columns there are: the usual ones first, then all others."""
    there = {rater.key for rater in raters}
    usual = [Rater(key) for key in _RATERS if key not in there]
    places = {key: place for place, key in enumerate(_RATERS)}
    return sorted([*usual, *raters], key=lambda rater: places.get(rater.key, len(places)))


def twin_rows(table: pd.DataFrame) -> list[TwinRow]:
    """Return one row a date and dimension, newest date first, dimensions as on the chart.

    Two ratings of one rater on one day take two rows.
    """
    moments = table["rated_on"].to_numpy("datetime64[us]").tolist()
    names = ["row", *_WHOSE, "value", "reason", "not_rated_note", "evidence", "label", "path"]
    found: dict[tuple[int, datetime, str], list[TwinRow]] = {}
    columns = (table[name].tolist() for name in names)
    ratings = zip(moments, _dimensions(table), *columns, strict=True)
    for on, name, place, *whose, value, reason, note, evidence, label, path in ratings:
        rater = Rater(*whose)
        row = _row_without(rater, found.setdefault((place, on, name), []), on, name, path)
        row.values[rater], row.labels[rater] = value, label
        if isnan(value):
            row.not_rated.append((rater, f"{reason}: {note}" if note else reason or "–"))
        if evidence:
            row.evidence.append((rater, evidence))
    in_places = sorted(found.items(), key=lambda item: item[0][0])
    in_places.sort(key=lambda item: item[0][1], reverse=True)
    return [row for _, rows in in_places for row in rows]


def _dimensions(table: pd.DataFrame) -> list[str]:
    """Name the dimension of each rating, and its scale where that was another one than now."""
    newest: Any = table.groupby("row")["part"].transform("max")
    names = ["name", "minimum", "maximum", "part"]
    rows = zip(*(table[name].tolist() for name in names), newest.tolist(), strict=True)
    return [
        name if part == now else earlier_scale(name, low, high)
        for name, low, high, part, now in rows
    ]


def earlier_scale(name: str, low: float, high: float) -> str:
    """Name a dimension that was rated on another scale than now."""
    return say("chart.describe.earlier", name=name, low=in_figures(low), high=in_figures(high))


def _row_without(rater: Rater, rows: list[TwinRow], on: datetime, name: str, path: bool) -> TwinRow:
    """Return the first row in which this rater has not spoken, a new one if need be."""
    for row in rows:
        if rater not in row.values:
            return row
    rows.append(TwinRow(on, name, path))
    return rows[-1]


def _joined(words: list[tuple[Rater, str]], n_raters: int) -> str:
    """Return what was said, with the rater before it unless there was only one."""
    return "; ".join(
        f"{rater.called or rater.key}: {text}" if n_raters > 1 else text for rater, text in words
    )

"""What is on the chart, for those who would rather read a table?"""

from dataclasses import dataclass, field
from datetime import datetime
from math import isnan

import pandas as pd

RATERS = ("worker", "client", "supervisor")


@dataclass
class _Entry:
    """Everything said about one dimension on one day, each rater once."""

    on: datetime
    dimension: str
    values: dict[str, float] = field(default_factory=dict)
    not_rated: list[tuple[str, str]] = field(default_factory=list)
    evidence: list[tuple[str, str]] = field(default_factory=list)


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
        `client`, `supervisor` always, any other when there is one), `not_rated` (reason and
        note) and `evidence`, both beginning with the rater where several spoke. Two ratings of
        one rater on one day take two rows. Empty without ratings.
    """
    raters = list(dict.fromkeys((*RATERS, *table["series"].tolist())))
    entries = _entries(table)
    columns: dict[str, pd.Series] = {
        "date": pd.Series([entry.on for entry in entries], dtype="datetime64[us]"),
        "dimension": pd.Series([entry.dimension for entry in entries], dtype="str"),
    }
    for rater in raters:
        values = [entry.values.get(rater) for entry in entries]
        columns[rater] = pd.Series(values, dtype="float64")
    for name in ("not_rated", "evidence"):
        words = [_joined(getattr(entry, name), len(entry.values)) for entry in entries]
        columns[name] = pd.Series(words, dtype="str")
    return pd.DataFrame(columns)


def _entries(table: pd.DataFrame) -> list[_Entry]:
    """Return one entry a date and dimension, newest date first."""
    moments = table["rated_on"].to_numpy("datetime64[us]").tolist()
    names = ["row", "name", "series", "value", "reason", "not_rated_note", "evidence"]
    found: dict[tuple[int, datetime], list[_Entry]] = {}
    ratings = zip(moments, *(table[name].tolist() for name in names), strict=True)
    for on, row, name, rater, value, reason, note, evidence in ratings:
        entry = _entry_without(rater, found.setdefault((row, on), []), on, name)
        entry.values[rater] = value
        if isnan(value):
            entry.not_rated.append((rater, f"{reason}: {note}" if note else reason or "–"))
        if evidence:
            entry.evidence.append((rater, evidence))
    in_rows = sorted(found.items(), key=lambda item: item[0][0])
    in_rows.sort(key=lambda item: item[0][1], reverse=True)
    return [entry for _, entries in in_rows for entry in entries]


def _entry_without(rater: str, entries: list[_Entry], on: datetime, name: str) -> _Entry:
    """Return the first entry in which this rater has not spoken, a new one if need be."""
    for entry in entries:
        if rater not in entry.values:
            return entry
    entries.append(_Entry(on, name))
    return entries[-1]


def _joined(words: list[tuple[str, str]], n_raters: int) -> str:
    """Return what was said, with the rater before it unless there was only one."""
    return "; ".join(f"{rater}: {text}" if n_raters > 1 else text for rater, text in words)

"""Which lines does a trajectory hold: one rater on one dimension, from first to last?

A trajectory is read many times for one page, a few ratings at a time. Plain lists make that twenty
times as quick as slicing the table anew for every line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

import pandas as pd


class Point(NamedTuple):
    """One rating: `value`, `position` are NaN and `segment` is −1 where not rated."""

    on: datetime
    value: float
    position: float
    segment: int
    reason: str


@dataclass(frozen=True)
class Line:
    """The ratings of one rater on one dimension, by date; names as in the trajectory's columns."""

    row: int
    lane: str
    scale: str
    scale_name: str
    good_news: str
    better: str
    dimension: str
    name: str
    minimum: float
    maximum: float
    step: float
    series: str
    rated: Sequence[Point]
    missed: Sequence[Point]

    @property
    def n_days(self) -> int:
        """Return on how many days there is a value."""
        return len({point.on.date() for point in self.rated})


_HEAD = [
    "row",
    "lane",
    "scale",
    "scale_name",
    "good_news",
    "better",
    "dimension",
    "name",
    "minimum",
    "maximum",
    "step",
    "series",
]
_POINT = ["value", "position", "segment", "reason"]


def lines(table: pd.DataFrame) -> list[Line]:
    """Return the lines of a trajectory in its order, an empty list for an empty one."""
    moments = table["rated_on"].to_numpy("datetime64[us]").tolist()
    heads = zip(*(table[column].tolist() for column in _HEAD), strict=True)
    points = zip(moments, *(table[column].tolist() for column in _POINT), strict=True)
    pairs = zip(heads, map(Point._make, points), strict=True)
    found = []
    # Bounds belong to the row, so a head is the same in all of a line.
    for head, same in groupby(pairs, key=lambda pair: pair[0]):
        ratings = [point for _, point in same]
        rated = [point for point in ratings if point.segment >= 0]
        missed = [point for point in ratings if point.segment < 0]
        found.append(Line(**dict(zip(_HEAD, head, strict=True)), rated=rated, missed=missed))
    return found

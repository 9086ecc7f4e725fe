"""Which lines does a trajectory hold: one person on one dimension, from first to last?

A trajectory is read many times for one page, a few ratings at a time. Plain lists make that twenty
times as quick as slicing the table anew for every line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd

from supervision_kit.analysis.raters import Rater, rater_name
from supervision_kit.frameworks import Anchor, say


class Point(NamedTuple):
    """One rating: `value`, `position` are NaN and `segment` is −1 where not rated.

    `reworded` says that it is the first value under other words for the same scale.
    """

    on: datetime
    value: float
    position: float
    segment: int
    reason: str
    reworded: bool = False


@dataclass(frozen=True)
class Line:
    """The ratings of one person on one dimension and scale, by date.

    Names are those of the trajectory's columns. `series` is the key of the rater, and `rater` all
    there is to tell them by. Where the scale of a dimension has changed, its rater has a line for
    each `part`; `latest` is the one that holds their newest value, which all rules read.
    """

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
    path: bool
    places: tuple[Anchor, ...]
    series: str
    participant_id: str
    called: str
    turn: int
    part: int
    rated: Sequence[Point]
    missed: Sequence[Point]
    latest: bool = True
    earlier: bool = False

    @property
    def rater(self) -> Rater:
        """Whose line it is."""
        return Rater(self.series, self.participant_id, self.called, self.turn)

    @property
    def who(self) -> str:
        """What whoever rated is called on the chart."""
        return rater_name(self.series, self.called)

    @property
    def n_days(self) -> int:
        """Return on how many days there is a value."""
        return len({point.on.date() for point in self.rated})

    @property
    def measure(self) -> tuple[float, float, float, str]:
        """Bounds, step and direction: what two lines share whose numbers can be compared."""
        return self.minimum, self.maximum, self.step, self.better

    def shown(self, value: float) -> str:
        """Return a value as a reader sees it: the name of a place, else its figures."""
        return label_at(value, self.places) or in_figures(value)


def anchors_for(dimension: Mapping[str, Any], rater: str) -> Sequence[Anchor]:
    """Return in whose words an answer of this rater is told besides its figures.

    Parameters
    ----------
    dimension : mapping
        A row of ``Framework.dimensions()`` or ``Store.wordings()``.
    rater : str
        Who answered.

    Returns
    -------
    sequence of Anchor
        Those of a rater asked in words of their own, else the places of a path, else none.
    """
    asked = dimension.get("asked")
    own = asked if isinstance(asked, tuple) else ()
    places = dimension.get("places", ())
    return next((each.anchors for each in own if each.rater == rater), places)


def label_at(value: float, anchors: Sequence[Anchor]) -> str:
    """Return the label of the anchor at a value, empty where there is none."""
    return next((anchor.label for anchor in anchors if anchor.value == value), "")


def answer_in_words(value: float, label: str, *, path: bool) -> str:
    """Return an answer with the words it was chosen by; a place on a path needs no figures."""
    if not label:
        return in_figures(value)
    return label if path else say("chart.in_words", value=in_figures(value), words=label)


def in_figures(value: float) -> str:
    """Return a value as it is written on the chart.

    >>> in_figures(4.0), in_figures(2.5)
    ('4', '2.5')
    """
    return f"{value:.6g}"


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
    "path",
    "places",
    "series",
    "participant_id",
    "called",
    "turn",
    "part",
]
_POINT = ["value", "position", "segment", "reason", "reworded"]


def lines(table: pd.DataFrame) -> list[Line]:
    """Return the lines of a trajectory in its order, an empty list for an empty one.

    `earlier` is set where a row has a newer scale than the line's own.
    """
    moments = table["rated_on"].to_numpy("datetime64[us]").tolist()
    heads = zip(*(table[column].tolist() for column in _HEAD), strict=True)
    points = zip(moments, *(table[column].tolist() for column in _POINT), strict=True)
    pairs = zip(heads, map(Point._make, points), strict=True)
    found = []
    # Bounds belong to the part, so a head is the same in all of a line.
    for head, same in groupby(pairs, key=lambda pair: pair[0]):
        ratings = [point for _, point in same]
        rated = [point for point in ratings if point.segment >= 0]
        missed = [point for point in ratings if point.segment < 0]
        found.append(Line(**dict(zip(_HEAD, head, strict=True)), rated=rated, missed=missed))
    return _placed_in_time(found)


def _placed_in_time(found: Sequence[Line]) -> list[Line]:
    """Say of each line whether it is its rater's latest, and whether its scale is still the row's.

    A rater who never gave a value has a latest line all the same: their last.
    """
    latest: dict[tuple[int, Rater], Line] = {}
    newest: dict[int, Line] = {}
    for line in found:
        before = latest.get((line.row, line.rater))
        if before is None or line.rated or not before.rated:
            latest[line.row, line.rater] = line
        if line.row not in newest or line.part > newest[line.row].part:
            newest[line.row] = line
    return [
        replace(
            line,
            latest=latest[line.row, line.rater] is line,
            earlier=newest[line.row].measure != line.measure,
        )
        for line in found
    ]

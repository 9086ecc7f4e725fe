"""How has one case gone, dimension by dimension, and where are the gaps?

Ratings come in as the store gives them, one row a rating; they go out in the order in which they
are drawn and read, with the row, the unbroken stretch and the height of every point worked out.
Nothing is averaged across dimensions, and nothing missing is filled in.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from math import inf, isfinite, isnan, nan
from statistics import median
from typing import Any, NamedTuple

import pandas as pd

from supervision_kit.analysis.description import describe, lead_sentence
from supervision_kit.analysis.twin import table_twin

__all__ = [
    "COLUMNS",
    "GAP_DAYS",
    "GAP_INTERVALS",
    "LANES",
    "RATERS",
    "describe",
    "lead_sentence",
    "table_twin",
    "trajectory",
]

# A line is broken where nobody rated for more than three times the usual interval of that rater on
# that dimension, and never for less than this many days: a long weekend is not a gap.
GAP_INTERVALS = 3
GAP_DAYS = 4

# Reading order of the blocks, and of the raters within a row; any other comes after these.
LANES = ("engagement", "challenge", "context", "client_view")
RATERS = ("worker", "client", "supervisor", "other")

_DAY = timedelta(days=1)
_WORDS = ("not_rated", "not_rated_note", "evidence")
_DIMENSION = (
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
)
_TYPES = {
    "row": "int64",
    **dict.fromkeys(_DIMENSION, "str"),
    "minimum": "float64",
    "maximum": "float64",
    "step": "float64",
    "series": "str",
    "rated_on": "datetime64[us]",
    "value": "float64",
    "position": "float64",
    "segment": "int64",
    "not_rated": "str",
    "reason": "str",
    "not_rated_note": "str",
    "evidence": "str",
}
COLUMNS = tuple(_TYPES)


class _Rating(NamedTuple):
    """One rating as it came, `value` finite or NaN."""

    rated_on: datetime
    scale: str
    dimension: str
    series: str
    value: float
    not_rated: str
    not_rated_note: str
    evidence: str


def trajectory(
    ratings: pd.DataFrame,
    dimensions: pd.DataFrame,
    *,
    reasons: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Put the ratings of one case in reading order and say where each point stands.

    Parameters
    ----------
    ratings : DataFrame
        Columns `rated_on` (date), `scale`, `dimension`, `rater` (str), `value` (scale points or
        NaN), and if there `not_rated`, `not_rated_note`, `evidence` (str); one row a rating, any
        order. Rows without date, scale, dimension or rater are left out. A row without a finite
        value counts as not rated.
    dimensions : DataFrame
        As ``Framework.dimensions()``: one row a dimension in display order.
    reasons : mapping, optional
        Label of every "not rated" reason by key; an unknown key is shown with spaces.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, ordered by `row`, rater and date; one row a rating. `row` counts the
        dimensions that have ratings, from 0 in reading order; `series` is the rater; `segment`
        counts the unbroken stretches of one series from 0 and is −1 where not rated; `position`
        is the value on its scale from 0 (lowest) to 1 (highest), NaN where not rated. `lane` is
        "challenge" for all that is better when lower, whichever scale it belongs to. A dimension
        that the framework no longer has keeps its key as name and the bounds of its values.
        No ratings give an empty table with the same columns.
    """
    given = _given(ratings)
    known = _known(dimensions, given)
    lines: dict[tuple, list[_Rating]] = {}
    for rating in given:
        place = known[rating.scale, rating.dimension]["place"]
        lines.setdefault((place, _rank(rating.series, RATERS), rating.series), []).append(rating)
    columns: dict[str, list] = {column: [] for column in COLUMNS}
    for row, (_, same) in enumerate(groupby(sorted(lines), key=lambda key: key[0])):
        _add_row(columns, row, [lines[key] for key in same], known)
    labels = reasons or {}
    columns["reason"] = [labels.get(key, key.replace("_", " ")) for key in columns["not_rated"]]
    return pd.DataFrame(
        {column: pd.Series(columns[column], dtype=kind) for column, kind in _TYPES.items()}
    )


def _given(ratings: pd.DataFrame) -> list[_Rating]:
    """Return the ratings that can be placed, by date."""
    moments = pd.to_datetime(ratings["rated_on"]).to_numpy("datetime64[us]").tolist()
    numbers: Any = pd.to_numeric(ratings["value"], errors="coerce")
    values = numbers.astype("float64").tolist()
    texts = [_texts(ratings, column) for column in ("scale", "dimension", "rater", *_WORDS)]
    found = []
    for on, value, scale, dimension, rater, why, note, evidence in zip(
        moments, values, *texts, strict=True
    ):
        if on and scale and dimension and rater:
            rated = isfinite(value)
            # A value answers the question; a reason beside it would contradict the point drawn.
            words = ("" if rated else why, note, evidence)
            found.append(_Rating(on, scale, dimension, rater, value if rated else nan, *words))
    return sorted(found, key=lambda rating: rating.rated_on)


def _texts(ratings: pd.DataFrame, column: str) -> list[str]:
    """Return a column as texts, missing ones empty; a column that is not there is all empty."""
    if column not in ratings:
        return [""] * len(ratings)
    missing = ratings[column].isna()
    return ["" if gone else str(x) for x, gone in zip(ratings[column], missing, strict=True)]


def _known(dimensions: pd.DataFrame, given: Sequence[_Rating]) -> dict[tuple[str, str], dict]:
    """Return every dimension with its place: those listed, then those only the ratings know."""
    listed = dimensions.to_dict("records")
    for dimension in listed:
        # Whatever is good news when it goes down is set apart with the challenges.
        if dimension["better"] == "lower":
            dimension["lane"] = "challenge"
    listed.sort(key=lambda dimension: _rank(dimension["lane"], LANES))
    known = {(dimension["scale"], dimension["dimension"]): dimension for dimension in listed}
    for rating in given:
        key = (rating.scale, rating.dimension)
        if key not in known:
            known[key] = _unlisted(*key)
    for place, dimension in enumerate(known.values()):
        dimension["place"] = place
    return known


def _unlisted(scale: str, dimension: str) -> dict[str, object]:
    return {
        "scale": scale,
        "dimension": dimension,
        "name": dimension.replace("_", " ").capitalize(),
        "scale_name": scale.replace("_", " ").capitalize(),
        "minimum": inf,
        "maximum": -inf,
        "step": 1.0,
        "better": "neither",
        "lane": "context",
        "good_news": "",
    }


def _rank(key: str, order: tuple[str, ...]) -> int:
    """Return the place of `key` in `order`; one outside it comes last."""
    return order.index(key) if key in order else len(order)


def _add_row(
    columns: dict[str, list], row: int, lines: Sequence[list[_Rating]], known: dict
) -> None:
    """Add the ratings of one dimension, line by line."""
    first = lines[0][0]
    bounds = known[first.scale, first.dimension]
    dimension = {key: bounds[key] for key in _DIMENSION}
    values = [rating.value for line in lines for rating in line if not isnan(rating.value)]
    # Every value lies within its scale, also one rated under other, older bounds.
    low, high = min([bounds["minimum"], *values]), max([bounds["maximum"], *values])
    if low > high:
        low, high = 0.0, 1.0
    dimension |= {"row": row, "minimum": low, "maximum": high}
    for line in lines:
        for rating, segment in zip(line, _segments(line), strict=True):
            # One value alone on an unknown scale has no height: the middle says nothing about it.
            position = (rating.value - low) / (high - low) if high > low else rating.value * 0 + 0.5
            point = rating._asdict() | dimension | {"position": position, "segment": segment}
            for column, value in point.items():
                columns[column].append(value)


def _segments(line: Sequence[_Rating]) -> list[int]:
    """Return the stretch each rating of a line belongs to, −1 where not rated."""
    days = [rating.rated_on for rating in line if not isnan(rating.value)]
    steps = [(after - before) / _DAY for before, after in pairwise(days) if after > before]
    longest = max(GAP_DAYS, GAP_INTERVALS * median(steps or [0])) * _DAY
    segment, last, found = 0, None, []
    broken = False
    for rating in line:
        if isnan(rating.value):
            found.append(-1)
            broken = last is not None
            continue
        if last is not None and (broken or rating.rated_on - last > longest):
            segment += 1
        found.append(segment)
        last, broken = rating.rated_on, False
    return found

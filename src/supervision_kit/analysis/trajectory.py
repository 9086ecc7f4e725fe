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
from supervision_kit.analysis.lines import anchors_for, label_at
from supervision_kit.analysis.measures import Measure, by_key, by_wording, first_reworded, parts
from supervision_kit.analysis.raters import Rater, participant_ids, raters_of
from supervision_kit.analysis.twin import table_twin
from supervision_kit.frameworks import Anchor

__all__ = [
    "GAP_DAYS",
    "GAP_INTERVALS",
    "LANES",
    "LONG_DAYS",
    "RATERS",
    "RHYTHM_INTERVALS",
    "TRAJECTORY_COLUMNS",
    "describe",
    "lead_sentence",
    "longest_gap",
    "table_twin",
    "trajectory",
]

# A line is broken where nobody rated for more than three times the usual interval of that rater on
# that dimension, and never for less than this many days: a long weekend is not a gap.
GAP_INTERVALS = 3
GAP_DAYS = 4
# Fewer intervals than this make no rhythm one could know: such a line never crosses more than about
# two months.
RHYTHM_INTERVALS = 5
LONG_DAYS = 60

# Reading order of the blocks, and of the raters within a row; any other comes after these, and
# participants who rate as the same one in the order in which they began.
LANES = ("engagement", "challenge", "context", "client_view")
RATERS = ("worker", "client", "supervisor", "other")

_DAY = timedelta(days=1)
_WORDS = ("not_rated", "not_rated_note", "evidence")
_TYPES = {
    "row": "int64",
    **dict.fromkeys(("lane", "scale", "scale_name", "good_news", "better"), "str"),
    **dict.fromkeys(("dimension", "name"), "str"),
    **dict.fromkeys(("minimum", "maximum", "step"), "float64"),
    "path": "bool",
    "places": "object",
    **dict.fromkeys(("series", "participant_id", "called"), "str"),
    **dict.fromkeys(("turn", "part"), "int64"),
    "reworded": "bool",
    "rated_on": "datetime64[us]",
    "value": "float64",
    "position": "float64",
    "segment": "int64",
    "not_rated": "str",
    "reason": "str",
    "not_rated_note": "str",
    "evidence": "str",
    "label": "str",
}
TRAJECTORY_COLUMNS = tuple(_TYPES)


# Where nobody knows the bounds they are those of the values, whichever they are.
_UNKNOWN = {"minimum": inf, "maximum": -inf, "step": 1.0, "better": "neither"}


class _Rating(NamedTuple):
    """One rating as it came, `value` finite or NaN."""

    rated_on: datetime
    scale: str
    dimension: str
    series: str
    participant_id: str
    called: str
    turn: int
    value: float
    not_rated: str
    not_rated_note: str
    evidence: str
    wording: str
    words: str
    label: str
    measure: Measure

    @property
    def key(self) -> tuple[str, str]:
        return self.scale, self.dimension


def trajectory(
    ratings: pd.DataFrame,
    dimensions: pd.DataFrame,
    *,
    wordings: pd.DataFrame | None = None,
    reasons: Mapping[str, str] | None = None,
    participants: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Put the ratings of one case in reading order and say where each point stands.

    Parameters
    ----------
    ratings : DataFrame
        Columns `rated_on` (date), `scale`, `dimension`, `rater` (str), `value` (scale points or
        NaN), and if there `participant_id`, `not_rated`, `not_rated_note`, `evidence`, `wording`
        (str); one row a rating, any order. Rows without date, scale, dimension or rater are left
        out. A row without a finite value counts as not rated.
    dimensions : DataFrame
        As ``Framework.dimensions()``: one row a dimension in display order.
    wordings : DataFrame, optional
        As ``Store.wordings()``. A rating whose wording is not in it counts as one on the scale as
        it is now.
    reasons : mapping, optional
        Label of every "not rated" reason by key; an unknown key is shown with spaces.
    participants : DataFrame, optional
        As ``Store.read(Participant)``; where several rate, each goes by what they are called, and
        by a number when not given.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, ordered by `row`, rater, `turn` and date; one row a rating. `row` counts
        the dimensions that have ratings, from 0 in reading order; `series` is the rater, whose line
        is told from others by `participant_id`, `called` and `turn` as those of a ``raters.Rater``;
        `segment` counts the unbroken stretches of one line from 0 and is −1 where not rated;
        `position` is the value on its scale from 0 (lowest) to 1 (highest), NaN where not rated.
        `part` counts from 0 in time how often bounds, step or direction of the dimension's scale
        have changed; these, `good_news` and `position` are those of the rating's own part.
        `reworded` marks the first value of a line under other words for the same scale. `path` says
        that the points are `places` (a tuple of Anchor) in no order; `label` is the point in the
        words it was chosen by, where it is a place or the rater was asked in words of their own.
        `lane` is "challenge" for all that is better when lower now, whichever scale it belongs to.
        A dimension that the framework no longer has is named as it was worded last; without a
        wording it keeps its key as name and the bounds of its values. No ratings give an empty
        table with the same columns.
    """
    worded = by_wording(wordings)
    people = raters_of(ratings, participants)
    given = _given(ratings, by_key(dimensions), worded, people)
    known = _known(dimensions, given, worded)
    lines: dict[tuple, list[_Rating]] = {}
    for rating in given:
        whose = _rank(rating.series, RATERS), rating.series, rating.turn
        lines.setdefault((known[rating.key]["place"], *whose), []).append(rating)
    columns: dict[str, list] = {column: [] for column in TRAJECTORY_COLUMNS}
    for row, (_, same) in enumerate(groupby(sorted(lines), key=lambda key: key[0])):
        drawn = [lines[key] for key in same]
        _add_row(columns, row, drawn, known[drawn[0][0].key], worded)
    labels = reasons or {}
    columns["reason"] = [labels.get(key, key.replace("_", " ")) for key in columns["not_rated"]]
    return pd.DataFrame(
        {column: pd.Series(columns[column], dtype=kind) for column, kind in _TYPES.items()}
    )


def _given(
    ratings: pd.DataFrame,
    known: Mapping[tuple[str, str], dict],
    worded: Mapping[tuple[str, str, str], dict],
    people: Mapping[tuple[str, str], Rater],
) -> list[_Rating]:
    """Return the ratings that can be placed, by date."""
    moments = pd.to_datetime(ratings["rated_on"]).to_numpy("datetime64[us]").tolist()
    numbers: Any = pd.to_numeric(ratings["value"], errors="coerce")
    values = numbers.astype("float64").tolist()
    keys = ("scale", "dimension", "rater", *_WORDS, "wording")
    texts = [_texts(ratings, column) for column in keys]
    scales: dict[tuple[str, ...], tuple[str, Sequence[Anchor], Measure]] = {}
    found = []
    for on, value, whose, scale, dimension, rater, why, note, evidence, wording in zip(
        moments, values, participant_ids(ratings), *texts, strict=True
    ):
        if on and scale and dimension and rater:
            rated = isfinite(value)
            if (wording, scale, dimension, rater) not in scales:
                own = worded.get((wording, scale, dimension))
                own = own or known.get((scale, dimension), _UNKNOWN)
                words = dict(own.get("words_of", ())).get(rater, own.get("words", ""))
                told = words, anchors_for(own, rater), Measure.of(own)
                scales[wording, scale, dimension, rater] = told
            words, anchors, measure = scales[wording, scale, dimension, rater]
            # A value answers the question; a reason beside it would contradict the point drawn.
            value = value if rated else nan
            said = ("" if rated else why, note, evidence, wording, words, label_at(value, anchors))
            who = people[rater, whose]
            found.append(_Rating(on, scale, dimension, *who, value, *said, measure))
    return sorted(found, key=lambda rating: rating.rated_on)


def _texts(ratings: pd.DataFrame, column: str) -> list[str]:
    """Return a column as texts, missing ones empty; a column that is not there is all empty."""
    if column not in ratings:
        return [""] * len(ratings)
    missing = ratings[column].isna()
    return ["" if gone else str(x) for x, gone in zip(ratings[column], missing, strict=True)]


def _known(
    dimensions: pd.DataFrame, given: Sequence[_Rating], worded: Mapping[tuple, dict]
) -> dict[tuple[str, str], dict]:
    """Return every dimension with its place: those listed, then those only the ratings know."""
    listed = dimensions.to_dict("records")
    now = {(dimension["scale"], dimension["dimension"]) for dimension in listed}
    # By date, so that the last words a dimension was rated under name it.
    gone = {each.key: worded.get((each.wording, *each.key)) for each in given}
    listed += [dict(last) for key, last in gone.items() if last and key not in now]
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
        **_UNKNOWN,
        "lane": "context",
        "good_news": "",
    }


def _rank(key: str, order: tuple[str, ...]) -> int:
    """Return the place of `key` in `order`; one outside it comes last."""
    return order.index(key) if key in order else len(order)


def _add_row(
    columns: dict[str, list],
    row: int,
    lines: Sequence[list[_Rating]],
    known: Mapping[str, Any],
    worded: Mapping[tuple, dict],
) -> None:
    """Add the ratings of one dimension, line by line."""
    numbers = _parts(lines)
    found: dict[int, list[_Rating]] = {}
    for line, same in zip(lines, numbers, strict=True):
        for rating, part in zip(line, same, strict=True):
            found.setdefault(part, []).append(rating)
    dimension = {"row": row, "path": known.get("path", False)}
    dimension |= {key: known[key] for key in ("lane", "scale_name", "name")}
    scales = {part: dimension | _scale(same, known, worded) for part, same in found.items()}
    for line, same in zip(lines, numbers, strict=True):
        told = zip(line, same, _segments(line, same), _reworded(line, same), strict=True)
        for rating, part, segment, reworded in told:
            low, high = scales[part]["minimum"], scales[part]["maximum"]
            # One value alone on an unknown scale has no height: the middle says nothing about it.
            position = (rating.value - low) / (high - low) if high > low else rating.value * 0 + 0.5
            point = rating._asdict() | scales[part] | {"part": part, "reworded": reworded}
            point |= {"position": position, "segment": segment}
            if point["places"]:
                point["places"] = anchors_for(scales[part], rating.series)
            for column in TRAJECTORY_COLUMNS:
                if column != "reason":
                    columns[column].append(point[column])


def _parts(lines: Sequence[Sequence[_Rating]]) -> list[list[int]]:
    """Return the part of each rating of each line, counted over all of them by date."""
    flat = [(rating, number) for number, line in enumerate(lines) for rating in line]
    flat.sort(key=lambda pair: pair[0].rated_on)
    found: list[list[int]] = [[] for _ in lines]
    for (_, number), part in zip(flat, parts((n, r.measure) for r, n in flat), strict=True):
        found[number].append(part)
    return found


def _scale(
    same: Sequence[_Rating], known: Mapping[str, Any], worded: Mapping[tuple, dict]
) -> dict[str, Any]:
    """Return bounds, step, direction and places of one part of a dimension."""
    measure, last = same[0].measure, same[-1]
    is_now = measure == Measure.of(known)
    words = known if is_now else worded.get((last.wording, *last.key), known)
    values = [rating.value for rating in same if not isnan(rating.value)]
    # Every value lies within its scale, also one rated before anybody kept its bounds.
    low, high = min([measure.minimum, *values]), max([measure.maximum, *values])
    if low > high:
        low, high = 0.0, 1.0
    own = {"good_news": words["good_news"], "places": words.get("places", ())}
    own["asked"] = words.get("asked", ())
    return measure._asdict() | own | {"minimum": low, "maximum": high}


def _reworded(line: Sequence[_Rating], numbers: Sequence[int]) -> list[bool]:
    """Say which rating of a line is the first value under other words for the same scale."""
    rated = [i for i, rating in enumerate(line) if not isnan(rating.value)]
    # Where the scale itself is another, that says it already.
    words = [(numbers[i], line[i].words) for i in rated]
    new = {
        rated[i]
        for i, first in enumerate(first_reworded([text for _, text in words]))
        if first and words[i][0] == words[i - 1][0]
    }
    return [i in new for i in range(len(line))]


def longest_gap(days: Sequence[float]) -> float:
    """Return over how many days without a rating a line still goes on.

    Parameters
    ----------
    days : sequence of float
        When there is a value, in days counted from any day, in order.
    """
    steps = [after - before for before, after in pairwise(days) if after > before]
    usual = GAP_INTERVALS * median(steps or [0])
    if len(steps) < RHYTHM_INTERVALS:
        usual = min(usual, LONG_DAYS)
    return max(GAP_DAYS, usual)


def _segments(line: Sequence[_Rating], numbers: Sequence[int]) -> list[int]:
    """Return the stretch each rating of a line belongs to, −1 where not rated."""
    days = [rating.rated_on for rating in line if not isnan(rating.value)]
    longest = longest_gap([(day - days[0]) / _DAY for day in days]) * _DAY
    segment, last, found = 0, None, []
    broken = False
    here = numbers[0]
    for rating, part in zip(line, numbers, strict=True):
        if isnan(rating.value):
            found.append(-1)
            broken = last is not None
            continue
        if last is not None and (broken or part != here or rating.rated_on - last > longest):
            segment += 1
        found.append(segment)
        last, here, broken = rating.rated_on, part, False
    return found

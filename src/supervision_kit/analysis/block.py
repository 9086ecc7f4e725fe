"""How do many series of ratings stand side by side, so that a rule reads them all at once?

A series is all that one rater gave one dimension of one case; each participant is a rater of their
own. A block holds series as the columns of one array, time running down, so that a rule is worked
out with a few operations on whole rows. What is missing is left out and never filled in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd

from supervision_kit.analysis.columns import codes, one_of_each, packed, side_by_side, tallies
from supervision_kit.analysis.measures import Measure, by_wording, first_reworded
from supervision_kit.analysis.raters import participant_ids

#: What tells one series from another.
KEYS = ("case", "scale", "dimension", "rater", "participant_id")


@dataclass(frozen=True, eq=False)
class Block:
    """Series side by side, each by rising date, with one rating a day.

    Attributes
    ----------
    keys : DataFrame
        One row a series: `case`, `scale`, `dimension`, `rater`, `participant_id` (str; empty where
        not given).
    days : ndarray of float, shape (n_points, n_series)
        Days since any day, rising within a series; NaN from its end on.
    values : ndarray of float, shape (n_points, n_series)
        Scale points; NaN from the end of the series on, and nowhere before.
    n : ndarray of int, shape (n_series,)
        Ratings in each series.
    minimum, maximum : ndarray of float, shape (n_series,)
        Bounds of the scale.
    better : ndarray of str, shape (n_series,)
        "higher", "lower" or "neither": which way is good news.
    step : ndarray of float, shape (n_series,)
        From one point of the scale to the next.
    reworded : ndarray of bool, shape (n_points, n_series)
        The first rating of a series under other words for the same scale.
    path : ndarray of bool, shape (n_series,)
        The points of the scale are places in no order.
    n_earlier : ndarray of int, shape (n_series,)
        Ratings that are left out because they were given on another scale, before.
    """

    keys: pd.DataFrame
    days: np.ndarray
    values: np.ndarray
    n: np.ndarray
    minimum: np.ndarray
    maximum: np.ndarray
    better: np.ndarray
    step: np.ndarray
    reworded: np.ndarray
    path: np.ndarray
    n_earlier: np.ndarray

    @classmethod
    def of(
        cls,
        values: Any,
        days: Any = None,
        *,
        minimum: Any,
        maximum: Any,
        better: Any = "higher",
        step: Any = 1.0,
        keys: pd.DataFrame | None = None,
    ) -> Self:
        """Make a block of arrays.

        Parameters
        ----------
        values : array_like, shape (n_points,) or (n_points, n_series)
            Scale points in any order of time; what is not finite is left out.
        days : array_like, optional
            Days of the values, in a shape that broadcasts to theirs; 0, 1, 2, … when not given,
            counting also what is left out. Values of one day become their mean.
        minimum, maximum, better, step : array_like
            As the attributes; one for all, or one a series.
        keys : DataFrame, optional
            As the attribute; empty texts when not given.

        Returns
        -------
        Block
            One column a series, in the order given; no values give no points.
        """
        points = np.asarray(values, dtype=float)
        points = points[:, None] if points.ndim == 1 else points
        moments = np.arange(len(points)) if days is None else np.asarray(days, dtype=float)
        moments = moments[:, None] if moments.ndim == 1 else moments
        moments = np.broadcast_to(moments, points.shape).astype(float)
        n_series = points.shape[1]
        low, high, steps = (
            np.broadcast_to(each, n_series).astype(float) for each in (minimum, maximum, step)
        )
        named = _nameless(n_series) if keys is None else keys.reset_index(drop=True)
        ways = np.broadcast_to(better, n_series).astype("U7")
        columns = packed(points, moments)
        same_words = np.zeros(columns[1].shape, dtype=bool)
        none = np.zeros(n_series, dtype=int)
        return cls(named, *columns, low, high, ways, steps, same_words, none > 0, none)

    @property
    def n_series(self) -> int:
        """How many series there are."""
        return self.values.shape[1]

    @property
    def sign(self) -> np.ndarray:
        """What a rise means, by series: 1 better, −1 worse, 0 neither."""
        return (self.better == "higher").astype(int) - (self.better == "lower")

    @property
    def span(self) -> np.ndarray:
        """Days from the first rating to the last, by series; NaN without ratings."""
        return self.last(self.days) - self.days[0]

    def last(self, array: np.ndarray) -> np.ndarray:
        """Return the entries of ``array`` (shaped as `values`) at the last rating of each series.

        A series without ratings has NaN there.
        """
        return one_of_each(array, self.n - 1)

    def take(self, which: np.ndarray) -> Self:
        """Return some of the series.

        Parameters
        ----------
        which : ndarray of bool or int
            A mask over the series, or their numbers.
        """
        numbers = np.arange(self.n_series)[which]
        return type(self)(
            self.keys.take(numbers).reset_index(drop=True),
            self.days[:, numbers],
            self.values[:, numbers],
            self.n[numbers],
            self.minimum[numbers],
            self.maximum[numbers],
            self.better[numbers],
            self.step[numbers],
            self.reworded[:, numbers],
            self.path[numbers],
            self.n_earlier[numbers],
        )

    def before(self, on: Any) -> Self:
        """Return the ratings before a day, one day for all or one a series; none where NaN."""
        return self._only(self.days < np.asarray(on))

    def since(self, on: Any) -> Self:
        """Return the ratings on a day and after, one day for all or one a series; none if NaN."""
        return self._only(self.days >= np.asarray(on))

    def under_known_words(self) -> Self:
        """Return the series without the ratings that are the first under other words."""
        return self._only(~self.reworded) if self.reworded.any() else self

    def _only(self, wanted: np.ndarray) -> Self:
        values = np.where(wanted, self.values, np.nan)
        scale = {name: getattr(self, name) for name in ("minimum", "maximum", "better", "step")}
        return type(self).of(values, self.days, keys=self.keys, **scale)

    @cached_property
    def codes(self) -> np.ndarray:
        """Small whole numbers from 0 that compare as the values of a series do.

        Shape as `values`; `columns.NOT_RATED` from the end of a series on. Most rules ask only
        which of two ratings is higher, and a byte says so as well as eight.
        """
        return codes(self.values)

    @cached_property
    def tallies(self) -> np.ndarray:
        """How often each code occurs in each series, shape (n_codes, n_series)."""
        return tallies(self.codes)


def block(
    ratings: pd.DataFrame, dimensions: pd.DataFrame, wordings: pd.DataFrame | None = None
) -> Block:
    """Put ratings side by side, one series a case, dimension, rater and participant.

    Parameters
    ----------
    ratings : DataFrame
        Columns `rated_on` (date), `scale`, `dimension`, `rater` (str), `value` (scale points) and,
        if there, `case`, `participant_id` and `wording` (str); one row a rating, any order. Rows
        without a finite value, a date or a key are left out, and so are dimensions that are not
        listed: without bounds there is no telling what is much.
    dimensions : DataFrame
        As ``Framework.dimensions()``: one row a dimension in display order, columns `scale`,
        `dimension`, `minimum`, `maximum`, `better`, `step` and, if there, `path`.
    wordings : DataFrame, optional
        As ``Store.wordings()``. Where the scale of a series has changed, only what was rated since
        is in it, under its own bounds.

    Returns
    -------
    Block
        Ordered by case, by the place of the dimension, by rater and by participant, who are told
        apart as ``raters.participant_ids`` says. Several ratings of one series on one day count
        once, as their mean. No ratings give no series.
    """
    listed = dimensions.drop_duplicates(["scale", "dimension"], ignore_index=True)
    rated = _rated(ratings, listed)
    by_series = ["case", "place", "rater", "participant_id"]
    n_all = rated.groupby(by_series, sort=True).size()
    given = n_all.index.to_frame(index=False)
    rated = rated.assign(series=rated.groupby(by_series, sort=True).ngroup())
    rows: Any = listed.iloc[given["place"]].reset_index(drop=True)
    if wordings is not None:
        rated, rows = _on_the_latest_scale(rated, rows, by_wording(wordings))
    series, days = rated["series"].to_numpy(), rated["day"].to_numpy()
    columns = side_by_side(series, days, rated["value"].to_numpy(), len(rows))
    return Block(
        given.assign(scale=rows["scale"], dimension=rows["dimension"]).loc[:, list(KEYS)],
        *columns,
        rows["minimum"].to_numpy(float),
        rows["maximum"].to_numpy(float),
        rows["better"].to_numpy("U7"),
        rows["step"].to_numpy(float),
        _first_under_new_words(rated, columns[0]),
        rows.get("path", pd.Series(False, rows.index)).to_numpy(bool),
        n_all.to_numpy() - np.bincount(series, minlength=len(rows)),
    )


def days_of(dates: Any) -> np.ndarray:
    """Return dates as the days that `block` counts, NaN for none; numbers as they are."""
    given = np.asarray(dates)
    if given.dtype.kind in "fiu":
        return given.astype(float)
    moments = pd.to_datetime(given.ravel()).to_numpy("datetime64[D]")
    return np.where(np.isnat(moments), np.nan, moments.astype(float)).reshape(given.shape)


def _nameless(n_series: int) -> pd.DataFrame:
    return pd.DataFrame("", index=range(n_series), columns=list(KEYS))


def _rated(ratings: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return the ratings that count, with the place of their dimension in ``listed``."""
    known, asked = (
        pd.MultiIndex.from_frame(each.loc[:, ["scale", "dimension"]]) for each in (listed, ratings)
    )
    values: Any = pd.to_numeric(ratings["value"], errors="coerce")
    table = pd.DataFrame(
        {
            "case": ratings.get("case", ""),
            "place": known.get_indexer(asked),
            "rater": ratings["rater"],
            "participant_id": participant_ids(ratings),
            "day": days_of(ratings["rated_on"]),
            "value": values.astype(float),
            "wording": ratings["wording"].fillna("") if "wording" in ratings else "",
        }
    )
    return table.loc[np.isfinite(table["value"]) & (table["place"] >= 0)].dropna()


def _on_the_latest_scale(
    rated: pd.DataFrame, rows: pd.DataFrame, worded: Mapping[Any, dict]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what was rated since each series' scale changed last, and its bounds.

    Each rating is given its `words` too.
    """
    rated = rated.sort_values("day", kind="stable")
    names = [rows[name].tolist() for name in ("scale", "dimension")]
    now = [Measure.of(row) for row in rows.to_dict("records")]
    latest, words, kept = list(now), [], np.zeros(len(rated), dtype=bool)
    since: dict[int, list[int]] = {}
    for number, (series, own) in enumerate(zip(rated["series"], rated["wording"], strict=True)):
        told = worded.get((own, names[0][series], names[1][series]))
        measure = Measure.of(told) if told else now[series]
        words.append(told["words"] if told else "")
        if measure != latest[series]:
            since[series] = []
        latest[series] = measure
        since.setdefault(series, []).append(number)
    for numbers in since.values():
        kept[numbers] = True
    bounds = pd.DataFrame(latest, columns=list(Measure._fields), index=rows.index)
    return rated.assign(words=words).loc[kept], rows.assign(**bounds)


def _first_under_new_words(rated: pd.DataFrame, days: np.ndarray) -> np.ndarray:
    """Return which ratings, placed as `days` are, are the first under other words."""
    found = np.zeros(days.shape, dtype=bool)
    told: dict[int, list[tuple[str, float]]] = {}
    if "words" in rated and len(set(rated["words"])) > 1:
        given = zip(rated["series"], rated["words"], rated["day"], strict=True)
        for series, words, day in given:
            told.setdefault(int(series), []).append((words, day))
    for series, same in told.items():
        new = first_reworded([words for words, _ in same])
        on = [day for (_, day), first in zip(same, new, strict=True) if first]
        found[:, series] = np.isin(days[:, series], on)
    return found

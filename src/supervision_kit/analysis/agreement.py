"""Where two people rate the same thing on the same day, how far apart are they?

References
----------
Bland, J. M. & Altman, D. G. (1986): Statistical methods for assessing agreement between two methods
of clinical measurement. Lancet 327, 307–310. Of it the differences; their median, as ratings are
whole numbers on a short scale.
"""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from supervision_kit.analysis.block import Block
from supervision_kit.analysis.columns import medians, side_by_side

PAIR = ("worker", "client")


class Agreement(NamedTuple):
    """Pairs by series, and the median of first − second in scale points; NaN without pairs.

    `p` is that of the two-sided sign test: whether one is higher more often than a coin would have
    it, days on which both are equal left out; 1 where all are.
    """

    n_pairs: np.ndarray
    difference: np.ndarray
    p: np.ndarray


def paired(block: Block, raters: tuple[str, str] = PAIR) -> tuple[Block, Block]:
    """Return the ratings of two raters for the days on which both gave one.

    Parameters
    ----------
    block : Block
        The series of all raters; one of the second for each participant.
    raters : tuple of str
        Whose ratings are compared.

    Returns
    -------
    tuple of Block
        One for each rater: the cases and dimensions that both have rated on the same scale, side by
        side on the same days, in the order of the block. The first is set beside each participant
        of the second by itself, whose `participant_id` both then have in their keys. Without a
        common day a series has no ratings.
    """
    keys = block.keys.assign(row=range(block.n_series))
    mine, theirs = (keys.loc[keys["rater"] == rater] for rater in raters)
    both = mine.merge(theirs, on=["case", "scale", "dimension"])
    first, second = (block.take(both[row].to_numpy()) for row in ("row_x", "row_y"))
    beside = first.keys.assign(participant_id=second.keys["participant_id"])
    first = replace(first, keys=beside)
    scales = ("minimum", "maximum", "step", "better")
    alike = [getattr(first, name) == getattr(second, name) for name in scales]
    first, second = (side.take(np.all(alike, axis=0)) for side in (first, second))
    common = _one_by_one(first).merge(_one_by_one(second), on=["series", "day"])
    series, days = common["series"].to_numpy(), common["day"].to_numpy()

    def on_common_days(side: Block, values: Any) -> Block:
        columns = side_by_side(series, days, values.to_numpy(), side.n_series)
        # Whether words are new is not asked of pairs.
        same_words = np.zeros(columns[0].shape, dtype=bool)
        names = ("days", "values", "n", "reworded")
        return replace(side, **dict(zip(names, (*columns, same_words), strict=True)))

    return on_common_days(first, common["value_x"]), on_common_days(second, common["value_y"])


def agreement(first: Block, second: Block) -> Agreement:
    """Compare two raters day by day.

    Parameters
    ----------
    first, second : Block
        As `paired` returns them: the same series on the same days.

    Returns
    -------
    Agreement
        One entry a series.

    Raises
    ------
    ValueError
        The days are not the same.
    """
    if not np.array_equal(first.days, second.days, equal_nan=True):
        raise ValueError("Both blocks need the same series on the same days; see `paired`.")
    differences = np.sort(first.values - second.values, axis=0)
    n_higher, n_lower = (differences > 0).sum(axis=0), (differences < 0).sum(axis=0)
    p = _sign_tests(len(differences))[n_higher, n_lower]
    return Agreement(first.n, medians(differences, first.n), p)


def _sign_tests(most: int) -> np.ndarray:
    """Return p for every number of heads and tails up to so many, shape (most + 1, most + 1)."""
    heads, tails = np.indices((most + 1, most + 1))
    # Rows of binomial sums, each from the one before: chance[n, k] of at most k heads in n.
    chance = np.zeros((2 * most + 1, most + 1))
    chance[0] = 1
    for n in range(1, 2 * most + 1):
        chance[n] = (chance[n - 1] + np.concatenate([[0], chance[n - 1, :-1]])) / 2
    return np.minimum(2 * chance[heads + tails, np.minimum(heads, tails)], 1)


def _one_by_one(block: Block) -> pd.DataFrame:
    """Return a row a rating, with the number of its series."""
    series, point = np.nonzero(~np.isnan(block.values.T))
    at = (point, series)
    return pd.DataFrame({"series": series, "day": block.days[at], "value": block.values[at]})

"""Does a series keep to one side of its middle for longer, or change sides less, than chance does?

The Anhøj rules for run charts: a run is an unbroken row of ratings on one side of the median. They
take it that a rating does not depend on the one before; where it does, runs are longer by chance.

References
----------
Anhøj, J. & Olesen, A. V. (2014): Run charts revisited. PLoS ONE 9(11), e113825.
"""

from functools import lru_cache
from math import log2
from typing import Any, NamedTuple

import numpy as np

from supervision_kit.analysis.block import Block
from supervision_kit.analysis.columns import by_columns

# How many more than log2 of the useful ratings one run may hold.
RUN_ALLOWANCE = 3
# One in so many random series has fewer crossings than the least that is taken as random.
ONE_IN = 20


class RunChart(NamedTuple):
    """What a run chart shows, by series; limits are 0 where nothing is useful."""

    n_useful: np.ndarray
    n_emptier: np.ndarray
    longest_run: np.ndarray
    longest_run_max: np.ndarray
    n_crossings: np.ndarray
    n_crossings_min: np.ndarray
    non_random: np.ndarray


def run_chart(block: Block, centre: Any = None) -> RunChart:
    """Count runs and crossings about the median.

    Parameters
    ----------
    block : Block
        The series.
    centre : array_like, optional
        Scale points, one for all or one a series, to use instead of the median: that of a
        baseline, or one that was agreed.

    Returns
    -------
    RunChart
        One entry a series. Ratings on the centre are not useful and are passed over. The series
        is not random if its longest run is above `longest_run_max` or its crossings are below
        `n_crossings_min`. `n_emptier` are the useful ratings on the side that has fewer.
    """
    if centre is None:
        counted = by_columns(_count_about_median, block.codes, block.tallies, block.n)
    else:
        centres = np.broadcast_to(centre, block.n_series)
        counted = by_columns(_count_about, block.values, centres)
    n_useful, n_emptier, longest, n_crossings = counted
    # Only for the numbers that occur: a line of years has more lengths behind it than anyone asks.
    lengths, which = np.unique(n_useful, return_inverse=True)
    bounds = [critical_values(n) for n in lengths.tolist()]
    longest_max, crossings_min = np.array(bounds, dtype=int).reshape(-1, 2)[which].T
    non_random = (longest > longest_max) | (n_crossings < crossings_min)
    return RunChart(
        n_useful, n_emptier, longest, longest_max, n_crossings, crossings_min, non_random
    )


@lru_cache(maxsize=1024)
def critical_values(n_useful: int) -> tuple[int, int]:
    """Return the longest run and the fewest crossings that are taken as random.

    Parameters
    ----------
    n_useful : int
        Ratings that are not on the centre line.

    Returns
    -------
    tuple of int
        log2 of n_useful, rounded half to even, plus 3; and the 5 % quantile of crossings, which
        are binomial with n_useful − 1 chances of one half. (0, 0) without useful ratings.

    Examples
    --------
    >>> critical_values(20)
    (7, 6)
    """
    if n_useful < 1:
        return 0, 0
    chances, fewest = n_useful - 1, 0
    # In whole numbers, as the quantile jumps where a rounded sum would decide.
    ways = up_to_here = 1
    while up_to_here * ONE_IN < 2**chances:
        fewest += 1
        ways = ways * (chances - fewest + 1) // fewest
        up_to_here += ways
    return round(log2(n_useful)) + RUN_ALLOWANCE, fewest


def _count_about_median(
    codes: np.ndarray, tallies: np.ndarray, n: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Count about the median without working it out: it lies between the two middle ratings."""
    up_to = np.cumsum(tallies, axis=0, dtype=np.int16)
    lower_middle = (up_to <= (n - 1) // 2).sum(axis=0).astype(codes.dtype)
    upper_middle = (up_to <= n // 2).sum(axis=0).astype(codes.dtype)
    below = (codes < upper_middle) & (codes >= 0)
    return _count(codes > lower_middle, below)


def _count_about(values: np.ndarray, centre: np.ndarray) -> tuple[np.ndarray, ...]:
    return _count(values > centre, values < centre)


def _count(above: np.ndarray, below: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return useful ratings, those on the emptier side, longest run and crossings, by column."""
    n_series = above.shape[1]
    side, changes, run, longest = np.zeros((4, n_series), dtype=np.int16)
    for now in above.astype(np.int16) - below:
        useful = now != 0
        changed = useful & (now != side)
        changes += changed
        side = np.where(useful, now, side)
        run = np.where(changed, 0, run) + useful
        longest = np.maximum(longest, run)
    n_above, n_below = above.sum(axis=0), below.sum(axis=0)
    # The first useful rating takes a side without crossing over.
    return n_above + n_below, np.minimum(n_above, n_below), longest, np.maximum(changes - 1, 0)

"""Of all pairs of one rating before and one after a date, in how many is the later one higher?

The non-overlap of all pairs (NAP) counts ties as one half; it is the Mann-Whitney statistic as a
share, so the same count gives its p value.

References
----------
Parker, R. I. & Vannest, K. (2009): An improved effect size for single-case research: Nonoverlap of
all pairs. Behavior Therapy 40, 357–367.
Mann, H. B. & Whitney, D. R. (1947): On a test of whether one of two random variables is
stochastically larger than the other. Annals of Mathematical Statistics 18, 50–60.
"""

from typing import Any, NamedTuple

import numpy as np

from supervision_kit.analysis.block import Block
from supervision_kit.analysis.columns import NOT_RATED, by_columns, tallies
from supervision_kit.analysis.monotonic_trend import two_sided


class Nonoverlap(NamedTuple):
    """Ratings before and after by series, pairs that rise and tie, NAP from 0 to 1, p."""

    n_before: np.ndarray
    n_after: np.ndarray
    rises: np.ndarray
    ties: np.ndarray
    nap: np.ndarray
    p: np.ndarray


def nonoverlap(block: Block, on: Any) -> Nonoverlap:
    """Compare the ratings before a day with those on it and after.

    Parameters
    ----------
    block : Block
        The series.
    on : array_like
        The day, one for all or one a series, counted as `Block.days`; NaN for none.

    Returns
    -------
    Nonoverlap
        One entry a series. `p` is two-sided, from the normal approximation with the corrections
        for ties and for continuity; 1 where all ratings are equal. `nap` and `p` are NaN where
        there are none before or none after.
    """
    on = np.broadcast_to(np.asarray(on, dtype=float), block.n_series)
    n_before, n_after = (block.days < on).sum(axis=0), (block.days >= on).sum(axis=0)

    def columns(codes: np.ndarray, days: np.ndarray, on: np.ndarray) -> tuple[np.ndarray]:
        earlier = np.where(days < on, codes, NOT_RATED).astype(codes.dtype)
        return (tallies(earlier, len(block.tallies)),)

    (before,) = by_columns(columns, block.codes, block.days, on)
    after = (block.tallies - before) * (n_after > 0)
    rises = (after * (np.cumsum(before, axis=0) - before)).sum(axis=0)
    ties = (after * before).sum(axis=0)
    nap, p = _shares(rises + ties / 2, n_before, n_after, before + after)
    return Nonoverlap(n_before, n_after, rises, ties, nap, p)


def _shares(
    won: np.ndarray, n_before: np.ndarray, n_after: np.ndarray, tallies: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return NAP and the two-sided p of the Mann-Whitney test."""
    n, pairs = n_before + n_after, n_before * n_after
    with np.errstate(invalid="ignore", divide="ignore"):
        ties = (tallies**3 - tallies).sum(axis=0) / (n * (n - 1))
        deviation = np.sqrt(pairs / 12 * (n + 1 - ties))
        z = np.maximum(np.abs(won - pairs / 2) - 0.5, 0) / deviation
        # Without a deviation all are equal: nothing is as likely as what came.
        p = np.where(deviation > 0, two_sided(z), 1.0)
        return won / pairs, np.where(pairs > 0, p, np.nan)

"""Between which limits do ratings vary when nothing but chance moves them?

The XmR chart: individual values (X) and the moving ranges (mR) between neighbours. Limits from
few ratings are trial limits, and limits kept from a short baseline are not used for signals.

References
----------
Wheeler, D. J. (1993): Understanding variation. SPC Press.
"""

from typing import NamedTuple

import numpy as np

from supervision_kit.analysis.columns import by_columns

# Three standard deviations in mean moving ranges, 3 / 1.128, as it is commonly rounded.
LIMIT_FACTOR = 2.66
# A moving range beyond this many mean ones is a jump, not noise: it would widen the limits.
SCREEN_FACTOR = 3.267


class ProcessLimits(NamedTuple):
    """Limits by series, scale points; NaN where there are no neighbours to compare."""

    mean: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    mean_range: np.ndarray

    def outside(self, values: np.ndarray, noise: float | np.ndarray = 0.0) -> np.ndarray:
        """Return which values lie above or below, and not on, the limits of their series.

        Parameters
        ----------
        values : ndarray, shape (n_series,) or (n_points, n_series)
            Scale points.
        noise : float or ndarray
            What two numbers may differ by and still be the same, scale points.
        """
        return (values > self.upper + noise) | (values < self.lower - noise)


def process_limits(
    values: np.ndarray,
    *,
    screened: bool = True,
    factor: float = LIMIT_FACTOR,
    screen_factor: float = SCREEN_FACTOR,
) -> ProcessLimits:
    """Return the natural process limits: mean ± ``factor`` × mean moving range.

    Parameters
    ----------
    values : ndarray, shape (n_points, n_series)
        Scale points by time, as `Block.values`; its first rows alone fix the limits on a
        baseline. NaN counts for nothing, and no range reaches across one: a block has closed
        such gaps already.
    screened : bool
        Leave out, once, moving ranges above ``screen_factor`` × their mean.
    factor, screen_factor : float
        In mean moving ranges.

    Returns
    -------
    ProcessLimits
        One entry a series. A single value has a mean but no limits.
    """

    def columns(values: np.ndarray) -> tuple[np.ndarray, ...]:
        ranges = np.abs(np.diff(values, axis=0))
        mean, mean_range = _mean(values, ~np.isnan(values)), _mean(ranges, ~np.isnan(ranges))
        if screened:
            mean_range = _mean(ranges, ranges <= screen_factor * mean_range)
        return mean, mean - factor * mean_range, mean + factor * mean_range, mean_range

    return ProcessLimits(*by_columns(columns, values))


def _mean(array: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Return the mean of what is counted, by column; NaN where nothing is."""
    total = np.where(counted, array, 0.0).sum(axis=0)
    n = np.add.reduce(counted, axis=0, dtype=float)
    return np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0)

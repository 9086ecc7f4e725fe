"""Do ratings rise or fall over time, and by how much a day?

The Mann-Kendall test asks only in which order values come; the Theil-Sen slope is the median of
the slopes between every two ratings, on their real dates.

References
----------
Mann, H. B. (1945): Nonparametric tests against trend. Econometrica 13, 245–259.
Schuirmann, D. J. (1987): A comparison of the two one-sided tests procedure and the power approach
for assessing the equivalence of average bioavailability. Journal of Pharmacokinetics and
Biopharmaceutics 15, 657–680.
Sen, P. K. (1968): Estimates of the regression coefficient based on Kendall's tau. Journal of the
American Statistical Association 63, 1379–1389.
"""

from math import erfc, sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from supervision_kit.analysis.block import Block
from supervision_kit.analysis.columns import by_columns, medians, one_of_each


class MannKendall(NamedTuple):
    """The Mann-Kendall test by series: S and its variance, Kendall's tau-b, z and two-sided p."""

    s: np.ndarray
    variance: np.ndarray
    tau: np.ndarray
    z: np.ndarray
    p: np.ndarray


class TheilSen(NamedTuple):
    """The Theil-Sen line by series: scale points a day, at day 0, and the slope's interval."""

    slope: np.ndarray
    intercept: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


class LeastSquares(NamedTuple):
    """The least-squares line by series: its slope in scale points a day, and its interval."""

    slope: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def mann_kendall(block: Block) -> MannKendall:
    """Test each series for a trend, with the correction for ties and for continuity.

    Parameters
    ----------
    block : Block
        The series; how far apart their days are does not matter.

    Returns
    -------
    MannKendall
        One entry a series. Where no two ratings differ S is 0, p is 1 and tau is NaN.
    """
    (rises,) = by_columns(_rises, block.codes)
    pairs, ties = _pairs(block.n), _pairs(block.tallies).sum(axis=0)
    # Every pair rises, falls or ties.
    s = 2.0 * rises + ties - pairs
    variance = _variance(block)
    tau = _ratio(s, np.sqrt((pairs - ties) * pairs))
    z = np.nan_to_num(_ratio(s - np.sign(s), np.sqrt(variance)))
    return MannKendall(s, variance, tau, z, two_sided(z))


def theil_sen(block: Block, confidence: float = 0.95) -> TheilSen:
    """Draw a line through each series by the median of the slopes between all its ratings.

    Parameters
    ----------
    block : Block
        The series.
    confidence : float
        Of the interval for the slope.

    Returns
    -------
    TheilSen
        One entry a series, NaN where there are fewer than two ratings. The line has as many
        ratings above it as below (scipy's "joint" intercept).
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    reach = z * np.sqrt(_variance(block))
    n_points = len(block.values)
    n_bytes = n_points * (n_points - 1) // 2 * block.values.itemsize
    slopes = by_columns(_slopes, block.days, block.values, reach, n_bytes=n_bytes)
    residuals = np.sort(block.values - slopes[0] * block.days, axis=0)
    return TheilSen(slopes[0], medians(residuals, block.n), *slopes[1:])


def least_squares(block: Block, confidence: float = 0.95) -> LeastSquares:
    """Draw a straight line through each series by least squares.

    On a short scale many ratings tie, which makes the median of all slopes 0 however far the mean
    has moved; this line has no such trouble.

    Parameters
    ----------
    block : Block
        The series.
    confidence : float
        Of the interval for the slope, from Student's t.

    Returns
    -------
    LeastSquares
        One entry a series. The slope is NaN with fewer than two ratings, its interval with fewer
        than three.
    """
    student = _student(confidence, len(block.values))[block.n]
    return LeastSquares(*by_columns(_line, block.days, block.values, block.n, student))


def two_sided(z: np.ndarray) -> np.ndarray:
    """Return the chance of a normal number at least as far from 0, in either direction."""
    # math.erfc: scipy's is exact to the same digits, and takes a third of a second to import.
    tails = map(erfc, (np.abs(z) / sqrt(2)).tolist())
    return np.fromiter(tails, dtype=float, count=len(z))


def _line(
    days: np.ndarray, values: np.ndarray, n: np.ndarray, student: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Return the least-squares slope by column, and the ends of its interval."""
    rated = ~np.isnan(values)
    x, y = (_centred(each, rated) for each in (days, values))
    spread = (x * x).sum(axis=0)
    slope = _ratio((x * y).sum(axis=0), spread)
    left = ((y - slope * x) ** 2).sum(axis=0, where=rated)
    reach = student * np.sqrt(_ratio(left, (n - 2) * spread))
    return slope, slope - reach, slope + reach


def _centred(array: np.ndarray, rated: np.ndarray) -> np.ndarray:
    """Return what is left when each series' mean is taken off, 0 where nothing was rated."""
    filled = np.where(rated, array, 0.0)
    mean = filled.sum(axis=0) / np.maximum(rated.sum(axis=0), 1)
    return np.where(rated, filled - mean, 0.0)


def _student(confidence: float, most: int) -> np.ndarray:
    """Return Student's t for 0 to ``most`` ratings, NaN where there are fewer than three."""
    from scipy.special import stdtrit  # a quarter of a second to import: not before it is needed

    freedom = np.arange(most + 1) - 2.0
    quantiles = stdtrit(np.maximum(freedom, 1), (1 + confidence) / 2)
    return np.where(freedom > 0, quantiles, np.nan)


def _rises(codes: np.ndarray) -> tuple[np.ndarray]:
    """Return by column in how many pairs the later one is higher."""
    higher = np.empty(codes.shape, dtype=bool)
    # Each rating counts the lower ones before it: at most as many as there are codes.
    lower_before = np.zeros_like(codes)
    for lag in range(1, len(codes)):
        np.greater(codes[lag:], codes[:-lag], out=higher[lag:])
        lower_before[lag:] += higher[lag:]
    return (lower_before.sum(axis=0, dtype=int),)


def _pairs(n: np.ndarray) -> np.ndarray:
    return n * (n - 1) / 2


def _variance(block: Block) -> np.ndarray:
    """Return the variance of S by series, less what ties take away."""
    all_differ, ties = (n * (n - 1) * (2 * n + 5) for n in (block.n, block.tallies))
    return (all_differ - ties.sum(axis=0)) / 18


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    return np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0)


def _slopes(days: np.ndarray, values: np.ndarray, reach: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the median slope by column, and the slopes so many ranks above and below it."""
    n_points, n_series = values.shape
    # A series' slopes lie side by side in memory, which makes sorting them quick.
    slopes = np.full((n_series, max(1, n_points * (n_points - 1) // 2)), np.nan).T
    start = 0
    for lag in range(1, n_points):
        part = slopes[start : start + n_points - lag]
        np.divide(values[lag:] - values[:-lag], days[lag:] - days[:-lag], out=part)
        start += n_points - lag
    slopes.sort(axis=0)
    n = np.count_nonzero(~np.isnan(slopes), axis=0)
    lower = np.maximum(np.rint((n - reach) / 2) - 1, 0)
    upper = np.minimum(np.rint((n + reach) / 2), n - 1)
    return medians(slopes, n), one_of_each(slopes, lower), one_of_each(slopes, upper)

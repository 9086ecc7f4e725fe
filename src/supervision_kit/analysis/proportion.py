"""How far can a share of so many comments be from the share that is meant?

References
----------
Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference. Journal
of the American Statistical Association 22, 209–212.
"""

from math import nan, sqrt
from statistics import NormalDist
from typing import NamedTuple


class Proportion(NamedTuple):
    """A share from 0 to 1 and its interval; NaN of none."""

    share: float
    lower: float
    upper: float


def wilson_interval(count: int, n: int, confidence: float = 0.95) -> Proportion:
    """Return a share with its Wilson score interval.

    Parameters
    ----------
    count, n : int
        How many of how many.
    confidence : float
        Of the interval.

    Returns
    -------
    Proportion
        NaN throughout when n is 0.

    Raises
    ------
    ValueError
        The count is negative or more than n.

    Examples
    --------
    >>> [round(each, 3) for each in wilson_interval(16, 20)]
    [0.8, 0.584, 0.919]
    """
    if not 0 <= count <= n:
        raise ValueError(f"A share of {n} cannot count {count}.")
    if not n:
        return Proportion(nan, nan, nan)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = count / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z * sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2) / (1 + z**2 / n)
    return Proportion(share, centre - reach, centre + reach)

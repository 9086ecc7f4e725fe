"""How far have the criteria agreed for a case been met, as one figure?

A T score for goal attainment scaling. It is no measure to compare cases by: all criteria at +2 give
70 with one criterion and 82.9 with ten, so it is never told without their number.

References
----------
Kiresuk, T. J. & Sherman, R. E. (1968): Goal attainment scaling: A general method for evaluating
comprehensive community mental health programs. Community Mental Health Journal 4, 443–453.
"""

from collections.abc import Sequence
from math import isnan, nan, sqrt
from typing import NamedTuple

# How closely the levels of two criteria go together, as its authors took it.
CORRELATION = 0.3
_MIDDLE, _SPREAD = 50, 10


class GoalAttainment(NamedTuple):
    """T and the number of criteria it stands for; T is NaN without any."""

    t: float
    n_criteria: int


def goal_attainment(
    levels: Sequence[float | None],
    weights: Sequence[float] | None = None,
    *,
    correlation: float = CORRELATION,
) -> GoalAttainment:
    """Return T = 50 + 10 Σwx / √((1 − ρ)Σw² + ρ(Σw)²).

    Parameters
    ----------
    levels : sequence of float
        Level of each criterion, from −2 (much less than expected) through 0 (as expected) to +2;
        None or NaN where it was not rated, which leaves the criterion out.
    weights : sequence of float, optional
        How much each criterion counts; equal when not given or all 0.
    correlation : float
        ρ, between criteria.

    Returns
    -------
    GoalAttainment
        With the number of criteria that were rated.

    Examples
    --------
    >>> goal_attainment([2]).t, round(goal_attainment([2] * 10).t, 1)
    (70.0, 82.9)
    """
    given = [1.0] * len(levels) if weights is None else weights
    pairs = zip(levels, given, strict=True)
    rated = [(level, w) for level, w in pairs if level is not None and not isnan(level)]
    if not rated:
        return GoalAttainment(nan, 0)
    if not any(weight for _, weight in rated):
        rated = [(level, 1.0) for level, _ in rated]
    weighted = sum(weight * level for level, weight in rated)
    squares, total = sum(w**2 for _, w in rated), sum(w for _, w in rated)
    deviation = sqrt((1 - correlation) * squares + correlation * total**2)
    return GoalAttainment(_MIDDLE + _SPREAD * weighted / deviation, len(rated))

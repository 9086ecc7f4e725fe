"""How do ratings before and after a date compare once the trends within both are reckoned in?

Tau-U goes by one name and comes in several forms that differ on the same data: "A against B less
the trend in A" is .55, .82 or .93 for one published case. For export only, and the form is named.

References
----------
Kendall, M. G. (1970): Rank correlation methods. Griffin.
Parker, R. I., Vannest, K. J., Davis, J. L. & Sauber, S. B. (2011): Combining nonoverlap and trend
for single-case research: Tau-U. Behavior Therapy 42, 284–299.
Tarlow, K. R. (2017): An improved rank correlation effect size statistic for single-case designs:
Baseline corrected Tau. Behavior Modification 41, 427–467.
"""

from collections.abc import Sequence
from math import sqrt
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from supervision_kit.analysis.block import Block
from supervision_kit.analysis.monotonic_trend import theil_sen, two_sided

# Residuals that differ by less than this share of the largest value are tied: on paper they would
# be equal.
_NOISE = 1e-12


class Form(NamedTuple):
    """How one form of Tau-U reckons."""

    tau_b: bool = False  # divides by what ties leave possible, not by the number of pairs
    ties_in_z: bool = True
    ties_in_variance: bool = False  # also in that of one part by itself
    continuity: int = 0  # taken off the size of S before z
    only_between: bool = False  # divides by the pairs between even when a trend is taken off


# The two "complete" forms count the pairs of every part they add up. "parker" is the formula of
# 2011, which can pass 1; "tarlow" that of a widely used calculator.
TAU_FORMS = {
    "complete_b": Form(tau_b=True),
    "complete_a": Form(ties_in_z=False),
    "parker": Form(only_between=True),
    "tarlow": Form(ties_in_variance=True, continuity=1),
}
# What each row adds up: the trend before, before against after, the trend after.
TAU_ROWS = {
    "between": (0, 1, 0),
    "trend_before": (1, 0, 0),
    "trend_after": (0, 0, 1),
    "between_minus_before": (-1, 1, 0),
    "between_plus_after": (0, 1, 1),
    "between_plus_after_minus_before": (-1, 1, 1),
}


class Counts(NamedTuple):
    """Pairs of an earlier and a later rating that rise, fall and tie."""

    rising: int
    falling: int
    ties: int

    @property
    def s(self) -> int:
        """Kendall's S."""
        return self.rising - self.falling


class Kendall(NamedTuple):
    """A rank correlation: S, the largest S that ties leave possible, its variance, tau-b, z, p."""

    s: float
    largest: float
    variance: float
    tau: float
    z: float
    p: float


class CorrectedTau(NamedTuple):
    """The trend before, and before against after without and with that trend taken off."""

    trend_before: Kendall
    uncorrected: Kendall
    corrected: Kendall


def tau_u(before: Any, after: Any, form: str) -> pd.DataFrame:
    """Return the Tau-U family in one of its forms.

    Parameters
    ----------
    before, after : array_like
        Ratings of one series in order of time, at least two each.
    form : str
        A key of `FORMS`.

    Returns
    -------
    DataFrame
        One row for each of `ROWS`: `pairs`; those `rising`, `falling` and in `ties`; `s`; `largest`
        (what S is divided by), `tau`; `variance` of S, `se` of tau (NaN where S is 0), `z` and its
        two-sided `p`. A rise counts as a rise, whichever way is better.
    """
    series = (np.asarray(before, dtype=float), np.asarray(after, dtype=float))
    rows = [_row(*series, parts, TAU_FORMS[form]) for parts in TAU_ROWS.values()]
    return pd.DataFrame(rows, index=list(TAU_ROWS))


def baseline_corrected_tau(
    before: Any, after: Any, days_before: Any, days_after: Any
) -> CorrectedTau:
    """Return Tau between before and after, without and with the trend before taken off.

    Parameters
    ----------
    before, after : array_like
        Ratings of one series in order of time, at least two before.
    days_before, days_after : array_like
        Their days, as numbers.

    Returns
    -------
    CorrectedTau
        Rank correlations (tau-b, no correction for continuity) with time, and with whether a
        rating came after. Tarlow takes the corrected one where the trend before has p ≤ .05.
    """
    early, late = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    groups = (len(early), len(late))
    residuals = without_trend(before, after, days_before, days_after)
    return CorrectedTau(
        kendall(trend(early).s, early),
        kendall(compared(early, late).s, np.concatenate([early, late]), groups),
        kendall(compared(*residuals).s, np.concatenate(residuals), groups),
    )


def without_trend(
    before: Any, after: Any, days_before: Any, days_after: Any
) -> tuple[np.ndarray, np.ndarray]:
    """Return ratings less the Theil-Sen line through those before; parameters as above."""
    values = np.concatenate([before, after]).astype(float)
    line = theil_sen(Block.of(before, days_before, minimum=np.nan, maximum=np.nan))
    residuals = values - line.slope * np.concatenate([days_before, days_after]) - line.intercept
    unit = _NOISE * max(np.abs(values).max(), _NOISE)
    residuals = np.rint(residuals / unit) * unit
    return residuals[: len(before)], residuals[len(before) :]


def compared(before: np.ndarray, after: np.ndarray) -> Counts:
    """Count pairs of one rating before and one after."""
    return _counts(after - before[:, None])


def trend(values: np.ndarray) -> Counts:
    """Count pairs of an earlier and a later rating."""
    return _counts((values - values[:, None])[np.triu_indices(len(values), 1)])


def kendall(s: float, values: np.ndarray, groups: Sequence[int] = ()) -> Kendall:
    """Return the rank correlation of values with an order.

    Parameters
    ----------
    s : float
        Pairs that rise in that order less those that fall.
    values : ndarray
        All values compared.
    groups : sequence of int
        How many of them share each place in the order; empty when each has its own.

    Returns
    -------
    Kendall
        tau, z and p are NaN where nothing differs.
    """
    n = len(values)
    ties = [np.unique_counts(values).counts.astype(float), np.array(groups, dtype=float)]
    first, second = (np.sum(each * (each - 1)) for each in ties)
    triples = np.prod([np.sum(each * (each - 1) * (each - 2)) for each in ties])
    largest = sqrt((n * (n - 1) - first) * (n * (n - 1) - second)) / 2
    variance = _untied_variance(n) - sum(np.sum(_untied_variance(each)) for each in ties)
    variance += first * second / max(2 * n * (n - 1), 1)
    variance += triples / max(9 * n * (n - 1) * (n - 2), 1)
    # Where nothing differs the sum is 0, which adding up may just miss.
    variance = variance if largest else 0.0
    z = ratio(s, sqrt(variance))
    return Kendall(s, largest, variance, ratio(s, largest), z, _p(z))


def ratio(part: float, whole: float) -> float:
    """Return a part of a whole, NaN of nothing."""
    return part / whole if whole else np.nan


def _row(
    before: np.ndarray, after: np.ndarray, parts: tuple[int, int, int], form: Form
) -> dict[str, float]:
    """Add up the parts of one row of Tau-U."""
    each = (trend(before), compared(before, after), trend(after))
    counts = Counts(*np.sum([_turned(*pair) for pair in zip(each, parts, strict=True)], axis=0))
    values, groups = _order(before, after, parts)
    order = kendall(counts.s, values, groups)
    variance = order.variance if form.ties_in_z else _untied_variance(len(values))
    z = ratio(np.sign(counts.s) * max(abs(counts.s) - form.continuity, 0), sqrt(variance))
    if parts.count(0) == 2 and not form.ties_in_variance:
        variance = kendall(counts.s, np.arange(len(values)), groups).variance
    largest = _largest(each, counts, order, parts, form)
    tau = ratio(counts.s, largest)
    return {
        "pairs": largest if form.only_between else sum(counts),
        **counts._asdict(),
        "s": counts.s,
        "largest": largest,
        "tau": tau,
        "variance": variance,
        "se": ratio(tau, z),
        "z": z,
        "p": _p(z),
    }


def _turned(counts: Counts, sign: int) -> tuple[int, int, int]:
    """Return the counts of a part that is added, taken off or left out."""
    rising, falling, ties = counts
    return {1: (rising, falling, ties), -1: (falling, rising, ties), 0: (0, 0, 0)}[sign]


def _order(
    before: np.ndarray, after: np.ndarray, parts: tuple[int, int, int]
) -> tuple[np.ndarray, list[int]]:
    """Return the values a row compares, and how many share a place because no trend is asked."""
    trend_before, between, trend_after = parts
    values = [before] * bool(trend_before or between) + [after] * bool(trend_after or between)
    groups = [len(before)] * (not trend_before) + [len(after)] * (not trend_after)
    return np.concatenate(values), groups if between else []


def _largest(
    each: tuple[Counts, ...], counts: Counts, order: Kendall, parts: tuple[int, ...], form: Form
) -> float:
    """Return what S of a row is divided by."""
    if form.only_between and parts == TAU_ROWS["between_minus_before"]:
        return sum(each[1])
    if not form.tau_b:
        return sum(counts)
    # Before against after by itself is divided as NAP is, a tie counting one half.
    return sum(counts) - counts.ties / 2 if parts == TAU_ROWS["between"] else order.largest


def _counts(steps: np.ndarray) -> Counts:
    return Counts(*(int(np.count_nonzero(each)) for each in (steps > 0, steps < 0, steps == 0)))


def _untied_variance(n: Any) -> Any:
    """Return the variance of S among n values that all differ."""
    return n * (n - 1) * (2 * n + 5) / 18


def _p(z: float) -> float:
    return float(two_sided(np.array([z]))[0])

"""How often is a rule wrong, on a scale like this and with so many ratings?

The answers come from a table of invented series (see `chance`) that is shipped beside this module,
``false_alarms.csv``. ``python -m benchmarks.false_alarms`` draws it anew.

Each row of the table is one rule under one set of circumstances:

===================  ==============================================================================
`n_points`           points of the scale; only their number matters, not where it begins
`place`              mean of the hidden level, from 0 (minimum) to 1 (maximum); 0.1 is near the
                     floor, and by symmetry also what holds as near the ceiling
`noise`              its standard deviation, as a share of the range
`autocorrelation`    between each hidden level and the one before it
`irregular`          1 if the gaps between dates vary, 0 if they are equal
`n_series`           series on a page; 1, except for pages and for two raters of one dimension
`correlation`        between the series of a page
`form`, `change`     what truly changed (`chance.Circumstances`), as a share of the range; "none", 0
`n`                  ratings in each series
`rule`               key of the rule, or "any" for at least one that is an alarm
`able`               share of pages with enough ratings for the rule to say anything
`rate`               share of pages on which it fires at least once
`standard_error`     of `rate`, as the simulation is finite
===================  ==============================================================================

Lengths for which a rule always asks for more ratings have no row.
"""

from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from math import log
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from supervision_kit.analysis import rules
from supervision_kit.analysis.chance import ANY, MIDDLE, TYPICAL_NOISE, count_points

__all__ = ["RATES_FILE", "RATE_COLUMNS", "Rate", "false_alarm_rate", "miss_rate", "table"]

RATES_FILE = Path(__file__).with_suffix(".csv")
NO_CHANGE = "none"
LEAST_CHANGE = 0.2
STEP = "step"


class Kind(NamedTuple):
    """What is looked up exactly, named as the table's columns."""

    rule: str
    n_series: int
    correlation: float
    form: str
    change: float


class Setting(NamedTuple):
    """The circumstances that are looked up by nearness, named as the table's columns."""

    n_points: int
    place: float
    noise: float
    autocorrelation: float
    irregular: bool

    def distance(self, other: "Setting") -> tuple[float, ...]:
        """Return how far apart two settings are, what matters most first."""
        return (
            abs(log(self.n_points / other.n_points)),
            abs(self.autocorrelation - other.autocorrelation),
            # Near the ceiling is as near the floor.
            abs(abs(self.place - MIDDLE) - abs(other.place - MIDDLE)),
            abs(self.noise - other.noise),
            abs(self.irregular - other.irregular),
        )


KIND = Kind._fields
SETTING = Setting._fields
RATE_COLUMNS = (*SETTING, *KIND[1:], "n", "rule", "able", "rate", "standard_error")


@dataclass(frozen=True)
class Rate:
    """How often a rule is wrong, and what that was simulated on.

    Attributes
    ----------
    rate : float
        Share of series, from 0 to 1.
    standard_error : float
        Of `rate`, from the finite simulation.
    on_page : float
        Share of pages with at least one, if their series are independent. Series of one case go
        up and down together, so that it is rather too high.
    n : float
        The length that was read: as asked for, or the longest of the table.
    setting : Setting
        The circumstances that were read: the nearest of the table.
    same_scale, within_lengths : bool
        Whether the scale asked for has as many points, and whether its length is in the table.
    """

    rate: float
    standard_error: float
    on_page: float
    n: float
    setting: Setting
    same_scale: bool
    within_lengths: bool


class _Curve(NamedTuple):
    """Rates by length, lengths rising."""

    n: np.ndarray
    rate: np.ndarray
    standard_error: np.ndarray


def false_alarm_rate(
    rule: str,
    *,
    minimum: float,
    maximum: float,
    step: float,
    n: float,
    n_series: int = 1,
    place: float = MIDDLE,
    noise: float = TYPICAL_NOISE,
    autocorrelation: float = 0.0,
    irregular: bool = False,
) -> Rate | None:
    """Return how often a rule fires although it should not.

    Parameters
    ----------
    rule : str
        Key of a rule, or "any" for at least one of the alarms. A rule that says that nothing
        changed is wrong where something did: there, a drift of `LEAST_CHANGE` of the range.
    minimum, maximum, step : float
        Of the scale, in scale points. The table's nearest in number of points is read.
    n : float
        Ratings in a series; around a plan those before and after, of two raters pairs. Between two
        lengths of the table the rate is interpolated ("any": from where every rule speaks; before,
        the next shorter is read), beyond the longest it is that of the longest. Below the shortest
        the rule asks for more ratings and the rate is 0.
    n_series : int
        Series that are looked at, for `Rate.on_page`.
    place, noise : float
        Mean, from 0 (minimum) to 1 (maximum), and standard deviation, as a share of the range.
    autocorrelation : float
        Between each rating and the one before it.
    irregular : bool
        Whether gaps between dates vary.

    Returns
    -------
    Rate or None
        Read where the table is nearest; it says where that is. None where the table has not been
        drawn for this rule.
    """
    n_points = count_points(minimum, maximum, step)
    wanted = Setting(n_points, place, noise, autocorrelation, irregular)
    form, change = (NO_CHANGE, 0.0) if _is_alarm(rule) else (_form(rule), LEAST_CHANGE)
    return _read(_kind(rule, form, change), wanted, n, n_series)


def miss_rate(
    rule: str,
    *,
    minimum: float,
    maximum: float,
    step: float,
    n: float,
    change: float = LEAST_CHANGE,
    form: str | None = None,
    autocorrelation: float = 0.0,
) -> Rate | None:
    """Return how often a rule stays silent although it should fire.

    Parameters
    ----------
    rule : str
        Key of a rule, or "any".
    minimum, maximum, step, n, autocorrelation
        As for `false_alarm_rate`. Below the table's shortest length a rule misses everything.
    change : float
        What truly changed, as a share of the range: 0.2 or 0.4. It counts for nothing for a rule
        that says that nothing changed: such a rule misses where nothing did.
    form : str, optional
        How (`chance.Circumstances`); the kind of change the rule looks for, when not given.

    Returns
    -------
    Rate or None
        Its `on_page` is of one series. None where the table has not been drawn for this rule, or
        not with this change.
    """
    n_points = count_points(minimum, maximum, step)
    wanted = Setting(n_points, MIDDLE, TYPICAL_NOISE, autocorrelation, False)
    kind = _kind(rule, form or _form(rule), change)
    if not _is_alarm(rule):
        kind = _kind(rule, NO_CHANGE, 0.0)
    fired = _read(kind, wanted, n, n_series=1)
    return fired and replace(fired, rate=1 - fired.rate, on_page=1 - fired.rate)


@cache
def table() -> pd.DataFrame:
    """Return the table of invented series, one row a rule and set of circumstances."""
    return pd.read_csv(RATES_FILE, keep_default_na=False)


def _kind(rule: str, form: str, change: float) -> Kind:
    paired = rule != ANY and rules.signal_rule(rule).reads == "pair"
    return Kind(rule, 2 if paired else 1, 0.0, form, change)


def _form(rule: str) -> str:
    return STEP if rule == ANY else rules.signal_rule(rule).finds


def _is_alarm(rule: str) -> bool:
    return rule == ANY or rules.signal_rule(rule).alarm


def _read(kind: Kind, wanted: Setting, n: float, n_series: int) -> Rate | None:
    """Return the rate of the nearest setting, interpolated between lengths."""
    curves = _curves().get(kind)
    if curves is None:
        return None
    setting = min(curves, key=wanted.distance)
    curve = curves[setting]
    length = _length(kind.rule, n, curve.n)
    # Rates change with every doubling rather than with every further rating.
    at = log(max(length, 1)), np.log(curve.n)
    rate = float(np.interp(*at, curve.rate, left=0.0))
    return Rate(
        rate=rate,
        standard_error=float(np.interp(*at, curve.standard_error, left=0.0)),
        on_page=1 - (1 - rate) ** n_series,
        n=length,
        setting=setting,
        same_scale=setting.n_points == wanted.n_points,
        within_lengths=n <= curve.n[-1],
    )


def _length(rule: str, n: float, lengths: np.ndarray) -> float:
    """Return the length that is read for n ratings."""
    if rule == ANY and n < _all_speak_from():
        # Where one more rule begins to speak, the rate of any jumps: that is not to be smoothed.
        return max((length for length in lengths.tolist() if length <= n), default=n)
    return min(n, float(lengths[-1]))


@cache
def _all_speak_from() -> int:
    """Return the length from which no alarm on a single series asks for more ratings."""
    single = [
        curves for kind, curves in _curves().items() if kind.n_series == 1 and _is_alarm(kind.rule)
    ]
    return int(max(curve.n[0] for curves in single for curve in curves.values()))


@cache
def _curves() -> dict[Kind, dict[Setting, _Curve]]:
    """Return the table's curves by kind and setting."""
    columns = [*KIND, *SETTING, "n", "rate", "standard_error"]
    rows = sorted(table()[columns].itertuples(index=False, name=None))
    curves: dict[Kind, dict[Setting, _Curve]] = {}
    n_keys = len(KIND) + len(SETTING)
    for key, same in groupby(rows, key=lambda row: row[:n_keys]):
        points = np.array([row[n_keys:] for row in same])
        kind, setting = Kind(*key[: len(KIND)]), Setting(*key[len(KIND) :])
        curves.setdefault(kind, {})[setting] = _Curve(*points.T)
    return curves

"""How do ratings look when nothing has changed, and how often does a rule fire on them?

Invented ratings follow a hidden level that wanders around its mean, are rounded to the points of a
scale and end at its bounds, as ratings do. A real change can be laid underneath, so that the same
rules also show how much they miss.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self, get_args

import numpy as np
import pandas as pd

from supervision_kit.analysis import rules
from supervision_kit.analysis.block import Block
from supervision_kit.analysis.signal_rule import Change, SignalRule

__all__ = ["ANY", "CHANGES", "Circumstances", "asked_by_chance", "rates", "simulate"]

CHANGES: tuple[Change, ...] = get_args(Change)

# The median standard deviation in 35 pupils' daily ratings (Leidig and colleagues) is 14 % of the
# range, so 1.5 on a scale from 0 to 10 and 0.6 on one from 1 to 5.
TYPICAL_NOISE = 0.15
MIDDLE = 0.5
# Contacts every second week; irregular gaps spread as those between the same pupils' ratings do.
DAYS_BETWEEN = 14.0
GAP_SPREAD = 0.75
# A share of the range may fall short of a whole number of steps by this much and still be one.
TOLERANCE = 1e-9

ANY = "any"


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What ratings come out of: a scale, how much they scatter, and what truly changes.

    Attributes
    ----------
    n : int
        Ratings in each series, at least 1.
    minimum, maximum, step : float
        Of the scale, in scale points.
    place : float
        Mean of the hidden level over the whole series, from 0 (minimum) to 1 (maximum).
    noise : float
        Its standard deviation, as a share of the range.
    autocorrelation : float
        Between each hidden level and the one before it, in the order of the ratings, however many
        days lie between.
    irregular : bool
        Gaps between dates vary (gamma, mean `DAYS_BETWEEN`, at least one day) or are all equal.
    change : float
        Real difference as a share of the range; negative is downwards.
    form : {"step", "drift", "last", "raters"}
        A "step" after the first half of the ratings; a "drift", even in time, over all of them;
        the "last" rating alone; between the first and the other "raters", all the time. Step,
        drift and raters leave the mean over all of it where `place` says.
    n_dimensions, n_raters : int
        Series on one page; all are rated on the same dates.
    correlation : float
        Between any two series of a page, at the same date, from 0 to 1.

    Raises
    ------
    ValueError
        A number lies outside what is said above.
    """

    n: int
    minimum: float = 1.0
    maximum: float = 5.0
    step: float = 1.0
    place: float = MIDDLE
    noise: float = TYPICAL_NOISE
    autocorrelation: float = 0.0
    irregular: bool = False
    change: float = 0.0
    form: Change = "step"
    n_dimensions: int = 1
    n_raters: int = 1
    correlation: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        if min(self.n, self.n_dimensions, self.n_raters) < 1:
            raise ValueError("There is at least one rating, one dimension and one rater.")
        if not (self.minimum < self.maximum and self.step > 0 and self.noise >= 0):
            raise ValueError("The maximum is above the minimum, the step above 0, noise not below.")
        if not -1 < self.autocorrelation < 1:
            raise ValueError(f"Autocorrelation lies between −1 and 1, not {self.autocorrelation}.")
        if not 0 <= self.correlation <= 1:
            raise ValueError(f"Correlation lies between 0 and 1, not {self.correlation}.")
        if self.form not in CHANGES:
            raise ValueError(f"A change is one of {', '.join(CHANGES)}, not {self.form}.")

    @classmethod
    def in_points(
        cls,
        *,
        minimum: float,
        maximum: float,
        mean: float,
        sd: float,
        change: float = 0.0,
        **others,
    ) -> Self:
        """Return the circumstances whose `mean`, `sd` and `change` are given in scale points."""
        span = maximum - minimum
        place, noise, share = (mean - minimum) / span, sd / span, change / span
        return cls(
            minimum=minimum, maximum=maximum, place=place, noise=noise, change=share, **others
        )

    @property
    def span(self) -> float:
        """Range of the scale, in scale points."""
        return self.maximum - self.minimum

    @property
    def n_charts(self) -> int:
        """Series on one page."""
        return self.n_dimensions * self.n_raters

    @property
    def n_points(self) -> int:
        """Points that the scale has."""
        return count_points(self.minimum, self.maximum, self.step)


def count_points(minimum: float, maximum: float, step: float) -> int:
    """Return how many points a scale has.

    >>> count_points(1, 5, 1), count_points(0, 1, 0.1)
    (5, 11)
    """
    return int((maximum - minimum) / step + TOLERANCE) + 1


def simulate(circumstances: Circumstances, n_pages: int, rng: np.random.Generator) -> Block:
    """Draw the series of `n_pages` pages.

    Parameters
    ----------
    circumstances : Circumstances
        What they come out of.
    n_pages : int
        Pages, each with ``circumstances.n_charts`` series.
    rng : Generator
        Where chance comes from; the same seed draws the same series.

    Returns
    -------
    Block
        Page by page, in it dimension by dimension, in that rater by rater. In its keys `case` is
        the number of the page, `dimension` and `rater` count from 0. Days count from 0.
    """
    days = _days(circumstances, n_pages, rng)
    level = circumstances.minimum + circumstances.span * (
        circumstances.place
        + circumstances.noise * _wandering(circumstances, n_pages, rng)
        + circumstances.change * _form(circumstances, days)
    )
    shape = (circumstances.n, n_pages * circumstances.n_charts)
    return Block.of(
        _on_scale(circumstances, level).reshape(shape),
        np.broadcast_to(days, level.shape).reshape(shape),
        minimum=circumstances.minimum,
        maximum=circumstances.maximum,
        step=circumstances.step,
        better="higher",
        keys=_keys(circumstances, n_pages),
    )


def _wandering(circumstances: Circumstances, n_pages: int, rng: np.random.Generator) -> np.ndarray:
    """Return standard normal levels, (n, n_pages, n_charts), in the first-order autoregression."""
    shared, held = circumstances.correlation, circumstances.autocorrelation
    level = rng.standard_normal((circumstances.n, n_pages, circumstances.n_charts))
    if shared:
        level *= np.sqrt(1 - shared)
        level += np.sqrt(shared) * rng.standard_normal((circumstances.n, n_pages, 1))
    if held:
        # The first level is drawn from the long run already; each innovation keeps the variance.
        level[1:] *= np.sqrt(1 - held**2)
        for number in range(1, circumstances.n):
            level[number] += held * level[number - 1]
    return level


def _days(circumstances: Circumstances, n_pages: int, rng: np.random.Generator) -> np.ndarray:
    """Return rising whole days from 0, (n, n_pages, 1)."""
    shape = (circumstances.n, n_pages, 1)
    if not circumstances.irregular:
        regular = DAYS_BETWEEN * np.arange(circumstances.n)
        return np.broadcast_to(regular[:, None, None], shape)
    gaps = rng.gamma(GAP_SPREAD**-2, DAYS_BETWEEN * GAP_SPREAD**2, shape)
    gaps = np.maximum(np.rint(gaps), 1.0)
    return np.cumsum(gaps, axis=0) - gaps[0]


def _form(circumstances: Circumstances, days: np.ndarray) -> np.ndarray:
    """Return the share of the change present at each rating, to broadcast on (n, pages, charts)."""
    number = np.arange(circumstances.n)[:, None, None]
    if circumstances.form == "step":
        return np.where(number < circumstances.n // 2, -0.5, 0.5)
    if circumstances.form == "drift":
        return days / np.maximum(days[-1], 1.0) - 0.5
    if circumstances.form == "last":
        return np.where(number == circumstances.n - 1, 1.0, 0.0)
    first = np.arange(circumstances.n_charts) % circumstances.n_raters == 0
    return np.where(first, -0.5, 0.5)


def _on_scale(circumstances: Circumstances, level: np.ndarray) -> np.ndarray:
    """Return the nearest point of the scale for each level, in place."""
    level -= circumstances.minimum
    level /= circumstances.step
    np.rint(level, out=level)
    np.clip(level, 0, circumstances.n_points - 1, out=level)
    level *= circumstances.step
    level += circumstances.minimum
    return level


def _keys(circumstances: Circumstances, n_pages: int) -> pd.DataFrame:
    number = np.arange(n_pages * circumstances.n_charts)
    page, chart = np.divmod(number, circumstances.n_charts)
    dimension, rater = np.divmod(chart, circumstances.n_raters)
    return pd.DataFrame({"case": page, "scale": 0, "dimension": dimension, "rater": rater})


def asked_by_chance(rule: SignalRule, block: Block) -> pd.DataFrame:
    """Ask a rule of invented lines: a plan is agreed on the day that begins their second half.

    A rule that reads a pair compares raters 0 and 1.
    """
    if rule.reads == "pair":
        both = ((block.keys["rater"] == rater).to_numpy() for rater in (0, 1))
        return rule.ask(*map(block.take, both))
    return rule.ask(block, _half(block)) if rule.reads == "plan" else rule.ask(block)


def rates(block: Block, *, only: Collection[str] | None = None) -> pd.DataFrame:
    """Count on how many pages each rule fires.

    Parameters
    ----------
    block : Block
        As `simulate` draws it: series with the same `case` stand on one page.
    only : collection of str, optional
        Keys of rules on ratings; all when not given, each asked as `asked_by_chance` does. Those
        that read a pair are left out where there is only one rater.

    Returns
    -------
    DataFrame
        One row a rule in the order of `rules.RULES`, then `ANY` for at least one of them that is an
        alarm. Columns `rule` (str); `able`, share of pages with enough ratings for the rule to say
        anything; `rate`, share of pages on which it fires at least once; `standard_error` of
        `rate`, from the number of pages. NaN without pages.
    """
    page = pd.factorize(block.keys["case"])[0]
    n_pages = int(page.max(initial=-1)) + 1
    alone = 1 not in block.keys["rater"].to_numpy()
    wanted = [
        rule
        for rule in rules.on_ratings()
        if (only is None or rule.key in only) and not (alone and rule.reads == "pair")
    ]
    found = {rule.key: _by_page(rule, block, page, n_pages) for rule in wanted}
    alarms = [found[rule.key] for rule in wanted if rule.alarm]
    found[ANY] = np.any(alarms or np.zeros((1, 2, n_pages), dtype=bool), axis=0)
    shares = np.array([pages.sum(axis=1) for pages in found.values()]) / (n_pages or np.nan)
    able, rate = shares.T
    error = np.sqrt(rate * (1 - rate) / (n_pages or np.nan))
    return pd.DataFrame({"rule": list(found), "able": able, "rate": rate, "standard_error": error})


def _by_page(rule: SignalRule, block: Block, page: np.ndarray, n_pages: int) -> np.ndarray:
    """Return on which pages a rule is able to speak and on which it fires, (2, n_pages)."""
    state = asked_by_chance(rule, block)["state"].to_numpy()
    if rule.reads == "pair":
        page = page[(block.keys["rater"] == 0).to_numpy()]
    found = np.zeros((2, n_pages), dtype=bool)
    found[0, page[state != "too_few"]] = True
    found[1, page[state == "signal"]] = True
    return found


def _half(block: Block) -> np.ndarray:
    """Return the day on which the second half of each series begins."""
    return np.take_along_axis(block.days, block.n[None] // 2, axis=0)[0]

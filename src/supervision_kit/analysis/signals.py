"""What may be said about a case from its ratings, and which rule says it?

A rule answers for many series at once: a signal, none, or too few ratings to tell. No answer is
"stable": early on, silence means little. The rules for what is recorded beside ratings are in
`record_signals`, all thresholds in `thresholds`; both can be had from here.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from supervision_kit.analysis.agreement import agreement, paired
from supervision_kit.analysis.answer import answers, by_scale, not_asked
from supervision_kit.analysis.block import KEYS, Block, block, days_of
from supervision_kit.analysis.monotonic_trend import least_squares, mann_kendall
from supervision_kit.analysis.nonoverlap import nonoverlap
from supervision_kit.analysis.process_limits import process_limits
from supervision_kit.analysis.record_signals import (
    criteria,
    nothing_recorded,
    positives_to_challenges,
    promise_unmet,
)
from supervision_kit.analysis.run_chart import run_chart
from supervision_kit.analysis.thresholds import (
    APART_NEEDS,
    APART_P,
    IMPROVING_NEEDS,
    IMPROVING_P,
    LEAST_SHARE,
    NOISE,
    PATTERN_NEEDS,
    PATTERN_SIDE,
    SHIFT_NEEDS,
    SHIFT_P,
    STUCK_CONFIDENCE,
    STUCK_NEEDS,
    STUCK_POINTS,
    TRIAL_BELOW,
    UNUSUAL_NEEDS,
    UNUSUAL_STEPS,
)

__all__ = [
    "RULES",
    "apart",
    "criteria",
    "improving",
    "nothing_recorded",
    "pattern",
    "positives_to_challenges",
    "promise_unmet",
    "shift",
    "signal_table",
    "stuck",
    "unusual",
]


def improving(block: Block) -> pd.DataFrame:
    """Say where ratings have risen or fallen: Mann-Kendall, and a change that matters.

    Parameters
    ----------
    block : Block
        The series.

    Returns
    -------
    DataFrame
        One row a series: the answer (columns of ``answer.answers``); `p` of the Mann-Kendall test;
        `change`, what the least-squares slope comes to over the days from the first rating to the
        last, in scale points, worked out where `p` is below `IMPROVING_P` and NaN elsewhere.
    """
    p = mann_kendall(block).p
    tested = (block.n >= IMPROVING_NEEDS) & (p < IMPROVING_P)
    change = np.full(block.n_series, np.nan)
    moved = block.take(tested)
    change[tested] = least_squares(moved).slope * moved.span
    fired = tested & _matters(np.abs(change), block)
    needed = IMPROVING_NEEDS - block.n
    return answers(block.n, needed, fired, by_scale(change, block.sign), p=p, change=change)


def stuck(block: Block) -> pd.DataFrame:
    """Say where ratings have, as far as can be told, not moved: the slope's interval is narrow.

    Parameters
    ----------
    block : Block
        The series.

    Returns
    -------
    DataFrame
        One row a series: the answer, where "no_signal" means that it cannot be told; `lower` and
        `upper`, what the interval of the least-squares slope comes to from the first rating to the
        last, in scale points. On scales with fewer than `STUCK_POINTS` points it is never a signal.
    """
    slope = least_squares(block, STUCK_CONFIDENCE)
    lower, upper = slope.lower * block.span, slope.upper * block.span
    n_points = (block.maximum - block.minimum) / block.step + 1
    narrow = ~_matters(np.maximum(np.abs(lower), np.abs(upper)), block)
    fired = narrow & (n_points > STUCK_POINTS - 0.5)
    needed = STUCK_NEEDS - block.n
    return answers(block.n, needed, fired, lower=lower, upper=upper)


def pattern(block: Block) -> pd.DataFrame:
    """Say where ratings do not come in random order: the Anhøj rules for run charts.

    Parameters
    ----------
    block : Block
        The series.

    Returns
    -------
    DataFrame
        One row a series: the answer, toward neither end; `n_useful`, `n_emptier`, `longest_run`,
        `longest_run_max`, `n_crossings`, `n_crossings_min`. `needed` counts useful ratings: where
        nearly all lie on one side of the median, as at the end of a scale, runs are long by
        themselves, and so many are needed on the other side that a third lie there.
    """
    chart = run_chart(block)
    numbers = chart._asdict()
    fired = numbers.pop("non_random")
    one_sided = np.ceil((chart.n_useful * PATTERN_SIDE - chart.n_emptier) / (1 - PATTERN_SIDE))
    needed = np.maximum(PATTERN_NEEDS - chart.n_useful, one_sided.astype(int))
    return answers(block.n, needed, fired, **numbers)


def shift(block: Block, planned_on: Any) -> pd.DataFrame:
    """Say where ratings differ before a plan and from its day on: NAP with Mann-Whitney.

    Parameters
    ----------
    block : Block
        The series.
    planned_on : array_like
        The day of the plan, one for all or one a series: numbers as `Block.days`, or dates. It was
        entered beforehand, by a person. NaN or NaT where there is none.

    Returns
    -------
    DataFrame
        One row a series: the answer; `nap`, `p`, `n_before`, `n_after`. `needed` counts the
        ratings missing on both sides.
    """
    found = nonoverlap(block, days_of(planned_on))
    missing = [np.maximum(SHIFT_NEEDS - n, 0) for n in (found.n_before, found.n_after)]
    return answers(
        block.n,
        missing[0] + missing[1],
        found.p < SHIFT_P,
        by_scale(found.nap - 0.5, block.sign),
        nap=found.nap,
        p=found.p,
        n_before=found.n_before,
        n_after=found.n_after,
    )


def unusual(block: Block) -> pd.DataFrame:
    """Say where the last rating lies outside the natural process limits (XmR).

    Parameters
    ----------
    block : Block
        The series.

    Returns
    -------
    DataFrame
        One row a series: the answer; `last`, `mean`, `lower`, `upper` in scale points; `trial`
        (bool): the limits rest on fewer than `TRIAL_BELOW` ratings. Where most ratings are equal
        the limits have next to no width, so the last must also lie `UNUSUAL_STEPS` steps of the
        scale from the mean. A rating that is the first under other words is left out: that it is
        unlike the others may be the words' doing.
    """
    under_new_words = block.last(block.reworded)
    block = block.under_known_words()
    limits = process_limits(block.values)
    last = block.last(block.values)
    noise = NOISE * (block.maximum - block.minimum)
    far = np.abs(last - limits.mean) >= UNUSUAL_STEPS * block.step - noise
    return answers(
        block.n,
        UNUSUAL_NEEDS - block.n,
        limits.outside(last, noise) & far & ~under_new_words,
        by_scale(last - limits.mean, block.sign),
        last=last,
        mean=limits.mean,
        lower=limits.lower,
        upper=limits.upper,
        trial=block.n < TRIAL_BELOW,
    )


def apart(first: Block, second: Block) -> pd.DataFrame:
    """Say where two raters see the same thing differently: the median difference by day.

    Parameters
    ----------
    first, second : Block
        The same series on the same days, as ``agreement.paired`` returns them.

    Returns
    -------
    DataFrame
        One row a series: the answer, toward whoever rates higher; `difference`, the median of
        first − second in scale points; `p` of the sign test. `n` and `needed` count pairs.

    Raises
    ------
    ValueError
        The days are not the same.
    """
    n_pairs, difference, p = agreement(first, second)
    toward = np.select([difference > 0, difference < 0], ["first", "second"], "neither")
    fired = _matters(np.abs(difference), first) & (p < APART_P)
    return answers(n_pairs, APART_NEEDS - n_pairs, fired, toward, difference=difference, p=p)


# Stands where a rule stands, for series of which none is asked.
_PATH = "path"

# Every rule that needs nothing but a block. The simulation, the table of a store and the tests take
# the rules from here, so that one added here is in all of them.
RULES: Mapping[str, Callable[[Block], pd.DataFrame]] = {
    "improving": improving,
    "pattern": pattern,
    "unusual": unusual,
    "stuck": stuck,
}


def signal_table(
    ratings: pd.DataFrame,
    dimensions: pd.DataFrame,
    plan_dates: pd.DataFrame | None = None,
    wordings: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Answer every rule for every series of a store or of a case.

    Parameters
    ----------
    ratings, dimensions, wordings : DataFrame
        As for ``block.block``.
    plan_dates : DataFrame, optional
        Columns `agreed_on` (date) and, where there are several, `case`; one row a plan.

    Returns
    -------
    DataFrame
        One row a series and rule: `case`, `scale`, `dimension`, `rater`, `rule`, the answer,
        `minimum`, `maximum` and `step` of the scale it was rated on, `n_earlier` ratings on
        another scale before that, and all numbers behind the answer, missing where a rule has no
        such number. "shift" is there for cases with a plan, by its latest; "apart" for what both
        have rated on a day, under the first rater. The points of a path are in no order: no rule
        is asked of it, and its rows say so ("not_asked"). No ratings give no rows.
    """
    rated = block(ratings, dimensions, wordings)
    series, paths = rated.take(~rated.path), rated.take(rated.path)
    found = {rule: (series, ask(series)) for rule, ask in RULES.items()}
    planned_on = _latest(plan_dates, series.keys["case"])
    planned = series.take(~np.isnan(planned_on))
    found["shift"] = planned, shift(planned, planned_on[~np.isnan(planned_on)])
    pair = paired(series)
    found["apart"] = pair[0], apart(*pair)
    parts = [_answered(rule, *each) for rule, each in found.items()]
    parts.append(_answered(_PATH, paths, not_asked(paths.n)))
    table = pd.concat(parts, ignore_index=True).astype({"trial": "boolean"})
    front = [*KEYS, "rule"]
    return table.loc[:, front + [column for column in table if column not in front]]


def _answered(rule: str, series: Block, answer: pd.DataFrame) -> pd.DataFrame:
    """Return the answers of a rule with what they are about."""
    names = ("minimum", "maximum", "step", "n_earlier")
    rated_on = pd.DataFrame({name: getattr(series, name) for name in names})
    return pd.concat([series.keys, answer, rated_on], axis=1).assign(rule=rule)


def _matters(size: np.ndarray, block: Block) -> np.ndarray:
    """Return where a change of this size, in scale points, is a fifth of the range or more."""
    scale = block.maximum - block.minimum
    return size >= (LEAST_SHARE - NOISE) * scale


def _latest(plan_dates: pd.DataFrame | None, cases: Any) -> np.ndarray:
    """Return the day of each case's latest plan, NaN where there is none."""
    if plan_dates is None or plan_dates.empty:
        return np.full(len(cases), np.nan)
    days = pd.Series(days_of(plan_dates["agreed_on"]), index=plan_dates.index)
    if "case" not in plan_dates:
        return np.full(len(cases), days.max())
    latest: Any = days.groupby(plan_dates["case"]).max()
    return cases.map(latest).to_numpy(float)

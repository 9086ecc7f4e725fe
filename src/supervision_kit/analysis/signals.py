"""What may be said about a case from its ratings, and which rule says it?

A rule answers for many series at once: a signal, none, or too few ratings to tell. No answer is
"stable": early on, silence means little. The rules for what is recorded beside ratings are in
`record_signals`, all thresholds in `thresholds`, and the list of rules in `rules`.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from supervision_kit.analysis.agreement import agreement
from supervision_kit.analysis.answer import answers, by_scale
from supervision_kit.analysis.block import Block, days_of
from supervision_kit.analysis.monotonic_trend import least_squares, mann_kendall
from supervision_kit.analysis.nonoverlap import nonoverlap
from supervision_kit.analysis.process_limits import process_limits
from supervision_kit.analysis.run_chart import run_chart
from supervision_kit.analysis.signal_rule import Example, SignalRule
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
    "APART",
    "IMPROVING",
    "PATTERN",
    "SHIFT",
    "STUCK",
    "UNUSUAL",
    "apart",
    "improving",
    "pattern",
    "shift",
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


IMPROVING = SignalRule(
    key="improving",
    reads="line",
    ask=improving,
    needs=IMPROVING_NEEDS,
    news={"worse": "harder", "better": "good", "neither": "look"},
    finds="drift",
    by_date=True,
    moved=True,
    bounds=lambda row: {"p": IMPROVING_P},
    straight=True,
    example=Example(worker=(2, 2, 1, 2, 2, 3, 2, 3, 3, 3, 4, 3, 4)),
)


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


def _a_fifth_either_way(row: Mapping[str, Any]) -> dict[str, float]:
    fifth = LEAST_SHARE * (row["maximum"] - row["minimum"])
    return {"lower": -fifth, "upper": fifth}


STUCK = SignalRule(
    key="stuck",
    reads="line",
    ask=stuck,
    needs=STUCK_NEEDS,
    news={"neither": "look"},
    alarm=False,
    finds="drift",
    by_date=True,
    fewest_points=STUCK_POINTS,
    bounds=_a_fifth_either_way,
    straight=True,
    example=Example(
        worker=(
            *(3, 3, 2, 3, 3, 3, 2, 3, 3, 4, 3, 3, 2, 3),
            *(3, 3, 3, 4, 3, 3, 2, 3, 3, 3, 3, 2, 3, 3),
        )
    ),
)


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


def _median(line: Block) -> dict[str, float]:
    return {"median": float(np.nanmedian(line.values))}


PATTERN = SignalRule(
    key="pattern",
    reads="line",
    ask=pattern,
    needs=PATTERN_NEEDS,
    news={"neither": "look"},
    moved=True,
    levels=_median,
    example=Example(worker=(2, 4, 2, 2, 1, 2, 2, 1, 2, 2, 4, 4, 5, 4, 4, 5, 4, 4, 2, 4)),
)


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


SHIFT = SignalRule(
    key="shift",
    reads="plan",
    ask=shift,
    needs=2 * SHIFT_NEEDS,
    news={"worse": "harder", "better": "good", "neither": "look"},
    moved=True,
    bounds=lambda row: {"p": SHIFT_P},
    example=Example(worker=(2, 2, 3, 2, 1, 2, 3, 3, 4, 3, 4, 3, 4, 4), planned_at=7),
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


def _limits(line: Block) -> dict[str, float]:
    """Return the mean and those limits that lie within the scale."""
    limits = process_limits(line.values)
    named = {name: float(getattr(limits, name)[0]) for name in ("mean", "lower", "upper")}
    return {n: v for n, v in named.items() if line.minimum[0] <= v <= line.maximum[0]}


UNUSUAL = SignalRule(
    key="unusual",
    reads="line",
    ask=unusual,
    needs=UNUSUAL_NEEDS,
    news={"worse": "harder", "better": "good", "neither": "look"},
    finds="last",
    bounds=lambda row: dict.fromkeys(("lower", "upper"), row["last"]),
    levels=_limits,
    example=Example(worker=(3, 4, 3, 3, 4, 3, 3, 4, 4, 3, 3, 3, 4, 1)),
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


APART = SignalRule(
    key="apart",
    reads="pair",
    ask=apart,
    needs=APART_NEEDS,
    news={"first": "apart", "second": "apart"},
    finds="raters",
    bounds=lambda row: {"p": APART_P},
    example=Example(worker=(4, 4, 3, 4, 5, 4, 4, 4), client=(3, 3, 2, 3, 3, 3, 4, 3)),
)


def _matters(size: np.ndarray, block: Block) -> np.ndarray:
    """Return where a change of this size, in scale points, is a fifth of the range or more."""
    scale = block.maximum - block.minimum
    return size >= (LEAST_SHARE - NOISE) * scale

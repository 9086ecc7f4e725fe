"""What may be said about a case from its records beside the ratings?

Comments, promises, criteria and the days since anything was written down: small sums, answered as
the rules for ratings are.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from supervision_kit.analysis.answer import answers
from supervision_kit.analysis.block import days_of
from supervision_kit.analysis.case_tables import CaseTables
from supervision_kit.analysis.goal_attainment import goal_attainment
from supervision_kit.analysis.proportion import wilson_interval
from supervision_kit.analysis.rhythm import quiet
from supervision_kit.analysis.signal_rule import Example, ExamplePromise, SignalRule
from supervision_kit.analysis.thresholds import (
    COMMENTS_CONFIDENCE,
    COMMENTS_NEEDS,
    COMMENTS_SHARE,
    SILENT_RHYTHMS,
)


def positives_to_challenges(n_positives: int, n_challenges: int) -> pd.DataFrame:
    """Say whether fewer than four in five comments to a person were positive.

    Parameters
    ----------
    n_positives, n_challenges : int
        Comments counted.

    Returns
    -------
    DataFrame
        One row: the answer, where `n` counts comments; `share` of positives with `lower` and
        `upper`, its Wilson interval. A signal if even the upper bound is below `COMMENTS_SHARE`.
    """
    n = n_positives + n_challenges
    share = wilson_interval(n_positives, n, COMMENTS_CONFIDENCE)
    fired = share.upper < COMMENTS_SHARE
    return answers(n, COMMENTS_NEEDS - n, fired, "worse", **share._asdict())


def _comments(case: CaseTables, today: date) -> tuple[pd.DataFrame, Any]:
    counted: Any = case.contacts[["n_positives", "n_challenges"]].sum()
    return positives_to_challenges(*map(int, counted)), pd.NaT


POSITIVES_TO_CHALLENGES = SignalRule(
    key="positives_to_challenges",
    reads="record",
    ask=_comments,
    needs=COMMENTS_NEEDS,
    news={"worse": "harder"},
    chance="interval",
    bounds=lambda row: {"upper": COMMENTS_SHARE},
    example=Example(
        contacts=(
            (date(2026, 3, 2), 4, 3),
            (date(2026, 3, 16), 5, 2),
            (date(2026, 3, 30), 3, 5),
        ),
        read_on=date(2026, 3, 30),
    ),
)


def nothing_recorded(
    last_on: date | None,
    every_days: float | None,
    today: date,
    *,
    n_rhythms: float | None = None,
) -> pd.DataFrame:
    """Say whether nothing was recorded for longer than twice the rhythm agreed for this case.

    Parameters
    ----------
    last_on : date or None
        Of the last entry; the day the case was opened if there is none.
    every_days : float or None
        The rhythm agreed: an entry every so many days. None if none was agreed.
    today : date
        The day the reader reads it.
    n_rhythms : float, optional
        How many rhythms that is, where another one held in a part of the time.

    Returns
    -------
    DataFrame
        One row: the answer, "too_few" if either is not known; `days` since, `every_days`.
    """
    days = float(days_of(today) - days_of(last_on))
    every = np.nan if every_days is None else float(every_days)
    n = int(not np.isnan(days + every))
    long = days / every if n_rhythms is None else n_rhythms
    return answers(n, 1 - n, long > SILENT_RHYTHMS, "worse", days=days, every_days=every)


def _silence(case: CaseTables, today: date) -> tuple[pd.DataFrame, Any]:
    silence = None if case.closed_on else quiet(case.rhythm, case.last_on, today)
    every, n_rhythms = (silence.every, silence.n_rhythms) if silence else (None, None)
    return nothing_recorded(case.last_on, every, today, n_rhythms=n_rhythms), pd.NaT


NOTHING_RECORDED = SignalRule(
    key="nothing_recorded",
    reads="record",
    ask=_silence,
    needs=1,
    news={"worse": "due"},
    chance="counted",
    example=Example(contacts=((date(2026, 3, 30), 3, 5),), every_days=14, read_on=date(2026, 6, 1)),
)


def promise_unmet(promises: pd.DataFrame, today: date) -> pd.DataFrame:
    """Say whether a promise was broken and nobody has apologised yet.

    Parameters
    ----------
    promises : DataFrame
        Columns `due_on` (date or missing) and `state` ("open", "kept", "kept_late", "broken",
        "apologised"); one row a promise.
    today : date
        The day the reader reads it.

    Returns
    -------
    DataFrame
        One row: the answer, where `n` counts promises that were settled or whose day has passed;
        of these `n_kept` on time, `n_overdue` still open, `n_broken` without an apology.
    """
    state = promises["state"].to_numpy(str)
    overdue = (state == "open") & (days_of(promises["due_on"]) < days_of(today))
    n = np.count_nonzero((state != "open") | overdue)
    counts = {"n_kept": state == "kept", "n_overdue": overdue, "n_broken": state == "broken"}
    numbers = {name: np.count_nonzero(each) for name, each in counts.items()}
    return answers(n, 1 - n, numbers["n_broken"] > 0, "worse", **numbers)


def _promises(case: CaseTables, today: date) -> tuple[pd.DataFrame, Any]:
    return promise_unmet(case.promises, today), _newest_broken(case.promises, today)


def _newest_broken(promises: pd.DataFrame, today: date) -> Any:
    """Return the newest day known of a broken promise up to today, NaT where none is broken."""
    broken: Any = promises.loc[promises["state"] == "broken"]
    days: Any = pd.concat([broken[name] for name in ("promised_on", "due_on", "settled_on")])
    return days[days <= pd.Timestamp(today)].max()


PROMISES = SignalRule(
    key="promises",
    reads="record",
    ask=_promises,
    needs=1,
    news={"worse": "due"},
    chance="counted",
    example=Example(
        promises=(
            ExamplePromise(date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 16), "kept"),
            ExamplePromise(date(2026, 3, 16), date(2026, 3, 30), date(2026, 3, 30), "broken"),
        ),
        read_on=date(2026, 6, 1),
    ),
)


def criteria(
    levels: Sequence[float | None], weights: Sequence[float] | None = None
) -> pd.DataFrame:
    """Tell how far the criteria agreed have been met. It describes, and is never a signal.

    Parameters
    ----------
    levels, weights
        As for ``goal_attainment.goal_attainment``.

    Returns
    -------
    DataFrame
        One row: the answer, where `n` counts criteria that were rated; `t`, the T score.
    """
    t, n = goal_attainment(levels, weights)
    return answers(n, 1 - n, False, t=t)

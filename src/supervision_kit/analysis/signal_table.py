"""What does every rule on ratings answer, for every series of a store or of a case?"""

from typing import Any

import numpy as np
import pandas as pd

from supervision_kit.analysis import rules
from supervision_kit.analysis.agreement import paired
from supervision_kit.analysis.answer import not_asked
from supervision_kit.analysis.block import KEYS, Block, block, days_of

__all__ = ["latest_plan", "signal_table"]

# Stands where a rule stands, for series of which none is asked.
_PATH = "path"


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
        One row a series and rule: `case`, `scale`, `dimension`, `rater`, `participant_id`, `rule`,
        the answer,
        `minimum`, `maximum` and `step` of the scale it was rated on, `n_earlier` ratings on
        another scale before that, and all numbers behind the answer, missing where a rule has no
        such number. Rules that read a plan are there for cases with one, and take its latest; rules
        that read a pair for what both have rated on a day, under the first rater and the
        participant they are set beside. The points of a
        path are in no order: no rule is asked of it, and its rows say so ("not_asked"). No ratings
        give no rows.
    """
    rated = block(ratings, dimensions, wordings)
    series, paths = rated.take(~rated.path), rated.take(rated.path)
    planned_on = latest_plan(plan_dates, series.keys["case"])
    planned, pair = ~np.isnan(planned_on), paired(series)
    given = {
        "line": (series,),
        "plan": (series.take(planned), planned_on[planned]),
        "pair": pair,
    }
    parts = [
        _answered(rule.key, given[rule.reads][0], rule.ask(*given[rule.reads]))
        for rule in rules.on_ratings()
    ]
    parts.append(_answered(_PATH, paths, not_asked(paths.n)))
    table = pd.concat(parts, ignore_index=True).astype({"trial": "boolean"})
    front = [*KEYS, "rule"]
    return table.loc[:, front + [column for column in table if column not in front]]


def _answered(rule: str, series: Block, answer: pd.DataFrame) -> pd.DataFrame:
    """Return the answers of a rule with what they are about."""
    names = ("minimum", "maximum", "step", "n_earlier")
    rated_on = pd.DataFrame({name: getattr(series, name) for name in names})
    return pd.concat([series.keys, answer, rated_on], axis=1).assign(rule=rule)


def latest_plan(plan_dates: pd.DataFrame | None, cases: Any) -> np.ndarray:
    """Return the day of each case's latest plan, as `Block.days` counts them; NaN without one."""
    if plan_dates is None or plan_dates.empty:
        return np.full(len(cases), np.nan)
    days = pd.Series(days_of(plan_dates["agreed_on"]), index=plan_dates.index)
    if "case" not in plan_dates:
        return np.full(len(cases), days.max())
    latest: Any = days.groupby(plan_dates["case"]).max()
    return cases.map(latest).to_numpy(float)

"""Which figures do journals ask for, when each line of ratings is compared before and since a plan?

They leave as a table of their own and are shown on no page: none of them is a verdict. What they
are, and whose, is told in docs/data-format.md.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from supervision_kit.analysis.block import KEYS, Block, block
from supervision_kit.analysis.raters import participant_ids, raters_of
from supervision_kit.analysis.signal_table import latest_plan
from supervision_kit.analysis.single_case_indices import (
    FEWEST_AFTER,
    FEWEST_BEFORE,
    single_case_indices,
)
from supervision_kit.frameworks import Framework, say
from supervision_kit.frameworks.wordings import worded_dimensions

__all__ = ["INDICES", "indices_by_line"]

INDICES = "indices"
_SCALE = ("minimum", "maximum", "better")
_FRONT = [*KEYS, "called", *_SCALE, "planned_on", "n_before", "n_since", "n_not_rated", "n_earlier"]
_WHY = "why_empty"


def indices_by_line(tables: Mapping[str, pd.DataFrame], framework: Framework) -> pd.DataFrame:
    """Return the single-case indices of every line of ratings, split at the latest plan.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As ``Store.tables()``.
    framework : Framework
        Whose scales say which way is good news.

    Returns
    -------
    DataFrame
        One row a case, dimension, rater and participant, and one for a case that nobody rated, in
        the order of the cases, then of the scales: `case`, `scale`, `dimension`, `rater`,
        `participant_id` (str); `called`, what the participant is called where several rate as one
        rater in a case, else empty; `minimum`, `maximum` (scale points), `better`; `planned_on`
        (date); counts `n_before`, `n_since`, `n_not_rated` and `n_earlier` (on another scale, left
        out); the columns of
        ``single_case_indices``; `why_empty`, which says in a sentence why one of these is missing,
        else empty.
    """
    whose = participant_ids(tables["ratings"])
    ratings, dimensions = tables["ratings"].assign(participant_id=whose), framework.dimensions()
    lines = block(ratings, dimensions, worded_dimensions(tables["wordings"]))
    planned_on = latest_plan(tables["plan_dates"], lines.keys["case"])
    worked_out = _worked_out(lines, planned_on)
    asked = _every_line(ratings, tables["cases"]["code"], dimensions)
    found = asked.merge(worked_out, how="left", on=list(KEYS))
    found["called"] = _called(found, ratings, tables["participants"])
    found = found.assign(planned_on=latest_plan(tables["plan_dates"], found["case"]))
    found[_WHY] = [_why(row) for row in found.to_dict("records")]
    found["planned_on"] = pd.to_datetime(found["planned_on"], unit="D")
    counts = [name for name in found if str(name).startswith("n_")]
    found[counts] = found[counts].fillna(0).astype(int)
    indices = [name for name in worked_out if name not in (*_FRONT, "path")]
    return found.loc[:, [*_FRONT, *indices, _WHY]]


def _worked_out(lines: Block, planned_on: np.ndarray) -> pd.DataFrame:
    """Return the indices of lines with a value; none of the places of a path, in no order."""
    table = single_case_indices(lines, planned_on).rename(columns={"n_after": "n_since"})
    indices = [name for name in table if not str(name).startswith("n_")]
    table.loc[lines.path, indices] = np.nan
    known = {name: getattr(lines, name) for name in (*_SCALE, "n_earlier", "path")}
    return pd.concat([lines.keys, table], axis=1).assign(**known)


def _every_line(ratings: pd.DataFrame, cases: Any, dimensions: pd.DataFrame) -> pd.DataFrame:
    """Return all that was asked about, rated or not, and the cases that nobody was asked about."""
    order = dimensions.reset_index(names="place")[["scale", "dimension", "place"]]
    keys: Any = ratings[list(KEYS)].assign(n_not_rated=ratings["value"].isna())
    asked = keys.groupby(list(KEYS), sort=False)["n_not_rated"].sum().reset_index()
    unasked = pd.DataFrame({"case": cases[~cases.isin(asked["case"])], "n_not_rated": 0})
    whole = pd.concat([asked, unasked], ignore_index=True).fillna(dict.fromkeys(KEYS, ""))
    placed = whole.merge(order, how="left", on=["scale", "dimension"])
    return placed.sort_values(["case", "place", "rater", "participant_id"], ignore_index=True).drop(
        columns="place"
    )


def _called(lines: pd.DataFrame, ratings: pd.DataFrame, participants: pd.DataFrame) -> list[str]:
    """Return what tells the participant of each line from the others of the case."""
    n_people: Any = ratings.groupby(["case", "rater"])["participant_id"].transform("nunique")
    shared: Any = ratings[n_people > 1]
    raters = {
        (case, *key): rater
        for case, same in shared.groupby("case")
        for key, rater in raters_of(same, participants).items()
    }
    keys = zip(lines["case"], lines["rater"], lines["participant_id"], strict=True)
    return [raters[key].called if key in raters else "" for key in keys]


def _why(row: Mapping[Any, Any]) -> str:
    """Say why indices of a line are missing; empty where all are there."""
    if not row["scale"]:
        return say("exchange.indices_no_ratings")
    if pd.isna(row["planned_on"]):
        return say("exchange.indices_no_plan")
    if pd.isna(row["minimum"]):
        return say("exchange.indices_no_value")
    if row["path"]:
        return say("exchange.indices_path")
    if row["n_before"] < FEWEST_BEFORE or row["n_since"] < FEWEST_AFTER:
        return say("exchange.indices_few", before=FEWEST_BEFORE, since=FEWEST_AFTER)
    equal = pd.isna(row["baseline_corrected_tau"])
    return say("exchange.indices_equal") if equal else ""

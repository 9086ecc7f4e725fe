"""Which questions does one case raise today, the most needed first?

The same list serves the case page, an agenda and a caseload: it is worked out here from tables and
put into words in `signal_words`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from supervision_kit.analysis import rules
from supervision_kit.analysis.block import KEYS
from supervision_kit.analysis.case_tables import CaseTables
from supervision_kit.analysis.signal_table import signal_table

__all__ = ["case_signals", "rated_signals"]

# Signals that stand come before those a person said do not fit, before all without a signal.
_STANDING = ("signal", "dismissed", "no_signal", "too_few", "not_asked")
_SAME = ["rule", "scale", "dimension", "rater"]


def case_signals(case: CaseTables, dimensions: pd.DataFrame, *, today: date) -> pd.DataFrame:
    """Ask every question of one case and order the answers by need.

    Parameters
    ----------
    case : CaseTables
        What is known about the case.
    dimensions : DataFrame
        As ``Framework.dimensions()``.
    today : date
        The day the reader reads it.

    Returns
    -------
    DataFrame
        One row a rule and series (or a rule alone, its keys empty), the columns of
        ``signal_table.signal_table`` and: `standing` ("signal", "dismissed", "no_signal",
        "too_few", "not_asked"), `news` (one of ``signal_rule.NEWS``, empty without a signal),
        `seen_until_on` (datetime64), the day of the newest entry it rests on, and `dismissal` and
        `reason`, the id of what set it aside and why, else empty.
        Ordered by `standing`, then by need.
    """
    need = rules.by_need()
    places = {key: place for place, key in enumerate(need)}
    rated = _from_ratings(case.ratings, dimensions, case.plan_dates, case.wordings)
    table = pd.concat([_from_records(case, today), rated], ignore_index=True)
    table = table.assign(
        **_dismissals(table, case.dismissals, _SAME),
        news=[need.get(key, "") for key in _keys(table)],
    )
    fired = table["state"] == "signal"
    table.loc[~fired, ["news", "dismissal", "reason"]] = ""
    standing = table["state"].astype(str).mask(fired & (table["dismissal"] != ""), "dismissed")
    needed = [places.get(key, len(places)) for key in _keys(table)]
    order = pd.DataFrame({"standing": standing.map(_STANDING.index), "place": needed})
    rows = order.sort_values(["standing", "place"], kind="stable").index
    return table.assign(standing=standing).loc[rows].reset_index(drop=True)


def rated_signals(
    ratings: pd.DataFrame,
    dimensions: pd.DataFrame,
    plan_dates: pd.DataFrame,
    dismissals: pd.DataFrame,
    wordings: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the signals that stand in the ratings of many cases, each as its own page has it.

    Parameters
    ----------
    ratings, plan_dates, dismissals : DataFrame
        As the store reads them for all cases.
    dimensions : DataFrame
        As ``Framework.dimensions()``.
    wordings : DataFrame, optional
        As ``worded_dimensions``; None takes it that no scale has ever changed.

    Returns
    -------
    DataFrame
        One row a signal that nobody set aside: the columns of ``signal_table.signal_table``,
        `news` and `seen_until_on` (datetime64). Ordered by case, then by need.
    """
    need = rules.by_need()
    places = {key: place for place, key in enumerate(need)}
    table = _from_ratings(ratings, dimensions, plan_dates, wordings)
    fired: Any = table[table["state"] == "signal"]
    kept = [each == "" for each in _dismissals(fired, dismissals, ["case", *_SAME])["dismissal"]]
    standing: Any = fired.loc[kept]  # of no signal too, which a plain list would take for columns
    keys = _keys(standing)
    order = standing.assign(news=[need[key] for key in keys], place=[places[key] for key in keys])
    ordered = order.sort_values(["case", "place"], kind="stable", ignore_index=True)
    return ordered.drop(columns="place")


def _keys(table: pd.DataFrame) -> Sequence[tuple[str, str]]:
    return list(zip(table["rule"], table["toward"].astype(str), strict=True))


def _from_ratings(
    ratings: pd.DataFrame,
    dimensions: pd.DataFrame,
    plan_dates: pd.DataFrame,
    wordings: pd.DataFrame | None,
) -> pd.DataFrame:
    """Answer what is asked of ratings; the newest of a series is the newest entry it rests on."""
    table = signal_table(ratings, dimensions, plan_dates, wordings)
    rated: Any = ratings[ratings["value"].notna()]
    series = [key for key in KEYS if key in rated]
    newest = rated.groupby(series)["rated_on"].max()
    days = table.join(newest.rename("seen_until_on"), on=series)
    return _without_contradiction(days.astype({"state": str, "toward": str}))


def _without_contradiction(table: pd.DataFrame) -> pd.DataFrame:
    """Say of no line that it hardly moved where another rule has found that it did.

    Where a line rises over all of its time and yet is lower since the plan, or the other way round,
    the day of the plan was entered beforehand: what differs since then is told.
    """
    keys: Any = table[list(KEYS)]
    lines = pd.MultiIndex.from_frame(keys)
    fired, rule, toward = table["state"] == "signal", table["rule"], table["toward"]
    moved = lines[fired & rule.isin([each.key for each in rules.RULES if each.moved])]
    still = [each.key for each in rules.RULES if not each.alarm]
    silent = rule.isin(still) & lines.isin(moved)
    for way, other in (("better", "worse"), ("worse", "better")):
        since = lines[fired & (rule == "shift") & (toward == way)]
        silent |= (rule == "improving") & (toward == other) & lines.isin(since)
    state = table["state"].mask(silent & fired, "no_signal")
    return table.assign(state=state, toward=toward.mask(silent, "neither"))


def _from_records(case: CaseTables, today: date) -> pd.DataFrame:
    """Answer what is asked of the record beside ratings, a row a rule."""
    last_on = pd.Timestamp(case.last_on)
    found = [(rule.key, *rule.ask(case, today)) for rule in rules.that_read("record")]
    rows = [
        answer.astype({"state": str, "toward": str}).assign(
            rule=key, seen_until_on=last_on if pd.isna(seen) else seen, **dict.fromkeys(KEYS, "")
        )
        for key, answer, seen in found
    ]
    return pd.concat(rows, ignore_index=True)


def _dismissals(
    table: pd.DataFrame, dismissals: pd.DataFrame, same: list[str]
) -> dict[str, list[str]]:
    """Return the dismissal that holds for each row: of the same signal, and of nothing newer.

    Its id as `dismissal`, and its `reason`; empty texts where none holds.
    """
    holding: Any = dismissals[dismissals["withdrawn"] != "yes"]
    known = {
        tuple(each or "" for each in key): (seen, record_id, reason)
        for *key, seen, record_id, reason in holding.astype(object)
        .where(holding.notna(), None)[[*same, "seen_until_on", "id", "reason"]]
        .itertuples(index=False, name=None)
    }
    found = []
    for *key, newest in table[[*same, "seen_until_on"]].itertuples(index=False, name=None):
        seen, *holds = known.get(tuple(key), (None, "", ""))
        found.append(holds if seen is not None and newest <= seen else ("", ""))
    return {
        "dismissal": [record_id for record_id, _ in found],
        "reason": [reason for _, reason in found],
    }

"""Which questions does one case raise today, the most needed first?

The same list serves the case page, an agenda and a caseload: it is worked out here from tables and
put into words in `signal_words`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from supervision_kit.analysis.block import KEYS
from supervision_kit.analysis.rhythm import Rhythm, quiet
from supervision_kit.analysis.signals import (
    nothing_recorded,
    positives_to_challenges,
    promise_unmet,
    signal_table,
)

__all__ = ["NEWS", "CaseTables", "case_signals"]

# What a signal means to its reader, by rule and direction, in the order of need. What waits for
# somebody comes first, then what has become harder, then the good news; last, the two that can only
# say that the ratings deserve a look.
_NEED: dict[tuple[str, str], str] = {
    ("promises", "worse"): "due",
    ("nothing_recorded", "worse"): "due",
    ("improving", "worse"): "harder",
    ("shift", "worse"): "harder",
    ("unusual", "worse"): "harder",
    ("positives_to_challenges", "worse"): "harder",
    ("apart", "first"): "apart",
    ("apart", "second"): "apart",
    ("improving", "better"): "good",
    ("shift", "better"): "good",
    ("unusual", "better"): "good",
    ("improving", "neither"): "look",
    ("shift", "neither"): "look",
    ("unusual", "neither"): "look",
    ("stuck", "neither"): "look",
    ("pattern", "neither"): "look",
}
_PLACES = {key: place for place, key in enumerate(_NEED)}
NEWS = tuple(dict.fromkeys(_NEED.values()))
# Each of these has found a movement.
_MOVED = ("improving", "shift", "pattern")
# Signals that stand come before those a person said do not fit, before all without a signal.
_STANDING = ("signal", "dismissed", "no_signal", "too_few", "not_asked")
_SAME = ["rule", "scale", "dimension", "rater"]


@dataclass(frozen=True)
class CaseTables:
    """What is known about one case, as the store gives it.

    Attributes
    ----------
    ratings, contacts, promises, plan_dates, dismissals : DataFrame
        As the store reads them for one case.
    opened_on : date
        Silence is counted from here while there is no entry.
    closed_on : date or None
        Nobody is asked for entries in a closed case.
    rhythm : sequence of Rhythm
        How often it was agreed to meet, the earliest first.
    order_ends_on : date or None
        The last day of the order.
    reopened_on : date or None
        From when it was taken up again after it had been ended.
    concerns : DataFrame or None
        As the store reads them, with a column `about` (str): what the participant is called.
    concern_steps : DataFrame or None
        As the store reads them.
    dates_ahead : DataFrame or None
        As the store reads them, with a column `label` (str).
    events : DataFrame or None
        Named, with columns `on` (date) and `label` (str).
    code : str
        The case's code.
    wordings : DataFrame or None
        As ``Store.wordings()``; None takes it that no scale has ever changed.
    """

    ratings: pd.DataFrame
    contacts: pd.DataFrame
    promises: pd.DataFrame
    plan_dates: pd.DataFrame
    dismissals: pd.DataFrame
    opened_on: date
    closed_on: date | None = None
    rhythm: Sequence[Rhythm] = ()
    order_ends_on: date | None = None
    reopened_on: date | None = None
    concerns: pd.DataFrame | None = None
    concern_steps: pd.DataFrame | None = None
    dates_ahead: pd.DataFrame | None = None
    events: pd.DataFrame | None = None
    code: str = ""
    wordings: pd.DataFrame | None = None

    @property
    def last_on(self) -> date:
        """The day of the newest entry; without one since, when it was opened or taken up again."""
        entries = [*self.contacts["occurred_on"], *self.ratings["rated_on"]]
        newest = max((each.date() for each in entries), default=self.opened_on)
        return max(newest, self.reopened_on) if self.reopened_on else newest


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
        ``signals.signal_table`` and: `standing` ("signal", "dismissed", "no_signal", "too_few",
        "not_asked"), `news` (one of `NEWS`, empty without a signal), `seen_until_on` (datetime64),
        the day of the newest entry it rests on, and `dismissal` and `reason`, the id of what set it
        aside and why, else empty.
        Ordered by `standing`, then by need.
    """
    rated = _from_ratings(case, dimensions)
    table = pd.concat([_from_records(case, today), rated], ignore_index=True)
    table = table.assign(
        **_dismissals(table, case.dismissals),
        news=[_NEED.get(key, "") for key in _keys(table)],
    )
    fired = table["state"] == "signal"
    table.loc[~fired, ["news", "dismissal", "reason"]] = ""
    standing = table["state"].astype(str).mask(fired & (table["dismissal"] != ""), "dismissed")
    places = [_PLACES.get(key, len(_PLACES)) for key in _keys(table)]
    order = pd.DataFrame({"standing": standing.map(_STANDING.index), "place": places})
    rows = order.sort_values(["standing", "place"], kind="stable").index
    return table.assign(standing=standing).loc[rows].reset_index(drop=True)


def _keys(table: pd.DataFrame) -> Sequence[tuple[str, str]]:
    return list(zip(table["rule"], table["toward"].astype(str), strict=True))


def _from_ratings(case: CaseTables, dimensions: pd.DataFrame) -> pd.DataFrame:
    """Answer what is asked of ratings; the newest of a series is the newest entry it rests on."""
    table = signal_table(case.ratings, dimensions, case.plan_dates, case.wordings)
    rated: Any = case.ratings[case.ratings["value"].notna()]
    newest = rated.groupby(["scale", "dimension", "rater"])["rated_on"].max()
    days = table.join(newest.rename("seen_until_on"), on=["scale", "dimension", "rater"])
    return _without_contradiction(days.astype({"state": str, "toward": str}))


def _without_contradiction(table: pd.DataFrame) -> pd.DataFrame:
    """Say of no line that it hardly moved where another rule has found that it did.

    Where a line rises over all of its time and yet is lower since the plan, or the other way round,
    the day of the plan was entered beforehand: what differs since then is told.
    """
    keys: Any = table[list(KEYS)]
    lines = pd.MultiIndex.from_frame(keys)
    fired, rule, toward = table["state"] == "signal", table["rule"], table["toward"]
    moved = lines[fired & rule.isin(_MOVED)]
    silent = (rule == "stuck") & lines.isin(moved)
    for way, other in (("better", "worse"), ("worse", "better")):
        since = lines[fired & (rule == "shift") & (toward == way)]
        silent |= (rule == "improving") & (toward == other) & lines.isin(since)
    state = table["state"].mask(silent & fired, "no_signal")
    return table.assign(state=state, toward=toward.mask(silent, "neither"))


def _from_records(case: CaseTables, today: date) -> pd.DataFrame:
    """Answer what is asked of contacts and promises, a row a rule."""
    last_on = pd.Timestamp(case.last_on)
    silence = None if case.closed_on else quiet(case.rhythm, case.last_on, today)
    agreed = (silence.every, silence.n_rhythms) if silence else (None, None)
    silent = nothing_recorded(case.last_on, agreed[0], today, n_rhythms=agreed[1])
    counted: Any = case.contacts[["n_positives", "n_challenges"]].sum()
    found = {
        "promises": (promise_unmet(case.promises, today), _newest_broken(case.promises, today)),
        "nothing_recorded": (silent, last_on),
        "positives_to_challenges": (positives_to_challenges(*map(int, counted)), last_on),
    }
    rows = [
        answer.astype({"state": str, "toward": str}).assign(
            rule=rule, seen_until_on=last_on if pd.isna(seen) else seen, **dict.fromkeys(KEYS, "")
        )
        for rule, (answer, seen) in found.items()
    ]
    return pd.concat(rows, ignore_index=True)


def _newest_broken(promises: pd.DataFrame, today: date) -> Any:
    """Return the newest day known of a broken promise up to today, NaT where none is broken."""
    broken: Any = promises.loc[promises["state"] == "broken"]
    days: Any = pd.concat([broken[name] for name in ("promised_on", "due_on", "settled_on")])
    return days[days <= pd.Timestamp(today)].max()


def _dismissals(table: pd.DataFrame, dismissals: pd.DataFrame) -> dict[str, list[str]]:
    """Return the dismissal that holds for each row: of this signal, and of nothing newer.

    Its id as `dismissal`, and its `reason`; empty texts where none holds.
    """
    holding: Any = dismissals[dismissals["withdrawn"] != "yes"]
    known = {
        (rule, scale or "", dimension or "", rater or ""): (seen, record_id, reason)
        for rule, scale, dimension, rater, seen, record_id, reason in holding.astype(object)
        .where(holding.notna(), None)[[*_SAME, "seen_until_on", "id", "reason"]]
        .itertuples(index=False, name=None)
    }
    found = []
    for *key, newest in table[[*_SAME, "seen_until_on"]].itertuples(index=False, name=None):
        seen, *holds = known.get(tuple(key), (None, "", ""))
        found.append(holds if seen is not None and newest <= seen else ("", ""))
    return {
        "dismissal": [record_id for record_id, _ in found],
        "reason": [reason for _, reason in found],
    }

"""Which questions does one case raise today, the most needed first?

The same list serves the case page, an agenda and a caseload: it is worked out here from tables and
put into words in `signal_words`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from supervision_kit.analysis import rules
from supervision_kit.analysis.agreement import PAIR
from supervision_kit.analysis.block import KEYS
from supervision_kit.analysis.case_tables import CaseTables
from supervision_kit.analysis.raters import OF_THE_CASE, participant_ids, raters_of
from supervision_kit.analysis.signal_table import signal_table

__all__ = ["case_signals", "rated_signals"]

# Signals that stand come before those a person said do not fit, before all without a signal.
_STANDING = ("signal", "dismissed", "no_signal", "too_few", "not_asked")
# What an old dismissal says of the line it was made for.
_SHARED = ["rule", "scale", "dimension", "rater"]
_LINE = ["case", "scale", "dimension", "rater", "participant_id"]


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
        ``signal_table.signal_table`` and: `called`, what the participant is called where several
        rate, else empty; `standing` ("signal", "dismissed", "no_signal",
        "too_few", "not_asked"), `news` (one of ``signal_rule.NEWS``, empty without a signal),
        `seen_until_on` (datetime64), the day of the newest entry it rests on, and `dismissal` and
        `reason`, the id of what set it aside and why, else empty.
        Ordered by `standing`, then by need.
    """
    need = rules.by_need()
    places = {key: place for place, key in enumerate(need)}
    given = (case.ratings, dimensions, case.plan_dates, case.wordings, case.participants)
    rated = _from_ratings(*given)
    table = pd.concat([_from_records(case, today), rated], ignore_index=True)
    table = table.assign(
        **_dismissals(table, case.dismissals, _SHARED),
        news=[need.get(key, "") for key in _keys(table)],
    )
    fired = table["state"] == "signal"
    table.loc[~fired, ["news", "dismissal", "reason"]] = ""
    standing = table["state"].astype(str).mask(fired & (table["dismissal"] != ""), "dismissed")
    needed = [places.get(key, len(places)) for key in _keys(table)]
    order = pd.DataFrame({"standing": standing.map(_STANDING.index), "place": needed})
    rows = order.sort_values(["standing", "place"], kind="stable").index
    whole = table.assign(standing=standing).loc[rows].reset_index(drop=True)
    return whole.drop(columns="begun_on")


def rated_signals(
    ratings: pd.DataFrame,
    dimensions: pd.DataFrame,
    plan_dates: pd.DataFrame,
    dismissals: pd.DataFrame,
    wordings: pd.DataFrame | None = None,
    participants: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the signals that stand in the ratings of many cases, each as its own page has it.

    Parameters
    ----------
    ratings, plan_dates, dismissals, participants : DataFrame
        As the store reads them for all cases.
    dimensions : DataFrame
        As ``Framework.dimensions()``.
    wordings : DataFrame, optional
        As ``worded_dimensions``; None takes it that no scale has ever changed.

    Returns
    -------
    DataFrame
        One row a signal that nobody set aside: the columns of ``signal_table.signal_table``,
        `called` and `news` as in `case_signals`, and `seen_until_on` (datetime64). Ordered by case,
        then by need.
    """
    need = rules.by_need()
    places = {key: place for place, key in enumerate(need)}
    table = _from_ratings(ratings, dimensions, plan_dates, wordings, participants)
    fired: Any = table[table["state"] == "signal"]
    held = _dismissals(fired, dismissals, ["case", *_SHARED])["dismissal"]
    standing: Any = fired[pd.Series(held, index=fired.index, dtype="str") == ""]
    keys = _keys(standing)
    order = standing.assign(news=[need[key] for key in keys], place=[places[key] for key in keys])
    ordered = order.sort_values(["case", "place"], kind="stable", ignore_index=True)
    return ordered.drop(columns=["place", "begun_on"])


def _keys(table: pd.DataFrame) -> Sequence[tuple[str, str]]:
    return list(zip(table["rule"], table["toward"].astype(str), strict=True))


def _from_ratings(
    ratings: pd.DataFrame,
    dimensions: pd.DataFrame,
    plan_dates: pd.DataFrame,
    wordings: pd.DataFrame | None,
    participants: pd.DataFrame | None,
) -> pd.DataFrame:
    """Answer what is asked of ratings; the newest of a series is the newest entry it rests on.

    `begun_on` is the day of the first rating by the participant a row is about.
    """
    table = signal_table(ratings, dimensions, plan_dates, wordings)
    cases = ratings.get("case", "")
    told: Any = ratings.assign(participant_id=participant_ids(ratings), case=cases)
    days = told[told["value"].notna()].groupby(_LINE)["rated_on"].agg(["min", "max"])
    of_case = table["rater"].isin(OF_THE_CASE)
    own = table.assign(participant_id=table["participant_id"].mask(of_case, ""))[_LINE]
    # Where two are compared, the participant a row is about is the other one.
    beside = of_case & (table["participant_id"] != "")
    theirs = table.assign(rater=table["rater"].mask(beside, PAIR[1]))[_LINE]
    called = _called(told, participants)
    keys = zip(theirs["case"], theirs["rater"], theirs["participant_id"], strict=True)
    dated = table.assign(
        seen_until_on=own.join(days["max"], on=_LINE)["max"],
        begun_on=theirs.join(days["min"], on=_LINE)["min"],
        called=[called.get(key, "") for key in keys],
    )
    return _without_contradiction(dated.astype({"state": str, "toward": str}))


def _called(
    told: pd.DataFrame, participants: pd.DataFrame | None
) -> dict[tuple[str, str, str], str]:
    """Return what each participant is called in the cases in which several rate."""
    several: Any = told.groupby(["case", "rater"])["participant_id"].nunique()
    cases = several[several > 1].index.get_level_values("case").unique()
    rated: dict[Any, Any] = {case: told[told["case"] == case] for case in cases}
    return {
        (case, *key): rater.called
        for case, ratings in rated.items()
        for key, rater in raters_of(ratings, participants).items()
    }


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
            rule=key,
            seen_until_on=last_on if pd.isna(seen) else seen,
            begun_on=pd.NaT,
            **dict.fromkeys((*KEYS, "called"), ""),
        )
        for key, answer, seen in found
    ]
    return pd.concat(rows, ignore_index=True)


def _dismissals(
    table: pd.DataFrame, dismissals: pd.DataFrame, shared: list[str]
) -> dict[str, list[str]]:
    """Return the dismissal that holds for each row: of this signal, and of nothing newer.

    Its id as `dismissal`, and its `reason`; empty texts where none holds.
    """
    known = _holding(dismissals, shared)
    begun: dict[tuple, list] = {}
    for *line, begun_on in table[[*shared, "begun_on"]].itertuples(index=False, name=None):
        begun.setdefault(tuple(line), []).append(begun_on)
    names = [*shared, "participant_id", "seen_until_on"]
    found = []
    for *line, whose, newest in table[names].itertuples(index=False, name=None):
        key = tuple(line)
        holds = known.get((*key, whose)) or _made_for_one(known.get((*key, "")), begun[key])
        found.append(holds if holds and newest <= holds.seen_until_on else _NONE)
    return {
        "dismissal": [each.record_id for each in found],
        "reason": [each.reason for each in found],
    }


class _Holding(NamedTuple):
    """A dismissal that was not taken back."""

    seen_until_on: pd.Timestamp
    record_id: str
    reason: str


_NONE = _Holding(pd.Timestamp.min, "", "")


def _holding(dismissals: pd.DataFrame, shared: list[str]) -> dict[tuple, _Holding]:
    """Return the dismissals that hold, by rule and line."""
    columns = [*shared, "participant_id", "seen_until_on", "id", "reason"]
    holding: Any = dismissals[dismissals["withdrawn"] != "yes"]
    holding = holding.reindex(columns=columns)
    rows = holding.astype(object).where(holding.notna(), None).itertuples(index=False, name=None)
    return {tuple(name or "" for name in row[:-3]): _Holding(*row[-3:]) for row in rows}


def _made_for_one(dismissal: _Holding | None, begun: Sequence[pd.Timestamp]) -> _Holding | None:
    """Return a dismissal that names no participant if only one had rated on its day.

    Then it was theirs. Where several had, nobody can say whose line it was about.
    """
    if dismissal is None or sum(on <= dismissal.seen_until_on for on in begun) != 1:
        return None
    return dismissal

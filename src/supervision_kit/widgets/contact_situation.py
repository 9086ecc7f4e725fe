"""What is known of a case when a contact with it is about to be recorded?"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from supervision_kit.analysis.waiting import NEXT_CONTACT
from supervision_kit.frameworks import day_short, day_with_weekday, say
from supervision_kit.store import Store
from supervision_kit.widgets.contact_questions import Named, Situation
from supervision_kit.widgets.rating_field import last_ratings

# Where no rhythm is agreed, the next contact is offered in a week and in two.
_EVERY_DAYS = 7
# What was answered at so many contacts in a row is what somebody answers each time.
_EACH_TIME = 2


def situation_of(store: Store, tables: Mapping[str, pd.DataFrame], today: dt.date) -> Situation:
    """Read off the tables of a case what the form of a contact asks about.

    Parameters
    ----------
    store : Store
        Where scales were worded earlier.
    tables : mapping of str to DataFrame
        As `Store.tables` of the case.
    today : date
        The day it is recorded.
    """
    people, concerns, promises = (tables[n] for n in ("participants", "concerns", "promises"))
    now: Any = people[~(people["until_on"] < pd.Timestamp(today))]
    still: Any = concerns[concerns["closed_on"].isna()]
    open_ones: Any = promises[promises["state"] == "open"]
    last: Any = tables["contacts"].tail(1).to_dict("records")
    return Situation(
        last=last_ratings(tables["ratings"], store.framework, store.words),
        people=list(map(Named, now["id"], now["called"])),
        concerns=[Named(row["id"], _concern(row, today)) for row in still.to_dict("records")],
        promises=[Named(row["id"], _promise(row, today)) for row in open_ones.to_dict("records")],
        planned=_planned(tables["dates_ahead"]),
        as_last_time=_as_last_time(last),
        next_days=_next_days(tables["cases"], today),
        usual=_answered_each_time(tables, store.author),
    )


def _concern(row: dict[str, Any], today: dt.date) -> str:
    since = say("waiting.safety_since", day=day_short(row["opened_on"].date(), today=today))
    return f"{row['worry']}, {since}" if row["worry"] else since


def _promise(row: dict[str, Any], today: dt.date) -> str:
    if pd.isna(row["due_on"]):
        return row["text"]
    due = say("case.promise_due", day=day_short(row["due_on"].date(), today=today))
    return f"{row['text']} ({due})"


def _planned(dates: pd.DataFrame) -> list[tuple[str, dt.date]]:
    planned: Any = dates[(dates["kind"] == NEXT_CONTACT) & (dates["state"] == "open")]
    return [(row.id, row.due_on.date()) for row in planned.itertuples()]


def _as_last_time(last: list[dict[str, Any]]) -> dict[str, str]:
    if not last:
        return {}
    minutes = last[0]["length_minutes"]
    length = {} if pd.isna(minutes) else {"length_minutes": str(int(minutes))}
    return {"kind": last[0]["kind"], **length}


def _next_days(cases: pd.DataFrame, today: dt.date) -> list[tuple[str, str]]:
    """Offer the day the agreed rhythm comes to, and the one after that."""
    every: Any = cases["contact_every_days"].iloc[0] if len(cases) else pd.NA
    days = _EVERY_DAYS if pd.isna(every) else int(every)
    ahead = [today + dt.timedelta(days=n * days) for n in (1, 2)]
    return [
        (
            say("form.next_in_days", n=(day - today).days, day=day_with_weekday(day)),
            day.isoformat(),
        )
        for day in ahead
    ]


def _answered_each_time(tables: Mapping[str, pd.DataFrame], author: str) -> set[str]:
    """Name what this author answered at both of the last contacts they recorded in this case."""
    own: Any = tables["contacts"][tables["contacts"]["author"] == author]
    if len(own) < _EACH_TIME:
        return set()
    last = own.tail(_EACH_TIME).to_dict("records")
    if len({row["saved_at"] for row in last}) < _EACH_TIME:
        return set()  # brought in at once, not written one by one
    return set.intersection(*(_answered(row, tables["ratings"]) for row in last))


def _answered(contact: Mapping[Any, Any], ratings: pd.DataFrame) -> set[str]:
    rated: Any = ratings[ratings["contact_id"] == contact["id"]]
    keys = zip(rated["rater"], rated["scale"], rated["dimension"], strict=True)
    said = {key for key, each in contact.items() if not pd.isna(each) and each != ""}
    return said | {f"rating.{'.'.join(key)}" for key in keys}

"""What is on the chart beside ratings: which contacts, events, plans and decisions, and when?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from supervision_kit.frameworks import say

MISSED = ("did_not_attend",)
CANCELLED = ("cancelled_by_us", "cancelled_by_them")


@dataclass(frozen=True)
class Happening:
    """An event, a change of worker, or a plan: what it is called, and whether it is a plan."""

    on: datetime
    label: str
    planned: bool = False


@dataclass(frozen=True)
class Surroundings:
    """What stands around the ratings.

    Attributes
    ----------
    happenings : sequence of Happening
        By date.
    met, missed, cancelled : sequence of datetime
        Days of contacts that took place, that the person did not attend, and that were cancelled.
    until : date or None
        The axis reaches at least to this day.
    since : date or None
        What is older than this day is shown paler.
    decided : sequence of (datetime, str)
        The day of each decision and what was decided, by date.
    """

    happenings: Sequence[Happening] = ()
    met: Sequence[datetime] = ()
    missed: Sequence[datetime] = ()
    cancelled: Sequence[datetime] = ()
    until: date | None = None
    since: date | None = None
    decided: Sequence[tuple[datetime, str]] = ()

    @property
    def contacts(self) -> list[datetime]:
        """Return the days of all contacts."""
        return [*self.met, *self.missed, *self.cancelled]

    @property
    def planned_on(self) -> datetime | None:
        """Return when the first plan was agreed, None without any."""
        return next((what.on for what in self.happenings if what.planned), None)


def surroundings(
    contacts: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    plan_dates: pd.DataFrame | None = None,
    until: date | None = None,
    since: date | None = None,
    decisions: pd.DataFrame | None = None,
) -> Surroundings:
    """Read the tables that stand around the ratings; rows without a date are left out.

    Parameters
    ----------
    contacts, events, plan_dates, until, since, decisions
        As ``plot_trajectory`` takes them.
    """
    known = [] if events is None else zip(_days(events["on"]), events["label"], strict=True)
    happenings = [Happening(on, str(label)) for on, label in known if on]
    agreed = [] if plan_dates is None else _days(plan_dates["agreed_on"])
    for turn, on in enumerate(sorted({on for on in agreed if on})):
        label = say("chart.label.plan_again" if turn else "chart.label.plan")
        happenings.append(Happening(on, label, planned=True))
    happenings.sort(key=lambda what: what.on)
    met: list[datetime] = []
    missed: list[datetime] = []
    cancelled: list[datetime] = []
    if contacts is not None:
        days = _days(contacts["occurred_on"])
        for on, attendance in zip(days, contacts["attendance"], strict=True):
            kind = missed if attendance in MISSED else cancelled if attendance in CANCELLED else met
            kind += [on] if on else []
    return Surroundings(happenings, met, missed, cancelled, until, since, _decided(decisions))


def _decided(decisions: pd.DataFrame | None) -> list[tuple[datetime, str]]:
    if decisions is None:
        return []
    dated = zip(_days(decisions["decided_on"]), decisions["what"], strict=True)
    return sorted((on, str(what)) for on, what in dated if on)


def _days(dates: Any) -> list[datetime | None]:
    return pd.to_datetime(dates).to_numpy("datetime64[us]").tolist()

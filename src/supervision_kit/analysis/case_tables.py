"""What is known about one case, as the store gives it, for rules and reasons to read?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from supervision_kit.analysis.rhythm import Rhythm

__all__ = ["CaseTables"]


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
    participants : DataFrame or None
        As the store reads them; None tells participants apart by numbers.
    actions : DataFrame or None
        As the store reads `case_actions`.
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
    participants: pd.DataFrame | None = None
    actions: pd.DataFrame | None = None

    @property
    def last_on(self) -> date:
        """The day of the newest entry; without one since, when it was opened or taken up again."""
        entries = [*self.contacts["occurred_on"], *self.ratings["rated_on"]]
        newest = max((each.date() for each in entries), default=self.opened_on)
        return max(newest, self.reopened_on) if self.reopened_on else newest

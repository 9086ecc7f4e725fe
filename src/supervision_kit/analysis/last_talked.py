"""When was each case last talked about, in which supervision, and what was decided then?"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from supervision_kit.analysis.waiting import days, texts_of

__all__ = ["LastTalk", "last_talk", "last_talked"]


@dataclass(frozen=True)
class LastTalk:
    """The last talk about one case.

    Attributes
    ----------
    on : date
    by : str
        The codes of those who talked, as they were written down.
    supervision : str
        The code of the supervision it was in; "" where that is not the reader's to know.
    """

    on: date
    by: str
    supervision: str


def last_talked(case_talks: pd.DataFrame) -> dict[str, date]:
    """Return the day each case was last talked about.

    Parameters
    ----------
    case_talks : DataFrame
        Columns `case` (code) and `talked_on` (date); one row a talk, any order.

    Returns
    -------
    dict of str to date
        By the case's code; a case that was never talked about is not in it.
    """
    found: dict[str, date] = {}
    for case, on in zip(case_talks["case"].tolist(), days(case_talks, "talked_on"), strict=True):
        found[case] = max(on, found.get(case, on))
    return found


def last_talk(case_talks: pd.DataFrame, talked_in: pd.DataFrame) -> LastTalk | None:
    """Return the last talk about one case.

    Parameters
    ----------
    case_talks : DataFrame
        Columns `talked_on` (date) and `talked_by` (str), of this case only, any order; of talks on
        the same day the last row counts.
    talked_in : DataFrame
        As ``Store.snapshot(code).talked_in``: a talk names no supervision, but one that had the
        case on its agenda on that day is where it was.

    Returns
    -------
    LastTalk or None
        None if it was never talked about.
    """
    talks = list(zip(days(case_talks, "talked_on"), texts_of(case_talks, "talked_by"), strict=True))
    if not talks:
        return None
    on = max(on for on, _ in talks)
    by = [by for day, by in talks if day == on][-1]
    rooms = zip(days(talked_in, "held_on"), texts_of(talked_in, "supervision"), strict=True)
    supervision = next((room for day, room in rooms if day == on), "")
    return LastTalk(on, by, supervision)

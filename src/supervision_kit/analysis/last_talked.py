"""When was each case last talked about?"""

from datetime import date

import pandas as pd

from supervision_kit.analysis.waiting import days

__all__ = ["last_talked"]


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

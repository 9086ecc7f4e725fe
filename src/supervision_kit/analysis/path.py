"""When did the person come to a place on a path that belongs among the events of the case?"""

from datetime import datetime

import pandas as pd

from supervision_kit.analysis.lines import lines


def path_events(table: pd.DataFrame) -> pd.DataFrame:
    """Return when the person came to a place of a path that is an event.

    Parameters
    ----------
    table : DataFrame
        What ``trajectory`` returned.

    Returns
    -------
    DataFrame
        Columns `on` (datetime64) and `label` (str), one row a day and event, by date: each time a
        rater puts the person there who did not do so the time before. Empty without any.
    """
    found: set[tuple[datetime, str]] = set()
    for line in lines(table):
        events = {place.value: place.event for place in line.places if place.event}
        last = ""
        for point in line.rated:
            event = events.get(point.value, "")
            if event and event != last:
                found.add((point.on, event))
            last = event
    columns = list(zip(*sorted(found), strict=True)) or [(), ()]
    return pd.DataFrame(
        {
            "on": pd.Series(columns[0], dtype="datetime64[us]"),
            "label": pd.Series(columns[1], dtype="str"),
        }
    )

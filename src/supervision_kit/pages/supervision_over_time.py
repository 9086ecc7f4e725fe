"""How do the sessions and the actions of a supervision look over time, as charts and as tables?"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pandas as pd

from supervision_kit.charts.meetings import plot_meetings
from supervision_kit.charts.open_and_closed import plot_open_and_closed
from supervision_kit.charts.small import small_figure
from supervision_kit.frameworks import day_in_words, say

__all__ = ["actions_figure", "meetings_figure"]


def meetings_figure(table: pd.DataFrame, today: date) -> str:
    """Return the sessions beside the rhythm that was agreed, as HTML.

    Parameters
    ----------
    table : DataFrame
        What ``analysis.meetings.meetings`` returned.
    today : date
        The day the reader reads it.
    """
    return small_figure(
        plot_meetings,
        table,
        name="meetings",
        title=say("supervision.meetings.title"),
        heads=[say("supervision.meetings.col_day"), say("supervision.meetings.col_what")],
        rows=list(_meetings(table))[::-1],
        caption=say("supervision.meetings.caption"),
        today=today,
    )


def actions_figure(table: pd.DataFrame, today: date) -> str:
    """Return the actions that were open and closed, as HTML.

    Parameters
    ----------
    table : DataFrame
        What ``analysis.open_and_closed.open_and_closed`` returned.
    today : date
        The day the reader reads it.
    """
    heads = (say(f"supervision.actions.col_{each}") for each in ("day", "open", "closed"))
    counted = zip(table["on"], table["n_open"], table["n_closed"], strict=True)
    rows = [[day_in_words(on), str(n_open), str(n_closed)] for on, n_open, n_closed in counted]
    return small_figure(
        plot_open_and_closed,
        table,
        name="actions",
        title=say("supervision.actions.title"),
        heads=list(heads),
        rows=rows[::-1],
        today=today,
    )


def _meetings(table: pd.DataFrame) -> Iterator[Sequence[str]]:
    columns = (table[name] for name in ("on", "kind", "until", "every"))
    for on, kind, until, every in zip(*columns, strict=True):
        if kind == "agreed" and pd.isna(every):
            told = say("supervision.meetings.row_agreed_none")
        elif kind == "agreed":
            told = say("supervision.meetings.row_agreed", n=int(every))
        elif kind == "overdue":
            told = say("supervision.meetings.row_overdue", day=day_in_words(until))
        else:
            told = say(f"supervision.meetings.row_{kind}")
        day = on - timedelta(days=1) if kind == "overdue" else on
        yield day_in_words(day), told

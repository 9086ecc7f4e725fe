"""When did two meet in supervision, and when would they have met by the rhythm they agreed?"""

from datetime import date

import pandas as pd
from matplotlib.axes import Axes

from supervision_kit.analysis.meetings import meetings_in_words
from supervision_kit.charts.drawing import CAPITAL, Drawing, blank_axes, day_number
from supervision_kit.charts.margins import draw_dates
from supervision_kit.charts.rows import EMPTY_BASELINE, NAME_SIZE, NARROW, WIDE
from supervision_kit.charts.small import small_axis, small_sheet
from supervision_kit.charts.style import DROP, HAIRLINE, INK, SOFT, text_width
from supervision_kit.frameworks import say

__all__ = ["plot_meetings"]

_DUE, _MET = 14.0, 38.0
_NAMES = 20.0
_BOTTOM = 56.0
_DATES_ROOM = 40.0


def plot_meetings(
    table: pd.DataFrame, *, today: date | None = None, narrow: bool = False, ax: Axes | None = None
) -> Axes:
    """Draw the sessions of a supervision below the days by which they were due.

    Parameters
    ----------
    table : DataFrame
        What ``meetings`` returned.
    today : date, optional
        The day the reader reads it; the last day of the table when not given.
    narrow : bool
        Another drawing for narrow screens: names above their rows.
    ax : Axes, optional
        An Axes to draw on; its figure is resized unless it holds others too.

    Returns
    -------
    Axes
        With its words as label. A row of strokes for the days on which one was due; below it a
        filled circle for each that was held, an open diamond for one that was called off, an open
        circle for one that is planned, and a bar for the time in which one was overdue. x counts
        days as matplotlib does, y points downwards. Without a row a sentence says so.
    """
    sheet = NARROW if narrow else WIDE
    shown = table[table["kind"] != "agreed"]
    until = table["until"].dropna()
    days = [each.date() for each in [*shown["on"], *until]]
    read_on = today or max(days, default=date.today())
    words = meetings_in_words(table, today=read_on)
    axis = small_axis(days, sheet, 0.0 if narrow else _name_room())
    top, apart = (_NAMES, 22.0) if narrow else (0.0, 0.0)
    due, met = _DUE + top, _MET + top + apart
    bottom = _BOTTOM + top + apart + (_DATES_ROOM if axis else 0)
    drawing = Drawing(blank_axes(ax, sheet.width, bottom), small_sheet(sheet, axis))
    drawing.set_limits(0, bottom)
    drawing.ax.set_label(words)
    if axis is None:
        drawing.write(words, 0, EMPTY_BASELINE, size=NAME_SIZE, colour=SOFT)
        return drawing.ax
    for height, key in ((due, "due"), (met, "sessions")):
        baseline = height - 12 if narrow else height + CAPITAL * NAME_SIZE
        drawing.write(say(f"supervision.meetings.label_{key}"), 0, baseline, size=NAME_SIZE)
    ends = (drawing.scale.first, drawing.scale.last)
    drawing.strokes([((ends[0], met), (ends[1], met))], HAIRLINE)
    _draw_rows(drawing, table, due, met)
    draw_dates(drawing, axis.axis, [met + 16], with_years=True)
    return drawing.ax


def _name_room() -> float:
    names = (say(f"supervision.meetings.label_{key}") for key in ("due", "sessions"))
    return max(text_width(name, NAME_SIZE) for name in names) + 20


def _draw_rows(drawing: Drawing, table: pd.DataFrame, due: float, met: float) -> None:
    on = {kind: [day_number(each) for each in rows["on"]] for kind, rows in table.groupby("kind")}
    late = table[table["kind"] == "overdue"]
    pairs = zip(late["on"], late["until"], strict=True)
    bars = [((day_number(a), met - 3), (day_number(b), met + 3)) for a, b in pairs]
    if bars:
        drawing.boxes(bars, DROP, zorder=2)
    if strokes := [((day, due - 6), (day, due + 6)) for day in on.get("due", [])]:
        drawing.strokes(strokes, SOFT, width=1.5, zorder=4)
    for kind, marker, size, filled in (
        ("held", "o", 9.0, True),
        ("cancelled", "D", 7.0, False),
        ("planned", "o", 8.0, False),
    ):
        if places := [(day, met) for day in on.get(kind, [])]:
            drawing.marks(places, marker, INK, size=size, label=kind, filled=filled)

"""How many of the things taken on in supervision are open, and how many were closed over time?"""

from datetime import date

import pandas as pd
from matplotlib.axes import Axes

from supervision_kit.analysis.open_and_closed import open_and_closed_in_words
from supervision_kit.charts.drawing import CAPITAL, Drawing, Place, blank_axes, day_number
from supervision_kit.charts.lettering import spread
from supervision_kit.charts.margins import draw_dates
from supervision_kit.charts.rows import EMPTY_BASELINE, NAME_SIZE, NARROW, TEXT_SIZE, WIDE
from supervision_kit.charts.small import small_axis, small_sheet
from supervision_kit.charts.style import HAIRLINE, INK, SOFT, RaterStyle, text_width
from supervision_kit.frameworks import say

__all__ = ["plot_open_and_closed"]

_TOP, _REACH = 14.0, 72.0
_DATES_ROOM = 56.0
_APART = 16.0
_LINES = {
    "open": RaterStyle(INK, (), "o", 6.0, 2.0),
    "closed": RaterStyle(SOFT, (3.4, 1.8), "o", 6.0, 2.0),
}


def plot_open_and_closed(
    table: pd.DataFrame, *, today: date | None = None, narrow: bool = False, ax: Axes | None = None
) -> Axes:
    """Draw how many actions were open and how many were closed, as two lines in steps.

    Parameters
    ----------
    table : DataFrame
        What ``open_and_closed`` returned.
    today : date, optional
        The day the reader reads it; the last day of the table when not given.
    narrow : bool
        Another drawing for narrow screens.
    ax : Axes, optional
        An Axes to draw on; its figure is resized unless it holds others too.

    Returns
    -------
    Axes
        With its words as label. A solid line counts what is open, a dashed one what was closed so
        far; each is named at its end. x counts days as matplotlib does, y points downwards. Without
        an action a sentence says so.
    """
    sheet = NARROW if narrow else WIDE
    days = [each.date() for each in table["on"]]
    words = open_and_closed_in_words(table, today=today or max(days, default=date.today()))
    last = table.iloc[-1] if days else None
    labels = (
        {}
        if last is None
        else {
            kind: say(f"supervision.actions.label_{kind}", n=int(last[f"n_{kind}"]))
            for kind in _LINES
        }
    )
    most = max([1, *table["n_open"].tolist(), *table["n_closed"].tolist()])
    left = text_width(str(most), TEXT_SIZE)
    room = max((text_width(label, TEXT_SIZE) for label in labels.values()), default=0)
    axis = small_axis(days, sheet, left, room)
    bottom = _TOP + _REACH + _DATES_ROOM if axis else _TOP + EMPTY_BASELINE
    drawing = Drawing(blank_axes(ax, sheet.width, bottom), small_sheet(sheet, axis))
    drawing.set_limits(0, bottom)
    drawing.ax.set_label(words)
    if axis is None:
        drawing.write(words, 0, EMPTY_BASELINE, size=NAME_SIZE, colour=SOFT)
        return drawing.ax
    _draw_ends(drawing, most)
    for kind, style in _LINES.items():
        places = _steps(days, [_height(n, most) for n in table[f"n_{kind}"].tolist()])
        drawing.line(places, style, label=kind, zorder=5)
    wanted = [_height(int(last[f"n_{kind}"]), most) for kind in _LINES] if last is not None else []
    heights = spread(wanted, _APART, _TOP, _TOP + _REACH)
    for kind, height in zip(_LINES, heights, strict=True):
        baseline = height + CAPITAL * TEXT_SIZE
        colour = _LINES[kind].colour
        drawing.write(
            labels[kind], drawing.scale.right + 6, baseline, size=TEXT_SIZE, colour=colour
        )
    draw_dates(drawing, axis.axis, [_TOP + _REACH + 10], with_years=True)
    return drawing.ax


def _height(n: int, most: int) -> float:
    return _TOP + _REACH * (1 - n / most)


def _draw_ends(drawing: Drawing, most: int) -> None:
    for n in (0, most):
        height = _height(n, most)
        ends = (drawing.scale.first, height), (drawing.scale.last, height)
        drawing.strokes([ends], HAIRLINE)
        baseline = height + CAPITAL * TEXT_SIZE
        place = drawing.scale.left - 6
        drawing.write(str(n), place, baseline, size=TEXT_SIZE, colour=SOFT, align="right")


def _steps(days: list[date], heights: list[float]) -> list[Place]:
    """Return the corners of a line that stays as it is until the day it changes."""
    places: list[Place] = []
    for on, height in zip(days, heights, strict=True):
        if places:
            places.append((day_number(on), places[-1][1]))
        places.append((day_number(on), height))
    return places

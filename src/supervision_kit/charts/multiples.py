"""How do several lines of ratings look side by side, each in a small chart of its own?

One Axes holds all the small charts. Its x counts points from the left edge, because every chart has
a time axis of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from math import nan

import pandas as pd
from matplotlib.axes import Axes

from supervision_kit.analysis.description import in_figures, lead_sentence
from supervision_kit.analysis.lines import Line, lines
from supervision_kit.analysis.raters import Rater
from supervision_kit.analysis.signal_words import Mark
from supervision_kit.charts.drawing import (
    CAPITAL,
    Drawing,
    Place,
    TimeScale,
    blank_axes,
    day_number,
)
from supervision_kit.charts.lettering import shortened, spread
from supervision_kit.charts.margins import draw_nothing
from supervision_kit.charts.rows import EMPTY_BASELINE, NAME_SIZE, TEXT_LEADING, TEXT_SIZE
from supervision_kit.charts.series import artist_name
from supervision_kit.charts.style import BAND, DROP, HAIRLINE, INK, SOFT, rater_style, text_width
from supervision_kit.frameworks import day_short, say

# Signals by scale and dimension.
Marks = Mapping[tuple[str, str], list[Mark]]

__all__ = ["Guides", "plot_multiples"]

# Shapes as the page has them beside its questions; the words beside a shape say the same.
SHAPES = {"good": "^", "harder": "v", "apart": "D", "due": "o", "look": "s"}
_SIDE = {False: 760.0, True: 352.0}
_COLUMNS = {False: 3, True: 2}
_BETWEEN = 32.0
_BELOW = 30.0
_NUMBERS = 26.0
_HEIGHT, _HEIGHT_ALONE = 60.0, 116.0
_SIDE_ALONE = 660.0
_LABEL_GAP = 10.0
_DATES = 26.0
_SHAPE = 7.0
_SHAPE_ROOM = 13.0
# Points nearer to each other than the first of these, in points, are drawn smaller, down to a half.
_ROOMY, _SMALLEST = 12.0, 0.5


@dataclass(frozen=True)
class Guides:
    """What is drawn with the ratings of every small chart, so that a rule can be seen at work.

    Attributes
    ----------
    levels : sequence of (float, str)
        Values across, in scale points, and their words.
    slope : pair of (datetime, float), optional
        Two ends of a straight line.
    planned_on : date, optional
        From here on the ground is a pale band.
    """

    levels: Sequence[tuple[float, str]] = ()
    slope: tuple[tuple[datetime, float], tuple[datetime, float]] | None = None
    planned_on: date | None = None


@dataclass(frozen=True)
class _Cell:
    """One small chart: its lines, where it stands, and the room over it, in points."""

    lines: Sequence[Line]
    left: float
    right: float
    top: float
    height: float
    head: float = 0.0

    def across(self, on: date) -> float:
        days = [day_number(point.on) for line in self.lines for point in line.rated]
        first, last = (min(days), max(days)) if days else (0.0, 0.0)
        share = (day_number(on) - first) / (last - first) if last > first else 0.5
        return self.left + share * (self.right - self.left)

    def down(self, value: float) -> float:
        scale = self.lines[0]
        share = (value - scale.minimum) / (scale.maximum - scale.minimum)
        return self.top + (1 - share) * self.height


def plot_multiples(
    table: pd.DataFrame,
    *,
    marks: Marks | None = None,
    guides: Guides | None = None,
    narrow: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw every dimension of a table in a small chart of its own.

    Parameters
    ----------
    table : DataFrame
        What ``trajectory`` returned.
    marks : mapping of (str, str) to list of Mark, optional
        What stands over the chart of a scale and dimension, with its shape.
    guides : Guides, optional
        What helps to see a rule at work.
    narrow : bool
        Another drawing for narrow screens: fewer charts side by side.
    ax : Axes, optional
        An Axes to draw on; its figure is resized unless it holds others too.

    Returns
    -------
    Axes
        With the lead sentence as its label. x counts points to the right, y points downwards. A
        table with one dimension is drawn larger, with its dates and direct labels. Without ratings
        a sentence says so.
    """
    guides, marks = guides or Guides(), marks or {}
    drawn = [line for line in lines(table) if line.rated]
    rows = [list(same) for _, same in groupby(drawn, key=lambda line: line.row)]
    side = min(_SIDE[narrow], _SIDE_ALONE if len(rows) == 1 else _SIDE[narrow])
    n_marks = [len(marks.get(_key(row), ())) for row in rows]
    if len(rows) == 1:
        cells, bottom = _alone(rows[0], guides, side, n_marks[0])
    else:
        cells, bottom = _grid(rows, side, _COLUMNS[narrow], n_marks)
    scale = TimeScale(side, 0.0, side, 0.0, side)
    drawing = Drawing(blank_axes(ax, side, bottom), scale)
    drawing.set_limits(0, bottom)
    drawing.ax.set_label(lead_sentence(table))
    for cell in cells:
        _draw_ground(drawing, cell, guides)
        _draw_head(drawing, cell, marks)
    _draw_lines(drawing, cells)
    if len(rows) == 1:
        _draw_labels(drawing, cells[0], guides)
    if not rows:
        draw_nothing(drawing, height=EMPTY_BASELINE)
    return drawing.ax


def _key(row: Sequence[Line]) -> tuple[str, str]:
    return row[0].scale, row[0].dimension


def _alone(
    row: Sequence[Line], guides: Guides, side: float, n_marks: int
) -> tuple[list[_Cell], float]:
    """Place the one chart there is, with room for the labels at its right."""
    words = [words for words, *_ in _labels(_Cell(row, 0, 1, 0, 1), guides)]
    room = max(text_width(each, TEXT_SIZE, "bold") for each in words)
    head = TEXT_LEADING * (1 + n_marks)
    right, top = side - room - _LABEL_GAP - 10, head + 18
    cell = _Cell(row, _NUMBERS, right, top, _HEIGHT_ALONE, head)
    return [cell], top + _HEIGHT_ALONE + _DATES


def _grid(
    rows: Sequence[Sequence[Line]], side: float, n_columns: int, n_marks: Sequence[int]
) -> tuple[list[_Cell], float]:
    """Place several charts, storey by storey, each with room for its longest list of marks."""
    width = (side - (n_columns - 1) * _BETWEEN) / n_columns
    cells, bottom = [], 0.0
    for first in range(0, len(rows), n_columns):
        storey = slice(first, first + n_columns)
        head = TEXT_LEADING * (1 + max(n_marks[storey]))
        top = bottom + head + 16
        for column, row in enumerate(rows[storey]):
            left = column * (width + _BETWEEN)
            cells.append(_Cell(row, left + _NUMBERS, left + width - 5, top, _HEIGHT, head))
        bottom = top + _HEIGHT + _BELOW
    return cells, max(bottom - _BELOW + 14, EMPTY_BASELINE + 12)


def _draw_ground(drawing: Drawing, cell: _Cell, guides: Guides) -> None:
    """Draw the band, the ends of the scale with their numbers, and the guides."""
    scale, left, right = cell.lines[0], cell.left - 8, cell.right + 5
    if guides.planned_on:
        begin = cell.across(guides.planned_on)
        corner = (begin, cell.top - 5), (right, cell.top + cell.height + 5)
        drawing.boxes([corner], BAND)
        drawing.strokes([((begin, corner[0][1]), (begin, corner[1][1]))], DROP, dashes=(3, 2))
    ends = (scale.maximum, scale.minimum)
    across = [((left, cell.down(value)), (right, cell.down(value))) for value in ends]
    drawing.strokes(across, HAIRLINE, zorder=1)
    for value in ends:
        baseline = cell.down(value) + CAPITAL * TEXT_SIZE
        style = {"size": TEXT_SIZE, "colour": SOFT}
        drawing.write(in_figures(value), left - 5, baseline, align="right", **style)
    levels = [((left, cell.down(v)), (right, cell.down(v))) for v, _ in guides.levels]
    if levels:
        drawing.strokes(levels, SOFT, dashes=(4, 3), zorder=2)
    if guides.slope:
        ends = [(cell.across(on), cell.down(value)) for on, value in guides.slope]
        drawing.strokes([(ends[0], ends[1])], INK, width=1.6, dashes=(6, 2.5), zorder=5)


def _draw_head(drawing: Drawing, cell: _Cell, marks: Marks) -> None:
    """Write the name and, each under the other, shape and words of what is marked."""
    top = cell.top - cell.head
    left, room = cell.left - _NUMBERS, cell.right - cell.left + _NUMBERS
    name = shortened(cell.lines[0].name, room, NAME_SIZE)
    drawing.write(name, left, top, size=NAME_SIZE)
    for turn, mark in enumerate(marks.get(_key(cell.lines), ()), 1):
        baseline = top + turn * TEXT_LEADING
        place = (left + _SHAPE / 2, baseline - CAPITAL * TEXT_SIZE)
        marker, label = SHAPES[mark.news], f"signal:{mark.news}"
        drawing.marks([place], marker, INK, size=_SHAPE, label=label, filled=True)
        words = shortened(mark.words, room - _SHAPE_ROOM, TEXT_SIZE)
        drawing.write(words, left + _SHAPE_ROOM, baseline, size=TEXT_SIZE, colour=SOFT)


def _draw_lines(drawing: Drawing, cells: Sequence[_Cell]) -> None:
    """Draw all lines, one line artist and one of points for each rater."""
    ways: dict[Rater, list[list[Place]]] = {}
    for cell in cells:
        for line in cell.lines:
            for _, stretch in groupby(line.rated, key=lambda point: point.segment):
                places = [(cell.across(point.on), cell.down(point.value)) for point in stretch]
                ways.setdefault(line.rater, []).append(places)
    for turn, (rater, stretches) in enumerate(ways.items()):
        broken = [place for places in stretches for place in (*places, (nan, nan))][:-1]
        points = [place for places in stretches for place in places]
        room = (cells[0].right - cells[0].left) / max(max(map(len, stretches)) - 1, 1)
        share = min(max(room / _ROOMY, _SMALLEST), 1.0)
        style, name = rater_style(rater.key, rater.turn), artist_name(rater)
        drawing.line(broken, style, label=f"line:{name}", zorder=4 + turn / 10)
        drawing.points(points, style, label=f"points:{name}", zorder=6 - turn / 10, share=share)


def _labels(cell: _Cell, guides: Guides) -> list[tuple[str, float, str, str]]:
    """Return what is written right of a chart: words, height, colour and weight."""
    found = []
    for line in cell.lines:
        style, value = rater_style(line.series, line.turn), line.rated[-1].value
        words = say("chart.label.end", who=line.who, value=in_figures(value))
        found.append((words, cell.down(value), style.colour, style.weight))
    found += [(words, cell.down(value), SOFT, "normal") for value, words in guides.levels]
    return found


def _draw_labels(drawing: Drawing, cell: _Cell, guides: Guides) -> None:
    """Write the labels at the right, moved apart where they would touch, and the two dates."""
    labels = _labels(cell, guides)
    wanted = [height for _, height, _, _ in labels]
    bottom = cell.top + cell.height
    places = spread(wanted, TEXT_LEADING, cell.top, bottom)
    for (words, _, colour, weight), middle in zip(labels, places, strict=True):
        baseline = middle + CAPITAL * TEXT_SIZE
        left = cell.right + 5 + _LABEL_GAP
        drawing.write(words, left, baseline, size=TEXT_SIZE, colour=colour, weight=weight)
    days = [point.on for line in cell.lines for point in line.rated]
    style = {"size": TEXT_SIZE, "colour": SOFT}
    drawing.write(day_short(min(days)), cell.left - 8, bottom + 22, **style)
    if max(days) > min(days):
        drawing.write(
            day_short(max(days), today=min(days)),
            cell.right + 5,
            bottom + 22,
            align="right",
            **style,
        )

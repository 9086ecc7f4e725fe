"""What happened when? Labels whose thin lines drop through the rows, and the plan's band."""

from collections.abc import Sequence
from datetime import datetime

from supervision_kit.charts.drawing import CAPITAL, Drawing, TimeScale, day_number
from supervision_kit.charts.happenings import Happening
from supervision_kit.charts.lettering import Flag, flags
from supervision_kit.charts.rows import REACH, TEXT_SIZE, Stack
from supervision_kit.charts.style import BAND, DROP, INK, PAPER

LEADING = 17.0
# Labels are cut to the first width with which they stand in so many storeys.
WIDEST = (172.0, 120.0, 84.0)
_STOREYS = 4
_DASHES = (2.5, 2.5)
# The labels end here; the first row begins just below.
_FOOT = 5.0


def place_flags(scale: TimeScale, happenings: Sequence[Happening]) -> list[Flag]:
    """Give every label its place and storey, in points."""
    marks = [(scale.points(day_number(what.on)), what.label) for what in happenings]
    placed: list[Flag] = []
    for widest in WIDEST:
        placed = flags(marks, edge=scale.width, size=TEXT_SIZE, widest=widest)
        if all(flag.level < _STOREYS for flag in placed):
            break
    return placed


def flag_room(placed: Sequence[Flag]) -> float:
    """Return the height the labels take above the rows, in points."""
    return (max(flag.level for flag in placed) + 1) * LEADING + 5 if placed else 0.0


def draw_flags(drawing: Drawing, placed: Sequence[Flag], stacked: Stack, *, named: bool) -> None:
    """Drop a line through the rows from every label, and write the labels if `named`."""
    if not placed:
        return
    # The highest line on a day carries all its labels.
    highest = {flag.x: flag for flag in sorted(placed, key=lambda flag: flag.level)}.values()
    strokes = []
    for flag in highest:
        day, top = drawing.scale.at(flag.x), middle_of(flag) - TEXT_SIZE / 2
        spans = [(top, _FOOT)] * named + stacked.spans
        strokes += [((day, high), (day, low)) for high, low in spans]
    if strokes:
        drawing.strokes(strokes, DROP, width=1.0, dashes=_DASHES, zorder=2)
    if named:
        _write_labels(drawing, placed)


def _write_labels(drawing: Drawing, placed: Sequence[Flag]) -> None:
    masks = []
    for flag in placed:
        x, y = drawing.scale.at(flag.left - 1), middle_of(flag) - TEXT_SIZE / 2 - 1
        masks.append(((x, y), (drawing.scale.at(flag.right + 1), y + TEXT_SIZE + 2)))
    # A line of a higher storey passes behind the labels of lower ones.
    drawing.boxes(masks, PAPER, zorder=3)
    for flag in placed:
        baseline = middle_of(flag) + CAPITAL * TEXT_SIZE
        drawing.write(flag.text, flag.left, baseline, size=TEXT_SIZE, colour=INK)


def middle_of(flag: Flag) -> float:
    """Return the height of a label's middle; the rows begin at 0."""
    return -2 - (flag.level + 0.5) * LEADING


def draw_band(drawing: Drawing, planned_on: datetime | None, stacked: Stack) -> None:
    """Shade the time since the first plan, row by row."""
    if planned_on is None or not stacked.spans:
        return
    start, end = day_number(planned_on), drawing.scale.at(drawing.scale.right + REACH)
    drawing.boxes([((start, high), (end, low)) for high, low in stacked.spans], BAND)

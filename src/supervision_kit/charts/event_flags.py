"""What happened when? Labels whose thin lines drop through the rows, and the plan's band."""

from collections.abc import Sequence
from datetime import datetime

from supervision_kit.charts.drawing import CAPITAL, Drawing, TimeScale, day_number
from supervision_kit.charts.happenings import Happening
from supervision_kit.charts.lettering import Flag, flags
from supervision_kit.charts.rows import REACH, TEXT_SIZE, Stack
from supervision_kit.charts.style import BAND, DROP, INK, PAPER

LEADING = 21.0
WIDEST = 172.0
_DASHES = (2.5, 2.5)
# The labels end here; the first row begins just below.
_FOOT = 7.0


def place_flags(scale: TimeScale, happenings: Sequence[Happening]) -> list[Flag]:
    """Give every label its place and storey, in points."""
    marks = [(scale.points(day_number(what.on)), what.label) for what in happenings]
    return flags(marks, edge=scale.width, size=TEXT_SIZE, widest=WIDEST)


def flag_room(placed: Sequence[Flag]) -> float:
    """Return the height the labels take above the rows, in points."""
    return (max(flag.level for flag in placed) + 1) * LEADING + 6 if placed else 0.0


def draw_flags(drawing: Drawing, placed: Sequence[Flag], stacked: Stack) -> None:
    """Write the labels and drop their lines down to the last row."""
    if not placed:
        return
    strokes, masks = [], []
    # The highest line on a day carries all its labels.
    for flag in {flag.x: flag for flag in sorted(placed, key=lambda flag: flag.level)}.values():
        day = drawing.scale.at(flag.x)
        top = _middle(flag) - TEXT_SIZE / 2
        strokes += [((day, high), (day, low)) for high, low in [(top, _FOOT), *stacked.spans]]
    for flag in placed:
        x, y = drawing.scale.at(flag.left - 1), _middle(flag) - TEXT_SIZE / 2 - 2
        masks.append(((x, y), (drawing.scale.at(flag.right + 1), y + TEXT_SIZE + 4)))
    drawing.strokes(strokes, DROP, width=1.0, dashes=_DASHES, zorder=2)
    # A line of a higher storey passes behind the labels of lower ones.
    drawing.boxes(masks, PAPER, zorder=3)
    for flag in placed:
        baseline = _middle(flag) + CAPITAL * TEXT_SIZE
        drawing.write(flag.text, flag.left, baseline, size=TEXT_SIZE, colour=INK)


def _middle(flag: Flag) -> float:
    """Return the height of a label's middle; the rows begin at 0."""
    return -6 - (flag.level + 0.5) * LEADING


def draw_band(drawing: Drawing, planned_on: datetime | None, stacked: Stack) -> None:
    """Shade the time since the first plan, row by row."""
    if planned_on is None or not stacked.spans:
        return
    start, end = day_number(planned_on), drawing.scale.at(drawing.scale.right + REACH)
    drawing.boxes([((start, high), (end, low)) for high, low in stacked.spans], BAND)

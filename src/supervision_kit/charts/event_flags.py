"""What happened when? Labels whose thin lines drop through the rows, and the plan's band."""

from collections.abc import Sequence
from datetime import date, datetime

from supervision_kit.charts.drawing import CAPITAL, Drawing, TimeScale, day_number
from supervision_kit.charts.happenings import Surroundings
from supervision_kit.charts.lettering import Flag, flags
from supervision_kit.charts.rows import INSET, REACH, TEXT_SIZE, Stack
from supervision_kit.charts.style import BAND, DROP, INK, PAPER
from supervision_kit.frameworks import day_short, say

LEADING = 17.0
# Labels are cut to the first width with which they stand in so many storeys.
WIDEST = (172.0, 120.0, 84.0)
_STOREYS = 4
_DASHES = (2.5, 2.5)
# How thick the veil over what is older lies, of 255.
_VEIL = 158
# The labels end here; the first row begins just below.
_FOOT = 5.0


def place_flags(scale: TimeScale, around: Surroundings) -> list[Flag]:
    """Give every label its place and storey, in points; that of `since` comes last."""
    marks = [(scale.points(day_number(what.on)), what.label) for what in around.happenings]
    since = shown_since(scale, around)
    if since:
        words = say("chart.label.since", day=day_short(since))
        marks.append((scale.points(day_number(since)), words))
    placed: list[Flag] = []
    for widest in WIDEST:
        placed = flags(marks, edge=scale.width, size=TEXT_SIZE, widest=widest)
        if all(flag.level < _STOREYS for flag in placed):
            break
    return placed


def shown_since(scale: TimeScale, around: Surroundings) -> date | None:
    """Return the day since which things are shown in full, None where that is all or nothing."""
    if around.since and scale.first < day_number(around.since) <= scale.last:
        return around.since
    return None


def flag_room(placed: Sequence[Flag]) -> float:
    """Return the height the labels take above the rows, in points."""
    return (max(flag.level for flag in placed) + 1) * LEADING + 5 if placed else 0.0


def draw_flags(
    drawing: Drawing, placed: Sequence[Flag], stacked: Stack, *, n_happenings: int, named: bool
) -> None:
    """Drop a line through the rows from every label, and write the labels if `named`."""
    highest: dict[tuple[bool, float], Flag] = {}
    # The highest line on a day carries all its labels; that of `since` is another kind of line.
    for flag in sorted(placed, key=lambda flag: flag.level):
        highest[flag.number < n_happenings, flag.x] = flag
    for happened in (True, False):
        strokes = []
        for kind, x in highest:
            top = middle_of(highest[kind, x]) - TEXT_SIZE / 2
            spans = [(top, _FOOT)] * named + stacked.spans if kind is happened else []
            day = drawing.scale.at(x)
            strokes += [((day, high), (day, low)) for high, low in spans]
        if strokes and happened:
            drawing.strokes(strokes, DROP, width=1.0, dashes=_DASHES, zorder=2)
        elif strokes:
            drawing.strokes(strokes, INK, width=1.2, zorder=7.6)
    if named and placed:
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


def draw_veil(drawing: Drawing, around: Surroundings, stacked: Stack) -> None:
    """Pale what is older than `since`, lines and ground alike."""
    since = shown_since(drawing.scale, around)
    if since is None or not stacked.spans:
        return
    start, end = drawing.scale.at(drawing.scale.left - INSET), day_number(since)
    veil = [((start, high), (end, low)) for high, low in stacked.spans]
    drawing.boxes(veil, f"{PAPER}{_VEIL:02x}", zorder=7.5)

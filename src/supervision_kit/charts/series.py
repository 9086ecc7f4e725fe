"""How was each dimension rated, by whom, and where does each line stand now?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from math import nan
from statistics import median

from supervision_kit.analysis.description import in_figures, rater_name
from supervision_kit.analysis.lines import Line, Point
from supervision_kit.charts.drawing import CAPITAL, Drawing, Place, day_number
from supervision_kit.charts.lettering import spread
from supervision_kit.charts.rows import LABEL_LEADING, MISSED_DEPTH, TEXT_SIZE, Row, Sheet
from supervision_kit.charts.style import rater_style, text_width
from supervision_kit.frameworks import month_short, say

# A line that ended this long before the last rating is labelled with its month.
OLD_DAYS = 30
OLD_SHARE = 0.12

# Lines of raters who agree lie on each other, the worker's solid one lowest; their points the other
# way round, larger ones below, so that none is hidden.
_DEPTH = {"worker": 0.0, "client": 0.1, "supervisor": 0.2}
# Points nearer to each other than this, in points, are drawn smaller, down to the share.
_ROOMY = 12.0
_SMALLEST = 0.6
_KEY_ROOM = 14.0
_MISSED_APART = 8.0


@dataclass(frozen=True)
class EndLabel:
    """What stands at the end of one rater's line.

    Attributes
    ----------
    row : int
        Of the trajectory.
    rater, text : str
        Whose line, and what is written.
    position : float
        Of the last value on its scale, 0 to 1.
    """

    row: int
    rater: str
    text: str
    position: float

    def width(self, *, keyed: bool) -> float:
        """Return its width in points; `keyed` labels show the marker instead of the rater."""
        weight = rater_style(self.rater).weight
        return text_width(self.text, TEXT_SIZE, weight) + (_KEY_ROOM if keyed else 0)


def end_labels(drawn: Sequence[Line], sheet: Sheet) -> list[EndLabel]:
    """Return a label for the end of every line.

    On the narrow sheet a line that ended long ago has none: there is no room for its month, and
    without it an old value would pass for today's.
    """
    days = [point.on for line in drawn for point in line.rated]
    if not days:
        return []
    last = max(days)
    old_before = last - max(timedelta(days=OLD_DAYS), OLD_SHARE * (last - min(days)))
    ends = [(line, line.rated[-1]) for line in drawn if line.rated and line.latest]
    if sheet.names_above:
        ends = [(line, end) for line, end in ends if end.on >= old_before]
    return [
        EndLabel(line.row, line.series, _end_text(line, end, sheet, old_before), end.position)
        for line, end in ends
    ]


def _end_text(line: Line, end: Point, sheet: Sheet, old_before: datetime) -> str:
    value = in_figures(end.value)
    if sheet.names_above:
        return value
    key = "chart.label.end_dated" if end.on < old_before else "chart.label.end"
    return say(key, who=rater_name(line.series), value=value, month=month_short(end.on))


def draw_series(drawing: Drawing, drawn: Sequence[Line], rows: Sequence[Row]) -> None:
    """Draw the lines and points of every rater, one line artist and one of points for each.

    NaN parts a line's rows and its unbroken stretches.
    """
    ways: dict[str, list[list[Place]]] = {}
    for line in drawn:
        row = rows[line.row]
        for _, stretch in groupby(line.rated, key=lambda point: point.segment):
            places = [(day_number(on), row.height_of(position)) for on, _, position, *_ in stretch]
            ways.setdefault(line.series, []).append(places)
    for rater, stretches in ways.items():
        style, depth = rater_style(rater), _DEPTH.get(rater, 0.3)
        broken = [place for places in stretches for place in (*places, (nan, nan))][:-1]
        drawing.line(broken, style, label=f"line:{rater}", zorder=4 + depth)
        points = [place for places in stretches for place in places]
        share = _dot_share(drawing, stretches)
        drawing.points(points, style, label=f"points:{rater}", zorder=6 - depth, share=share)


def _dot_share(drawing: Drawing, stretches: Sequence[Sequence[Place]]) -> float:
    """Return how large points are drawn, 1 in full: daily ratings would make a chain of beads."""
    steps = [after[0] - before[0] for places in stretches for before, after in pairwise(places)]
    if not steps:
        return 1.0
    usual = median(steps) / (drawing.scale.at(1) - drawing.scale.at(0))
    return min(max(usual / _ROOMY, _SMALLEST), 1.0)


def draw_missed(drawing: Drawing, drawn: Sequence[Line], rows: Sequence[Row]) -> None:
    """Draw a cross below the row where somebody did not rate; side by side for several raters."""
    point = drawing.scale.at(1) - drawing.scale.at(0)
    raters_on: dict[tuple[int, datetime], list[str]] = {}
    for line in drawn:
        for missed in line.missed:
            raters_on.setdefault((line.row, missed.on), []).append(line.series)
    marks: dict[str, list[Place]] = {}
    for (row, on), raters in raters_on.items():
        for turn, rater in enumerate(raters):
            shift = (turn - (len(raters) - 1) / 2) * _MISSED_APART * point
            place = (day_number(on) + shift, rows[row].bottom + MISSED_DEPTH)
            marks.setdefault(rater, []).append(place)
    for rater, places in marks.items():
        colour = rater_style(rater).colour
        drawing.marks(places, "x", colour, size=6, label=f"missed:{rater}")


def draw_end_labels(
    drawing: Drawing, labels: Sequence[EndLabel], rows: Sequence[Row], *, keyed: bool
) -> None:
    """Write the labels right of the lines' ends, moved apart where they would touch."""
    for number, same in groupby(labels, key=lambda label: label.row):
        row, here = rows[number], list(same)
        wanted = [row.height_of(label.position) for label in here]
        room = max(LABEL_LEADING * (len(here) - 1) - (row.bottom - row.top), 0) / 2
        places = spread(wanted, LABEL_LEADING, row.top - room, row.bottom + room)
        for label, middle in zip(here, places, strict=True):
            _write_label(drawing, label, middle, keyed=keyed)


def _write_label(drawing: Drawing, label: EndLabel, middle: float, *, keyed: bool) -> None:
    style = rater_style(label.rater)
    points = drawing.scale.right + 12
    if keyed:
        day = drawing.scale.at(points + 4)
        drawing.points([(day, middle)], style, label="key", zorder=6)
        points += _KEY_ROOM
    drawing.write(
        label.text,
        points,
        middle + CAPITAL * TEXT_SIZE,
        size=TEXT_SIZE,
        colour=style.colour,
        weight=style.weight,
    )

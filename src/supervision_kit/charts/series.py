"""How was each dimension rated, by whom, and where does each line stand now?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from math import nan
from statistics import median

from supervision_kit.analysis.description import in_figures
from supervision_kit.analysis.lines import Line, Point
from supervision_kit.analysis.raters import Rater
from supervision_kit.charts.drawing import CAPITAL, Drawing, Place, day_number
from supervision_kit.charts.lettering import shortened, spread
from supervision_kit.charts.rows import LABEL_LEADING, TEXT_SIZE, ChartRow, Sheet
from supervision_kit.charts.style import PAPER, RaterStyle, rater_style, text_width
from supervision_kit.frameworks import month_short, say

# A line that ended this long before the last rating is labelled with its month.
OLD_DAYS = 30
OLD_SHARE = 0.12

# Lines of raters who agree lie on each other, the worker's solid one lowest; their points the other
# way round, larger ones below, so that none is hidden.
_DEPTH = {"worker": 0.0, "client": 0.1, "supervisor": 0.2}
_DEPTH_OF_A_TURN = 0.001
# Points nearer to each other than this, in points, are drawn smaller, down to the share.
_ROOMY = 12.0
_SMALLEST = 0.6
_MISSED_SIZE = 6.0
_MISSED_APART = 9.0
_REWORDED_DROP = 9.0
# From the lines' ends to their labels.
LABEL_GAP = 12.0


@dataclass(frozen=True)
class EndLabel:
    """What stands at the end of one line.

    Attributes
    ----------
    row : int
        Of the trajectory.
    rater : Rater
        Whose line.
    text : str
        What is written.
    position : float
        Of the last value on its scale, 0 to 1.
    """

    row: int
    rater: Rater
    text: str
    position: float

    @property
    def style(self) -> RaterStyle:
        """How the line looks."""
        return rater_style(self.rater.key, self.rater.turn)

    @property
    def width(self) -> float:
        """Its width in points."""
        return text_width(self.text, TEXT_SIZE, self.style.weight)


def ends(drawn: Sequence[Line]) -> list[tuple[Line, Point]]:
    """Return the newest value of every rater on every dimension, in the order of the lines."""
    return [(line, line.rated[-1]) for line in drawn if line.rated and line.latest]


def old_before(drawn: Sequence[Line]) -> datetime:
    """Return the day before which a last value is an old one; for lines with a rating."""
    days = [point.on for line in drawn for point in line.rated]
    last = max(days)
    return last - max(timedelta(days=OLD_DAYS), OLD_SHARE * (last - min(days)))


def end_labels(drawn: Sequence[Line], sheet: Sheet) -> list[EndLabel]:
    """Return a label for the end of every rater's line on every dimension."""
    found = ends(drawn)
    old = old_before(drawn) if found else datetime.max
    return [
        EndLabel(line.row, line.rater, _end_text(line, end, sheet, old), end.position)
        for line, end in found
    ]


def _end_text(line: Line, end: Point, sheet: Sheet, old: datetime) -> str:
    # The places of a path are named at its row; a number would mean nothing.
    key = "chart.label.end_place" if line.path else "chart.label.end"
    key += "_dated" if end.on < old else ""
    said = {"value": in_figures(end.value), "month": month_short(end.on)}
    weight = rater_style(line.series, line.turn).weight
    room = sheet.label_room - text_width(say(key, who="", **said), TEXT_SIZE, weight)
    return say(key, who=shortened(line.who, room, TEXT_SIZE, weight), **said)


def artist_name(rater: Rater) -> str:
    """Return by what the artists of a rater are found on an Axes.

    >>> artist_name(Rater("client")), artist_name(Rater("client", "5d2f", "Father", 1))
    ('client', 'client 2')
    """
    return f"{rater.key} {rater.turn + 1}" if rater.turn else rater.key


def draw_series(drawing: Drawing, drawn: Sequence[Line], rows: Mapping[int, ChartRow]) -> None:
    """Draw the lines and points of every rater, one line artist and one of points for each.

    NaN parts a line's rows and its unbroken stretches.
    """
    ways: dict[Rater, list[list[Place]]] = {}
    for line in drawn:
        row = rows[line.row]
        for _, stretch in groupby(line.rated, key=lambda point: point.segment):
            places = [(day_number(on), row.height_of(position)) for on, _, position, *_ in stretch]
            ways.setdefault(line.rater, []).append(places)
    for rater, stretches in ways.items():
        style = rater_style(rater.key, rater.turn)
        depth = _DEPTH.get(rater.key, 0.3) + rater.turn * _DEPTH_OF_A_TURN
        name = artist_name(rater)
        broken = [place for places in stretches for place in (*places, (nan, nan))][:-1]
        drawing.line(broken, style, label=f"line:{name}", zorder=4 + depth)
        points = [place for places in stretches for place in places]
        share = _dot_share(drawing, stretches)
        drawing.points(points, style, label=f"points:{name}", zorder=6 - depth, share=share)


def _dot_share(drawing: Drawing, stretches: Sequence[Sequence[Place]]) -> float:
    """Return how large points are drawn, 1 in full: daily ratings would make a chain of beads."""
    steps = [after[0] - before[0] for places in stretches for before, after in pairwise(places)]
    if not steps:
        return 1.0
    usual = median(steps) / (drawing.scale.at(1) - drawing.scale.at(0))
    return min(max(usual / _ROOMY, _SMALLEST), 1.0)


def draw_missed(drawing: Drawing, drawn: Sequence[Line], rows: Mapping[int, ChartRow]) -> None:
    """Draw a cross in the middle of the row where somebody did not rate; several side by side."""
    point = drawing.scale.at(1) - drawing.scale.at(0)
    raters_on: dict[tuple[int, datetime], list[Rater]] = {}
    for line in drawn:
        for missed in line.missed:
            raters_on.setdefault((line.row, missed.on), []).append(line.rater)
    marks: dict[Rater, list[Place]] = {}
    for (row, on), raters in raters_on.items():
        for turn, rater in enumerate(raters):
            shift = (turn - (len(raters) - 1) / 2) * _MISSED_APART * point
            marks.setdefault(rater, []).append((day_number(on) + shift, rows[row].middle))
    if marks:
        # Another rater's line may pass here; the cross stays apart from it.
        everywhere = [place for places in marks.values() for place in places]
        drawing.marks(everywhere, "o", PAPER, size=_MISSED_SIZE + 3, filled=True, zorder=6.4)
    for rater, places in marks.items():
        colour = rater_style(rater.key, rater.turn).colour
        label = f"missed:{artist_name(rater)}"
        drawing.marks(places, "x", colour, size=_MISSED_SIZE, label=label)


def draw_reworded(drawing: Drawing, drawn: Sequence[Line], rows: Mapping[int, ChartRow]) -> None:
    """Draw a small mark under the first value that was given under other words."""
    places = [
        (day_number(point.on), rows[line.row].height_of(point.position) + _REWORDED_DROP)
        for line in drawn
        for point in line.rated
        if point.reworded
    ]
    if places:
        drawing.marks(places, "|", rater_style("other").colour, size=6, label="reworded")


def draw_end_labels(
    drawing: Drawing, labels: Sequence[EndLabel], rows: Mapping[int, ChartRow]
) -> None:
    """Write the labels right of the lines' ends, moved apart where they would touch."""
    here = [label for label in labels if label.row in rows]
    for number, same in groupby(here, key=lambda label: label.row):
        row, together = rows[number], list(same)
        wanted = [row.height_of(label.position) for label in together]
        room = max(LABEL_LEADING * (len(together) - 1) - (row.bottom - row.top), 0) / 2
        heights = spread(wanted, LABEL_LEADING, row.top - room, row.bottom + room)
        for label, middle in zip(together, heights, strict=True):
            style = label.style
            drawing.write(
                label.text,
                drawing.scale.right + LABEL_GAP,
                middle + CAPITAL * TEXT_SIZE,
                size=TEXT_SIZE,
                colour=style.colour,
                weight=style.weight,
            )

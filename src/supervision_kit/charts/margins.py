"""What stands around the lines: names, scale ends, headings, contacts and dates?"""

from collections.abc import Sequence

from supervision_kit.analysis.description import in_figures
from supervision_kit.charts.drawing import CAPITAL, Drawing, day_number
from supervision_kit.charts.happenings import Surroundings
from supervision_kit.charts.lettering import shortened
from supervision_kit.charts.rows import (
    INSET,
    NAME_LEADING,
    NAME_SIZE,
    NUMBER_GAP,
    REACH,
    TEXT_LEADING,
    TEXT_SIZE,
    YEARS_HEIGHT,
    ChartRow,
    Heading,
    Sheet,
    beside_title,
)
from supervision_kit.charts.style import HAIRLINE, INK, SOFT, text_width
from supervision_kit.charts.time_axis import TimeAxis
from supervision_kit.frameworks import say

_TICK = 4.0
# From the mark of a changed scale to the first value on the new one: room for its numbers.
_CHANGE_ROOM = 18.0
# Around a picture that goes its own way.
MARGIN = 24.0
_TITLE_SIZE, _TITLE_LEADING, _AFTER_HEAD = 20.0, 26.0, 14.0


def draw_rows(drawing: Drawing, rows: Sequence[ChartRow], sheet: Sheet) -> None:
    """Draw the ends and the middle of every scale, their numbers, and the dimension's name."""
    strokes = []
    for row in rows:
        places = [row.height_of(row.measures[-1].share_of(value)) for value, _ in row.places]
        strokes += [_across(drawing, y) for y in places or (row.top, row.middle, row.bottom)]
        _write_places(drawing, row, sheet)
        _write_numbers(drawing, row)
        # A path's name stands above it: beside it are the names of its places.
        above = sheet.names_above or bool(row.places)
        top = row.top - (TEXT_SIZE if row.places and sheet.names_above else 0)
        _write_name(drawing, row.lines, top, row.middle, above=above)
    if strokes:
        drawing.strokes(strokes, HAIRLINE, zorder=1)
    _draw_changes(drawing, rows)


def _across(drawing: Drawing, height: float) -> tuple[tuple[float, float], tuple[float, float]]:
    start = drawing.scale.at(drawing.scale.left - INSET)
    return (start, height), (drawing.scale.at(drawing.scale.right + REACH), height)


def _write_numbers(drawing: Drawing, row: ChartRow) -> None:
    """Write the two ends of a row's first scale, unless the row above has the same."""
    first = row.measures[0]
    if not row.numbered or first.places:
        return
    for value, height in ((first.maximum, row.top), (first.minimum, row.bottom)):
        drawing.write(
            in_figures(value),
            drawing.scale.left - INSET - NUMBER_GAP,
            height + CAPITAL * TEXT_SIZE,
            size=TEXT_SIZE,
            colour=SOFT,
            align="right",
        )


def _write_places(drawing: Drawing, row: ChartRow, sheet: Sheet) -> None:
    """Name the places of a path: left of their lines, or on them where there is no room."""
    left = drawing.scale.left - INSET
    room = sheet.width / 2 if sheet.names_above else left - NUMBER_GAP
    for value, name in row.places:
        height = row.height_of(row.measures[-1].share_of(value))
        text = shortened(name, room, TEXT_SIZE)
        style = {"size": TEXT_SIZE, "colour": SOFT}
        if sheet.names_above:
            drawing.write(text, left, height - 3, **style, zorder=3.5)
        else:
            drawing.write(
                text, left - NUMBER_GAP, height + CAPITAL * TEXT_SIZE, **style, align="right"
            )


def _draw_changes(drawing: Drawing, rows: Sequence[ChartRow]) -> None:
    """Mark the day on which a scale has changed, with the new ends at its right."""
    strokes = []
    for row in rows:
        for measure in row.measures[1:]:
            points = drawing.scale.points(day_number(measure.since)) - _CHANGE_ROOM
            strokes.append(
                (
                    (drawing.scale.at(points), row.top - REACH),
                    (drawing.scale.at(points), row.bottom + REACH),
                )
            )
            for value, height in ((measure.maximum, row.top), (measure.minimum, row.bottom)):
                baseline = height + CAPITAL * TEXT_SIZE
                drawing.write(in_figures(value), points + 3, baseline, size=TEXT_SIZE, colour=SOFT)
    if strokes:
        drawing.strokes(strokes, SOFT, zorder=3)


def _write_name(
    drawing: Drawing, lines: Sequence[str], top: float, middle: float, *, above: bool
) -> None:
    """Write a name beside or above its row."""
    if above:
        baseline = top - 9 - (len(lines) - 1) * NAME_LEADING
    else:
        baseline = middle + CAPITAL * NAME_SIZE - (len(lines) - 1) * NAME_LEADING / 2
    for turn, line in enumerate(lines):
        drawing.write(line, 0, baseline + turn * NAME_LEADING, size=NAME_SIZE)


def draw_headings(drawing: Drawing, headings: Sequence[Heading]) -> None:
    """Write the name of each block and the sentence that says which way is good news."""
    for heading in headings:
        drawing.write(heading.title, 0, heading.baseline, size=NAME_SIZE, weight="bold")
        beside = beside_title(heading.title) if heading.beside else 0
        below = 0 if heading.beside else TEXT_LEADING
        for turn, line in enumerate(heading.lines):
            baseline = heading.baseline + below + turn * TEXT_LEADING
            drawing.write(line, beside, baseline, size=TEXT_SIZE, colour=SOFT)


def draw_contacts(drawing: Drawing, around: Surroundings, height: float, sheet: Sheet) -> None:
    """Draw a stroke for every contact; a circle where nobody came, a diamond where cancelled."""
    days = [day_number(on) for on in around.met]
    if days:
        strokes = [((day, height - 5), (day, height + 5)) for day in days]
        drawing.strokes(strokes, SOFT, width=1.5, zorder=4)
    kinds = (("o", 7.0, around.missed), ("D", 5.5, around.cancelled))
    for marker, size, moments in kinds:
        if moments:
            places = [(day_number(on), height) for on in moments]
            drawing.marks(places, marker, INK, size=size, label=f"contacts:{marker}")
    name = [say("chart.label.contacts")]
    _write_name(drawing, name, height - 6, height, above=sheet.names_above)


def draw_decisions(drawing: Drawing, around: Surroundings, height: float, sheet: Sheet) -> None:
    """Draw a small triangle that stands on its tip for every day on which something was decided."""
    days = sorted({day_number(on) for on, _ in around.decided})
    places = [(day, height) for day in days]
    drawing.marks(places, "v", INK, size=7.5, label="decided", filled=True)
    name = [say("chart.label.decided")]
    _write_name(drawing, name, height - 6, height, above=sheet.names_above)


def draw_dates(
    drawing: Drawing, axis: TimeAxis, heights: Sequence[float], *, with_years: bool
) -> None:
    """Draw the time axis at each height: a stroke at each named date and its name.

    The year stands under the names of the last one, where it is new.
    """
    ticks = [(day_number(tick.on), tick) for tick in axis.ticks]
    strokes = [((day, height), (day, height + _TICK)) for height in heights for day, _ in ticks]
    drawing.strokes(strokes, SOFT)
    for day, tick in ticks:
        for height in heights:
            _write_date(drawing, day, tick.name, height + 18)
        if tick.year and with_years:
            _write_date(drawing, day, tick.year, heights[-1] + 18 + YEARS_HEIGHT)


def _write_date(drawing: Drawing, day: float, words: str, baseline: float) -> None:
    half = text_width(words, TEXT_SIZE) / 2
    # A name at an end of the axis stays within the picture.
    points = min(max(drawing.scale.points(day), half), drawing.scale.width - half)
    drawing.write(words, points, baseline, size=TEXT_SIZE, colour=SOFT, align="center")


def draw_nothing(drawing: Drawing, *, height: float) -> None:
    """Say that there are no ratings yet."""
    drawing.write(say("chart.label.empty"), 0, height, size=NAME_SIZE, colour=SOFT)


def head_room(head: Sequence[str]) -> float:
    """Return the height that a title and the lines under it take."""
    return _TITLE_LEADING + (len(head) - 1) * TEXT_LEADING + _AFTER_HEAD if head else 0.0


def write_head(drawing: Drawing, head: Sequence[str], top: float) -> None:
    """Write a title and the lines under it; `top` is the height of the upper edge."""
    for turn, words in enumerate(head):
        if turn:
            baseline = top + _TITLE_LEADING + turn * TEXT_LEADING - 4
            drawing.write(words, 0, baseline, size=TEXT_SIZE, colour=SOFT)
        else:
            drawing.write(words, 0, top + _TITLE_SIZE - 3, size=_TITLE_SIZE, weight="bold")


def write_below(drawing: Drawing, lines: Sequence[str], top: float) -> None:
    """Write the words that explain a picture; `top` is the height of their upper edge."""
    for turn, line in enumerate(lines, 1):
        drawing.write(line, 0, top + turn * TEXT_LEADING - 2, size=TEXT_SIZE, colour=SOFT)

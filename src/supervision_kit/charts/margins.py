"""What stands around the lines: names, scale ends, headings, contacts and dates?"""

from collections.abc import Sequence
from datetime import datetime

from supervision_kit.analysis.description import in_figures
from supervision_kit.charts.drawing import CAPITAL, Drawing, day_number
from supervision_kit.charts.happenings import Surroundings
from supervision_kit.charts.rows import (
    INSET,
    NAME_LEADING,
    NAME_SIZE,
    NUMBER_GAP,
    REACH,
    TEXT_LEADING,
    TEXT_SIZE,
    Heading,
    Row,
    Sheet,
)
from supervision_kit.charts.style import HAIRLINE, INK, SOFT, text_width
from supervision_kit.charts.time_axis import TimeAxis
from supervision_kit.frameworks import say

# Room for the mark before its words, beside the contacts.
KEY_INDENT = 15.0
_TICK = 5.0


def draw_rows(drawing: Drawing, rows: Sequence[Row], sheet: Sheet) -> None:
    """Draw the ends and the middle of every scale, their numbers, and the dimension's name."""
    strokes = []
    for row in rows:
        middle = (row.top + row.bottom) / 2
        strokes += [_across(drawing, height) for height in (row.top, middle, row.bottom)]
        _write_numbers(drawing, row, middle)
        _write_name(drawing, row.lines, row.top, middle, sheet, below=len(row.marks))
    if strokes:
        drawing.strokes(strokes, HAIRLINE, zorder=1)


def _across(drawing: Drawing, height: float) -> tuple[tuple[float, float], tuple[float, float]]:
    start = drawing.scale.at(drawing.scale.left - INSET)
    return (start, height), (drawing.scale.at(drawing.scale.right + REACH), height)


def _write_numbers(drawing: Drawing, row: Row, middle: float) -> None:
    numbers = [(row.maximum, row.top), (row.minimum, row.bottom)]
    if row.middle is not None:
        numbers.append((row.middle, middle))
    for value, height in numbers:
        drawing.write(
            in_figures(value),
            drawing.scale.left - INSET - NUMBER_GAP,
            height + CAPITAL * TEXT_SIZE,
            size=TEXT_SIZE,
            colour=SOFT,
            align="right",
        )


def _write_name(
    drawing: Drawing,
    lines: Sequence[str],
    top: float,
    middle: float,
    sheet: Sheet,
    *,
    below: int = 0,
) -> None:
    """Write a name beside or above its row, with room for so many lines `below` it."""
    baseline = first_baseline(len(lines) + below, top, middle, sheet)
    for turn, line in enumerate(lines):
        drawing.write(line, 0, baseline + turn * NAME_LEADING, size=NAME_SIZE)


def first_baseline(n_lines: int, top: float, middle: float, sheet: Sheet) -> float:
    """Return where the first of so many lines at the name of a row stands."""
    if sheet.names_above:
        return top - 12 - (n_lines - 1) * NAME_LEADING
    return middle + CAPITAL * NAME_SIZE - (n_lines - 1) * NAME_LEADING / 2


def draw_headings(drawing: Drawing, headings: Sequence[Heading]) -> None:
    """Write the name of each block and the sentence that says which way is good news."""
    for heading in headings:
        drawing.write(heading.title, 0, heading.baseline, size=NAME_SIZE, weight="bold")
        beside = text_width(heading.title, NAME_SIZE, "bold") + 10 if heading.beside else 0
        below = 0 if heading.beside else TEXT_LEADING
        for turn, line in enumerate(heading.lines):
            baseline = heading.baseline + below + turn * TEXT_LEADING
            drawing.write(line, beside, baseline, size=TEXT_SIZE, colour=SOFT)


def draw_contacts(drawing: Drawing, around: Surroundings, height: float, sheet: Sheet) -> None:
    """Draw a stroke for every contact; a circle where nobody came, a diamond where cancelled."""
    days = [day_number(on) for on in around.met]
    if days:
        strokes = [((day, height - 7), (day, height + 7)) for day in days]
        drawing.strokes(strokes, SOFT, width=1.5, zorder=4)
    key = contact_key(around)
    for marker, size, _, moments in key:
        places = [(day_number(on), height) for on in moments]
        drawing.marks(places, marker, INK, size=size, label=f"contacts:{marker}")
    _write_name(drawing, [say("chart.label.contacts")], height - 8, height, sheet)
    if not sheet.names_above:
        _write_key(drawing, key, height)


Key = list[tuple[str, float, str, Sequence[datetime]]]


def contact_key(around: Surroundings) -> Key:
    """Return marker, size, words and days of the contacts that did not take place."""
    kinds = [
        ("o", 7.0, "chart.label.missed", around.missed),
        ("D", 5.5, "chart.label.cancelled", around.cancelled),
    ]
    return [(marker, size, say(words), days) for marker, size, words, days in kinds if days]


def _write_key(drawing: Drawing, key: Key, height: float) -> None:
    for turn, (marker, size, words, _) in enumerate(key):
        middle = height + (turn - (len(key) - 1) / 2) * (TEXT_LEADING - 1)
        points = drawing.scale.right + 12 + KEY_INDENT - 10
        drawing.marks([(drawing.scale.at(points), middle)], marker, INK, size=size)
        baseline = middle + CAPITAL * TEXT_SIZE
        drawing.write(words, points + 10, baseline, size=TEXT_SIZE, colour=SOFT)


def draw_dates(drawing: Drawing, axis: TimeAxis, heights: Sequence[float]) -> None:
    """Draw the time axis at each height: a stroke at each named date and its name.

    The year stands under the names of the last one, where it is new.
    """
    ticks = [(day_number(tick.on), tick) for tick in axis.ticks]
    strokes = [((day, height), (day, height + _TICK)) for height in heights for day, _ in ticks]
    drawing.strokes(strokes, SOFT)
    for day, tick in ticks:
        for height in heights:
            _write_date(drawing, day, tick.name, height + 20)
        if tick.year:
            _write_date(drawing, day, tick.year, heights[-1] + 38)


def _write_date(drawing: Drawing, day: float, words: str, baseline: float) -> None:
    half = text_width(words, TEXT_SIZE) / 2
    # A name at an end of the axis stays within the picture.
    points = min(max(drawing.scale.points(day), half), drawing.scale.width - half)
    drawing.write(words, points, baseline, size=TEXT_SIZE, colour=SOFT, align="center")


def draw_nothing(drawing: Drawing, *, height: float) -> None:
    """Say that there are no ratings yet."""
    drawing.write(say("chart.label.empty"), 0, height, size=NAME_SIZE, colour=SOFT)

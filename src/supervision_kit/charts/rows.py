"""How are the rows of a trajectory stacked: dimensions, headings, contacts and the dates below?

All lengths are points, counted down from the top of the first row's room. Labels of events stand
above it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from supervision_kit.analysis.description import in_figures
from supervision_kit.analysis.lines import Line
from supervision_kit.analysis.signal_words import Mark
from supervision_kit.charts.lettering import wrapped
from supervision_kit.charts.style import text_width

Block = list[list[Line]]
Marks = Mapping[tuple[str, str], list[Mark]]


@dataclass(frozen=True)
class Sheet:
    """The measures of one way to draw, wide or narrow.

    Attributes
    ----------
    width : float
        Of the whole picture.
    name_room : float
        Width of a dimension's name.
    names_above : bool
        Whether names stand above their rows, instead of beside them.
    row_height : float
        Least distance of the highest and the lowest value.
    row_gap : float
        From one row to the next, names above it not counted.
    """

    width: float
    name_room: float
    names_above: bool
    row_height: float
    row_gap: float


WIDE = Sheet(760, 132, False, 50, 30)
NARROW = Sheet(368, 362, True, 60, 32)

NAME_SIZE = 15.0
TEXT_SIZE = 14.0
NAME_LEADING = 18.0
TEXT_LEADING = 19.0
LABEL_LEADING = 17.0
# Below the lowest value: the marks of what was not rated.
MISSED_DEPTH = 12.0
# How far the ground reaches beyond the lines.
REACH = 5.0
# Between a number and the lines of its scale, which begin a little before the time axis so that the
# first point does not sit on the number.
NUMBER_GAP = 8.0
INSET = 9.0
# Where "No ratings yet" stands.
EMPTY_BASELINE = 22.0
CONTACTS_HEIGHT = 16.0
_FIRST_ROW = 12.0
_CONTACTS_GAP = 26.0
_BEFORE_HEADING = 20.0
_AFTER_HEADING = 22.0
_AFTER_ROWS = 22.0
_DATES_HEIGHT = 48.0
# With so many rows above and below, the dates are written between blocks too, without years.
_MOST_UNDATED = 5
_MORE_DATES_HEIGHT = 26.0
_MOST_NAME_LINES = 3


@dataclass(frozen=True)
class Row:
    """One dimension: `top` is the height of its highest value, `bottom` of its lowest.

    `lines` are those of its name, `marks` the signals that stand under it.
    """

    number: int
    lines: list[str]
    marks: list[Mark]
    top: float
    bottom: float
    minimum: float
    maximum: float
    step: float

    def height_of(self, position: float) -> float:
        """Return the height of a position from 0 (lowest) to 1 (highest)."""
        return self.bottom - position * (self.bottom - self.top)

    @property
    def middle(self) -> float | None:
        """The value in the middle, or None where the scale has none."""
        middle = (self.minimum + self.maximum) / 2
        steps = (middle - self.minimum) / self.step
        return middle if abs(steps - round(steps)) < 1e-9 else None


@dataclass(frozen=True)
class Heading:
    """The name of a block and the sentence that says which way is good news."""

    title: str
    lines: list[str]
    baseline: float
    beside: bool


@dataclass
class Stack:
    """Everything below the labels of the events, from top to bottom.

    Attributes
    ----------
    rows, headings : list
        In reading order.
    spans : list of (float, float)
        From where to where the ground is shared: rows that follow each other without a name
        between them, and the contacts.
    contacts : float or None
        Middle of the row of contacts.
    dates : list of float
        Heights at which the dates are written: at the end, and before that where the end is far.
    bottom : float
        Where the picture ends.
    """

    rows: list[Row] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    spans: list[tuple[float, float]] = field(default_factory=list)
    contacts: float | None = None
    dates: list[float] = field(default_factory=list)
    bottom: float = 0.0


def stack(
    drawn: Sequence[Line], sheet: Sheet, marks: Marks, *, with_contacts: bool, with_dates: bool
) -> Stack:
    """Stack the rows of a trajectory.

    Parameters
    ----------
    drawn : sequence of Line
        The lines of the trajectory. Without any there is room for one sentence.
    sheet : Sheet
        The measures.
    marks : mapping
        Signals by scale and dimension.
    with_contacts, with_dates : bool
        Whether there is a row of contacts, and a time axis.
    """
    result = Stack()
    y = _FIRST_ROW if drawn else EMPTY_BASELINE + _CONTACTS_GAP
    blocks = _blocks(drawn)
    n_rows = sum(len(block) for block in blocks)
    n_dated = 0
    for number, block in enumerate(blocks):
        if number or _needs_heading(blocks):
            y = _add_heading(result, newest(block[0]), sheet, y)
        y = _add_block(result, block, sheet, marks, y)
        n_done = len(result.rows)
        if min(n_done - n_dated, n_rows - n_done) >= _MOST_UNDATED:
            result.dates.append(y)
            y, n_dated = y + _MORE_DATES_HEIGHT, n_done
    if with_contacts:
        y = _add_contacts(result, sheet, y)
    if with_dates:
        result.dates.append(y)
    result.bottom = y + (_DATES_HEIGHT if with_dates else 0)
    return result


def axis_left(drawn: Sequence[Line], sheet: Sheet) -> float:
    """Return where the time axis begins: right of names and of the longest number."""
    bounds = {bound for line in drawn for bound in (line.minimum, line.maximum)}
    numbers = max((text_width(in_figures(bound), TEXT_SIZE) for bound in bounds), default=0)
    beside = 0 if sheet.names_above else sheet.name_room + 10
    return beside + numbers + NUMBER_GAP + INSET


def _blocks(drawn: Sequence[Line]) -> list[Block]:
    """Return the lines by scale, and within it by dimension."""
    scales = groupby(drawn, key=lambda line: (line.lane, line.scale))
    return [
        [list(row) for _, row in groupby(block, key=lambda line: line.row)] for _, block in scales
    ]


def _add_block(result: Stack, block: Block, sheet: Sheet, marks: Marks, y: float) -> float:
    """Add the rows of one scale; return where the next thing may begin."""
    n_before = len(result.rows)
    for row in block:
        marked = marks.get((row[0].scale, row[0].dimension), [])
        y = _add_row(result, row, sheet, marked, y)
    rows = result.rows[n_before:]
    ends = [(row.top - REACH, row.bottom + MISSED_DEPTH + REACH) for row in rows]
    result.spans += ends if sheet.names_above else [(ends[0][0], ends[-1][1])]
    return rows[-1].bottom + MISSED_DEPTH + _AFTER_ROWS


def newest(row: Sequence[Line]) -> Line:
    """Return a line of the newest scale of a row: its numbers are those the row is read by."""
    return max(row, key=lambda line: line.part)


def _add_contacts(result: Stack, sheet: Sheet, y: float) -> float:
    y += NAME_LEADING + 6 if sheet.names_above else 0
    result.contacts = y + CONTACTS_HEIGHT / 2
    result.spans.append((y - REACH, y + CONTACTS_HEIGHT + REACH))
    return y + CONTACTS_HEIGHT + _AFTER_ROWS


def _needs_heading(blocks: Sequence[Block]) -> bool:
    """Whether the first block is named too: unless it is the whole and only scale of engagement."""
    firsts = [block[0][0] for block in blocks]
    lanes, scales = [line.lane for line in firsts], [line.scale for line in firsts]
    alone = lanes.count("engagement") == 1 and scales.count(scales[0]) == 1
    return lanes[0] != "engagement" or not alone


def _add_heading(result: Stack, line: Line, sheet: Sheet, y: float) -> float:
    baseline = y + TEXT_SIZE + (_BEFORE_HEADING if result.rows else 0)
    title, sentence = line.scale_name, line.good_news
    start = text_width(title, NAME_SIZE, "bold") + 10
    beside = start + text_width(sentence, TEXT_SIZE) <= sheet.width
    lines = wrapped(sentence, sheet.width - 6, TEXT_SIZE)
    result.headings.append(Heading(title, lines, baseline, beside))
    below = 0 if beside else len(lines) * TEXT_LEADING
    return baseline + below + _AFTER_HEADING


def _add_row(
    result: Stack, row: Sequence[Line], sheet: Sheet, marks: list[Mark], y: float
) -> float:
    """Add one dimension; return where the next may begin."""
    line = newest(row)
    names = wrapped(line.name, sheet.name_room, NAME_SIZE, most=_MOST_NAME_LINES)
    n_labels = sum(bool(line.rated and line.latest) for line in row)
    height = max(sheet.row_height, (n_labels - 1) * LABEL_LEADING + 8)
    n_words = len(names) + len(marks)
    if sheet.names_above:
        y += n_words * NAME_LEADING + 4
    else:
        height = max(height, n_words * NAME_LEADING - 6)
    bounds = (line.minimum, line.maximum, line.step)
    result.rows.append(Row(line.row, names, marks, y, y + height, *bounds))
    return y + height + sheet.row_gap

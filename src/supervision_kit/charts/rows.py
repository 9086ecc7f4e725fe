"""How are the rows of a trajectory stacked: dimensions, headings, contacts and the dates below?

All lengths are points, counted down from the top of the first row's room. Labels of events stand
above it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from supervision_kit.analysis.description import in_figures
from supervision_kit.analysis.lines import Line
from supervision_kit.charts.lettering import wrapped
from supervision_kit.charts.style import text_width
from supervision_kit.frameworks import say

# The rows of one scale, each the lines of its raters.
RowBlock = list[list[Line]]


@dataclass(frozen=True)
class Sheet:
    """The measures of one way to draw, wide or narrow.

    Attributes
    ----------
    width : float
        Of the whole picture.
    name_room : float
        Width of a dimension's name at most.
    label_room : float
        Width of the labels at the lines' ends at most.
    names_above : bool
        Whether names stand above their rows, instead of beside them.
    row_height : float
        Least distance of the highest and the lowest value.
    row_gap : float
        From one row to the next, names above it not counted.
    """

    width: float
    name_room: float
    label_room: float
    names_above: bool
    row_height: float
    row_gap: float


WIDE = Sheet(700, 166, 140, False, 30, 20)
NARROW = Sheet(368, 362, 112, True, 40, 16)

NAME_SIZE = 15.0
TEXT_SIZE = 14.0
NAME_LEADING = 17.0
TEXT_LEADING = 19.0
LABEL_LEADING = 16.0
# How far the ground reaches beyond the lines.
REACH = 5.0
# Between a number and the lines of its scale, which begin a little before the time axis so that the
# first point does not sit on the number.
NUMBER_GAP = 6.0
INSET = 9.0
# Between a name and the number beside it.
NAME_GAP = 8.0
# Where "No ratings yet" stands.
EMPTY_BASELINE = 22.0
CONTACTS_HEIGHT = 12.0
_FIRST_ROW = 13.0
_CONTACTS_GAP = 26.0
_BEFORE_HEADING = 12.0
_AFTER_HEADING = 16.0
_AFTER_ROWS = 12.0
_DATES_HEIGHT = 24.0
YEARS_HEIGHT = 16.0
# With so many rows above and below, the dates are written between blocks too, without years.
_MOST_UNDATED = 5
_MORE_DATES_HEIGHT = 26.0
_MOST_NAME_LINES = 3
# From one place of a path to the next.
_PLACE_LEADING = {False: 17.0, True: 22.0}


@dataclass(frozen=True)
class RowMeasure:
    """The scale a row has from a day on: its ends, and the names of its places if it is a path."""

    since: datetime
    minimum: float
    maximum: float
    places: tuple[tuple[float, str], ...] = ()

    def share_of(self, value: float) -> float:
        """Return the position of a value from 0 (lowest) to 1 (highest)."""
        return (value - self.minimum) / (self.maximum - self.minimum)


@dataclass(frozen=True)
class ChartRow:
    """One dimension: `top` is the height of its highest value, `bottom` of its lowest.

    Attributes
    ----------
    number : int
        Of the trajectory.
    lines : list of str
        Those of its name.
    measures : list of Measure
        More than one where the scale has changed, by date.
    numbered : bool
        Whether the ends of its first scale are written: not where the row above has the same.
    """

    number: int
    lines: list[str]
    top: float
    bottom: float
    measures: list[RowMeasure]
    numbered: bool

    @property
    def middle(self) -> float:
        """The height between its highest and its lowest value."""
        return (self.top + self.bottom) / 2

    @property
    def places(self) -> tuple[tuple[float, str], ...]:
        """The places of its path as it is now, none for an ordinary scale."""
        return self.measures[-1].places

    def height_of(self, position: float) -> float:
        """Return the height of a position from 0 (lowest) to 1 (highest)."""
        return self.bottom - position * (self.bottom - self.top)


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
    contacts, decided : float or None
        Middle of the row of contacts, and of the row of decisions.
    dates : list of float
        Heights at which the dates are written: at the end, and before that where the end is far.
    bottom : float
        Where the picture ends.
    """

    rows: list[ChartRow] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    spans: list[tuple[float, float]] = field(default_factory=list)
    contacts: float | None = None
    decided: float | None = None
    dates: list[float] = field(default_factory=list)
    bottom: float = 0.0

    @property
    def by_number(self) -> dict[int, ChartRow]:
        """The rows by their number in the trajectory."""
        return {row.number: row for row in self.rows}


def stack(
    drawn: Sequence[Line],
    sheet: Sheet,
    *,
    with_headings: bool,
    with_contacts: bool,
    with_dates: bool,
    with_years: bool,
    with_decisions: bool = False,
) -> Stack:
    """Stack the rows of a trajectory, or of a part of it.

    Parameters
    ----------
    drawn : sequence of Line
        The lines. Without any there is room for one sentence.
    sheet : Sheet
        The measures.
    with_headings : bool
        Whether blocks are named, where there is more than engagement.
    with_contacts, with_dates, with_years, with_decisions : bool
        Whether there is a row of contacts, a time axis, a line of years under it, and a row of the
        days on which something was decided.
    """
    result = Stack()
    y = _FIRST_ROW if drawn else EMPTY_BASELINE + _CONTACTS_GAP
    found = blocks(drawn)
    n_rows = sum(len(block) for block in found)
    n_dated = 0
    for number, block in enumerate(found):
        if with_headings and (number or _needs_heading(found)):
            y = _add_heading(result, newest(block[0]), sheet, y)
        y = _add_block(result, block, sheet, y)
        n_done = len(result.rows)
        if min(n_done - n_dated, n_rows - n_done) >= _MOST_UNDATED:
            result.dates.append(y)
            y, n_dated = y + _MORE_DATES_HEIGHT, n_done
    if with_contacts:
        result.contacts, y = _add_thin(result, sheet, y)
    if with_decisions:
        result.decided, y = _add_thin(result, sheet, y)
    if with_dates:
        result.dates.append(y)
        y += _DATES_HEIGHT + (YEARS_HEIGHT if with_years else 0)
    result.bottom = y
    return result


def axis_left(
    drawn: Sequence[Line], sheet: Sheet, *, with_contacts: bool, with_decisions: bool = False
) -> float:
    """Return where the time axis begins: right of names and of the longest number."""
    bounds = {bound for line in drawn for bound in (line.minimum, line.maximum)}
    numbers = max((text_width(in_figures(bound), TEXT_SIZE) for bound in bounds), default=0)
    beside = 0.0
    if not sheet.names_above:
        names = {part for line in drawn for part in _name(line, sheet)}
        names |= {say("chart.label.contacts")} if with_contacts else set()
        names |= {say("chart.label.decided")} if with_decisions else set()
        beside = max((text_width(part, NAME_SIZE) for part in names), default=0) + NAME_GAP
    return beside + numbers + NUMBER_GAP + INSET


def blocks(drawn: Sequence[Line]) -> list[RowBlock]:
    """Return the lines by scale, and within it by dimension."""
    scales = groupby(drawn, key=lambda line: (line.lane, line.scale))
    return [
        [list(row) for _, row in groupby(block, key=lambda line: line.row)] for _, block in scales
    ]


def _add_block(result: Stack, block: RowBlock, sheet: Sheet, y: float) -> float:
    """Add the rows of one scale; return where the next thing may begin."""
    n_before = len(result.rows)
    for row in block:
        y = _add_row(result, row, sheet, y, first=row is block[0])
    rows = result.rows[n_before:]
    ends = [(row.top - REACH, row.bottom + REACH) for row in rows]
    above = sheet.names_above or any(row.places for row in rows)
    result.spans += ends if above else [(ends[0][0], ends[-1][1])]
    return rows[-1].bottom + _AFTER_ROWS


def newest(row: Sequence[Line]) -> Line:
    """Return a line of the newest scale of a row: its numbers are those the row is read by."""
    return max(row, key=lambda line: line.part)


def _add_thin(result: Stack, sheet: Sheet, y: float) -> tuple[float, float]:
    """Add a row of one height; return its middle, and where the next thing may begin."""
    y += NAME_LEADING + 4 if sheet.names_above else 2
    result.spans.append((y - REACH, y + CONTACTS_HEIGHT + REACH))
    return y + CONTACTS_HEIGHT / 2, y + CONTACTS_HEIGHT + _AFTER_ROWS


def _needs_heading(found: Sequence[RowBlock]) -> bool:
    """Whether the first block is named too: unless it is the whole and only scale of engagement."""
    firsts = [block[0][0] for block in found]
    lanes, scales = [line.lane for line in firsts], [line.scale for line in firsts]
    alone = lanes.count("engagement") == 1 and scales.count(scales[0]) == 1
    return lanes[0] != "engagement" or not alone


def _add_heading(result: Stack, line: Line, sheet: Sheet, y: float) -> float:
    baseline = y + TEXT_SIZE + (_BEFORE_HEADING if result.rows else 0)
    title, sentence = line.scale_name, line.good_news
    beside = beside_title(title) + text_width(sentence, TEXT_SIZE) <= sheet.width
    lines = wrapped(sentence, sheet.width - 6, TEXT_SIZE)
    result.headings.append(Heading(title, lines, baseline, beside))
    below = 0 if beside else len(lines) * TEXT_LEADING
    return baseline + below + _AFTER_HEADING


def beside_title(title: str) -> float:
    """Return where a sentence beside a title begins; another face may be wider than ours."""
    return text_width(title, NAME_SIZE, "bold") * 1.15 + 8


def _add_row(result: Stack, row: Sequence[Line], sheet: Sheet, y: float, *, first: bool) -> float:
    """Add one dimension; return where the next may begin."""
    names, measures = _name(newest(row), sheet), _measures(row)
    n_labels = len({line.rater for line in row if line.rated})
    height = max(sheet.row_height, n_labels * LABEL_LEADING - sheet.row_gap)
    places = measures[-1].places
    if places:
        height = max(height, (len(places) - 1) * _PLACE_LEADING[sheet.names_above])
    if sheet.names_above or places:
        # A path needs the room beside its row for the names of its places.
        y += len(names) * NAME_LEADING + (0 if first else 4)
        # On the narrow sheet the names of places stand on their lines.
        y += TEXT_SIZE if places and sheet.names_above else 0
    else:
        height = max(height, len(names) * NAME_LEADING - sheet.row_gap)
    above = result.rows[-1].measures[-1] if result.rows and not first else None
    numbered = above is None or _ends(above) != _ends(measures[0])
    result.rows.append(ChartRow(row[0].row, names, y, y + height, measures, numbered))
    return y + height + sheet.row_gap


def _name(line: Line, sheet: Sheet) -> list[str]:
    return wrapped(line.name, sheet.name_room, NAME_SIZE, most=_MOST_NAME_LINES)


def _ends(measure: RowMeasure) -> tuple[float, float]:
    return measure.minimum, measure.maximum


def _measures(row: Sequence[Line]) -> list[RowMeasure]:
    """Return the scales a row has had, by date."""
    found: dict[int, RowMeasure] = {}
    for line in row:
        part = line.part
        days = [point.on for point in (*line.rated, *line.missed)]
        since = min([*days, found[part].since]) if part in found else min(days)
        places = tuple((place.value, place.label) for place in line.places if line.path)
        found[part] = RowMeasure(since, line.minimum, line.maximum, places)
    return [found[part] for part in sorted(found)]

"""What does a file hold, before anybody says what it means?

One plain table, whatever it was read from: names of columns, and rows of cells. A cell is what the
sheet shows there. Cells of a CSV file are all text; cells of a workbook know what they hold, too.
"""

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from supervision_kit.exchange.files.form import FileForm
from supervision_kit.exchange.files.number_formats import general
from supervision_kit.exchange.problems import Problem, as_shown, refusal
from supervision_kit.frameworks import say

MOST_ROWS = 200_000
MOST_COLUMNS = 500
LONGEST_FIELD = 131_072
"""No text this package keeps comes near this many characters; a longer one is a broken file."""

CellType = Literal[
    "nothing", "text", "whole", "number", "date", "moment", "truth", "error", "unclear"
]
Value = str | int | float | bool | dt.date | None


class Cell(NamedTuple):
    """What one cell says.

    Attributes
    ----------
    type : str
        ``nothing``, ``text``, ``whole`` or ``number``, ``date`` or ``moment`` (a date with a time
        of day that is shown), ``truth``, ``error`` (such as ``#N/A``), or ``unclear``: a number
        whose format this package cannot draw.
    value : str, int, float, bool, date or None
        What is held; the same as `shown` for text and errors, the format for ``unclear``.
    shown : str
        The exact text the sheet shows; empty for ``nothing``.
    """

    type: CellType
    value: Value
    shown: str


Stored = str | Cell | None
"""A cell as a row keeps it: a text is only its text, and an empty one nothing."""
NOTHING = Cell("nothing", None, "")


def stored(value: object) -> Stored:
    """Say what a cell holds that was given as a plain value, and how it would be shown.

    >>> stored(True).shown, stored(4.0).shown, stored(2.5).type
    ('TRUE', '4', 'number')
    """
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return Cell("truth", value, str(value).upper())
    if isinstance(value, int):
        return Cell("whole", value, str(value))
    if isinstance(value, float):
        text = general(value) if float(general(value)) == value else repr(value)
        return Cell("whole" if value.is_integer() else "number", value, text)
    return str(value)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a table; cells of text are made when they are asked for.

    Attributes
    ----------
    number : int
        As a spreadsheet numbers it: the header is counted.
    stored : tuple of str, Cell or None
        What stands in it, by place.
    places : mapping of str to int
        Which column stands at which place; the same for all rows of a table.
    """

    number: int
    stored: tuple[Stored, ...]
    places: Mapping[str, int]

    def __getitem__(self, column: str) -> Cell:
        """Give the cell in a column; KeyError when there is none of that name."""
        found = self.stored[self.places[column]]
        if isinstance(found, str):
            return Cell("text", found, found) if found else NOTHING
        return found or NOTHING

    @property
    def values(self) -> tuple[Value, ...]:
        """What is held, without its look, in file order; None for nothing."""
        return tuple(each.value if isinstance(each, Cell) else each or None for each in self.stored)


@dataclass(frozen=True)
class SheetTable:
    """What was read from a file.

    Attributes
    ----------
    source : str
        Name of the file, for sentences.
    columns : tuple of str
        Names from the header row, without surrounding space, in file order.
    rows : tuple of Row
        In file order; rows in which every cell is empty are left out.
    encoding : str
        How the text was stored; empty for a workbook.
    delimiter : str
        What stands between two cells; empty for a workbook.
    remarks : tuple of str
        What a reader should know although nothing is wrong.
    problems : tuple of Problem
        Rows that cannot be read as a row of this table.
    """

    source: str
    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    encoding: str = ""
    delimiter: str = ""
    remarks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Tables:
    """All tables of one file, or of one export of ours.

    Attributes
    ----------
    source : str
        Name of the file or folder, for sentences.
    by_name : dict of str to Table
        A file that is one table has it under an empty name.
    form : FileForm
        How the cells were written.
    content : tuple of bytes
        The files as they are, so that the same ones are known when they come again.
    n_rows : dict of str to int
        How many rows an export says that each table had when it was written.
    """

    source: str
    by_name: dict[str, SheetTable]
    form: FileForm
    content: tuple[bytes, ...]
    n_rows: dict[str, int] = field(default_factory=dict)


Records = Iterable[tuple[int, Sequence[Stored]]]
"""Number and cells of every row, the one with the column names among them."""


def table_of(
    source: str, records: Records, header_row: int = 1, *, may_be_short: bool = False
) -> SheetTable:
    """Make a table of the rows of a file.

    Parameters
    ----------
    source : str
        Name of the file, for sentences.
    records : iterable of (int, sequence)
        Its rows, in order.
    header_row : int
        Which of them holds the column names.
    may_be_short : bool
        Whether a row may leave out empty cells at its end. Otherwise such a row is among the
        problems, as one that has too many cells always is.

    Raises
    ------
    InvalidImport
        When there are no column names or no rows under them, two columns have one name, or there
        are more rows or columns than a table may have.
    """
    records = iter(records)
    header = next((cells for number, cells in records if number == header_row), ())
    if not any(header):
        raise refusal("no_header", source=source, row=header_row)
    columns = _checked_header(header, source)
    rows, problems = _squared(source, records, columns, may_be_short)
    if not rows and not problems:
        raise refusal("header_only", source=source)
    return SheetTable(source, columns, tuple(rows), problems=tuple(problems))


def _squared(
    source: str, records: Records, columns: tuple[str, ...], may_be_short: bool
) -> tuple[list[SheetRow], list[Problem]]:
    """Give the rows that have a cell for each column, and the others as problems."""
    rows, problems = [], []
    places, width = places_of(columns), len(columns)
    for number, cells in records:
        if not any(cells):
            continue
        if len(rows) + len(problems) == MOST_ROWS:
            raise refusal("too_many_rows", source=source, limit=MOST_ROWS)
        n_short = width - len(cells)
        if any(cells[width:]) or (n_short > 0 and not may_be_short):
            problems.append(_ragged(number, cells, width))
        else:
            rows.append(SheetRow(number, (*cells[:width], *(None,) * n_short), places))
    return rows, problems


def places_of(columns: Iterable[str]) -> dict[str, int]:
    """Say at which place of a row each column stands."""
    return {name: place for place, name in enumerate(columns)}


def _ragged(number: int, cells: Sequence[Stored], width: int) -> Problem:
    what = say("exchange.ragged", n=len(cells), width=width)
    value = cells[-1].shown if isinstance(cells[-1], Cell) else cells[-1]
    return Problem(number, None, as_shown(value), what, say("exchange.ragged_remedy"))


def _checked_header(cells: Iterable[Stored], source: str) -> tuple[str, ...]:
    """Clean the names of a header row and refuse what could not be told apart."""
    texts = [cell.shown if isinstance(cell, Cell) else cell or "" for cell in cells]
    if len(texts) > MOST_COLUMNS:
        raise refusal("too_many_columns", source=source, limit=MOST_COLUMNS)
    names = [unicodedata.normalize("NFC", text).strip() for text in texts]
    named = [name or f"({place})" for place, name in enumerate(names, start=1)]
    twice = [name for name, n in Counter(named).items() if n > 1]
    if twice:
        raise refusal("duplicate_header", source=source, column=as_shown(twice[0]))
    return tuple(named)

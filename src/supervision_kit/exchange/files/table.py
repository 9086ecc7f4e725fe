"""What does a file hold, before anybody says what it means?

One plain table, whatever it was read from: names of columns, and rows of cells. A cell is what the
sheet shows there. Cells of a CSV file are all text; cells of a workbook know what they hold, too.
"""

import datetime as dt
import hashlib
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from ..problems import Problem, refusal, shown
from .number_formats import general

LARGEST_FILE_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 500
LONGEST_FIELD = 131_072
"""No text this package keeps comes near this many characters; a longer one is a broken file."""
MOST_LISTED = 8
"""So many rows or stretches of rows are named in one sentence."""

CellType = Literal[
    "nothing", "text", "whole", "number", "date", "moment", "truth", "error", "unclear"
]
Value = str | int | float | bool | dt.date | None


class Held(NamedTuple):
    """What a workbook holds in a cell, and what its sheet shows there; see `Cell`."""

    type: CellType
    value: Value
    shown: str


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
    row : int
        Row as a spreadsheet numbers it.
    column : str
        Name of the column.
    """

    type: CellType
    value: Value
    shown: str
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; its cells are made when they are asked for.

    Attributes
    ----------
    number : int
        As a spreadsheet numbers it: the header is counted.
    held : tuple of str, Held or None
        What stands in it, by place; text as it is, None for nothing.
    places : mapping of str to int
        Which column stands at which place; the same for all rows of a table.
    """

    number: int
    held: tuple[str | Held | None, ...]
    places: Mapping[str, int]

    def __getitem__(self, column: str) -> Cell:
        """Give the cell in a column; KeyError when there is none of that name."""
        held = self.held[self.places[column]]
        if not held:
            return Cell("nothing", None, "", self.number, column)
        if isinstance(held, str):
            return Cell("text", held, held, self.number, column)
        return Cell(*held, self.number, column)

    @property
    def values(self) -> tuple[Value, ...]:
        """What is held, without its look, in file order; None for nothing."""
        return tuple(each.value if isinstance(each, Held) else each or None for each in self.held)


def held(value: object) -> str | Held | None:
    """Say what a cell holds that was given as a plain value, and how it would be shown.

    >>> held(True).shown, held(4.0).shown, held(2.5).type
    ('TRUE', '4', 'number')
    """
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return Held("truth", value, str(value).upper())
    if isinstance(value, int):
        return Held("whole", value, str(value))
    if isinstance(value, float):
        text = general(value) if float(general(value)) == value else repr(value)
        return Held("whole" if value.is_integer() else "number", value, text)
    return str(value)


@dataclass(frozen=True)
class Table:
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
    rows: tuple[Row, ...]
    encoding: str = ""
    delimiter: str = ""
    remarks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def places_of(columns: Iterable[str]) -> dict[str, int]:
    """Say at which place of a row each column stands."""
    return {name: place for place, name in enumerate(columns)}


def checked_header(cells: list[str], source: str) -> tuple[str, ...]:
    """Clean the names of a header row and refuse what could not be told apart.

    Raises
    ------
    InvalidImport
        When two columns have one name, or when there are more columns than a table may have.
    """
    if len(cells) > MOST_COLUMNS:
        raise refusal("too_many_columns", source=source, limit=MOST_COLUMNS)
    names = [unicodedata.normalize("NFC", cell).strip() for cell in cells]
    named = [name or f"({place})" for place, name in enumerate(names, start=1)]
    twice = [name for name, n in Counter(named).items() if n > 1]
    if twice:
        raise refusal("duplicate_header", source=source, column=shown(twice[0]))
    return tuple(named)


def checked_size(path: Path) -> bytes:
    """Read a whole file whose size is within the limit.

    Raises
    ------
    InvalidImport
        When there is no such file, it may not be read, is empty or is too large.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise refusal("is_folder", source=path.name)
        if not stat.S_ISREG(mode):  # a pipe or a device would keep a reader waiting for ever
            raise refusal("no_plain_file", source=path.name)
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        key = "no_such_file" if isinstance(error, FileNotFoundError) else "file_unreadable"
        raise refusal(key, source=str(path), reason=error.strerror or "") from None
    if len(content) > LARGEST_FILE_BYTES:
        raise refusal("file_too_large", source=path.name, limit=LARGEST_FILE_BYTES // 1024**2)
    if not content.strip():
        raise refusal("file_empty", source=path.name)
    return content


def listed(rows: Iterable[int]) -> str:
    """Name rows in a sentence, neighbours together; beyond eight stretches an ellipsis stands.

    >>> listed([4, 7, 8, 9, 12])
    '4, 7–9, 12'
    """
    stretches = []
    for _, group in groupby(enumerate(sorted(set(rows))), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in group]
        first, last = numbers[0], numbers[-1]
        stretches.append(str(first) if first == last else f"{first}–{last}")
    more = ["…"] if len(stretches) > MOST_LISTED else []
    return ", ".join(stretches[:MOST_LISTED] + more)


def fingerprint(*parts: bytes) -> str:
    """Give one text that differs when any of the parts differs."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def plain(value: Any) -> str | int | float | dt.date | None:
    """Turn one value of a data frame into what a record holds: None for nothing, days as dates."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    return value.item() if isinstance(value, np.generic) else value

"""What does a file hold, before anybody says what it means?

One plain table, whatever it was read from. Cells of a CSV file are all text; cells of a workbook
keep the type the workbook gave them.
"""

import datetime as dt
import hashlib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .problems import Problem, refusal, shown

LARGEST_FILE_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 500
LONGEST_FIELD = 131_072
"""No text this package keeps comes near this many characters; a longer one is a broken file."""


@dataclass(frozen=True)
class CellFault:
    """A workbook cell that holds no value of its own: an error such as ``#N/A``."""

    name: str

    def __str__(self) -> str:
        return self.name


Cell = str | int | float | bool | dt.date | CellFault | None


@dataclass(frozen=True)
class Row:
    """One row: its number in a spreadsheet (the header is counted) and its cells."""

    number: int
    cells: tuple[Cell, ...]


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

    def position(self, column: str) -> int:
        """Say at which place of a row a column stands; ValueError when there is none."""
        return self.columns.index(column)


def checked_header(cells: list[str], source: str) -> tuple[str, ...]:
    """Clean the names of a header row and refuse what could not be told apart.

    Raises
    ------
    InvalidImport
        When two columns have one name, or when there are more columns than a table may have.
    """
    if len(cells) > MOST_COLUMNS:
        raise refusal("too_many_columns", source=source, n=len(cells), limit=MOST_COLUMNS)
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
        size = path.stat().st_size
        if path.is_dir():
            raise refusal("is_folder", source=path.name)
        if size > LARGEST_FILE_BYTES:
            limit = LARGEST_FILE_BYTES // 1024**2
            raise refusal("file_too_large", source=path.name, limit=limit)
        content = path.read_bytes()
    except OSError as error:
        key = "no_such_file" if isinstance(error, FileNotFoundError) else "file_unreadable"
        raise refusal(key, source=str(path), reason=error.strerror or "") from None
    if not content.strip():
        raise refusal("file_empty", source=path.name)
    return content


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

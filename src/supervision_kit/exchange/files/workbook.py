"""What does a sheet of a workbook hold?

A workbook is a zip file of XML, and both can be built to do harm. Its unpacked size is looked at
before anything is unpacked, and it is read in a process of its own with limits on memory and time.
"""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from supervision_kit.frameworks import say

from ..problems import Problem, refusal
from . import workbook_child
from .table import (
    MOST_COLUMNS,
    MOST_ROWS,
    Held,
    Row,
    Table,
    checked_header,
    listed,
    places_of,
)
from .workbook_cells import held_of

UNPACKED_BYTES = 256 * 1024 * 1024
MOST_PARTS = 2_000
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"


def check_package(path: Path) -> None:
    """Refuse a file that is no workbook or that would unpack to more than a caseload can be.

    Raises
    ------
    InvalidImport
        When it is not a workbook, or says that it unpacks to more than 256 MB or 2,000 parts.
        The stated sizes bind: a part that holds more than it says is broken and refused on reading.
    """
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise refusal("workbook_broken", source=path.name) from None
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise refusal("not_a_workbook", source=path.name)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED_BYTES:
        limit = UNPACKED_BYTES // 1024**2
        raise refusal("workbook_too_large", source=path.name, limit=limit)


def read_xlsx(
    path: Path,
    *,
    sheet: str = "",
    header_row: int = 1,
    decimal: str = ".",
    seconds: float = workbook_child.SECONDS,
    memory_bytes: int = workbook_child.MEMORY_BYTES,
) -> Table:
    """Read the table on one sheet of a workbook.

    Parameters
    ----------
    path : Path
        The workbook (.xlsx or .xlsm; macros are never run).
    sheet : str
        Name of the sheet; may be empty when only one can be seen.
    header_row : int
        Row that holds the column names, 1 for the first.
    decimal : str
        What the sheet shows between whole and part of a number.
    seconds, memory_bytes : number
        How much time and memory reading may take.

    Returns
    -------
    Table
        Cells say what they hold and what the sheet shows. A formula counts with the result saved
        beside it; one without is among the problems. Merged cells, and rows, columns and sheets
        that are hidden, are told.

    Raises
    ------
    InvalidImport
        When the file is no workbook, is too large, takes too long, or the sheet is not in it.
    """
    check_package(path)
    book = _told_by_child(path, sheet, header_row, decimal, seconds, memory_bytes)
    if not book.sheets:
        sheets = ", ".join(f"“{name}”" for name in book.names)
        raise refusal("which_sheet", source=path.name, sheets=sheets)
    table = _table(path.name, book.sheets[0], header_row)
    unread = [name for name in book.hidden if name != book.sheets[0].name]
    return replace(table, remarks=(*table.remarks, *_unread_sheets(unread)))


def read_sheets(path: Path) -> dict[str, Table]:
    """Read all sheets of a workbook that have column names and rows; see `read_xlsx`."""
    check_package(path)
    most = (workbook_child.SECONDS, workbook_child.MEMORY_BYTES)
    book = _told_by_child(path, "*", 1, ".", *most)
    return {each.name: _table(each.name, each, 1) for each in book.sheets if len(each.rows) > 1}


_HeldRow = tuple[int, tuple[str | Held | None, ...]]


@dataclass
class _Sheet:
    """What the reading process told of a sheet: rows by number, and what they do not say."""

    name: str
    rows: list[_HeldRow] = field(default_factory=list)
    about: dict = field(default_factory=dict)


@dataclass
class _Book:
    """What the reading process told: names of all sheets, of hidden ones, and those it read."""

    names: list[str]
    hidden: list[str]
    sheets: list[_Sheet]


def _table(source: str, sheet: _Sheet, header_row: int) -> Table:
    header = next((cells for number, cells in sheet.rows if number == header_row), None)
    if header is None:
        raise refusal("no_header", source=source, row=header_row)
    columns = checked_header([_text(cell) for cell in header], source)
    body = [(number, cells) for number, cells in sheet.rows if number > header_row]
    if not body:
        raise refusal("header_only", source=source)
    rows, problems = _squared(body, columns)
    problems += _unsaved_formulas(sheet.about["unsaved"], columns)
    remarks = (*_remarks(sheet.about), *_hidden(sheet, columns, rows))
    return Table(source, columns, rows, "", "", remarks, problems)


def _text(cell: str | Held | None) -> str:
    return cell.shown if isinstance(cell, Held) else cell or ""


def _told_by_child(
    path: Path, sheet: str, header_row: int, decimal: str, seconds: float, memory_bytes: int
) -> _Book:
    """Run the reading process and take down what it says."""
    limits = [str(limit) for limit in (header_row, MOST_ROWS, MOST_COLUMNS, memory_bytes)]
    command = [sys.executable, "-P", workbook_child.__file__, str(path.resolve()), sheet, *limits]
    # One thread is enough, and idle ones would count against the memory limit.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise refusal("workbook_too_slow", source=path.name, seconds=round(seconds)) from None
    lines = done.stdout.decode("utf-8").splitlines()
    if done.returncode or not lines:
        raise refusal(_reason(done), source=path.name)
    first = json.loads(lines[0])
    return _Book(first["sheets"], first["hidden"], _sheets(path, lines[1:], decimal))


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    """Name the text for what ended the reading process; the cause may stand under another one."""
    if b"MemoryError" in done.stderr or done.returncode < 0:
        return "workbook_stopped"
    return "workbook_entities" if b"Forbidden" in done.stderr else "workbook_broken"


def _sheets(path: Path, lines: list[str], decimal: str) -> list[_Sheet]:
    sheets: list[_Sheet] = []
    for told in map(json.loads, lines):
        if isinstance(told, list):
            sheets[-1].rows.append((told[0], tuple(held_of(cell, decimal) for cell in told[1])))
        elif "sheet" in told:
            sheets.append(_Sheet(told["sheet"]))
        elif "about" in told:
            sheets[-1].about = told["about"]
        else:
            what = told["too_many"]
            limit = MOST_ROWS if what == "rows" else MOST_COLUMNS
            raise refusal(f"too_many_{what}", source=path.name, limit=limit)
    return sheets


def _squared(
    rows: list[_HeldRow], columns: tuple[str, ...]
) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Fill short rows with empty cells; a cell beyond the header is a problem."""
    kept, problems, places, width = [], [], places_of(columns), len(columns)
    for number, cells in rows:
        if len(cells) > width:
            what = say("exchange.ragged", n=len(cells), width=width)
            remedy = say("exchange.ragged_remedy")
            problems.append(Problem(number, None, "", what, remedy))
        else:
            kept.append(Row(number, cells + (None,) * (width - len(cells)), places))
    return tuple(kept), tuple(problems)


def _unsaved_formulas(places: list[str], columns: tuple[str, ...]) -> tuple[Problem, ...]:
    from openpyxl.utils.cell import coordinate_to_tuple

    problems = []
    for place in places:
        row, column = coordinate_to_tuple(place)
        name = columns[column - 1] if column <= len(columns) else place
        what = say("exchange.formula_unsaved", place=place)
        remedy = say("exchange.formula_unsaved_remedy")
        problems.append(Problem(row, name, "", what, remedy))
    return tuple(problems)


def _remarks(about: dict) -> Iterator[str]:
    saved = about["formulas"] - len(about["unsaved"])
    if saved:
        yield say("exchange.formulas_used", n=saved)
    if about["merged"]:
        ranges = ", ".join(about["merged"][:5])
        yield say("exchange.merged", n=len(about["merged"]), ranges=ranges)


def _hidden(sheet: _Sheet, columns: tuple[str, ...], rows: tuple[Row, ...]) -> Iterator[str]:
    """Say what came in although nobody sees it on the sheet: a filter hides rows, too."""
    if sheet.about["hidden"]:
        yield say("exchange.hidden_sheet", sheet=sheet.name)
    hidden = {row.number for row in rows} & set(sheet.about["hidden_rows"])
    if hidden:
        yield say("exchange.hidden_rows", n=len(hidden), rows=listed(hidden))
    spans = sheet.about["hidden_columns"]
    names = [
        f"“{name}”"
        for place, name in enumerate(columns, start=1)
        if any(first <= place <= last for first, last in spans)
    ]
    if names:
        yield say("exchange.hidden_columns", n=len(names), columns=", ".join(names))


def _unread_sheets(names: list[str]) -> Iterator[str]:
    if names:
        listed_names = ", ".join(f"“{name}”" for name in names)
        yield say("exchange.unread_sheets", n=len(names), sheets=listed_names)

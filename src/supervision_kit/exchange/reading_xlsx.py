"""What does a sheet of a workbook hold?

A workbook is a zip file of XML, and both can be built to do harm. Its unpacked size is looked at
before anything is unpacked, and it is read in a process of its own with limits on memory and time.
"""

import datetime as dt
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from supervision_kit.frameworks import say

from . import workbook_child
from .problems import Problem, refusal
from .tables import MOST_COLUMNS, MOST_ROWS, Cell, CellFault, Row, Table, checked_header

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
    seconds: float = workbook_child.SECONDS,
    memory_bytes: int = workbook_child.MEMORY_BYTES,
) -> Table:
    """Read the table on one sheet of a workbook.

    Parameters
    ----------
    path : Path
        The workbook (.xlsx or .xlsm; macros are never run).
    sheet : str
        Name of the sheet; may be empty when there is only one.
    header_row : int
        Row that holds the column names, 1 for the first.
    seconds, memory_bytes : number
        How much time and memory reading may take.

    Returns
    -------
    Table
        Cells keep their type: text, number, date, true or false. A formula counts with the result
        saved beside it; one without is among the problems, and merged cells are told.

    Raises
    ------
    InvalidImport
        When the file is no workbook, is too large, takes too long, or the sheet is not in it.
    """
    check_package(path)
    names, sheets = _told_by_child(path, sheet, seconds, memory_bytes)
    if not sheets:
        listed = ", ".join(f"“{name}”" for name in names)
        raise refusal("which_sheet", source=path.name, sheets=listed)
    return _table(path.name, sheets[0], header_row)


def read_sheets(path: Path) -> dict[str, Table]:
    """Read all sheets of a workbook that have column names and rows; see `read_xlsx`."""
    check_package(path)
    _, sheets = _told_by_child(path, "*", workbook_child.SECONDS, workbook_child.MEMORY_BYTES)
    return {sheet.name: _table(sheet.name, sheet, 1) for sheet in sheets if len(sheet.rows) > 1}


@dataclass
class _Sheet:
    """What the reading process told of a sheet."""

    name: str
    about: dict[str, list[str]]
    rows: list[Row]


def _table(source: str, sheet: _Sheet, header_row: int) -> Table:
    header = next((row for row in sheet.rows if row.number == header_row), None)
    if header is None:
        raise refusal("no_header", source=source, row=header_row)
    columns = checked_header(["" if c is None else str(c) for c in header.cells], source)
    body = [row for row in sheet.rows if row.number > header_row]
    if not body:
        raise refusal("header_only", source=source)
    kept, problems = _squared(body, len(columns))
    problems += _unsaved_formulas(sheet.about["unsaved"], columns)
    return Table(source, columns, kept, "", "", _remarks(sheet.about), problems)


def _told_by_child(
    path: Path, sheet: str, seconds: float, memory_bytes: int
) -> tuple[list[str], list[_Sheet]]:
    """Run the reading process and give the names of all sheets and the content of the asked."""
    limits = [str(limit) for limit in (MOST_ROWS, MOST_COLUMNS, memory_bytes)]
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
    return json.loads(lines[0])["sheets"], _sheets(path, lines[1:])


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    """Name the text for what ended the reading process; the cause may stand under another one."""
    if b"MemoryError" in done.stderr or done.returncode < 0:
        return "workbook_stopped"
    return "workbook_entities" if b"Forbidden" in done.stderr else "workbook_broken"


def _sheets(path: Path, lines: list[str]) -> list[_Sheet]:
    sheets: list[_Sheet] = []
    for told in map(json.loads, lines):
        if isinstance(told, list):
            sheets[-1].rows.append(Row(told[0], tuple(map(_cell, told[1]))))
        elif "sheet" in told:
            sheets.append(_Sheet(told.pop("sheet"), told, []))
        else:
            what = told["too_many"]
            limit = MOST_ROWS if what == "rows" else MOST_COLUMNS
            raise refusal(f"too_many_{what}", source=path.name, n=limit + 1, limit=limit)
    return sheets


def _cell(told: object) -> Cell:
    if isinstance(told, dict):
        if "date" in told:
            return dt.date.fromisoformat(told["date"])
        return CellFault(told["error"])
    return told  # type: ignore[return-value]  # JSON gives text, numbers, true, false and null


def _squared(rows: list[Row], width: int) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Fill short rows with empty cells; a cell beyond the header is a problem."""
    kept, problems = [], []
    for row in rows:
        if len(row.cells) > width:
            what = say("exchange.ragged", n=len(row.cells), width=width)
            remedy = say("exchange.ragged_remedy")
            problems.append(Problem(row.number, None, "", what, remedy))
        else:
            kept.append(Row(row.number, row.cells + (None,) * (width - len(row.cells))))
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


def _remarks(about: dict) -> tuple[str, ...]:
    remarks = []
    saved = len(about["formulas"]) - len(about["unsaved"])
    if saved:
        remarks.append(say("exchange.formulas_used", n=saved))
    if about["merged"]:
        ranges = ", ".join(about["merged"][:5])
        remarks.append(say("exchange.merged", n=len(about["merged"]), ranges=ranges))
    return tuple(remarks)

"""What does a sheet of a workbook hold?

A workbook is a zip file of XML, and both can be built to do harm. Its unpacked size is looked at
before anything is unpacked, and it is read in a process of its own with limits on memory and time.
"""

import datetime as dt
import json
import math
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from supervision_kit.exchange.files import workbook_child
from supervision_kit.exchange.files.date_formats import day_as_shown
from supervision_kit.exchange.files.form import FileForm
from supervision_kit.exchange.files.number_formats import GENERAL, general, number_as_shown
from supervision_kit.exchange.files.table import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    SheetTable,
    Stored,
    stored,
    table_of,
)
from supervision_kit.exchange.problems import Problem, listed_rows, refusal
from supervision_kit.frameworks import say

UNPACKED_BYTES = 256 * 1024 * 1024
_MOST_PARTS = 2_000
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
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED_BYTES:
        limit = UNPACKED_BYTES // 1024**2
        raise refusal("workbook_too_large", source=path.name, limit=limit)


def read_xlsx(
    path: Path,
    form: FileForm,
    *,
    seconds: float = workbook_child.SECONDS,
    memory_bytes: int = workbook_child.MEMORY_BYTES,
) -> SheetTable:
    """Read the table on one sheet of a workbook.

    Parameters
    ----------
    path : Path
        The workbook (.xlsx or .xlsm; macros are never run).
    form : FileForm
        How it was written: which sheet, in which row the column names stand, and what the sheet
        shows between whole and part of a number.
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
    book = _told_by_child(path, form.sheet, form, seconds, memory_bytes)
    if not book.sheets:
        sheets = ", ".join(f"“{name}”" for name in book.names)
        raise refusal("which_sheet", source=path.name, sheets=sheets)
    table = _table(path.name, book.sheets[0], form.header_row)
    unread = [name for name in book.hidden if name != book.sheets[0].name]
    return replace(table, remarks=(*table.remarks, *_unread_sheets(unread)))


def read_sheets(path: Path, form: FileForm) -> dict[str, SheetTable]:
    """Read all sheets of a workbook that have column names and rows; see `read_xlsx`."""
    check_package(path)
    most = workbook_child.SECONDS, workbook_child.MEMORY_BYTES
    book = _told_by_child(path, "*", form, *most)
    return {each.name: _table(each.name, each, 1) for each in book.sheets if len(each.rows) > 1}


@dataclass
class _Sheet:
    """What the reading process told of a sheet: rows by number, and what they do not say."""

    name: str
    rows: list[tuple[int, tuple[Stored, ...]]] = field(default_factory=list)
    about: dict = field(default_factory=dict)


@dataclass
class _Book:
    """What the reading process told: names of all sheets, of hidden ones, and those it read."""

    names: list[str]
    hidden: list[str]
    sheets: list[_Sheet]


def _table(source: str, sheet: _Sheet, header_row: int) -> SheetTable:
    table = table_of(source, sheet.rows, header_row, may_be_short=True)
    problems = _unsaved_formulas(sheet.about["unsaved"], table.columns)
    remarks = (*_remarks(sheet.about), *_hidden(sheet, table))
    return replace(table, problems=(*table.problems, *problems), remarks=remarks)


def _told_by_child(
    path: Path, sheet: str, form: FileForm, seconds: float, memory_bytes: int
) -> _Book:
    """Run the reading process and take down what it says."""
    limits = [str(limit) for limit in (form.header_row, MOST_ROWS, MOST_COLUMNS, memory_bytes)]
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
    return _Book(first["sheets"], first["hidden"], _sheets(path, lines[1:], form.decimal))


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    """Name the text for what ended the reading process; the cause may stand under another one."""
    if b"MemoryError" in done.stderr or done.returncode < 0:
        return "workbook_stopped"
    return "workbook_entities" if b"Forbidden" in done.stderr else "workbook_broken"


def _sheets(path: Path, lines: list[str], decimal: str) -> list[_Sheet]:
    sheets: list[_Sheet] = []
    for told in map(json.loads, lines):
        if isinstance(told, list):
            sheets[-1].rows.append((told[0], tuple(_cell(cell, decimal) for cell in told[1])))
        elif "sheet" in told:
            sheets.append(_Sheet(told["sheet"]))
        elif "about" in told:
            sheets[-1].about = told["about"]
        else:
            what = told["too_many"]
            limit = MOST_ROWS if what == "rows" else MOST_COLUMNS
            raise refusal(f"too_many_{what}", source=path.name, limit=limit)
    return sheets


def _cell(told: object, decimal: str) -> Stored:
    """Turn what the reading process told of a cell into what it holds and shows."""
    if isinstance(told, int | float) and not isinstance(told, bool):
        return _number(told, GENERAL, decimal)
    if not isinstance(told, dict):
        return stored(told)
    if "error" in told:
        return Cell("error", told["error"], told["error"])
    if "span" in told:
        minutes, seconds = divmod(told["span"], 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    if "time" in told:
        return _time(dt.time.fromisoformat(told["time"]), told["format"])
    if "moment" in told:
        return _moment(dt.datetime.fromisoformat(told["moment"]), told["format"])
    return _number(told["number"], told["format"], decimal)


def _moment(moment: dt.datetime, format: str) -> Cell | str:
    """Give a day as it is seen: without a time that is not shown, as text when it is not whole."""
    shown = day_as_shown(moment, format)
    if not shown.has_day:
        return shown.text
    if shown.has_time and moment.time() != dt.time():
        return Cell("moment", moment, shown.text)
    return Cell("date", moment.date(), shown.text)


def _time(time: dt.time, format: str) -> str:
    shown = day_as_shown(dt.datetime.combine(dt.date(1900, 1, 1), time), format)
    return time.isoformat() if shown.has_day else shown.text


def _number(number: float, format: str, decimal: str) -> Cell:
    if isinstance(number, float) and not math.isfinite(number):
        return Cell("error", "#NUM!", "#NUM!")
    shown = number_as_shown(number, format, decimal)
    if shown is None:
        return Cell("unclear", format, general(number).replace(".", decimal))
    return Cell("whole" if number == int(number) else "number", number, shown)


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


def _hidden(sheet: _Sheet, table: SheetTable) -> Iterator[str]:
    """Say what came in although nobody sees it on the sheet: a filter hides rows, too."""
    if sheet.about["hidden"]:
        yield say("exchange.hidden_sheet", sheet=sheet.name)
    hidden = {row.number for row in table.rows} & set(sheet.about["hidden_rows"])
    if hidden:
        yield say("exchange.hidden_rows", n=len(hidden), rows=listed_rows(hidden))
    spans = sheet.about["hidden_columns"]
    names = [
        f"“{name}”"
        for place, name in enumerate(table.columns, start=1)
        if any(first <= place <= last for first, last in spans)
    ]
    if names:
        yield say("exchange.hidden_columns", n=len(names), columns=", ".join(names))


def _unread_sheets(names: list[str]) -> Iterator[str]:
    if names:
        listed_names = ", ".join(f"“{name}”" for name in names)
        yield say("exchange.unread_sheets", n=len(names), sheets=listed_names)

"""What does a sheet of a workbook hold, read in a process that may be stopped at any moment?

This file is run by itself, never imported by the package: a workbook can be built to fill the
memory or to keep a reader busy for hours, and then only this process ends. It writes one line of
JSON for each row, after a first line about the sheet. What people read is said by `reading_xlsx`.
"""

import datetime as dt
import json
import re
import sys
import warnings

MEMORY_BYTES = 1024**3
SECONDS = 120
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""The way workbooks write letters that XML cannot hold, for example ``_x000D_``."""


def limit_itself(memory_bytes: int) -> None:
    """Take only so much memory and time, where the operating system can be asked for that."""
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit and the size check remain
        return
    for what, most in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, SECONDS)):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS refuses a limit on address space
            continue


def told(cell) -> object:
    """Write one cell so that JSON keeps its type: dates and errors become small tables."""
    value = cell.value
    if cell.data_type == "e":
        return {"error": str(value)}
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return {"date": value.isoformat()[:10]}
    if isinstance(value, dt.time | dt.timedelta):
        return str(value)
    if isinstance(value, str):
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    return value


def look_over(sheet) -> dict[str, list[str]]:
    """Find merged ranges and formulas in a sheet's XML, which the reader passes over silently."""
    from defusedxml.ElementTree import iterparse

    found = {"merged": [], "formulas": [], "unsaved": []}
    with sheet._get_source() as source:
        for _, element in iterparse(source, forbid_dtd=True):
            tag = element.tag.rpartition("}")[2]
            if tag == "mergeCell":
                found["merged"].append(element.get("ref", ""))
            elif tag == "c":
                _note_formula(element, found)
            elif tag == "row":
                element.clear()
    return found


def _note_formula(element, found: dict[str, list[str]]) -> None:
    names = {child.tag.rpartition("}")[2]: child.text for child in element}
    if "f" in names:
        found["formulas"].append(element.get("r", ""))
        if not names.get("v"):
            found["unsaved"].append(element.get("r", ""))


def main(path: str, sheet_name: str, most_rows: int, most_columns: int, memory_bytes: int) -> None:
    """Write one sheet to standard output, the only one when no name is given, or all for ``*``."""
    limit_itself(memory_bytes)
    import openpyxl

    if not openpyxl.DEFUSEDXML:
        raise SystemExit("defusedxml is missing")
    warnings.simplefilter("ignore")
    # Given as an open file, since the reader would go by the ending of its name.
    book = openpyxl.load_workbook(open(path, "rb"), read_only=True, data_only=True)  # noqa: SIM115
    names = [sheet.title for sheet in book.worksheets]
    wanted = names if sheet_name == "*" or (not sheet_name and len(names) == 1) else [sheet_name]
    print(json.dumps({"sheets": names}))
    for name in wanted:
        if name in names:
            sheet = book[name]
            print(json.dumps({"sheet": name, **look_over(sheet)}))
            # The sheet's own note of its size may be wrong; with it, rows would be left out.
            sheet.reset_dimensions()
            write_rows(sheet, most_rows, most_columns)


def write_rows(sheet, most_rows: int, most_columns: int) -> None:
    """Write row number and cells of every row that holds anything, up to the limits."""
    n_rows = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        filled = [place for place, cell in enumerate(cells, start=1) if cell.value is not None]
        cells = cells[: filled[-1]] if filled else ()
        if len(cells) > most_columns:
            print(json.dumps({"too_many": "columns"}))
            return
        n_rows += bool(cells)
        if n_rows > most_rows:
            print(json.dumps({"too_many": "rows"}))
            return
        if cells:
            print(json.dumps([number, [told(cell) for cell in cells]]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))

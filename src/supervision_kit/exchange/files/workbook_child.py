"""What does a sheet of a workbook hold, read in a process that may be stopped at any moment?

This file is run by itself: a workbook can be built to fill the memory or to keep a reader busy for
hours, and then only this process ends. It writes JSON, a line for each row and one about the sheet
after its rows. How a cell looks and what people read is said by `workbook`.
"""

import datetime as dt
import json
import re
import sys
import warnings

MEMORY_BYTES = 1024**3
SECONDS = 120
LAST_ROW = 1_048_576
"""No spreadsheet has a row further down."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""The way workbooks write letters that XML cannot hold, for example ``_x000D_``."""

_WRITTEN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?Z?", re.ASCII)


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


def _told(cell) -> object:
    """Write one cell so that JSON keeps its type and its number format."""
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "e":
        return {"error": str(value)}
    if isinstance(value, str):
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    if isinstance(value, dt.timedelta):
        return {"span": round(value.total_seconds())}
    if isinstance(value, dt.date | dt.time):
        sort = "time" if isinstance(value, dt.time) else "moment"
        return {sort: value.isoformat(), "format": cell.number_format}
    if isinstance(value, bool) or cell.number_format == "General":
        return value
    return {"number": value, "format": cell.number_format}


def parser_of(sheet, source):
    """Give a parser of a sheet's XML that notes formulas, which the reader passes over.

    Days are mostly numbers; where one is written out, only the usual form counts as one.
    """
    from openpyxl.worksheet._reader import WorkSheetParser

    class Parser(WorkSheetParser):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.formulas = 0
            self.unsaved = []

        def parse_cell(self, element):
            names = {child.tag.rpartition("}")[2]: child.text for child in element}
            if "f" in names:
                self.formulas += 1
                # A formula may have an empty text as its result; then the cell says it is a text.
                if not names.get("v") and not ("v" in names and element.get("t") == "str"):
                    self.unsaved.append(element.get("r", ""))
            if element.get("t") == "d" and not _WRITTEN_DAY.fullmatch(names.get("v") or ""):
                element.set("t", "str")  # the reader would take what it can make a day of
            return super().parse_cell(element)

    book = sheet.parent
    return Parser(
        source,
        sheet._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )


def rows_of(sheet, parser):
    """Go through number and cells of every row that holds anything, as they stand in the file."""
    from openpyxl.cell.read_only import ReadOnlyCell

    last = 0
    for number, cells in parser.parse():
        if not last < number <= LAST_ROW:
            raise SystemExit(f"row {number} after row {last}")
        last, places = number, [cell["column"] for cell in cells]
        if places != sorted(set(places)):
            raise SystemExit(f"cells of row {number} are out of order")
        filled = {c["column"]: _told(ReadOnlyCell(sheet, **c)) for c in cells}
        filled = {place: cell for place, cell in filled.items() if cell is not None}
        if filled:
            yield number, filled


def about(sheet, parser) -> dict[str, object]:
    """Say what a sheet's rows do not: formulas, merged cells, and what is hidden."""
    rows, columns = parser.row_dimensions.items(), parser.column_dimensions.values()
    merged = parser.merged_cells.mergeCell if parser.merged_cells else []
    return {
        "formulas": parser.formulas,
        "unsaved": parser.unsaved,
        "merged": [str(each.ref) for each in merged],
        "hidden_rows": [int(number) for number, how in rows if _hidden(how, "ht")],
        "hidden_columns": [
            [int(how["min"]), int(how["max"])] for how in columns if _hidden(how, "width")
        ],
        "hidden": sheet.sheet_state != "visible",
    }


def _hidden(how: dict[str, str], size: str) -> bool:
    return how.get("hidden") in {"1", "true"} or float(how.get(size, 1)) == 0


def wanted_of(book, sheet_name: str) -> list[str]:
    """Name the sheets to read: the asked one, all for ``*``, or the only one that can be seen."""
    names = [sheet.title for sheet in book.worksheets]
    if sheet_name == "*":
        return names
    if sheet_name:
        return [sheet_name] if sheet_name in names else []
    seen = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return seen if len(seen) == 1 else []


def _main(
    path: str, sheet_name: str, header_row: int, most_rows: int, most_columns: int, memory: int
) -> None:
    """Write the wanted sheets to standard output."""
    limit_itself(memory)
    import openpyxl

    if not openpyxl.DEFUSEDXML:
        raise SystemExit("defusedxml is missing")
    warnings.simplefilter("ignore")
    # Given as an open file, since the reader would go by the ending of its name.
    book = openpyxl.load_workbook(open(path, "rb"), read_only=True, data_only=True)  # noqa: SIM115
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    print(json.dumps({"sheets": [sheet.title for sheet in book.worksheets], "hidden": hidden}))
    for name in wanted_of(book, sheet_name):
        print(json.dumps({"sheet": name}))
        if not write_sheet(book[name], header_row, most_rows, most_columns):
            return


def write_sheet(sheet, header_row: int, most_rows: int, most_columns: int) -> bool:
    """Write every row that holds anything; False when there are more than may be."""
    n_rows = 0
    with sheet._get_source() as source:
        parser = parser_of(sheet, source)
        for number, filled in rows_of(sheet, parser):
            n_rows += number > header_row
            width = max(filled)
            if width > most_columns or n_rows > most_rows:
                print(json.dumps({"too_many": "columns" if width > most_columns else "rows"}))
                return False
            print(json.dumps([number, [filled.get(place) for place in range(1, width + 1)]]))
    print(json.dumps({"about": about(sheet, parser)}))
    return True


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))

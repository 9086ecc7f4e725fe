"""The same table as CSV, as its sheet shows it, and as XLSX, as a spreadsheet stores it."""

import csv
import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from supervision_kit import exchange
from supervision_kit.errors import InvalidImport

from .conftest import SMALL

MAPPING = SMALL.replace(
    "[[rating]]",
    """[file]
missing = ["99", "n/a"]
{file}
[[rating]]
evidence = "note"
not_rated.column = "reason"
not_rated.words = {{ TRUE = "not_asked", "7" = "not_asked", late = "did_not_attend" }}""",
).replace('column = "date"', 'column = "date"\nformat = "DD.MM.YYYY"\n{date}')

VALUES = [
    (4, "General", "4"),
    (4.0, "0.00", "4.00"),
    (4, "000", "004"),
    (4, '0" pts"', "4 pts"),
    (4, "$0.00", "$4.00"),
    (4, "0.00E+00", "4.00E+00"),
    (0.04, "0%", "4%"),
    (0.8, "0 %", "80 %"),
    (1234, "#,##0", "1,234"),
    (-3, "0;[Red]-0", "-3"),
    (-3, "#,##0_);(#,##0)", "(3)"),
    (2.5, "0.0", "2.5"),
    (99, "General", "99"),
    (99.0, "0.0", "99.0"),
    (99, "0000", "0099"),
    ("99", "General", "99"),
    ("n/a", "General", "n/a"),
    (True, "General", "TRUE"),
    (None, "General", ""),
    ("3", "@", "3"),
    ("2,5", "General", "2,5"),
    (9**15, "0", str(9**15)),
    (dt.date(2026, 3, 4), "dd.mm.yyyy", "04.03.2026"),
]
CODES = [
    (7, "000", "007"),
    (7, "00", "07"),
    (12, "General", "12"),
    (12.0, "0", "12"),
    ("k-07", "General", "k-07"),
    (3, '"K-"000', "K-003"),
    (99, "General", "99"),
    (True, "General", "TRUE"),
    (12.5, "0.0", "12.5"),
]
DAYS = [
    (dt.date(2026, 3, 4), "dd.mm.yyyy", "04.03.2026"),
    (dt.date(2026, 3, 5), "d.m.yyyy", "5.3.2026"),
    (dt.datetime(2026, 3, 6, 14, 5), "dd.mm.yyyy hh:mm", "06.03.2026 14:05"),
    (dt.datetime(2026, 3, 7, 14, 5), "dd.mm.yyyy", "07.03.2026"),
    (dt.datetime(2026, 3, 8), "dd.mm.yyyy h:mm:ss", "08.03.2026 0:00:00"),
    (dt.date(2026, 3, 4), "mmm yyyy", "Mar 2026"),
    (dt.time(14, 5), "hh:mm", "14:05"),
    (20260304, "General", "20260304"),
    (None, "General", ""),
]
REASONS = [
    (True, "General", "TRUE"),
    (False, "General", "FALSE"),
    (7, "0", "7"),
    ("late", "General", "late"),
    (99, "General", "99"),
    (None, "General", ""),
]
NOTES = [
    ("came late", "General", "came late"),
    (5.0, "0.0", "5.0"),
    (0.5, "0%", "50%"),
    (False, "General", "FALSE"),
    (dt.date(2026, 3, 4), "d mmmm yyyy", "4 March 2026"),
    (99.0, "0", "99"),
    (None, "General", ""),
]
COLUMNS = {"case": CODES, "date": DAYS, "investment": VALUES, "reason": REASONS, "note": NOTES}
ROW = st.tuples(*(st.sampled_from(cells) for cells in COLUMNS.values()))


def as_workbook(path, rows):
    book = Workbook()
    book.active.append(list(COLUMNS))
    for number, row in enumerate(rows, start=2):
        for place, (value, format, _) in enumerate(row, start=1):
            cell = book.active.cell(number, place)
            cell.value = value
            cell.number_format = format
    book.save(path)
    return path


def as_csv(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(COLUMNS), *([shown for *_, shown in row] for row in rows)])
    return path


def understood(path, mapping):
    """Give the preview or refusal, without what only one of the formats has."""
    try:
        preview = exchange.preview(path, mapping)
    except InvalidImport as refused:
        return str(refused).replace(path.name, "")
    return replace(preview, source="", encoding="", delimiter="")


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(ROW, min_size=1, max_size=8),
    percent=st.sampled_from(["refuse", "points", "share"]),
    time=st.sampled_from(["refuse", "ignore"]),
    thousands=st.sampled_from(["", ","]),
)
def test_a_table_is_understood_alike_in_both_formats(rows, percent, time, thousands):
    with tempfile.TemporaryDirectory() as folder:
        keys = f'percent = "{percent}"\nthousands = "{thousands}"'
        mapping = Path(folder, "mapping.toml")
        mapping.write_text(MAPPING.format(file=keys, date=f'time = "{time}"'), encoding="utf-8")
        of_csv = understood(as_csv(Path(folder, "t.csv"), rows), mapping)
        assert understood(as_workbook(Path(folder, "t.xlsx"), rows), mapping) == of_csv


@pytest.mark.parametrize("column", COLUMNS)
def test_every_way_to_write_a_cell_is_understood_alike(tmp_path, write, column):
    plain = dict(zip(COLUMNS, ("K-01", "nothing", "4", None, None), strict=True))
    rows = [
        [
            cell if name == column else (plain[name], "General", plain[name] or "")
            for name in COLUMNS
        ]
        for cell in COLUMNS[column]
        if column != "date" or not isinstance(cell[0], dt.date)
    ]
    mapping = write("mapping.toml", MAPPING.format(file="", date=""))
    of_csv = understood(as_csv(tmp_path / "t.csv", rows), mapping)
    of_workbook = understood(as_workbook(tmp_path / "t.xlsx", rows), mapping)
    assert of_workbook == of_csv

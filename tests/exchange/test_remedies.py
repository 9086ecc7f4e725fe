"""What a problem says to write is written, and then the file comes in as it should."""

import datetime as dt
import re

import pytest
from openpyxl import Workbook

from supervision_kit import exchange
from supervision_kit.errors import InvalidImport

SCALE = """
[scale]
key = "share"
name = "Share"
version = 1
minimum = 0
maximum = 2000
step = 0.001
better = "higher"
lane = "context"
good_news = "Higher is good news."
raters = ["worker"]

[scale.dimensions.present]
name = "Present"
question = "How much of it?"
hint = "From the register."
"""
MAPPING = """
kind = "ratings"
scale = "scale.toml"
[file]
{file}
[case]
column = "case"
setting = "probation"
mandate = "mandated"
[date]
column = "day"
format = "MM/DD/YYYY"
{date}
[rater]
always = "worker"
[[rating]]
column = "present"
scale = "share"
dimension = "present"
"""
KEY = re.compile(r'(\w+) = ("[^"]*")')


@pytest.fixture
def mapping(write):
    """Write the mapping with more keys under [file] and [date], and give its path."""
    write("scale.toml", SCALE)

    def written(file="", date=""):
        return write("mapping.toml", MAPPING.format(file=file, date=date))

    return written


def workbook(path, *rows):
    """Write rows of cells, each a value or a value and its number format."""
    book = Workbook()
    book.active.append(["case", "day", "present"])
    for number, row in enumerate(rows, start=2):
        for place, told in enumerate(row, start=1):
            value, format = told if isinstance(told, tuple) else (told, "General")
            cell = book.active.cell(number, place, value)
            cell.number_format = format
    book.save(path)
    return path


def remedy_of(path, mapping):
    """Give the one remedy that all problems of a file have."""
    (remedy,) = {problem.remedy for problem in exchange.preview(path, mapping).problems}
    return remedy


def values_of(path, mapping):
    preview = exchange.preview(path, mapping)
    assert preview.problems == ()
    return preview.dimensions[0].lowest, preview.dimensions[0].highest


def csv_of(write, *values, day="03/04/2026", mark=","):
    rows = [f"K-{n:02}{mark}{day}{mark}{value}" for n, value in enumerate(values, start=1)]
    return write("t.csv", "\n".join([f"case{mark}day{mark}present", *rows, ""]))


def test_a_percent_sign(write, mapping, tmp_path):
    as_csv = csv_of(write, "80%", "75 %")
    book = workbook(
        tmp_path / "t.xlsx",
        ["K-01", "03/04/2026", (0.8, "0%")],
        ["K-02", "03/04/2026", (0.75, "0 %")],
    )
    for path in (as_csv, book):
        points, share = KEY.findall(remedy_of(path, mapping()))
        assert values_of(path, mapping(" = ".join(points))) == (75.0, 80.0)
        assert values_of(path, mapping(" = ".join(share))) == (0.75, 0.8)


@pytest.mark.parametrize(
    ("values", "lowest", "highest"),
    [
        (['"1,234.5"', '"1,000.0"'], 1000.0, 1234.5),
        (["1 234", "1 001"], 1001.0, 1234.0),
        (['"1.234,5"', '"1.000,0"'], 1000.0, 1234.5),
        (['"2,5"', '"3,25"'], 2.5, 3.25),
    ],
)
def test_marks_of_numbers(write, mapping, values, lowest, highest):
    path = csv_of(write, *values)
    keys = KEY.findall(remedy_of(path, mapping()))
    followed = mapping("\n".join(" = ".join(key) for key in keys))
    assert values_of(path, followed) == (lowest, highest)


def test_a_comma_that_can_be_two_things(write, mapping):
    path = csv_of(write, '"1,234"')
    thousands, decimal = KEY.findall(remedy_of(path, mapping()))
    assert values_of(path, mapping(" = ".join(thousands))) == (1234.0, 1234.0)
    assert values_of(path, mapping(" = ".join(decimal))) == (1.234, 1.234)


def test_a_number_shown_as_another(mapping, tmp_path):
    rows = [["K-01", "03/04/2026", (2.6, "0")], ["K-02", "03/04/2026", (3.2, "0")]]
    path = workbook(tmp_path / "t.xlsx", *rows)
    (key,) = KEY.findall(remedy_of(path, mapping()))
    assert values_of(path, mapping(" = ".join(key))) == (3.0, 3.0)
    whole = workbook(tmp_path / "u.xlsx", *[[*row[:2], (row[2][0], "0.0")] for row in rows])
    assert values_of(whole, mapping()) == (2.6, 3.2)


@pytest.mark.parametrize("format", ["# ?/?", ";;;", '0.0" pts"', "$0.00", '[>3]0.0;"few"'])
def test_a_number_format_that_is_in_the_way(mapping, tmp_path, format):
    path = workbook(tmp_path / "t.xlsx", ["K-01", "03/04/2026", (2.5, format)])
    assert "choose the number format general" in remedy_of(path, mapping()).lower()
    general = workbook(tmp_path / "t.xlsx", ["K-01", "03/04/2026", 2.5])
    assert values_of(general, mapping()) == (2.5, 2.5)


def test_a_missing_code_in_words(write, mapping, tmp_path):
    assert "add it to missing under [file]" in remedy_of(csv_of(write, "4", "none"), mapping())
    followed = mapping('missing = ["none", "99"]')
    assert values_of(csv_of(write, "4", "none", "99", "99.0", "099"), followed) == (4.0, 4.0)
    rows = [["K-01", "03/04/2026", told] for told in (4, "none", 99, (99, "0.0"), (99, "000"))]
    days = [f"03/0{n}/2026" for n in range(1, 6)]
    rows = [[row[0], day, row[2]] for row, day in zip(rows, days, strict=True)]
    assert values_of(workbook(tmp_path / "t.xlsx", *rows), followed) == (4.0, 4.0)


@pytest.mark.parametrize("day", ["3/4/2026 14:05:33", "3/4/2026 2:05 PM"])
def test_a_time_of_day(write, mapping, tmp_path, day):
    moment = (dt.datetime(2026, 3, 4, 14, 5, 33), "m/d/yyyy h:mm:ss")
    for path in (csv_of(write, "4", day=day), workbook(tmp_path / "t.xlsx", ["K-01", moment, 4])):
        preview = exchange.preview(path, mapping())
        assert preview.problems[0].value.startswith("3/4/2026 ")
        (key,) = KEY.findall(preview.problems[0].remedy)
        preview = exchange.preview(path, mapping(date=" = ".join(key)))
        assert (preview.problems, preview.span[0]) == ((), dt.date(2026, 3, 4))


def test_dates_beside_texts(mapping, tmp_path):
    swapped = (dt.date(2026, 4, 3), "mm/dd/yyyy")
    mixed = workbook(tmp_path / "t.xlsx", ["K-01", swapped, 4], ["K-01", "03/25/2026", 3])
    (problem,) = exchange.preview(mixed, mapping()).problems
    assert (problem.row, problem.column) == (None, "day")
    assert "1 as dates of the workbook (row 2) and 1 as text (row 3)" in problem.what
    (key,) = KEY.findall(problem.remedy)
    told = exchange.preview(mixed, mapping(date=" = ".join(key)))
    assert told.problems == ()
    assert any(remark.startswith("Column “day”") for remark in told.remarks)
    texts = workbook(tmp_path / "u.xlsx", ["K-01", "03/04/2026", 4], ["K-01", "03/25/2026", 3])
    assert exchange.preview(texts, mapping()).span == (dt.date(2026, 3, 4), dt.date(2026, 3, 25))


def test_a_first_line_that_names_another_mark(write, mapping):
    path = csv_of(write, "4", mark=";")
    path.write_text("sep=;\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(InvalidImport) as refused:
        exchange.preview(path, mapping())
    (key,) = KEY.findall(str(refused.value))
    assert values_of(path, mapping(" = ".join(key))) == (4.0, 4.0)


def test_letters_of_another_encoding(write, mapping):
    text = "case,day,present,note\n" + "K-01,03/04/2026,4,déjà vu à l’école\n"
    path = write("t.csv", text.encode("cp1252"))
    with pytest.raises(InvalidImport, match="cp1252, which reads “déjà”"):
        exchange.preview(path, mapping())
    assert values_of(path, mapping('encoding = "cp1252"')) == (4.0, 4.0)

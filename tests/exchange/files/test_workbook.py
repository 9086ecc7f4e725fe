import datetime as dt
import re
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from supervision_kit.errors import InvalidImport
from supervision_kit.exchange.files import workbook
from supervision_kit.exchange.files.form import FileForm
from supervision_kit.exchange.files.opening import open_file

DAY = dt.date(2026, 3, 1)
SHEET = "xl/worksheets/sheet1.xml"


def read_xlsx(path, *, seconds=60, memory_bytes=1024**3, **form):
    form = FileForm(**form)
    return workbook.read_xlsx(path, form, seconds=seconds, memory_bytes=memory_bytes)


def book_with(path, *rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def rewritten(path, part, change):
    """Write the workbook again with one part of its package changed."""
    with zipfile.ZipFile(path) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def test_cells_keep_their_types(tmp_path):
    path = book_with(
        tmp_path / "t.xlsx",
        ["case", "day", "value", "note", "seen"],
        ["K-01", DAY, 4, "n", True],
    )
    table = read_xlsx(path)
    assert table.columns == ("case", "day", "value", "note", "seen")
    assert table.rows[0].number == 2
    assert table.rows[0].values == ("K-01", DAY, 4, "n", True)


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_dates_counted_from_1900_and_from_1904_are_the_same_days(tmp_path, epoch):
    book = Workbook()
    if epoch:
        book.epoch = epoch
    book.active.append(["case", "day"])
    book.active.append(["K-01", DAY])
    book.active.append(["K-02", dt.datetime(2024, 2, 29)])
    book.save(tmp_path / "t.xlsx")
    days = [row.values[1] for row in read_xlsx(tmp_path / "t.xlsx").rows]
    assert days == [DAY, dt.date(2024, 2, 29)]


def test_a_lying_note_of_the_size_hides_no_rows(tmp_path):
    path = book_with(tmp_path / "t.xlsx", ["case", "value"], *[[f"K-{n}", 1] for n in range(3_000)])
    rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<dimension ref="A1:B3001"', b'<dimension ref="A1:B2"'),
    )
    assert len(read_xlsx(path).rows) == 3_000


def test_a_formula_counts_with_its_saved_result_and_is_told(tmp_path):
    path = book_with(tmp_path / "t.xlsx", ["case", "value"], ["K-01", "=2+2"], ["K-02", 3])
    rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<f>2+2</f><v></v>", b"<f>2+2</f><v>4</v>").replace(
            b"<f>2+2</f><v />", b"<f>2+2</f><v>4</v>"
        ),
    )
    table = read_xlsx(path)
    assert table.rows[0].values == ("K-01", 4)
    assert table.problems == ()
    assert "holds a formula" in table.remarks[0]


def test_a_formula_without_a_result_is_a_problem_with_its_cell(tmp_path):
    path = book_with(tmp_path / "t.xlsx", ["case", "value"], ["K-01", 3], ["K-02", "=A1"])
    (problem,) = read_xlsx(path).problems
    assert (problem.row, problem.column) == (3, "value")
    assert "B3 holds a formula without a result" in problem.what


def test_merged_cells_are_told(tmp_path):
    book = Workbook()
    for row in (["case", "value"], ["K-01", 3], [None, 4]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "t.xlsx")
    table = read_xlsx(tmp_path / "t.xlsx")
    assert "A2:A3" in table.remarks[0]
    assert table.rows[1].values == (None, 4)


def test_an_error_in_a_cell_is_no_value(tmp_path):
    path = book_with(tmp_path / "t.xlsx", ["case", "value"], ["K-01", "#N/A"])
    assert read_xlsx(path).rows[0].values[1] == "#N/A"


def test_one_of_several_sheets_is_chosen_by_name(tmp_path):
    book = Workbook()
    book.active.title = "cover"
    sheet = book.create_sheet("data")
    sheet.append(["case"])
    sheet.append(["K-01"])
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(InvalidImport, match="“cover”, “data”"):
        read_xlsx(tmp_path / "t.xlsx")
    with pytest.raises(InvalidImport, match="“cover”, “data”"):
        read_xlsx(tmp_path / "t.xlsx", sheet="nothing")
    assert read_xlsx(tmp_path / "t.xlsx", sheet="data").rows[0].values == ("K-01",)


def test_a_workbook_called_csv_is_read_as_what_it_is(tmp_path):
    path = book_with(tmp_path / "t.xlsx", ["case"], ["K-01"])
    renamed = path.rename(tmp_path / "t.csv")
    (table,) = open_file(renamed, FileForm()).by_name.values()
    assert table.rows[0].values == ("K-01",)


def test_a_workbook_that_would_unpack_to_too_much_is_not_opened(tmp_path):
    path = book_with(tmp_path / "bomb.xlsx", ["case"], ["K-01"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/zeros.bin", b"\0" * (300 * 1024**2))
    assert path.stat().st_size < 1024**2
    with pytest.raises(InvalidImport, match="more than 256 MB"):
        read_xlsx(path)


def test_a_part_that_holds_more_than_it_says_is_refused(tmp_path):
    path = book_with(tmp_path / "liar.xlsx", ["case"], *[["K-01"]] * 5_000)
    with zipfile.ZipFile(path) as package:
        info = package.getinfo("xl/worksheets/sheet1.xml")
    content = path.read_bytes()
    directory = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    size = directory + 24
    assert int.from_bytes(content[size : size + 4], "little") == info.file_size
    path.write_bytes(content[:size] + (200).to_bytes(4, "little") + content[size + 4 :])
    with pytest.raises(InvalidImport, match="cannot be read as a workbook"):
        read_xlsx(path)


def test_a_workbook_with_an_entity_bomb_is_refused(tmp_path):
    path = book_with(tmp_path / "laughs.xlsx", ["case"], ["K-01"])
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: laughs + xml.replace(b"K-01", b"&b;"),
    )
    with pytest.raises(InvalidImport, match="workbooks never need"):
        read_xlsx(path)


def test_a_workbook_that_takes_too_long_is_stopped(tmp_path):
    path = book_with(tmp_path / "slow.xlsx", ["case"], ["K-01"])
    with pytest.raises(InvalidImport, match="took longer"):
        read_xlsx(path, seconds=0.01)


def test_a_workbook_that_fills_the_memory_is_stopped(tmp_path):
    path = book_with(tmp_path / "fat.xlsx", ["case"], ["K-01"])
    rewritten(
        path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"K-01", b"A" * 100_000_000)
    )
    assert path.stat().st_size < 1024**2
    with pytest.raises(InvalidImport, match="took more memory"):
        read_xlsx(path, memory_bytes=300 * 1024**2)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"PK\x03\x04 and nothing more", "cannot be read as a workbook")],
)
def test_a_broken_workbook_is_refused(write, content, sentence):
    with pytest.raises(InvalidImport, match=sentence):
        open_file(write("t.xlsx", content), FileForm())


def test_a_zip_file_of_something_else_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as package:
        package.writestr("table.csv", "case\nK-01\n")
    with pytest.raises(InvalidImport, match="not a workbook"):
        open_file(tmp_path / "t.zip", FileForm())


def test_two_columns_of_one_name_and_a_sheet_without_rows_are_refused(tmp_path):
    with pytest.raises(InvalidImport, match="two columns called “case”"):
        read_xlsx(book_with(tmp_path / "t.xlsx", ["case", "case"], ["K-01", "K-02"]))
    with pytest.raises(InvalidImport, match="no rows under them"):
        read_xlsx(book_with(tmp_path / "u.xlsx", ["case", "value"]))
    with pytest.raises(InvalidImport, match="no column names"):
        read_xlsx(book_with(tmp_path / "v.xlsx"))


def test_a_cell_says_what_it_holds_and_what_the_sheet_shows(tmp_path):
    book = Workbook()
    book.active.append(["case", "share", "day", "seen", "month", "hidden", "time", "half"])
    book.active.append([7, 0.8, dt.datetime(2026, 3, 4, 14, 5), True, DAY, 3, dt.time(14, 5), 2.5])
    formats = ["000", "0 %", "dd.mm.yyyy", "General", "mmm yyyy", ";;;", "h:mm", "# ?/?"]
    for cell, format in zip(book.active[2], formats, strict=True):
        cell.number_format = format
    book.save(tmp_path / "t.xlsx")
    table = read_xlsx(tmp_path / "t.xlsx")
    cells = [table.rows[0][name] for name in table.columns]
    assert [(cell.type, cell.shown) for cell in cells] == [
        ("whole", "007"),
        ("number", "80 %"),
        ("date", "04.03.2026"),
        ("truth", "TRUE"),
        ("text", "Mar 2026"),
        ("whole", ""),
        ("text", "14:05"),
        ("unclear", "2.5"),
    ]
    assert (table.rows[0].number, cells[2].value) == (2, dt.date(2026, 3, 4))


def test_a_time_that_is_shown_is_there_and_midnight_is_a_date(tmp_path):
    book = Workbook()
    for row in (["at"], [dt.datetime(2026, 3, 4, 14, 5, 33)], [dt.datetime(2026, 3, 11)]):
        book.active.append(row)
    for place in ("A2", "A3"):
        book.active[place].number_format = "yyyy-mm-dd h:mm:ss"
    book.save(tmp_path / "t.xlsx")
    at = [row["at"] for row in read_xlsx(tmp_path / "t.xlsx").rows]
    assert [(cell.type, cell.shown) for cell in at] == [
        ("moment", "2026-03-04 14:05:33"),
        ("date", "2026-03-11 0:00:00"),
    ]


def test_hidden_rows_and_columns_are_told_and_read(tmp_path):
    book = Workbook()
    for row in (["case", "value", "note", "room"], *[[f"K-{n}", n, "x", "y"] for n in range(9)]):
        book.active.append(row)
    sheet = book.active
    for number in (4, 6, 7, 8, 30):
        sheet.row_dimensions[number].hidden = True
    sheet.row_dimensions.group(10, 10, hidden=True)
    sheet.column_dimensions.group("C", "D", hidden=True)
    book.save(tmp_path / "t.xlsx")
    table = read_xlsx(tmp_path / "t.xlsx")
    assert len(table.rows) == 9
    rows, columns = table.remarks
    assert rows.startswith("5 rows are hidden on the sheet, by a filter or by hand: 4, 6–8, 10.")
    assert columns.startswith("2 columns are hidden on the sheet: “note”, “room”.")


def test_rows_without_height_are_hidden_too(tmp_path):
    path = book_with(tmp_path / "t.xlsx", ["case"], ["K-1"], ["K-2"])
    rewritten(path, SHEET, lambda xml: xml.replace(b'<row r="3"', b'<row r="3" ht="0"'))
    assert read_xlsx(path).remarks[0].startswith("Row 3 is hidden on the sheet")


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_told_read_or_not(tmp_path, state):
    book = Workbook()
    for name in ("data", "old"):
        sheet = book.active if name == "data" else book.create_sheet(name)
        sheet.title = name
        sheet.append(["case"])
        sheet.append([name])
    book["old"].sheet_state = state
    book.save(tmp_path / "t.xlsx")
    table = read_xlsx(tmp_path / "t.xlsx")
    assert table.rows[0].values == ("data",)
    assert "has a hidden sheet, “old”, which was not read" in table.remarks[0]
    hidden = read_xlsx(tmp_path / "t.xlsx", sheet="old")
    assert hidden.rows[0].values == ("old",)
    assert "The sheet “old” is hidden" in hidden.remarks[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'<row r="3"', b'<row r="1099511627776"'),
        (b'<row r="3"', b'<row r="1048577"'),
        (b'<row r="3"', b'<row r="2"'),
        (b'r="B3"', b'r="A3"'),
        (b"<v>4</v>", b"<v>" + b"4" * 5_000 + b"</v>"),
    ],
)
def test_rows_and_cells_that_no_spreadsheet_writes_are_refused_at_once(tmp_path, before, after):
    path = book_with(tmp_path / "t.xlsx", ["case", "value"], ["K-1", 3], ["K-2", 4])
    rewritten(path, SHEET, lambda xml: xml.replace(before, after))
    with pytest.raises(InvalidImport, match="cannot be read as a workbook"):
        read_xlsx(path)


def test_rows_far_down_keep_their_number(tmp_path):
    path = book_with(tmp_path / "t.xlsx", ["case", "value"], ["K-1", 3], ["K-2", 4])
    rewritten(path, SHEET, lambda xml: xml.replace(b'<row r="3"', b'<row r="1048576"'))
    assert [row.number for row in read_xlsx(path).rows] == [2, 1_048_576]


def test_a_number_past_all_numbers_is_an_error_of_the_sheet(tmp_path):
    path = book_with(tmp_path / "t.xlsx", ["case", "value"], ["K-1", 3], ["K-2", 4])
    rewritten(path, SHEET, lambda xml: xml.replace(b"<v>4</v>", b"<v>1E999</v>"))
    assert read_xlsx(path).rows[1]["value"].type == "error"


def test_a_formula_whose_result_is_no_text_is_an_empty_cell(tmp_path):
    path = book_with(tmp_path / "t.xlsx", ["case", "value"], ["K-01", '=IF(TRUE,"","x")'])
    xml_of = re.compile(rb'<c r="B2"( t="\w+")?><f>(.*?)</f><v ?(/>|></v>)')
    rewritten(path, SHEET, lambda xml: xml_of.sub(rb'<c r="B2" t="str"><f>\2</f><v></v>', xml))
    table = read_xlsx(path)
    assert table.problems == ()
    assert table.rows[0]["value"].type == "nothing"


def test_rows_under_the_header_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    path = book_with(tmp_path / "t.xlsx", ["Report"], ["case"], ["K-1"], ["K-2"])
    assert len(read_xlsx(path, header_row=2).rows) == 2
    with pytest.raises(InvalidImport, match="more than 2 rows under the column names"):
        read_xlsx(path, header_row=1)


@pytest.mark.parametrize(
    ("written", "type"),
    [
        ("2026-03-04", "date"),
        ("2026-03-04T14:05:33", "moment"),
        ("2026-W12-1", "text"),
        ("2026-03-04 or later", "text"),
        ("20260304", "text"),
    ],
)
def test_a_day_that_is_written_out_counts_only_in_the_usual_form(tmp_path, written, type):
    path = book_with(tmp_path / "t.xlsx", ["day"], [4])
    cell = f'<c r="A2" t="d"><v>{written}</v></c>'.encode()
    rewritten(path, SHEET, lambda xml: re.sub(rb'<c r="A2".*?</c>', cell, xml))
    day = read_xlsx(path).rows[0]["day"]
    assert (day.type, day.shown) == (type, written.replace("T", " "))

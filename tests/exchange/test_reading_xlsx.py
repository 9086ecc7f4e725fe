import datetime as dt
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from supervision_kit.errors import InvalidImport
from supervision_kit.exchange.mapping import FileForm
from supervision_kit.exchange.reading import read_table_file
from supervision_kit.exchange.reading_xlsx import read_xlsx

DAY = dt.date(2026, 3, 1)


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
    table, _ = read_table_file(renamed, FileForm())
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
        read_table_file(write("t.xlsx", content), FileForm())


def test_a_zip_file_of_something_else_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as package:
        package.writestr("table.csv", "case\nK-01\n")
    with pytest.raises(InvalidImport, match="not a workbook"):
        read_table_file(tmp_path / "t.zip", FileForm())


def test_two_columns_of_one_name_and_a_sheet_without_rows_are_refused(tmp_path):
    with pytest.raises(InvalidImport, match="two columns called “case”"):
        read_xlsx(book_with(tmp_path / "t.xlsx", ["case", "case"], ["K-01", "K-02"]))
    with pytest.raises(InvalidImport, match="no rows under them"):
        read_xlsx(book_with(tmp_path / "u.xlsx", ["case", "value"]))
    with pytest.raises(InvalidImport, match="no column names"):
        read_xlsx(book_with(tmp_path / "v.xlsx"))

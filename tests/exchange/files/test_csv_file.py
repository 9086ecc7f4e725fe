import csv
import io
import os
import tracemalloc

import pytest

from supervision_kit.errors import InvalidImport
from supervision_kit.exchange.files import table as tables
from supervision_kit.exchange.files.form import FileForm, known_encoding
from supervision_kit.exchange.files.opening import open_file

TABLE = "case,date,note\nK-01,2026-03-01,Grüße aus Łódź\nK-02,2026-03-02,\n"


def read(path, **form):
    return open_file(path, FileForm(**form)).by_name[""]


@pytest.mark.parametrize(
    ("written", "stated"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("cp1250", "cp1250"),
    ],
)
def test_a_file_is_read_in_the_encoding_the_mapping_states(write, written, stated):
    table = read(write("t.csv", TABLE.encode(written)), encoding=stated)
    assert table.columns == ("case", "date", "note")
    assert table.rows[0].values == ("K-01", "2026-03-01", "Grüße aus Łódź")
    assert table.encoding == stated


@pytest.mark.parametrize(
    ("written", "stated", "sentence"),
    [
        ("cp1252", "utf-8", "not written in utf-8: row 2"),
        ("utf-16", "utf-8", 'encoding = "utf-16"'),
        ("utf-8-sig", "cp1252", 'encoding = "utf-8"'),
        ("utf-8", "cp1252", 'encoding = "utf-8"'),
        ("utf-8", "utf-16", "in which order its bytes stand"),
        ("cp1252", "utf-16", "in which order its bytes stand"),
    ],
)
def test_a_wrong_encoding_is_reported_and_never_guessed(write, written, stated, sentence):
    text = "case,date,note\nK-01,2026-03-01,Grüße von Müller & Söhne, übrigens\n"
    path = write("t.csv", text.encode(written))
    with pytest.raises(InvalidImport, match=sentence):
        read(path, encoding=stated)


@pytest.mark.parametrize(("stated", "written"), [("iso8859-1", "cp1252"), ("iso8859-2", "cp1250")])
def test_windows_letters_read_as_iso_8859_are_reported(write, stated, written):
    path = write("t.csv", "case,note\nK-01,“quoted”\n".encode(written))
    with pytest.raises(InvalidImport, match=f'encoding = "{written}"'):
        read(path, encoding=stated)


def test_correct_utf_8_is_the_only_suggestion_for_it(write):
    path = write("t.csv", "case,note\nK-01,déjà vu\n")
    with pytest.raises(InvalidImport, match="It looks like utf-8"):
        read(path, encoding="ascii")


def test_a_suggestion_is_made_for_a_file_in_another_encoding(write):
    text = "case,note\n" + "".join(f"K-{n},Grüße aus der Straße über Köln\n" for n in range(50))
    with pytest.raises(InvalidImport, match="It looks like cp125"):
        read(write("t.csv", text.encode("cp1252")), encoding="utf-8")


@pytest.mark.parametrize("name", ["zip", "rot13", "base64", "idna", "unicode_escape", "nonsense"])
def test_an_encoding_that_is_none_for_files_is_not_known(name):
    assert known_encoding(name) is None


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_the_stated_delimiter_is_used(write, mark):
    table = read(write("t.csv", TABLE.replace(",", mark)), delimiter=mark)
    assert table.columns == ("case", "date", "note")
    assert len(table.rows) == 2


def test_rows_are_numbered_as_a_spreadsheet_does(write):
    content = 'case,note\nK-01,"two\nlines"\n\nK-02,x\n'
    assert [row.number for row in read(write("t.csv", content)).rows] == [2, 4]


def test_quotes_delimiters_and_line_breaks_inside_a_cell_are_kept(write):
    content = 'case,note\r\nK-01,"He said ""no"", then\r\nleft; later, back"\r\n'
    table = read(write("t.csv", content))
    assert table.rows[0].values[1] == 'He said "no", then\r\nleft; later, back'


def test_every_ragged_row_is_a_problem_with_its_number(write):
    table = read(
        write("t.csv", "case,date,value\nK-01,2026-03-01,4\nK-02,4\nK-03,2026-03-01,4,5\n")
    )
    assert [(p.row, p.what) for p in table.problems] == [
        (3, "The row has 2 cells; there are 3 columns."),
        (4, "The row has 4 cells; there are 3 columns."),
    ]


def test_surplus_empty_cells_do_no_harm(write):
    table = read(write("t.csv", "case,value\nK-01,4,,\n"))
    assert table.rows[0].values == ("K-01", "4")
    assert table.problems == ()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"\xef\xbb\xbf", "no column names in row 1"),
        (b"case,value\n", "no rows under them"),
        (b"case,value\n\n\n", "no rows under them"),
        (b"case,value,case\nK-01,4,5\n", "two columns called “case”"),
        (b"case,value,  case \nK-01,4,5\n", "two columns called “case”"),
        (b"case,value\nK-01,\x00\n", "row 2: there is a character"),
        (b'case,note\nK-01,"never closed\nK-02,x\n', "row 2: quotation marks"),
        (b'case,note\nK-01,"a"b\n', "row 2: quotation marks"),
        (b"%PDF-1.7\n", "is a PDF file"),
        (b"<!DOCTYPE html><html></html>", "is a HTML file"),
        (b"SQLite format 3\x00", "is a SQLite file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old workbook"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(write, content, sentence):
    with pytest.raises(InvalidImport, match=sentence):
        read(write("t.csv", content))


@pytest.mark.parametrize("length", [131_072, 131_073])
def test_a_cell_may_hold_131072_characters_and_not_one_more(write, length):
    path = write("t.csv", f"case,note\nK-01,x\nK-02,{'a' * length}\n")
    if length == 131_072:
        assert len(read(path).rows[1].values[1]) == length
    else:
        with pytest.raises(InvalidImport, match="row 3: a cell has more than 131072 characters"):
            read(path)


def test_a_limit_raised_elsewhere_changes_nothing(write):
    path = write("t.csv", f"case,note\nK-01,{'a' * 140_000}\n")
    before = csv.field_size_limit(10_000_000)
    try:
        with pytest.raises(InvalidImport, match="row 2: a cell has more than"):
            read(path)
    finally:
        csv.field_size_limit(before)


def test_fifty_thousand_rows_are_read(write):
    text = io.StringIO()
    csv.writer(text).writerows([("case", "value"), *((f"K-{n}", n % 5) for n in range(50_000))])
    table = read(write("t.csv", text.getvalue()))
    assert len(table.rows) == 50_000
    assert table.rows[-1].number == 50_001


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(tmp_path):
    with pytest.raises(InvalidImport, match="There is no file"):
        read(tmp_path / "none.csv")
    with pytest.raises(InvalidImport, match="is a folder"):
        read(tmp_path)
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(65 * 1024**2)
    with pytest.raises(InvalidImport, match="larger than 64 MB"):
        read(huge)


def test_the_column_names_may_stand_further_down(write):
    table = read(write("t.csv", "Report of March\n\ncase,value\nK-01,4\n"), header_row=3)
    assert table.columns == ("case", "value")
    assert table.rows[0].number == 4


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;", "\ufeffsep=;"])
def test_a_first_line_that_names_the_mark_is_no_header(write, line):
    table = read(write("t.csv", f"{line}\r\ncase;value\r\nK-01;4\r\n"), delimiter=";")
    assert table.columns == ("case", "value")
    assert [row.number for row in table.rows] == [3]
    assert "column names were read from row 2" in table.remarks[0]


def test_a_first_line_that_names_a_tab_is_no_header(write):
    table = read(write("t.csv", "sep=\t\ncase\tvalue\nK-01\t4\n"), delimiter="\t")
    assert table.columns == ("case", "value")
    utf_16 = write("u.csv", "sep=\t\ncase\tvalue\nK-01\t4\n".encode("utf-16"))
    assert read(utf_16, delimiter="\t", encoding="utf-16").columns == ("case", "value")


def test_who_counts_the_line_with_the_mark_is_right_too(write):
    path = write("t.csv", "sep=;\ncase;value\nK-01;4\n")
    assert read(path, delimiter=";", header_row=2).rows[0].number == 3


def test_a_first_line_that_names_another_mark_says_what_to_state(write):
    path = write("t.csv", "sep=;\ncase;value\nK-01;4\n")
    with pytest.raises(InvalidImport, match='Write delimiter = ";"'):
        read(path)
    tabs = write("u.csv", "sep=\t\ncase\tvalue\nK-01\t4\n")
    with pytest.raises(InvalidImport, match='Write delimiter = "tab"'):
        read(tabs)


def test_a_column_called_sep_is_a_column(write):
    assert read(write("t.csv", "sep=x,case\n1,K-01\n")).columns == ("sep=x", "case")


def test_rows_under_the_header_are_counted_and_empty_ones_are_not(write, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    title, rows = "Report\n\n", "K-1\n\nK-2\n,\nK-3\n".replace(",", "")
    assert len(read(write("t.csv", f"{title}case\n{rows}"), header_row=3).rows) == 3
    with pytest.raises(InvalidImport, match="more than 3 rows under the column names"):
        read(write("t.csv", f"{title}case\n{rows}K-4\n"), header_row=3)


def test_a_line_of_nothing_but_marks_is_refused_before_it_is_taken_apart(write):
    path = write("t.csv", "case,note\nK-01,x\n" + "," * 20_000_000)
    tracemalloc.start()
    with pytest.raises(InvalidImport, match="more than 500 columns"):
        read(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 4 * path.stat().st_size


def test_an_encoding_is_suggested_only_when_every_letter_agrees(write):
    french = "case,note\n" + "".join(f"K-{n},déjà vu à l’école, été\n" for n in range(40))
    french = french.replace(", été", " été")
    with pytest.raises(InvalidImport) as refused:
        read(write("t.csv", french.encode("cp1252")), encoding="utf-8")
    assert "cp1252, which reads “déjà”" in str(refused.value)
    assert "cp1250, which reads" in str(refused.value)
    assert "Write the one that reads right" in str(refused.value)


@pytest.mark.parametrize("name", ["utf\0-8", "\0", "x" * 10_000, "", "ütf-8"])
def test_nonsense_for_an_encoding_is_no_encoding(name):
    assert known_encoding(name) is None


def test_a_pipe_keeps_nobody_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InvalidImport, match="no plain file"):
        read(tmp_path / "pipe.csv")

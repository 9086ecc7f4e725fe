import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision_kit.exchange.cells.reading import (
    is_missing,
    read_code,
    read_number,
    read_phase,
    read_text,
    read_whole,
    read_word,
)
from supervision_kit.exchange.files.form import FileForm
from supervision_kit.exchange.files.table import Cell
from supervision_kit.exchange.guarding import formula_safe, unguarded
from supervision_kit.exchange.mapping.rules import CaseRule, FieldRule
from supervision_kit.exchange.problems import UnfitCell
from tests.exchange.conftest import cell_of

ERROR = Cell("error", "#N/A", "#N/A")


POINT, COMMA = FileForm(), FileForm(decimal=",")


@pytest.mark.parametrize(
    ("cell", "form", "number"),
    [
        ("4", POINT, 4.0),
        (" 20.8 ", POINT, 20.8),
        ("10.41666667", POINT, 10.41666667),
        ("-1", POINT, -1.0),
        ("2,5", COMMA, 2.5),
        (3, POINT, 3.0),
        (Cell("number", 2.5, "2,5"), COMMA, 2.5),
    ],
)
def test_a_number_is_read_exactly(cell, form, number):
    assert read_number(cell_of(cell), form) == number


@pytest.mark.parametrize(
    "cell",
    ["nan", "inf", "-inf", "1e999", "0x10", "1_000", "٣", "3points", True],
)
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(UnfitCell, match="is not a number"):
        read_number(cell_of(cell), POINT)


def test_another_decimal_mark_is_told_and_not_guessed():
    with pytest.raises(UnfitCell, match="decimal") as refused:
        read_number(cell_of("2,5"), POINT)
    assert 'decimal = ","' in refused.value.remedy


def test_a_whole_number_is_never_rounded():
    assert read_whole(cell_of("108"), POINT) == 108
    with pytest.raises(UnfitCell, match="not a whole number"):
        read_whole(cell_of("2.5"), POINT)


def test_a_word_outside_the_table_is_a_problem_and_not_a_guess():
    rule = FieldRule(column="who", words={"teacher": "worker"})
    assert read_word(cell_of("teacher"), rule, POINT) == "worker"
    with pytest.raises(UnfitCell, match="“Teacher” is not among the words"):
        read_word(cell_of("Teacher"), rule, POINT)


def test_a_workbook_error_is_not_taken_for_text():
    with pytest.raises(UnfitCell, match="#N/A"):
        read_text(cell_of(ERROR), POINT)


@pytest.mark.parametrize(
    ("cell", "rule", "code"),
    [
        ("1a1", CaseRule("case"), "1A1"),
        (7, CaseRule("case", prefix="K-"), "K-7"),
        (7.0, CaseRule("case", prefix="K-"), "K-7"),
        ("Adam", CaseRule("case", codes={"Adam": "h-01"}), "H-01"),
    ],
)
def test_a_case_is_known_by_its_code_in_capital_letters(cell, rule, code):
    assert read_code(cell_of(cell), rule, POINT) == code


def test_a_name_without_a_code_does_not_come_in():
    with pytest.raises(UnfitCell, match="“Eva” has no code"):
        read_code(cell_of("Eva"), CaseRule("case", codes={"Adam": "H-01"}), POINT)


@pytest.mark.parametrize("cell", [None, "", "  ", "NA"])
def test_a_row_without_a_case_is_refused(cell):
    with pytest.raises(UnfitCell, match="No case is named"):
        read_code(cell_of(cell), CaseRule("case"), POINT)


@pytest.mark.parametrize("text", ["=1+1", "+49", "-1", "@here", "\tx", "\rx", "−5", "＝1", "'=1"])
def test_text_that_a_spreadsheet_would_run_is_guarded(text):
    assert formula_safe(text) == "'" + text


@given(st.text())
def test_guarding_is_undone_exactly(text):
    assert unguarded(formula_safe(text)) == text


def number_cell(value, shown):
    return cell_of(Cell("number", value, shown))


@pytest.mark.parametrize(
    "cell",
    [
        cell_of(99),
        cell_of(99.0),
        cell_of("99"),
        cell_of("99.0"),
        cell_of(" 99 "),
        number_cell(99, "099"),
        number_cell(99, "99.00"),
        cell_of("n/a"),
        cell_of("TRUE"),
        cell_of(True),
        cell_of(None),
        cell_of("  "),
    ],
)
def test_a_missing_code_is_missing_however_it_is_typed(cell):
    form = FileForm(missing=("", "99", "n/a", "TRUE"))
    assert is_missing(cell, form)
    assert read_phase(cell, form) == ""


@pytest.mark.parametrize(
    "cell",
    [cell_of(98), cell_of("99%"), number_cell(98.6, "99"), number_cell(0, ""), cell_of(ERROR)],
)
def test_what_is_not_the_missing_code_is_not_missing(cell):
    assert not is_missing(cell, FileForm(missing=("", "99")))


def test_a_truth_value_is_a_word_like_others():
    rule = FieldRule(column="came", words={"TRUE": "attended", "FALSE": "absent"})
    assert read_word(cell_of(True), rule, POINT) == "attended"
    assert read_word(cell_of(False), rule, POINT) == read_word(cell_of("FALSE"), rule, POINT)


def test_a_code_is_the_code_the_sheet_shows():
    assert read_code(cell_of(Cell("whole", 7, "007")), CaseRule("case"), POINT) == "007"
    assert read_code(cell_of(7), CaseRule("case"), POINT) == "7"


@pytest.mark.parametrize("cell", [cell_of("80 %"), cell_of("80%"), number_cell(0.8, "80 %")])
def test_a_percent_sign_counts_as_the_mapping_says_and_not_otherwise(cell):
    assert read_number(cell, FileForm(percent="points")) == 80.0
    assert read_number(cell, FileForm(percent="share")) == 0.8
    with pytest.raises(UnfitCell, match=r"can be 80 or 0\.8") as refused:
        read_number(cell, POINT)
    assert 'percent = "points"' in refused.value.remedy


@pytest.mark.parametrize(
    ("value", "shown", "number"), [(2.6, "3", 3.0), (0.804, "80%", 80.0), (1234.6, "1 235", 1235.0)]
)
def test_a_number_that_is_shown_as_another_is_told(value, shown, number):
    form = FileForm(percent="points", thousands=" ")
    with pytest.raises(UnfitCell, match="and holds") as refused:
        read_number(number_cell(value, shown), form)
    assert 'rounded = "shown"' in refused.value.remedy
    as_shown = FileForm(percent="points", thousands=" ", rounded="shown")
    assert read_number(number_cell(value, shown), as_shown) == number


@pytest.mark.parametrize(
    ("text", "decimal", "keys", "number"),
    [
        ("1,234.5", ".", {"thousands": ","}, 1234.5),
        ("1.234,5", ".", {"decimal": ",", "thousands": "."}, 1234.5),
        ("1 234", ".", {"thousands": " "}, 1234.0),
        ("1\u202f234,5", ".", {"decimal": ",", "thousands": " "}, 1234.5),
        ("1’234", ".", {"thousands": "'"}, 1234.0),
        ("1.234.567", ".", {"decimal": ",", "thousands": "."}, 1234567.0),
        ("1,234,567", ".", {"thousands": ","}, 1234567.0),
    ],
)
def test_marks_between_thousands_are_told_with_the_keys_that_help(text, decimal, keys, number):
    with pytest.raises(UnfitCell) as refused:
        read_number(cell_of(text), FileForm(decimal=decimal))
    assert all(f'{key} = "{mark}"' in refused.value.remedy for key, mark in keys.items())
    assert read_number(cell_of(text), FileForm(**{"decimal": decimal, **keys})) == number


def test_a_mark_that_may_part_thousands_or_decimals_is_asked_about():
    with pytest.raises(UnfitCell, match=r"“1,234” can be 1234 or 1\.234") as refused:
        read_number(cell_of("1,234"), POINT)
    assert 'thousands = ","' in refused.value.remedy
    assert 'decimal = ","' in refused.value.remedy


@pytest.mark.parametrize("text", ["2.9999999999999999999", "0.10000000000000000001", "1e-400"])
def test_digits_that_cannot_be_kept_are_told(text):
    with pytest.raises(UnfitCell, match="more digits than can be kept"):
        read_number(cell_of(text), POINT)


@pytest.mark.parametrize(
    "text", ["3 pts", "$3", "(3)", "3/4", "12:30", "2026-03-04", "1,2,3", "3 4", "--3"]
)
def test_a_number_with_something_beside_it_is_never_another_number(text):
    with pytest.raises(UnfitCell):
        read_number(cell_of(text), POINT)


@pytest.mark.parametrize("read", [read_text, read_number, read_whole])
def test_a_number_nobody_sees_is_told(read):
    with pytest.raises(UnfitCell, match="holds 3 and its number format shows nothing"):
        read(cell_of(Cell("whole", 3, "")), POINT)
    with pytest.raises(UnfitCell, match="“# \\?/\\?”, and what it shows"):
        read(cell_of(Cell("unclear", "# ?/?", "2.5")), POINT)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_in_full_is_read_exactly(number):
    assert read_number(cell_of(repr(number)), POINT) == number

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision_kit.exchange.cells import read_code, read_number, read_text, read_whole, read_word
from supervision_kit.exchange.guarding import guarded, unguarded
from supervision_kit.exchange.mapping import CaseRule, FieldRule, FileForm
from supervision_kit.exchange.problems import UnfitCell
from supervision_kit.exchange.tables import Held

from .conftest import cell_of

ERROR = Held("error", "#N/A", "#N/A")


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
        (Held("number", 2.5, "2,5"), COMMA, 2.5),
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
    assert guarded(text) == "'" + text


@given(st.text())
def test_guarding_is_undone_exactly(text):
    assert unguarded(guarded(text)) == text

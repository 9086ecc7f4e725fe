import pytest

from supervision_kit.exchange.files.number_formats import general, number_as_shown


@pytest.mark.parametrize(
    ("number", "format", "shown"),
    [
        (7, "000", "007"),
        (7.0, "General", "7"),
        (0.1 + 0.2, "General", "0.3"),
        (0.8, "0%", "80%"),
        (0.804, "0%", "80%"),
        (0.804, "0.0 %", "80.4 %"),
        (80, '0"%"', "80%"),
        (2.6, "0", "3"),
        (2.5, "0", "3"),
        (3, "0.00", "3.00"),
        (3.1, "0.0##", "3.1"),
        (1234.5, "#,##0.00", "1,234.50"),
        (12, "0,000", "0,012"),
        (1234, "0,", "1"),
        (3, '0" pts"', "3 pts"),
        (3, "$0.00", "$3.00"),
        (3, "#,##0.00 [$€-407]", "3.00 €"),
        (-3, "#,##0_);[Red](#,##0)", "(3)"),
        (-2, "0;[Red]0", "2"),
        (-2, "0.0", "-2.0"),
        (0, '0;-0;"-"', "-"),
        (0, "0;-0;;@", ""),
        (1234567, "000\\-0000", "123-4567"),
        (99999.9, "0.0E+00", "1.0E+05"),
        (12345, '"K-"000', "K-12345"),
    ],
)
def test_a_number_is_drawn_as_a_spreadsheet_draws_it(number, format, shown):
    assert number_as_shown(number, format) == shown


def test_a_sheet_with_decimal_commas_parts_thousands_by_points():
    assert number_as_shown(1234.5, "#,##0.00", ",") == "1.234,50"


@pytest.mark.parametrize(
    "format", ["# ?/?", '[>3]0;"few"', "##0.0E+0", "[DBNum1]0", "Standard", "0 pts", "0.0.0"]
)
def test_of_a_format_that_is_not_drawn_nothing_is_claimed(format):
    assert number_as_shown(2.5, format) is None


@pytest.mark.parametrize("number", [10**400, -(10**20), 1e300])
def test_a_number_of_more_digits_than_a_sheet_keeps_is_not_drawn_in_full(number):
    assert number_as_shown(number, "0") is None
    assert "E+" in general(number)

import pytest

from supervision_kit.exchange.mapping.date_format import check_format


@pytest.mark.parametrize(
    ("format", "fault"),
    [
        ("DD.MM.YYYY", None),
        ("DD.MM.YY", "mapping_two_digit_year"),
        ("DD.MM", "mapping_date_format"),
        ("%d.%m.%Y", "mapping_date_format"),
        ("DD.DD.YYYY", "mapping_date_format"),
    ],
)
def test_a_format_names_year_month_and_day_once_each(format, fault):
    assert check_format(format) == fault

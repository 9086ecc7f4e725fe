import datetime as dt

import pytest

from supervision_kit.exchange.dates import check_format, nth_day, read_date
from supervision_kit.exchange.mapping import DayRule, FieldRule
from supervision_kit.exchange.problems import UnfitCell

from .conftest import cell_of

WEDNESDAY = dt.date(2016, 9, 7)


@pytest.mark.parametrize(
    ("text", "format", "date"),
    [
        ("2026-03-01", "YYYY-MM-DD", dt.date(2026, 3, 1)),
        ("1.3.2026", "DD.MM.YYYY", dt.date(2026, 3, 1)),
        ("03/01/2026", "MM/DD/YYYY", dt.date(2026, 3, 1)),
        (" 2024-02-29 ", "YYYY-MM-DD", dt.date(2024, 2, 29)),
        ("20260301", "YYYYMMDD", dt.date(2026, 3, 1)),
        ("2026-03-01 00:00:00", "YYYY-MM-DD", dt.date(2026, 3, 1)),
    ],
)
def test_a_date_is_read_in_the_stated_format(text, format, date):
    assert read_date(cell_of(text), FieldRule(format=format)) == date


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1.3.26", "not a date written as DD.MM.YYYY"),
        ("2026-03-01", "not a date written as DD.MM.YYYY"),
        ("29.02.2026", "no day of the calendar"),
        ("31.13.2026", "no day of the calendar"),
        ("1.3.2026 14:30", "has a time of day beside the date"),
        ("٠١.٠٣.٢٠٢٦", "not a date written as"),
    ],
)
def test_what_is_no_date_is_refused_with_the_format(text, sentence):
    with pytest.raises(UnfitCell, match=sentence):
        read_date(cell_of(text), FieldRule(format="DD.MM.YYYY"))


def test_a_number_is_not_taken_for_a_date():
    with pytest.raises(UnfitCell, match="44197 is a number and not a date"):
        read_date(cell_of(44197), FieldRule())


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


def test_weekdays_are_counted_from_monday_to_friday():
    rule = DayRule("day", WEDNESDAY, "weekdays")
    days = [nth_day(rule, number) for number in range(1, 109)]
    assert days[0] == WEDNESDAY
    assert {day.isoweekday() for day in days} == {1, 2, 3, 4, 5}
    assert days[3] - days[2] == dt.timedelta(days=3)
    assert days[-1] == dt.date(2017, 2, 3)


def test_calendar_days_are_counted_without_a_gap():
    rule = DayRule("day", WEDNESDAY, "days")
    assert nth_day(rule, 4) == dt.date(2016, 9, 10)


@pytest.mark.parametrize("number", [0, -3, 10**9])
def test_a_day_number_outside_the_calendar_is_refused(number):
    with pytest.raises(UnfitCell):
        nth_day(DayRule("day", WEDNESDAY, "weekdays"), number)

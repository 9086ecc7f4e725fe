import datetime as dt

import pytest

from supervision_kit.exchange.cells.dates import DateColumn, nth_day, read_date
from supervision_kit.exchange.files.table import Cell, SheetRow
from supervision_kit.exchange.mapping.rules import DayNumbers, FieldRule
from supervision_kit.exchange.problems import UnfitCell
from tests.exchange.conftest import cell_of

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


def test_weekdays_are_counted_from_monday_to_friday():
    rule = DayNumbers("day", WEDNESDAY, "weekdays")
    days = [nth_day(rule, number) for number in range(1, 109)]
    assert days[0] == WEDNESDAY
    assert {day.isoweekday() for day in days} == {1, 2, 3, 4, 5}
    assert days[3] - days[2] == dt.timedelta(days=3)
    assert days[-1] == dt.date(2017, 2, 3)


def test_calendar_days_are_counted_without_a_gap():
    rule = DayNumbers("day", WEDNESDAY, "days")
    assert nth_day(rule, 4) == dt.date(2016, 9, 10)


@pytest.mark.parametrize("number", [0, -3, 10**9])
def test_a_day_number_outside_the_calendar_is_refused(number):
    with pytest.raises(UnfitCell):
        nth_day(DayNumbers("day", WEDNESDAY, "weekdays"), number)


MARCH_4 = dt.date(2026, 3, 4)
AMERICAN = "MM/DD/YYYY"


def real_day(on, shown):
    sort = "moment" if isinstance(on, dt.datetime) else "date"
    return Cell(sort, on, shown)


@pytest.mark.parametrize(
    "told",
    [
        "3/4/2026 14:05:33",
        "3/4/2026 9:12",
        "3/4/2026, 2:05:33 PM",
        "3/4/2026 2:05 p.m.",
        "3/4/2026 14:05:33 GMT+1",
        "3/4/2026T14:05:33.250Z",
        "3/4/2026 14:05:33 +01:00",
        real_day(dt.datetime(2026, 3, 4, 14, 5, 33), "3/4/2026 14:05:33"),
    ],
)
def test_a_time_of_day_is_left_out_when_the_mapping_says_so_and_not_otherwise(told):
    cell = cell_of(told)
    assert read_date(cell, FieldRule(format=AMERICAN, time="ignore")) == MARCH_4
    with pytest.raises(UnfitCell, match="has a time of day beside the date") as refused:
        read_date(cell, FieldRule(format=AMERICAN))
    assert cell.shown[:15] in str(refused.value)
    assert 'time = "ignore"' in refused.value.remedy


@pytest.mark.parametrize(
    "told",
    ["3/4/2026 0:00:00", "3/4/2026 00:00", "3/4/2026 12:00:00 AM", real_day(MARCH_4, "4 March")],
)
def test_midnight_says_nothing_more_than_the_day(told):
    assert read_date(cell_of(told), FieldRule(format=AMERICAN)) == MARCH_4


@pytest.mark.parametrize(
    "text",
    ["3/4/2026 to 3/5/2026", "3/4/2026 and more", "3/4/2026 14", "2026-W10-3", "3/4/202614:05"],
)
def test_only_a_time_may_stand_behind_a_day(text):
    with pytest.raises(UnfitCell, match="is not a date written as"):
        read_date(cell_of(text), FieldRule(format=AMERICAN, time="ignore"))


def column_of(*told, mixed="refuse"):
    column = DateColumn(FieldRule(column="day", format="DD/MM/YYYY", mixed=mixed))
    for number, each in enumerate(told, start=2):
        column.read(SheetRow(number, (each,), {"day": 0})["day"], number)
    return column


def test_dates_and_texts_in_one_column_are_told_with_counts_and_rows():
    swapped = [real_day(dt.date(2026, 4, 3), "04/03/2026"), real_day(MARCH_4, "03/04/2026")]
    problem = column_of("25/03/2026", *swapped, "26/03/2026", "27/03/2026").problem()
    assert (problem.row, problem.column) == (None, "day")
    assert "2 as dates of the workbook (row 3–4)" in problem.what
    assert "3 as text (row 2, 5–6)" in problem.what
    assert 'mixed = "tell"' in problem.remedy


def test_who_has_looked_at_mixed_days_takes_them_and_is_told():
    column = column_of("25/03/2026", real_day(MARCH_4, "04/03/2026"), mixed="tell")
    assert column.problem() is None
    assert "Column “day”: Days stand here in two ways: 1 as" in column.remark()


@pytest.mark.parametrize("told", [["25/03/2026"] * 2, [real_day(MARCH_4, "04/03/2026")] * 2, []])
def test_a_column_of_one_sort_is_not_talked_about(told):
    assert column_of(*told).problem() is None
    assert column_of(*told, mixed="tell").remark() == ""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision_kit.charts.time_axis import time_axis

ROOM = 500


def named(first, last, room=ROOM):
    """Return the names on the axis, with the year in brackets where it is shown."""
    axis = time_axis(date.fromisoformat(first), date.fromisoformat(last), room)
    return [f"{tick.name} ({tick.year})" if tick.year else tick.name for tick in axis.ticks]


def test_one_day_is_named_in_the_middle():
    axis = time_axis(date(2026, 10, 12), date(2026, 10, 12), ROOM)
    assert axis.first < date(2026, 10, 12) < axis.last
    assert [tick.name for tick in axis.ticks] == ["12 Oct"]


def test_over_days_every_day_is_named_and_the_month_once():
    assert named("2026-10-30", "2026-11-03") == ["30 Oct (2026)", "31", "1 Nov", "2", "3"]


def test_over_weeks_mondays_are_named():
    assert named("2026-10-07", "2026-11-22")[:3] == ["12 Oct (2026)", "19", "26"]


def test_over_months_every_month_is_named_from_its_first_day():
    axis = time_axis(date(2026, 2, 9), date(2026, 10, 13), ROOM)
    assert axis.first == date(2026, 2, 1)
    assert axis.last == date(2026, 10, 13)
    assert named("2026-02-09", "2026-10-13") == [
        "Feb (2026)",
        *("Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct"),
    ]


def test_the_year_stands_where_it_changes():
    assert named("2025-11-09", "2026-02-13") == ["Nov (2025)", "Dec", "Jan (2026)", "Feb"]


def test_with_less_room_fewer_months_are_named():
    assert named("2026-02-09", "2026-10-13", 290) == ["Feb (2026)", "Apr", "Jun", "Aug", "Oct"]


def test_over_years_quarters_or_halves_are_named():
    assert named("2021-01-15", "2023-06-01")[:3] == ["Jan (2021)", "Apr", "Jul"]
    assert named("2021-01-15", "2025-12-01")[:3] == ["Jan (2021)", "Jul", "Jan (2022)"]


def test_over_decades_some_years_are_named():
    assert named("2001-05-15", "2026-12-01", 200) == [
        "Jan (2004)",
        "Jan (2010)",
        "Jan (2016)",
        "Jan (2022)",
    ]


@given(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(0, 9000),
    st.sampled_from([120, 290, 500]),
)
def test_names_lie_on_the_axis_and_never_touch(first, n_days, room):
    last = first + timedelta(days=n_days)
    axis = time_axis(first, last, room)
    assert axis.first <= first <= last <= axis.last
    assert axis.ticks
    days = [tick.on for tick in axis.ticks]
    assert axis.first <= days[0]
    assert days[-1] <= axis.last
    point = (axis.last - axis.first).days / room
    # A month has 28 to 31 days, so names over months lie a little nearer now and then.
    assert all((after - before).days / point > 38 for before, after in pairwise(days))


@pytest.mark.parametrize("first", ["2026-01-01", "2024-02-29"])
def test_two_weeks_are_named_by_days(first):
    last = date.fromisoformat(first) + timedelta(days=14)
    assert len(named(first, str(last))) >= 7

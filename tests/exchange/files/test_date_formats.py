import datetime as dt

import pytest

from supervision_kit.exchange.files.date_formats import day_as_shown

AFTERNOON = dt.datetime(2026, 3, 4, 14, 5, 33)


@pytest.mark.parametrize(
    ("format", "shown"),
    [
        ("dd.mm.yyyy", "04.03.2026"),
        ("d/m/yy", "4/3/26"),
        ("yyyy-mm-dd h:mm:ss", "2026-03-04 14:05:33"),
        ("m/d/yyyy h:mm AM/PM", "3/4/2026 2:05 PM"),
        ("[$-409]d mmmm yyyy;@", "4 March 2026"),
        ("dddd, d. mmm yyyy", "Wednesday, 4. Mar 2026"),
        ("mm:ss", "05:33"),
        ("mm-dd-yy", "2026-03-04"),
    ],
)
def test_a_day_is_drawn_as_a_spreadsheet_draws_it(format, shown):
    assert day_as_shown(AFTERNOON, format).text == shown


@pytest.mark.parametrize(
    ("format", "has_day", "has_time"),
    [
        ("dd.mm.yyyy", True, False),
        ("dd.mm.yyyy hh:mm", True, True),
        ("mmm yyyy", False, False),
        ("h:mm", False, True),
    ],
)
def test_it_is_known_what_can_be_seen_of_a_day(format, has_day, has_time):
    shown = day_as_shown(AFTERNOON, format)
    assert (shown.has_day, shown.has_time) == (has_day, has_time)


@pytest.mark.parametrize("format", ["[$-407]d. mmmm yyyy", "General", "e-mm-dd"])
def test_a_format_that_is_not_drawn_is_shown_as_a_day_nobody_misreads(format):
    assert day_as_shown(AFTERNOON, format).text == "2026-03-04 14:05:33"

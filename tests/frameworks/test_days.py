import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from supervision_kit.frameworks import (
    day_in_words,
    day_short,
    moment_in_words,
    month_short,
    written_day,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def set_zone(monkeypatch):
    """Set the reader's time zone, for this test only."""

    def to(zone):
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield to
    monkeypatch.undo()
    time.tzset()


def test_a_day_in_words():
    assert day_in_words(date(2026, 10, 12)) == "12 October 2026"
    assert day_in_words(date(2024, 2, 29)) == "29 February 2024"


def test_a_day_is_read_in_one_form():
    assert written_day("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["2026-W12-1", "20260316", "2026W121", "2026-3-16", "2023-02-29"])
def test_a_day_in_another_form_is_none(text):
    with pytest.raises(ValueError, match=r"YYYY-MM-DD|out of range|Invalid"):
        written_day(text)


def test_a_day_in_short():
    assert day_short(date(2026, 10, 12)) == "12 Oct"
    assert month_short(date(2026, 9, 1)) == "Sep"


@pytest.mark.parametrize(
    ("day", "short"),
    [
        (date(2026, 5, 24), "24 May"),
        (date(2026, 5, 23), "23 May 2026"),
        (date(2027, 5, 23), "23 May"),
        (date(2017, 2, 3), "3 Feb 2017"),
    ],
)
def test_a_day_more_than_half_a_year_away_is_told_with_its_year(day, short):
    assert day_short(day, today=date(2026, 11, 22)) == short


def test_a_moment_of_today_is_its_time(set_zone):
    set_zone("UTC")
    assert moment_in_words(datetime(2026, 11, 22, 9, 5, tzinfo=UTC), now=NOW) == "09:05"


def test_a_moment_of_yesterday_says_so(set_zone):
    set_zone("UTC")
    moment = datetime(2026, 11, 21, 23, 59, tzinfo=UTC)
    assert moment_in_words(moment, now=NOW) == "yesterday, 23:59"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 20, 14, 2, tzinfo=UTC), "20 November 2026, 14:02"),
        (datetime(2026, 11, 23, 14, 2, tzinfo=UTC), "23 November 2026, 14:02"),
    ],
)
def test_another_day_is_named(set_zone, moment, words):
    set_zone("UTC")
    assert moment_in_words(moment, now=NOW) == words


def test_the_clock_is_the_readers(set_zone):
    set_zone("Europe/Berlin")
    winter = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
    summer = datetime(2026, 7, 1, 9, 5, tzinfo=UTC)
    assert moment_in_words(winter, now=NOW) == "10:05"
    assert moment_in_words(summer, now=NOW) == "1 July 2026, 11:05"
    far = datetime(2026, 11, 22, 2, 0, tzinfo=timezone(timedelta(hours=5)))
    assert moment_in_words(far, now=NOW) == "yesterday, 22:00"


def test_without_a_now_it_is_told_from_the_present():
    assert moment_in_words(datetime.now(UTC)).count(",") == 0


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        moment_in_words(datetime(2026, 11, 22, 9, 5))

"""How is a day or a moment written for the reader, and a day by the reader?"""

from datetime import UTC, date, datetime, timedelta

from babel.dates import format_date, format_time

from supervision_kit.frameworks.language import language
from supervision_kit.frameworks.text import say

# A day without its year is taken for the one nearest to today.
_SAME_YEAR = timedelta(days=182)


def written_day(text: str) -> date:
    """Return the day that a text says as ``YYYY-MM-DD``.

    >>> written_day("2026-10-12")
    datetime.date(2026, 10, 12)

    Raises
    ------
    ValueError
        The text says it in another way, such as ``2026-W12-1``, or there is no such day.
    """
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(f"{text} is not written as YYYY-MM-DD")
    return day


def day_in_words(day: date) -> str:
    """Return a day as ``12 October 2026``.

    >>> day_in_words(date(2026, 10, 12))
    '12 October 2026'
    """
    return format_date(day, say("frameworks.pattern_day"), locale=language())


def day_short(day: date, *, today: date | None = None) -> str:
    """Return a day as ``12 Oct``, with its year if that is not plain to see from `today`.

    >>> day_short(date(2026, 10, 12))
    '12 Oct'
    >>> day_short(date(2017, 10, 12), today=date(2026, 11, 22))
    '12 Oct 2017'
    """
    far = today is not None and abs(day - today) > _SAME_YEAR
    pattern = "frameworks.pattern_day_year" if far else "frameworks.pattern_day_short"
    return format_date(day, say(pattern), locale=language())


def day_with_weekday(day: date) -> str:
    """Return a day that is near as ``Mon 12 Oct``.

    >>> day_with_weekday(date(2026, 10, 12))
    'Mon 12 Oct'
    """
    return format_date(day, say("frameworks.pattern_day_weekday"), locale=language())


def month_short(day: date) -> str:
    """Return the month of a day as ``Oct``.

    >>> month_short(date(2026, 10, 12))
    'Oct'
    """
    return format_date(day, say("frameworks.pattern_month_short"), locale=language())


def moment_in_words(moment: datetime, *, now: datetime | None = None) -> str:
    """Return a moment on the reader's clock: ``14:02`` today, else with its day.

    Parameters
    ----------
    moment : datetime
        With a time zone.
    now : datetime, optional
        What today is told from.

    Raises
    ------
    ValueError
        The moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("moment has no time zone")
    here = moment.astimezone()
    today = (now or datetime.now(UTC)).astimezone().date()
    # Only the wall clock's time: Babel would turn a moment with a zone into UTC.
    time = format_time(here.time(), say("frameworks.pattern_time"), locale=language())
    if here.date() == today:
        return time
    if here.date() == today - timedelta(days=1):
        return say("frameworks.moment_yesterday", time=time)
    return say("frameworks.moment", day=day_in_words(here.date()), time=time)

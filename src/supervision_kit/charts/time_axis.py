"""Which dates does the shared time axis name, and how?

Months where there is room for them, fewer over years, days over weeks. The year stands under the
first name and wherever it changes.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from supervision_kit.frameworks import day_short, month_short

# From so many days on the axis begins with a whole month.
_WHOLE_MONTHS_FROM = 60
_DAY_STEPS = (1, 2, 7, 14)
_MONTH_STEPS = (1, 2, 3, 6, 12)
_SINGLE_DAY_MARGIN = 3


@dataclass(frozen=True)
class _Tick:
    """A named date: the name, and the year where it is new (else empty)."""

    on: date
    name: str
    year: str


@dataclass(frozen=True)
class TimeAxis:
    """The dates a chart reaches over.

    Attributes
    ----------
    first, last : date
        Left and right end; `first` is before `last`.
    ticks : tuple of Tick
        The dates that are named, in order.
    """

    first: date
    last: date
    ticks: tuple[_Tick, ...]


def time_axis(first: date, last: date, room: float, *, apart: float = 46.0) -> TimeAxis:
    """Choose the ends and the named dates of an axis.

    Parameters
    ----------
    first, last : date
        The earliest and the latest date drawn; they may be the same.
    room : float
        Width in points.
    apart : float
        Least distance of two names in points.
    """
    if first == last:
        margin = timedelta(days=_SINGLE_DAY_MARGIN)
        return TimeAxis(first - margin, last + margin, _named([first], by_day=True))
    if (last - first).days >= _WHOLE_MONTHS_FROM:
        first = first.replace(day=1)
    n_days = (last - first).days
    most = max(room / apart, 1)
    for step in _DAY_STEPS:
        if n_days / step <= most and n_days < _WHOLE_MONTHS_FROM:
            return TimeAxis(first, last, _named(_days(first, last, step), by_day=True))
    step = next((s for s in _MONTH_STEPS if n_days / 30.4 / s <= most), _years_step(n_days, most))
    return TimeAxis(first, last, _named(_months(first, last, step), by_day=False))


def _years_step(n_days: int, most: float) -> int:
    return 12 * int(-(-n_days // (365.25 * most)))


def _days(first: date, last: date, step: int) -> list[date]:
    # Whole weeks begin on a Monday, as a diary does.
    start = first + timedelta(days=-first.weekday() % 7) if step >= 7 else first
    n = (last - start).days // step
    return [start + timedelta(days=step * k) for k in range(n + 1)] or [first]


def _months(first: date, last: date, step: int) -> list[date]:
    """Return the first days of every `step`-th month: quarters, halves and years as usual."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    # Every second month is counted from the first, which then has a name.
    start = numbers[0] if step == 2 else 0
    days = [date(n // 12, n % 12 + 1, 1) for n in numbers if (n - start) % step == 0]
    return [day for day in days if day >= first] or [first]


def _named(days: list[date], *, by_day: bool) -> tuple[_Tick, ...]:
    ticks = []
    year = month = None
    for day in days:
        name = day_short(day) if by_day and day.month != month else month_short(day)
        if by_day and day.month == month:
            name = str(day.day)
        ticks.append(_Tick(day, name, str(day.year) if day.year != year else ""))
        year, month = day.year, day.month
    return tuple(ticks)

"""On which day was it, when a file says so in its own way?

Dates are written as a mapping states, in the letters people know (``DD.MM.YYYY``), with four-digit
years. Day numbers become dates by counting from a first day.
"""

import datetime as dt
import re

from .mapping import DayRule
from .problems import unfit
from .tables import Cell

_PARTS = {"YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d{1,2})", "DD": r"(?P<day>\d{1,2})"}
_TOKEN = re.compile("|".join(_PARTS))
_TIME = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
"""Midnight after a date, as databases write it, says nothing more than the date."""


def check_format(format: str) -> str | None:
    """Say which text explains what is wrong with a date format; None when nothing is.

    >>> check_format("DD.MM.YYYY")
    >>> check_format("DD.MM.YY")
    'mapping_two_digit_year'
    >>> check_format("%d.%m.%Y")
    'mapping_date_format'
    """
    letters = _TOKEN.sub("", format)
    if "YYYY" not in format and "YY" in letters:
        return "mapping_two_digit_year"
    if sorted(_TOKEN.findall(format)) != sorted(_PARTS) or re.search(r"[\w%]", letters):
        return "mapping_date_format"
    return None


def read_date(cell: Cell, format: str) -> dt.date:
    """Turn a cell into a date.

    Parameters
    ----------
    cell : Cell
        Text in the stated format, or a date cell of a workbook.
    format : str
        ``YYYY``, ``MM`` and ``DD`` with what stands between them.

    Raises
    ------
    UnfitCell
        When the text is not written that way, has a time of day, or names no day of the calendar.
    """
    if isinstance(cell, dt.date):
        return cell
    if not isinstance(cell, str):
        raise unfit("date_is_number", value=cell)
    text = _TIME.sub("", cell.strip())
    match = re.fullmatch(_pattern(format), text, re.ASCII)
    if match is None:
        raise unfit("date_format", value=cell, format=format)
    try:
        return dt.date(*(int(match[part]) for part in ("year", "month", "day")))
    except ValueError:
        raise unfit("no_such_day", value=cell, format=format) from None


def _pattern(format: str) -> str:
    between = _TOKEN.split(format)
    parts = [_PARTS[token] for token in _TOKEN.findall(format)]
    pieces = [re.escape(between[0])]
    for part, after in zip(parts, between[1:], strict=True):
        pieces += [part, re.escape(after)]
    return "".join(pieces)


def nth_day(rule: DayRule, number: int) -> dt.date:
    """Give the date of a day number.

    Counting weekdays, Friday is followed by Monday; holidays are not known and count like any day.

    >>> rule = DayRule("day", dt.date(2016, 9, 7), "weekdays")
    >>> [nth_day(rule, n).strftime("%a %d %b") for n in (1, 3, 4, 9)]
    ['Wed 07 Sep', 'Fri 09 Sep', 'Mon 12 Sep', 'Mon 19 Sep']

    Raises
    ------
    UnfitCell
        When the number is under 1 or so large that it leads past the calendar.
    """
    if number < 1:
        raise unfit("day_under_one", value=number)
    days = number - 1
    if rule.counts == "weekdays":
        weeks, weekday = divmod(rule.starts_on.weekday() + days, 5)
        days = 7 * weeks + weekday - rule.starts_on.weekday()
    try:
        return rule.starts_on + dt.timedelta(days=days)
    except OverflowError:
        raise unfit("day_too_large", value=number) from None

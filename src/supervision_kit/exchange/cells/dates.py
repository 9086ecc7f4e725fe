"""On which day was it, when a file says so in its own way?

Dates are written as a mapping states, in the letters people know (``DD.MM.YYYY``), with four-digit
years. Day numbers become dates by counting from a first day.
"""

import datetime as dt
import re
from collections import defaultdict

from supervision_kit.exchange.files.table import Cell
from supervision_kit.exchange.mapping.date_format import pattern_of
from supervision_kit.exchange.mapping.rules import DayNumbers, FieldRule
from supervision_kit.exchange.problems import Problem, as_shown, listed_rows, unfit
from supervision_kit.frameworks import say

_TIME = re.compile(
    r"(?:T|,? +)(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)(?: ?(?P<half>[AaPp]\.?[Mm]\.?))?"
    r"(?: ?(?:Z|[A-Z]{2,4}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}(?::?\d{2})?))?",
    re.ASCII,
)
"""A time of day behind a date, as databases and web forms write it."""
_MIDNIGHT = re.compile(r"0?0:00(:00([.,]0+)?)?")
_MIDNIGHT_OF_TWELVE = re.compile(r"12:00(:00([.,]0+)?)?")


class DateColumn:
    """One column of days; remembers in which rows a day was a real date and in which a text.

    A spreadsheet that opens a CSV file turns what it can into dates, by its own order of day and
    month, and leaves the rest as text. Where both stand in one column, days may have changed.

    Attributes
    ----------
    rule : FieldRule
        How the texts are written, and what is done about times and mixed columns.
    """

    def __init__(self, rule: FieldRule) -> None:
        self.rule = rule
        self._rows: dict[bool, list[int]] = defaultdict(list)

    def read(self, cell: Cell, row: int) -> dt.date:
        """Turn a cell of a row into a date; see `read_date`."""
        on = read_date(cell, self.rule)
        self._rows[_is_day(cell)].append(row)
        return on

    def problem(self) -> Problem | None:
        """Give what stands in the way when dates and texts are mixed; None when nothing does."""
        if self.rule.mixed == "tell" or not self._told():
            return None
        remedy = say("exchange.mixed_dates_remedy", format=self.rule.format)
        return Problem(None, self.rule.column, "", self._told(), remedy)

    def remark(self) -> str:
        """Say that dates and texts are mixed, where the mapping says to tell; else nothing."""
        told = self._told() if self.rule.mixed == "tell" else ""
        return say("exchange.column_told", column=self.rule.column, what=told) if told else ""

    def _told(self) -> str:
        days, texts = self._rows[True], self._rows[False]
        if not days or not texts:
            return ""
        told: dict[str, object] = {"n_days": len(days), "n_texts": len(texts)}
        return say("exchange.mixed_dates", days=listed_rows(days), texts=listed_rows(texts), **told)


def _is_day(cell: Cell) -> bool:
    return cell.type in {"date", "moment"}


def read_date(cell: Cell, rule: FieldRule) -> dt.date:
    """Turn a cell into a date.

    Parameters
    ----------
    cell : Cell
        Text in the stated format, or a date of a workbook.
    rule : FieldRule
        Its ``format``: ``YYYY``, ``MM`` and ``DD`` with what stands between them; its ``time``:
        whether a time of day is left out.

    Raises
    ------
    UnfitCell
        When the text is not written that way, names no day of the calendar, or has a time of day
        that the mapping does not leave out.
    """
    if _is_day(cell):
        assert isinstance(cell.value, dt.date)
        if cell.type == "moment" and rule.time == "refuse":
            raise unfit("has_time", value=as_shown(cell.shown))
        return cell.value.date() if isinstance(cell.value, dt.datetime) else cell.value
    told = {"value": as_shown(cell.shown), "format": rule.format}
    text, has_time = _without_time(cell.shown.strip())
    match = re.fullmatch(pattern_of(rule.format), text, re.ASCII)
    if match is None:
        is_number = text.isdecimal() and cell.type != "error"
        raise unfit("date_is_number" if is_number else "date_format", **told)
    if has_time and rule.time == "refuse":
        raise unfit("has_time", **told)
    try:
        return dt.date(*(int(match[part]) for part in ("year", "month", "day")))
    except ValueError:
        raise unfit("no_such_day", **told) from None


def _without_time(text: str) -> tuple[str, bool]:
    """Take away a time behind a date, and say whether there was one; midnight says nothing."""
    for match in _TIME.finditer(text):
        if match.end() == len(text):
            half = (match["half"] or "").lower()
            midnight = _MIDNIGHT_OF_TWELVE if half.startswith("a") else _MIDNIGHT
            return text[: match.start()], not midnight.fullmatch(match["clock"])
    return text, False


def nth_day(rule: DayNumbers, number: int) -> dt.date:
    """Give the date of a day number.

    Counting weekdays, Friday is followed by Monday; holidays are not known and count like any day.

    >>> rule = DayNumbers("day", dt.date(2016, 9, 7), "weekdays")
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

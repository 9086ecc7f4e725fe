"""Which text does a spreadsheet show for a day, and does it show the whole day?

A workbook stores a day and a time as one number; its format says which of it can be seen.
"""

import calendar
import datetime as dt
import re
from typing import NamedTuple

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[\$-(?P<language>[^\]]*)\]'
    r"|(?P<half>AM/PM|A/P)|(?P<letters>y+|m+|d+|h+|s+(?:\.0+)?)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_OF_THE_COMPUTER = {"mm-dd-yy": "yyyy-mm-dd", "m/d/yy h:mm": "yyyy-mm-dd hh:mm"}
"""Two formats follow the settings of each computer; they are shown in a way nobody misreads."""
_ENGLISH = re.compile(r"(?:[0-9A-F]*[0-9A-F]?09|[A-Fa-f]800|x-[a-z]+|en.*)?(?:,.*)?", re.IGNORECASE)


class ShownDay(NamedTuple):
    """What can be seen of a moment: the text, and whether a whole day and a time are in it."""

    text: str
    has_day: bool
    has_time: bool


def day_as_shown(moment: dt.datetime, format: str) -> ShownDay:
    """Draw a day and time as a spreadsheet does.

    A format that is not drawn here (other calendars, names in other languages) is shown as
    ``YYYY-MM-DD``, with the time unless it is midnight.

    >>> day_as_shown(dt.datetime(2026, 3, 4, 14, 5), "dd.mm.yyyy")
    ShownDay(text='04.03.2026', has_day=True, has_time=False)
    >>> day_as_shown(dt.datetime(2026, 3, 4, 14, 5), "m/d/yyyy h:mm AM/PM").text
    '3/4/2026 2:05 PM'
    >>> day_as_shown(dt.datetime(2026, 3, 4), "mmm yyyy")
    ShownDay(text='Mar 2026', has_day=False, has_time=False)
    """
    code = format.split(";")[0]
    pieces = _pieces(_OF_THE_COMPUTER.get(code, code))
    if pieces is None:
        has_time = moment.time() != dt.time()
        text = moment.isoformat(" ") if has_time else moment.date().isoformat()
        return ShownDay(text, True, has_time)
    halves = any(sort == "half" for sort, _ in pieces)
    text = "".join(_drawn(sort, letters, moment, halves) for sort, letters in pieces)
    seen = {letters[0] for sort, letters in pieces if sort == "letters"}
    return ShownDay(text, {"y", "m", "d"} <= seen, bool(seen & set("hns")))


def _pieces(format: str) -> list[tuple[str, str]] | None:
    """Take a format apart; months become ``m`` and minutes ``n``. None when it is not drawn."""
    pieces: list[tuple[str, str]] = []
    for match in _PIECE.finditer(format):
        sort = match.lastgroup or ""
        text = match[sort]
        if sort == "language" and not _ENGLISH.fullmatch(text):
            return None
        if sort == "other" and (text.isalpha() or text in "[]#0?@"):
            return None
        if sort in {"letters", "half"}:
            pieces.append((sort, text.lower() if sort == "letters" else text.upper()))
        elif sort in {"quoted", "escaped", "other"}:
            pieces.append(("literal", text))
    return _with_minutes(pieces) if any(sort == "letters" for sort, _ in pieces) else None


def _with_minutes(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Tell minutes from months: they follow hours or stand before seconds."""
    places = [place for place, (sort, _) in enumerate(pieces) if sort == "letters"]
    told = list(pieces)
    for nth, place in enumerate(places):
        letters = pieces[place][1]
        before = pieces[places[nth - 1]][1][0] if nth else ""
        after = pieces[places[nth + 1]][1][0] if nth + 1 < len(places) else ""
        if letters in {"m", "mm"} and (before == "h" or after == "s"):
            told[place] = ("letters", "n" * len(letters))
    return told


def _drawn(sort: str, letters: str, moment: dt.datetime, halves: bool) -> str:
    if sort == "literal":
        return letters
    if sort == "half":
        half = "AM" if moment.hour < 12 else "PM"
        return half if len(letters) > 3 else half[0]
    hour = (moment.hour - 1) % 12 + 1 if halves else moment.hour
    numbers = {"d": moment.day, "m": moment.month, "h": hour, "n": moment.minute}
    first, n = letters[0], len(letters)
    if first == "y":
        return f"{moment.year:04d}" if n > 2 else f"{moment.year % 100:02d}"
    if first == "s":
        seconds, point, zeros = letters.partition(".")
        fraction = f"{moment.microsecond:06d}"[: len(zeros)]
        return f"{moment.second:0{len(seconds)}d}{point}{fraction}"
    if first in "dm" and n > 2:
        return _name(first, n, moment)
    return f"{numbers[first]:02d}" if n > 1 else str(numbers[first])


def _name(first: str, n: int, moment: dt.datetime) -> str:
    """Write the day of the week or the month, whole, shortened, or its first letter."""
    if first == "d":
        return (calendar.day_name if n > 3 else calendar.day_abbr)[moment.weekday()]
    name = (calendar.month_abbr if n == 3 else calendar.month_name)[moment.month]
    return name[0] if n == 5 else name

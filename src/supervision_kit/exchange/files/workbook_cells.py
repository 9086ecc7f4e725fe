"""What does a cell of a workbook hold, and what does its sheet show there?

The reading process tells a value and its number format; here the two become one.
"""

import datetime as dt
import math

from .date_formats import day_as_shown
from .number_formats import GENERAL, general, number_as_shown
from .table import Held, held


def held_of(told: object, decimal: str) -> str | Held | None:
    """Turn what the reading process told of a cell into what it holds and shows."""
    if isinstance(told, int | float) and not isinstance(told, bool):
        return _number(told, GENERAL, decimal)
    if not isinstance(told, dict):
        return held(told)
    if "error" in told:
        return Held("error", told["error"], told["error"])
    if "span" in told:
        minutes, seconds = divmod(told["span"], 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    if "time" in told:
        return _time(dt.time.fromisoformat(told["time"]), told["format"])
    if "moment" in told:
        return _moment(dt.datetime.fromisoformat(told["moment"]), told["format"])
    return _number(told["number"], told["format"], decimal)


def _moment(moment: dt.datetime, format: str) -> Held | str:
    """Give a day as it is seen: without a time that is not shown, as text when it is not whole."""
    shown = day_as_shown(moment, format)
    if not shown.has_day:
        return shown.text
    if shown.has_time and moment.time() != dt.time():
        return Held("moment", moment, shown.text)
    return Held("date", moment.date(), shown.text)


def _time(time: dt.time, format: str) -> str:
    shown = day_as_shown(dt.datetime.combine(dt.date(1900, 1, 1), time), format)
    return time.isoformat() if shown.has_day else shown.text


def _number(number: float, format: str, decimal: str) -> Held:
    if isinstance(number, float) and not math.isfinite(number):
        return Held("error", "#NUM!", "#NUM!")
    shown = number_as_shown(number, format, decimal)
    if shown is None:
        return Held("unclear", format, general(number).replace(".", decimal))
    return Held("whole" if number == int(number) else "number", number, shown)

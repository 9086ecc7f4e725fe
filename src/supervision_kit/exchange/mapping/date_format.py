"""How does a person write a date, in letters people know, such as ``DD.MM.YYYY``?"""

import re
from typing import Annotated

from pydantic import AfterValidator

from supervision_kit.frameworks.checking import fault

_PARTS = {"YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d{1,2})", "DD": r"(?P<day>\d{1,2})"}
_TOKEN = re.compile("|".join(_PARTS))


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


def pattern_of(format: str) -> str:
    """Give the pattern of all texts that are written in a date format."""
    between = _TOKEN.split(format)
    parts = [_PARTS[token] for token in _TOKEN.findall(format)]
    pieces = [re.escape(between[0])]
    for part, after in zip(parts, between[1:], strict=True):
        pieces += [part, re.escape(after)]
    return "".join(pieces)


def _checked(format: str) -> str:
    broken = check_format(format)
    if broken:
        raise fault(f"exchange.{broken}")
    return format


DateFormat = Annotated[str, AfterValidator(_checked)]

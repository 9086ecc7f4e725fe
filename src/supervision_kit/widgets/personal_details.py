"""Does this text hold something by which a person could be found?

Only patterns are looked for, so names go unseen, and a finding may be wrong: it is said as a gentle
question next to the field and never stops a save.
"""

import datetime as dt
import re
from collections.abc import Callable

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    is_possible_number,
    is_valid_number,
    parse,
)

#: An adult's or older child's date of birth; younger dates are mostly dates of orders and meetings.
YEARS_SINCE_BIRTH = 10
LONGEST_SEARCHED = 20_000
#: A number of fewer digits is dialled only where it is said to be one.
LEAST_DIALLED = 8

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".replace(" ", "|")
_DAY = (
    rf"(?:\d{{1,2}}[./-]\s?\d{{1,2}}[./-]\s?(?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})[a-z]*\.?,? \d{{4}}"
    rf"|(?:{_MONTHS})[a-z]*\.? \d{{1,2}},? \d{{4}})"
)
_DATE = re.compile(rf"(?<![\w/.-]){_DAY}(?!\w)", re.IGNORECASE)
_TIME = re.compile(r"(?<![\w.])\d{1,2}[:.]\d{2}(?![\d.]\d)(?:\s?[ap]m)?\b", re.IGNORECASE)
_BORN = re.compile(
    rf"\b(?:born|birth(?:day|date)?|d\.?\s?o\.?\s?b|geb(?:oren)?)\b.{{0,20}}?{_DAY}",
    re.IGNORECASE | re.DOTALL,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63})+")

_DIGITS = re.compile(r"(?<![\w.,/£$€-])(?:\+|\(\+?)?\d[\d ()/.\-\u00a0]{4,}\d(?![\w/])")
_NOT_TO_CALL = re.compile(
    r"\b(?:order|case|file|ref|reference|claim|court|form|invoice|section|act|docket|record|id)"
    r"(?:\s+(?:number|no|nr))?\s?[.:#]?\s*$",
    re.IGNORECASE,
)
_TO_CALL = re.compile(
    r"\b(?:phone|telephone|tel|mobile|cell|call|ring|text|reach|whatsapp|fax)\b[^.\d]{0,20}$",
    re.IGNORECASE,
)
#: Where a number that begins with 0 or + is held to be possible, where one dialled in pairs is
#: valid, and where one is valid that begins with neither and stands in three parts.
_TRUNK, _PAIRS, _PARTS = "GB", "FR", "US"

_POSTCODES = (
    re.compile(r"\b[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}\b"),
    re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d\b"),
    re.compile(r"(?<![\w.,£$€-])\d{5} (?!Euro|Pound|Dollar|Franc)[A-ZÄÖÜ][a-zäöüß]{3,}\b"),
    re.compile(
        r"\b(?:post\s?code|postal code|zip(?: code)?|PLZ)\b[^\w]{0,3}(?:is |was )?(?=\w*\d)\w{2,}",
        re.IGNORECASE,
    ),
)


def personal_details(text: str, *, today: dt.date | None = None) -> tuple[str, ...]:
    """Return what the text seems to hold, each kind once.

    Parameters
    ----------
    text : str
        What was typed; only its first `LONGEST_SEARCHED` characters are looked at.
    today : date, optional
        The day from which the age of a date is told.

    Returns
    -------
    tuple of str
        Of "email", "phone", "birth", "postcode", in this order; empty when nothing is found.

    Examples
    --------
    >>> personal_details("She wrote her mobile down: 07700 900123.")
    ('phone',)
    >>> personal_details("From 10 to 12, on 12.10., she named 2 of 3.")
    ()
    """
    text = text[:LONGEST_SEARCHED]
    if not any(character.isdigit() or character == "@" for character in text):
        return ()
    found = {
        "email": bool(_EMAIL.search(text)),
        "phone": _holds_phone(text),
        "birth": _holds_birth(text, today or dt.date.today()),
        "postcode": any(pattern.search(text) for pattern in _POSTCODES),
    }
    return tuple(kind for kind, seen in found.items() if seen)


def _holds_birth(text: str, today: dt.date) -> bool:
    if _BORN.search(text):
        return True
    years = (re.search(r"\d{4}", day) for day in _DATE.findall(text))
    return any(year and 1900 <= int(year[0]) <= today.year - YEARS_SINCE_BIRTH for year in years)


def _holds_phone(text: str) -> bool:
    # Dates and times are taken out first: their digits run together like a number's.
    plain = _TIME.sub(" , ", _DATE.sub(" , ", text))
    return any(
        _is_phone(match[0].strip(), plain[max(0, match.start() - 40) : match.start()])
        for match in _DIGITS.finditer(plain)
    )


def _is_phone(run: str, before: str) -> bool:
    digits = re.sub(r"\D", "", run)
    if _NOT_TO_CALL.search(before) or not 6 <= len(digits) <= 15:
        return False
    if _TO_CALL.search(before):
        return True
    return _is_dialled(run, re.findall(r"\d+", run))


def _is_dialled(run: str, groups: list[str]) -> bool:
    """Say whether a run of digits, with nothing said before it, is a number one could dial."""
    begins = run.lstrip("(")[0]
    if sum(map(len, groups)) < LEAST_DIALLED:
        return False
    if begins == "+":
        return _holds(run, _TRUNK, is_possible_number)
    if max(map(len, groups)) <= 2:  # 01 23 45 67 89 is dialled; 09 30 to 10 15 is not
        return begins == "0" and len(groups) >= 5 and _holds(run, _PAIRS, is_valid_number)
    if begins == "0":
        return _holds(run, _TRUNK, is_possible_number)
    return len(groups) == 3 and _holds(run, _PARTS, is_valid_number)


def _holds(run: str, region: str, rule: Callable[[PhoneNumber], bool]) -> bool:
    try:
        return rule(parse(run, region))
    except NumberParseException:
        return False

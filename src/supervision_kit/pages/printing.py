"""How does a reader print a case, and what stands at the foot of each sheet?"""

import re
from datetime import date

from supervision_kit.frameworks import day_in_words, say
from supervision_kit.pages.fragments import render

# Where the style sheet counts: no sentence holds these letters.
_SHEET, _SHEETS = "\x01", "\x02"
_COUNTERS = {_SHEET: "counter(page)", _SHEETS: "counter(pages)"}


def print_controls(code: str, today: date) -> str:
    """Return the button "Print", the choice how many contacts are printed, and the sheets' foot.

    The foot is a style of its own, so that it is there however the page is printed.

    Parameters
    ----------
    code : str
        The case's code.
    today : date
        The day the page is read; both stand at the foot of each sheet.
    """
    foot = say("contacts.print.foot", code=code, day=day_in_words(today))
    return render("print_controls", foot=foot_style(foot))


def foot_style(foot: str) -> str:
    """Return the style that has words and a number at the foot of each sheet that is printed."""
    number = say("contacts.print.sheet", sheet=_SHEET, sheets=_SHEETS)
    parts = [part for part in re.split(f"([{_SHEET}{_SHEETS}])", number) if part]
    counted = " ".join(_COUNTERS.get(part) or _css_string(part) for part in parts)
    return (
        f"<style>:root {{ --sheet-foot: {_css_string(foot)}; --sheet-number: {counted}; }}</style>"
    )


def _css_string(words: str) -> str:
    r"""Return words as a string of a style sheet, in which nothing ends the string or the style.

    >>> print(_css_string("K-1</style>"))
    "K-1\3c \2f style\3e "
    """
    return f'"{"".join(_css_letter(letter) for letter in words)}"'


def _css_letter(letter: str) -> str:
    plain = letter.isalnum() or letter in " -.,:·"
    return letter if plain else f"\\{ord(letter):x} "

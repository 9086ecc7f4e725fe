"""Which number is it that a sheet shows as text?

Decimal mark, mark between thousands and the meaning of a percent sign are stated by the mapping;
a text that does not fit what is stated is refused with what to state.
"""

import math
import re
from decimal import Decimal

from ..files.number_formats import general
from ..files.table import Cell
from ..mapping.rules import FileForm
from ..problems import UnfitCell, shown, unfit

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_PERCENT = re.compile(r"(.*\S)\s*[%％]", re.DOTALL)
_GROUPED = re.compile(
    r"[+-]?\d{1,3}(?P<group>(?P<mark>[.,'’ \u00a0\u2009\u202f])\d{3})((?P=mark)\d{3})*"
    r"(?P<rest>[.,]\d*)?",
    re.ASCII,
)
_SAME_MARKS = str.maketrans({"’": "'", "\u00a0": " ", "\u2009": " ", "\u202f": " "})


def number_in(text: str, form: FileForm) -> float:
    """Read a number as the mapping says that numbers are written.

    Raises
    ------
    UnfitCell
        When it is not one, not written that way, not finite, or finer than can be kept.
    """
    text = text.strip()
    percent = _PERCENT.fullmatch(text)
    number = _exact(percent[1] if percent else text, form)
    if percent:
        if form.percent == "refuse":
            told = {"points": f"{number.normalize():f}", "share": f"{number.normalize() / 100:f}"}
            raise unfit("percent", value=shown(text), **told)
        number = number / 100 if form.percent == "share" else number
    kept = float(number)
    if not math.isfinite(kept):
        raise unfit("not_a_number", value=shown(text))
    if number not in {Decimal(repr(kept)), Decimal(kept)}:
        raise unfit("too_precise", value=shown(text), kept=f"{kept:g}")
    return kept + 0.0  # never a minus before zero


def plain_number(text: str, form: FileForm) -> Decimal | None:
    """Read a number without a percent sign or a mark between thousands; None when it is none."""
    text = text.strip().replace(form.decimal, ".") if form.decimal != "." else text.strip()
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def is_rounded(cell: Cell, form: FileForm) -> bool:
    """Say whether a workbook holds another number in a cell than it shows.

    Never when the mapping says that what is shown counts. A text beside the number is not looked
    at: it is refused as no number.
    """
    value = cell.value
    if cell.type not in {"whole", "number"} or form.rounded == "shown":
        return False
    assert isinstance(value, int | float)
    percent = _PERCENT.fullmatch(cell.shown.strip())
    group = "," if form.decimal == "." else "."
    text = re.sub(rf"[\s'’{group}]", "", percent[1] if percent else cell.shown)
    seen = plain_number(text, form)
    if seen is None:
        return False
    seen = seen / 100 if percent else seen
    held = Decimal(value) if isinstance(value, int) else Decimal(general(value))
    return seen != held and seen != Decimal(repr(value))


def _exact(text: str, form: FileForm) -> Decimal:
    text = _ungrouped(text.translate(_SAME_MARKS), form)
    other = "," if form.decimal == "." else "."
    number = plain_number(text, form)
    if other in text and other != form.thousands:
        raise unfit("decimal_mark", value=shown(text), decimal=form.decimal, other=other)
    if number is None or other in text:
        beside = any(letter.isdecimal() for letter in text) and not text.isalnum()
        raise unfit("more_than_number" if beside else "not_a_number", value=shown(text))
    return number


def _ungrouped(text: str, form: FileForm) -> str:
    """Take out the mark between thousands that the mapping states; refuse one it does not."""
    match = _GROUPED.fullmatch(text)
    if match is None:
        return text
    mark, rest = match["mark"], match["rest"] or ""
    alone = not rest and text.count(mark) == 1
    if mark == form.thousands and rest[:1] in {"", form.decimal}:
        return text.replace(mark, "")
    if alone and mark == form.decimal:
        return text
    raise _grouped(text, mark, rest[:1], alone)


def _grouped(text: str, mark: str, decimal: str, alone: bool) -> UnfitCell:
    """Give the refusal of a mark between thousands, with the keys that say it is one."""
    if alone and mark in ".,":
        told = {"mark": mark, "whole": text.replace(mark, ""), "part": text.replace(mark, ".")}
        return unfit("grouped_or_decimal", value=shown(text), **told)
    keys = f'thousands = "{mark}"'
    if not decimal and mark in ".,":
        decimal = "," if mark == "." else "."
    if decimal:
        keys = f'decimal = "{decimal}" and {keys}'
    return unfit("grouped", value=shown(text), keys=keys)

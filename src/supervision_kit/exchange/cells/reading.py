"""What does one cell say: a number, a word, a text, a case?

A cell means what the sheet shows, and that is read by one rule in CSV files and workbooks alike.
Nothing is rounded, cut or taken for something near it; where a workbook holds something else than
it shows, a person decides.
"""

import math
import re
import unicodedata
from decimal import Decimal

from supervision_kit.exchange.files.form import FileForm
from supervision_kit.exchange.files.number_formats import general
from supervision_kit.exchange.files.table import Cell
from supervision_kit.exchange.guarding import unguarded
from supervision_kit.exchange.mapping.rules import CaseRule, FieldRule
from supervision_kit.exchange.problems import UnfitCell, as_shown, unfit

_NO_NUMBERS = {"date", "moment", "truth"}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_PERCENT = re.compile(r"(.*\S)\s*[%％]", re.DOTALL)
_GROUPED = re.compile(
    r"[+-]?\d{1,3}(?P<group>(?P<mark>[.,'’ \u00a0\u2009\u202f])\d{3})((?P=mark)\d{3})*"
    r"(?P<rest>[.,]\d*)?",
    re.ASCII,
)
_SAME_MARKS = str.maketrans({"’": "'", "\u00a0": " ", "\u2009": " ", "\u202f": " "})


def is_missing(cell: Cell, form: FileForm) -> bool:
    """Say whether a cell stands for no value: it shows nothing or what is under `missing`.

    A number is among them however it is written: 99 is 99.0. One that is shown as such a number and
    is another is not missing; reading it says so.
    """
    if cell.type == "nothing":
        return True
    text = cell.shown.strip()
    if cell.type in {"error", "unclear"} or _is_unseen(cell, text):
        return False
    if text not in form.missing and plain_number(text, form) not in _numbers(form):
        return False
    return not is_rounded(cell, form)


def _numbers(form: FileForm) -> set[Decimal | None]:
    """Give the words under `missing` that are numbers, so that 99 is 99.0."""
    return {plain_number(word, form) for word in form.missing} - {None}


def _is_unseen(cell: Cell, text: str) -> bool:
    return cell.type in {"whole", "number"} and not text


def read_text(cell: Cell, form: FileForm) -> str:
    """Give a cell as the text it shows; empty when nothing stands there.

    Raises
    ------
    UnfitCell
        When a workbook shows an error there, such as ``#N/A``, holds a number and shows nothing,
        or shows it in a format that is not known here.
    """
    if cell.type == "error":
        raise unfit("cell_fault", value=cell.shown)
    if cell.type == "unclear":
        raise unfit("format_unclear", value=cell.shown, format=cell.value)
    if _is_unseen(cell, cell.shown.strip()):
        raise unfit("shown_empty", value=cell.value)
    text = unicodedata.normalize("NFC", cell.shown)
    return unguarded(text) if form.guarded and cell.type == "text" else text


def read_number(cell: Cell, form: FileForm) -> float:
    """Give a cell as a number.

    Raises
    ------
    UnfitCell
        When it is none, not finite, a day, true or false, or finer than can be kept; when it is
        written with another decimal mark, a mark between thousands or a percent sign and the
        mapping does not say so; when a workbook holds another number than it shows.
    """
    text = read_text(cell, form)
    number = number_in(text, form)
    if cell.type in _NO_NUMBERS:  # a day that is shown as digits only
        raise unfit("not_a_number", value=as_shown(text))
    if is_rounded(cell, form):
        raise unfit("shown_otherwise", value=as_shown(text.strip()), held=cell.value)
    return number


def read_whole(cell: Cell, form: FileForm) -> int:
    """Give a cell as a whole number; UnfitCell when it is none."""
    number = read_number(cell, form)
    if not number.is_integer():
        raise unfit("not_whole", value=as_shown(cell.shown))
    return int(number)


def read_word(cell: Cell, rule: FieldRule, form: FileForm) -> str:
    """Give what a cell's word means after the mapping.

    Raises
    ------
    UnfitCell
        When the mapping has words and this is none of them.
    """
    word = read_text(cell, form).strip()
    if not rule.words:
        return word
    if word not in rule.words:
        known = ", ".join(rule.words)
        raise unfit("unknown_word", value=as_shown(word), column=rule.column, known=known)
    return rule.words[word]


def read_phase(cell: Cell, form: FileForm) -> str:
    """Give the phase a cell names; empty when it stands for no value."""
    return "" if is_missing(cell, form) else read_text(cell, form).strip()


def read_code(cell: Cell, rule: CaseRule, form: FileForm) -> str:
    """Give the code of the case a cell names, as the sheet shows it, in capital letters.

    Raises
    ------
    UnfitCell
        When nothing stands there, or the mapping has codes for names and not for this one.
    """
    if is_missing(cell, form):
        raise unfit("no_case")
    text = read_text(cell, form).strip()
    if not text:
        raise unfit("no_case")
    if rule.codes:
        if text not in rule.codes:
            raise unfit("case_without_code", value=as_shown(text))
        return unicodedata.normalize("NFC", rule.codes[text]).upper()
    return unicodedata.normalize("NFC", f"{rule.prefix}{text}").upper()


# --- Which number a text shows, as the mapping says that numbers are written


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
            raise unfit("percent", value=as_shown(text), **told)
        number = number / 100 if form.percent == "share" else number
    kept = float(number)
    if not math.isfinite(kept):
        raise unfit("not_a_number", value=as_shown(text))
    if number not in {Decimal(repr(kept)), Decimal(kept)}:
        raise unfit("too_precise", value=as_shown(text), kept=f"{kept:g}")
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
        raise unfit("decimal_mark", value=as_shown(text), decimal=form.decimal, other=other)
    if number is None or other in text:
        beside = any(letter.isdecimal() for letter in text) and not text.isalnum()
        raise unfit("more_than_number" if beside else "not_a_number", value=as_shown(text))
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
        return unfit("grouped_or_decimal", value=as_shown(text), **told)
    keys = f'thousands = "{mark}"'
    if not decimal and mark in ".,":
        decimal = "," if mark == "." else "."
    if decimal:
        keys = f'decimal = "{decimal}" and {keys}'
    return unfit("grouped", value=as_shown(text), keys=keys)

"""What does one cell say: a number, a word, a text, a case?

A cell means what the sheet shows, and that is read by one rule in CSV files and workbooks alike.
Nothing is rounded, cut or taken for something near it; where a workbook holds something else than
it shows, a person decides.
"""

import unicodedata
from decimal import Decimal

from ..files.table import Cell
from ..guarding import unguarded
from ..mapping.rules import CaseRule, FieldRule, FileForm
from ..problems import shown, unfit
from .numbers import is_rounded, number_in, plain_number

_NO_NUMBERS = {"date", "moment", "truth"}


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
        raise unfit("not_a_number", value=shown(text))
    if is_rounded(cell, form):
        raise unfit("shown_otherwise", value=shown(text.strip()), held=cell.value)
    return number


def read_whole(cell: Cell, form: FileForm) -> int:
    """Give a cell as a whole number; UnfitCell when it is none."""
    number = read_number(cell, form)
    if not number.is_integer():
        raise unfit("not_whole", value=shown(cell.shown))
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
        raise unfit("unknown_word", value=shown(word), column=rule.column, known=known)
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
            raise unfit("case_without_code", value=shown(text))
        return unicodedata.normalize("NFC", rule.codes[text]).upper()
    return unicodedata.normalize("NFC", f"{rule.prefix}{text}").upper()

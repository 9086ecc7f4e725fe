"""What does one cell say: a number, a word, a text, a case?

A cell says what it says or it is refused; nothing is rounded, cut or taken for something near it.
"""

import math
import re
import unicodedata

from .guarding import unguarded
from .mapping import CaseRule, FieldRule, FileForm
from .problems import shown, unfit
from .tables import Cell, CellFault

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?", re.ASCII)


def is_missing(cell: Cell, form: FileForm) -> bool:
    """Say whether a cell stands for no value."""
    return cell is None or (isinstance(cell, str) and cell.strip() in form.missing)


def read_text(cell: Cell, form: FileForm) -> str:
    """Give a cell as text; empty when nothing stands there.

    A whole number in a workbook comes as it is shown, without ``.0``.

    Raises
    ------
    UnfitCell
        When a workbook shows an error there, such as ``#N/A``.
    """
    if isinstance(cell, CellFault):
        raise unfit("cell_fault", value=cell)
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = unicodedata.normalize("NFC", str(cell))
    return unguarded(text) if form.guarded else text


def read_number(cell: Cell, form: FileForm) -> float:
    """Give a cell as a number.

    Raises
    ------
    UnfitCell
        When it is none, not finite, true or false, or written with another decimal mark.
    """
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise unfit("not_a_number", value=shown(cell))
    if isinstance(cell, str):
        text = cell.strip()
        other = "," if form.decimal == "." else "."
        if other in text:
            raise unfit("decimal_mark", value=shown(cell), decimal=form.decimal, other=other)
        text = text.replace(form.decimal, ".")
        if not _NUMBER.fullmatch(text):
            raise unfit("not_a_number", value=shown(cell))
        cell = float(text)
    if not math.isfinite(cell):
        raise unfit("not_a_number", value=shown(cell))
    return float(cell)


def read_whole(cell: Cell, form: FileForm) -> int:
    """Give a cell as a whole number; UnfitCell when it is none."""
    number = read_number(cell, form)
    if not number.is_integer():
        raise unfit("not_whole", value=shown(cell))
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


def read_code(cell: Cell, rule: CaseRule, form: FileForm) -> str:
    """Give the code of the case a cell names, in capital letters.

    Raises
    ------
    UnfitCell
        When nothing stands there, or the mapping has codes for names and not for this one.
    """
    text = read_text(cell, form).strip()
    if is_missing(cell, form) or not text:
        raise unfit("no_case")
    if rule.codes:
        if text not in rule.codes:
            raise unfit("case_without_code", value=shown(text))
        return unicodedata.normalize("NFC", rule.codes[text]).upper()
    return unicodedata.normalize("NFC", f"{rule.prefix}{text}").upper()

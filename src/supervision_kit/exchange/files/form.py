"""How was a file written, and can it have been written so?"""

import codecs
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, Strict

from supervision_kit.frameworks.checking import fault
from supervision_kit.frameworks.table import PositiveWhole

_NOT_FOR_FILES = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"}
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}


def known_encoding(name: str) -> str | None:
    """Give the encoding's usual name, or None when it is not one for files of text.

    >>> known_encoding("UTF8"), known_encoding("Windows-1252"), known_encoding("zip")
    ('utf-8', 'cp1252', None)
    """
    try:
        info = codecs.lookup(name)
        "a".encode(info.name)
    except (LookupError, ValueError):  # the second also for a NUL in the name
        return None
    usual = info.name.replace("_", "-")
    return None if usual in _NOT_FOR_FILES else usual


def _known(encoding: str) -> str:
    """Give the usual name of an encoding; refuse what is none for files of text."""
    name = known_encoding(encoding)
    if name is None:
        raise fault("exchange.mapping_encoding")
    return name


def _one_mark(delimiter: str) -> str:
    """Give the mark between cells, which may be named; refuse what cannot stand there."""
    mark = DELIMITERS.get(delimiter, delimiter)
    if len(mark) != 1 or mark in '"\r\n ' or mark.isalnum():
        raise fault("exchange.mapping_delimiter")
    return mark


def _with_empty(missing: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("", *missing)))


@dataclass(frozen=True)
class FileForm:
    """How the file was written.

    Attributes
    ----------
    encoding, delimiter : str
        For CSV; nothing about them is guessed.
    decimal : str
        What stands between whole and part of a number, ``.`` or ``,``.
    thousands : str
        What stands between the thousands of a number; empty when nothing does.
    percent : "refuse", "points" or "share"
        Whether 80 % is refused, 80 or 0.8.
    rounded : "refuse" or "shown"
        What happens to a cell that shows fewer decimals than it holds.
    missing : tuple of str
        What an empty value looks like.
    sheet : str
        Which sheet of a workbook; empty when it has only one.
    header_row : int
        Row with the column names, 1 for the first.
    guarded : bool
        Whether an apostrophe stands before text that a spreadsheet would take for a formula,
        as in our own exports.
    """

    encoding: Annotated[str, AfterValidator(_known)] = "utf-8"
    delimiter: Annotated[str, AfterValidator(_one_mark)] = ","
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ".", ",", " ", "'"] = ""
    percent: Literal["refuse", "points", "share"] = "refuse"
    rounded: Literal["refuse", "shown"] = "refuse"
    missing: Annotated[tuple[str, ...], AfterValidator(_with_empty)] = ("", "NA")
    sheet: str = ""
    header_row: PositiveWhole = 1
    guarded: Annotated[bool, Strict()] = False


def _telling_marks(form: FileForm) -> FileForm:
    """Refuse one mark for two things in a number."""
    if form.thousands == form.decimal:
        raise fault("exchange.mapping_thousands", at=("thousands",))
    return form


StatedForm = Annotated[FileForm, AfterValidator(_telling_marks)]
"""How a mapping says that a file was written."""

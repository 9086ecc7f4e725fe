"""What is wrong in a file, where does it stand, and what can be done about it?

A problem is about one cell, one row or one column; the person reading it sits in front of a
spreadsheet, so rows are counted as a spreadsheet counts them: the header is a row, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from supervision_kit.errors import InvalidImport, SupervisionKitError
from supervision_kit.frameworks import say
from supervision_kit.frameworks.problems import brief

_MOST_LISTED = 8
"""So many rows or stretches of rows are named in one sentence."""
TOLD = 3
"""So many remarks of one sort are written out; the others are counted."""


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a file from being taken in.

    Attributes
    ----------
    row : int or None
        Row in the file as a spreadsheet numbers it; None when the whole column is meant.
    column : str or None
        Name of the column in the file; None when the whole row is meant.
    value : str
        What stands there, shortened to 40 characters; empty when nothing does.
    what : str
        What is wrong, one sentence.
    remedy : str
        What to do about it, one sentence.
    table : str
        Which table or sheet of an export; empty when the file is a single table.
    """

    row: int | None
    column: str | None
    value: str
    what: str
    remedy: str
    table: str = ""


class UnfitCell(SupervisionKitError):
    """A cell does not hold what the mapping expects there.

    Attributes
    ----------
    remedy : str
        What to do about it.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


def unfit(key: str, /, **values: object) -> UnfitCell:
    """Give the refusal whose two sentences are the texts ``key`` and ``key_remedy``."""
    return UnfitCell(say(f"exchange.{key}", **values), say(f"exchange.{key}_remedy", **values))


def refusal(key: str, /, **values: object) -> InvalidImport:
    """Give the refusal of a whole file or mapping, in the words of the text ``key``."""
    return InvalidImport(say(f"exchange.{key}", **values), [])


def as_shown(value: object) -> str:
    r"""Shorten a cell's value for a sentence, without line breaks or control characters.

    >>> as_shown("two\nlines")
    'two lines'
    >>> as_shown(None)
    ''
    >>> as_shown(9.0), as_shown(2.5)
    ('9', '2.5')
    """
    if isinstance(value, float) and value.is_integer():
        value = f"{value:.0f}"
    return "" if value is None else brief(value)


def listed_rows(rows: Iterable[int]) -> str:
    """Name rows in a sentence, neighbours together; beyond eight stretches an ellipsis stands.

    >>> listed_rows([4, 7, 8, 9, 12])
    '4, 7–9, 12'
    """
    stretches = []
    for _, group in groupby(enumerate(sorted(set(rows))), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in group]
        first, last = numbers[0], numbers[-1]
        stretches.append(str(first) if first == last else f"{first}–{last}")
    more = ["…"] if len(stretches) > _MOST_LISTED else []
    return ", ".join(stretches[:_MOST_LISTED] + more)


def few(sentences: list[str], more: str) -> list[str]:
    """Give the first sentences, and one that counts the rest."""
    rest = len(sentences) - TOLD
    return sentences[:TOLD] + ([say(f"exchange.{more}", n=rest)] if rest > 0 else [])

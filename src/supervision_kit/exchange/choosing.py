"""Which rows did a person say are corrections, and which are records of their own?

A row is named by its number; in an export, which has several tables, by table and number, such as
``ratings:14``.
"""

from collections.abc import Iterable

from supervision_kit.frameworks import say

from .problems import refusal
from .record_maker import Found

ALL = "all"
Rows = str | Iterable[int | str]


class ToDo:
    """What a person said about rows that differ from the store.

    Parameters
    ----------
    correct : "all", or iterable of int or str
        Rows that say it right: the store takes over what they say.
    as_new : iterable of int or str
        Rows that are records of their own, however near they come to one of the store.
    """

    def __init__(self, correct: Rows = (), as_new: Rows = ()) -> None:
        self.all = correct == ALL
        self.correct: set[str] = set() if self.all else _named(correct)
        self.as_new = _named(as_new)
        self.used: set[str] = set()

    def check(self, found: list[Found], *, several: bool) -> None:
        """Refuse a row that the file does not have, or that does not say in which table it is."""
        there = {_name(each) for each in found}
        for name in sorted(self.correct | self.as_new):
            if name not in there:
                key = "row_without_table" if several and ":" not in name else "no_such_row"
                raise refusal(key, row=name)

    def is_new(self, found: Found) -> bool:
        """Say whether a record is one of its own."""
        return _name(found) in self.as_new

    def is_correction(self, found: Found) -> bool:
        """Say whether the store takes over what a row says; asked of rows that differ."""
        name = _name(found)
        self.used.add(name)
        return self.all or name in self.correct

    def remarks(self) -> list[str]:
        """Tell of rows that were named and differ from nothing."""
        idle = sorted(self.correct - self.used)
        return (
            [say("exchange.nothing_to_correct", n=len(idle), rows=", ".join(idle))] if idle else []
        )


def _named(rows: Rows) -> set[str]:
    rows = rows.split(",") if isinstance(rows, str) else rows
    return {name for name in (str(row).strip() for row in rows) if name}


def _name(found: Found) -> str:
    return f"{found.table}:{found.row}" if found.table else str(found.row)

"""What of a file is in the store already?

The same rating may come in twice, and a file may say something else than the store. The first is
counted, the second is a problem for a person: an import never changes what is kept.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from supervision_kit.frameworks import say
from supervision_kit.records import Record
from supervision_kit.records.record import label_of
from supervision_kit.store import Store

from .kinds import KINDS, Kind, columns_of
from .problems import Problem, shown
from .record_maker import Found
from .tables import plain


@dataclass(frozen=True)
class Compared:
    """What is new, what is there already, and what contradicts the store."""

    new: list[Found]
    there: list[Found]
    problems: list[Problem]


def compare(found: list[Found], store: Store) -> Compared:
    """Hold what a file says against the store.

    Parameters
    ----------
    found : list of Found
        Records of any kinds.
    store : Store
        Only read.

    Returns
    -------
    Compared
        `new` in the order given; a record is there already when the columns the file fills are
        equal in the store.
    """
    by_kind: dict[str, list[Found]] = defaultdict(list)
    for each in found:
        by_kind[each.record.__tablename__].append(each)
    new, present, problems = [], [], []
    for name, kind in KINDS.items():
        mine = by_kind[kind.record.__tablename__]
        if not mine:
            continue
        ids = {each.record.id for each in mine}
        there = _There(name, kind, _rows_of(name, mine, store), ids)
        for each in mine:
            answer = there.look_up(each)
            if answer is None:
                new.append(each)
            elif answer == "":
                present.append(each)
            else:
                problems.append(_problem(each, answer))
    return Compared(new, present, problems)


def _rows_of(name: str, found: list[Found], store: Store) -> list[dict[str, Any]]:
    """Read the store's rows of one table for the cases the file speaks of."""
    codes = {each.code for each in found}
    all_cases = store.cases()
    if name == "cases":
        return [row for row in _plain_rows(all_cases) if row["code"] in codes]
    read = table_reader(store, name)
    known = codes & set(all_cases["code"])
    return [row for code in sorted(known) for row in _plain_rows(read(code))]


def table_reader(store: Store, name: str) -> Callable[[str | None], pd.DataFrame]:
    """Give the store's way of reading one table, of a case or of all."""
    return getattr(store, name)


def _plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    columns = {name: [plain(value) for value in table[name]] for name in table.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


class _There:
    """What the store has of one table."""

    def __init__(self, name: str, kind: Kind, rows: list[dict[str, Any]], ids: set[str]) -> None:
        self.kind = kind
        self.content = [column for column in columns_of(name) if column != "id"]
        self.by_id = {row["id"]: row for row in rows}
        # A row whose id is in the file is looked up by it, and is nobody else's.
        self.others = [row for row in rows if row["id"] not in ids]
        self.by_key = {self._key(row): row for row in self.others} if kind.same else {}
        self.bags: dict[tuple[str, ...], Counter[tuple[object, ...]]] = {}

    def _key(self, row: dict[str, Any]) -> tuple[object, ...]:
        return tuple(row["case"] if name == "case_id" else row[name] for name in self.kind.same)

    def look_up(self, found: Found) -> str | None:
        """Say None for a new record, "" for one that is there, else the column that differs."""
        row = self.by_id.get(found.record.id)
        if row is None and self.kind.same:
            values = {name: getattr(found.record, name) for name in self.kind.same}
            row = self.by_key.get(self._key({**values, "case": found.code}))
        if row is not None:
            return _differing(found, found.record, row)
        return None if self.kind.same else self._by_content(found)

    def _by_content(self, found: Found) -> str | None:
        """Find a record that was written by hand with the very same content, once for each."""
        names = tuple(name for name in self.content if name in found.columns)
        if names not in self.bags:
            self.bags[names] = Counter(
                (row["case"], *(row[name] for name in names)) for row in self.others
            )
        content = (found.code, *(getattr(found.record, name) for name in names))
        if self.bags[names][content] == 0:
            return None
        self.bags[names][content] -= 1
        return ""


def _differing(found: Found, record: Record, row: dict[str, Any]) -> str:
    for name in found.columns:
        if name in {"id", "case_id"} or name not in row:
            continue
        if getattr(record, name) != row[name]:
            return name
    return ""


def _problem(found: Found, column: str) -> Problem:
    told = {"code": found.code, "label": label_of(column)}
    return Problem(
        found.row,
        found.columns[column] or None,
        shown(getattr(found.record, column)),
        say("exchange.differs_from_store", **told),
        say("exchange.differs_from_store_remedy", **told),
    )

"""What of a file is in the store already, and what does it say otherwise?

The same row may come in twice, and a file may say something else than the store. The first is
counted. The second is shown with both values: an import changes what is kept only in the rows that
a person named.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say
from supervision_kit.records import Contact, Rating, Record
from supervision_kit.records.record import label_of
from supervision_kit.store import Store

from .choosing import ToDo
from .ids import free_id
from .kinds import KINDS
from .matching import Match, Matcher, Row
from .problems import Problem, shown
from .record_maker import Found, Made
from .tables import plain


@dataclass(frozen=True)
class Change:
    """One value that a correction changes.

    Attributes
    ----------
    table, row, code : str or int
        Where it stands in the file, and which case it is about; the table is empty when the file
        is a single one.
    label : str
        Which value, as people read it.
    before, after : str
        What the store has, and what the file says.
    """

    table: str
    row: int
    code: str
    label: str
    before: str
    after: str


@dataclass
class Compared:
    """What is new, what is there already, what is corrected, and what stands in the way.

    Attributes
    ----------
    made : Made
        What was held against the store.
    new, there : list of Found
        In file order, by kind.
    corrected : list of Record
        Records of the store as they will be.
    changes : list of Change
        What differs in them.
    problems : list of Problem
        All that keeps the file from being taken in.
    remarks : list of str
        What a reader should know although nothing is wrong.
    """

    made: Made
    new: list[Found] = field(default_factory=list)
    there: list[Found] = field(default_factory=list)
    corrected: list[Record] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def known_cases(store: Store | None) -> dict[str, str]:
    """Give the ids of all cases of a store by code; none without a store."""
    if store is None:
        return {}
    cases = store.cases()
    return dict(zip(cases["code"], cases["id"], strict=True))


def compare(made: Made, store: Store | None, todo: ToDo) -> Compared:
    """Hold what a file says against the store.

    Parameters
    ----------
    made : Made
        Records of any kinds.
    store : Store or None
        Only read; without one everything is new.
    todo : ToDo
        Rows that are corrections, and rows that are records of their own.

    Returns
    -------
    Compared
        A record is there already when the columns the file fills are equal in the store.

    Raises
    ------
    InvalidImport
        When a row is named that the file does not have.
    """
    return _Comparing(made, store, todo).compared()


def table_reader(store: Store, name: str) -> Callable[[str | None], pd.DataFrame]:
    """Give the store's way of reading one table, of a case or of all."""
    return getattr(store, name)


class _Comparing:
    """Compares one kind after the other: what others refer to comes first."""

    def __init__(self, made: Made, store: Store | None, todo: ToDo) -> None:
        self.made, self.store, self.todo = made, store, todo
        self.result = Compared(made, problems=[*made.problems], remarks=[*made.remarks])
        # What the store calls a contact, by what the file calls it.
        self.contact_ids: dict[str, str] = {}

    def compared(self) -> Compared:
        self.todo.check(self.made.found, several=len(self.made.incoming.parts) > 1)
        by_kind: dict[str, list[Found]] = defaultdict(list)
        for each in self.made.found:
            by_kind[each.record.__tablename__].append(each)
        for name, kind in KINDS.items():
            mine = by_kind[kind.record.__tablename__]
            if mine:
                self._compare_kind(name, self._with_contacts(mine))
        self.result.remarks += self.todo.remarks()
        return self.result

    def _compare_kind(self, name: str, found: list[Found]) -> None:
        kind = KINDS[name]
        stored = _rows_of(name, found, self.store)
        matcher = Matcher(kind, found, stored, self.todo.is_new if not kind.unique else _never)
        taken = {row["id"] for row in stored}
        for match in matcher.matches():
            if match.stored is None:
                self._add_new(name, match.found, taken)
                continue
            if isinstance(match.found.record, Contact):
                self.contact_ids[match.found.record.id] = match.stored["id"]
            if match.is_unsure:
                self.result.problems.append(_unsure(match))
            elif match.differing:
                self._differs(match)
            else:
                self.result.there.append(match.found)

    def _add_new(self, name: str, found: Found, taken: set[str]) -> None:
        record = found.record
        if not found.is_named and name != "cases":
            values = record.snapshot()
            said = [f"{column}={values[column]}" for column in found.filled]
            record.id = free_id(taken, name, values["case_id"], *said)
            taken.add(record.id)
        if isinstance(record, Contact):
            self.contact_ids[record.id] = record.id
        self.result.new.append(found)

    def _with_contacts(self, found: list[Found]) -> list[Found]:
        """Let records refer to the contact the store has, and find those that refer to none."""
        kept = []
        for each in found:
            contact_id = getattr(each.record, "contact_id", None)
            if contact_id is not None and not self._has_contact(contact_id):
                self.result.problems.append(_lost_contact(each, contact_id))
                continue
            if contact_id is not None:
                each.record.contact_id = self.contact_ids[contact_id]  # type: ignore[attr-defined]
            kept.append(each)
        return kept

    def _has_contact(self, contact_id: str) -> bool:
        if contact_id in self.contact_ids:
            return True
        if self.store is None or self.store.find(Contact, contact_id) is None:
            return False
        self.contact_ids[contact_id] = contact_id
        return True

    def _differs(self, match: Match) -> None:
        if not self.todo.is_correction(match.found):
            self.result.problems += [_difference(match, name) for name in match.differing]
            return
        assert self.store is not None
        try:
            record = corrected(match, self.store, self.made.incoming.framework)
        except InvalidRecord as invalid:
            self.result.problems.append(_not_correct(match, invalid))
            return
        self.result.corrected.append(record)
        self.result.changes += [_change(match, name) for name in match.differing]


def corrected(match: Match, store: Store, framework: Framework) -> Record:
    """Give the record of the store with what the file says in it; InvalidRecord when it cannot be.

    A rating whose answer changes is given under the words the file was read with.
    """
    assert match.stored is not None
    found = match.found.record
    record = store.find(type(found), match.stored["id"])
    assert record is not None
    for name in match.differing:
        setattr(record, name, getattr(found, name))
    is_answered_anew = not {"value", "not_rated"}.isdisjoint(match.differing)
    if is_answered_anew and isinstance(record, Rating) and isinstance(found, Rating):
        record.wording = found.wording
    record.check(framework)
    return record


def _never(found: Found) -> bool:
    return False


def _rows_of(name: str, found: list[Found], store: Store | None) -> list[Row]:
    """Read the store's rows of one table for the cases the file speaks of."""
    if store is None:
        return []
    codes = {each.code for each in found}
    cases = store.cases()
    if name == "cases":
        return [{**row, "case": row["code"]} for row in _plain_rows(cases) if row["code"] in codes]
    read = table_reader(store, name)
    known = codes & set(cases["code"])
    return [row for code in sorted(known) for row in _plain_rows(read(code))]


def _plain_rows(table: pd.DataFrame) -> Iterable[dict[str, Any]]:
    columns = {name: [plain(value) for value in table[name]] for name in table.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _change(match: Match, name: str) -> Change:
    assert match.stored is not None
    found = match.found
    before, after = _told(match.stored[name]), _told(getattr(found.record, name))
    return Change(found.table, found.row, found.code, label_of(name), before, after)


def _told(value: object) -> str:
    return shown(value) or say("exchange.nothing")


def _difference(match: Match, name: str) -> Problem:
    change = _change(match, name)
    told = {"code": change.code, "label": change.label}
    told |= {"before": change.before, "after": change.after}
    key = "nearly_in_store" if match.is_near else "differs_from_store"
    return _problem(match.found, name, key, **told)


def _unsure(match: Match) -> Problem:
    return _problem(match.found, "", "unsure_in_store", code=match.found.code)


def _not_correct(match: Match, invalid: InvalidRecord) -> Problem:
    found, name = match.found, invalid.field or ""
    column, remedy = found.columns.get(name) or None, say("exchange.record_remedy")
    value = shown(getattr(found.record, name)) if column else ""
    return Problem(found.row, column, value, str(invalid), remedy, found.table)


def _lost_contact(found: Found, contact_id: str) -> Problem:
    return _problem(found, "contact_id", "contact_lost")


def _problem(found: Found, name: str, key: str, **told: object) -> Problem:
    value = shown(getattr(found.record, name)) if name else ""
    what, remedy = say(f"exchange.{key}", **told), say(f"exchange.{key}_remedy", **told)
    return Problem(found.row, found.columns.get(name) or None, value, what, remedy, found.table)

"""What of a file is in the store already, and what does it say otherwise?

The same row may come in twice, and a file may say something else than the store. The first is
counted. The second is shown with both values: an import changes what is kept only in the rows that
a person named.
"""

import datetime as dt
from collections.abc import Set
from dataclasses import dataclass, field

from supervision_kit.errors import InvalidRecord
from supervision_kit.exchange.matching import Matched
from supervision_kit.exchange.pairing import Match
from supervision_kit.exchange.problems import Problem, as_shown, few, refusal
from supervision_kit.exchange.record_maker import Found
from supervision_kit.frameworks import Framework, day_in_words, say
from supervision_kit.records import Rating, Record, label_of
from supervision_kit.records.record import kept_as
from supervision_kit.store import Origin, Store

ALL = frozenset({"all"})
"""Stands for every row, where rows that are corrections are named."""


@dataclass(frozen=True)
class ValueChange:
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
class ComparedRows:
    """What is new, what is there already, what is corrected, and what stands in the way.

    Attributes
    ----------
    matched : Matched
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

    matched: Matched
    new: list[Found] = field(default_factory=list)
    there: list[Found] = field(default_factory=list)
    corrected: list[Record] = field(default_factory=list)
    changes: list[ValueChange] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def origins(self) -> dict[str, Origin]:
        """Who wrote each new record, by its id, as far as an export says."""
        signed = self.matched.made.said.incoming.origins
        told = ((each, signed.get(each.table, {}).get(each.row)) for each in self.new)
        return {each.record.id: origin for each, origin in told if origin is not None}


def compare_rows(matched: Matched) -> ComparedRows:
    """Say what of a file is new, what is there already, and what the store has otherwise.

    Parameters
    ----------
    matched : Matched
        Each record with the one of the store that it is.

    Returns
    -------
    Compared
        A record is there already when the columns the file fills are equal in the store.

    Raises
    ------
    InvalidImport
        When a row is named that the file does not have.
    """
    made, correct = matched.made, matched.correct
    _check_named(matched, {*correct, *matched.as_new} - ALL)
    problems = [*made.said.incoming.problems, *made.problems, *matched.problems]
    result = ComparedRows(matched, problems=problems, remarks=[*made.remarks])
    for match in matched.matches:
        if match.stored is None:
            result.new.append(match.found)
        elif match.is_unsure:
            result.problems.append(
                _problem(match.found, "", "unsure_in_store", code=match.found.code)
            )
        elif not match.differing:
            result.there.append(match.found)
        elif correct == ALL or match.found.row_name in correct:
            _correct(result, match)
        else:
            result.problems += [_difference(match, name) for name in match.differing]
    result.remarks += [*_moved(matched), *_idle(matched, correct - ALL)]
    return result


def _check_named(matched: Matched, named: set[str]) -> None:
    """Refuse a row that the file does not have, or that does not say in which table it is."""
    there = {found.row_name for found in matched.made.found}
    several = len(matched.made.said.parts) > 1
    for name in sorted(named - there):
        key = "row_without_table" if several and ":" not in name else "no_such_row"
        raise refusal(key, row=name)


def _moved(matched: Matched) -> list[str]:
    """Tell of new records that the store has on another day, on which the file has none."""
    told = []
    for each in matched.matches:
        if each.moved_from is not None:
            row, day = each.found.row_name, day_in_words(each.moved_from)
            told.append(say("exchange.moved", row=row, code=each.found.code, day=day))
    return few(told, "more_moved")


def _idle(matched: Matched, correct: Set[str]) -> list[str]:
    """Tell of rows that were named as corrections and differ from nothing."""
    differing = {each.found.row_name for each in matched.matches if each.differing}
    idle = sorted(correct - differing)
    told = {"n": len(idle), "rows": ", ".join(idle)}
    return [say("exchange.nothing_to_correct", **told)] if idle else []


def _correct(result: ComparedRows, match: Match) -> None:
    matched = result.matched
    assert matched.store is not None
    try:
        record = corrected(match, matched.store, matched.made.said.incoming.framework)
    except InvalidRecord as invalid:
        result.problems.append(_not_correct(match, invalid))
        return
    result.corrected.append(record)
    result.changes += [_change(match, name) for name in match.differing]


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


def _change(match: Match, name: str) -> ValueChange:
    assert match.stored is not None
    found = match.found
    before, after = _told(match.stored[name]), _told(getattr(found.record, name))
    label = label_of(type(found.record), name)
    return ValueChange(found.table, found.row, found.code, label, before, after)


def _told(value: object) -> str:
    if isinstance(value, dt.date):
        return day_in_words(value)
    return as_shown(value) or say("exchange.nothing")


def _difference(match: Match, name: str) -> Problem:
    change = _change(match, name)
    told = {"code": change.code, "label": change.label}
    told |= {"before": change.before, "after": change.after}
    key = "nearly_in_store" if match.is_near else "differs_from_store"
    return _problem(match.found, name, key, **told)


def _not_correct(match: Match, invalid: InvalidRecord) -> Problem:
    found = match.found
    name = kept_as(type(found.record), invalid.field or "")
    column, remedy = found.columns.get(name) or None, say("exchange.record_remedy")
    value = as_shown(getattr(found.record, name)) if column else ""
    return Problem(found.row, column, value, str(invalid), remedy, found.table)


def _problem(found: Found, name: str, key: str, **told: object) -> Problem:
    value = as_shown(getattr(found.record, name)) if name else ""
    what, remedy = say(f"exchange.{key}", **told), say(f"exchange.{key}_remedy", **told)
    return Problem(found.row, found.columns.get(name) or None, value, what, remedy, found.table)

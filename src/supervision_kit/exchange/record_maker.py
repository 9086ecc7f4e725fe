"""Which records do a file's rows become, and do the rows agree with each other?

A row that says again what an earlier one said is told from one that contradicts it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from supervision_kit.errors import InvalidRecord
from supervision_kit.exchange.kinds import EARLIER, KINDS, made_of
from supervision_kit.exchange.problems import Problem, as_shown, few
from supervision_kit.exchange.row_reader import Values
from supervision_kit.exchange.rows import Said, SaidPart
from supervision_kit.frameworks import Framework, say
from supervision_kit.records import Case, Closing, ConcernStep, Record, new_id
from supervision_kit.records.former import HOW_NOT_NOTED, Now
from supervision_kit.records.record import as_kept, is_unique, kept_as
from supervision_kit.store import Store


class Span(NamedTuple):
    """When a phase began, as far as a file can tell.

    It began after the last day of another phase, and by the first day the file has of it: a plan
    date of the store in between is the same one. One up to `until_on` would be too late.
    """

    after_on: dt.date
    first_on: dt.date
    until_on: dt.date


@dataclass(frozen=True)
class Found:
    """A record that a row gave, and where each of its values came from.

    Attributes
    ----------
    record : Record
        Checked. Its id is the file's, or one for the time being.
    code : str
        The case it is about.
    row : int
        Row in the file.
    columns : dict
        Name of the file's column by column of the record, for every value that the file or the
        mapping gave; empty where it was the mapping.
    filled : tuple of str
        Those columns, without ids: they say which record it is, and another store has others.
    is_named : bool
        Whether the file gave the record its id.
    table : str
        Which table of an export; empty when the file is a single table.
    row_name : str
        The row as a person names it: 14, or in an export with its table, ratings:14.
    phase : Span or None
        For the plan date of a phase: between which days the phase began.
    """

    record: Record
    code: str
    row: int
    columns: dict[str, str]
    filled: tuple[str, ...]
    is_named: bool = False
    table: str = ""
    row_name: str = ""
    phase: Span | None = None


@dataclass(frozen=True)
class MadeRecord:
    """What all tables that come in say, as records.

    Attributes
    ----------
    said : Said
        What the rows say.
    found : list of Found
        In file order, plan dates of a phase last.
    known : dict of str to str
        Ids of the cases in the store, by code.
    case_ids : dict of str to str
        Ids of all cases, by code; those of new ones are for the time being.
    new_cases : dict of str to Case
        Cases the file speaks of that nobody knows yet, by code; not those that are rows themselves.
    problems : list of Problem
        What cannot be read or kept, in row order for each table.
    remarks : list of str
        What a reader should know although nothing is wrong.
    """

    said: Said
    found: list[Found]
    known: dict[str, str]
    case_ids: dict[str, str]
    new_cases: dict[str, Case]
    problems: list[Problem]
    remarks: list[str]


def make_records(said: Said, store: Store | None) -> MadeRecord:
    """Make a record of each row, and check it.

    Parameters
    ----------
    said : Said
        What the rows say.
    store : Store or None
        Where the ids of known cases are looked up.
    """
    cases = store.cases() if store is not None else {"code": [], "id": []}
    known = dict(zip(cases["code"], cases["id"], strict=True))
    made = MadeRecord(said, [], known, dict(known), {}, [], [])
    for part in said.parts:
        maker = RecordMaker(part, said.incoming.framework, made.case_ids)
        for values in part.rows:
            maker.take(values)
        made.found.extend(maker.found)
        problems = sorted([*part.problems, *maker.problems], key=lambda each: each.row or 0)
        made.problems.extend(replace(each, table=part.part.name) for each in problems)
        made.remarks.extend([*part.remarks, *few(maker.repeated, "more_repeated")])
    return made


class RecordMaker:
    """Makes the records of one table, one after the other; knows what came before.

    Attributes
    ----------
    found : list of Found
        In the order taken.
    problems : list of Problem
        What cannot be kept.
    repeated : list of str
        Sentences on rows that say again what an earlier one said.
    """

    def __init__(self, said: SaidPart, framework: Framework, case_ids: dict[str, str]) -> None:
        self.table, self.mapping, self.framework = said.part.name, said.part.mapping, framework
        self.case_ids = case_ids
        self.kind = KINDS[self.mapping.kind]
        self.found: list[Found] = []
        self.problems: list[Problem] = []
        self.repeated: list[str] = []
        self._seen: dict[tuple[object, ...], Found] = {}

    def take(self, said: Values) -> None:
        """Make the record of one row's values and keep it, or note why it cannot be kept."""
        given: dict[str, Any] = {n: value for n, value in said.values.items() if value is not None}
        earlier = EARLIER.get(self.mapping.kind, {})
        values = {name: value for name, value in given.items() if name not in earlier}
        own = {name: column for name, column in said.columns.items() if name not in earlier}
        columns = {**own, "case_id": self.mapping.case.column}
        day = self.kind.kept.day
        if day and self.mapping.date:
            values[day] = said.on
            columns[day] = self.mapping.date.column
        if self.kind.kept.opens:
            values["code"] = said.code
            columns["code"] = columns.pop("case_id")
        else:
            values["case_id"] = self.case_ids.setdefault(said.code, new_id())
        if values.get("id") is None:
            columns.pop("id", None)
        record = made_of(self.kind, values)
        self._keep(record, said, as_kept(self.kind, columns))
        for kind, beside in _by_kind(earlier, given).items():
            self._keep_beside(kind, beside, record, said, columns)

    def _keep_beside(
        self,
        kind: type[Record],
        beside: dict[str, Any],
        record: Record,
        said: Values,
        columns: dict[str, str],
    ) -> None:
        """Make of columns that a case had once the record that keeps them now."""
        if kind is ConcernStep:
            return  # what was done about safety is told from all contacts of a case together
        day = str(kind.kept.day)
        became = {now.column: name for name, now in EARLIER[self.mapping.kind].items()}
        read = {name: said.columns[became[name]] for name in beside}
        if day not in beside:
            beside |= {day: getattr(record, "opened_on", None)}
            read |= {day: columns.get("opened_on", "")}
        elif kind is Closing:
            beside |= {"how": HOW_NOT_NOTED}
        case_id = self.case_ids.setdefault(said.code, new_id())
        made = made_of(kind, {**beside, "case_id": case_id})
        self._keep(made, said, {**read, "case_id": ""}, within=record)

    def _keep(
        self, record: Record, said: Values, columns: dict[str, str], within: Record | None = None
    ) -> None:
        try:
            record.check(self.framework)
            if within is not None:
                record.check_within(within)
        except InvalidRecord as invalid:
            field = kept_as(type(record), invalid.field or "")
            column = columns.get(field) or None
            value = as_shown(getattr(record, field)) if column else ""
            self._problem(said.row, column, value, str(invalid), say("exchange.record_remedy"))
            return
        if self._is_rounded(record, said, columns):
            return
        found = self._found(record, said, columns)
        if self._is_first(found):
            self.found.append(found)

    def _found(self, record: Record, said: Values, columns: dict[str, str]) -> Found:
        filled = tuple(name for name in columns if name not in {"id", "case_id"})
        is_named = "id" in columns
        if isinstance(record, Case):
            # A case the store has keeps the id it has there; later tables refer to it.
            known = self.case_ids.setdefault(record.code, record.id)
            record.id = record.id if is_named else known
        name = f"{self.table}:{said.row}" if self.table else str(said.row)
        return Found(record, said.code, said.row, columns, filled, is_named, self.table, name)

    def _is_rounded(self, record: Record, said: Values, columns: dict[str, str]) -> bool:
        """Note a number that would not be kept as it stands in the file."""
        value, kept = said.values.get("value"), getattr(record, "value", None)
        if value == kept:
            return False
        told = {"value": as_shown(value), "kept": as_shown(kept)}
        what, remedy = (
            say(f"exchange.{key}", **told)
            for key in ("finer_than_scale", "finer_than_scale_remedy")
        )
        self._problem(said.row, columns["value"], as_shown(value), what, remedy)
        return True

    def _problem(self, row: int, column: str | None, value: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(row, column, value, what, remedy))

    def _is_first(self, found: Found) -> bool:
        """Tell a new record from one that an earlier row gave, and note what the two say."""
        kind = type(found.record)
        if not kind.kept.once or (found.is_named and not is_unique(kind)):
            return True
        key = (kind, *(getattr(found.record, name) for name in kind.kept.same))
        earlier = self._seen.setdefault(key, found)
        if earlier is found:
            return True
        told: dict[str, object] = {"row": found.row, "earlier": earlier.row}
        differing = _differing(found, earlier.record)
        if differing is None:
            self.repeated.append(say("exchange.repeated", **told))
        else:
            column = found.columns[differing] or None
            value = as_shown(getattr(found.record, differing))
            key = "contradicts_beside" if earlier.row == found.row else "contradicts"
            told["column"] = earlier.columns[differing]
            what, remedy = (say(f"exchange.{each}", **told) for each in (key, f"{key}_remedy"))
            self._problem(found.row, column, value, what, remedy)
        return False


def _by_kind(
    earlier: Mapping[str, Now], given: dict[str, Any]
) -> dict[type[Record], dict[str, Any]]:
    """Give what a row says in columns its table had once, by the kind that keeps it now."""
    found: dict[type[Record], dict[str, Any]] = {}
    for name, now in earlier.items():
        if name in given:
            found.setdefault(now.kind, {})[now.column] = given[name]
    return found


def _differing(found: Found, other: Record) -> str | None:
    """Name the first column the file fills in which another record says something else."""
    for name in found.filled:
        if getattr(found.record, name) != getattr(other, name):
            return name
    return None

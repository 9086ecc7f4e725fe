"""Which records do a file's rows become, and do the rows agree with each other?

A row that says again what an earlier one said is told from one that contradicts it.
"""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, replace
from functools import cached_property
from typing import Any

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say
from supervision_kit.records import Case, Record

from .ids import free_id
from .implied import NEEDED, Span, alike_codes, new_case, phase_remarks, plan_dates_of
from .incoming import Incoming
from .kinds import KINDS
from .problems import Problem, shown
from .rows import Said, SaidPart, Values, few


@dataclass(frozen=True)
class Found:
    """A record that a row gave, and where each of its values came from.

    Attributes
    ----------
    record : Record
        Checked, unless its row is among the problems.
    code : str
        The case it is about.
    row : int
        Row in the file.
    columns : dict
        Name of the file's column by column of the record, for every value that the file or the
        mapping gave; empty where it was the mapping.
    table : str
        Which table of an export; empty when the file is a single table.
    phase : Span or None
        For the plan date of a phase: between which days the phase began.
    """

    record: Record
    code: str
    row: int
    columns: dict[str, str]
    table: str = ""
    phase: Span | None = None

    @property
    def filled(self) -> tuple[str, ...]:
        """Columns that say what the record is about; whatever the others hold came from elsewhere.

        Ids are not among them: they say which record it is, and another store has others.
        """
        return tuple(name for name in self.columns if name not in {"id", "case_id"})

    @property
    def is_named(self) -> bool:
        """Whether the file gave the record its id."""
        return "id" in self.columns


@dataclass(frozen=True)
class Made:
    """What all tables that come in say, as records.

    Attributes
    ----------
    incoming : Incoming
        Where it stands.
    found : list of Found
        In file order, plan dates of a phase last.
    new_cases : dict of str to Case
        Cases the file speaks of that nobody knows yet, by code; not those that are rows themselves.
    span : tuple of date or None
        First and last day, also of rows without a value.
    problems : list of Problem
        What cannot be read or kept, in row order for each table.
    remarks : list of str
        What a reader should know although nothing is wrong.
    n_missing : Counter
        Empty values by column of ratings.
    """

    incoming: Incoming
    found: list[Found]
    new_cases: dict[str, Case]
    span: tuple[dt.date, dt.date] | None
    problems: list[Problem]
    remarks: list[str]
    n_missing: Counter[str]


def make_records(said: Said, known: Mapping[str, str]) -> Made:
    """Make a record of each row, and check it.

    Parameters
    ----------
    said : Said
        What the rows say.
    known : mapping of str to str
        Ids of the cases in the store, by code.
    """
    case_ids, makers = dict(known), []
    for part in said.parts:
        maker = RecordMaker(part, said.incoming.framework, case_ids)
        maker.take_all()
        makers.append(maker)
    found = [each for maker in makers for each in maker.found]
    problems = [problem for maker in makers for problem in maker.all_problems()]
    remarks = [remark for maker in makers for remark in maker.all_remarks()]
    days = [day.on for part in said.parts for each in part.days.values() for day in each]
    return Made(
        incoming=said.incoming,
        found=found,
        new_cases={code: case for maker in makers for code, case in maker.new_cases.items()},
        span=(min(days), max(days)) if days else None,
        problems=[*problems, *_same_ids(found)],
        remarks=[*remarks, *alike_codes(case_ids.keys() - known.keys(), known)],
        n_missing=sum((part.n_missing for part in said.parts), Counter()),
    )


def _same_ids(found: list[Found]) -> list[Problem]:
    """Find rows whose id an earlier row has, in whatever table."""
    seen: dict[str, Found] = {}
    problems = []
    for each in found:
        earlier = seen.setdefault(each.record.id, each)
        if earlier is not each:
            told = {"row": each.row, "earlier": earlier.row, "table": earlier.table}
            what, remedy = say("exchange.same_id", **told), say("exchange.same_id_remedy", **told)
            problems.append(Problem(each.row, "id", each.record.id, what, remedy, each.table))
    return problems


class RecordMaker:
    """Makes the records of one table, one after the other; knows what came before.

    Attributes
    ----------
    found : list of Found
        In the order taken, plan dates last.
    new_cases : dict of str to Case
        Cases that were spoken of and that nobody knew; empty for kind ``cases``, whose rows are
        the cases themselves.
    """

    def __init__(self, said: SaidPart, framework: Framework, case_ids: dict[str, str]) -> None:
        self.said, self.mapping, self.framework = said, said.part.mapping, framework
        self.case_ids = case_ids
        self.kind = KINDS[self.mapping.kind]
        self.found: list[Found] = []
        self.new_cases: dict[str, Case] = {}
        self._problems: list[Problem] = []
        self._repeated: list[str] = []
        self._spoken_of: dict[str, str] = {}
        self._seen: dict[tuple[object, ...], Found] = {}

    def take_all(self) -> None:
        """Make the records of all rows, then the plan dates that follow from them."""
        for values in self.said.rows:
            self._take(values)
        if self.mapping.phase:
            self._add_plan_dates()

    def all_problems(self) -> list[Problem]:
        """Give what could not be read or kept, in row order."""
        found = sorted([*self.said.problems, *self._problems], key=lambda each: each.row or 0)
        return [replace(problem, table=self.said.part.name) for problem in found]

    def all_remarks(self) -> list[str]:
        """Give what a reader should know, of the rows and of what they become."""
        rule = self.mapping.phase
        phases = phase_remarks(rule, self.said.days) if rule else []
        return [*self.said.remarks, *few(self._repeated, "more_repeated"), *phases]

    def _take(self, said: Values) -> None:
        values: dict[str, Any] = {n: value for n, value in said.values.items() if value is not None}
        columns = {**said.columns, "case_id": self.mapping.case.column}
        if self.kind.date and self.mapping.date:
            values[self.kind.date] = said.on
            columns[self.kind.date] = self.mapping.date.column
        if self.mapping.kind == "cases":
            values["code"] = said.code
            columns["code"] = columns.pop("case_id")
        else:
            values["case_id"] = self._case_id(said)
        if values.get("id") is None:
            columns.pop("id", None)
        for name in self._required - values.keys():
            values[name] = None
        self._keep(self.kind.record(**values), said, columns)

    @cached_property
    def _required(self) -> set[str]:
        """Name the columns a record cannot be made without."""
        return {
            each.name
            for each in dataclasses.fields(self.kind.record)
            if each.default is MISSING and each.default_factory is MISSING
        }

    def _keep(self, record: Record, said: Values, columns: dict[str, str]) -> None:
        try:
            record.check(self.framework)
        except InvalidRecord as invalid:
            field = invalid.field or ""
            column = columns.get(field) or None
            value = shown(getattr(record, field)) if column else ""
            self._problem(said.row, column, value, str(invalid), say("exchange.record_remedy"))
            return
        if self._is_rounded(record, said, columns):
            return
        found = Found(record, said.code, said.row, columns, self.said.part.name)
        if self._is_first(found):
            if isinstance(record, Case):
                self._keep_case_id(record, found)
            self.found.append(found)

    def _keep_case_id(self, case: Case, found: Found) -> None:
        """Let later tables know the case; one the store has keeps the id it has there."""
        if not found.is_named:
            case.id = self.case_ids.get(case.code) or self._free_case_id(case.code)
        self.case_ids.setdefault(case.code, case.id)

    def _free_case_id(self, code: str) -> str:
        return free_id(set(self.case_ids.values()), "case", code)

    def _is_rounded(self, record: Record, said: Values, columns: dict[str, str]) -> bool:
        """Note a number that would not be kept as it stands in the file."""
        value, kept = said.values.get("value"), getattr(record, "value", None)
        if value == kept:
            return False
        told = {"value": shown(value), "kept": shown(kept)}
        what, remedy = (
            say(f"exchange.{key}", **told)
            for key in ("finer_than_scale", "finer_than_scale_remedy")
        )
        self._problem(said.row, columns["value"], shown(value), what, remedy)
        return True

    def _problem(self, row: int, column: str | None, value: str, what: str, remedy: str) -> None:
        self._problems.append(Problem(row, column, value, what, remedy))

    def _is_first(self, found: Found) -> bool:
        """Tell a new record from one that an earlier row gave, and note what the two say."""
        if not self.kind.once or (found.is_named and not self.kind.unique):
            return True
        key = tuple(getattr(found.record, name) for name in self.kind.same)
        earlier = self._seen.setdefault(key, found)
        if earlier is found:
            return True
        told = {"row": found.row, "earlier": earlier.row}
        differing = _differing(found, earlier.record)
        if differing is None:
            self._repeated.append(say("exchange.repeated", **told))
        else:
            column = found.columns[differing] or None
            value = shown(getattr(found.record, differing))
            remedy = say("exchange.contradicts_remedy", **told)
            self._problem(found.row, column, value, say("exchange.contradicts", **told), remedy)
        return False

    def _case_id(self, said: Values) -> str:
        """Give the id of a row's case; one that nobody knows is made."""
        code = said.code
        if code not in self._spoken_of:
            is_known = code in self.case_ids
            self._spoken_of[code] = self.case_ids.get(code) or self._free_case_id(code)
            self.case_ids[code] = self._spoken_of[code]
            if not is_known:
                self._make_case(said)
        return self._spoken_of[code]

    def _make_case(self, said: Values) -> None:
        rule, code = self.mapping.case, said.code
        missing = [name for name in NEEDED if name not in rule.new]
        if missing:
            what = say("exchange.case_unknown", code=code)
            told = {"mapping": self.mapping.source, "keys": ", ".join(missing)}
            remedy = say("exchange.case_unknown_remedy", **told)
            self._problem(said.row, rule.column, code, what, remedy)
            return
        case_id, days = self._spoken_of[code], self.said.days[code]
        try:
            self.new_cases[code] = new_case(code, case_id, rule, days, self.framework)
        except InvalidRecord as invalid:
            told = {"mapping": self.mapping.source, "key": f"case.{invalid.field}"}
            self._problem(said.row, None, "", str(invalid), say("exchange.in_mapping", **told))

    def _add_plan_dates(self) -> None:
        rule = self.mapping.phase
        assert rule is not None
        for begun in plan_dates_of(rule, self.said.days, self._spoken_of):
            try:
                begun.plan.check(self.framework)
            except InvalidRecord as invalid:
                told = {"mapping": self.mapping.source, "key": "phase.note"}
                remedy = say("exchange.in_mapping", **told)
                self._problem(begun.row, None, "", str(invalid), remedy)
                return
            columns, table = {"agreed_on": rule.column}, self.said.part.name
            self.found.append(Found(begun.plan, begun.code, begun.row, columns, table, begun.span))


def _differing(found: Found, other: Record) -> str | None:
    """Name the first column the file fills in which another record says something else."""
    for name in found.filled:
        if getattr(found.record, name) != getattr(other, name):
            return name
    return None

"""Which records do a file's rows become, and do the rows agree with each other?

A row that says again what an earlier one said is told from one that contradicts it; a case nobody
knows yet is made; a phase becomes a plan date.
"""

import dataclasses
import uuid
from collections import Counter
from collections.abc import Mapping as Lookup
from dataclasses import MISSING, dataclass
from functools import cached_property
from typing import Any

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say
from supervision_kit.records import Case, PlanDate, Record

from .kinds import KINDS
from .mapping import Mapping, PhaseRule
from .problems import Problem, shown
from .rows import Day, Values

NAMESPACE = uuid.UUID("6f7d0a52-3f0b-5d43-9c0e-2b8a5d1c7e11")
"""Ids made from a row's content are made in it, so that the same row always has the same id."""


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
    """

    record: Record
    code: str
    row: int
    columns: dict[str, str]


def made_id(*parts: object) -> str:
    """Make the id that these parts always give."""
    return uuid.uuid5(NAMESPACE, "\x1f".join(map(str, parts))).hex


class RecordMaker:
    """Makes records of values, one after the other; knows what came before.

    Attributes
    ----------
    found : list of Found
        In the order taken, plan dates last.
    new_cases : dict of str to Case
        Cases that were spoken of and that the store does not have, by code; empty for kind
        ``cases``, whose rows are the cases themselves.
    problems : list of Problem
        What cannot be kept.
    repeated : list of str
        Sentences on rows that say again what an earlier one said.
    planless : list of str
        Sentences on cases that never enter the phase the plan begins with.
    """

    def __init__(
        self,
        mapping: Mapping,
        framework: Framework,
        existing: Lookup[str, str],
        days: dict[str, list[Day]],
    ) -> None:
        self.mapping, self.framework = mapping, framework
        self.existing, self.days = existing, days
        self.kind = KINDS[mapping.kind]
        self.found: list[Found] = []
        self.new_cases: dict[str, Case] = {}
        self.problems: list[Problem] = []
        self.repeated: list[str] = []
        self.planless: list[str] = []
        self._case_ids: dict[str, str] = {}
        self._seen: dict[tuple[object, ...], Found] = {}
        self._nth: Counter[tuple[object, ...]] = Counter()

    def take(self, said: Values) -> None:
        """Make the record of one row's values and keep it, or note why it cannot be kept."""
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
        found = Found(record, said.code, said.row, columns)
        if self._is_first(found):
            if "id" not in said.values:
                record.id = self._id(found)
            self.found.append(found)

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
        self.problems.append(Problem(row, column, value, what, remedy))

    def _is_first(self, found: Found) -> bool:
        """Tell a new record from one that an earlier row gave, and note what the two say."""
        if not self.kind.same:
            return True
        key = tuple(getattr(found.record, name) for name in self.kind.same)
        earlier = self._seen.setdefault(key, found)
        if earlier is found:
            return True
        told: dict[str, object] = {"row": found.row, "earlier": earlier.row}
        differing = differs(found, earlier.record)
        if differing is None:
            self.repeated.append(say("exchange.repeated", **told))
        else:
            column = found.columns[differing] or None
            value = shown(getattr(found.record, differing))
            key = "contradicts_beside" if earlier.row == found.row else "contradicts"
            told["column"] = earlier.columns[differing]
            what, remedy = (say(f"exchange.{each}", **told) for each in (key, f"{key}_remedy"))
            self._problem(found.row, column, value, what, remedy)
        return False

    def _id(self, found: Found) -> str:
        """Make the id that the same row will have when it comes again."""
        if self.mapping.kind == "cases":
            return made_id("case", found.code)
        if self.kind.same:
            parts = [getattr(found.record, name) for name in self.kind.same if name != "case_id"]
        else:
            place = (found.code, getattr(found.record, self.kind.date or "id"))
            self._nth[place] += 1
            parts = [*place, self._nth[place]]
        return made_id(self.mapping.kind, found.code, *parts)

    def _case_id(self, said: Values) -> str:
        """Give the id of a row's case; one the store does not have is made."""
        code = said.code
        if code in self._case_ids:
            return self._case_ids[code]
        self._case_ids[code] = self.existing.get(code) or made_id("case", code)
        if code not in self.existing:
            self._make_case(said)
        return self._case_ids[code]

    def _make_case(self, said: Values) -> None:
        """Make a case of what the mapping says about new ones, opened on its first day."""
        new, code = self.mapping.case.new, said.code
        missing = [name for name in ("setting", "mandate") if name not in new]
        if missing:
            what = say("exchange.case_unknown", code=code)
            told = {"mapping": self.mapping.source, "keys": ", ".join(missing)}
            remedy = say("exchange.case_unknown_remedy", **told)
            self._problem(said.row, self.mapping.case.column, code, what, remedy)
            return
        first_on = min(self.days[code]).on
        values = {"id": self._case_ids[code], "code": code, "opened_on": first_on, **new}
        case = Case(**values)
        try:
            case.check(self.framework)
        except InvalidRecord as invalid:
            self._mapping_fault(said.row, f"case.{invalid.field}", str(invalid))
        else:
            self.new_cases[code] = case

    def _mapping_fault(self, row: int, key: str, what: str) -> None:
        remedy = say("exchange.in_mapping", mapping=self.mapping.source, key=key)
        self._problem(row, None, "", what, remedy)

    def add_plan_dates(self) -> None:
        """Make a plan date of each case's first day in the phase that begins with the plan."""
        rule = self.mapping.phase
        if rule is None:
            return
        for code, days in self.days.items():
            begun = [day for day in days if day.phase == rule.plan_begins]
            if begun and code in self._case_ids:
                self._add_plan_date(code, min(begun), rule)
            elif not begun:
                told = {"code": code, "phase": rule.plan_begins}
                self.planless.append(say("exchange.no_plan", **told))

    def _add_plan_date(self, code: str, day: Day, rule: PhaseRule) -> None:
        plan_date = PlanDate(
            id=made_id("plan_dates", code, day.on, 1),
            case_id=self._case_ids[code],
            agreed_on=day.on,
            note=rule.note,
        )
        plan_date.check(self.framework)
        self.found.append(Found(plan_date, code, day.row, {"agreed_on": rule.column}))


def differs(found: Found, other: Record) -> str | None:
    """Name the first column the file fills in which another record says something else.

    Columns the file does not have are not compared: whatever they hold was written elsewhere.
    """
    for name in found.columns:
        if name != "case_id" and getattr(found.record, name) != getattr(other, name):
            return name
    return None

"""What does one row say, read cell by cell as the mapping has it?

A row gives plain values, not yet records: whether they can be kept together is asked afterwards.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from supervision_kit.errors import InvalidRecord
from supervision_kit.exchange.cells.dates import DateColumn, nth_day
from supervision_kit.exchange.cells.reading import (
    is_missing,
    number_in,
    read_code,
    read_number,
    read_phase,
    read_text,
    read_whole,
    read_word,
)
from supervision_kit.exchange.files.table import Cell, SheetRow
from supervision_kit.exchange.incoming import Part
from supervision_kit.exchange.kinds import KINDS, form_of
from supervision_kit.exchange.mapping.rules import DayNumbers, FieldRule, RatingColumn
from supervision_kit.exchange.problems import Problem, UnfitCell, as_shown, unfit
from supervision_kit.frameworks import Framework, day_in_words, say
from supervision_kit.records import check_code
from supervision_kit.records.record import label_of, rule_of

Read = Callable[[Cell], object]
Plan = list[tuple[str, FieldRule, Read]]
"""How each value of a record is read: its name, where it comes from, and the way."""


class RowDay(NamedTuple):
    """A day a file has a row for: when it was, in which row, in which phase (may be empty)."""

    on: dt.date
    row: int
    phase: str


@dataclass(frozen=True)
class Values:
    """What a row says about one record to be.

    Attributes
    ----------
    row : int
        Row in the file.
    code : str
        The case.
    on : date or None
        The day; None for cases.
    values : dict
        By column of the record; None where the file says nothing.
    columns : dict
        Name of the file's column by column of the record; empty where the mapping gave the value.
    """

    row: int
    code: str
    on: dt.date | None
    values: dict[str, object]
    columns: dict[str, str]


class RowReader:
    """Reads the rows of one table.

    Attributes
    ----------
    problems : list of Problem
        What could not be read so far.
    days : dict
        Every day there is a row for, by case code, also where the row has no values.
    n_missing : Counter
        Empty values by column of ratings.
    weekdays_off : list of str
        Sentences on days of the week that differ, where the mapping says to tell.
    mixed_dates : list of str
        Sentences on columns in which dates and texts are mixed, where the mapping says to tell.
    """

    def __init__(self, part: Part, framework: Framework) -> None:
        self.mapping, self.form, self.framework = part.mapping, part.mapping.file, framework
        read = part.became
        self.problems = [p for p in part.table.problems if p.column is None or p.column in read]
        self.broken = {problem.row for problem in self.problems}
        self.days: dict[str, list[RowDay]] = {}
        self.n_missing: Counter[str] = Counter()
        self.weekdays_off: list[str] = []
        self.mixed_dates: list[str] = []
        self._dates: dict[str, DateColumn] = {}
        self._codes: dict[str, str] = {}
        self._row = 0
        self._good_days: set[dt.date] = set()
        fields, ratings = self.mapping.fields, self.mapping.ratings
        self._plans: list[tuple[RatingColumn | None, Plan]] = [
            (rated, self._plan(fields | dict(rated.rules()))) for rated in ratings
        ] or [(None, self._plan(fields))]

    def read(self, row: SheetRow) -> list[Values]:
        """Give what a row says: nothing, one record, or one for each rating in it."""
        n_before, self._row = len(self.problems), row.number
        code = self._attempt(row, self.mapping.case.column, self._code)
        rule = self.mapping.date
        on = self._attempt(row, rule.column, lambda cell: self._day(row, cell)) if rule else None
        if row.number in self.broken or len(self.problems) > n_before:
            return []
        assert isinstance(code, str)
        assert on is None or isinstance(on, dt.date)
        if on is not None:
            self.days.setdefault(code, []).append(RowDay(on, row.number, self._phase(row)))
        return [
            Values(row.number, code, on, values, columns) for values, columns in self._records(row)
        ]

    def _attempt(self, row: SheetRow, column: str, read: Read) -> object:
        """Read a cell; when it cannot be read, note the problem and give None."""
        cell = row[column]
        try:
            return read(cell)
        except UnfitCell as refused:
            what, remedy = str(refused), refused.remedy
        except InvalidRecord as refused:
            what, remedy = str(refused), say("exchange.record_remedy")
        self.problems.append(Problem(row.number, column, as_shown(cell.shown), what, remedy))
        return None

    def _code(self, cell: Cell) -> str:
        spelt = read_code(cell, self.mapping.case, self.form)
        if spelt not in self._codes:
            self._codes[spelt] = check_code(spelt)
        return self._codes[spelt]

    def _day(self, row: SheetRow, cell: Cell) -> dt.date:
        rule = self.mapping.date
        if is_missing(cell, self.form):
            raise unfit("no_date")
        if isinstance(rule, DayNumbers):
            on = nth_day(rule, read_whole(cell, self.form))
            if rule.weekday:
                self._check_weekday(row, rule, on)
        else:
            assert rule is not None
            on = self._date(cell, rule)
        return self._check_day(on)

    def _date(self, cell: Cell, rule: FieldRule) -> dt.date:
        column = self._dates.setdefault(rule.column, DateColumn(rule))
        return column.read(cell, self._row)

    def finish(self) -> None:
        """Note what only whole columns can tell, after the last row: dates mixed with texts."""
        self.problems += filter(None, (each.problem() for each in self._dates.values()))
        self.mixed_dates = list(filter(None, (each.remark() for each in self._dates.values())))

    def _check_day(self, on: dt.date) -> dt.date:
        """Refuse a day that no record of this kind may have, also in a row without values."""
        if on in self._good_days:
            return on
        kind = KINDS[self.mapping.kind]
        name = kind.kept.day or ""
        rule = rule_of(kind.__table__.columns[name])
        if rule:
            rule.check(on, label_of(kind, name), name, self.framework)
        self._good_days.add(on)
        return on

    def _check_weekday(self, row: SheetRow, rule: DayNumbers, on: dt.date) -> None:
        cell = row[rule.weekday]
        if is_missing(cell, self.form) or read_whole(cell, self.form) == on.isoweekday():
            return
        told = {"value": as_shown(cell.shown), "column": rule.weekday, "day": day_in_words(on)}
        told["weekday"] = str(on.isoweekday())
        if rule.weekday_differs == "refuse":
            raise unfit("weekday_differs", **told)
        self.weekdays_off.append(say("exchange.weekday_told", row=row.number, **told))

    def _phase(self, row: SheetRow) -> str:
        rule = self.mapping.phase
        if rule is None:
            return ""
        return str(self._attempt(row, rule.column, lambda cell: read_phase(cell, self.form)) or "")

    def _records(self, row: SheetRow) -> Iterator[tuple[dict[str, object], dict[str, str]]]:
        """Give the values of each record of a row; no rating has neither a value nor a reason."""
        for rated, plan in self._plans:
            values = self._values(row, plan)
            if values is None:
                continue
            if rated and values["value"] is None and not values.get("not_rated"):
                self.n_missing[rated.value.column] += 1
            else:
                yield values, {name: rule.column for name, rule, _ in plan}

    def _values(self, row: SheetRow, plan: Plan) -> dict[str, object] | None:
        """Give the values of one record; None when one of its cells cannot be read."""
        n_before = len(self.problems)
        values = {
            name: self._attempt(row, rule.column, read) if rule.column else rule.always
            for name, rule, read in plan
        }
        return values if len(self.problems) == n_before else None

    def _plan(self, rules: dict[str, FieldRule]) -> Plan:
        return [(name, rule, self._way(name, rule)) for name, rule in rules.items()]

    def _way(self, name: str, rule: FieldRule) -> Read:
        """Give the way a column of the record is read; what is missing is None."""
        ways: dict[str, Read] = {
            "text": lambda cell: read_text(self._meant(cell, rule), self.form),
            "id": lambda cell: read_text(cell, self.form).strip(),
            "date": lambda cell: self._date(cell, rule),
            "whole": lambda cell: read_whole(self._meant(cell, rule), self.form),
            "word": lambda cell: read_word(cell, rule, self.form),
            "number": lambda cell: self._number(cell, rule),
        }
        read = ways[form_of(self.mapping.kind, name)]
        return lambda cell: None if is_missing(cell, self.form) else read(cell)

    def _meant(self, cell: Cell, rule: FieldRule) -> Cell:
        """Give a cell with what its word means, where the mapping has words."""
        if not rule.words:
            return cell
        word = read_word(cell, rule, self.form)
        return cell._replace(type="text", value=word, shown=word)

    def _number(self, cell: Cell, rule: FieldRule) -> float:
        if rule.words:
            word = read_word(cell, rule, self.form)
            return number_in(word.replace(".", self.form.decimal), self.form)
        return read_number(cell, self.form)

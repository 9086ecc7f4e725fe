"""What does one row say, read cell by cell as the mapping has it?

A row gives plain values, not yet records: whether they can be kept together is asked afterwards.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, day_in_words, say
from supervision_kit.records import check_code
from supervision_kit.records.record import label_of, rule_of

from .cells import (
    is_missing,
    read_code,
    read_number,
    read_phase,
    read_text,
    read_whole,
    read_word,
)
from .dates import DateColumn, nth_day
from .kinds import KINDS, form_of
from .mapping import DayRule, FieldRule, Mapping, RatingColumn
from .numbers import number_in
from .problems import Problem, UnfitCell, shown, unfit
from .tables import Cell, Row, Table

Read = Callable[[Cell], object]


class Day(NamedTuple):
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

    def __init__(self, table: Table, mapping: Mapping, framework: Framework) -> None:
        self.mapping, self.form, self.framework = mapping, mapping.file, framework
        used = mapping.became()
        self.problems = [p for p in table.problems if p.column is None or p.column in used]
        self.broken = {problem.row for problem in self.problems}
        self.days: dict[str, list[Day]] = {}
        self.n_missing: Counter[str] = Counter()
        self.weekdays_off: list[str] = []
        self.mixed_dates: list[str] = []
        self._dates: dict[str, DateColumn] = {}
        self._codes: dict[str, str] = {}
        self._good_days: set[dt.date] = set()

    def read(self, row: Row) -> list[Values]:
        """Give what a row says: nothing, one record, or one for each rating in it."""
        n_before = len(self.problems)
        code = self._attempt(row, self.mapping.case.column, self._code)
        rule = self.mapping.date
        on = self._attempt(row, rule.column, lambda cell: self._day(row, cell)) if rule else None
        if row.number in self.broken or len(self.problems) > n_before:
            return []
        assert isinstance(code, str)
        assert on is None or isinstance(on, dt.date)
        if on is not None:
            self.days.setdefault(code, []).append(Day(on, row.number, self._phase(row)))
        return [
            Values(row.number, code, on, values, columns) for values, columns in self._records(row)
        ]

    def _attempt(self, row: Row, column: str, read: Read) -> object:
        """Read a cell; when it cannot be read, note the problem and give None."""
        cell = row[column]
        try:
            return read(cell)
        except UnfitCell as refused:
            what, remedy = str(refused), refused.remedy
        except InvalidRecord as refused:
            what, remedy = str(refused), say("exchange.record_remedy")
        self.problems.append(Problem(row.number, column, shown(cell.shown), what, remedy))
        return None

    def _code(self, cell: Cell) -> str:
        spelt = read_code(cell, self.mapping.case, self.form)
        if spelt not in self._codes:
            self._codes[spelt] = check_code(spelt)
        return self._codes[spelt]

    def _day(self, row: Row, cell: Cell) -> dt.date:
        rule = self.mapping.date
        if is_missing(cell, self.form):
            raise unfit("no_date")
        if isinstance(rule, DayRule):
            on = nth_day(rule, read_whole(cell, self.form))
            if rule.weekday:
                self._check_weekday(row, rule, on)
        else:
            assert rule is not None
            on = self._date_column(rule).read(cell)
        return self._check_day(on)

    def _date_column(self, rule: FieldRule) -> DateColumn:
        return self._dates.setdefault(rule.column, DateColumn(rule))

    def finish(self) -> None:
        """Note what only whole columns can tell, after the last row: dates mixed with texts."""
        self.problems += filter(None, (each.problem() for each in self._dates.values()))
        self.mixed_dates = list(filter(None, (each.remark() for each in self._dates.values())))

    def _check_day(self, on: dt.date) -> dt.date:
        """Refuse a day that no record of this kind may have, also in a row without values."""
        if on in self._good_days:
            return on
        kind = KINDS[self.mapping.kind]
        name = kind.date or ""
        rule = rule_of(kind.record.__table__.columns[name])
        if rule:
            rule.check(on, label_of(name), name, self.framework)
        self._good_days.add(on)
        return on

    def _check_weekday(self, row: Row, rule: DayRule, on: dt.date) -> None:
        cell = row[rule.weekday]
        if is_missing(cell, self.form) or read_whole(cell, self.form) == on.isoweekday():
            return
        told = {"value": shown(cell.shown), "column": rule.weekday, "day": day_in_words(on)}
        told["weekday"] = str(on.isoweekday())
        if rule.weekday_differs == "refuse":
            raise unfit("weekday_differs", **told)
        self.weekdays_off.append(say("exchange.weekday_told", row=row.number, **told))

    def _phase(self, row: Row) -> str:
        rule = self.mapping.phase
        if rule is None:
            return ""
        return str(self._attempt(row, rule.column, lambda cell: read_phase(cell, self.form)) or "")

    def _records(self, row: Row) -> Iterator[tuple[dict[str, object], dict[str, str]]]:
        if not self.mapping.ratings:
            yield from self._values(row, self.mapping.fields.items())
        for rated in self.mapping.ratings:
            yield from self._rating(row, rated)

    def _rating(
        self, row: Row, rated: RatingColumn
    ) -> Iterator[tuple[dict[str, object], dict[str, str]]]:
        """Give a column's rating, unless there is neither a value nor a reason."""
        for values, columns in self._values(row, [*self.mapping.fields.items(), *rated.rules()]):
            if values["value"] is None and not values.get("not_rated"):
                self.n_missing[rated.value.column] += 1
            else:
                yield values, columns

    def _values(
        self, row: Row, rules: Iterable[tuple[str, FieldRule]]
    ) -> Iterator[tuple[dict[str, object], dict[str, str]]]:
        """Give the values of one record, unless one of its cells cannot be read."""
        values, columns, n_before = {}, {}, len(self.problems)
        for name, rule in rules:
            columns[name] = rule.column
            values[name] = rule.always or self._attempt(row, rule.column, self._way(name, rule))
        if len(self.problems) == n_before:
            yield values, columns

    def _way(self, name: str, rule: FieldRule) -> Read:
        """Give the way a column of the record is read; what is missing is None."""
        ways: dict[str, Read] = {
            "text": lambda cell: read_text(cell, self.form),
            "id": lambda cell: read_text(cell, self.form).strip(),
            "date": lambda cell: self._date_column(rule).read(cell),
            "whole": lambda cell: read_whole(cell, self.form),
            "word": lambda cell: read_word(cell, rule, self.form),
            "number": lambda cell: self._number(cell, rule),
        }
        read = ways[form_of(self.mapping.kind, name)]
        return lambda cell: None if is_missing(cell, self.form) else read(cell)

    def _number(self, cell: Cell, rule: FieldRule) -> float:
        if rule.words:
            word = read_word(cell, rule, self.form)
            return number_in(word.replace(".", self.form.decimal), self.form)
        return read_number(cell, self.form)

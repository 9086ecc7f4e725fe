"""How is a record of the case added or changed, by a form that asks what its kind declares?"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING
from typing import Any, ClassVar

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say, says
from supervision_kit.records import Record, label_of
from supervision_kit.records.record import rule_of
from supervision_kit.records.rules import (
    DayRule,
    IdRule,
    KindRule,
    TextRule,
    WholeRule,
    WorkerRule,
)
from supervision_kit.widgets.changing_form import ChangingForm
from supervision_kit.widgets.field_groups import Asked, Group
from supervision_kit.widgets.fields import Choice, Code, Day, Field, Text, Whole

#: Texts of at most so many characters stand on one line.
_SHORT = 80
#: So many choices stand beside each other; more drop down.
_FEW = 5


class KindForm(ChangingForm):
    """Add a record of a kind to a case, or change one that is there.

    A subclass says which kind, and which of its columns are asked, in which order. How a column is
    asked follows from its rule: a day, a choice, a number, a text.

    Parameters
    ----------
    store : Store
        Where drafts and records go.
    case_code : str
        The case it belongs to.
    record_id : str
        The record to change; "" adds a new one.
    on_saved, today, on_closed
        As for `RecordForm`.

    Attributes
    ----------
    asks, ends : sequence of str
        Columns asked of a new record, and those asked besides of one that is there.
    """

    asks: ClassVar[Sequence[str]]
    ends: ClassVar[Sequence[str]] = ()

    def asked(self) -> Sequence[Asked]:
        """Return a question for each column."""
        columns = [*self.asks, *(self.ends if self.record else ())]
        return [Group(look="card", fields=tuple(map(self.field, columns)))]

    def field(self, column: str) -> Field:
        """Return the question a column is asked with."""
        words = self._words(column)
        match rule_of(self.kind.__table__.columns[column]):
            case DayRule() as rule:
                return Day(**words, may_be_future=rule.may_be_future)
            case KindRule() as rule:
                options = self.store.framework.kinds[rule.group]
                return Choice(**words, options=options, dropdown=len(options) > _FEW)
            case WholeRule() as rule:
                return Whole(**words, low=rule.low, high=rule.high)
            case WorkerRule():
                return Code(**words, of_case=False)
            case IdRule():
                return Choice(**words, options=self.choices(column), dropdown=True)
            case TextRule() as rule:
                is_short = rule.limit <= _SHORT
                return Text(**words, rows=1 if is_short else 2, limit=rule.limit)
            case rule:
                raise TypeError(f"a form cannot ask {self.kind.__name__}.{column}: {rule}")

    def choices(self, column: str) -> Mapping[str, str]:
        """Return the records a column may name, in words, by their ids."""
        people = self.store.tables(self.case_code)["participants"]
        return dict(zip(people["id"], people["called"], strict=True))

    def initial(self) -> dict[str, Any]:
        """Return what the record holds now; for a new one, today as its day and its defaults."""
        values = self.begins() if self.record is None else self.record.snapshot()
        return {
            column: typed_answer(values[column])
            for column in (*self.asks, *(self.ends if self.record else ()))
            if values.get(column) not in (None, "")
        }

    def begins(self) -> dict[str, Any]:
        """Return the values a new record begins with: those its kind declares, and today."""
        columns = self.kind.__table__.columns
        values = {each.name: getattr(each.default, "arg", None) for each in columns}
        day = self.kind.kept.day
        return values | ({day: self.today} if day and not self._may_be_future(day) else {})

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return the record, new or changed."""
        if self._record_id and self.record is None:
            raise StoreError(say("store.record_gone"))
        if self.record is None:
            case = self.case
            kept: dict[str, Any] = {"id": new(self.form), "case_id": case.id}
            return [self.kind(**kept, **self._filled(answers))]
        for column, answer in answers.items():
            setattr(self.record, column, answer)
        return [self.record]

    def _filled(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Leave out what was not answered and has a default of its kind."""
        optional = {
            each.name for each in dataclasses.fields(self.kind) if each.default is not MISSING
        }
        return {
            name: answer
            for name, answer in answers.items()
            if not (answer in (None, "") and name in optional)
        }

    def _may_be_future(self, column: str) -> bool:
        rule = rule_of(self.kind.__table__.columns[column])
        return isinstance(rule, DayRule) and rule.may_be_future

    def _words(self, column: str) -> dict[str, Any]:
        name, key = label_of(self.kind, column), f"form.{self.form}_{column}"
        return {
            "key": column,
            "name": name,
            "label": say(key) if says(key) else name,
            "hint": say(f"{key}_hint") if says(f"{key}_hint") else "",
            "required": say("record.missing", label=name) if self._is_needed(column) else "",
        }

    def _is_needed(self, column: str) -> bool:
        return any(
            each.name == column and each.default is each.default_factory is MISSING
            for each in dataclasses.fields(self.kind)
        )


def typed_answer(value: Any) -> Any:
    """Return a value as the browser would send it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else value

"""How is a record of the case added or changed, by a form that asks what its kind declares?"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING
from typing import Any, ClassVar

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say, says
from supervision_kit.records import Record
from supervision_kit.records.record import as_kept, references_of, room_key, rule_of
from supervision_kit.records.rules import DayRule
from supervision_kit.widgets.changing_form import ChangingForm
from supervision_kit.widgets.field_groups import Asked, Group
from supervision_kit.widgets.fields import Choice, Field
from supervision_kit.widgets.kind_fields import column_field, named_in_words, typed_answers


class KindForm(ChangingForm):
    """Add a record of a kind to a case, or change one that is there.

    A subclass says which kind, and which of its columns are asked, in which order. How a column is
    asked follows from its rule: a day, a choice, a number, a text. What has no words of its own in
    the texts is called as its kind and its columns are.

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
        Columns asked of a new record, and those asked besides of one that is there, each by what
        it is called outside the store.
    """

    asks: ClassVar[Sequence[str]]
    ends: ClassVar[Sequence[str]] = ()

    def asked(self) -> Sequence[Asked]:
        """Return a question for each column that can be answered: there is something to choose."""
        fields = map(self.field, (*self.asks, *(self.ends if self.record else ())))
        open_ones = (each for each in fields if not isinstance(each, Choice) or each.options)
        return [Group(look="card", fields=tuple(open_ones))]

    def words(self, name: str, **told: object) -> str:
        """Return what this form says of itself; without words of its own, what any form says."""
        if says(f"form.{self.form}_{name}"):
            return super().words(name, **told)
        kind = say(f"labels.{self.kind.__tablename__}.singular")
        return say(f"form.any_{name}", kind=kind, **told)

    def field(self, column: str) -> Field:
        """Return the question a column is asked with."""
        return column_field(self.kind, column, self.form, self.store.framework, self.choices)

    def choices(self, column: str) -> Mapping[str, str]:
        """Return the records a column may name, in words, by their ids."""
        named = references_of(self.kind)[column]
        return named_in_words(named, self.store.read(named, self.case_code))

    def initial(self) -> dict[str, Any]:
        """Return what the record holds now; for a new one, today as its day and its defaults."""
        values = self.begins() if self.record is None else self.store.told(self.record)
        columns = (*self.asks, *(self.ends if self.record else ()))
        return typed_answers({column: values.get(column) for column in columns})

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
            kept: dict[str, Any] = {"id": new(self.form), str(room_key(self.kind)): self.room_id}
            return [self.kind(**kept, **as_kept(self.kind, self._filled(answers)))]
        for column, answer in as_kept(self.kind, answers).items():
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

"""With which question is a column of a record asked, within the bounds of its rule?"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any

import pandas as pd

from supervision_kit.frameworks import Framework, day_in_words, say, says
from supervision_kit.records import Promise, Record, label_of
from supervision_kit.records.record import column_of, rule_of
from supervision_kit.records.rules import (
    CodeRule,
    DayRule,
    IdRule,
    KindRule,
    PersonRule,
    TextRule,
    WholeRule,
)
from supervision_kit.widgets.fields import Choice, Code, Day, Field, Text, Whole

#: Texts of at most so many characters stand on one line.
_SHORT = 80
#: So many choices stand beside each other; more drop down.
_FEW = 5


def column_field(
    kind: type[Record],
    column: str,
    form: str,
    framework: Framework,
    choices: Callable[[str], Mapping[str, str]] | None = None,
) -> Field:
    """Return the question a column of a record is asked with.

    Parameters
    ----------
    kind : type
        The record.
    column : str
        What its column is called outside the store, which is the answer's key.
    form : str
        Whose words: ``form.<form>_<column>`` in the texts, with ``_hint`` and ``_required``.
    framework : Framework
        What there is to choose from.
    choices : callable, optional
        From a column to the records it may name: in words, by their ids.

    Raises
    ------
    TypeError
        If no question fits the column's rule.
    """
    words = column_words(kind, column, form)
    match rule_of(column_of(kind, column)):
        case DayRule() as rule:
            return Day(**words, may_be_future=rule.may_be_future)
        case KindRule() as rule:
            options = framework.kinds[rule.group]
            return Choice(**words, options=options, dropdown=len(options) > _FEW)
        case WholeRule() as rule:
            return Whole(**words, low=rule.low, high=rule.high)
        case PersonRule():
            return Code(**words, of_case=False)
        case CodeRule():
            return Code(**words)
        case IdRule():
            return Choice(**words, options=choices(column) if choices else {}, dropdown=True)
        case TextRule() as rule:
            is_short = rule.limit <= _SHORT
            return Text(**words, rows=1 if is_short else 2, limit=rule.limit)
        case rule:
            raise TypeError(f"a form cannot ask {kind.__name__}.{column}: {rule}")


def named_in_words(kind: type[Record], table: pd.DataFrame) -> dict[str, str]:
    """Return what records that may be named are called, by their ids.

    Participants are called what they are to the person, promises by their words and their day.
    """
    if kind is Promise:
        made = zip(table["id"], table["text"], table["promised_on"], strict=True)
        return {each: _promise_in_words(text, on.date()) for each, text, on in made}
    return dict(zip(table["id"], table["called"], strict=True))


def _promise_in_words(text: str, on: dt.date) -> str:
    words = text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"
    return say("form.promise_of_day", words=words, day=day_in_words(on))


def column_words(kind: type[Record], column: str, form: str) -> dict[str, Any]:
    """Return key, name, question, hint of a column, and what is said where it is left empty."""
    name, key = label_of(kind, column), f"form.{form}_{column}"
    own = f"{key}_required"
    missing = say(own) if says(own) else say("record.missing", label=name)
    return {
        "key": column,
        "name": name,
        "label": say(key) if says(key) else name,
        "hint": say(f"{key}_hint") if says(f"{key}_hint") else "",
        "required": missing if _is_needed(kind, column) else "",
    }


def _is_needed(kind: type[Record], column: str) -> bool:
    name = column_of(kind, column).name
    return any(
        each.name == name and each.default is each.default_factory is MISSING
        for each in dataclasses.fields(kind)
    )


def typed_answers(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as the browser would send them, without those that say nothing."""
    return {name: typed_answer(value) for name, value in values.items() if value not in (None, "")}


def typed_answer(value: Any) -> Any:
    """Return a value as the browser would send it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else value

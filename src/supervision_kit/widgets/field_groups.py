"""How do fields stand together in a form, and what do all of them say?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import say
from supervision_kit.widgets.fields import Field, When


@dataclass(frozen=True, kw_only=True)
class Rows(Field):
    """A list that grows: the same few questions a row.

    Attributes
    ----------
    words : mapping of str to str
        What the buttons say: `add`, `row`, `remove`; where rows have an order, `up` and `down`.
    most : int
        How many rows there may be.
    ready : bool
        Whether a first row stands there to be written in.
    """

    kind: ClassVar[str] = "rows"
    shape: ClassVar[tuple[type, ...]] = (list,)
    nothing: ClassVar[Any] = ()
    fields: tuple[Field, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    most: int = 50
    ready: bool = False

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws."""
        more = {"ready": True} if self.ready else {}
        return (
            super().spec()
            | dict(self.words)
            | more
            | {"fields": [each.spec() for each in self.fields]}
        )

    def called_at(self, address: str) -> str:
        """Return what a column is called."""
        column = address.rpartition("/")[2]
        return next((each.called for each in self.fields if each.key == column), self.called)

    def accept(self, raw: Any) -> list[dict[str, Any] | None]:
        """Return one dict a row, None for a row left wholly empty."""
        if len(raw) > self.most:
            raise InvalidRecord(say("form.too_many", label=self.called, n_most=self.most), self.key)
        rows: list[dict[str, Any] | None] = []
        for i, row in enumerate(raw):
            known = {each.key for each in self.fields}
            if not isinstance(row, dict) or set(row) - known:
                raise InvalidRecord(say("form.unreadable", label=self.called), self.key)
            rows.append(self._row(i, row) if any(row.values()) else None)
        return rows

    def _row(self, i: int, row: dict[str, Any]) -> dict[str, Any]:
        try:
            return {each.key: each.read(row.get(each.key)) for each in self.fields}
        except InvalidRecord as error:
            raise InvalidRecord(str(error), f"{self.key}/{i}/{error.field}") from None

    def texts(self, raw: object) -> Iterator[tuple[str, str]]:
        """Yield the texts of all rows."""
        for i, row in enumerate(raw if isinstance(raw, list) else []):
            for each in self.fields if isinstance(row, dict) else ():
                for key, text in each.texts(row.get(each.key)):
                    yield f"{self.key}/{i}/{key}", text


@dataclass(frozen=True, kw_only=True)
class Group:
    """Fields that stand together.

    Attributes
    ----------
    look : str
        A "section" with a heading, a "card", "beside" each other, "lines" beneath each other,
        "pairs" of lines, a
        "fold" to open, or "more": folds beside each other.
    is_open : bool
        Whether a fold is open from the start.
    """

    look: str
    fields: tuple["Field | Group | Plain", ...]
    label: str = ""
    hint: str = ""
    when: When | None = None
    is_open: bool = False

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws."""
        drawn = {"kind": "group", "look": self.look, "label": self.label, "hint": self.hint}
        when = {"when": [self.when[0], list(self.when[1])]} if self.when else {}
        opened = {"open": True} if self.is_open else {}
        return drawn | when | opened | {"fields": [each.spec() for each in self.fields]}


@dataclass(frozen=True, kw_only=True)
class Plain:
    """Something to read: a "note", or the "strip" that repeats the answer to another question.

    An "offer" is a button that gives several answers at once.
    """

    kind: str
    label: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws."""
        return {"kind": self.kind, "label": self.label, **self.more}


Asked = Field | Group | Plain


def asked_fields(asked: Iterable[Asked]) -> Iterator[Field]:
    """Yield all fields, out of their groups, in the order in which they are asked."""
    for each in asked:
        if isinstance(each, Group):
            yield from asked_fields(each.fields)
        elif isinstance(each, Field):
            yield each


def read_answers(
    asked: Iterable[Asked], value: Mapping[str, object]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Check all that a browser sent.

    Returns
    -------
    answers : dict
        Checked answers by key; those that were refused are missing.
    problems : list of (key, sentence)
        In the order of the form; empty when everything can be kept.
    """
    fields = list(asked_fields(asked))
    answers, problems = {}, []
    for each in fields:
        try:
            answers[each.key] = each.read(value.get(each.key))
        except InvalidRecord as error:
            problems.append((error.field or each.key, str(error)))
    if set(value) - {each.key for each in fields}:
        problems.append(("", say("form.unknown_question")))
    return answers, problems


def is_blank(answer: object) -> bool:
    """Return whether an answer says nothing.

    >>> is_blank({"value": None, "evidence": ""}), is_blank([{"text": "call"}])
    (True, False)
    """
    if isinstance(answer, dict):
        return all(map(is_blank, answer.values()))
    if isinstance(answer, list):
        return all(map(is_blank, answer))
    return answer is None or answer is False or answer == ""

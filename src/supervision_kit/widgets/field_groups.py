"""How do fields stand together in a form, and what do all of them say?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import say
from supervision_kit.widgets.fields import Field, When

# Under this key a row says which stored record it is.
_ID = "id"


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
    known : set of str
        Ids of rows that are stored: each keeps its id, and those of other rows say nothing of it.
    """

    kind: ClassVar[str] = "rows"
    shape: ClassVar[tuple[type, ...]] = (list,)
    nothing: ClassVar[Any] = ()
    fields: tuple[Field, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    most: int = 50
    ready: bool = False
    known: frozenset[str] = frozenset()

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
            asked = {_ID, *(each.key for each in self.fields)}
            if not isinstance(row, dict) or set(row) - asked or not self._is_known(row):
                raise InvalidRecord(say("form.unreadable", label=self.called), self.key)
            rows.append(self._row(i, row) if any(row.values()) else None)
        ids = [row[_ID] for row in raw if _ID in row]
        if len(ids) != len(set(ids)):
            raise InvalidRecord(say("form.unreadable", label=self.called), self.key)
        return rows

    def _is_known(self, row: dict[str, Any]) -> bool:
        return _ID not in row or (isinstance(row[_ID], str) and row[_ID] in self.known)

    def _row(self, i: int, row: dict[str, Any]) -> dict[str, Any]:
        stored = {_ID: row[_ID]} if _ID in row else {}
        try:
            return stored | {each.key: each.read(row.get(each.key)) for each in self.fields}
        except InvalidRecord as error:
            raise InvalidRecord(str(error), f"{self.key}/{i}/{error.field}") from None

    def in_words(self, raw: object) -> str:
        """Return one row, or all of them, as a reader sees it."""
        if isinstance(raw, list):
            return "; ".join(map(self.in_words, raw)) or super().in_words(None)
        row = raw if isinstance(raw, dict) else {}
        said = [each.in_words(row[each.key]) for each in self.fields if row.get(each.key)]
        return ", ".join(said) or say("form.row_taken_out")

    def laid_together(self, base: Any, theirs: Any, mine: Any) -> tuple[Any, dict[str, Any]]:
        """Lay together row by row: what only one of the two added or changed is as they say."""
        was, their, my = (_by_id(rows) for rows in (base, theirs, mine))
        apart: dict[str, Any] = {}
        rows = []
        for row in [*(mine or []), *(row for key, row in their.items() if key not in my)]:
            key = row.get(_ID)
            if key is None:
                rows.append(row)
                continue
            asked, both = super().laid_together(was.get(key), their.get(key), my.get(key))
            if both and key not in their:  # what was taken out over there is written here anew
                asked = {name: answer for name, answer in row.items() if name != _ID}
            elif both:
                apart[f"{self.key}:{key}"] = their[key]
            rows += [asked] if asked else []
        return rows, apart

    def part_at(self, answer: Any, address: str) -> Any:
        """Return the stored row of this address; None where it was taken out."""
        return _by_id(answer).get(address.rpartition(":")[2])

    def with_part_at(self, answer: Any, address: str, part: Any) -> Any:
        """Return the rows with another one for the stored row of this address."""
        row_id = address.rpartition(":")[2]
        if row_id not in _by_id(answer):
            return [*(answer or []), *([part] if part else [])]
        changed = [part if row and row.get(_ID) == row_id else row for row in answer]
        return [row for row in changed if row is not None]

    def is_unsaid(self, then: Any, now: Any) -> bool:
        """Say whether something a stored row said becomes something else, or is taken out."""
        kept = _by_id(now)
        return any(
            key not in kept or each.is_unsaid(row.get(each.key), kept[key].get(each.key))
            for key, row in _by_id(then).items()
            for each in self.fields
        )

    def texts(self, raw: object) -> Iterator[tuple[str, str]]:
        """Yield the texts of all rows."""
        for i, row in enumerate(raw if isinstance(raw, list) else []):
            for each in self.fields if isinstance(row, dict) else ():
                for key, text in each.texts(row.get(each.key)):
                    yield f"{self.key}/{i}/{key}", text


def _by_id(rows: Any) -> dict[str, Any]:
    """Return the stored rows of an answer by their ids."""
    found = (row for row in rows or [] if isinstance(row, dict) and _ID in row)
    return {row[_ID]: row for row in found}


@dataclass(frozen=True, kw_only=True)
class Group:
    """Fields that stand together.

    Attributes
    ----------
    look : str
        A "section" with a heading, a "card", "beside" each other, "lines" beneath each other,
        "pairs" of lines, "people" in pairs, a "fold" to open, or "more": folds beside each other.
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
    """Something to read: a "note", or a "strip" at the foot that repeats an answer.

    An "offer" is a button that gives several answers at once.
    """

    kind: str
    label: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws."""
        return {"kind": self.kind, "label": self.label, **self.more}


@dataclass(frozen=True, kw_only=True)
class FormStep:
    """Part of a form that is seen by itself.

    Attributes
    ----------
    key, label : str
        By which it is remembered, and what it is called above the form.
    fields : tuple of Field, Group or Plain
    heading, hint : str
        What stands above its questions; the label unless given.
    look : str
        "plain", or "split" in two columns where there is room.
    is_due : bool
        Whether it is about what is due.
    """

    key: str
    label: str
    fields: tuple["Field | Group | Plain", ...]
    heading: str = ""
    hint: str = ""
    look: str = "plain"
    is_due: bool = False

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws."""
        return {
            "key": self.key,
            "label": self.label,
            "heading": self.heading or self.label,
            "hint": self.hint,
            "look": self.look,
            "due": self.is_due,
            "fields": [each.spec() for each in self.fields],
        }


@dataclass(frozen=True, kw_only=True)
class Steps(Field):
    """A long form, walked a step at a time; the answer is the key of the step in hand.

    Attributes
    ----------
    steps : tuple of FormStep
    words : mapping of str to str
        What the buttons say: `next` (with the next one's name as {step}) and `back`.
    quiet, quiet_after : str, int
        What is said once, after so many minutes on steps about what is due.
    """

    kind: ClassVar[str] = "steps"
    steps: tuple[FormStep, ...]
    words: Mapping[str, str]
    quiet: str = ""
    quiet_after: int = 20

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws."""
        return (
            super().spec()
            | dict(self.words)
            | {"quiet": self.quiet, "quiet_after": self.quiet_after}
            | {"steps": [each.spec() for each in self.steps]}
        )

    def accept(self, raw: Any) -> str | None:
        """Return the key of a step there is."""
        return raw if raw in {each.key for each in self.steps} else None


Asked = Field | Group | Plain


def asked_fields(asked: Iterable[Asked]) -> Iterator[Field]:
    """Yield all fields, out of their groups and steps, in the order in which they are asked."""
    for each in asked:
        if isinstance(each, Field):
            yield each
        if isinstance(each, Steps):
            for step in each.steps:
                yield from asked_fields(step.fields)
        elif isinstance(each, Group):
            yield from asked_fields(each.fields)


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

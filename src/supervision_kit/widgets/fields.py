"""What may be asked in a form, how is it told to the browser, and which answers are accepted?

A field gives `spec`, a dict for the browser to draw, and `read`, which takes what the browser sent
and either returns a checked value or raises `InvalidRecord` naming the field. The browser's own
checks count for nothing.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import day_in_words, say, written_day
from supervision_kit.records import TEXT_LIMIT, check_code, clean_text
from supervision_kit.records.columns import DayRule, WholeRule

When = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question.

    Attributes
    ----------
    key, label, hint : str
        The answer's key, the question, help beneath it.
    when : tuple or None
        Key of another question and the answers to it with which this one is asked; an answered
        question stays on screen in any case.
    required : str
        What is said when it is left empty; empty where it may be skipped.
    name : str
        What sentences about a wrong answer call it; the question itself unless given.
    line : bool
        Whether question and answer stand on one line, the hint only while one is answering.
    """

    key: str
    label: str
    hint: str = ""
    name: str = ""
    when: When | None = None
    required: str = ""
    line: bool = False
    kind: ClassVar[str] = ""
    shape: ClassVar[tuple[type, ...]] = (str,)
    nothing: ClassVar[Any] = None

    @property
    def called(self) -> str:
        """What sentences call this field."""
        return self.name or self.label

    def called_at(self, _address: str) -> str:
        """Return what sentences call the part of an answer that has this address in the form."""
        return self.called

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws."""
        asked = {"kind": self.kind, "key": self.key, "label": self.label, "hint": self.hint}
        asked |= {"required": True} if self.required else {}
        asked |= {"line": True} if self.line else {}
        return asked | ({"when": [self.when[0], list(self.when[1])]} if self.when else {})

    def read(self, raw: object) -> Any:
        """Return the checked answer; None or an empty one when it was skipped."""
        if raw is None or raw == "" or raw == []:
            if self.required:
                raise InvalidRecord(self.required, self.key)
            return self.nothing
        if not isinstance(raw, self.shape) or isinstance(raw, bool) != (self.shape == (bool,)):
            raise InvalidRecord(say("form.unreadable", label=self.called), self.key)
        return self.accept(raw)

    def accept(self, raw: Any) -> Any:
        """Return the checked answer to a question that was answered."""
        return raw

    def in_words(self, raw: object) -> str:
        """Return an answer as a reader sees it."""
        return str(raw) if raw else say("form.nothing_said")

    def laid_together(self, base: Any, theirs: Any, mine: Any) -> tuple[Any, dict[str, Any]]:
        """Lay together what two made of one answer.

        Returns
        -------
        answer
            What is to be asked now: mine where both changed it.
        apart : dict of str to object
            What the other one says where both changed it, by the address of that part.
        """
        if says_the_same(theirs, base) or says_the_same(mine, theirs):
            return mine, {}
        if says_the_same(mine, base):
            return theirs, {}
        return mine, {self.key: theirs}

    def part_at(self, answer: Any, _address: str) -> Any:
        """Return the part of an answer that has this address."""
        return answer

    def with_part_at(self, _answer: Any, _address: str, part: Any) -> Any:
        """Return the answer with another part at this address."""
        return part

    def is_unsaid(self, then: Any, now: Any) -> bool:
        """Say whether something that was said becomes something else."""
        return not is_blank(then) and not says_the_same(now, then)

    def texts(self, raw: object) -> Iterator[tuple[str, str]]:
        """Yield the free texts in an answer, each with its address in the form."""
        return iter(())


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """Free text; `aside` is a button that moves a sentence of it, and to which question."""

    kind: ClassVar[str] = "text"
    nothing: ClassVar[Any] = ""
    rows: int = 3
    limit: int = TEXT_LIMIT
    short: bool = False
    aside: tuple[str, str] | None = None

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws."""
        aside = {"aside": list(self.aside)} if self.aside else {}
        drawn = {"rows": self.rows, "limit": self.limit, "short": self.short}
        return super().spec() | drawn | aside

    def accept(self, raw: Any) -> str:
        """Return the text as it is kept."""
        return clean_text(raw, self.called, self.key, self.limit)

    def texts(self, raw: object) -> Iterator[tuple[str, str]]:
        """Yield the text."""
        if isinstance(raw, str) and raw:
            yield self.key, raw


@dataclass(frozen=True, kw_only=True)
class Code(Field):
    """The code of a new case, or the initials of a worker."""

    kind: ClassVar[str] = "text"
    of_case: bool = True

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws."""
        return super().spec() | {"rows": 1, "short": True}

    def accept(self, raw: Any) -> str:
        """Return the code as it is kept; a worker's is checked with its record."""
        return check_code(raw, self.key) if self.of_case else clean_text(raw, self.called, self.key)


@dataclass(frozen=True, kw_only=True)
class Whole(Field):
    """A whole number."""

    kind: ClassVar[str] = "text"
    low: int = 0
    high: int

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws."""
        bounds = say("form.bounds", low=self.low, high=self.high)
        return super().spec() | {
            "rows": 1,
            "short": True,
            "inputmode": "numeric",
            "bounds": bounds,
        }

    def accept(self, raw: Any) -> int | None:
        """Return the number."""
        digits = raw.strip()
        plain = digits.isascii() and digits.isdigit() and len(digits) <= 9
        number = int(digits) if plain else digits
        return WholeRule(self.low, self.high).check(number, self.called, self.key, None)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A calendar day; `offers` are days in words that one press takes, as YYYY-MM-DD."""

    kind: ClassVar[str] = "date"
    may_be_future: bool = False
    offers: tuple[tuple[str, str], ...] = ()

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws."""
        return super().spec() | ({"offers": list(self.offers)} if self.offers else {})

    def in_words(self, raw: object) -> str:
        """Return the day as people write it."""
        try:
            return day_in_words(written_day(str(raw)))
        except ValueError:
            return super().in_words(raw)

    def accept(self, raw: Any) -> dt.date | None:
        """Return the day, which is not before the year 2000."""
        try:
            day: object = written_day(raw)
        except ValueError:
            day = None
        rule = DayRule(self.may_be_future)
        return rule.check(day or raw, self.called, self.key, None)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of several; `letters` are keys of the keyboard, each for one of them."""

    options: Mapping[str, str]
    part: bool = False
    dropdown: bool = False
    letters: Mapping[str, str] = field(default_factory=dict)

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws: radio buttons, or a list that drops down."""
        kind = "select" if self.dropdown else "choice"
        letters = {"letters": dict(self.letters)} if self.letters else {}
        drawn = {"kind": kind, "options": list(self.options.items()), "part": self.part}
        return super().spec() | drawn | letters

    def in_words(self, raw: object) -> str:
        """Return what was chosen."""
        return self.options.get(str(raw)) or super().in_words(raw)

    def accept(self, raw: Any) -> str:
        """Return the key that was chosen."""
        if raw not in self.options:
            known = ", ".join(self.options.values())
            raise InvalidRecord(
                say("record.unknown_kind", label=self.called, known=known), self.key
            )
        return raw


@dataclass(frozen=True, kw_only=True)
class Tick(Field):
    """Something that is so, or is not."""

    kind: ClassVar[str] = "tick"
    shape: ClassVar[tuple[type, ...]] = (bool,)
    nothing: ClassVar[Any] = False


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


def says_the_same(one: object, other: object) -> bool:
    """Say whether two answers are the same, or both say nothing."""
    return one == other or (is_blank(one) and is_blank(other))

"""What may a value be, said once for the form's check and for the database?

Each rule is used twice: `Record.check` applies it before a save, and the table gets it as a CHECK,
so that rows written past this package are held to it too.
"""

import datetime as dt
import operator
from dataclasses import dataclass
from typing import Any, Protocol

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, day_in_words, say
from supervision_kit.records.text import (
    CODE_LONGEST,
    CODE_SHORTEST,
    TEXT_LIMIT,
    WORKER_LONGEST,
    check_code,
    clean_text,
)

#: No date before it is taken: an earlier one is nearly always a slip, such as a two-digit year.
FIRST_DAY = dt.date(2000, 1, 1)
KEY_LONGEST = 200
VALUE_BOUND = 1_000_000


class Rule(Protocol):
    """What a column may hold."""

    def check(self, value: Any, label: str, field: str, framework: Framework) -> Any:
        """Give back the value as it is kept, or raise InvalidRecord."""
        ...

    def sql(self, column: str) -> str:
        """Give the same rule, as far as SQL can say it, for a CHECK."""
        ...


@dataclass(frozen=True)
class TextRule:
    """Free text up to a limit.

    Attributes
    ----------
    limit : int
        Characters.
    missing : str
        The sentence of `record.toml` said when it is empty; "" if it may be.
    """

    limit: int = TEXT_LIMIT
    missing: str = ""

    def check(self, value: Any, label: str, field: str, framework: Framework) -> str:
        """Clean the text; None counts as empty."""
        kept = "" if value is None else clean_text(value, label, field, self.limit)
        if self.missing and not kept:
            raise InvalidRecord(say(f"record.{self.missing}", label=label), field)
        return kept

    def sql(self, column: str) -> str:
        """Bound the length."""
        return f"length({column}) <= {self.limit}"


@dataclass(frozen=True)
class CodeRule:
    """A case code."""

    def check(self, value: Any, label: str, field: str, framework: Framework) -> str:
        """Fold and check the code."""
        return check_code(value, field)

    def sql(self, column: str) -> str:
        """Bound the length and keep out lower case, the way two spellings of one code begin."""
        return (
            f"length({column}) BETWEEN {CODE_SHORTEST} AND {CODE_LONGEST} "
            f"AND {column} = upper({column})"
        )


@dataclass(frozen=True)
class WorkerRule:
    """Initials or a code for a worker, never a name."""

    def check(self, value: Any, label: str, field: str, framework: Framework) -> str:
        """Refuse blanks and anything as long as a name."""
        text = clean_text(value, label, field)
        if not text or len(text) > WORKER_LONGEST or any(map(str.isspace, text)):
            raise InvalidRecord(say("record.bad_worker", longest=WORKER_LONGEST), field)
        return text

    def sql(self, column: str) -> str:
        """Bound the length."""
        return f"length({column}) BETWEEN 1 AND {WORKER_LONGEST}"


@dataclass(frozen=True)
class PersonRule:
    """Somebody at work: their id or, in a record that is to be saved, their code.

    Attributes
    ----------
    told_as : str
        What the column is called outside the store, where it says the code.
    needed : bool
        Whether there has to be somebody.
    """

    told_as: str
    needed: bool = True

    def check(self, value: Any, label: str, field: str, framework: Framework) -> str | None:
        """Take an id as it is, and check a code; the store puts the id in place of it."""
        if not self.needed and (value is None or value == ""):
            return None
        return value if is_id(value) else WorkerRule().check(value, label, field, framework)

    def sql(self, column: str) -> str:
        """Fix the length: what is kept is the id."""
        return IdRule().sql(column)


@dataclass(frozen=True)
class SignInRule:
    """The name of an account, as the system or a proxy gives it."""

    def check(self, value: Any, label: str, field: str, framework: Framework) -> str | None:
        """Refuse what no account is called; "" counts as none."""
        if value is None or value == "":
            return None
        if not isinstance(value, str) or len(value) > KEY_LONGEST or not value.isprintable():
            raise InvalidRecord(say("record.bad_sign_in", label=label), field)
        return value

    def sql(self, column: str) -> str:
        """Bound the length."""
        return f"length({column}) BETWEEN 1 AND {KEY_LONGEST}"


@dataclass(frozen=True)
class KindRule:
    """One key of a group in the framework's kinds."""

    group: str

    def check(self, value: Any, label: str, field: str, framework: Framework) -> str | None:
        """Refuse a key the framework does not know; "" counts as no answer."""
        if value is None or value == "":
            return None
        known = framework.kinds[self.group]
        if not isinstance(value, str) or value not in known:
            raise InvalidRecord(
                say("record.unknown_kind", label=label, known=", ".join(known.values())), field
            )
        return value

    def sql(self, column: str) -> str:
        """Bound the length; the keys themselves are data that an agency may extend."""
        return f"length({column}) BETWEEN 1 AND {KEY_LONGEST}"


@dataclass(frozen=True)
class KeyRule:
    """A key that the record itself looks up in the framework, such as a scale's."""

    def check(self, value: Any, label: str, field: str, framework: Framework) -> str | None:
        """Leave the look-up to the record; "" counts as none."""
        return None if value is None or value == "" else clean_text(value, label, field)

    def sql(self, column: str) -> str:
        """Bound the length."""
        return f"length({column}) BETWEEN 1 AND {KEY_LONGEST}"


@dataclass(frozen=True)
class WholeRule:
    """A whole number between two bounds."""

    low: int
    high: int

    def check(self, value: Any, label: str, field: str, framework: Framework) -> int | None:
        """Refuse truth values, texts, fractions and what is out of bounds."""
        if value is None:
            return None
        try:
            number = None if isinstance(value, bool) else operator.index(value)
        except TypeError:
            number = None
        if number is None or not self.low <= number <= self.high:
            raise InvalidRecord(
                say("record.not_whole", label=label, low=self.low, n_high=self.high), field
            )
        return number

    def sql(self, column: str) -> str:
        """Bound the number."""
        return f"{column} BETWEEN {self.low} AND {self.high}"


@dataclass(frozen=True)
class ValueRule:
    """A finite number; which ones are on the scale is for the record and a trigger."""

    def check(self, value: Any, label: str, field: str, framework: Framework) -> Any:
        """Leave it to the scale."""
        return value

    def sql(self, column: str) -> str:
        """Keep out the infinite; SQLite turns NaN to NULL, which another CHECK refuses."""
        return f"{column} > -{VALUE_BOUND} AND {column} < {VALUE_BOUND}"


@dataclass(frozen=True)
class DayRule:
    """A day not before the year 2000; not in the future either unless it may be."""

    may_be_future: bool = False

    def check(self, value: Any, label: str, field: str, framework: Framework) -> dt.date | None:
        """Refuse what is no day, too early or, for something that happened, still to come."""
        if value is None:
            return None
        if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
            raise InvalidRecord(say("record.not_a_day", label=label), field)
        if value < FIRST_DAY:
            raise InvalidRecord(
                say("record.too_early", label=label, year=f"{value.year:04d}"), field
            )
        if not self.may_be_future and value > dt.date.today():
            raise InvalidRecord(say("record.future", label=label, day=day_in_words(value)), field)
        return value

    def sql(self, column: str) -> str:
        """Keep out early days. The database knows no today: a CHECK must not change its mind."""
        return f"{column} >= '{FIRST_DAY.isoformat()}'"


def is_id(value: object) -> bool:
    """Say whether something is 32 hexadecimal digits.

    >>> is_id("0" * 32), is_id("x" * 32), is_id(None)
    (True, False, False)
    """
    return isinstance(value, str) and len(value) == 32 and set(value) <= set("0123456789abcdef")


@dataclass(frozen=True)
class IdRule:
    """A record's id, made by whoever made the record."""

    def check(self, value: Any, label: str, field: str, framework: Framework) -> str | None:
        """Refuse anything but 32 hexadecimal digits; None and "" are no id."""
        if value is None or value == "":
            return None
        if not is_id(value):
            raise InvalidRecord(say("record.bad_id", label=label), field)
        return value

    def sql(self, column: str) -> str:
        """Fix the length."""
        return f"length({column}) = 32"

"""What does each column of a file mean?

A mapping says it for one file, or for all files of one shape, and is written once by a person.
These are its parts; `file` reads them from TOML.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Strict

from supervision_kit.exchange.files.form import FileForm
from supervision_kit.exchange.kinds import owner_of
from supervision_kit.exchange.mapping.date_format import DateFormat
from supervision_kit.frameworks import say
from supervision_kit.frameworks.checking import fault
from supervision_kit.records import label_of

_OWN_NAMES = {"case", "date", "day", "weekday", "phase", "value", "scale", "dimension", "rater"}


def _as_in_files(name: str) -> str:
    """Give a column's name, or a word of a cell, as it is compared with those of a file."""
    name = unicodedata.normalize("NFC", name).strip()
    if not name:
        raise fault("frameworks.empty_text")
    return name


ColumnName = Annotated[str, AfterValidator(_as_in_files)]
FileWords = dict[ColumnName, str]


@dataclass(frozen=True)
class FieldRule:
    """Where one field of a record comes from: a column, or the same value for every row.

    Attributes
    ----------
    column : str
        Name of the column; empty when `always` is used.
    always : str, int, float or date
        The value for every row, as the record holds it; an empty text when `column` is used.
    words : dict
        What the file's words mean, for example ``{"teacher": "worker"}``; empty takes them as
        they stand. A word that is not in a filled table is a problem, not a guess.
    format : str
        For dates: how they are written, for example ``DD.MM.YYYY``.
    time : "refuse" or "ignore"
        For dates: what happens to a time of day after the day.
    mixed : "refuse" or "tell"
        For dates: what happens when a workbook has both dates and texts in the column.
    """

    column: ColumnName = ""
    always: str | int | float | dt.date = ""
    words: FileWords = field(default_factory=dict)
    format: DateFormat = "YYYY-MM-DD"
    time: Literal["refuse", "ignore"] = "refuse"
    mixed: Literal["refuse", "tell"] = "refuse"


@dataclass(frozen=True)
class CaseRule:
    """Which column names the case, and how its words become codes.

    Attributes
    ----------
    column : str
        Name of the column.
    prefix : str
        Put before what the column holds.
    codes : dict
        What the file says to code, for files that name people; with a filled table only the names
        in it are taken in.
    new : dict
        Setting, mandate and other columns of a case that is not in the store yet.
    """

    column: str
    prefix: str = ""
    codes: FileWords = field(default_factory=dict)
    new: dict[str, str | int | dt.date] = field(default_factory=dict)


@dataclass(frozen=True)
class DayNumbers:
    """How a day number becomes a date.

    Attributes
    ----------
    day : str
        Name of the column with day numbers.
    starts_on : date
        The date of day 1.
    counts : "days" or "weekdays"
        Whether every day of the calendar has a number, or Monday to Friday only.
    weekday : str
        Name of a column with the day of the week, 1 for Monday; empty when there is none.
    weekday_differs : "refuse" or "tell"
        What happens when it says another day than the date has.
    """

    day: ColumnName
    starts_on: Annotated[dt.date, Strict()]
    counts: Literal["days", "weekdays"]
    weekday: ColumnName = ""
    weekday_differs: Literal["refuse", "tell"] = "refuse"

    @property
    def column(self) -> str:
        """Name of the column that says when it was, as other rules call it."""
        return self.day


@dataclass(frozen=True)
class RatingColumn:
    """One column whose values are ratings of one dimension.

    Attributes
    ----------
    value : FieldRule
        Where the value stands.
    scale, dimension : FieldRule
        What is rated: the same for the whole column in a wide file, columns in a long one.
    rater : FieldRule or None
        Who rated; None when it is the same column or word for all ratings of a row.
    not_rated, not_rated_note, evidence : FieldRule or None
        Why there is no value, in words; what was seen or heard.
    """

    value: FieldRule
    scale: FieldRule
    dimension: FieldRule
    rater: FieldRule | None = None
    not_rated: FieldRule | None = None
    not_rated_note: FieldRule | None = None
    evidence: FieldRule | None = None

    def rules(self) -> Iterator[tuple[str, FieldRule]]:
        """Go through field names and their rules, leaving out what is not mapped."""
        for each in fields(self):
            rule = getattr(self, each.name)
            if rule is not None:
                yield each.name, rule

    @property
    def named(self) -> str:
        """What is rated, where it is the same for the whole column: scale.dimension, and rater."""
        rules = (self.scale, self.dimension, *([self.rater] if self.rater else []))
        parts = [str(rule.always) for rule in rules]
        return ".".join(filter(None, parts)) if all(parts[:2]) else ""


@dataclass(frozen=True)
class PhaseRule:
    """Which phase begins with the plan: its first day in each case becomes the plan date."""

    column: ColumnName
    plan_begins: str
    note: str = ""


@dataclass(frozen=True)
class Mapping:
    """What every column of a file means.

    Attributes
    ----------
    source : str
        Name of the mapping file, for sentences.
    kind : str
        What a row is: ``ratings``, ``contacts``, ``cases`` or another table of an export.
    case : CaseRule
        Which case a row is about.
    date : FieldRule or DayRule or None
        When it was; None for cases.
    file : FileForm
        How the file was written.
    fields : dict
        Other fields of the record by name.
    ratings : tuple of RatingColumn
        Columns that hold ratings; empty for other kinds.
    phase : PhaseRule or None
        Where plan dates come from.
    scales : tuple of Path
        Files with scales that the framework does not have.
    content : bytes
        The mapping file itself, so that a changed mapping is told from the same one.
    """

    source: str
    kind: str
    case: CaseRule
    date: FieldRule | DayNumbers | None = None
    file: FileForm = field(default_factory=FileForm)
    fields: dict[str, FieldRule] = field(default_factory=dict)
    ratings: tuple[RatingColumn, ...] = ()
    phase: PhaseRule | None = None
    scales: tuple[Path, ...] = ()
    content: bytes = b""

    def became(self) -> dict[str, str]:
        """Say which field each column of the file becomes; a day of the week is only checked."""
        found = {self.case.column: "case"}
        if isinstance(self.date, DayNumbers):
            found |= {self.date.column: "day", self.date.weekday: "weekday"}
        elif self.date:
            found[self.date.column] = "date"
        found |= {rule.column: name for name, rule in self.fields.items()}
        for rated in self.ratings:
            found |= {rule.column: name for name, rule in rated.rules()}
            found[rated.value.column] = rated.named or "value"
        if self.phase:
            found[self.phase.column] = "phase"
        found.pop("", None)
        return found


def meaning(kind: str, field: str) -> str:
    """Say what a column became in rows of a kind, as `Mapping.became` calls it, in words."""
    if field in _OWN_NAMES:
        return say(f"exchange.means_{field}")
    scale, *rest = field.split(".")
    if not rest:
        return label_of(*owner_of(kind, field))
    key = "means_rating_by" if rest[1:] else "means_rating"
    return say(f"exchange.{key}", rating=f"{scale}.{rest[0]}", rater=".".join(rest[1:]))

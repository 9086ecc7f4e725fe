"""What may stand in a mapping file?

One model for each kind of rows. A key that is in none of its tables is refused, so that a slip of
the pen such as ``formt`` cannot change the meaning of a whole file in silence.
"""

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Strict,
    Tag,
    create_model,
)

from supervision_kit.exchange.files.form import FileForm, StatedForm
from supervision_kit.exchange.kinds import KINDS, TABLED, fields_of, form_of
from supervision_kit.exchange.mapping.rules import (
    CaseRule,
    ColumnName,
    DayNumbers,
    FieldRule,
    FileWords,
    PhaseRule,
)
from supervision_kit.frameworks.checking import fault
from supervision_kit.frameworks.table import Count, ReadableNumber

KNOWN_ONLY = ConfigDict(extra="forbid")
VALUES: dict[str, Any] = {
    "whole": Count,
    "number": ReadableNumber,
    "date": Annotated[dt.date, Strict()],
}
"""How the mapping itself writes a value of a form of `form_of`; a text for all others."""


# --- Where a value comes from


def _with(key: str) -> BeforeValidator:
    """Take a bare text for the table in which it stands under ``key``."""
    return BeforeValidator(lambda said: {key: said} if isinstance(said, str) else said)


def _rule(form: str, *keys: str, bare: str = "column") -> Any:
    """Give what a person may write for a `FieldRule`: a bare text, or a table with these keys."""
    hints = get_type_hints(FieldRule, include_extras=True) | {"always": VALUES.get(form, str)}
    fields: dict[str, Any] = {key: (hints[key], getattr(FieldRule, key, {})) for key in keys}
    shape = create_model("Rule", __config__=KNOWN_ONLY, **fields)
    return Annotated[shape, _with(bare), AfterValidator(_checked)]


def _checked(table: BaseModel) -> FieldRule:
    rule = FieldRule(**dict(table))
    if (rule.column == "") == (rule.always == ""):
        raise fault("exchange.mapping_column_or_always")
    return rule


DATE_KEYS = ("format", "time", "mixed")
if TYPE_CHECKING:
    DateColumn = FieldRule
    WordRule = FieldRule
    Rater = FieldRule
else:
    DateColumn = _rule("date", "column", *DATE_KEYS)
    WordRule = _rule("word", "column", "always", "words")
    Rater = _rule("word", "column", "always", "words", bare="always")


def _may_be(shape: Any) -> Any:
    """Give the field of a model that may be left out."""
    return (shape | None, None)


def _field(kind: str, name: str) -> Any:
    form = form_of(kind, name)
    return _rule(form, "column", "always", *(DATE_KEYS if form == "date" else ("words",)))


# --- The tables of a mapping


class KindLine(BaseModel):
    """What has to be known first: what a row is."""

    kind: Literal[TABLED]  # type: ignore[valid-type]


class RatedColumns(BaseModel):
    """What ratings have in wide and in long files."""

    model_config = KNOWN_ONLY

    words: FileWords = {}
    not_rated: WordRule | None = None
    not_rated_note: WordRule | None = None
    evidence: WordRule | None = None

    @property
    def reasons(self) -> tuple[FieldRule | None, ...]:
        """What may stand beside a value, in the order of `RatingColumn`."""
        return self.not_rated, self.not_rated_note, self.evidence


class WideRating(RatedColumns):
    """One ``[[rating]]``: a column in which all ratings are of one dimension."""

    column: ColumnName
    scale: ColumnName
    dimension: ColumnName
    rater: Rater | None = None


class LongRating(RatedColumns):
    """What stands under ``[long]``: the dimension has a column of its own."""

    value: ColumnName
    scale: WordRule
    dimension: WordRule


def _counted(rule: DayNumbers) -> DayNumbers:
    if rule.counts == "weekdays" and rule.starts_on.isoweekday() > 5:
        day = rule.starts_on
        raise fault("exchange.mapping_starts_on_weekend", at=("starts_on",), value=day)
    return rule


def _which_date(said: object) -> str:
    return "<day>" if isinstance(said, dict) and "day" in said else "<date>"


Date = Annotated[
    Annotated[DateColumn, Tag("<date>")]
    | Annotated[DayNumbers, AfterValidator(_counted), Tag("<day>")],
    Discriminator(_which_date),
]


def _case(kind: str) -> Any:
    """Give what may stand under ``[case]``: fields of a new case have the record's own names."""
    names = fields_of("cases")
    new: Any = {name: _may_be(VALUES.get(form_of("cases", name), str)) for name in names}
    shape = create_model(
        "Case",
        __config__=KNOWN_ONLY,
        column=ColumnName,
        prefix=(str, ""),
        codes=(FileWords, {}),
        **new,
    )

    def rule(table: Any) -> CaseRule:
        said = {name: getattr(table, name) for name in names}
        said = {name: value for name, value in said.items() if value is not None}
        if kind == "cases" and said:
            raise fault("exchange.mapping_case_fields", at=(next(iter(said)),))
        return CaseRule(table.column, table.prefix, table.codes, said)

    return Annotated[shape, AfterValidator(rule)]


def _one_or_more(names: Any) -> Any:
    return [names] if isinstance(names, str) else names


def _not_empty(ratings: Any) -> Any:
    if not isinstance(ratings, list) or not ratings:
        raise fault("exchange.mapping_no_ratings")
    return ratings


def _agreeing(table: Any) -> Any:
    """Refuse ratings that are described twice, not at all, or without saying who rated."""
    if table.long and table.rating:
        raise fault("exchange.mapping_long_and_wide", at=("long",))
    if not (table.long or table.rating):
        raise fault("exchange.mapping_no_ratings", at=("rating",))
    first_with: dict[str, int] = {}
    for number, rated in enumerate(table.rating or [table.long]):
        rater = getattr(rated, "rater", None) or table.rater
        if rater is None:
            raise fault("exchange.mapping_no_rater", at=("rater",))
        same = repr((rated.scale, rated.dimension, rater))
        first = first_with.setdefault(same, number)
        if first != number:
            told = {"first": first + 1, "second": number + 1, "dimension": rated.dimension}
            raise fault("exchange.mapping_rating_twice", at=("rating", number), **told)
    return table


@cache
def mapping_shape(kind: str) -> Any:
    """Give the model of a mapping whose rows are of this kind."""
    fields: dict[str, Any] = {
        "kind": str,
        "file": (StatedForm, FileForm()),
        "case": _case(kind),
        "phase": _may_be(PhaseRule),
        "scale": (Annotated[list[str], BeforeValidator(_one_or_more)], []),
    }
    if KINDS[kind].kept.day:
        fields["date"] = Date
    if kind == "ratings":
        fields["rater"] = _may_be(WordRule)
        fields["rating"] = _may_be(Annotated[list[WideRating], BeforeValidator(_not_empty)])
        fields["long"] = _may_be(LongRating)
    else:
        columns: Any = {name: _may_be(_field(kind, name)) for name in fields_of(kind)}
        fields["columns"] = _may_be(create_model("Columns", __config__=KNOWN_ONLY, **columns))
    shape = create_model("MappingTable", __config__=KNOWN_ONLY, **fields)
    return Annotated[shape, AfterValidator(_agreeing)] if kind == "ratings" else shape

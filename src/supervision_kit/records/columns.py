"""How is a column of a record declared in one line?

Each function returns one column that carries its rule; see `rules`.
"""

import uuid
from typing import Any

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import MappedColumn, mapped_column

from supervision_kit.records.rules import (
    CodeRule,
    DayRule,
    IdRule,
    KeyRule,
    KindRule,
    PersonRule,
    SignInRule,
    TextRule,
    ValueRule,
    WholeRule,
    WorkerRule,
)
from supervision_kit.records.types import DayType, NumberType

#: Characters of what somebody or something is called.
_SHORT = 40


def new_id() -> str:
    """Make an id for a record or a save, on the side that asks for it.

    Because the asking side makes it, a save whose answer was lost can be asked for again.
    """
    return uuid.uuid4().hex


def own_id(**options: Any) -> MappedColumn[Any]:
    """Declare the record's own id."""
    return mapped_column(
        Text, default_factory=new_id, sort_order=-9, info={"rule": IdRule()}, **options
    )


def words(**options: Any) -> MappedColumn[Any]:
    """Declare free text, empty unless given."""
    return mapped_column(Text, default="", info={"rule": TextRule()}, **options)


def needed_words(missing: str = "missing") -> MappedColumn[Any]:
    """Declare free text that has to be given, and the sentence said when it is not."""
    return mapped_column(Text, info={"rule": TextRule(missing=missing)})


def short_words() -> MappedColumn[Any]:
    """Declare what somebody or something is called: a few words, which have to be given."""
    return mapped_column(Text, info={"rule": TextRule(limit=_SHORT, missing="missing")})


def case_code() -> MappedColumn[Any]:
    """Declare the code a case is shown by, once in a store."""
    return mapped_column(Text, unique=True, info={"rule": CodeRule()})


def worker_code(**options: Any) -> MappedColumn[Any]:
    """Declare initials or a code for somebody at work."""
    return mapped_column(Text, info={"rule": WorkerRule()}, **options)


def sign_in() -> MappedColumn[Any]:
    """Declare the account somebody signs in under, once in a store; None for nobody's."""
    return mapped_column(Text, default=None, unique=True, info={"rule": SignInRule()})


def kind_of(group: str) -> MappedColumn[Any]:
    """Declare one key of a group of kinds; it must be given."""
    return mapped_column(Text, info={"rule": KindRule(group)})


def choice_of(group: str, default: str | None = None) -> MappedColumn[Any]:
    """Declare one key of a group of kinds, or the default when nothing was chosen."""
    return mapped_column(Text, default=default, info={"rule": KindRule(group)})


def key(**options: Any) -> MappedColumn[Any]:
    """Declare a key that the record looks up itself."""
    return mapped_column(Text, info={"rule": KeyRule()}, **options)


def whole_number(low: int, high: int) -> MappedColumn[Any]:
    """Declare a whole number between two bounds, or None."""
    return mapped_column(Integer, default=None, info={"rule": WholeRule(low, high)})


def scale_value() -> MappedColumn[Any]:
    """Declare a value on a scale, or None."""
    return mapped_column(NumberType, default=None, info={"rule": ValueRule()})


def happened_day(**options: Any) -> MappedColumn[Any]:
    """Declare a day on which something happened: not in the future."""
    return mapped_column(DayType, info={"rule": DayRule()}, **options)


def any_day(**options: Any) -> MappedColumn[Any]:
    """Declare a day that may lie ahead."""
    return mapped_column(DayType, info={"rule": DayRule(may_be_future=True)}, **options)


def of_case(**options: Any) -> MappedColumn[Any]:
    """Declare the case the record belongs to or, in another room, is about."""
    return mapped_column(Text, ForeignKey("cases.id"), info={"rule": IdRule()}, **options)


def of_person(**options: Any) -> MappedColumn[Any]:
    """Declare who at work it is about."""
    return mapped_column(Text, ForeignKey("people.id"), info={"rule": IdRule()}, **options)


def of_worker(told_as: str, *, needed: bool = True, **options: Any) -> MappedColumn[Any]:
    """Declare who at work it is about; outside the store a column of this name says their code."""
    given: dict[str, Any] = options if needed else {"default": None, **options}
    rule = PersonRule(told_as, needed)
    return mapped_column(Text, ForeignKey("people.id"), info={"rule": rule}, **given)


def of_team(**options: Any) -> MappedColumn[Any]:
    """Declare which team it is about."""
    return mapped_column(Text, ForeignKey("teams.id"), info={"rule": IdRule()}, **options)


def of_supervision(**options: Any) -> MappedColumn[Any]:
    """Declare the supervision the record belongs to or, in another room, is shared with."""
    return mapped_column(Text, ForeignKey("supervisions.id"), info={"rule": IdRule()}, **options)


def of_session(**options: Any) -> MappedColumn[Any]:
    """Declare which supervision session a record of another room is about."""
    key = ForeignKey("supervision_sessions.id")
    return mapped_column(Text, key, info={"rule": IdRule()}, **options)


def record_id(*, needed: bool = False, **options: Any) -> MappedColumn[Any]:
    """Declare another record of the room, or None; the table ties it to the same room."""
    given: dict[str, Any] = {} if needed else {"default": None}
    return mapped_column(Text, info={"rule": IdRule()}, **given, **options)


def of_contact(*, needed: bool = False) -> MappedColumn[Any]:
    """Declare the contact the record came out of; see `record_id`."""
    return record_id(needed=needed)


def of_participant(*, needed: bool = False) -> MappedColumn[Any]:
    """Declare which participant of the case it is about; see `record_id`."""
    return record_id(needed=needed)

"""Under which words was a rating answered, after they have changed?"""

from sqlalchemy import CheckConstraint, Column, Table, Text

from supervision_kit.records.record import STRICT, Record
from supervision_kit.records.triggers import only_added_to
from supervision_kit.records.types import Instant, NumberType

#: The words a rating was answered under, whole, so that it can be read after they changed.
WORDINGS = Table(
    "wordings",
    Record.metadata,
    Column("id", Text, primary_key=True),
    Column("scale", Text, nullable=False),
    Column("minimum", NumberType, nullable=False),
    Column("maximum", NumberType, nullable=False),
    Column("step", NumberType, nullable=False),
    Column("content", Text, nullable=False),
    Column("first_used_at", Instant, nullable=False),
    CheckConstraint("minimum < maximum AND step > 0", name="bounds"),
    **STRICT,
)
only_added_to(WORDINGS)

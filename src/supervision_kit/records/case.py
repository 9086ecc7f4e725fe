"""What is kept about a case itself: its mandate and rhythm, its events, its plan date, its end?"""

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say
from supervision_kit.records.columns import (
    any_day,
    case_code,
    happened_day,
    kind_of,
    of_case,
    whole_number,
    words,
)
from supervision_kit.records.kept import CASE, Kept
from supervision_kit.records.record import STRICT, Record
from supervision_kit.records.taking_back import MayBeTakenBack


class Case(Record):
    """One person or family worked with, shown by a code and never by a name."""

    __tablename__ = "cases"
    kept = Kept(CASE, same=("code",), once=True, opens=CASE)

    code: Mapped[str] = case_code()
    setting: Mapped[str] = kind_of("setting")
    opened_on: Mapped[dt.date] = happened_day()
    summary: Mapped[str] = words()


class Mandate(MayBeTakenBack, Record):
    """Why the person must take part, and how often one meets, from a day on until the next."""

    __tablename__ = "mandates"
    kept = Kept(CASE, day="from_on", same=("case_id", "from_on"), once=True)
    __table_args__ = (Index(None, "case_id", "from_on"), STRICT)

    case_id: Mapped[str] = of_case()
    from_on: Mapped[dt.date] = happened_day()
    mandate: Mapped[str] = kind_of("mandate")
    legal_basis: Mapped[str] = words()
    pressure_from: Mapped[str] = words()
    order_ends_on: Mapped[dt.date | None] = any_day(default=None)
    message: Mapped[str] = words()
    contact_every_days: Mapped[int | None] = whole_number(1, 366)
    rating_every_days: Mapped[int | None] = whole_number(1, 366)
    reason: Mapped[str] = words()


class Closing(MayBeTakenBack, Record):
    """That a case was ended, how, and what the person themselves said to it."""

    __tablename__ = "closings"
    kept = Kept(CASE, day="closed_on", same=("case_id", "closed_on"), once=True)
    __table_args__ = (Index(None, "case_id", "closed_on"), STRICT)

    case_id: Mapped[str] = of_case()
    closed_on: Mapped[dt.date] = happened_day()
    how: Mapped[str] = kind_of("closing")
    statement: Mapped[str] = words()
    reopened_on: Mapped[dt.date | None] = happened_day(default=None)

    def check_together(self, framework: Framework) -> None:
        """Refuse a case that was taken up again before it was ended."""
        if self.reopened_on is not None and self.reopened_on < self.closed_on:
            raise InvalidRecord(say("record.reopened_before_closed"), "reopened_on")

    def check_within(self, opener: Record) -> None:
        """Refuse an end before the case was opened."""
        if isinstance(opener, Case) and self.closed_on < opener.opened_on:
            raise InvalidRecord(say("record.closed_before_opened"), "closed_on")


class Event(MayBeTakenBack, Record):
    """Something that happened in the case and shows as a labelled line on its chart."""

    __tablename__ = "events"
    kept = Kept(CASE, day="happened_on")
    __table_args__ = (Index(None, "case_id", "happened_on"), STRICT)

    case_id: Mapped[str] = of_case()
    happened_on: Mapped[dt.date] = happened_day()
    kind: Mapped[str] = kind_of("event")
    note: Mapped[str] = words()


class PlanDate(MayBeTakenBack, Record):
    """The day from which a plan was agreed."""

    __tablename__ = "plan_dates"
    kept = Kept(CASE, day="agreed_on", same=("case_id", "agreed_on"), once=True)
    __table_args__ = (Index(None, "case_id", "agreed_on"), STRICT)

    case_id: Mapped[str] = of_case()
    agreed_on: Mapped[dt.date] = happened_day()
    note: Mapped[str] = words()

"""What is kept about a case itself: the mandate, the rhythm, its workers, events and plan date?"""

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
    worker_code,
)
from supervision_kit.records.kept import CASE, Kept
from supervision_kit.records.record import STRICT, Record


class Case(Record):
    """One person or family worked with, shown by a code and never by a name."""

    __tablename__ = "cases"
    kept = Kept(CASE, same=("code",), once=True, opens=CASE)

    code: Mapped[str] = case_code()
    setting: Mapped[str] = kind_of("setting")
    mandate: Mapped[str] = kind_of("mandate")
    legal_basis: Mapped[str] = words()
    pressure_from: Mapped[str] = words()
    order_ends_on: Mapped[dt.date | None] = any_day(default=None)
    opened_on: Mapped[dt.date] = happened_day()
    closed_on: Mapped[dt.date | None] = happened_day(default=None)
    contact_every_days: Mapped[int | None] = whole_number(1, 366)
    rating_every_days: Mapped[int | None] = whole_number(1, 366)
    summary: Mapped[str] = words()

    def check_together(self, framework: Framework) -> None:
        """Refuse a case that was closed before it was opened."""
        if self.closed_on is not None and self.closed_on < self.opened_on:
            raise InvalidRecord(say("record.closed_before_opened"), "closed_on")


class WorkerSpell(Record):
    """From when a worker had the case; each after the first is a change of worker."""

    __tablename__ = "worker_spells"
    kept = Kept(CASE, day="from_on", same=("case_id", "from_on"), leaves_as="workers")
    __table_args__ = (Index(None, "case_id", "from_on"), STRICT)

    case_id: Mapped[str] = of_case()
    worker: Mapped[str] = worker_code()
    from_on: Mapped[dt.date] = happened_day()
    reason: Mapped[str] = words()


class Event(Record):
    """Something that happened in the case and shows as a labelled line on its chart."""

    __tablename__ = "events"
    kept = Kept(CASE, day="happened_on")
    __table_args__ = (Index(None, "case_id", "happened_on"), STRICT)

    case_id: Mapped[str] = of_case()
    happened_on: Mapped[dt.date] = happened_day()
    kind: Mapped[str] = kind_of("event")
    note: Mapped[str] = words()


class PlanDate(Record):
    """The day from which a plan was agreed."""

    __tablename__ = "plan_dates"
    kept = Kept(CASE, day="agreed_on", same=("case_id", "agreed_on"), once=True)
    __table_args__ = (Index(None, "case_id", "agreed_on"), STRICT)

    case_id: Mapped[str] = of_case()
    agreed_on: Mapped[dt.date] = happened_day()
    note: Mapped[str] = words()

"""What must not be lost from sight: safety, and what went wrong between people?"""

import datetime as dt

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say
from supervision_kit.records.columns import (
    choice_of,
    happened_day,
    kind_of,
    needed_words,
    of_case,
    of_contact,
    of_participant,
    record_id,
    words,
)
from supervision_kit.records.kept import CASE, Kept
from supervision_kit.records.record import STRICT, Record, same_case
from supervision_kit.records.taking_back import MayBeTakenBack


class Concern(MayBeTakenBack, Record):
    """A concern for somebody's safety: open until somebody closes it, whatever else goes well."""

    __tablename__ = "concerns"
    kept = Kept(CASE, day="opened_on")
    __table_args__ = (
        Index(None, "case_id", "opened_on"),
        UniqueConstraint("id", "case_id"),
        same_case("participant_id", "participants"),
        STRICT,
    )

    case_id: Mapped[str] = of_case()
    participant_id: Mapped[str | None] = of_participant()
    opened_on: Mapped[dt.date] = happened_day()
    worry: Mapped[str] = words()
    closed_on: Mapped[dt.date | None] = happened_day(default=None)
    why_closed: Mapped[str] = words()

    def check_together(self, framework: Framework) -> None:
        """Refuse an end before the beginning, and an end that nobody explains."""
        if self.closed_on is not None and self.closed_on < self.opened_on:
            raise InvalidRecord(say("record.until_before_from"), "closed_on")
        if self.closed_on is not None and not self.why_closed:
            raise InvalidRecord(say("record.why_closed_missing"), "why_closed")


class ConcernStep(MayBeTakenBack, Record):
    """What was done about a concern on a day, and who was told."""

    __tablename__ = "concern_steps"
    kept = Kept(CASE, day="happened_on")
    __table_args__ = (
        Index(None, "case_id", "happened_on"),
        Index(None, "concern_id"),
        same_case("concern_id", "concerns"),
        same_case("contact_id", "contacts"),
        STRICT,
    )

    case_id: Mapped[str] = of_case()
    concern_id: Mapped[str] = record_id(needed=True)
    contact_id: Mapped[str | None] = of_contact()
    happened_on: Mapped[dt.date] = happened_day()
    done: Mapped[str] = words()
    told: Mapped[str] = words()


class Repair(MayBeTakenBack, Record):
    """A rupture or a complaint, and what became of it."""

    __tablename__ = "repairs"
    kept = Kept(CASE, day="opened_on")
    __table_args__ = (
        Index(None, "case_id", "opened_on"),
        same_case("promise_id", "promises"),
        STRICT,
    )

    case_id: Mapped[str] = of_case()
    promise_id: Mapped[str | None] = record_id()
    opened_on: Mapped[dt.date] = happened_day()
    kind: Mapped[str] = kind_of("repair")
    said_by: Mapped[str] = kind_of("said_by")
    worry: Mapped[str] = needed_words()
    state: Mapped[str] = choice_of("repair_state", default="open")
    settled_on: Mapped[dt.date | None] = happened_day(default=None)
    how: Mapped[str] = words()

    def check_together(self, framework: Framework) -> None:
        """Refuse an end before the beginning."""
        if self.settled_on is not None and self.settled_on < self.opened_on:
            raise InvalidRecord(say("record.until_before_from"), "settled_on")

"""What is kept about a contact, and about what the worker promised in it?"""

import datetime as dt

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say
from supervision_kit.records.columns import (
    any_day,
    choice_of,
    happened_day,
    kind_of,
    needed_words,
    of_case,
    of_contact,
    whole_number,
    words,
)
from supervision_kit.records.kept import CASE, Kept
from supervision_kit.records.record import STRICT, Record, same_case
from supervision_kit.records.taking_back import MayBeTakenBack


class Contact(MayBeTakenBack, Record):
    """One meeting or call with the case, held or missed."""

    __tablename__ = "contacts"
    kept = Kept(CASE, day="occurred_on")
    __table_args__ = (
        Index(None, "case_id", "occurred_on"),
        UniqueConstraint("id", "case_id"),  # what ratings and promises refer to
        STRICT,
    )

    case_id: Mapped[str] = of_case()
    occurred_on: Mapped[dt.date] = happened_day()
    kind: Mapped[str] = kind_of("contact")
    length_minutes: Mapped[int | None] = whole_number(0, 1440)
    attendance: Mapped[str] = kind_of("attendance")
    story: Mapped[str] = words()
    told_purpose: Mapped[str | None] = choice_of("answer")
    told_control: Mapped[str | None] = choice_of("answer")
    told_next_steps: Mapped[str | None] = choice_of("answer")
    told_consequences: Mapped[str | None] = choice_of("answer")
    said_back: Mapped[str | None] = choice_of("said_back")
    agreed: Mapped[str | None] = choice_of("agreed")
    said_back_words: Mapped[str] = words()
    help_given: Mapped[str] = words()
    n_positives: Mapped[int | None] = whole_number(0, 999)
    n_challenges: Mapped[int | None] = whole_number(0, 999)
    cues: Mapped[str] = words()
    cue_response: Mapped[str] = words()
    hostility: Mapped[str | None] = choice_of("hostility")
    hostility_note: Mapped[str] = words()
    own_words: Mapped[str] = words()
    safety_concern: Mapped[str | None] = choice_of("answer")


class Promise(MayBeTakenBack, Record):
    """Something the worker promised."""

    __tablename__ = "promises"
    kept = Kept(CASE, day="promised_on")
    __table_args__ = (
        Index(None, "case_id", "promised_on"),
        UniqueConstraint("id", "case_id"),  # what a repair refers to
        same_case("contact_id", "contacts"),
        STRICT,
    )

    case_id: Mapped[str] = of_case()
    contact_id: Mapped[str | None] = of_contact()
    promised_on: Mapped[dt.date] = happened_day()
    text: Mapped[str] = needed_words("empty_promise")
    due_on: Mapped[dt.date | None] = any_day(default=None)
    state: Mapped[str] = choice_of("promise_state", default="open")
    settled_on: Mapped[dt.date | None] = happened_day(default=None)
    settled_note: Mapped[str] = words()

    def check_together(self, framework: Framework) -> None:
        """Refuse days before it was made."""
        for field in ("due_on", "settled_on"):
            day = getattr(self, field)
            if day is not None and day < self.promised_on:
                raise InvalidRecord(say(f"record.{field}_before_promise"), field)

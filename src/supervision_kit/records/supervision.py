"""Who supervises whom, by which agreement, and when do they meet over what?"""

import datetime as dt

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say
from supervision_kit.records.columns import (
    any_day,
    choice_of,
    happened_day,
    key,
    kind_of,
    needed_words,
    of_case,
    of_person,
    of_supervision,
    record_id,
    whole_number,
    words,
    worker_code,
)
from supervision_kit.records.kept import SUPERVISION, Kept
from supervision_kit.records.record import STRICT, Record, same_supervision
from supervision_kit.records.taking_back import MayBeTakenBack


class Supervision(Record):
    """A pair or a group that meets to think about its work: the room of all that is said there."""

    __tablename__ = "supervisions"
    kept = Kept(SUPERVISION, day="from_on", then=("code",), same=("code",), once=True,
                opens=SUPERVISION)  # fmt: skip

    code: Mapped[str] = worker_code(unique=True)
    kind: Mapped[str] = kind_of("supervision")
    from_on: Mapped[dt.date] = happened_day()
    until_on: Mapped[dt.date | None] = any_day(default=None)

    def check_together(self, framework: Framework) -> None:
        """Refuse an end before the beginning."""
        if self.until_on is not None and self.until_on < self.from_on:
            raise InvalidRecord(say("record.until_before_from"), "until_on")


class SupervisionMember(MayBeTakenBack, Record):
    """Who is in a supervision, as what, from when to when."""

    __tablename__ = "supervision_members"
    kept = Kept(
        SUPERVISION,
        day="from_on",
        then=("part",),
        same=("supervision_id", "person_id", "from_on"),
        once=True,
        unique=True,
    )
    __table_args__ = (Index(None, "supervision_id"), Index(None, "person_id"), STRICT)

    supervision_id: Mapped[str] = of_supervision()
    person_id: Mapped[str] = of_person()
    part: Mapped[str] = kind_of("supervision_part")
    from_on: Mapped[dt.date] = happened_day()
    until_on: Mapped[dt.date | None] = any_day(default=None)

    def check_together(self, framework: Framework) -> None:
        """Refuse an end before the beginning."""
        if self.until_on is not None and self.until_on < self.from_on:
            raise InvalidRecord(say("record.until_before_from"), "until_on")


class SupervisionAgreement(MayBeTakenBack, Record):
    """How they agreed to work together, from a day on until the next agreement."""

    __tablename__ = "supervision_agreements"
    kept = Kept(SUPERVISION, day="from_on", same=("supervision_id", "from_on"), once=True)
    __table_args__ = (
        Index(None, "supervision_id", "from_on"),
        UniqueConstraint("id", "supervision_id"),  # what a confirmation refers to
        STRICT,
    )

    supervision_id: Mapped[str] = of_supervision()
    from_on: Mapped[dt.date] = happened_day()
    rhythm_days: Mapped[int | None] = whole_number(1, 366)
    place: Mapped[str] = words()
    recorded: Mapped[str] = words()
    readers: Mapped[str] = words()
    personal: Mapped[str] = words()
    not_personal: Mapped[str] = words()
    disagreement: Mapped[str] = words()
    cancelled: Mapped[str] = words()


class SupervisionSession(MayBeTakenBack, Record):
    """One meeting: planned, then held or cancelled. Where its time went is said at its end."""

    __tablename__ = "supervision_sessions"
    kept = Kept(SUPERVISION, day="planned_on")
    __table_args__ = (
        Index(None, "supervision_id", "planned_on"),
        UniqueConstraint("id", "supervision_id"),  # what belongs to it refers to
        STRICT,
    )

    supervision_id: Mapped[str] = of_supervision()
    planned_on: Mapped[dt.date] = any_day()
    kind: Mapped[str] = choice_of("supervision_session", default="planned")
    state: Mapped[str] = choice_of("session_state", default="planned")
    held_on: Mapped[dt.date | None] = happened_day(default=None)
    minutes: Mapped[int | None] = whole_number(1, 600)
    why_cancelled: Mapped[str] = words()
    moved_to: Mapped[dt.date | None] = any_day(default=None)
    record: Mapped[str] = choice_of("session_record", default="draft")
    management: Mapped[str | None] = choice_of("share_of_time")
    development: Mapped[str | None] = choice_of("share_of_time")
    support: Mapped[str | None] = choice_of("share_of_time")
    mediation: Mapped[str | None] = choice_of("share_of_time")

    def check_together(self, framework: Framework) -> None:
        """Refuse one that was held on no day, and one that was cancelled without a word."""
        if (self.state == "held") != (self.held_on is not None):
            raise InvalidRecord(say("record.held_without_day"), "held_on")
        if self.state == "cancelled" and not self.why_cancelled:
            raise InvalidRecord(say("record.why_cancelled_missing"), "why_cancelled")


class AgendaPoint(MayBeTakenBack, Record):
    """What is on the agenda of a supervision session, why it is there, and what became of it.

    `reason` is a key of the reasons a point may have; `sentence` is what it said on that day. One
    that was put away before a session was held names none.
    """

    __tablename__ = "agenda_points"
    kept = Kept(SUPERVISION, then=("session_id", "position"))
    __table_args__ = (
        Index(None, "supervision_id"),
        same_supervision("session_id", "supervision_sessions"),
        STRICT,
    )

    supervision_id: Mapped[str] = of_supervision()
    session_id: Mapped[str | None] = record_id()
    position: Mapped[int | None] = whole_number(1, 999)
    case_id: Mapped[str | None] = of_case(default=None)
    reason: Mapped[str] = key()
    sentence: Mapped[str] = needed_words()
    origin: Mapped[str] = kind_of("point_origin")
    fate: Mapped[str | None] = choice_of("point_fate")
    because: Mapped[str] = words()

    def check_together(self, framework: Framework) -> None:
        """Refuse a point that is put away without a word."""
        if self.fate == "does_not_fit" and not self.because:
            raise InvalidRecord(say("record.because_missing"), "because")


class Confirmation(Record):
    """That somebody read a record or an agreement, and whether it is fair.

    `digest` is of what was read: a later correction has another one, and asks again.
    """

    __tablename__ = "confirmations"
    kept = Kept(SUPERVISION, day="confirmed_on")
    __table_args__ = (
        Index(None, "supervision_id", "confirmed_on"),
        same_supervision("session_id", "supervision_sessions"),
        same_supervision("agreement_id", "supervision_agreements"),
        STRICT,
    )

    supervision_id: Mapped[str] = of_supervision()
    session_id: Mapped[str | None] = record_id()
    agreement_id: Mapped[str | None] = record_id()
    person_id: Mapped[str] = of_person()
    confirmed_on: Mapped[dt.date] = happened_day()
    how: Mapped[str] = kind_of("confirmed_how")
    fair: Mapped[str] = kind_of("answer")
    said: Mapped[str] = words()
    digest: Mapped[str] = key()

    def check_together(self, framework: Framework) -> None:
        """Refuse a confirmation of nothing, and a disagreement without a word."""
        if self.session_id is None and self.agreement_id is None:
            raise InvalidRecord(say("record.confirms_nothing"), "session_id")
        if self.fair == "no" and not self.said:
            raise InvalidRecord(say("record.disagreement_missing"), "said")


class OurNote(MayBeTakenBack, Record):
    """What stays between those of a supervision; it is never in a case."""

    __tablename__ = "our_notes"
    kept = Kept(SUPERVISION, day="noted_on")
    __table_args__ = (
        Index(None, "supervision_id", "noted_on"),
        same_supervision("session_id", "supervision_sessions"),
        STRICT,
    )

    supervision_id: Mapped[str] = of_supervision()
    session_id: Mapped[str | None] = record_id()
    case_id: Mapped[str | None] = of_case(default=None)
    noted_on: Mapped[dt.date] = happened_day()
    text: Mapped[str] = needed_words()

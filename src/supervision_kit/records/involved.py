"""Who is in a case: the people concerned, who was there at a contact, and who has the case?"""

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
    of_case,
    of_contact,
    of_participant,
    of_worker,
    short_words,
    words,
)
from supervision_kit.records.kept import CASE, Kept
from supervision_kit.records.record import STRICT, Record, same_case
from supervision_kit.records.taking_back import MayBeTakenBack


class WorkerSpell(MayBeTakenBack, Record):
    """From when somebody at work had the case, and as what.

    Its worker has it until the next one begins; a second worker or a cover until `until_on`. They
    are a `Person`, who is made with the save where it names a code that nobody has yet.
    """

    __tablename__ = "worker_spells"
    kept = Kept(
        CASE,
        day="from_on",
        then=("capacity",),
        same=("case_id", "from_on", "capacity"),
        leaves_as="workers",
    )
    __table_args__ = (Index(None, "case_id", "from_on"), STRICT)

    case_id: Mapped[str] = of_case()
    person_id: Mapped[str] = of_worker(told_as="worker")
    from_on: Mapped[dt.date] = happened_day()
    capacity: Mapped[str] = choice_of("capacity", default="worker")
    until_on: Mapped[dt.date | None] = any_day(default=None)
    reason: Mapped[str] = words()
    handover: Mapped[str | None] = choice_of("handover")

    def check_together(self, framework: Framework) -> None:
        """Refuse an end before the beginning."""
        if self.until_on is not None and self.until_on < self.from_on:
            raise InvalidRecord(say("record.until_before_from"), "until_on")


class Participant(MayBeTakenBack, Record):
    """Somebody the case is about or who takes part in it, called by what they are to the person.

    No names: "Mother", "Older child", "Interpreter".
    """

    __tablename__ = "participants"
    kept = Kept(
        CASE, day="from_on", then=("called",), same=("case_id", "called"), once=True, unique=True
    )
    __table_args__ = (
        UniqueConstraint("id", "case_id"),
        STRICT,
    )

    case_id: Mapped[str] = of_case()
    called: Mapped[str] = short_words()
    relation: Mapped[str] = kind_of("relation")
    at_risk: Mapped[str | None] = choice_of("answer")
    language: Mapped[str] = words()
    needs: Mapped[str] = words()
    from_on: Mapped[dt.date] = happened_day()
    until_on: Mapped[dt.date | None] = any_day(default=None)

    def check_together(self, framework: Framework) -> None:
        """Refuse an end before the beginning."""
        if self.until_on is not None and self.until_on < self.from_on:
            raise InvalidRecord(say("record.until_before_from"), "until_on")


class ContactPerson(MayBeTakenBack, Record):
    """That a participant was there at a contact, and whether they were seen alone."""

    __tablename__ = "contact_people"
    kept = Kept(CASE, same=("contact_id", "participant_id"), once=True, unique=True)
    __table_args__ = (
        Index(None, "case_id"),
        same_case("contact_id", "contacts"),
        same_case("participant_id", "participants"),
        STRICT,
    )

    case_id: Mapped[str] = of_case()
    contact_id: Mapped[str] = of_contact(needed=True)
    participant_id: Mapped[str] = of_participant(needed=True)
    how: Mapped[str] = kind_of("presence")

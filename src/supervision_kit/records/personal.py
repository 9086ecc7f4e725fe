"""What somebody at work keeps for themselves, unless they share it?

Each is a table of its own, in the room of a person: a history keeps whole rows, so a private
column of a shared table would not stay private.
"""

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say
from supervision_kit.records.columns import (
    any_day,
    happened_day,
    kind_of,
    needed_words,
    of_case,
    of_person,
    of_session,
    of_supervision,
    words,
)
from supervision_kit.records.kept import PERSON, Kept
from supervision_kit.records.record import STRICT, Record
from supervision_kit.records.taking_back import MayBeTakenBack


class Preparation(MayBeTakenBack, Record):
    """What a practitioner brings to a session: one question of their own, and what else.

    `shared_with` is the supervision that may read it, until `shared_until`.
    """

    __tablename__ = "preparations"
    kept = Kept(PERSON, day="prepared_on")
    __table_args__ = (Index(None, "person_id", "prepared_on"), STRICT)

    person_id: Mapped[str] = of_person()
    session_id: Mapped[str | None] = of_session(default=None)
    case_id: Mapped[str | None] = of_case(default=None)
    prepared_on: Mapped[dt.date] = happened_day()
    question: Mapped[str] = words()
    brings: Mapped[str] = words()
    shared_with: Mapped[str | None] = of_supervision(default=None)
    shared_until: Mapped[dt.date | None] = any_day(default=None)

    def check_together(self, framework: Framework) -> None:
        """Refuse one that says nothing."""
        if not (self.question or self.brings or self.case_id):
            raise InvalidRecord(say("record.empty_preparation"), "question")


class SessionView(MayBeTakenBack, Record):
    """How a session was for the practitioner: the answer to one of their three questions."""

    __tablename__ = "session_views"
    kept = Kept(
        PERSON, day="answered_on", then=("question",),
        same=("person_id", "session_id", "question"), once=True, unique=True,
    )  # fmt: skip
    __table_args__ = (Index(None, "person_id", "answered_on"), STRICT)

    person_id: Mapped[str] = of_person()
    session_id: Mapped[str] = of_session()
    answered_on: Mapped[dt.date] = happened_day()
    question: Mapped[str] = kind_of("session_view")
    answer: Mapped[str] = kind_of("view_answer")
    shared_with: Mapped[str | None] = of_supervision(default=None)


class OwnNote(MayBeTakenBack, Record):
    """A line of somebody's personal sheet: what was felt, in the room and after."""

    __tablename__ = "own_notes"
    kept = Kept(PERSON, day="noted_on")
    __table_args__ = (Index(None, "person_id", "noted_on"), STRICT)

    person_id: Mapped[str] = of_person()
    session_id: Mapped[str | None] = of_session(default=None)
    case_id: Mapped[str | None] = of_case(default=None)
    noted_on: Mapped[dt.date] = happened_day()
    text: Mapped[str] = needed_words()


class OwnFear(MayBeTakenBack, Record):
    """That somebody is afraid in a case; it is never in the case."""

    __tablename__ = "own_fears"
    kept = Kept(PERSON, day="noted_on")
    __table_args__ = (Index(None, "person_id", "noted_on"), STRICT)

    person_id: Mapped[str] = of_person()
    case_id: Mapped[str] = of_case()
    noted_on: Mapped[dt.date] = happened_day()
    fear: Mapped[str] = needed_words()

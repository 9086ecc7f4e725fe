"""What of a case was thought about in supervision, and what makes a case a tricky one?"""

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say
from supervision_kit.records.columns import any_day, happened_day, kind_of, of_case, words
from supervision_kit.records.kept import CASE, Kept
from supervision_kit.records.record import STRICT, Record
from supervision_kit.records.taking_back import MayBeTakenBack


class CaseTalk(MayBeTakenBack, Record):
    """The case's part of what two people thought about it; what was felt is not in it.

    `talked_by` are their codes. It names no supervision session: a case never points at one.
    """

    __tablename__ = "case_talks"
    kept = Kept(CASE, day="talked_on")
    __table_args__ = (Index(None, "case_id", "talked_on"), STRICT)

    case_id: Mapped[str] = of_case()
    talked_on: Mapped[dt.date] = happened_day()
    talked_by: Mapped[str] = words()
    strength: Mapped[str] = words()
    happened: Mapped[str] = words()
    thinking: Mapped[str] = words()
    next_step: Mapped[str] = words()
    manner: Mapped[str] = words()

    def check_together(self, framework: Framework) -> None:
        """Refuse a talk of which nothing was written down."""
        if not any((self.strength, self.happened, self.thinking, self.next_step, self.manner)):
            raise InvalidRecord(say("record.empty_talk"), "happened")


class RoundMark(MayBeTakenBack, Record):
    """That a case was gone past in the round over all cases, or is to be brought next time."""

    __tablename__ = "round_marks"
    kept = Kept(CASE, day="marked_on", same=("case_id", "marked_on"), once=True, unique=True)
    __table_args__ = (Index(None, "case_id", "marked_on"), STRICT)

    case_id: Mapped[str] = of_case()
    marked_on: Mapped[dt.date] = happened_day()
    mark: Mapped[str] = kind_of("round_mark")


class Trickiness(MayBeTakenBack, Record):
    """Something that makes a case tricky, from a day on until it is no longer so."""

    __tablename__ = "trickiness"
    kept = Kept(
        CASE, day="since_on", then=("tick",), same=("case_id", "tick", "since_on"), once=True,
        unique=True,
    )  # fmt: skip
    __table_args__ = (Index(None, "case_id", "since_on"), STRICT)

    case_id: Mapped[str] = of_case()
    tick: Mapped[str] = kind_of("trickiness")
    since_on: Mapped[dt.date] = happened_day()
    until_on: Mapped[dt.date | None] = any_day(default=None)

    def check_together(self, framework: Framework) -> None:
        """Refuse an end before the beginning."""
        if self.until_on is not None and self.until_on < self.since_on:
            raise InvalidRecord(say("record.until_before_from"), "until_on")

"""Which dates lie ahead in a case, and what became of those that did?"""

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say
from supervision_kit.records.columns import any_day, choice_of, kind_of, of_case, words
from supervision_kit.records.kept import CASE, Kept
from supervision_kit.records.record import STRICT, Record
from supervision_kit.records.taking_back import MayBeTakenBack


class DateAhead(MayBeTakenBack, Record):
    """A day that is coming: the next contact, a hearing, a review."""

    __tablename__ = "dates_ahead"
    kept = Kept(CASE, day="due_on", then=("kind",))
    __table_args__ = (Index(None, "case_id", "due_on"), STRICT)

    case_id: Mapped[str] = of_case()
    due_on: Mapped[dt.date] = any_day()
    kind: Mapped[str] = kind_of("date_ahead")
    state: Mapped[str] = choice_of("date_state", default="open")
    moved_to: Mapped[dt.date | None] = any_day(default=None)
    note: Mapped[str] = words()

    def check_together(self, framework: Framework) -> None:
        """Refuse a day it was moved to without saying that it was moved."""
        if self.moved_to is not None and self.state != "moved":
            raise InvalidRecord(say("record.moved_without_state"), "moved_to")

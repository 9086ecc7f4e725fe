"""What was decided in a supervision session, who took on what, and what became of it?

Of a case it is kept with the case, for whoever has it next; without a case it stays in the
supervision's room. Both say the same, so each pair of kinds shares its columns.
"""

import datetime as dt

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say
from supervision_kit.records.columns import (
    any_day,
    choice_of,
    happened_day,
    needed_words,
    of_case,
    of_supervision,
    of_worker,
    record_id,
    words,
)
from supervision_kit.records.kept import CASE, SUPERVISION, Kept
from supervision_kit.records.record import STRICT, Record, same_case, same_supervision
from supervision_kit.records.taking_back import MayBeTakenBack


class _Decided(MayBeTakenBack, kw_only=True):
    """What was decided on a day, why, by whom, and what was ruled out."""

    decided_on: Mapped[dt.date] = happened_day()
    what: Mapped[str] = needed_words()
    reason: Mapped[str] = words()
    decided_by: Mapped[str] = words()
    ruled_out: Mapped[str] = words()


class _TakenOn(MayBeTakenBack, kw_only=True):
    """What somebody took on: one row for its whole life.

    Without a person it is the organisation that took it on.
    """

    agreed_on: Mapped[dt.date] = happened_day()
    text: Mapped[str] = needed_words("empty_action")
    person_id: Mapped[str | None] = of_worker("owner", needed=False)
    learning: Mapped[str | None] = choice_of("answer")
    due_on: Mapped[dt.date | None] = any_day(default=None)
    state: Mapped[str] = choice_of("action_state", default="open")
    settled_on: Mapped[dt.date | None] = happened_day(default=None)
    settled_note: Mapped[str] = words()

    def check_together(self, framework: Framework) -> None:
        """Refuse days before it was agreed, and one that is dropped without a word."""
        for field in ("due_on", "settled_on"):
            day = getattr(self, field)
            if day is not None and day < self.agreed_on:
                raise InvalidRecord(say(f"record.{field}_before_action"), field)
        if self.state == "dropped" and not self.settled_note:
            raise InvalidRecord(say("record.why_dropped_missing"), "settled_note")


class _LookedAt(MayBeTakenBack, kw_only=True):
    """That an action was looked at on a day and stays open: how often it was carried."""

    looked_on: Mapped[dt.date] = happened_day()
    said: Mapped[str] = words()


class Decision(_Decided, Record):
    """What was decided about a case."""

    __tablename__ = "decisions"
    kept = Kept(CASE, day="decided_on")
    __table_args__ = (Index(None, "case_id", "decided_on"), STRICT)

    case_id: Mapped[str] = of_case(sort_order=-1)


class SupervisionDecision(_Decided, Record):
    """What was decided in a supervision about no case."""

    __tablename__ = "supervision_decisions"
    kept = Kept(SUPERVISION, day="decided_on")
    __table_args__ = (Index(None, "supervision_id", "decided_on"), STRICT)

    supervision_id: Mapped[str] = of_supervision(sort_order=-1)


class CaseAction(_TakenOn, Record):
    """What somebody took on about a case."""

    __tablename__ = "case_actions"
    kept = Kept(CASE, day="agreed_on")
    __table_args__ = (
        Index(None, "case_id", "agreed_on"),
        UniqueConstraint("id", "case_id"),  # what a look refers to
        STRICT,
    )

    case_id: Mapped[str] = of_case(sort_order=-1)


class SupervisionAction(_TakenOn, Record):
    """What somebody took on in a supervision about no case."""

    __tablename__ = "supervision_actions"
    kept = Kept(SUPERVISION, day="agreed_on")
    __table_args__ = (
        Index(None, "supervision_id", "agreed_on"),
        UniqueConstraint("id", "supervision_id"),  # what a look refers to
        STRICT,
    )

    supervision_id: Mapped[str] = of_supervision(sort_order=-1)


class CaseActionLook(_LookedAt, Record):
    """That an action about a case was looked at and stays open."""

    __tablename__ = "case_action_looks"
    kept = Kept(CASE, day="looked_on", same=("action_id", "looked_on"), once=True, unique=True)
    __table_args__ = (
        Index(None, "case_id", "looked_on"),
        same_case("action_id", "case_actions"),
        STRICT,
    )

    case_id: Mapped[str] = of_case(sort_order=-1)
    action_id: Mapped[str] = record_id(needed=True, sort_order=-1)


class SupervisionActionLook(_LookedAt, Record):
    """That an action about no case was looked at and stays open."""

    __tablename__ = "supervision_action_looks"
    kept = Kept(
        SUPERVISION, day="looked_on", same=("action_id", "looked_on"), once=True, unique=True
    )
    __table_args__ = (
        Index(None, "supervision_id", "looked_on"),
        same_supervision("action_id", "supervision_actions"),
        STRICT,
    )

    supervision_id: Mapped[str] = of_supervision(sort_order=-1)
    action_id: Mapped[str] = record_id(needed=True, sort_order=-1)

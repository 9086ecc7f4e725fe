"""Who works here, as what, and in which team?"""

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say
from supervision_kit.records.columns import (
    any_day,
    happened_day,
    kind_of,
    of_person,
    of_team,
    sign_in,
    words,
    worker_code,
)
from supervision_kit.records.kept import HOUSE, PERSON, TEAM, Kept
from supervision_kit.records.record import STRICT, Record


class Person(Record):
    """Somebody at work, shown by a code.

    Who signs in under no account here, such as the worker of a case that was brought in, has no
    `sign_in`. A display name is shown only where somebody asks for it, and leaves in no export.
    """

    __tablename__ = "people"
    kept = Kept(HOUSE, then=("code",), opens=PERSON)

    sign_in: Mapped[str | None] = sign_in()
    code: Mapped[str] = worker_code(unique=True)
    display_name: Mapped[str] = words()
    left_on: Mapped[dt.date | None] = happened_day(default=None)


class Team(Record):
    """People who work together, shown by a code."""

    __tablename__ = "teams"
    kept = Kept(HOUSE, then=("code",), opens=TEAM)

    code: Mapped[str] = worker_code(unique=True)


class Role(Record):
    """As what somebody works here, from when to when, and in which team; several at once may be."""

    __tablename__ = "roles"
    __table_args__ = (Index(None, "person_id", "from_on"), STRICT)
    kept = Kept(HOUSE, day="from_on")

    person_id: Mapped[str] = of_person()
    role: Mapped[str] = kind_of("role")
    team_id: Mapped[str | None] = of_team(default=None)
    from_on: Mapped[dt.date] = happened_day()
    until_on: Mapped[dt.date | None] = any_day(default=None)

    def check_together(self, framework: Framework) -> None:
        """Refuse a role that ends before it begins."""
        if self.until_on is not None and self.until_on < self.from_on:
            raise InvalidRecord(say("record.until_before_from"), "until_on")

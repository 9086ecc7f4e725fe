"""What is kept when a person says that a signal does not fit?"""

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from supervision_kit.records.columns import (
    choice_of,
    happened_day,
    key,
    needed_words,
    of_case,
    of_participant,
)
from supervision_kit.records.kept import CASE, Kept
from supervision_kit.records.record import STRICT, Record, same_case


class Dismissal(Record):
    """Why a signal does not fit this case. Who said so, and when, is known from the save.

    It holds for what was known on `seen_until_on`, the day of the newest entry the signal rested
    on; with newer entries the signal is a new one. `withdrawn` is "yes" once it was taken back.
    A signal about what one participant said is set aside for that participant alone.
    """

    __tablename__ = "dismissals"
    kept = Kept(
        CASE,
        day="seen_until_on",
        same=(
            "case_id",
            "rule",
            "scale",
            "dimension",
            "rater",
            "participant_id",
            "seen_until_on",
        ),
        once=True,
    )
    __table_args__ = (
        Index(None, "case_id", "seen_until_on"),
        same_case("participant_id", "participants"),
        STRICT,
    )

    case_id: Mapped[str] = of_case()
    rule: Mapped[str] = key()
    scale: Mapped[str | None] = key(default=None)
    dimension: Mapped[str | None] = key(default=None)
    rater: Mapped[str | None] = key(default=None)
    participant_id: Mapped[str | None] = of_participant()
    seen_until_on: Mapped[dt.date] = happened_day()
    reason: Mapped[str] = needed_words("dismissal_reason_missing")
    withdrawn: Mapped[str | None] = choice_of("answer")

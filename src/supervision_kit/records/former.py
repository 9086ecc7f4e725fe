"""What did older forms keep in a column that is now a record of its own?

A store of an older form is upgraded by this, and an older export is taken in by it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from supervision_kit.records.case import Case, Closing, Mandate
from supervision_kit.records.concern import ConcernStep
from supervision_kit.records.contact import Contact
from supervision_kit.records.record import Record

#: How a case ended that was only known to be closed.
HOW_NOT_NOTED = "not_noted"


class Now(NamedTuple):
    """Where a former column is kept now."""

    kind: type[Record]
    column: str


#: By table and former column.
FORMER: dict[type[Record], dict[str, Now]] = {
    Case: {
        **{
            name: Now(Mandate, name)
            for name in (
                "mandate",
                "legal_basis",
                "pressure_from",
                "order_ends_on",
                "contact_every_days",
                "rating_every_days",
            )
        },
        "closed_on": Now(Closing, "closed_on"),
    },
    Contact: {
        "safety_action": Now(ConcernStep, "done"),
        "safety_told": Now(ConcernStep, "told"),
    },
}


class Answer(NamedTuple):
    """What was said about safety at one contact, to be put in order by day and moment.

    Attributes
    ----------
    moment : datetime or None
        When it was saved; None where nobody knows.
    concern : bool
    done, told : str
    contact : str
        Its id.
    """

    on: dt.date
    moment: dt.datetime | None
    concern: bool
    done: str
    told: str
    contact: str


@dataclass
class Told:
    """One concern as such answers tell it: opened with the first "yes", closed with a "no"."""

    opened_on: dt.date
    closed_on: dt.date | None = None
    answers: list[Answer] = field(default_factory=list)

    @property
    def steps(self) -> list[Answer]:
        """The answers that say what was done, or who was told."""
        return [each for each in self.answers if each.done or each.told]


def concerns_told(answers: Iterable[Answer]) -> list[Told]:
    """Tell the concerns of one case from what was said about safety at its contacts.

    Of two contacts on one day the one saved later is the later one. Where not even that tells
    them apart, a "no" comes first and the concern stays open.
    """
    found: list[Told] = []
    for each in sorted(answers, key=_place):
        is_open = bool(found) and found[-1].closed_on is None
        if each.concern:
            if not is_open:
                found.append(Told(each.on))
            found[-1].answers.append(each)
        elif is_open:
            found[-1].closed_on = each.on
    return found


def _place(answer: Answer) -> tuple[dt.date, float, bool]:
    return answer.on, answer.moment.timestamp() if answer.moment else 0.0, answer.concern

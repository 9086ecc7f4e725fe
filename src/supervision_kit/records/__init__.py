"""What is stored?

One class a kind of record, one line a column. Records are plain values: they know what they may
hold (`check`) and nothing about the store that keeps them.
"""

from supervision_kit.records.ahead import DateAhead
from supervision_kit.records.case import Case, Closing, Event, Mandate, PlanDate
from supervision_kit.records.columns import new_id
from supervision_kit.records.concern import Concern, ConcernStep, Repair
from supervision_kit.records.contact import Contact, Promise
from supervision_kit.records.dismissal import Dismissal
from supervision_kit.records.erasure import Erasure
from supervision_kit.records.involved import ContactPerson, Participant, WorkerSpell
from supervision_kit.records.people import Person, Role, Team
from supervision_kit.records.rating import Rating
from supervision_kit.records.record import Record, counted, kind_named, kinds, label_of
from supervision_kit.records.text import TEXT_LIMIT, check_code, clean_text, fold_code

__all__ = [
    "TEXT_LIMIT",
    "Case",
    "Closing",
    "Concern",
    "ConcernStep",
    "Contact",
    "ContactPerson",
    "DateAhead",
    "Dismissal",
    "Erasure",
    "Event",
    "Mandate",
    "Participant",
    "Person",
    "PlanDate",
    "Promise",
    "Rating",
    "Record",
    "Repair",
    "Role",
    "Team",
    "WorkerSpell",
    "check_code",
    "clean_text",
    "counted",
    "fold_code",
    "kind_named",
    "kinds",
    "label_of",
    "new_id",
]

"""What is stored?

One class a kind of record, one line a column. Records are plain values: they know what they may
hold (`check`) and nothing about the store that keeps them.
"""

from supervision_kit.records.case import Case, Event, PlanDate, WorkerSpell
from supervision_kit.records.columns import new_id
from supervision_kit.records.contact import Contact, Promise
from supervision_kit.records.dismissal import Dismissal
from supervision_kit.records.people import Person, Role, Team
from supervision_kit.records.rating import Rating
from supervision_kit.records.record import Record, counted, kind_named, kinds, label_of
from supervision_kit.records.text import TEXT_LIMIT, check_code, clean_text, fold_code

__all__ = [
    "TEXT_LIMIT",
    "Case",
    "Contact",
    "Dismissal",
    "Event",
    "Person",
    "PlanDate",
    "Promise",
    "Rating",
    "Record",
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

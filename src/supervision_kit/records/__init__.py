"""What is stored?

One class a kind of record, one line a column. Records are plain values: they know what they may
hold (`check`) and nothing about the store that keeps them.
"""

from supervision_kit.records.ahead import DateAhead
from supervision_kit.records.case import Case, Closing, Event, Mandate, PlanDate
from supervision_kit.records.columns import new_id
from supervision_kit.records.concern import Concern, ConcernStep, Repair
from supervision_kit.records.contact import Contact, Promise
from supervision_kit.records.decided import (
    CaseAction,
    CaseActionLook,
    Decision,
    SupervisionAction,
    SupervisionActionLook,
    SupervisionDecision,
)
from supervision_kit.records.dismissal import Dismissal
from supervision_kit.records.erasure import Erasure
from supervision_kit.records.involved import ContactPerson, Participant, WorkerSpell
from supervision_kit.records.people import Person, Role, Team
from supervision_kit.records.personal import OwnFear, OwnNote, Preparation, SessionView
from supervision_kit.records.rating import Rating
from supervision_kit.records.record import Record, counted, kind_named, kinds, label_of
from supervision_kit.records.supervision import (
    AgendaPoint,
    Confirmation,
    OurNote,
    Supervision,
    SupervisionAgreement,
    SupervisionMember,
    SupervisionSession,
)
from supervision_kit.records.talked import CaseTalk, RoundMark, Trickiness
from supervision_kit.records.text import TEXT_LIMIT, check_code, clean_text, fold_code

__all__ = [
    "TEXT_LIMIT",
    "AgendaPoint",
    "Case",
    "CaseAction",
    "CaseActionLook",
    "CaseTalk",
    "Closing",
    "Concern",
    "ConcernStep",
    "Confirmation",
    "Contact",
    "ContactPerson",
    "DateAhead",
    "Decision",
    "Dismissal",
    "Erasure",
    "Event",
    "Mandate",
    "OurNote",
    "OwnFear",
    "OwnNote",
    "Participant",
    "Person",
    "PlanDate",
    "Preparation",
    "Promise",
    "Rating",
    "Record",
    "Repair",
    "Role",
    "RoundMark",
    "SessionView",
    "Supervision",
    "SupervisionAction",
    "SupervisionActionLook",
    "SupervisionAgreement",
    "SupervisionDecision",
    "SupervisionMember",
    "SupervisionSession",
    "Team",
    "Trickiness",
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

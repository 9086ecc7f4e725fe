"""Who is in a case, what holds from when, what lies ahead, what went wrong: a form for each."""

from collections.abc import Callable, Sequence
from typing import Any

from supervision_kit.frameworks import say
from supervision_kit.records import (
    Closing,
    Concern,
    ConcernStep,
    DateAhead,
    Mandate,
    Participant,
    Record,
    Repair,
    WorkerSpell,
    label_of,
)
from supervision_kit.widgets.field_groups import Asked, Group
from supervision_kit.widgets.fields import Text
from supervision_kit.widgets.kind_form import KindForm

__all__ = [
    "ClosingForm",
    "ConcernForm",
    "DateForm",
    "MandateForm",
    "ParticipantForm",
    "RepairForm",
    "WorkerForm",
]


class ParticipantForm(KindForm):
    """Add somebody to a case, or say until when they were in it."""

    form = "participant"
    kind = Participant
    asks = ("called", "relation", "at_risk", "language", "needs", "from_on")
    ends = ("until_on",)

    def begins(self) -> dict[str, Any]:
        """Return that somebody is in the case from its beginning, as most are."""
        return super().begins() | {"from_on": self.case.opened_on}


class WorkerForm(KindForm):
    """Say who has the case from a day on, and as what."""

    form = "worker"
    kind = WorkerSpell
    asks = ("worker", "capacity", "from_on", "handover", "reason")
    ends = ("until_on",)


class DateForm(KindForm):
    """Note a date that lies ahead, or what became of it."""

    form = "date"
    kind = DateAhead
    asks = ("kind", "due_on", "note")
    ends = ("state", "moved_to")


class RepairForm(KindForm):
    """Note a rupture or a complaint, or what became of it."""

    form = "repair"
    kind = Repair
    asks = ("kind", "opened_on", "said_by", "worry")
    ends = ("state", "settled_on", "how")


class MandateForm(KindForm):
    """Say what holds from a day on; a new one begins with what held before."""

    form = "mandate"
    kind = Mandate
    asks = (
        "from_on",
        "mandate",
        "legal_basis",
        "pressure_from",
        "order_ends_on",
        "message",
        "contact_every_days",
        "rating_every_days",
        "reason",
    )

    def begins(self) -> dict[str, Any]:
        """Return what the mandate of today says, from today on."""
        known = self.store.read(Mandate, self.case_code)
        values = super().begins()
        if known.empty:
            return values
        last = self.store.find(Mandate, known.iloc[-1]["id"])
        kept = last.snapshot() if last else {}
        return values | {name: kept.get(name) for name in self.asks[1:-1]}


class ClosingForm(KindForm):
    """End a case, or take up again one that was ended."""

    form = "closing"
    kind = Closing
    asks = ("closed_on", "how", "statement")
    ends = ("reopened_on",)


class ConcernForm(KindForm):
    """Note a concern for somebody's safety, go on with it, or close it."""

    form = "concern"
    kind = Concern
    asks = ("opened_on", "worry", "participant_id")
    ends = ("closed_on", "why_closed")
    steps = ("done", "told")

    def asked(self) -> Sequence[Asked]:
        """Return what is asked of the concern, and what was done about it today."""
        step = tuple(
            Text(
                key=f"step_{column}",
                name=label_of(ConcernStep, column),
                label=say(f"form.still_{column}"),
                rows=2,
            )
            for column in self.steps
        )
        first, *_ = super().asked()
        columns = {each.key: each for each in getattr(first, "fields", ())}
        about = tuple(columns[name] for name in self.asks)
        over = tuple(columns[name] for name in self.ends if name in columns)
        parts = (about, step, over)
        return [Group(look="card", fields=fields) for fields in parts if fields]

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return the concern, and a step where something is said about what was done."""
        words = {column: answers.pop(f"step_{column}") for column in self.steps}
        concern, *_ = super().records(answers, new)
        if not any(words.values()):
            return [concern]
        begun = self.record is None
        step = ConcernStep(
            id=new("step"),
            case_id=getattr(concern, "case_id", ""),
            concern_id=concern.id,
            happened_on=answers["opened_on"] if begun else self.today,
            **words,
        )
        return [concern, step]

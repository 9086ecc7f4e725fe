"""Who is in a case, what holds from when, what lies ahead, what went wrong: a form for each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from supervision_kit.frameworks import Framework, say
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
)
from supervision_kit.widgets.cards import Cards
from supervision_kit.widgets.field_groups import Asked, Group, Rows
from supervision_kit.widgets.fields import Text
from supervision_kit.widgets.kind_fields import column_field
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


PEOPLE = Cards("people", Participant, once="called")


def people_cards(framework: Framework, *columns: str, ready: bool) -> Rows:
    """Ask for whoever is in a case, a card for each.

    Parameters
    ----------
    framework : Framework
        Who there may be.
    *columns
        What is asked beside what they are called and who they are.
    ready : bool
        Whether a first card stands there to be written in.
    """
    always = ("called", "relation", "at_risk", "language", "needs")
    fields = [column_field(Participant, each, "participant", framework) for each in always]
    # What is left empty of these is as it is for the case.
    fields += [
        replace(column_field(Participant, each, "participant", framework), required="")
        for each in columns
    ]
    lines = [replace(each, rows=1) if isinstance(each, Text) else each for each in fields]
    return PEOPLE.asked(lines, say("form.people"), say("form.people_hint"), ready=ready)


class ParticipantForm(KindForm):
    """Add those who are in a case, several at once; or correct one, or say until when."""

    form = "participant"
    kind = Participant
    asks = ("called", "relation", "at_risk", "language", "needs", "from_on")
    ends = ("until_on",)

    def asked(self) -> Sequence[Asked]:
        """Return a card for each who is new; of one who is there already, each question."""
        if self.record is not None:
            return super().asked()
        return [people_cards(self.store.framework, "from_on", ready=True)]

    def initial(self) -> dict[str, Any]:
        """Return what is known of the one who is there; of nobody new anything."""
        return super().initial() if self.record is not None else {}

    def as_asked_now(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return the answers of a draft in which one at a time was asked about as a card."""
        before = {key: answer for key, answer in value.items() if key in self.asks and answer}
        return {"people": [before]} if before and self.record is None else value

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return those who are new, in the case from its beginning unless told."""
        if self._record_id:
            return super().records(answers, new)
        case, framework = self.case, self.store.framework
        begins = {"case_id": case.id, "from_on": case.opened_on}
        there = self.store.read(Participant, self.case_code)["called"]
        cards = PEOPLE.records(answers["people"], new, framework, begins, self.today, taken=there)
        return list(cards)


class WorkerForm(KindForm):
    """Say who has the case from a day on, and as what."""

    form = "worker"
    kind = WorkerSpell
    is_spell = True
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
    asks = ("kind", "opened_on", "said_by", "worry", "promise_id")
    ends = ("state", "settled_on", "how")


class MandateForm(KindForm):
    """Say what holds from a day on; a new one begins with what held before."""

    form = "mandate"
    kind = Mandate
    is_spell = True
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
    """Note a concern for somebody's safety, go on with it step by step, or close it."""

    form = "concern"
    kind = Concern
    asks = ("opened_on", "worry", "participant_id")
    ends = ("closed_on", "why_closed")
    steps = ("done", "told", "happened_on")
    _taken: Cards = Cards("steps", ConcernStep)

    def read_record(self) -> None:
        """Read the concern, and what was done about it."""
        super().read_record()
        self._as_read = self.record.snapshot() if self.record else {}
        table = self.store.read(ConcernStep, self.case_code)
        ids = table.loc[table["concern_id"] == self._record_id, "id"]
        found = [self.store.find(ConcernStep, each) for each in ids]
        self._taken = Cards("steps", ConcernStep, [each for each in found if each is not None])

    def asked(self) -> Sequence[Asked]:
        """Return what is asked of the concern, and of each step that was taken."""
        framework = self.store.framework
        about, over = (tuple(map(self.field, each)) for each in (self.asks, self.ends))
        columns = (column_field(ConcernStep, each, "step", framework) for each in self.steps)
        fields = [replace(each, required="") for each in columns]
        hint = say("form.steps_hint")
        steps = self._taken.asked(fields, say("form.steps"), hint, ready=self.record is None)
        closing = [Group(look="card", fields=over)] if self.record else []
        return [Group(look="card", fields=about), steps, *closing]

    def initial(self) -> dict[str, Any]:
        """Return what is known of the concern, and of each step."""
        steps = self._taken.answers(self.steps)
        return super().initial() | ({"steps": steps} if steps else {})

    def as_asked_now(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return the answers of a draft that held one step as a card."""
        before = {each: value[key] for each in self.steps if value.get(key := f"step_{each}")}
        return value | {"steps": [*self._taken.answers(self.steps), before]} if before else value

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return the concern, and the steps that are new, another, or taken out."""
        rows = answers.pop("steps")
        concern: Any = super().records(answers, new)[0]
        first_on = self.today if self.record else concern.opened_on
        begins = {"case_id": concern.case_id, "concern_id": concern.id, "happened_on": first_on}
        steps = list(self._taken.records(rows, new, self.store.framework, begins, self.today))
        is_as_before = self.record is not None and concern.snapshot() == self._as_read
        return steps if steps and is_as_before else [concern, *steps]

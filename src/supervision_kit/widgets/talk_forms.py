"""How is what was thought, decided and taken on in supervision corrected, or settled?"""

from collections.abc import Sequence

from supervision_kit.records import (
    CaseAction,
    CaseTalk,
    Decision,
    SupervisionAction,
    SupervisionDecision,
)
from supervision_kit.widgets.field_groups import Asked, Group
from supervision_kit.widgets.kind_form import KindForm
from supervision_kit.widgets.supervision_forms import SupervisionKindForm

__all__ = [
    "CaseActionForm",
    "CaseTalkForm",
    "DecisionForm",
    "SupervisionActionForm",
    "SupervisionDecisionForm",
]

_DECIDED = ("what", "reason", "ruled_out", "decided_on")
_TAKEN_ON = ("text", "owner", "due_on", "learning", "agreed_on")
_BECAME = ("state", "settled_on", "settled_note")


class _ActionForm(KindForm):
    """Ask of an action that is there what became of it, before what it is."""

    asks = _TAKEN_ON
    ends = _BECAME

    def asked(self) -> Sequence[Asked]:
        """Return a card about what became of it, and one about what was taken on."""
        became, taken_on = (tuple(map(self.field, each)) for each in (self.ends, self.asks))
        cards = (became, taken_on) if self.record else (taken_on,)
        return [Group(look="card", fields=each) for each in cards]


class DecisionForm(KindForm):
    """Note what was decided about a case, or correct it."""

    form = "decision"
    kind = Decision
    asks = _DECIDED


class CaseActionForm(_ActionForm):
    """Note what somebody takes on about a case, correct it, or say what became of it."""

    form = "case_action"
    kind = CaseAction


class CaseTalkForm(KindForm):
    """Note what was thought about a case in supervision, or correct it."""

    form = "case_talk"
    kind = CaseTalk
    asks = ("talked_on", "strength", "happened", "thinking", "next_step", "manner")


class SupervisionDecisionForm(SupervisionKindForm):
    """Correct what was decided in a supervision about no case."""

    form = "supervision_decision"
    kind = SupervisionDecision
    asks = _DECIDED


class SupervisionActionForm(_ActionForm, SupervisionKindForm):
    """Correct what somebody took on about no case, or say what became of it."""

    form = "supervision_action"
    kind = SupervisionAction

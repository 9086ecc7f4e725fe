"""How is what was thought, decided and taken on in supervision corrected, or settled?"""

from supervision_kit.records import (
    CaseAction,
    CaseTalk,
    Decision,
    SupervisionAction,
    SupervisionDecision,
)
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


class DecisionForm(KindForm):
    """Note what was decided about a case, or correct it."""

    form = "decision"
    kind = Decision
    asks = _DECIDED


class CaseActionForm(KindForm):
    """Note what somebody takes on about a case, correct it, or say what became of it."""

    form = "case_action"
    kind = CaseAction
    asks = _TAKEN_ON
    ends = _BECAME


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


class SupervisionActionForm(SupervisionKindForm):
    """Correct what somebody took on about no case, or say what became of it."""

    form = "supervision_action"
    kind = SupervisionAction
    asks = _TAKEN_ON
    ends = _BECAME

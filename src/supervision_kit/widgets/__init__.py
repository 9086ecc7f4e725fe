"""With which forms and inputs are cases, contacts and ratings recorded?"""

from supervision_kit.widgets.case_form import CaseForm
from supervision_kit.widgets.case_forms import (
    ClosingForm,
    ConcernForm,
    DateForm,
    MandateForm,
    ParticipantForm,
    RepairForm,
    WorkerForm,
)
from supervision_kit.widgets.contact_form import ContactForm
from supervision_kit.widgets.controls import (
    CaseFinder,
    Download,
    FormFields,
    PageAddress,
    RatingControl,
)
from supervision_kit.widgets.dismissal_form import DismissalForm
from supervision_kit.widgets.engagement_rating_form import ClientCard, EngagementRatingForm
from supervision_kit.widgets.event_form import EventForm
from supervision_kit.widgets.record_forms import (
    EventChangeForm,
    PlanForm,
    PromiseForm,
    RatingForm,
)
from supervision_kit.widgets.supervision_forms import (
    AgreementForm,
    CancelForm,
    ConfirmationForm,
    OwnSheetForm,
    PlanSessionForm,
    PreparationForm,
    PutAwayForm,
    SessionViewForm,
    SupervisionForm,
)
from supervision_kit.widgets.supervision_session_form import SupervisionSessionForm
from supervision_kit.widgets.talk_forms import (
    CaseActionForm,
    CaseTalkForm,
    DecisionForm,
    SupervisionActionForm,
    SupervisionDecisionForm,
)

__all__ = [
    "AgreementForm",
    "CancelForm",
    "CaseActionForm",
    "CaseFinder",
    "CaseForm",
    "CaseTalkForm",
    "ClientCard",
    "ClosingForm",
    "ConcernForm",
    "ConfirmationForm",
    "ContactForm",
    "DateForm",
    "DecisionForm",
    "DismissalForm",
    "Download",
    "EngagementRatingForm",
    "EventChangeForm",
    "EventForm",
    "FormFields",
    "MandateForm",
    "OwnSheetForm",
    "PageAddress",
    "ParticipantForm",
    "PlanForm",
    "PlanSessionForm",
    "PreparationForm",
    "PromiseForm",
    "PutAwayForm",
    "RatingControl",
    "RatingForm",
    "RepairForm",
    "SessionViewForm",
    "SupervisionActionForm",
    "SupervisionDecisionForm",
    "SupervisionForm",
    "SupervisionSessionForm",
    "WorkerForm",
]

"""What was promised, planned, rated, or happened: a form that corrects each of them."""

from collections.abc import Sequence
from typing import Any

from supervision_kit.frameworks import say
from supervision_kit.records import Event, PlanDate, Promise, Rating, Record
from supervision_kit.widgets.changing_form import ChangingForm
from supervision_kit.widgets.field_groups import Asked, Group
from supervision_kit.widgets.fields import Day
from supervision_kit.widgets.kind_form import KindForm
from supervision_kit.widgets.rating_field import RatingField, answer_of

__all__ = ["EventChangeForm", "PlanForm", "PromiseForm", "RatingForm"]


class EventChangeForm(KindForm):
    """Correct what happened in a case."""

    form = "event"
    kind = Event
    asks = ("happened_on", "kind", "note")


class PlanForm(KindForm):
    """Correct the day from which a plan was agreed."""

    form = "plan"
    kind = PlanDate
    asks = ("agreed_on", "note")


class PromiseForm(KindForm):
    """Note what became of a promise, or correct it."""

    form = "promise"
    kind = Promise
    asks = ("text", "due_on")
    ends = ("promised_on", "state", "settled_on", "settled_note")


class RatingForm(ChangingForm):
    """Correct one rating: its day, its value, or why there is none."""

    form = "rating"
    kind = Rating

    def asked(self) -> Sequence[Asked]:
        """Return the day and the question as it is asked now; nothing where it is not any more."""
        field = self._field()
        if field is None:
            return []
        day = Day(
            key="rated_on",
            label=say("form.rating_rated_on"),
            required=say("form.rating_rated_on_required"),
        )
        return [Group(look="card", fields=(day, field))]

    def initial(self) -> dict[str, Any]:
        """Return what the rating says now."""
        rating, field = self.record, self._field()
        if not isinstance(rating, Rating) or field is None:
            return {}
        return {"rated_on": rating.rated_on.isoformat(), field.key: answer_of(rating.snapshot())}

    def records(self, answers: dict[str, Any], new: Any) -> Sequence[Record]:
        """Return the rating as it was corrected; it keeps the words it was answered under."""
        rating, field = self.record, self._field()
        answer = answers[field.key] if field else None
        if not isinstance(rating, Rating) or answer is None:
            return []
        rating.rated_on = answers["rated_on"]
        for column, value in answer.items():
            setattr(rating, column, value)
        return [rating]

    def _field(self) -> RatingField | None:
        rating = self.record
        scales = self.store.framework.scales
        if not isinstance(rating, Rating) or rating.scale not in scales:
            return None
        scale = scales[rating.scale]
        if rating.dimension not in scale.dimensions:
            return None
        if scale.asked(rating.dimension, rating.rater) is None:
            return None
        return RatingField.of(scale, rating.dimension, rating.rater, last_when="")

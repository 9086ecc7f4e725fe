"""What happened at a contact, and how was the engagement rated?"""

from collections.abc import Callable, Sequence
from typing import Any

from supervision_kit.errors import InvalidRecord
from supervision_kit.records import Contact, Promise, Rating, Record
from supervision_kit.widgets.contact_questions import contact_questions
from supervision_kit.widgets.field_groups import Asked, questions
from supervision_kit.widgets.rating_field import RatingField, last_ratings
from supervision_kit.widgets.record_form import RecordForm

_NOT_OF_THE_CONTACT = ("promises", "show_last")


class ContactForm(RecordForm):
    """Record one contact with a case, with its ratings and promises, in one save.

    One form is for one case: for another case a new form is made, so that a late message from the
    browser cannot put one person's words into another's record. See `RecordForm` for parameters
    and attributes.

    Examples
    --------
    ``ContactForm(store, "K-07", on_saved=lambda saved: page.redraw())`` in the last line of a
    notebook cell shows the form.
    """

    form = "contact"

    def asked(self) -> Sequence[Asked]:
        """Return the questions, with what was rated last time."""
        framework, ratings = self.store.framework, self.store.ratings(self.case_code)
        return contact_questions(framework, last_ratings(ratings, framework, self.store.words))

    def initial(self) -> dict[str, Any]:
        """Return today as the date; nothing else is chosen beforehand."""
        return {"occurred_on": self.today.isoformat()}

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return the contact, then its promises and ratings."""
        case = self.store.case(self.case_code)
        fields = list(questions(self._asked))
        rated = [field for field in fields if isinstance(field, RatingField)]
        besides = {*_NOT_OF_THE_CONTACT, *(field.key for field in rated)}
        columns = {key: answer for key, answer in answers.items() if key not in besides}
        contact = Contact(id=new("contact"), case_id=case.id, **columns)
        common: dict[str, Any] = {"case_id": case.id, "contact_id": contact.id}
        return [
            contact,
            *self._promises(answers["promises"], contact, new),
            *(
                _rating(field, answer, id=new(field.key), rated_on=contact.occurred_on, **common)
                for field in rated
                if (answer := answers[field.key])
            ),
        ]

    def _promises(
        self, rows: list[dict[str, Any] | None], contact: Contact, new: Callable[[str], str]
    ) -> list[Promise]:
        return [
            self._promise(i, row, contact, new(f"promise {i}")) for i, row in enumerate(rows) if row
        ]

    def _promise(self, i: int, row: dict[str, Any], contact: Contact, promise_id: str) -> Promise:
        promise = Promise(
            id=promise_id,
            case_id=contact.case_id,
            contact_id=contact.id,
            promised_on=contact.occurred_on,
            **row,
        )
        try:
            promise.check(self.store.framework)
        except InvalidRecord as error:  # the store would not know which row it was
            raise InvalidRecord(str(error), f"promises/{i}/{error.field}") from None
        return promise


def _rating(field: RatingField, answer: dict[str, Any], **common: Any) -> Rating:
    return Rating(
        scale=field.scale.key,
        dimension=field.dimension.key,
        rater=field.rater,
        wording=field.scale.wording,
        **answer,
        **common,
    )

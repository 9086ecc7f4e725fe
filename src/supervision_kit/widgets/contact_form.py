"""What happened at a contact, and how was the engagement rated?"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd

from supervision_kit.analysis.waiting import NEXT_CONTACT
from supervision_kit.errors import InvalidRecord, StoreError
from supervision_kit.frameworks import day_in_words, moment_in_words, say
from supervision_kit.records import (
    Concern,
    ConcernStep,
    Contact,
    ContactPerson,
    DateAhead,
    Promise,
    Rating,
    Record,
)
from supervision_kit.widgets.changing_form import ChangingForm
from supervision_kit.widgets.contact_as_it_was import ContactAsItWas
from supervision_kit.widgets.contact_questions import (
    OVER,
    PROMISED,
    STILL,
    Named,
    contact_questions,
    correcting_questions,
)
from supervision_kit.widgets.contact_situation import situation_of
from supervision_kit.widgets.field_groups import Asked, asked_fields
from supervision_kit.widgets.rating_field import RatingField

#: A contact so many days from every other may bear the date of another year.
UNUSUAL_DAYS = 180
_OF_THE_CONTACT = frozenset(Contact.__table__.columns.keys())


class ContactForm(ChangingForm):
    """Record one contact with a case, with its ratings and promises, in one save; or correct one.

    One form is for one case: for another case a new form is made, so that a late message from the
    browser cannot put one person's words into another's record. See `RecordForm` for parameters
    and attributes.

    Examples
    --------
    ``ContactForm(store, "K-07", on_saved=lambda saved: page.redraw())`` in the last line of a
    notebook cell shows the form.
    """

    form = "contact"
    kind = Contact
    begins_at = ".sk-form textarea"

    def read_record(self) -> None:
        """Read the contact, what was rated in it, and who was there."""
        super().read_record()
        contact = self.record
        if isinstance(contact, Contact):
            self._then = ContactAsItWas.of(self.store, self.case_code, contact)

    def asked(self) -> Sequence[Asked]:
        """Return the questions, with what is known of the case."""
        framework, tables = self.store.framework, self.store.tables(self.case_code)
        people = tables["participants"]
        if self.record is not None:
            return correcting_questions(framework, list(map(Named, people["id"], people["called"])))
        _ = self.case  # read now, not when somebody waits for the save
        self._opened = situation_of(self.store, tables, self.today)
        return contact_questions(framework, self._opened)

    def initial(self) -> dict[str, Any]:
        """Return today as the date, and nothing else; or what was recorded of the contact."""
        if self.record is None:
            return {"occurred_on": self.today.isoformat()}
        keys = {each.key for each in asked_fields(self.asked())}
        return {key: each for key, each in self._then.answers().items() if key in keys}

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return the contact, then its promises and ratings."""
        if self._record_id:
            return self._corrected(answers, new)
        case = self.case
        fields = list(asked_fields(self._asked))
        rated = [field for field in fields if isinstance(field, RatingField)]
        columns = {key: answer for key, answer in answers.items() if key in _OF_THE_CONTACT}
        contact = Contact(id=new("contact"), case_id=case.id, **columns)
        concerned = list(self._concerns(answers, contact, new))
        if any(isinstance(each, ConcernStep) for each in concerned):
            contact.safety_concern = "yes"
        return [
            contact,
            *self._there(answers, contact, new),
            *self._promises(answers["promises"], contact, new),
            *self._settled(answers, contact),
            *(self._rating(each, answers, contact, new) for each in rated if answers[each.key]),
            *concerned,
            *self._dates(answers, contact, new),
        ]

    def _promises(
        self, rows: list[dict[str, Any] | None], contact: Contact, new: Callable[[str], str]
    ) -> Iterator[Record]:
        day = contact.occurred_on
        begins = {"case_id": contact.case_id, "contact_id": contact.id, "promised_on": day}
        return PROMISED.records(rows, new, self.store.framework, begins, self.today)

    def _rating(
        self,
        field: RatingField,
        answers: dict[str, Any],
        contact: Contact,
        new: Callable[[str], str],
    ) -> Rating:
        own: dict[str, Any] = dict(answers[field.key])
        if field.rater == "client":
            own["participant_id"] = answers.get("client_is")
        return Rating(
            id=new(field.key),
            case_id=contact.case_id,
            contact_id=contact.id,
            rated_on=contact.occurred_on,
            scale=field.scale.key,
            dimension=field.dimension.key,
            rater=field.rater,
            wording=field.scale.wording,
            **own,
        )

    def _corrected(self, answers: dict[str, Any], new: Callable[[str], str]) -> list[Record]:
        """Return the contact as corrected, and of what came with it what is another now."""
        if self.record is None:
            raise StoreError(say("store.record_gone"))
        contact = self._then.corrected(answers)
        rated = [each for each in asked_fields(self._asked) if isinstance(each, RatingField)]
        given = [each for each in rated if answers[each.key]]
        now: list[Record] = [self._rating(each, answers, contact, new) for each in given]
        now += self._there(answers, contact, new)
        return [contact, *self._then.beside(now, self.today)]

    def _there(
        self, answers: dict[str, Any], contact: Contact, new: Callable[[str], str]
    ) -> Iterator[ContactPerson]:
        """Say who was there, in a contact that took place."""
        for key, how in answers.items():
            asked, _, participant = key.partition(".")
            if asked == "there" and how and contact.attendance == "attended":
                yield ContactPerson(
                    id=new(key),
                    case_id=contact.case_id,
                    contact_id=contact.id,
                    participant_id=participant,
                    how=how,
                )

    def _concerns(
        self, answers: dict[str, Any], contact: Contact, new: Callable[[str], str]
    ) -> Iterator[Record]:
        """Go on with the concerns that are open, and open a new one."""
        for concern_id, _ in self._opened.concerns:
            answer = answers[f"still.{concern_id}"]
            if answer == STILL:
                words = {key: answers[f"{key}.{concern_id}"] for key in ("done", "told")}
                yield self._step(contact, concern_id, new(f"step {concern_id}"), **words)
            if answer == OVER:
                yield self._closed(concern_id, contact, answers[f"why.{concern_id}"])
        if contact.safety_concern != "yes":
            return
        concern = Concern(
            id=new("concern"),
            case_id=contact.case_id,
            opened_on=contact.occurred_on,
            worry=answers["safety_worry"],
            participant_id=answers.get("safety_about"),
        )
        yield concern
        words = {"done": answers["safety_action"], "told": answers["safety_told"]}
        yield self._step(contact, concern.id, new("step"), **words)

    def _step(
        self, contact: Contact, concern_id: str, step_id: str, *, done: str, told: str
    ) -> ConcernStep:
        return ConcernStep(
            id=step_id,
            case_id=contact.case_id,
            concern_id=concern_id,
            contact_id=contact.id,
            happened_on=contact.occurred_on,
            done=done,
            told=told,
        )

    def _closed(self, concern_id: str, contact: Contact, why: str) -> Concern:
        concern = self.store.find(Concern, concern_id)
        if concern is None:
            raise InvalidRecord(say("store.record_gone"), f"still.{concern_id}")
        concern.closed_on, concern.why_closed = contact.occurred_on, why
        try:
            concern.check(self.store.framework)
        except InvalidRecord as error:  # the store would not know which concern it was
            asked = "why" if error.field == "why_closed" else "still"
            raise InvalidRecord(str(error), f"{asked}.{concern_id}") from None
        return concern

    def _dates(
        self, answers: dict[str, Any], contact: Contact, new: Callable[[str], str]
    ) -> Iterator[DateAhead]:
        """Note when one meets next, and that what was planned up to this contact took place."""
        if contact.attendance == "attended":
            due = [each for each, day in self._opened.planned if day <= contact.occurred_on]
            for held in filter(None, (self.store.find(DateAhead, each) for each in due)):
                held.state = "held"
                yield held
        if next_on := answers["next_on"]:
            yield DateAhead(
                id=new("next"), case_id=contact.case_id, due_on=next_on, kind=NEXT_CONTACT
            )

    def _settled(self, answers: dict[str, Any], contact: Contact) -> Iterator[Promise]:
        """Note what became of promises that were open."""
        for promise_id, _ in self._opened.promises:
            state = answers[f"promised.{promise_id}"]
            promise = self.store.find(Promise, promise_id) if state else None
            if promise is not None and state:
                day = max(contact.occurred_on, promise.promised_on)
                promise.state, promise.settled_on = state, day
                yield promise

    def doubts(self, answers: dict[str, Any]) -> list[str]:
        """Ask about a day that is unusual, safety that is passed over, a contact that is there."""
        if self.record is not None:
            return []
        case, day = self.case, answers["occurred_on"]
        contacts = self.store.contacts(self.case_code)
        found = []
        if day < case.opened_on:
            found.append(say("form.doubt_before_opening", day=day_in_words(case.opened_on)))
        days = [each.date() for each in contacts["occurred_on"]]
        if days and (away := min(abs((day - each).days) for each in days)) >= UNUSUAL_DAYS:
            found.append(say("form.doubt_years", n=away))
        same: Any = contacts[contacts["occurred_on"] == pd.Timestamp(day)]
        for row in same.head(1).itertuples():
            moment = moment_in_words(row.saved_at.to_pydatetime())
            found.append(say("form.doubt_twice", moment=moment, author=row.author))
        about = ["safety_concern", *(f"still.{each.id}" for each in self._opened.concerns)]
        if contact_took_place(answers) and not any(answers[each] for each in about):
            found.append(say("form.doubt_safety"))
        return found


def contact_took_place(answers: dict[str, Any]) -> bool:
    """Say whether somebody was met, so that there is something to say about safety."""
    return answers["attendance"] == "attended"

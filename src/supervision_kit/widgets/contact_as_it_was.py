"""What was recorded with a contact, and what of it is another once the contact is corrected?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say
from supervision_kit.records import Contact, ContactPerson, Promise, Rating, Record
from supervision_kit.records.record import own_columns
from supervision_kit.store import Store
from supervision_kit.widgets.kind_fields import typed_answers
from supervision_kit.widgets.rating_field import answer_of

# What of a rating or of a person who was there a correction may change.
_RATED = ("rated_on", "value", "not_rated", "not_rated_note", "evidence", "participant_id")
_THERE = ("how",)


@dataclass(frozen=True)
class ContactAsItWas:
    """A contact with what came with it, as it is stored.

    Attributes
    ----------
    store : Store
        Where it was read.
    contact : Contact
        The contact itself.
    begun_on : date
        Its day as it is stored.
    ratings, people : dict of str to dict
        What was rated and who was there: rows by the key of their question. Where several
        participants rated, those of the first; each of the others is corrected by itself.
    others : list of str
        Ids of the ratings of other participants.
    promises : list of str
        Ids of what was promised in it.
    """

    store: Store
    contact: Contact
    begun_on: date
    ratings: dict[str, dict[Any, Any]]
    people: dict[str, dict[Any, Any]]
    others: list[str]
    promises: list[str]

    @classmethod
    def of(cls, store: Store, code: str, contact: Contact) -> Self:
        """Read what came with a contact."""
        tables = store.tables(code)
        ratings, people, promises = (
            _rows_of(tables[name], contact) for name in ("ratings", "contact_people", "promises")
        )
        givers = (row["participant_id"] for row in ratings)
        whose = next((each for each in givers if isinstance(each, str)), "")
        asked, others = [], []
        for row in ratings:
            named = isinstance(row["participant_id"], str)
            is_of_another = named and row["participant_id"] != whose
            (others if is_of_another else asked).append(row)
        return cls(
            store,
            contact,
            contact.occurred_on,
            {_rating_key(row["rater"], row["scale"], row["dimension"]): row for row in asked},
            {_person_key(row["participant_id"]): row for row in people},
            [row["id"] for row in others],
            [row["id"] for row in promises],
        )

    def answers(self) -> dict[str, Any]:
        """Return it as the answers that would record it."""
        columns = {name: getattr(self.contact, name) for name in own_columns(Contact)}
        raters = (row["participant_id"] for row in self.ratings.values())
        whose = {each for each in raters if isinstance(each, str)}
        answers = {
            **typed_answers(columns),
            **{key: answer_of(row) for key, row in self.ratings.items()},
            **{key: row["how"] for key, row in self.people.items()},
            "client_is": next(iter(whose)) if len(whose) == 1 else None,
        }
        return {key: each for key, each in answers.items() if each not in (None, "")}

    def corrected(self, answers: dict[str, Any]) -> Contact:
        """Return the contact with other answers."""
        for name in set(own_columns(Contact)) & answers.keys():
            setattr(self.contact, name, answers[name])
        return self.contact

    def beside(self, now: Iterable[Record], today: date) -> Iterator[Record]:
        """Give what came with the contact and is another now.

        Parameters
        ----------
        now : iterable of Record
            Ratings and people as new records of the corrected contact.
        today : date
            The day on which what is no answer any more is taken back.
        """
        left = {**self.ratings, **self.people}
        for each in now:
            is_rating = isinstance(each, Rating)
            then = left.pop(_key_of(each), None)
            if then is None:
                yield each
            elif (known := self._found(type(each), then["id"])) and _takes_over(
                known, each, _RATED if is_rating else _THERE
            ):
                yield known
        for row in left.values():
            gone: Any = self._found(Rating if "rater" in row else ContactPerson, row["id"])
            gone.withdrawn_on, gone.withdrawn_why = today, say("form.emptied")
            yield gone
        if self.contact.occurred_on != self.begun_on:
            yield from self._of_that_day()

    def _of_that_day(self) -> Iterator[Record]:
        """Give what names the contact's day and is not asked about, on its other day."""
        for rating_id in self.others:
            rating = self._found(Rating, rating_id)
            rating.rated_on = self.contact.occurred_on
            yield rating
        for promise_id in self.promises:
            promise = self._found(Promise, promise_id)
            if promise.promised_on == self.begun_on:
                promise.promised_on = self.contact.occurred_on
                yield promise

    def _found(self, kind: type[Any], record_id: str) -> Any:
        found = self.store.find(kind, record_id)
        if found is None:
            raise StoreError(say("store.record_gone"))
        return found


def _rows_of(table: Any, contact: Contact) -> list[dict[Any, Any]]:
    return table[table["contact_id"] == contact.id].to_dict("records")


def _takes_over(known: Record, now: Record, columns: Iterable[str]) -> bool:
    """Give a stored record the values of a new one; say whether that changed any."""
    said = [each for each in columns if each != "participant_id" or getattr(now, each)]
    changed = [name for name in said if getattr(known, name) != getattr(now, name)]
    for name in changed:
        setattr(known, name, getattr(now, name))
    return bool(changed)


def _key_of(record: Any) -> str:
    if isinstance(record, Rating):
        return _rating_key(record.rater, record.scale, record.dimension)
    return _person_key(record.participant_id)


def _rating_key(rater: str, scale: str, dimension: str) -> str:
    return f"rating.{rater}.{scale}.{dimension}"


def _person_key(participant_id: str) -> str:
    return f"there.{participant_id}"

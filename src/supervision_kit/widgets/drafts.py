"""Where is what was typed kept until it is saved, and whose is it when a form is open twice?

A draft belongs to an author, a form and a case. Each open form keeps its own: when a form finds
that its draft was changed by another one, it leaves that draft alone and goes on in the next free
place. So neither overwrites the other, and both are offered when the form is opened again.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say
from supervision_kit.store import Store

#: How many drafts of one form for one case are told apart.
N_PLACES = 5


@dataclass(frozen=True)
class KeptDraft:
    """What became of a draft.

    Attributes
    ----------
    saved_at : datetime
        When it was kept, in UTC.
    turn : {"as before", "moved", "gone"}
        "moved": another form changed the draft, so this one is now kept beside it.
        "gone": the draft was saved or discarded elsewhere, so this one is a new draft.
    other_at : datetime or None
        When the other form kept its draft, where it moved.
    """

    saved_at: dt.datetime
    turn: Literal["as before", "moved", "gone"] = "as before"
    other_at: dt.datetime | None = None


class DraftKeeper:
    """The draft of one open form.

    Parameters
    ----------
    store : Store
        Where drafts are.
    form : str
        Name of the form, such as "contact".
    case_code : str
        Code of the case; "" for a case that is not stored yet.

    Attributes
    ----------
    place : str
        The name this form's draft is kept under.
    saved_at : datetime or None
        When this form last kept or restored it.
    """

    def __init__(self, store: Store, form: str, case_code: str) -> None:
        self.store, self.form, self.case_code = store, form, case_code
        self.place = form
        self.saved_at: dt.datetime | None = None

    @property
    def places(self) -> list[str]:
        """The names under which drafts of this form may be kept."""
        return [self.form, *(f"{self.form} {i}" for i in range(2, N_PLACES + 1))]

    def others(self) -> dict[str, dt.datetime]:
        """Return when each other draft of this form was kept, by place, newest first."""
        drafts = self.store.drafts_named(self.places, self.case_code)
        found = {place: each.saved_at for place, each in drafts.items() if place != self.place}
        return dict(sorted(found.items(), key=lambda each: each[1], reverse=True))

    def open(self, place: str | None = None) -> dict[str, Any] | None:
        """Take up the draft at ``place``, the newest unless told; return what it holds."""
        names = [place] if place else self.places
        found = self.store.drafts_named(names, self.case_code)
        if not found:
            return None
        self.place = max(found, key=lambda name: found[name].saved_at)
        self.saved_at = found[self.place].saved_at
        return found[self.place].content

    def keep(self, content: dict[str, Any]) -> KeptDraft:
        """Keep what was typed, without touching what another open form keeps.

        Raises
        ------
        StoreError
            The store cannot be written, or every place is taken.
        """
        there = self._draft(self.place)
        seen_at = there.saved_at if there else None
        turn: Literal["as before", "moved", "gone"] = "as before"
        if seen_at != self.saved_at:
            turn = "moved" if there else "gone"
            self.place = self._free_place() if there else self.place
        self.saved_at = self.store.keep_draft(self.place, self.case_code, content)
        return KeptDraft(self.saved_at, turn, seen_at if turn == "moved" else None)

    def drop(self) -> None:
        """Discard this form's own draft; one that another form has changed stays."""
        there = self._draft(self.place)
        if there and there.saved_at == self.saved_at:
            self.store.drop_draft(self.place, self.case_code)
        self.forget()

    def forget(self) -> None:
        """Begin anew after the draft was cleared by a save."""
        taken = self.store.drafts_named(self.places, self.case_code)
        free = [place for place in self.places if place not in taken]
        self.place, self.saved_at = (free or self.places)[0], None

    def to_clear(self) -> tuple[str, str] | None:
        """Return which draft a save makes needless; None when another form has changed it."""
        there = self._draft(self.place)
        mine = there and there.saved_at == self.saved_at
        return (self.place, self.case_code) if mine else None

    def _free_place(self) -> str:
        taken = self.store.drafts_named(self.places, self.case_code)
        for place in self.places:
            if place not in taken:
                return place
        raise StoreError(say("form.too_many_drafts", n=N_PLACES))

    def _draft(self, place: str) -> Any:
        return self.store.draft(place, self.case_code)

"""How is the engagement rated without a contact: later, alone, or by the person themselves?"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd

from supervision_kit.frameworks import moment_in_words, say
from supervision_kit.frameworks.scale import THE_PERSON
from supervision_kit.records import Participant, Rating, Record, label_of
from supervision_kit.store import Saved, Store
from supervision_kit.widgets.field_groups import Asked, Group, Plain, asked_fields
from supervision_kit.widgets.fields import Choice, Day, Tick, is_blank
from supervision_kit.widgets.guarding import guarded
from supervision_kit.widgets.rating_field import RatingField, last_ratings
from supervision_kit.widgets.record_form import RecordForm

#: Who is in a case to help somebody else speak, and has no view of their own to give.
_SPEAK_FOR_OTHERS = ("interpreter", "advocate", "professional")
_LANES = ("engagement", "client_view")


class EngagementRatingForm(RecordForm):
    """Rate the engagement, without a contact and in one save.

    For the client it is a card to hand over: their own sentences in larger type and nothing else,
    neither here nor in what the browser is sent. It is about today, says thank you when it is
    done, and shows no more of what was answered.

    Parameters
    ----------
    store : Store
        Where drafts and records go.
    case_code : str
        The case it is about.
    rater : str
        Who rates: "worker", "supervisor", "client", or another key of the kind ``rater``.
    on_saved, today, on_closed
        As for `RecordForm`.

    Examples
    --------
    ``EngagementRatingForm(store, "K-07", rater="client")`` in the last line of a notebook cell
    shows the card.
    """

    form = "rating"
    _is_shared = False

    def __init__(
        self,
        store: Store,
        case_code: str,
        rater: str = "worker",
        *,
        today: dt.date | None = None,
        on_saved: Callable[[Saved], object] | None = None,
        on_closed: Callable[[], object] | None = None,
    ) -> None:
        self.rater = rater
        self.alone = rater == THE_PERSON
        if self.alone:
            self.form, self.look = "card", "large"
        super().__init__(store, case_code, today=today, on_saved=on_saved, on_closed=on_closed)

    @property
    def draft_name(self) -> str:
        """Return a name of its own for each rater: nobody finds what another has begun."""
        own = self.alone or self.rater == "worker"
        return self.form if own else f"{self.rater}_{self.form}"

    # What is asked.

    def asked(self) -> Sequence[Asked]:
        """Return the questions for this rater."""
        return self._on_card() if self.alone else self._for_staff()

    def _for_staff(self) -> list[Asked]:
        framework = self.store.framework
        last = last_ratings(self._ratings(), framework, self.store.words)
        rated = [
            RatingField.of(scale, key, self.rater, last=before, last_when="show_last")
            for scale, key in self._dimensions("engagement")
            for before in [last.get((scale.key, key, self.rater), "")]
        ]
        notices = dict.fromkeys(field.scale.notice for field in rated)
        note = Plain(kind="note", label=" ".join([*notices, say("form.nothing_added")]))
        show = Tick(key="show_last", label=say("form.show_last"), hint=say("form.show_last_hint"))
        looks_back = [show] if any(field.last for field in rated) else []
        prompt = framework.prompt("ratings")
        day = Day(
            key="rated_on",
            label=say("form.rating_rated_on"),
            hint=say("form.rating_rated_on_hint"),
            name=label_of(Rating, "rated_on"),
            required=say("form.rating_rated_on_required"),
        )
        asked = Group(
            look="section",
            label=prompt.label,
            hint=prompt.hint,
            fields=(note, *looks_back, *rated),
        )
        return [Group(look="card", fields=(day,)), asked]

    def _on_card(self) -> list[Asked]:
        everybody, answered = self._people(), self._answered()
        self._is_shared = len(everybody) > 1
        people = {each: called for each, called in everybody.items() if each not in answered}
        if answered and not (self._is_shared and people):
            return [Plain(kind="note", label=say("form.card_answered"))]
        who = Choice(key="client_is", label=say("form.card_who"), options=people)
        rated = [RatingField.on_card(*each) for lane in _LANES for each in self._dimensions(lane)]
        intro = Plain(kind="note", label=say("form.card_intro"))
        return [intro, *([who] if self._is_shared else []), *rated]

    def _dimensions(self, lane: str) -> Iterator[tuple[Any, str]]:
        for scale in self.store.framework.scales.values():
            for key in scale.dimensions if scale.lane == lane else ():
                if scale.asked(key, self.rater) is not None:
                    yield scale, key

    def _people(self) -> dict[str, str]:
        people = self.store.read(Participant, self.case_code)
        gone = people["until_on"] < pd.Timestamp(self.today)
        now: Any = people[~gone & ~people["relation"].isin(_SPEAK_FOR_OTHERS)]
        return dict(zip(now["id"], now["called"], strict=True))

    def _ratings(self) -> pd.DataFrame:
        return self.store.ratings(self.case_code)

    def _answered(self) -> set[Any]:
        """Return whose cards were answered today; a day has room for one of each of them."""
        given = self._ratings()
        mine = given[(given["rater"] == self.rater) & given["contact_id"].isna()]
        today: Any = mine.loc[mine["rated_on"] == pd.Timestamp(self.today), "participant_id"]
        return set(today)

    def buttons(self) -> list[dict[str, str]]:
        """Return the buttons of the foot; the card is done or not, and kept by itself."""
        if not self.alone:
            return super().buttons()
        return super().buttons()[:1] if list(asked_fields(self._asked)) else []

    def initial(self) -> dict[str, Any]:
        """Return today as the date."""
        return {} if self.alone else {"rated_on": self.today.isoformat()}

    # What becomes of the answers.

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return a rating for each dimension that was answered."""
        case = self.case
        rated = (field for field in asked_fields(self._asked) if isinstance(field, RatingField))
        return [
            Rating(
                id=new(field.key),
                case_id=case.id,
                rated_on=answers.get("rated_on") or self.today,
                scale=field.scale.key,
                dimension=field.dimension.key,
                rater=self.rater,
                participant_id=answers.get("client_is"),
                wording=field.scale.wording,
                **answer,
            )
            for field in rated
            if (answer := answers[field.key])
        ]

    @guarded
    def save(self) -> Saved | None:
        """Save the ratings; a card handed back empty is an answer too, and is thanked for."""
        if self.alone and self._over is None and self._is_untouched():
            self._draft.drop()
            self._thank()
            return None
        return super().save()

    def start_anew(self, status: str = "") -> None:
        """Empty the form; of a card that is saved nothing is left but a thank you."""
        if self.alone and status:
            self._draft.forget()
            self._thank()
        else:
            super().start_anew(status)

    @property
    def waits(self) -> str:
        """What is said of what was begun: that it waits, or that nothing of it is kept."""
        if self._is_shared and not self._is_untouched():
            return say("form.card_not_kept")
        return super().waits

    def keep_draft(self) -> bool:
        """Keep what changed as a draft; the person is told only when that fails.

        Where several could answer, none is kept: the next would find what the one before chose.
        """
        if self._is_shared:
            self.controls.tell(unkept=not self._is_untouched())
            return True
        kept = super().keep_draft()
        if kept and self.alone:
            self.controls.tell(status="")
        return kept

    def _begin(self) -> None:
        # A card is about the day it is answered: what was not given that day is not given.
        if self.alone and self._draft.open() is not None:
            saved_at = self._draft.saved_at
            is_old = saved_at and saved_at.astimezone().date() < dt.date.today()
            if is_old or self._is_shared:
                self._draft.drop()
        super()._begin()

    def _say_restored(self, restored: bool) -> None:
        super()._say_restored(restored)
        if self.alone and restored and self._draft.saved_at:
            text = say("form.card_restored", moment=moment_in_words(self._draft.saved_at))
            buttons = [{"press": "start afresh", "label": say("form.start_afresh")}]
            self.controls.tell(notice={"text": text, "buttons": buttons})

    def _is_untouched(self) -> bool:
        if self.controls.untaken:
            return False
        return all(
            is_blank(answer) for key, answer in self.value.items() if key.startswith("rating.")
        )

    def _thank(self) -> None:
        self._asked = []
        with self._fill({}):
            self.controls.fields, self.controls.buttons = [], []
            self.controls.heading = say("form.card_thanks")
            notice = {"text": say("form.card_saved"), "buttons": []}
            self.controls.tell(notice=notice, over=True, status="", errors=[], warnings=[])


class ClientCard(EngagementRatingForm):
    """The card on which the person rates; see `EngagementRatingForm`."""

    def __init__(self, store: Store, case_code: str, **ends: Any) -> None:
        super().__init__(store, case_code, rater=THE_PERSON, **ends)

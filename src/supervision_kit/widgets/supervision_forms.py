"""How is supervision agreed, prepared, planned, called off, confirmed, and thought about after?"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from supervision_kit.errors import InvalidRecord, StoreError
from supervision_kit.frameworks import say
from supervision_kit.records import (
    AgendaPoint,
    Confirmation,
    OwnNote,
    Person,
    Preparation,
    Record,
    SessionView,
    Supervision,
    SupervisionAgreement,
    SupervisionMember,
    SupervisionSession,
)
from supervision_kit.store import Saved, Store
from supervision_kit.widgets.field_groups import Asked, Group
from supervision_kit.widgets.fields import Choice, Code, Day, Field, Text
from supervision_kit.widgets.kind_fields import column_field
from supervision_kit.widgets.kind_form import KindForm
from supervision_kit.widgets.record_form import RecordForm

__all__ = [
    "AgreementForm",
    "CancelForm",
    "ConfirmationForm",
    "OwnSheetForm",
    "PlanSessionForm",
    "PreparationForm",
    "PutAwayForm",
    "SessionViewForm",
    "SupervisionForm",
]

YES, NO = "yes", "no"
_BOTH = "both"


class SupervisionForm(RecordForm):
    """Begin a supervision: who supervises whom, from when, and how often they meet."""

    form = "supervision"

    def __init__(
        self,
        store: Store,
        on_saved: Callable[[Saved], object] | None = None,
        *,
        today: dt.date | None = None,
        on_closed: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(store, "", today=today, on_saved=on_saved, on_closed=on_closed)

    def asked(self) -> Sequence[Asked]:
        """Return who meets, since when, how often, and when next."""
        people = tuple(
            Code(
                key=part,
                label=say(f"form.supervision_{part}"),
                required=say(f"form.supervision_{part}_required"),
                of_case=False,
            )
            for part in ("supervisor", "supervisee")
        )
        framework = self.store.framework
        from_on = column_field(Supervision, "from_on", self.form, framework)
        rhythm = column_field(SupervisionAgreement, "rhythm_days", self.form, framework)
        planned_on = Day(
            key="planned_on", label=say("form.supervision_planned_on"), may_be_future=True
        )
        return [
            Group(look="card", fields=people),
            Group(look="card", fields=(from_on, rhythm, planned_on)),
        ]

    def initial(self) -> dict[str, Any]:
        """Return today as the day it begins."""
        return {"from_on": self.today.isoformat()}

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return the supervision, its two members, who may be new here, and what was agreed."""
        parts = {part: answers[part] for part in ("supervisor", "supervisee")}
        if len(set(parts.values())) < len(parts):
            raise InvalidRecord(say("form.supervision_with_oneself"), "supervisee")
        code, day = "-".join(parts.values()), answers["from_on"]
        room = Supervision(id=new("supervision"), code=code, kind="pair", from_on=day)
        known = self.store.read(Person)
        ids = dict(zip(known["code"], known["id"], strict=True))
        people = [
            Person(id=new(part), code=each) for part, each in parts.items() if each not in ids
        ]
        ids |= {each.code: each.id for each in people}
        begins: dict[str, Any] = {"supervision_id": room.id, "from_on": day}
        members = [
            SupervisionMember(id=new(f"member {part}"), person_id=ids[each], part=part, **begins)
            for part, each in parts.items()
        ]
        agreed: list[Record] = []
        if answers["rhythm_days"]:
            rhythm = answers["rhythm_days"]
            agreed.append(SupervisionAgreement(id=new("agreed"), rhythm_days=rhythm, **begins))
        if planned_on := answers["planned_on"]:
            planned = {"supervision_id": room.id, "planned_on": planned_on}
            agreed.append(SupervisionSession(id=new("planned"), **planned))
        return [*people, room, *members, *agreed]


class SupervisionKindForm(KindForm):
    """A form about a record in the room of a supervision.

    Parameters
    ----------
    store : Store
        Where drafts and records go.
    code : str
        Of the supervision.
    record_id, on_saved, today, on_closed
        As for `ChangingForm`.
    """

    def __init__(
        self,
        store: Store,
        code: str,
        on_saved: Callable[[Saved], object] | None = None,
        **options: Any,
    ) -> None:
        self.code = code
        self.supervision: Supervision = store.room(Supervision, code)
        super().__init__(store, "", on_saved, **options)

    @property
    def room_code(self) -> str:
        """Return the code of the supervision."""
        return self.code

    @property
    def room_id(self) -> str:
        """Return the id of the supervision."""
        return self.supervision.id

    @property
    def draft_name(self) -> str:
        """Return a name of its own for each supervision, or record that is changed."""
        return f"{self.form} {self._record_id or self.supervision.id}"

    def words(self, name: str, **told: object) -> str:
        """Return what this form calls itself."""
        return super().words(name, **{"who": self.code, **told})


class AgreementForm(SupervisionKindForm):
    """Say how one works together from a day on; a new agreement begins with what held before."""

    form = "agreement"
    kind = SupervisionAgreement
    is_spell = True
    asks = (
        "from_on",
        "rhythm_days",
        "place",
        "recorded",
        "readers",
        "personal",
        "not_personal",
        "disagreement",
        "cancelled",
    )

    def begins(self) -> dict[str, Any]:
        """Return what the agreement of today says, from today on."""
        known = self.store.read(SupervisionAgreement, self.code)
        values = super().begins()
        if known.empty:
            return values
        last = self.store.find(SupervisionAgreement, known.iloc[-1]["id"])
        kept = last.snapshot() if last else {}
        return values | {name: kept.get(name) for name in self.asks[1:]}


class PlanSessionForm(SupervisionKindForm):
    """Plan a session, or correct the day of one."""

    form = "plan_session"
    kind = SupervisionSession
    asks = ("planned_on", "kind")


class CancelForm(SupervisionKindForm):
    """Call a planned session off, with why, and with a new day where there is one."""

    form = "cancel"
    kind = SupervisionSession
    asks = ("why_cancelled",)

    def asked(self) -> Sequence[Asked]:
        """Return why it is called off, and to which day it is moved."""
        why = Text(
            key="why_cancelled",
            label=say("form.cancel_why"),
            hint=say("form.cancel_why_hint"),
            required=say("record.why_cancelled_missing"),
            rows=2,
        )
        moved = Day(key="moved_to", label=say("form.cancel_moved_to"), may_be_future=True)
        return [Group(look="card", fields=(why, moved))]

    def initial(self) -> dict[str, Any]:
        """Return nothing: why is not known yet."""
        return {}

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return the session as called off, and the one it is moved to."""
        session = self.record
        if not isinstance(session, SupervisionSession) or session.state == "held":
            raise StoreError(say("store.record_gone"))
        session.state, session.why_cancelled = "cancelled", answers["why_cancelled"]
        session.moved_to = answers["moved_to"]
        if session.moved_to is None:
            return [session]
        again = {"supervision_id": session.supervision_id, "planned_on": session.moved_to}
        return [session, SupervisionSession(id=new("moved"), kind=session.kind, **again)]


class ConfirmationForm(SupervisionKindForm):
    """Say whether the record of a session is fair, at one's own door.

    Parameters
    ----------
    store, code, on_saved, options
        As for `SupervisionKindForm`.
    session_id, digest : str
        Of the session, and of what was read of it; see ``analysis.session_record``.
    others : sequence of str
        Ids of the members who have not confirmed this yet.
    """

    form = "confirm"
    kind = Confirmation
    asks = ("fair", "said")

    def __init__(
        self,
        store: Store,
        code: str,
        on_saved: Callable[[Saved], object] | None = None,
        *,
        session_id: str,
        digest: str,
        others: Sequence[str] = (),
        **options: Any,
    ) -> None:
        self._session_id, self._digest, self._others = session_id, digest, others
        super().__init__(store, code, on_saved, **options)

    @property
    def draft_name(self) -> str:
        """Return a name of its own for each session."""
        return f"{self.form} {self._session_id}"

    def asked(self) -> Sequence[Asked]:
        """Return whether it is fair, and what is not."""
        fair = Choice(
            key="fair",
            label=say("form.confirm_fair"),
            options={each: say(f"form.confirm_{each}") for each in (YES, _BOTH, NO)},
            required=say("form.confirm_fair_required"),
        )
        said = Text(
            key="said",
            label=say("form.session_fair_said"),
            hint=say("form.session_fair_said_hint"),
            when=("fair", (NO,)),
            rows=2,
        )
        return [Group(look="card", fields=(fair, said))]

    def initial(self) -> dict[str, Any]:
        """Return nothing: whoever confirms says it themselves."""
        return {}

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return who confirms it, and the session as it stands with that."""
        session = self.store.find(SupervisionSession, self._session_id)
        if session is None:
            raise StoreError(say("store.record_gone"))
        answer, now = answers["fair"], self._who_confirms(answers["fair"])
        confirmed = [
            Confirmation(
                id=new(f"{self.form} {person_id}"),
                supervision_id=self.supervision.id,
                session_id=session.id,
                person_id=person_id,
                confirmed_on=self.today,
                how="in_the_room" if answer == _BOTH else "own_sign_in",
                fair=NO if answer == NO else YES,
                said=answers["said"] if answer == NO else "",
                digest=self._digest,
            )
            for person_id in now
        ]
        stands = session.record
        if answer == NO:
            stands = "disagreement_kept"
        elif not set(self._others) - set(now) and stands != "disagreement_kept":
            stands = "agreed"
        if stands == session.record:
            return confirmed
        session.record = stands
        return [*confirmed, session]

    def _who_confirms(self, answer: str) -> list[str]:
        """Return the ids of all who have not yet, where both are here; else of who is at work."""
        if answer == _BOTH:
            return list(self._others)
        me = self.store.me()
        members = self.store.read(SupervisionMember, self.code)["person_id"].tolist()
        if me is None or me.id not in members:
            raise InvalidRecord(say("form.session_fair_not_here"), "fair")
        return [me.id]


class PutAwayForm(RecordForm):
    """Say why a point does not fit: it stays away until something new comes.

    Parameters
    ----------
    store : Store
        Where drafts and records go.
    code : str
        Of the supervision.
    case_code, reason, sentence : str
        The case the point is about, "" for none; the key of its reason; what it says.
    on_saved, today, on_closed
        As for `RecordForm`.
    """

    form = "put_away"

    def __init__(
        self,
        store: Store,
        code: str,
        case_code: str,
        reason: str,
        sentence: str,
        on_saved: Callable[[Saved], object] | None = None,
        *,
        today: dt.date | None = None,
        on_closed: Callable[[], object] | None = None,
    ) -> None:
        self.supervision: Supervision = store.room(Supervision, code)
        self.reason, self.sentence = reason, sentence
        super().__init__(store, case_code, today=today, on_saved=on_saved, on_closed=on_closed)

    @property
    def draft_name(self) -> str:
        """Return a name of its own for each reason."""
        return f"{self.form} {self.reason} {self.supervision.id[:8]}"

    def asked(self) -> Sequence[Asked]:
        """Return the one question there is, under the point it is about."""
        because = Text(
            key="because",
            label=say("form.put_away_because"),
            hint=self.sentence,
            required=say("record.because_missing"),
            rows=2,
        )
        return [Group(look="card", fields=(because,))]

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return the point as one that does not fit."""
        return [
            AgendaPoint(
                id=new(self.form),
                supervision_id=self.supervision.id,
                case_id=self.case.id if self.case_code else None,
                reason=self.reason,
                sentence=self.sentence,
                origin="suggested",
                fate="does_not_fit",
                because=answers["because"],
            )
        ]


class PersonalForm(RecordForm):
    """A form whose records are in the room of whoever is at work.

    Parameters
    ----------
    store : Store
        Where drafts and records go.
    code : str
        Of the supervision it is about.
    session_id : str
        Of the session it is about; "" for none.
    on_saved, today, on_closed
        As for `RecordForm`.
    """

    def __init__(
        self,
        store: Store,
        code: str,
        on_saved: Callable[[Saved], object] | None = None,
        *,
        session_id: str = "",
        today: dt.date | None = None,
        on_closed: Callable[[], object] | None = None,
    ) -> None:
        self.code, self._session_id = code, session_id
        self.supervision: Supervision = store.room(Supervision, code)
        super().__init__(store, "", today=today, on_saved=on_saved, on_closed=on_closed)

    @property
    def draft_name(self) -> str:
        """Return a name of its own for each session."""
        return f"{self.form} {self._session_id or self.supervision.id}"

    def words(self, name: str, **told: object) -> str:
        """Return what this form calls itself."""
        return super().words(name, **{"who": self.code, **told})

    def me(self) -> Person:
        """Return whoever is at work; StoreError where nobody is known under this account."""
        me = self.store.introduced()
        if me is None:
            raise StoreError(say("form.nobody_here"))
        return me

    def about_case(self) -> Field:
        """Return the question which case it is about."""
        cases = self.store.cases()
        ids: Mapping[str, str] = dict(zip(cases["id"], cases["code"], strict=True))
        return Choice(key="case_id", label=say("form.about_case"), options=ids, dropdown=True)


class PreparationForm(PersonalForm):
    """Prepare a session, or go on with it: one question of one's own, and what one brings."""

    form = "preparation"

    @property
    def before(self) -> Preparation | None:
        """What whoever is at work has prepared for this session; None if nothing yet."""
        me = self.store.me()
        if me is None or not self._session_id:
            return None
        known = self.store.read(Preparation, me.code)
        found: Any = known.loc[known["session_id"] == self._session_id, "id"]
        return self.store.find(Preparation, found.iloc[-1]) if len(found) else None

    def initial(self) -> dict[str, Any]:
        """Return what was prepared so far."""
        before = self.before
        if before is None:
            return {}
        shared = YES if before.shared_with else NO
        return {
            "question": before.question,
            "case_id": before.case_id,
            "brings": before.brings,
            "shared": shared,
        }

    def asked(self) -> Sequence[Asked]:
        """Return the question, the case it is about, and whether it is shown before one meets."""
        question = Text(
            key="question",
            label=say("form.preparation_question"),
            hint=say("form.preparation_question_hint"),
            rows=3,
        )
        brings = Text(key="brings", label=say("form.preparation_brings"), rows=2)
        shared = Choice(
            key="shared",
            label=say("form.preparation_shared"),
            hint=say("form.preparation_shared_hint"),
            options={each: say(f"form.preparation_shared_{each}") for each in (YES, NO)},
        )
        return [Group(look="card", fields=(question, self.about_case(), brings, shared))]

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return what is prepared, shared only if that was said."""
        prepared = self.before or Preparation(
            id=new(self.form),
            person_id=self.me().id,
            session_id=self._session_id or None,
            prepared_on=self.today,
        )
        for name in ("case_id", "question", "brings"):
            setattr(prepared, name, answers[name])
        prepared.shared_with = self.supervision.id if answers["shared"] == YES else None
        return [prepared]


class OwnSheetForm(PersonalForm):
    """Write on the personal sheet what was felt, in the room and after."""

    form = "own_sheet"
    alone = True

    def asked(self) -> Sequence[Asked]:
        """Return what was felt, and in which case."""
        text = Text(
            key="text",
            label=say("form.own_sheet_text"),
            hint=say("form.own_sheet_text_hint"),
            required=say("form.own_sheet_text_required"),
            rows=6,
        )
        return [Group(look="card", fields=(text, self.about_case()))]

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return a line of the sheet."""
        return [
            OwnNote(
                id=new(self.form),
                person_id=self.me().id,
                session_id=self._session_id or None,
                case_id=answers["case_id"],
                noted_on=self.today,
                text=answers["text"],
            )
        ]


class SessionViewForm(PersonalForm):
    """Say afterwards how the session was, in three sentences."""

    form = "session_view"

    def asked(self) -> Sequence[Asked]:
        """Return the three sentences, and whether the answers are shown to the supervisor."""
        kinds = self.store.framework.kinds
        answers = dict(kinds["view_answer"])
        said = tuple(
            Choice(key=key, label=words, options=answers, line=True)
            for key, words in kinds["session_view"].items()
        )
        shared = Choice(
            key="shared",
            label=say("form.session_view_shared"),
            options={each: say(f"form.preparation_shared_{each}") for each in (YES, NO)},
        )
        return [Group(look="lines", fields=said), Group(look="card", fields=(shared,))]

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return an answer for each sentence that was answered, in place of the one before."""
        me = self.me()
        room = self.supervision.id if answers["shared"] == YES else None
        known = self.store.read(SessionView, me.code)
        found: Any = known[known["session_id"] == self._session_id]
        earlier = dict(zip(found["question"], found["id"], strict=True))
        views = []
        for key in self.store.framework.kinds["session_view"]:
            if not answers[key]:
                continue
            before = self.store.find(SessionView, earlier.get(key, ""))
            view = before or SessionView(
                id=new(key),
                person_id=me.id,
                session_id=self._session_id,
                answered_on=self.today,
                question=key,
                answer=answers[key],
            )
            view.answer, view.shared_with = answers[key], room
            views.append(view)
        if not views:
            raise InvalidRecord(say("form.nothing_yet"), "")
        return views

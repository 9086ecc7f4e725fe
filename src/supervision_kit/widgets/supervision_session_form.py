"""What was said in a supervision session, and what comes of it?

All of it is one draft until it is saved: then what is about a case goes to that case, for whoever
has it next, and the rest stays in the supervision's room.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from supervision_kit.analysis.session_record import WRITTEN, digest_of
from supervision_kit.errors import InvalidRecord, StoreError
from supervision_kit.frameworks import say
from supervision_kit.records import (
    AgendaPoint,
    CaseAction,
    CaseActionLook,
    CaseTalk,
    Confirmation,
    Decision,
    OurNote,
    Person,
    Record,
    RoundMark,
    Supervision,
    SupervisionAction,
    SupervisionActionLook,
    SupervisionDecision,
    SupervisionMember,
    SupervisionSession,
    Trickiness,
)
from supervision_kit.store import Saved, Store
from supervision_kit.widgets.field_groups import Asked
from supervision_kit.widgets.record_form import RecordForm
from supervision_kit.widgets.session_questions import (
    BOTH_HERE,
    CARRY,
    FUNCTIONS,
    MINE,
    NO_CASE,
    ORGANISATION,
    OTHERWISE,
    Meeting,
    members_of,
    session_questions,
)

_TALK = ("strength", "happened", "thinking", "next_step", "manner")
#: What the record of a session is, by how it was confirmed.
_RECORDED = {BOTH_HERE: "agreed", OTHERWISE: "disagreement_kept"}


class SupervisionSessionForm(RecordForm):
    """Hold a supervision session: look at actions, talk about cases, decide, say what is fair.

    Parameters
    ----------
    store : Store
        Where drafts and records go.
    code : str
        Of the supervision.
    meeting : Meeting, optional
        What is on the agenda; without one those of the supervision meet, and only what concerns
        no case is asked.
    session_id : str
        Of the session that was planned; "" for one that was not.
    on_saved, today, on_closed
        As for `RecordForm`.

    Examples
    --------
    ``SupervisionSessionForm(store, "S1-W2")`` in the last line of a notebook cell shows the form.
    """

    form = "session"
    begins_at = ".sk-step:not([hidden]) :is(input, textarea)"

    def __init__(
        self,
        store: Store,
        code: str,
        on_saved: Callable[[Saved], object] | None = None,
        *,
        meeting: Meeting | None = None,
        session_id: str = "",
        today: dt.date | None = None,
        on_closed: Callable[[], object] | None = None,
    ) -> None:
        self.code, self._session_id = code, session_id
        self.supervision: Supervision = store.room(Supervision, code)
        self.meeting = meeting or _of_those_who_meet(store, code, today or dt.date.today())
        super().__init__(store, "", today=today, on_saved=on_saved, on_closed=on_closed)

    @property
    def draft_name(self) -> str:
        """Return a name of its own for each session that was planned."""
        return f"{self.form} {self._session_id or self.supervision.id}"

    def words(self, name: str, **told: object) -> str:
        """Return what this form calls itself, with those who meet."""
        with_whom = ", ".join(each.code for each in self.meeting.members) or self.code
        return super().words(name, **{**told, "who": with_whom})

    def asked(self) -> Sequence[Asked]:
        """Return the steps of the session."""
        return session_questions(self.store.framework, self.meeting)

    def initial(self) -> dict[str, Any]:
        """Return today as the day it is held, and what is known to make each case tricky."""
        known = {
            f"tricky.{tick}.{topic.case or NO_CASE}": True
            for topic in self.meeting.topics
            for tick in topic.tricky
        }
        return {"held_on": self.today.isoformat(), **known}

    def _is_untouched(self) -> bool:
        return False  # that they met is worth a record, also if nothing was written

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return the session, and all that comes of it."""
        session = self._session(answers, new)
        written = list(self._written(answers, session, new))
        return [
            session,
            *self._points(answers, session, new),
            *written,
            *self._looked_at(answers, new),
            *self._marks(answers, new),
            *self._tricky(answers, new),
            *self._confirmed(answers, session, written, new),
            *self._next(answers, new),
        ]

    def _session(self, answers: dict[str, Any], new: Callable[[str], str]) -> SupervisionSession:
        """Return the session as it was held."""
        held_on = answers["held_on"]
        planned = self.store.find(SupervisionSession, self._session_id)
        if self._session_id and (planned is None or planned.state == "held"):
            raise StoreError(say("store.record_gone"))
        session = planned or SupervisionSession(
            id=new("session"), kind="ad_hoc", planned_on=held_on, supervision_id=self.supervision.id
        )
        session.state, session.held_on, session.minutes = "held", held_on, answers["minutes"]
        session.record = _RECORDED.get(answers["fair"], "draft")
        for each in FUNCTIONS:
            setattr(session, each, answers[f"time.{each}"])
        return session

    def _points(
        self, answers: dict[str, Any], session: SupervisionSession, new: Callable[[str], str]
    ) -> Iterator[AgendaPoint]:
        """Give each point of the agenda, and whether it was talked about."""
        for position, topic in enumerate(self.meeting.topics, start=1):
            is_talked_about = self._wrote(answers, topic.case or NO_CASE)
            yield AgendaPoint(
                id=new(f"point {position}"),
                supervision_id=session.supervision_id,
                session_id=session.id,
                position=position,
                case_id=self._case_id(topic.case),
                reason=topic.reason,
                sentence=topic.sentence,
                origin=topic.origin,
                fate="talked_about" if is_talked_about else "carried",
            )

    def _wrote(self, answers: dict[str, Any], place: str) -> bool:
        keys = (*_TALK, "ours", "decisions", "actions")
        return any(answers.get(f"{each}.{place}") for each in keys)

    def _written(
        self, answers: dict[str, Any], session: SupervisionSession, new: Callable[[str], str]
    ) -> Iterator[Record]:
        """Give what was thought, decided and taken on, each where it belongs."""
        day = answers["held_on"]
        by = ", ".join(each.code for each in self.meeting.members)
        places = dict.fromkeys([*(topic.case or NO_CASE for topic in self.meeting.topics), NO_CASE])
        for place in places:
            case_id = None if place == NO_CASE else self._case_id(place)
            said = {each: answers.get(f"{each}.{place}", "") for each in _TALK}
            if case_id and any(said.values()):
                kept: dict[str, Any] = {"id": new(f"talk {place}"), "case_id": case_id}
                yield CaseTalk(**kept, talked_on=day, talked_by=by, **said)
            ours = [answers.get(f"ours.{place}", "")]
            if not case_id:  # what was thought about no case stays between us
                ours = [*said.values(), *ours]
            for i, text in enumerate(filter(None, ours)):
                yield OurNote(
                    id=new(f"ours {place} {i}"),
                    supervision_id=session.supervision_id,
                    session_id=session.id,
                    case_id=case_id,
                    noted_on=day,
                    text=text,
                )
            yield from self._decided(answers[f"decisions.{place}"], place, case_id, day, by, new)
            yield from self._taken_on(answers[f"actions.{place}"], place, case_id, day, new)

    def _decided(
        self,
        rows: list[dict[str, Any] | None],
        place: str,
        case_id: str | None,
        day: dt.date,
        by: str,
        new: Callable[[str], str],
    ) -> Iterator[Record]:
        for i, row in enumerate(rows):
            if row is None:
                continue
            kept = {"id": new(f"decision {place} {i}"), "decided_on": day, "decided_by": by, **row}
            decision = (
                Decision(case_id=case_id, **kept)
                if case_id
                else SupervisionDecision(supervision_id=self.supervision.id, **kept)
            )
            yield self._checked(decision, f"decisions.{place}/{i}")

    def _taken_on(
        self,
        rows: list[dict[str, Any] | None],
        place: str,
        case_id: str | None,
        day: dt.date,
        new: Callable[[str], str],
    ) -> Iterator[Record]:
        for i, row in enumerate(rows):
            if row is None:
                continue
            address = f"actions.{place}/{i}"
            if not row["owner"]:
                raise InvalidRecord(say("form.actions_owner_required"), f"{address}/owner")
            owner = row["owner"]
            kept: dict[str, Any] = {
                "id": new(f"action {place} {i}"),
                "agreed_on": day,
                "text": row["text"],
                "person_id": None if owner == ORGANISATION else owner,
                "due_on": row["due_on"],
                "learning": "yes" if row["learning"] else None,
            }
            action = (
                CaseAction(case_id=case_id, **kept)
                if case_id
                else SupervisionAction(supervision_id=self.supervision.id, **kept)
            )
            yield self._checked(action, address)

    def _checked(self, record: Record, address: str) -> Record:
        """Return a record that can be kept; an error tells where it stands in the form."""
        try:
            record.check(self.store.framework)
        except InvalidRecord as error:
            raise InvalidRecord(str(error), f"{address}/{error.field}") from None
        return record

    def _looked_at(self, answers: dict[str, Any], new: Callable[[str], str]) -> Iterator[Record]:
        """Give each action that was settled, and a look at each that is carried."""
        day = answers["held_on"]
        for each in self.meeting.actions:
            answer, said = answers[f"action.{each.id}"], answers[f"said.{each.id}"]
            if not answer:
                continue
            kind, look = (
                (CaseAction, CaseActionLook)
                if each.case
                else (SupervisionAction, SupervisionActionLook)
            )
            action: Any = self.store.find(kind, each.id)
            if action is None:
                raise InvalidRecord(say("store.record_gone"), f"action.{each.id}")
            if answer == CARRY:
                room = {name: getattr(action, name) for name in (str(kind.kept.room.key),)}
                look_id = new(f"look {each.id}")
                yield look(id=look_id, action_id=each.id, looked_on=day, said=said, **room)
                continue
            action.state, action.settled_on, action.settled_note = answer, day, said
            try:
                action.check(self.store.framework)
            except InvalidRecord as error:
                raise InvalidRecord(str(error), f"said.{each.id}") from None
            yield action

    def _marks(self, answers: dict[str, Any], new: Callable[[str], str]) -> Iterator[RoundMark]:
        """Give what was said of each case in the round."""
        day = answers["held_on"]
        known = self.store.read(RoundMark)
        marked = known.loc[known["marked_on"].dt.date == day, ["case", "id"]]
        earlier = dict(zip(marked["case"], marked["id"], strict=True))
        for code, _ in self.meeting.others:
            mark = answers[f"round.{code}"]
            before = self.store.find(RoundMark, earlier.get(code, ""))
            if mark and before is not None:  # another session of this day went past it too
                before.mark = mark
                yield before
            elif mark:
                case_id = str(self._case_id(code))
                yield RoundMark(id=new(f"round {code}"), case_id=case_id, marked_on=day, mark=mark)

    def _tricky(self, answers: dict[str, Any], new: Callable[[str], str]) -> Iterator[Trickiness]:
        """Give what makes a case tricky from now on, and what no longer does."""
        day = answers["held_on"]
        known = self.store.read(Trickiness)
        stands: Any = known[known["until_on"].isna()]
        for topic in self.meeting.topics:
            case_id = self._case_id(topic.case)
            for tick in self.store.framework.kinds["trickiness"] if case_id else ():
                is_so = bool(answers[f"tricky.{tick}.{topic.case}"])
                if is_so == (tick in topic.tricky):
                    continue
                if is_so:
                    name = new(f"tricky {tick} {topic.case}")
                    yield Trickiness(id=name, case_id=str(case_id), tick=tick, since_on=day)
                    continue
                same = (stands["case"] == topic.case) & (stands["tick"] == tick)
                for each in stands.loc[same, "id"]:
                    before = self.store.find(Trickiness, each)
                    if before is not None:
                        before.until_on = max(day, before.since_on)
                        yield before

    def _confirmed(
        self,
        answers: dict[str, Any],
        session: SupervisionSession,
        written: Sequence[Record],
        new: Callable[[str], str],
    ) -> Iterator[Confirmation]:
        """Give who said that the record is fair, or is not, of what was read."""
        how = answers["fair"]
        if not how:
            return
        if how == OTHERWISE and not answers["fair_said"]:
            raise InvalidRecord(say("record.disagreement_missing"), "fair_said")
        for each in written:
            each.check(self.store.framework)  # what is kept is what is confirmed
        digest = digest_of(
            (each.__tablename__, self.store.told(each))
            for each in written
            if each.__tablename__ in WRITTEN
        )
        for member in self._who_confirms(how):
            yield Confirmation(
                id=new(f"confirmed {member}"),
                supervision_id=session.supervision_id,
                session_id=session.id,
                person_id=member,
                confirmed_on=self.today,
                how="own_sign_in" if how == MINE else "in_the_room",
                fair="no" if how == OTHERWISE else "yes",
                said=answers["fair_said"] if how == OTHERWISE else "",
                digest=digest,
            )

    def _who_confirms(self, how: str) -> list[str]:
        """Return the ids of those who are here; for oneself only who is at work."""
        members = [each.id for each in self.meeting.members]
        if how != MINE:
            return members
        me = self.store.me()
        if me is None or me.id not in members:
            raise InvalidRecord(say("form.session_fair_not_here"), "fair")
        return [me.id]

    def _next(
        self, answers: dict[str, Any], new: Callable[[str], str]
    ) -> Iterator[SupervisionSession]:
        """Give the session that is planned next."""
        if next_on := answers["next_on"]:
            room = self.supervision.id
            yield SupervisionSession(id=new("next"), supervision_id=room, planned_on=next_on)

    def _case_id(self, code: str) -> str | None:
        return self.store.case(code).id if code else None


def _of_those_who_meet(store: Store, code: str, today: dt.date) -> Meeting:
    kinds = (SupervisionMember, Person)
    tables = {kind.__tablename__: store.read(kind) for kind in kinds}
    return Meeting(members=members_of(tables, code, today))

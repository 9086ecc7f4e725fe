"""How does an invented supervision become records: in its own room, in cases, with people?"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from supervision_kit.frameworks import Framework
from supervision_kit.records import (
    AgendaPoint,
    CaseAction,
    CaseActionLook,
    CaseTalk,
    Confirmation,
    Decision,
    OurNote,
    OwnFear,
    OwnNote,
    Preparation,
    Record,
    RoundMark,
    SessionView,
    Supervision,
    SupervisionAction,
    SupervisionActionLook,
    SupervisionAgreement,
    SupervisionDecision,
    SupervisionMember,
    SupervisionSession,
    Trickiness,
)
from supervision_kit.samples.making import has_place, id_of
from supervision_kit.samples.supervision_story import SupervisionStory

#: What a session tells beside its own columns.
_BESIDE = (
    *("points", "talks", "decisions", "actions", "notes", "round"),
    *("digest", "confirmed", "views"),
)
#: What somebody keeps for themselves, by its name in a story.
_OWN: dict[str, type[Record]] = {
    "preparations": Preparation,
    "own_notes": OwnNote,
    "own_fears": OwnFear,
}
_Row = dict[str, Any]


def records_of_supervision(told: SupervisionStory, framework: Framework) -> Iterator[Record]:
    """Turn a supervision into records, itself first, with the same ids every time.

    What a framework has no place for, such as a tick an agency left out, is left out.
    """
    supervision_id = id_of("supervision", told.code)
    yield Supervision(id=supervision_id, **told.supervision)
    for row in told.rows["members"]:
        identity = id_of(supervision_id, "member", row["person"], row["from_on"])
        yield SupervisionMember(id=identity, supervision_id=supervision_id, **_columns(row))
    for row in told.rows.get("agreements", ()):
        identity = id_of(supervision_id, "agreement", row["from_on"])
        yield SupervisionAgreement(id=identity, supervision_id=supervision_id, **row)
    found = [*_own(told), *_tricky(told)]
    for row in told.sessions:
        yield from _kept_together(told, row)
        found += [*_round(row), *_views(told, row)]
    yield from (each for each in found if has_place(each, framework))


def _kept_together(told: SupervisionStory, row: _Row) -> Iterator[Record]:
    """Give a session, and what refers to it or is told of its day."""
    session_id = _session_id(told.code, row["planned_on"])
    room: _Row = {"supervision_id": id_of("supervision", told.code)}
    state = "held" if "held_on" in row else row.get("state", "planned")
    given: _Row = _columns(row, *_BESIDE) | {"state": state}
    yield SupervisionSession(id=session_id, **room, **given)
    of_session: _Row = {**room, "session_id": session_id}
    for position, point in enumerate(row.get("points", ()), start=1):
        about: _Row = {"origin": "suggested", "fate": "talked_about"} | _columns(point)
        identity = id_of(session_id, "point", position)
        yield AgendaPoint(id=identity, position=position, **of_session, **about)
    if state == "held":
        yield from _written(told, row, of_session)
    for each in row.get("confirmed", ()):
        about = {"confirmed_on": row["held_on"], "how": "in_the_room"} | _columns(each)
        identity = id_of(session_id, "confirmed", each["person"])
        yield Confirmation(id=identity, digest=row["digest"], **of_session, **about)


def _written(told: SupervisionStory, row: _Row, of_session: _Row) -> Iterator[Record]:
    """Give what was thought, decided and taken on in a session, each where it belongs."""
    session_id, day = of_session["session_id"], row["held_on"]
    room = {"supervision_id": of_session["supervision_id"]}
    by = ", ".join(told.members_on(day))
    for each in row.get("talks", ()):
        identity = id_of(session_id, "talk", each["case"])
        yield CaseTalk(id=identity, talked_on=day, talked_by=by, **_columns(each))
    for position, each in enumerate(row.get("decisions", ())):
        identity = id_of(session_id, "decision", position)
        kept = {"id": identity, "decided_on": day, "decided_by": by, **_columns(each)}
        yield Decision(**kept) if "case" in each else SupervisionDecision(**room, **kept)
    for position, each in enumerate(row.get("actions", ())):
        yield from _action(id_of(session_id, "action", position), day, each, room)
    for position, each in enumerate(row.get("notes", ())):
        identity = id_of(session_id, "note", position)
        yield OurNote(id=identity, noted_on=day, **of_session, **_columns(each))


def _action(identity: str, day: dt.date, row: _Row, room: _Row) -> Iterator[Record]:
    """Give what somebody took on, and each look that left it open."""
    kind: Any = CaseAction if "case" in row else SupervisionAction
    look: Any = CaseActionLook if "case" in row else SupervisionActionLook
    where = {"case_id": id_of(row["case"])} if "case" in row else room
    given = {name: value for name, value in _columns(row, "looks").items() if name not in where}
    yield kind(id=identity, agreed_on=day, **where, **given)
    for each in row.get("looks", ()):
        yield look(
            id=id_of(identity, "look", each["looked_on"]), action_id=identity, **where, **each
        )


def _round(row: _Row) -> Iterator[RoundMark]:
    for case, mark in row.get("round", {}).items():
        identity, day = id_of(case, "round", row["held_on"]), row["held_on"]
        yield RoundMark(id=identity, case_id=id_of(case), marked_on=day, mark=mark)


def _views(told: SupervisionStory, row: _Row) -> Iterator[SessionView]:
    """Give the answers to the practitioner's three questions about a session."""
    session_id = _session_id(told.code, row["planned_on"])
    for view in row.get("views", ()):
        given = _shared(_columns(view, "answers"), told)
        for question, answer in view["answers"].items():
            identity = id_of(session_id, "view", view["person"], question)
            of_session = {"id": identity, "session_id": session_id}
            yield SessionView(**of_session, question=question, answer=answer, **given)


def _own(told: SupervisionStory) -> Iterator[Record]:
    """Give what people keep for themselves, some of it shared."""
    for name, kind in _OWN.items():
        for position, row in enumerate(told.rows.get(name, ())):
            given = _shared(_columns(row, "session"), told)
            if "session" in row:
                given["session_id"] = _session_id(told.code, row["session"])
            yield kind(id=id_of("supervision", told.code, name, position), **given)


def _tricky(told: SupervisionStory) -> Iterator[Trickiness]:
    for row in told.rows.get("trickiness", ()):
        identity = id_of(row["case"], "tricky", row["tick"], row["since_on"])
        yield Trickiness(id=identity, **_columns(row))


def _shared(given: _Row, told: SupervisionStory) -> _Row:
    is_shared = given.pop("shared", False)
    return given | ({"shared_with": id_of("supervision", told.code)} if is_shared else {})


def _session_id(code: str, planned_on: dt.date) -> str:
    return id_of("supervision", code, "session", planned_on)


def _columns(row: _Row, *beside: str) -> _Row:
    """Return the columns of a row: who and which case is meant by id, without what is beside."""
    given = {name: value for name, value in row.items() if name not in beside}
    if "person" in given:
        given["person_id"] = id_of("person", given.pop("person"))
    if "case" in given:
        given["case_id"] = id_of(given.pop("case"))
    return given

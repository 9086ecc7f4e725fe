"""How does somebody at work stand today to what is kept, said so that the database can answer it?

Every standing is a condition on a row: on the room it is in and, where a record is shared, on that.
The same conditions tell which rows somebody reads, and what they may do with one record.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import Connection, Select, and_, false, func, literal, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from supervision_kit.access import Standing, rights_of
from supervision_kit.records import (
    Case,
    Person,
    Record,
    Role,
    Supervision,
    SupervisionMember,
    WorkerSpell,
)
from supervision_kit.records.kept import CASE, HOUSE, SUPERVISION, Room
from supervision_kit.records.record import room_key

_PEOPLE, _ROLES, _SPELLS = Person.__table__, Role.__table__, WorkerSpell.__table__
_MEMBERS = SupervisionMember.__table__
#: Gives a value of the row that is asked about, by column: a column, or what a record says.
_Value = Callable[[str], Any]
#: Where a transaction says who reads in it.
_READER = "reader"
#: Who may begin a room that is not there yet, and how they stand to it then.
_BEGINS: dict[Room, tuple[type[Record], frozenset[str], Standing]] = {
    CASE: (Case, frozenset({"practitioner"}), "worker"),
    SUPERVISION: (Supervision, frozenset({"supervisor"}), "member"),
}


@dataclass(frozen=True)
class Reader:
    """Somebody at work; `person_id` is "" for who is not known here, or has left."""

    person_id: str
    today: dt.date


def person_of(connection: Connection, sign_in: str, today: dt.date) -> str:
    """Find who is at work under an account; "" for who is not known here, or has left."""
    query = select(_PEOPLE.c.id).where(
        _PEOPLE.c.sign_in == sign_in,
        or_(_PEOPLE.c.left_on.is_(None), _PEOPLE.c.left_on > today),
    )
    return connection.scalar(query) or ""


def is_looked_after(connection: Connection, today: dt.date) -> bool:
    """Say whether somebody is administrator, so that not everybody may do everything any more."""
    held = _held(_ROLES, today)
    query = select(_ROLES.c.id).where(_ROLES.c.role == "administrator", *held).limit(1)
    return connection.scalar(query) is not None


def read_as(connection: Connection, reader: Reader | None) -> None:
    """Have all that is read in a transaction be what this reader may read; None reads all."""
    connection.execution_options(**{_READER: reader})


def for_the_reader(connection: Connection, kind: type[Record]) -> list[ColumnElement[bool]]:
    """Give the conditions on the rows of a kind that whoever reads may read."""
    reader = connection.get_execution_options().get(_READER)
    if reader is None:
        return []
    table = kind.__table__
    rights = rights_of(kind)
    found = [
        stands(each, kind, lambda name: table.c[name], reader)
        for each, actions in rights.items()
        if "read" in actions
    ]
    return [or_(false(), *found)]


def standings_to(
    connection: Connection, record: Record, person_id: str, today: dt.date
) -> set[Standing]:
    """Say how a person stands today to the room of a record that is stored, or would be."""
    kind, values = type(record), record.snapshot()
    room_id, reader = record.stream_of(values), Reader(person_id, today)
    if begins := _BEGINS.get(kind.kept.room):
        opener, roles, standing = begins
        there = connection.scalar(select(opener.__table__.c.id).where(_id_of(opener) == room_id))
        if there is None:
            may_begin = connection.scalar(select(_has_role(reader, roles)))
            held: set[Standing] = {standing} if may_begin else set()
            return held | ({"administrator"} if _is_administrator(connection, reader) else set())
    columns = kind.__table__.c

    def said(name: str) -> Any:
        return literal(values[name], columns[name].type)

    asked = [stands(each, kind, said, reader).label(each) for each in get_args(Standing)]
    row = connection.execute(select(*asked)).one()
    return {each for each in get_args(Standing) if getattr(row, each)}


def stands(
    standing: Standing, kind: type[Record], value: _Value, reader: Reader
) -> ColumnElement[bool]:
    """Give the condition under which a reader stands so to the room of a row of a kind."""
    room = kind.kept.room
    in_room = value(room_key(kind) or "id") if room is not HOUSE else literal("")
    match room, standing:
        case _ if not reader.person_id:
            return false()
        case (Room(name="case"), "worker"):
            return in_room.in_(_led(reader.today, reader.person_id))
        case (Room(name="case"), "second" | "cover"):
            return in_room.in_(_helped(reader.today, standing, reader.person_id))
        case (Room(name="case"), "supervisor"):
            return in_room.in_(_supervised(reader))
        case (Room(name="person"), "self"):
            return in_room == reader.person_id
        case (Room(name="person"), "shared"):
            return _is_shared(kind, value, reader)
        case (Room(name="supervision"), "member"):
            return in_room.in_(_own_supervisions(reader))
        case (Room(name="supervision"), "team_lead"):
            return in_room.in_(_supervisions_of_led(reader))
        case (Room(name="team"), "member"):
            return in_room.in_(_own_teams(reader))
        case (Room(name="team"), "team_lead"):
            return in_room.in_(_own_teams(reader, "team_lead"))
        case (Room(name="house"), "colleague"):
            return true()
        case (Room(name="house" | "supervision"), "administrator"):
            return _has_role(reader, frozenset({"administrator"}))
        case _:
            return false()


def _id_of(kind: type[Record]) -> Any:
    return kind.__table__.c.id


def _held(table: Any, today: dt.date) -> list[ColumnElement[bool]]:
    """Give the conditions on rows that hold on a day."""
    until = table.c.until_on
    return [table.c.from_on <= today, or_(until.is_(None), until >= today)]


def _stood(table: Any) -> ColumnElement[bool]:
    return table.c.withdrawn_on.is_(None)


def _is_of(column: Any, who: Any) -> ColumnElement[bool]:
    """Say whether a column names somebody: one person, or one of those that are selected."""
    return column.in_(who) if isinstance(who, Select) else column == who


def _led(today: dt.date, who: Any) -> Select[Any]:
    """Give the cases somebody has as worker: of the workers, whoever began last has it."""
    place = func.row_number().over(
        partition_by=_SPELLS.c.case_id, order_by=(_SPELLS.c.from_on.desc(), _SPELLS.c.id)
    )
    begun = (
        select(_SPELLS.c.case_id, _SPELLS.c.person_id, _SPELLS.c.until_on, place.label("place"))
        .where(_SPELLS.c.capacity == "worker", _SPELLS.c.from_on <= today, _stood(_SPELLS))
        .subquery()
    )
    until = begun.c.until_on
    return select(begun.c.case_id).where(
        begun.c.place == 1,
        or_(until.is_(None), until >= today),
        _is_of(begun.c.person_id, who),
    )


def _helped(today: dt.date, capacity: str, who: Any) -> Select[Any]:
    """Give the cases somebody has as second worker or cover."""
    query = select(_SPELLS.c.case_id).where(_SPELLS.c.capacity == capacity)
    query = query.where(_is_of(_SPELLS.c.person_id, who))
    return query.where(_stood(_SPELLS), *_held(_SPELLS, today))


def _supervised(reader: Reader) -> Any:
    """Give the cases of whom somebody supervises today."""
    theirs, today = _supervisees(reader), reader.today
    helped = [_helped(today, each, theirs) for each in ("second", "cover")]
    return _led(today, theirs).union(*helped)


def _supervisees(reader: Reader) -> Select[Any]:
    leads, other = _MEMBERS.alias("leads"), _MEMBERS.alias("other")
    return (
        select(other.c.person_id)
        .join(leads, leads.c.supervision_id == other.c.supervision_id)
        .where(
            leads.c.person_id == reader.person_id,
            leads.c.part.in_(("supervisor", "facilitator")),
            other.c.part == "supervisee",
            *(each for table in (leads, other) for each in _held(table, reader.today)),
            *map(_stood, (leads, other)),
        )
    )


def _own_supervisions(reader: Reader) -> Select[Any]:
    query = select(_MEMBERS.c.supervision_id).where(_MEMBERS.c.person_id == reader.person_id)
    return query.where(_stood(_MEMBERS), *_held(_MEMBERS, reader.today))


def _supervisions_of_led(reader: Reader) -> Select[Any]:
    """Give the supervisions with somebody in them from a team the reader leads."""
    in_led = select(_ROLES.c.person_id).where(
        _ROLES.c.team_id.in_(_own_teams(reader, "team_lead")), *_held(_ROLES, reader.today)
    )
    query = select(_MEMBERS.c.supervision_id).where(_MEMBERS.c.person_id.in_(in_led))
    return query.where(_stood(_MEMBERS), *_held(_MEMBERS, reader.today))


def _own_teams(reader: Reader, role: str = "") -> Select[Any]:
    own = _ROLES.alias("own")
    query = select(own.c.team_id).where(
        own.c.person_id == reader.person_id, own.c.team_id.is_not(None), *_held(own, reader.today)
    )
    return query.where(own.c.role == role) if role else query


def _is_shared(kind: type[Record], value: _Value, reader: Reader) -> ColumnElement[bool]:
    """Say whether a record of somebody's own is shared with a supervision the reader is in."""
    columns = kind.__table__.c
    if "shared_with" not in columns:
        return false()
    conditions = [value("shared_with").in_(_own_supervisions(reader))]
    if "shared_until" in columns:
        until = value("shared_until")
        conditions.append(or_(until.is_(None), until >= reader.today))
    return and_(*conditions)


def _has_role(reader: Reader, roles: frozenset[str]) -> ColumnElement[bool]:
    query = select(_ROLES.c.id).where(
        _ROLES.c.person_id == reader.person_id,
        _ROLES.c.role.in_(sorted(roles)),
        *_held(_ROLES, reader.today),
    )
    return query.exists()


def _is_administrator(connection: Connection, reader: Reader) -> bool:
    return bool(connection.scalar(select(_has_role(reader, frozenset({"administrator"})))))

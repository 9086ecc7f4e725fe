"""Who of the people here is at work, and how do they stand today to what is kept?

On a laptop nobody is asked: with the first save under an account a person is made for it, and all
that is in the file is theirs. A database that many share knows only those whom somebody put in.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count
from typing import Any, get_args

from sqlalchemy import Connection, or_, select

from supervision_kit.access import Standing
from supervision_kit.records import Case, Person, Record, Role, WorkerSpell
from supervision_kit.records.kept import CASE, HOUSE, PERSON, TEAM
from supervision_kit.records.record import by_code
from supervision_kit.records.rules import is_id
from supervision_kit.records.text import WORKER_LONGEST

_PEOPLE, _ROLES, _SPELLS = Person.__table__, Role.__table__, WorkerSpell.__table__


def person_id_of(connection: Connection, sign_in: str) -> str | None:
    """Find who signs in under an account; None if nobody does."""
    return connection.scalar(select(_PEOPLE.c.id).where(_PEOPLE.c.sign_in == sign_in))


def new_person(connection: Connection, sign_in: str) -> Person:
    """Make a person for an account; their code is what a code can hold of its name."""
    taken = set(connection.scalars(select(_PEOPLE.c.code)))
    code = next(each for each in _codes(sign_in) if each not in taken)
    return Person(sign_in=sign_in, code=code)


def people_of_codes(connection: Connection, codes: Collection[str]) -> dict[str, str]:
    """Find the ids of people by their codes; a code that nobody has is not among them."""
    if not codes:
        return {}
    query = select(_PEOPLE.c.code, _PEOPLE.c.id).where(_PEOPLE.c.code.in_(sorted(codes)))
    return {row.code: row.id for row in connection.execute(query)}


def codes_of_people(connection: Connection) -> dict[str, str]:
    """Read the codes of all people, by their ids."""
    return {row.id: row.code for row in connection.execute(select(_PEOPLE.c.id, _PEOPLE.c.code))}


def codes_named(records: Iterable[Record]) -> set[str]:
    """Give the codes by which records name people whose ids are to be put in."""
    named = (getattr(each, column) for each in records for column in by_code(type(each)).values())
    return {each for each in named if each and not is_id(each)}


def put_ids(records: Iterable[Record], people: Mapping[str, str]) -> None:
    """Let records name people by their ids instead of their codes."""
    for each in records:
        for column in by_code(type(each)).values():
            named = getattr(each, column)
            setattr(each, column, people.get(named, named))


def told_by_code(
    kind: type[Record], values: Mapping[str, Any], codes: Mapping[str, str]
) -> dict[str, Any]:
    """Give a record's values as they are told outside: people by the codes they have today."""
    within = {column: told for told, column in by_code(kind).items()}
    return {
        within.get(name, name): codes.get(value, value) if name in within else value
        for name, value in values.items()
    }


def standings(
    connection: Connection, sign_in: str, record: Record, today: dt.date
) -> set[Standing]:
    """Say how an account stands today to the room of a record.

    Returns
    -------
    set of str
        None of them for who is not known here, or has left. In a file, which only its account can
        open, every one.
    """
    if connection.dialect.name == "sqlite":
        return set(get_args(Standing))
    query = select(_PEOPLE.c.id).where(
        _PEOPLE.c.sign_in == sign_in,
        or_(_PEOPLE.c.left_on.is_(None), _PEOPLE.c.left_on > today),
    )
    person_id = connection.scalar(query)
    if person_id is None:
        return set()
    room, stream = record.kept.room, record.stream_of(record.snapshot())
    held = _roles_of(connection, person_id, today)
    roles, in_team = {role for role, _ in held}, {role for role, team in held if team == stream}
    if room is CASE:
        if not _is_there(connection, stream):
            # Whoever works with people may begin a case, and nobody has it yet.
            return {"worker"} if "practitioner" in roles else set()
        return {each for each, who in _has(connection, stream, today) if who == person_id}
    stands: dict[Standing, bool] = {
        "self": room is PERSON and stream == person_id,
        "member": room is TEAM and bool(in_team),
        "team_lead": room is TEAM and "team_lead" in in_team,
        "colleague": room is HOUSE,
        "administrator": room is HOUSE and "administrator" in roles,
    }
    return {standing for standing, does in stands.items() if does}


def _is_there(connection: Connection, case_id: str) -> bool:
    cases = Case.__table__
    return connection.scalar(select(cases.c.id).where(cases.c.id == case_id)) is not None


def _has(connection: Connection, case_id: str, today: dt.date) -> set[tuple[Standing, str]]:
    """Say as what a case is had today, and by whom.

    Of the workers, whoever began last has it; second workers and covers until their last day.
    """
    query = select(_SPELLS.c.capacity, _SPELLS.c.person_id, _SPELLS.c.until_on).where(
        _SPELLS.c.case_id == case_id,
        _SPELLS.c.from_on <= today,
        _SPELLS.c.withdrawn_on.is_(None),
    )
    rows = connection.execute(query.order_by(_SPELLS.c.from_on, _SPELLS.c.id.desc())).all()
    workers = [row for row in rows if row.capacity == "worker"]
    holds = [*(row for row in rows if row.capacity != "worker"), *workers[-1:]]
    return {
        (row.capacity, row.person_id)
        for row in holds
        if row.until_on is None or row.until_on >= today
    }


def _roles_of(connection: Connection, person_id: str, today: dt.date) -> list[tuple[str, str]]:
    query = select(_ROLES.c.role, _ROLES.c.team_id).where(
        _ROLES.c.person_id == person_id,
        _ROLES.c.from_on <= today,
        or_(_ROLES.c.until_on.is_(None), _ROLES.c.until_on >= today),
    )
    return [(row.role, row.team_id) for row in connection.execute(query)]


def _codes(sign_in: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", sign_in.partition("@")[0])
    stem = re.sub(r"[^A-Za-z0-9.-]", "", plain)[:WORKER_LONGEST].strip(".-") or "W"
    yield stem
    for n in count(2):
        yield f"{stem[: WORKER_LONGEST - len(str(n))]}{n}"

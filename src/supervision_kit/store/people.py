"""Who of the people here is at work, and how do they stand today to what is kept?

On a laptop nobody is asked: with the first save under an account a person is made for it, and all
that is in the file is theirs. A database that many share knows only those whom somebody put in.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count
from typing import get_args

from sqlalchemy import Connection, or_, select

from supervision_kit.access import Standing
from supervision_kit.records import Case, Person, Record, Role, WorkerSpell
from supervision_kit.records.kept import CASE, HOUSE, PERSON, TEAM
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


def new_people(connection: Connection, codes: Iterable[str]) -> list[Person]:
    """Make a person without an account for each code of somebody at work that nobody has yet."""
    wanted = sorted(set(codes))
    if not wanted:
        return []
    known = set(connection.scalars(select(_PEOPLE.c.code).where(_PEOPLE.c.code.in_(wanted))))
    return [Person(code=code) for code in wanted if code not in known]


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
    query = select(_PEOPLE.c.id, _PEOPLE.c.code).where(
        _PEOPLE.c.sign_in == sign_in,
        or_(_PEOPLE.c.left_on.is_(None), _PEOPLE.c.left_on > today),
    )
    person = connection.execute(query).first()
    if person is None:
        return set()
    room, stream = record.kept.room, record.stream_of(record.snapshot())
    held = _roles_of(connection, person.id, today)
    roles, in_team = {role for role, _ in held}, {role for role, team in held if team == stream}
    if room is CASE:
        if not _is_there(connection, stream):
            # Whoever works with people may begin a case, and nobody has it yet.
            return {"worker"} if "practitioner" in roles else set()
        return {each for each, who in _has(connection, stream, today) if who == person.code}
    stands: dict[Standing, bool] = {
        "self": room is PERSON and stream == person.id,
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
    """Say as what a case is had today, and the code of who has it.

    Of the workers, whoever began last has it; second workers and covers until their last day.
    """
    query = select(_SPELLS.c.capacity, _SPELLS.c.worker, _SPELLS.c.until_on)
    query = query.where(_SPELLS.c.case_id == case_id, _SPELLS.c.from_on <= today)
    rows = connection.execute(query.order_by(_SPELLS.c.from_on, _SPELLS.c.id.desc())).all()
    workers = [row for row in rows if row.capacity == "worker"]
    holds = [*(row for row in rows if row.capacity != "worker"), *workers[-1:]]
    return {
        (row.capacity, row.worker) for row in holds if row.until_on is None or row.until_on >= today
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

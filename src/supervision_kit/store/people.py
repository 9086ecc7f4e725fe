"""Who of the people here is at work, and how do they stand today to what is kept?

On a laptop nobody is asked: with the first save under an account a person is made for it, and all
that is in the file is theirs. A database that many share knows only those whom somebody put in.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from sqlalchemy import Connection, select

from supervision_kit.access import Standing
from supervision_kit.records import Person, Record
from supervision_kit.records.record import by_code
from supervision_kit.records.rules import is_id
from supervision_kit.records.text import WORKER_LONGEST
from supervision_kit.store.standing import person_of, standings_to

_PEOPLE = Person.__table__


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
        None of them for who is not known here, or has left.
    """
    person_id = person_of(connection, sign_in, today)
    return standings_to(connection, record, person_id, today) if person_id else set()


def _codes(sign_in: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", sign_in.partition("@")[0])
    stem = re.sub(r"[^A-Za-z0-9.-]", "", plain)[:WORKER_LONGEST].strip(".-") or "W"
    yield stem
    for n in count(2):
        yield f"{stem[: WORKER_LONGEST - len(str(n))]}{n}"

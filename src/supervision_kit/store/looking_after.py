"""Who looks after a store, and how does the first of them come in?"""

import datetime as dt
import unicodedata

from supervision_kit.access import names_somebody
from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say
from supervision_kit.records import Person, Record, Role
from supervision_kit.store.engine import reading
from supervision_kit.store.people import new_person
from supervision_kit.store.store import Store

_ROLE = "administrator"


def name_administrator(
    store: Store, sign_in: str, code: str | None = None, *, today: dt.date | None = None
) -> tuple[Person, bool]:
    """Make somebody administrator from today on, unless they are; made a person here if needed.

    Parameters
    ----------
    store : Store
        Open for writing, by whoever may open its file, or by an administrator.
    sign_in : str
        As what they sign in.
    code : str or None
        By which they are shown: of somebody who is here without a sign-in, or for a new person;
        None takes what a code can hold of the sign-in.

    Returns
    -------
    tuple of Person and bool
        Who it is, and whether they were named just now.

    Raises
    ------
    StoreError
        Nobody can sign in so, the code is somebody else's, they are shown by another, or they have
        left.
    AccessDenied
        This author may not.
    """
    today = today or dt.date.today()
    sign_in = unicodedata.normalize("NFC", sign_in).strip()
    if not names_somebody(sign_in) or "," in sign_in:
        raise StoreError(say("store.bad_sign_in"))
    person = _person(store, sign_in, code)
    if person.left_on is not None and person.left_on <= today:
        raise StoreError(say("store.has_left", code=person.code))
    if person.row_version and person.sign_in and _is_administrator(store, person, today):
        return person, False
    role = Role(person_id=person.id, role=_ROLE, from_on=today)
    told: list[Record] = [person, role]
    store.save(*told)
    return person, True


def _person(store: Store, sign_in: str, code: str | None) -> Person:
    """Find whom a sign-in or a code means, or make them; a sign-in that was missing is put in."""
    people = store.read(Person)
    by_sign_in, by_code = people["sign_in"] == sign_in, people["code"] == code
    for each in people.loc[by_sign_in, "id"]:
        person = store.find(Person, each)
        if person is not None and code not in (None, person.code):
            raise StoreError(say("store.other_code", code=person.code))
        if person is not None:
            return person
    for each in people.loc[by_code, "id"]:
        person = store.find(Person, each)
        if person is not None and person.sign_in:
            raise StoreError(say("store.code_of_another", code=person.code))
        if person is not None:
            person.sign_in = sign_in
            return person
    if code is not None:
        return Person(sign_in=sign_in, code=code)
    with reading(store.engine) as connection:
        return new_person(connection, sign_in)


def _is_administrator(store: Store, person: Person, today: dt.date) -> bool:
    """Say whether somebody is administrator today."""
    roles = (store.find(Role, each) for each in store.read(Role)["id"])
    return any(
        role.person_id == person.id
        and role.role == _ROLE
        and role.from_on <= today
        and (role.until_on is None or role.until_on >= today)
        for role in roles
        if role is not None
    )

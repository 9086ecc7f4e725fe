"""Does whoever looks after a store come in once, and as nobody else?"""

import datetime as dt

import pytest

from supervision_kit.errors import AccessDenied, InvalidRecord, StoreError
from supervision_kit.records import Person, Role
from supervision_kit.store import open_store
from supervision_kit.store.looking_after import name_administrator

TODAY = dt.date.today()


def test_somebody_new_is_put_in_and_named_from_today(store):
    person, is_new = name_administrator(store, "jo.k@agency.example")
    assert is_new
    assert store.is_looked_after
    assert store.knows("jo.k@agency.example")
    (role,) = store.read(Role).itertuples()
    assert (role.role, role.from_on.date(), person.code) == ("administrator", TODAY, "jo.k")


def test_once_more_changes_nothing(any_store):
    name_administrator(any_store, "jo", "JK")
    with open_store(any_store.engine.url.render_as_string(False), author="jo") as own:
        person, is_new = name_administrator(own, " jo ", "JK")
        assert (person.code, is_new) == ("JK", False)
        assert len(own.read(Role)) == 1


def test_whose_time_is_over_is_named_anew(store):
    person, _ = name_administrator(store, "jo")
    with open_store(store.location, author="jo") as own:
        (role,) = (own.find(Role, each) for each in own.read(Role)["id"])
        role.from_on = role.until_on = TODAY - dt.timedelta(days=1)
        own.save(role)
    assert not store.is_looked_after
    assert name_administrator(store, "jo")[1]
    assert store.is_looked_after
    assert person.code in store.read(Person)["code"].tolist()


def test_a_worker_s_code_without_a_sign_in_is_given_one(store):
    store.save(Person(code="W1"))
    person, _ = name_administrator(store, "jo", "W1")
    assert store.find(Person, person.id).sign_in == "jo"
    assert store.read(Person)["code"].tolist().count("W1") == 1


@pytest.mark.parametrize(
    ("sign_in", "code", "sentence"),
    [
        ("jo", "W2", "shown by the code W1"),
        ("al", "W1", "somebody’s who signs in otherwise"),
        ("gone", None, "G1 has left"),
    ],
)
def test_nobody_is_taken_for_somebody_else(store, sign_in, code, sentence):
    store.save(Person(code="W1", sign_in="jo"), Person(code="G1", sign_in="gone", left_on=TODAY))
    with pytest.raises(StoreError, match=sentence):
        name_administrator(store, sign_in, code)
    assert not store.is_looked_after


@pytest.mark.parametrize(
    ("sign_in", "code"), [("", "A1"), ("a\nb", None), ("x" * 201, None), ("jo", "no code!")]
)
def test_what_cannot_be_a_sign_in_or_a_code_is_refused(store, sign_in, code):
    with pytest.raises((InvalidRecord, StoreError), match=r"sign|code"):
        name_administrator(store, sign_in, code)
    assert not store.is_looked_after


def test_in_a_store_that_is_looked_after_only_an_administrator_names_another(store):
    name_administrator(store, "jo")
    mallory = open_store(store.location, author="mallory", shared=True)
    with mallory, pytest.raises(AccessDenied):
        name_administrator(mallory, "mallory")
    with open_store(store.location, author="jo", shared=True) as own:
        assert name_administrator(own, "al")[1]

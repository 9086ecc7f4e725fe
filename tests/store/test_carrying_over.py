"""Is all that older forms kept in columns there as records after an upgrade, with who wrote it?"""

import datetime as dt
import shutil
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text

from supervision_kit.records import Closing, Concern, ConcernStep, Mandate, Person
from supervision_kit.store import migrate, open_store
from supervision_kit.store.carrying_over import carry_over
from supervision_kit.store.engine import make_engine, read_url, writing
from supervision_kit.store.origin import Origin
from supervision_kit.store.place import APPLICATION_ID

OPENED = dt.date(2026, 3, 2)
ANNA = Origin("anna", dt.datetime(2026, 3, 9, 9, tzinfo=dt.UTC))
CASE = {
    "setting": "probation",
    "mandate": "mandated",
    "legal_basis": "Order",
    "pressure_from": "",
    "order_ends_on": None,
    "opened_on": OPENED,
    "closed_on": None,
    "contact_every_days": 14,
    "rating_every_days": None,
    "summary": "",
}
TEXTS = (
    "story said_back_words help_given cues cue_response hostility_note own_words safety_action "
    "safety_told"
)
CHOICES = "told_purpose told_control told_next_steps told_consequences said_back hostility"
#: Day of March, answer, what was done, who was told; by case.
ANSWERS = {
    "a": [
        (3, "yes", "Rang the duty desk.", "Duty manager"),
        (5, None, "", ""),
        (7, "yes", "Saw both children.", ""),
        (9, "no", "", ""),
        (12, "yes", "", ""),
    ],
    "b": [(4, "no", "", ""), (6, None, "Asked the school.", "")],
}


def case_row(name, **changed):
    return (
        "cases",
        name * 32,
        {"id": name * 32, "code": f"K-{name.upper()}", **CASE, **changed},
        ANNA,
    )


def contact_row(name, number, day, answer, done, told):
    values = {
        "id": f"{name}{number:031x}",
        "case_id": name * 32,
        "occurred_on": OPENED.replace(day=day),
        "kind": "home",
        "attendance": "attended",
        "length_minutes": None,
        "n_positives": None,
        "n_challenges": None,
        **dict.fromkeys(TEXTS.split(), ""),
        **dict.fromkeys(CHOICES.split()),
        "safety_concern": answer,
        "safety_action": done,
        "safety_told": told,
    }
    origin = Origin("anna", dt.datetime(2026, 3, day, 9, tzinfo=dt.UTC))
    return ("contacts", name * 32, values, origin)


def worker_row(name, worker):
    spell = {"id": "e" * 31 + name, "case_id": name * 32, "worker": worker}
    return ("worker_spells", name * 32, {**spell, "from_on": OPENED, "reason": ""}, None)


def fill(connection):
    """Put in two cases in the form of before: one open and one closed."""
    rows = [
        case_row("a"),
        case_row(
            "b", closed_on=OPENED.replace(day=20), mandate="voluntary", contact_every_days=None
        ),
        worker_row("a", "W1"),
        worker_row("b", "W1"),
        *(
            contact_row(name, number, *answer)
            for name, answers in ANSWERS.items()
            for number, answer in enumerate(answers)
        ),
    ]
    carry_over(connection, "filled", rows)


def make_old(url):
    """Make a store of form 0004 with two cases."""
    if "://" not in url:
        Path(url).touch(mode=0o600)
    engine = make_engine(read_url(url), foreign_keys=False)
    with writing(engine) as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate.upgrade(connection, to="0004")
        fill(connection)
    engine.dispose()


@pytest.fixture
def upgraded(any_url):
    """That store, opened by this version."""
    make_old(any_url)
    with open_store(any_url, author="ben") as store:
        yield store


def test_whom_an_earlier_upgrade_made_may_be_called_anew_before_the_next_one(any_url):
    make_old(any_url)
    engine = make_engine(read_url(any_url), foreign_keys=False)
    with writing(engine) as connection:
        migrate.upgrade(connection, to="0005")
        connection.execute(text("UPDATE people SET code = 'JK' WHERE code = 'W1'"))
        migrate.upgrade(connection)
    engine.dispose()
    with open_store(any_url, author="ben") as store:
        assert store.workers()["worker"].tolist() == ["W1", "W1"]
        assert set(store.read(Person)["code"]) >= {"W1", "JK"}


def days(column):
    return [None if pd.isna(day) else day.day for day in column]


def test_the_mandate_of_a_case_holds_from_its_opening(upgraded):
    found = upgraded.read(Mandate)
    assert found["case"].tolist() == ["K-A", "K-B"]
    assert found["mandate"].tolist() == ["mandated", "voluntary"]
    assert days(found["from_on"]) == [2, 2]
    assert found["contact_every_days"].tolist() == [14, pd.NA]
    cases = upgraded.cases()
    assert cases["legal_basis"].tolist() == ["Order", "Order"]
    assert days(cases["closed_on"]) == [None, 20]


def test_a_closed_case_has_an_ending_of_which_nobody_noted_how(upgraded):
    (found,) = upgraded.read(Closing).itertuples()
    assert (found.case, found.closed_on.day, found.how) == ("K-B", 20, "not_noted")


def test_what_was_said_about_safety_becomes_concerns_with_steps(upgraded):
    found = upgraded.read(Concern)
    assert list(
        zip(found["case"], days(found["opened_on"]), days(found["closed_on"]), strict=True)
    ) == [
        ("K-A", 3, 9),
        ("K-A", 12, None),
        ("K-B", 6, None),
    ]
    assert found["why_closed"].tolist() == ["At the contact that day the answer was no.", "", ""]
    steps = upgraded.read(ConcernStep)
    assert list(zip(days(steps["happened_on"]), steps["done"], steps["told"], strict=True)) == [
        (3, "Rang the duty desk.", "Duty manager"),
        (7, "Saw both children.", ""),
        (6, "Asked the school.", ""),
    ]
    assert set(steps["contact_id"]) < set(upgraded.contacts()["id"])
    assert set(steps["concern_id"]) < set(found["id"])


def test_every_answer_stays_with_its_contact(upgraded):
    told = upgraded.contacts()["safety_concern"].astype(object)
    answers = [answer for of_case in ANSWERS.values() for _, answer, *_ in of_case]
    assert told.where(told.notna(), None).tolist() == answers


def test_a_worker_s_code_becomes_a_person_without_an_account(upgraded):
    people = upgraded.read(Person)
    assert people["code"].tolist() == ["W1"]
    assert people["sign_in"].isna().all()


@pytest.mark.parametrize("kind", [Mandate, Closing, Concern, ConcernStep])
def test_each_says_who_wrote_it_before(upgraded, kind):
    found = upgraded.read(kind)
    assert set(found["author"]) == {"anna"}
    assert set(found["brought_by"]) == {"supervision-kit"}
    assert (found["saved_at"] < found["brought_at"]).all()


def test_the_store_is_whole_and_can_be_gone_on_with(upgraded):
    assert upgraded.verify().problems == ()
    with upgraded.engine.connect() as connection:
        saves = connection.execute(text("SELECT save_id FROM saves")).scalars().all()
    assert saves == ["filled", "upgrade to 0005", "upgrade to 0006"]
    upgraded.save(Mandate(case_id="a" * 32, from_on=OPENED.replace(day=30), mandate="voluntary"))
    assert upgraded.cases()["mandate"].tolist() == ["voluntary", "voluntary"]
    assert upgraded.verify().ok


@pytest.mark.parametrize(
    ("table", "column"),
    [("cases", "setting"), ("cases", "summary"), ("contacts", "story"), ("contacts", "agreed")],
)
def test_a_change_to_a_row_that_is_older_than_the_form_is_found(upgraded, table, column):
    with upgraded.engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = 'other'"))
    (first, *_) = upgraded.verify().problems
    assert first.startswith(f"{table}: record ")


def test_two_who_upgrade_copies_of_one_store_get_the_same_rows(tmp_path):
    one = tmp_path / "one.sqlite"
    make_old(str(one))
    other = Path(shutil.copy(one, tmp_path / "other.sqlite"))
    found = []
    for path in (one, other):
        with open_store(path, author="ben") as store:
            kinds = (Person, Mandate, Closing, Concern, ConcernStep)
            found.append([store.read(kind)["id"].tolist() for kind in kinds])
    assert found[0] == found[1]

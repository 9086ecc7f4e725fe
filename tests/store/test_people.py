"""Who is at work, and what may they do with what is kept?"""

import datetime as dt
import sqlite3
from contextlib import closing
from multiprocessing import get_context

import pytest
from sqlalchemy import event, select

from supervision_kit.errors import InvalidRecord, StoreError
from supervision_kit.records import (
    Case,
    Confirmation,
    Contact,
    Event,
    Person,
    Role,
    Team,
    WorkerSpell,
)
from supervision_kit.store import open_store
from supervision_kit.store.contents import contents_of
from supervision_kit.store.engine import reading
from supervision_kit.store.history import first_link
from supervision_kit.store.tables import REVISIONS
from tests.records.examples import example, one_of_each

TODAY = dt.date.today()
BEFORE, AHEAD = TODAY - dt.timedelta(days=30), TODAY + dt.timedelta(days=30)


def test_on_a_laptop_the_person_is_made_with_the_first_save_and_nobody_is_asked(store):
    assert store.read(Person).empty
    store.save(example(Case))
    (person,) = store.read(Person).itertuples()
    assert (person.sign_in, person.code, person.author) == ("tester", "tester", "tester")
    store.save(example(Case, code="K-02"))
    assert len(store.read(Person)) == 1
    assert store.verify().ok


@pytest.mark.parametrize(
    ("account", "code"),
    [
        ("jo.k@agency.example", "jo.k"),
        ("Zoë Müller", "ZoeMuller"),
        ("a-very-long-account-name", "a-very-long"),
        ("王", "W"),
        ("uid 1000", "uid1000"),
    ],
)
def test_a_code_is_what_a_code_can_hold_of_an_account(store, account, code):
    store.author = account
    store.save(example(Case))
    assert store.read(Person)["code"].tolist() == [code]


def test_two_accounts_of_one_name_have_codes_of_their_own(store):
    for account in ("jo@one.example", "jo@two.example"):
        store.author = account
        store.save(example(Case, code=f"K-{account[3:6].upper()}"))
    assert store.read(Person)["code"].tolist() == ["jo", "jo2"]


def save_first(path, code, ready):
    with open_store(path, author="tester") as store:
        ready.wait(60)
        store.save(example(Case, code=code))


def test_two_pages_that_save_first_at_once_make_one_person(store):
    spawn = get_context("spawn")
    ready = spawn.Barrier(3)
    at_once = [
        spawn.Process(target=save_first, args=(store.location, f"K-{n}", ready)) for n in range(3)
    ]
    for each in at_once:
        each.start()
    for each in at_once:
        each.join(120)
    assert [each.exitcode for each in at_once] == [0, 0, 0]
    assert len(store.read(Person)) == 1
    assert store.codes() == ["K-0", "K-1", "K-2"]
    assert store.verify().ok


def test_a_shared_database_knows_only_who_was_put_in(postgresql_url):
    with open_store(postgresql_url, create=True, author="somebody") as store:
        store.save(case := example(Case))
        assert store.read(Person).empty
        assert not any(store.may(action, case) for action in ("read", "add", "change"))


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (Person(code="W1"), "Code: somebody or something else here has the same"),
        (Person(code="W2", sign_in="jo"), "Account: somebody or something else here has the same"),
    ],
)
def test_a_code_or_an_account_that_is_taken_is_named(any_store, second, told):
    any_store.save(Person(code="W1", sign_in="jo"))
    with pytest.raises(InvalidRecord, match=told) as refused:
        any_store.save(second)
    assert refused.value.field in told.lower().replace("account", "sign_in")


def test_a_team_s_code_that_is_taken_is_named(any_store):
    any_store.save(Team(code="North"))
    with pytest.raises(InvalidRecord, match="Code of the team: somebody"):
        any_store.save(Team(code="North"))


def test_a_case_that_is_emptied_and_begun_anew_past_the_store_is_found(store):
    store.save(case := example(Case))
    with closing(sqlite3.connect(store.location)) as raw:
        guards = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _sql in guards:
            raw.execute(f"DROP TRIGGER {name}")
        saves = "(SELECT save_id FROM history WHERE stream = :case)"
        at = {"case": case.id, "link": first_link(case.id)}
        raw.execute(f"DELETE FROM saves WHERE save_id IN {saves}", at)
        for table in ("history", "revisions"):
            raw.execute(f"DELETE FROM {table} WHERE stream = :case", at)
        raw.execute("DELETE FROM cases")
        raw.execute("UPDATE history_heads SET seq = 0, link = :link WHERE stream = :case", at)
        for _name, sql in guards:
            raw.execute(sql)
        raw.commit()
    (told,) = store.verify().problems
    assert told.startswith("history, history_heads: the history of case ")


def test_a_worker_s_code_is_that_of_somebody_who_is_made_with_the_save(any_store):
    case = example(Case)
    any_store.save(case, WorkerSpell(case_id=case.id, person_id="W9", from_on=BEFORE))
    people = any_store.read(Person)
    assert people[people["code"] == "W9"]["sign_in"].isna().tolist() == [True]
    any_store.save(WorkerSpell(case_id=case.id, person_id="W9", from_on=TODAY))
    assert any_store.read(Person)["code"].tolist().count("W9") == 1
    assert any_store.verify().ok


def test_a_save_that_names_a_new_worker_can_be_asked_for_again(any_store):
    case = example(Case)
    spell = WorkerSpell(case_id=case.id, person_id="W9", from_on=BEFORE)
    first = any_store.save(case, spell, save_id="once")
    case.row_version = spell.row_version = 0
    again = any_store.save(case, spell, save_id="once")
    assert (first.repeated, again.repeated) == (False, True)
    assert again.ids == (case.id, spell.id)


def test_a_code_that_changes_later_shows_wherever_that_person_is_named(any_store):
    case = example(Case)
    spell = WorkerSpell(case_id=case.id, person_id="W9", from_on=BEFORE)
    any_store.save(case, spell)
    spell.person_id = "W8"
    any_store.save(spell, why="Somebody else.")
    people = any_store.read(Person).set_index("code")["id"]
    assert spell.person_id == people["W8"]
    for before, after in (("W8", "JK"), ("W9", "AB")):
        person = any_store.find(Person, people[before])
        person.code = after
        any_store.save(person)
    assert any_store.workers("K-01")["worker"].tolist() == ["JK"]
    assert any_store.tables("K-01")["worker_spells"]["worker"].tolist() == ["JK"]
    assert any_store.told(any_store.find(WorkerSpell, spell.id))["worker"] == "JK"
    (change,) = any_store.changes("K-01").itertuples()
    assert (change.before["worker"], change.after["worker"]) == ("AB", "JK")


def test_a_person_of_the_same_save_is_the_one_who_is_named(any_store):
    case, person = example(Case), Person(code="W9", display_name="Jo")
    spell = WorkerSpell(case_id=case.id, person_id="W9", from_on=BEFORE)
    any_store.save(case, spell, person)
    assert spell.person_id == person.id
    assert any_store.read(Person)["code"].tolist().count("W9") == 1


def save_with_new_workers(url, code, workers, ready):
    with open_store(url, author="tester") as store:
        case = example(Case, code=code)
        ready.wait(60)
        spells = (WorkerSpell(case_id=case.id, person_id=w, from_on=BEFORE) for w in workers)
        store.save(case, *spells)


def test_two_who_save_the_same_new_codes_at_once_both_succeed(any_url, any_store):
    spawn = get_context("spawn")
    ready = spawn.Barrier(3)
    named = {"K-1": ("W1", "W2"), "K-2": ("W2", "W3"), "K-3": ("W1", "W2", "W3")}
    at_once = [
        spawn.Process(target=save_with_new_workers, args=(any_url, code, workers, ready))
        for code, workers in named.items()
    ]
    for each in at_once:
        each.start()
    for each in at_once:
        each.join(120)
    assert [each.exitcode for each in at_once] == [0, 0, 0]
    people = any_store.read(Person)["code"].tolist()
    assert [people.count(code) for code in ("W1", "W2", "W3")] == [1, 1, 1]
    told = any_store.workers()
    assert {code: set(told.loc[told["case"] == code, "worker"]) for code in named} == {
        code: set(workers) for code, workers in named.items()
    }
    assert any_store.verify().ok


def first_with(url, code):
    """Be somebody else who makes a person, between the look and the save of another."""
    with open_store(url, author="somebody else") as other:
        other.save(Person(code=code))


def test_whoever_comes_second_with_some_of_the_new_codes_makes_the_others(any_url, any_store):
    case = example(Case)
    any_store.save(case)
    looks, others = [], []

    def look(_connection, _cursor, statement, *_):
        looks.extend([statement] if statement.startswith("SELECT people.code") else [])

    def leave(*_):
        if looks and not others:
            others.append("W1")
            first_with(any_url, "W1")

    event.listen(any_store.engine, "after_cursor_execute", look)
    event.listen(any_store.engine, "checkin", leave)
    spells = [WorkerSpell(case_id=case.id, person_id=w, from_on=BEFORE) for w in ("W1", "W2")]
    any_store.save(*spells)
    assert others
    assert sorted(any_store.workers()["worker"]) == ["W1", "W2"]


def test_undoing_a_save_that_only_made_a_person_says_so(any_store):
    case = example(Case)
    any_store.save(case, WorkerSpell(case_id=case.id, person_id="W9", from_on=BEFORE))
    with any_store.engine.connect() as connection:
        found = select(REVISIONS.c.save_id, REVISIONS.c.content)
        of_people = connection.execute(found.where(REVISIONS.c.kind == "people")).all()
    (save_id,) = [row.save_id for row in of_people if '"W9"' in row.content]
    with pytest.raises(StoreError, match="made W9 known as somebody who works here"):
        any_store.undo(save_id)


def test_an_undone_change_of_worker_names_the_one_before(any_store):
    case = example(Case)
    spell = WorkerSpell(case_id=case.id, person_id="W1", from_on=BEFORE)
    any_store.save(case, spell)
    spell.person_id = "W2"
    saved = any_store.save(spell)
    any_store.undo(saved.save_id)
    assert any_store.workers()["worker"].tolist() == ["W1"]
    assert any_store.verify().ok


def test_a_worker_who_strayed_into_the_wrong_case_is_the_same_person_in_the_right_one(any_store):
    case, other = example(Case), example(Case, code="K-02")
    spell = WorkerSpell(case_id=case.id, person_id="W9", from_on=BEFORE)
    any_store.save(case, other, spell)
    any_store.move(spell, "K-02")
    assert any_store.workers("K-01").empty
    assert any_store.workers("K-02")["worker"].tolist() == ["W9"]


def test_a_spell_whose_person_is_gone_is_named_as_damaged_and_hides_no_other(store):
    case = example(Case)
    spells = [WorkerSpell(case_id=case.id, person_id=w, from_on=BEFORE) for w in ("W1", "W2")]
    store.save(case, *spells)
    with closing(sqlite3.connect(store.location)) as raw:
        raw.execute("DELETE FROM people WHERE code = 'W1'")
        raw.commit()
    assert store.workers()["worker"].tolist() == ["W2"]
    (told,) = store.damage
    assert spells[0].id[:8] in told
    assert not store.verify().ok


def test_on_a_laptop_all_is_the_account_s_own(store):
    for record in [example(Case), *one_of_each("c" * 32)]:
        # What was confirmed stays as it is, whoever asks.
        actions = ("read", "add") if type(record) is Confirmation else ("read", "add", "change")
        assert all(store.may(action, record) for action in actions), record


@pytest.fixture
def agency(postgresql_url):
    """A case that went from Anna to Ben; Cleo leads a team and Dora keeps the list of people."""
    with open_store(postgresql_url, create=True, author="anna@agency") as store:
        people = {
            name: Person(sign_in=f"{name}@agency", code=name[0].upper())
            for name in ("anna", "ben", "cleo", "dora")
        }
        case, team = example(Case), Team(code="North")
        roles = {"cleo": "team_lead", "dora": "administrator", "ben": "practitioner"}
        store.save(case, team, *people.values())
        store.save(
            WorkerSpell(case_id=case.id, person_id="A", from_on=BEFORE),
            WorkerSpell(case_id=case.id, person_id="B", from_on=TODAY),
            *(
                Role(person_id=people[name].id, role=role, team_id=team.id, from_on=BEFORE)
                for name, role in roles.items()
            ),
        )
        yield store, case, people, team


@pytest.mark.parametrize(
    ("name", "of_case", "of_people"),
    [
        ("anna", "", "r"),
        ("ben", "rac", "r"),
        ("cleo", "", "r"),
        ("dora", "", "rac"),
        ("eve", "", ""),
    ],
)
def test_who_may_what_follows_from_who_has_the_case_today(agency, name, of_case, of_people):
    store, case, people, _team = agency
    store.author = f"{name}@agency"
    actions = {"r": "read", "a": "add", "c": "change"}
    records = [case, example(Event, case_id=case.id), example(Contact, case_id=case.id)]
    for record in records:
        assert {a for a in actions if store.may(actions[a], record)} == set(of_case)
    assert {a for a in actions if store.may(actions[a], people["anna"])} == set(of_people)


def test_a_second_worker_and_a_cover_have_the_case_between_their_days(agency):
    store, case, people, _team = agency
    for name, capacity in (("anna", "second"), ("cleo", "cover")):
        spell = WorkerSpell(
            case_id=case.id,
            person_id=people[name].code,
            capacity=capacity,
            from_on=BEFORE,
            until_on=TODAY,
        )
        for until, has in ((TODAY, True), (TODAY - dt.timedelta(days=1), False)):
            store.author = "ben@agency"  # who has the case says who helps
            spell.until_on = until
            store.save(spell)
            store.author = f"{name}@agency"
            assert store.may("change", case) is has
            assert store.may("read", case) is has


def test_a_spell_that_was_taken_back_gives_nobody_the_case(agency):
    store, case, _people, _team = agency
    store.author = "ben@agency"
    spells = store.read(WorkerSpell).set_index("worker")["id"]
    store.take_back(store.find(WorkerSpell, spells["B"]), "Never had it.")
    store.author = "ben@agency"
    assert not store.may("read", case)
    store.author = "anna@agency"
    assert store.may("change", case)


@pytest.mark.parametrize(("name", "may"), [("ben", True), ("dora", False), ("eve", False)])
def test_whoever_works_with_people_may_begin_a_case(agency, name, may):
    store, *_ = agency
    store.author = f"{name}@agency"
    assert store.may("add", example(Case, code="K-99")) is may


def test_who_has_left_may_nothing_and_a_role_counts_between_its_days(agency):
    store, case, people, team = agency
    store.author = "dora@agency"
    ben = store.find(Person, people["ben"].id)
    ben.left_on = TODAY
    role = Role(
        person_id=people["cleo"].id,
        role="administrator",
        team_id=team.id,
        from_on=BEFORE,
        until_on=TODAY - dt.timedelta(days=1),
    )
    store.save(ben, role)
    store.author = "ben@agency"
    assert not store.may("read", case)
    store.author = "cleo@agency"
    assert not store.may("change", ben)
    for until in (TODAY, AHEAD, None):
        store.author = "dora@agency"
        role.until_on = until
        store.save(role)
        store.author = "cleo@agency"
        assert store.may("change", ben)


def test_people_teams_and_roles_are_read_without_a_case_and_in_one_history(any_store):
    records = [each for each in one_of_each("c" * 32) if type(each) in (Person, Team, Role)]
    any_store.save(*records)
    told = any_store.read(Role)
    assert told.columns[:3].tolist() == ["role", "from_on", "until_on"]
    assert told["person_id"].tolist() == [records[0].id]
    assert "case" not in told.columns
    with reading(any_store.engine) as connection:
        assert "house" in contents_of(connection).heads
    assert any_store.verify().ok

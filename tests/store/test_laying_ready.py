"""Do others wait for a large save no longer than they must, and is it as safe as a small one?"""

import datetime as dt
import signal
import sqlite3
import sys
from contextlib import closing

import pytest
from sqlalchemy import event, text

from supervision_kit.errors import InvalidRecord, StaleRecord, StoreError, UnknownCase
from supervision_kit.records import Case, Contact, Rating, new_id
from supervision_kit.store import open_store, restore
from supervision_kit.store.asked import LARGE
from supervision_kit.store.copying import backup
from supervision_kit.store.origin import Origin
from tests.store.pulling import Steps, forked, kill

DAY = dt.date(2020, 3, 2)


def a_case(code="K-02"):
    return Case(code=code, setting="probation", opened_on=DAY)


def ratings(case, n=LARGE):
    said = {"scale": "engagement", "dimension": "investment", "rater": "worker"}
    days = (DAY + dt.timedelta(days=number) for number in range(n))
    return [
        Rating(case_id=case.id, rated_on=day, value=1 + day.toordinal() % 5, **said) for day in days
    ]


def contact(case):
    return Contact(case_id=case.id, occurred_on=DAY, kind="home", attendance="attended")


def statements(store, do):
    """Call something before each statement of a store: with the statement, and if it writes."""

    @event.listens_for(store.engine, "before_cursor_execute")
    def _before(connection, _cursor, statement, *_of_no_interest):
        do(statement, bool(connection.get_execution_options().get("supervision_kit_writing")))


def test_a_large_save_is_kept_like_a_small_one(any_store, case):
    given, save_id = [new := a_case(), *ratings(case), contact(new)], new_id()
    saved = any_store.save_many(given, save_id)
    assert saved.ids == tuple(record.id for record in given)
    assert {record.row_version for record in given} == {1}
    assert any_store.find(Rating, given[7].id).snapshot() == given[7].snapshot()
    again = any_store.save_many([*given], save_id)
    assert (again.repeated, again.saved_at) == (True, saved.saved_at)
    any_store.save_many([*ratings(new)])
    assert any_store.counts()["ratings"] == 2 * LARGE
    assert any_store.verify().problems == ()


def test_a_large_save_keeps_who_wrote_its_records(any_store, case):
    given = ratings(case, LARGE + 1)
    moment = dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC)
    any_store.save_many(given, origins={given[3].id: Origin("anna", moment)})
    assert any_store.ratings().author.value_counts().to_dict() == {"tester": LARGE, "anna": 1}
    assert any_store.verify().problems == ()


def test_others_save_until_all_of_a_large_save_lies_ready(store):
    store.save(case := a_case("K-01"))
    seen = []

    def try_to_save(statement, is_writing):
        if not is_writing:
            seen.append(statement)
            with closing(sqlite3.connect(store.location, timeout=0, isolation_level=None)) as raw:
                raw.execute("BEGIN EXCLUSIVE")
                raw.execute("ROLLBACK")

    statements(store, try_to_save)
    store.save_many(ratings(case, LARGE + 1))
    assert sum(each.startswith("INSERT INTO ready_") for each in seen) == 2


def test_while_others_wait_a_large_save_asks_for_little_however_large_it_is(store):
    store.save(*(cases := [a_case(f"K-{n}") for n in range(30)]))
    asked = []
    statements(store, lambda statement, is_writing: asked.append(statement) if is_writing else None)
    store.save_many(given := [record for case in cases for record in ratings(case, 50)])
    assert 5 < len(asked) < 15
    asked.clear()
    for record in given:
        record.evidence = "Corrected."
    store.save_many(given)
    assert 5 < len(asked) < 15
    assert list(store.ratings().evidence.unique()) == ["Corrected."]
    assert store.verify().problems == ()


def test_a_large_save_moves_nothing_to_another_case(store):
    store.save(case := a_case("K-01"), other := a_case())
    store.save_many(given := ratings(case, LARGE + 1))
    given[5].case_id = other.id
    for record in given:
        record.evidence = "Mine."
    with pytest.raises(StoreError, match="another case"):
        store.save_many(given)
    assert list(store.ratings().evidence.unique()) == [""]


def test_a_large_save_of_a_case_that_is_gone_is_refused_whole(any_store, case):
    with pytest.raises(UnknownCase):
        any_store.save_many([*ratings(case), contact(a_case())])
    assert any_store.counts()["ratings"] == 0
    any_store.save_many(ratings(case, LARGE + 1))


def test_a_large_save_that_breaks_a_rule_is_refused_whole_and_named(any_store, case):
    with pytest.raises(InvalidRecord, match="K-01"):
        any_store.save_many([*ratings(case), a_case("K-01")])
    with pytest.raises(InvalidRecord, match="rated"):
        any_store.save_many([*ratings(case), *ratings(case, 1)])
    assert any_store.counts()["ratings"] == 0
    any_store.save_many(ratings(case, LARGE + 1))
    assert any_store.verify().problems == ()


def test_a_large_save_overwrites_nobody(any_store, case):
    any_store.save_many(given := ratings(case, LARGE + 2))
    theirs = any_store.find(Rating, given[5].id)
    theirs.evidence = "Theirs."
    any_store.save(theirs)
    for record in given:
        record.evidence = "Mine."
    with pytest.raises(StaleRecord) as refused:
        any_store.save_many(given)
    assert refused.value.record_id == theirs.id
    assert list(any_store.ratings().evidence.unique()) == ["", "Theirs."]
    given[5].row_version = 2
    any_store.save_many(given)
    assert list(any_store.ratings().evidence.unique()) == ["Mine."]
    assert any_store.verify().problems == ()


def test_digests_take_the_salt_that_is_there_when_the_save_begins(store):
    store.save(case := a_case("K-01"))

    @event.listens_for(store.engine, "begin")
    def change(connection):
        if connection.get_execution_options().get("supervision_kit_writing"):
            connection.execute(text("DROP TRIGGER salts_never_changed"))
            of_case = {"salt": "ab" * 32, "case": case.id}
            connection.execute(text("UPDATE salts SET salt = :salt WHERE stream = :case"), of_case)

    store.save_many(ratings(case, LARGE + 1))
    # The trigger, and the state that was saved under the salt before; none of the large save.
    assert len(store.verify().problems) == 2


def test_nothing_of_a_large_save_stays_open(store):
    store.save(case := a_case("K-01"))
    copy = backup(store)
    store.save_many(ratings(case, LARGE + 1))
    store.close()
    restore(store.location, copy)
    assert store.counts()["ratings"] == 0


def save_and_die(path, given, at, answers):
    steps = Steps("", at, kill)
    with open_store(path, author="tester") as store:
        steps.watch_statements()
        store.save_many(given, "mine")
    answers.put(steps.n)


def saved_until(path, given, at):
    answers = forked.Queue()
    child = forked.Process(target=save_and_die, args=(path, given, at, answers))
    child.start()
    child.join(120)
    return None if child.exitcode == -signal.SIGKILL else answers.get(timeout=20)


@pytest.mark.skipif(sys.platform == "win32", reason="kills as on Unix")
def test_killed_at_any_step_a_large_save_is_there_whole_or_not_at_all(store):
    store.save(case := a_case("K-01"))
    given = [*ratings(case), a_case("K-02")]
    store.close()
    at, there = 0, 0
    while not there:
        at += 1
        assert saved_until(store.location, given, at) is None, at
        there = store.counts()["ratings"]
        assert there in {0, LARGE}, at
        assert store.verify().problems == (), at
        store.close()
    assert at > 12
    assert store.save_many(given, "mine").repeated

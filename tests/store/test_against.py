"""Does a comparison find what a look at the file alone cannot?"""

import shutil
import sqlite3
from contextlib import closing, contextmanager

import pytest

from supervision_kit.errors import StoreError
from supervision_kit.records import Contact, ContactPerson, Event, Participant
from supervision_kit.store import back_up, backup, open_store
from supervision_kit.store.against import compare
from supervision_kit.store.manifest import manifest_of
from tests.store.hot import DAY, a_case


@pytest.fixture
def place(tmp_path):
    """Path of a closed store with two cases and an event."""
    path = tmp_path / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        store.save(case := a_case())
        store.save(a_case("K-02"))
        store.save(Event(case_id=case.id, happened_on=DAY, kind="hearing"))
    return path


@pytest.fixture
def copy(place):
    return back_up(place)[0]


@contextmanager
def untied(raw):
    """Take every trigger off, and put each on again at the end: nothing of it is to be seen."""
    found = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in found:
        raw.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in found:
        raw.execute(sql)


def cut_last_events(path):
    """Take the last event off each history, so that what is left fits together again."""
    lost = "(SELECT save_id FROM lost)"
    records = f"(SELECT record_id FROM revisions WHERE save_id IN {lost})"
    with closing(sqlite3.connect(path)) as raw, untied(raw):
        raw.execute(
            "CREATE TEMP TABLE lost AS SELECT save_id, max(seq) FROM history GROUP BY stream"
        )
        for table in ("events", "cases", "people"):
            raw.execute(f"DELETE FROM {table} WHERE id IN {records}")
        for table in ("revisions", "history", "saves"):
            raw.execute(f"DELETE FROM {table} WHERE save_id IN {lost}")
        raw.execute(
            "UPDATE history_heads SET (seq, link) = (SELECT seq, link FROM history AS h "
            "WHERE h.stream = history_heads.stream ORDER BY seq DESC LIMIT 1) "
            "WHERE stream IN (SELECT stream FROM history)"
        )
        for table in ("history_heads", "salts"):
            raw.execute(f"DELETE FROM {table} WHERE stream NOT IN (SELECT stream FROM history)")
        raw.commit()


def empty(path):
    path.unlink()
    open_store(path, create=True, author="tester").close()


def rewrite(path):
    """Make another store with as many records and events."""
    path.unlink()
    with open_store(path, create=True, author="other") as store:
        store.save(case := a_case())
        store.save(a_case("K-02"))
        store.save(Event(case_id=case.id, happened_on=DAY, kind="relapse"))


def test_a_store_that_went_on_holds_all_its_backup_held(place, copy):
    with open_store(place, author="tester") as store:
        store.save(a_case("K-03"))
        store.save(Event(case_id=store.case("K-01").id, happened_on=DAY, kind="other"))
    for against in (copy, manifest_of(copy), copy.parent, place.parent):
        assert compare(str(place), against).ok


def test_what_was_erased_because_it_was_in_the_wrong_case_is_not_missed(tmp_path):
    path = tmp_path / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        store.save(case := a_case(), a_case("K-02"))
        of = {"case_id": case.id}
        met = Contact(occurred_on=DAY, kind="home", attendance="attended", **of)
        mother = Participant(called="Mother", relation="parent", from_on=DAY, **of)
        store.save(met, mother)
        store.save(ContactPerson(contact_id=met.id, participant_id=mother.id, how="seen", **of))
        copy = back_up(path)[0]
        store.move(met, "K-02")
    assert compare(str(path), copy).sentences[0].startswith("It holds all")


@pytest.mark.parametrize("change", [cut_last_events, empty, rewrite])
def test_what_a_look_at_the_file_alone_misses_is_found(place, copy, change):
    change(place)
    with open_store(place, author="tester") as store:
        assert store.verify().ok
    found = compare(str(place), copy)
    assert not found.ok
    assert len(found.sentences) > 1


@pytest.mark.parametrize("change", [cut_last_events, empty, rewrite, lambda path: append(path)])
def test_a_backup_is_compared_with_the_manifest_beside_it_by_itself(copy, change):
    assert compare(str(copy)).ok
    change(copy)
    assert not compare(str(copy)).ok


def append(path):
    with open_store(path, author="tester") as store:
        store.save(a_case("K-09"))


def test_a_backup_taken_elsewhere_is_compared_to_the_byte(copy, tmp_path):
    away = shutil.copy(copy, tmp_path / "away.sqlite").rename(tmp_path / copy.name)
    assert compare(str(away)) is None
    assert compare(str(away), manifest_of(copy)).ok
    append(away)
    found = compare(str(away), manifest_of(copy))
    assert "not the file that was checked" in found.sentences[1]
    assert "added since" in found.sentences[-1]


def test_a_backup_that_was_changed_is_told_when_a_store_is_compared_with_it(place, copy):
    copy.write_bytes(copy.read_bytes() + b"\0")
    found = compare(str(place), copy)
    assert not found.ok
    assert copy.name in found.sentences[-1]


def test_nothing_is_written_by_comparing(place, copy):
    there = {each: each.read_bytes() for each in place.parent.rglob("*") if each.is_file()}
    compare(str(place), copy)
    compare(str(copy))
    assert there == {each: each.read_bytes() for each in place.parent.rglob("*") if each.is_file()}


def test_without_a_manifest_there_is_nothing_to_compare_with(place, copy, tmp_path):
    assert compare(str(place)) is None
    manifest_of(copy).unlink()
    with pytest.raises(StoreError, match=r"There is no .*manifest\.json"):
        compare(str(place), copy)
    with pytest.raises(StoreError, match="holds no backup"):
        compare(str(place), tmp_path)


def test_a_damaged_manifest_is_a_finding(place, copy):
    manifest_of(copy).write_text("{}")
    for found in (compare(str(place), copy), compare(str(copy))):
        assert not found.ok
        (told,) = found.sentences
        assert told.startswith(f"{manifest_of(copy).name} is damaged")


def test_a_database_server_is_compared_by_what_it_holds(place, copy, postgresql_url):
    with open_store(postgresql_url, create=True, author="tester") as store:
        store.save(a_case())
    found = compare(postgresql_url, copy)
    assert not found.ok
    assert "gone" in found.sentences[-1]


def test_long_lists_of_cases_are_compared_too(tmp_path):
    path = tmp_path / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        store.save(*(a_case(f"K-{n}") for n in range(450)))
        copy = backup(store)
    assert compare(str(path), copy).ok
    empty(path)
    n_rooms = 450 + 2  # the house, and who made them
    assert len(compare(str(path), copy).sentences) == n_rooms + 2

"""What happens to a save when the machine does not do its part?

Only the failed save is out, a plain sentence says so, and nothing a person wrote is in it.
"""

import datetime as dt
import multiprocessing
import os
import signal
import sqlite3
import sys
import time
import traceback
import types
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from supervision_kit.errors import StoreError
from supervision_kit.records import Case, Contact
from supervision_kit.store import open_store

DAY = dt.date(2026, 3, 2)
WORDS = "She said the door was open."

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills and limits as on Unix")


@pytest.fixture
def place(tmp_path):
    """Path of a closed store with one case."""
    path = tmp_path / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        store.save(Case(code="K-01", setting="probation", opened_on=DAY))
    return path


def contact(store, story=WORDS):
    case = store.case("K-01")
    return Contact(
        case_id=case.id, occurred_on=DAY, kind="home", attendance="attended", story=story
    )


def in_child(work, *arguments):
    """Run something in a process of its own, whose limits end with it; give back its answer."""
    fork = multiprocessing.get_context("fork")
    answers = fork.Queue()
    child = fork.Process(target=answer, args=(answers, work, *arguments))
    child.start()
    told = answers.get(timeout=60)
    child.join(60)
    return told


def answer(answers, work, *arguments):
    try:
        answers.put(work(*arguments))
    except BaseException as error:
        answers.put(f"{type(error).__name__}: {traceback.format_exc()}")


def told_by(store, record):
    """Give the sentence of a save that fails, after looking at all a log could get of it."""
    try:
        store.save(record)
    except StoreError as caught:
        error = caught
    else:
        return "saved"
    assert WORDS not in "".join(traceback.format_exception(error))
    assert (error.__cause__, error.__suppress_context__) == (None, True)
    return str(error)


def assert_only_that_save_is_out(path):
    with open_store(path, author="tester") as store:
        assert store.verify().ok
        n_before = store.counts()["contacts"]
        store.save(contact(store, "Afterwards."))
        assert store.counts()["contacts"] == n_before + 1


def save_under_a_file_limit(path):
    import resource

    with open_store(path, author="tester") as store:
        record = contact(store, WORDS * 300)
        size = path.stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, size + 4096))
        first, version = told_by(store, record), record.row_version
        small = told_by(store, contact(store, "Small."))
        return first, version, record.story == WORDS * 300, small


def test_a_file_limit_keeps_out_only_the_save_that_does_not_fit(place):
    told, version, is_kept, _small = in_child(save_under_a_file_limit, place)
    assert "nothing of this was saved" in told
    assert (version, is_kept) == (0, True)
    assert_only_that_save_is_out(place)


def test_a_full_disk_keeps_out_only_the_save_that_does_not_fit(place):
    with open_store(place, author="tester") as store:
        n_pages = place.stat().st_size // 4096

        @event.listens_for(store.engine, "connect")
        def fill_disk(connection, _record):
            connection.execute(f"PRAGMA max_page_count = {n_pages}")

        store.close()
        assert told_by(store, contact(store, WORDS * 300)) == (
            "The disk is full, so nothing of this was saved. What was saved before is safe. "
            "Please make room and save again."
        )
    assert_only_that_save_is_out(place)


def test_a_lock_held_too_long_keeps_out_only_that_save(place):
    with open_store(place, author="tester", patience=0.3) as store:
        record = contact(store)
        with closing(sqlite3.connect(place, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            begun = time.monotonic()
            told = told_by(store, record)
            waited = time.monotonic() - begun
            other.execute("ROLLBACK")
        assert "Somebody else was saving for a long time" in told
        assert 0.2 < waited < 5
        assert told_by(store, record) == "saved"
    assert_only_that_save_is_out(place)


def test_a_save_waits_for_another_that_takes_a_moment(place):
    fork = multiprocessing.get_context("fork")
    holding = fork.Event()
    other = fork.Process(target=hold_for_a_moment, args=(place, holding))
    other.start()
    assert holding.wait(30)
    with open_store(place, author="tester") as store:
        assert told_by(store, contact(store)) == "saved"
    other.join(30)


def hold_for_a_moment(path, holding):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        holding.set()
        time.sleep(0.5)
        other.execute("COMMIT")


def save_into_a_file_for_reading_only(path):
    if os.geteuid() == 0:  # root may write anything
        os.setgid(65534)
        os.setuid(65534)
    with open_store(path, author="tester") as store:
        return told_by(store, contact(store)), list(store.cases().code)


def test_a_file_for_reading_only_is_read_and_takes_no_save(place, tmp_path_factory):
    place.chmod(0o400)
    if os.geteuid() == 0:  # the child will be another account
        place.chmod(0o444)
        for folder in (place.parent, *place.parent.parents[:3]):
            folder.chmod(0o755)
    told, codes = in_child(save_into_a_file_for_reading_only, place)
    assert "may only be read here" in told
    assert codes == ["K-01"]
    place.chmod(0o600)
    assert_only_that_save_is_out(place)


def test_a_store_that_is_taken_away_is_said(place):
    with open_store(place, author="tester") as store:
        record = contact(store)
        store.close()
        place.rename(place.with_name("elsewhere.sqlite"))
        place.parent.joinpath(place.name).mkdir()
        assert "cannot be opened" in told_by(store, record)


def die_amid_a_save(path, stop):
    with open_store(path, author="tester") as store:

        @event.listens_for(store.engine, stop)
        def die(*_of_no_interest):
            os.kill(os.getpid(), signal.SIGKILL)

        store.save(contact(store, WORDS * 100))


@pytest.mark.parametrize("stop", ["commit", "after_cursor_execute"])
def test_a_process_killed_amid_a_save_leaves_nothing_of_it(place, stop):
    fork = multiprocessing.get_context("fork")
    child = fork.Process(target=die_amid_a_save, args=(place, stop))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    with open_store(place, author="tester") as store:
        assert store.counts()["contacts"] == 0
    assert_only_that_save_is_out(place)


def spill_and_die(path):
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode = TRUNCATE")
    raw.execute("PRAGMA cache_size = 1")  # so that half a save reaches the file
    raw.execute("BEGIN IMMEDIATE")
    for n in range(200):
        raw.execute("INSERT INTO drafts VALUES (?, '', '', ?, '')", (str(n), "x" * 3000))
    os.kill(os.getpid(), signal.SIGKILL)


def test_half_a_save_that_reached_the_file_is_undone_when_it_is_opened(place):
    before = place.stat().st_size
    fork = multiprocessing.get_context("fork")
    child = fork.Process(target=spill_and_die, args=(place,))
    child.start()
    child.join(60)
    assert place.stat().st_size > before
    assert Path(f"{place}-journal").stat().st_size > 0
    assert_only_that_save_is_out(place)
    with closing(sqlite3.connect(place)) as raw:
        assert raw.execute("SELECT count(*) FROM drafts").fetchone() == (0,)


def test_a_connection_lost_after_the_commit_is_made_good_by_asking_again(place):
    with open_store(place, author="tester") as store:
        record = contact(store)

        @event.listens_for(store.engine, "commit")
        def cut(connection):
            connection.exec_driver_sql("COMMIT")
            raise sqlite3.OperationalError("the answer is lost")

        with pytest.raises(StoreError, match="could not do this"):
            store.save(record, save_id="mine")
        assert record.row_version == 0
    with open_store(place, author="tester") as store:
        assert store.save(record, save_id="mine").repeated
        assert store.counts()["contacts"] == 1
        assert record.row_version == 1


class Yesterday(dt.datetime):
    @classmethod
    def now(cls, tz=None):
        return dt.datetime(2020, 1, 1, tzinfo=tz)


def test_a_clock_set_back_breaks_neither_saves_nor_history(place, monkeypatch):
    with open_store(place, author="tester") as store:
        store.save(contact(store))
        clock = types.SimpleNamespace(datetime=Yesterday, UTC=dt.UTC)
        monkeypatch.setattr("supervision_kit.store.write.dt", clock)
        assert store.save(contact(store, "Later.")).saved_at.year == 2020
        assert store.verify().ok

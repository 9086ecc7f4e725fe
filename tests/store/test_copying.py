import datetime as dt
import hashlib
import json
import multiprocessing
import shutil
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path

import pytest

from supervision_kit.errors import StoreError
from supervision_kit.records import Case, Event
from supervision_kit.store import back_up, backup, last_backup, migrate, open_store
from supervision_kit.store.parts import half_made
from tests.store.pulling import Steps, kill

DAY = dt.date(2026, 3, 2)


def a_case(code="K-01"):
    return Case(code=code, setting="probation", opened_on=DAY)


def test_a_backup_is_a_whole_store_with_a_manifest(store):
    store.save(case := a_case(), Event(case_id=case.id, happened_on=DAY, kind="hearing"))
    copy = backup(store)
    told = json.loads(copy.with_name(copy.name + ".manifest.json").read_text())
    assert copy.parent == Path(store.location).parent / "backups"
    assert told["sha256"] == hashlib.sha256(copy.read_bytes()).hexdigest()
    assert told["n_bytes"] == copy.stat().st_size
    assert (told["counts"]["cases"], told["counts"]["events"]) == (1, 1)
    assert told["revision"] == migrate.head()
    assert told["heads"][case.id][0] == 1
    with open_store(copy, author="tester") as opened:
        assert opened.verify().ok
        assert opened.counts() == store.counts()


def test_a_backup_is_private_and_leaves_nothing_else(store):
    copy = backup(store)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert len(list(copy.parent.iterdir())) == 2


def test_the_newest_backup_is_the_last(store):
    path = Path(store.location)
    assert last_backup(path) is None
    backup(store)
    second = backup(store)
    assert last_backup(path).file == second.name


def test_a_backup_never_replaces_a_file(store, tmp_path):
    there = tmp_path / "there.sqlite"
    there.write_text("mine")
    with pytest.raises(StoreError, match=r"already a file there\.sqlite"):
        backup(store, there)
    assert there.read_text() == "mine"


def test_a_backup_goes_where_it_is_asked_to(store, tmp_path):
    assert backup(store, tmp_path / "away" / "copy.sqlite") == tmp_path / "away" / "copy.sqlite"


def test_a_place_that_takes_no_backup_is_said(store, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="could not be written"):
        backup(store, tmp_path / "file" / "copy.sqlite")


def test_a_copy_that_is_not_whole_is_not_kept(store, tmp_path):
    store.save(a_case())
    with closing(sqlite3.connect(store.location)) as raw:
        raw.execute("UPDATE cases SET summary = 'changed outside'")
        raw.commit()
    with pytest.raises(StoreError, match="not whole"):
        backup(store)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_damaged_store_gives_no_backup(store, tmp_path):
    store.save(a_case())
    store.close()
    path = Path(store.location)
    spoiled = bytearray(path.read_bytes())
    spoiled[100] ^= 0x08
    path.write_bytes(spoiled)
    with pytest.raises(StoreError, match="is damaged"):
        backup(store)
    assert list((tmp_path / "backups").iterdir()) == []


LEFT = (
    ".caseload-1.sqlite.0a1b2c3d.part",
    ".caseload-1.sqlite.0a1b2c3d.part-journal",
    ".caseload-2.sqlite.0a1b2c3e.part.json",
    ".caseload-3.sqlite.manifest.json.part",
)


def test_what_killed_backups_left_is_swept_and_nothing_else(store, tmp_path):
    (folder := tmp_path / "backups").mkdir()
    others = {"notes.part", ".mine.part", ".caseload.sqlite"}
    for name in (*LEFT, *others):
        (folder / name).write_text("left")
    copy = backup(store)
    assert {each.name for each in folder.iterdir()} == {
        *others,
        copy.name,
        f"{copy.name}.manifest.json",
    }


def make_and_wait(target, begun, done):
    with half_made(target) as (part, _note):
        part.write_text("half")
        begun.set()
        done.wait(60)


def test_a_backup_that_is_being_made_is_not_swept(store, tmp_path):
    (folder := tmp_path / "backups").mkdir()
    forked = multiprocessing.get_context("fork")
    begun, done = forked.Event(), forked.Event()
    other = forked.Process(target=make_and_wait, args=(folder / "other.sqlite", begun, done))
    other.start()
    assert begun.wait(60)
    backup(store)
    assert [each.read_text() for each in folder.glob(".*.part")] == ["half"]
    other.kill()
    other.join(60)
    backup(store)
    assert not list(folder.glob(".*"))


def back_up_and_die(path, at, answers):
    steps = Steps(path.parent, at, kill)
    steps.watch()
    back_up(path)
    answers.put(steps.n)


def test_a_backup_killed_at_any_step_leaves_nothing_after_the_next(store, tmp_path):
    store.save(a_case())
    store.close()
    path, folder = Path(store.location), tmp_path / "backups"
    forked = multiprocessing.get_context("fork")
    at, n_steps = 0, 1
    while at <= n_steps:
        answers = forked.Queue()
        child = forked.Process(target=back_up_and_die, args=(path, at, answers))
        child.start()
        child.join(60)
        if at == 0:
            n_steps = answers.get(timeout=20)
        back_up(path)
        there = sorted(each.name for each in folder.iterdir())
        copies = [name for name in there if name.endswith(".sqlite")]
        assert there == sorted([*copies, *(f"{name}.manifest.json" for name in copies)]), at
        assert last_backup(path).counts["cases"] == 1
        shutil.rmtree(folder)
        at += 1
    assert n_steps > 8


def hold_for(path, seconds, locked):
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("BEGIN EXCLUSIVE")
        locked.set()
        time.sleep(seconds)


def test_a_backup_waits_for_a_lock_longer_than_sqlite_would_by_itself(store):
    store.save(a_case())
    store.close()
    forked = multiprocessing.get_context("fork")
    locked = forked.Event()
    other = forked.Process(target=hold_for, args=(store.location, 7, locked))
    other.start()
    assert locked.wait(60)
    assert back_up(Path(store.location))[1].counts["cases"] == 1
    other.join(60)


def test_a_lock_that_is_never_let_go_of_is_told(store):
    store.close()
    forked = multiprocessing.get_context("fork")
    locked = forked.Event()
    other = forked.Process(target=hold_for, args=(store.location, 60, locked))
    other.start()
    assert locked.wait(60)
    with pytest.raises(StoreError, match="saving for a long time"):
        back_up(Path(store.location), patience=0.2)
    other.kill()
    other.join(60)


def test_a_server_is_backed_up_with_its_own_tools(postgresql_url):
    with (
        open_store(postgresql_url, create=True, author="tester") as store,
        pytest.raises(StoreError, match="pg_dump"),
    ):
        backup(store)


def save_on(path, begun, stop):
    with open_store(path, author="tester") as store:
        case = store.case("K-01")
        while not stop.is_set():
            store.save(Event(case_id=case.id, happened_on=DAY, kind="other"))
            begun.set()
            time.sleep(0.01)  # the other one is to have a turn, on a slow machine too


def test_a_backup_amid_saves_holds_all_that_was_saved_before(store, tmp_path):
    store.save(case := a_case())
    forked = multiprocessing.get_context("fork")
    begun, stop = forked.Event(), forked.Event()
    writer = forked.Process(target=save_on, args=(store.location, begun, stop))
    store.close()
    writer.start()
    assert begun.wait(60)
    mine = Event(case_id=case.id, happened_on=DAY, kind="hearing")
    store.save(mine)
    copy = backup(store)
    stop.set()
    writer.join(60)
    with open_store(copy, author="tester") as opened:
        assert opened.find(Event, mine.id) is not None
        assert opened.verify().ok

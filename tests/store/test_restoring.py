"""Is going back to a backup as safe as going forth?"""

import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from supervision_kit.errors import NewerSchema, StoreError
from supervision_kit.store import (
    backup,
    last_backup,
    open_store,
    restore,
)
from supervision_kit.store.holding import alone_in
from supervision_kit.store.manifest import manifest_of, read_manifest
from tests.store.hot import (
    N_CONTACTS,
    a_case,
    contacts,
    is_hot,
    leave_hot_journal,
    leave_wal,
)
from tests.store.pulling import Steps, fail, forked, kill


@pytest.fixture
def place(tmp_path):
    """Path of a closed store with one case and contacts, and a save made since its backup."""
    path = tmp_path / "team" / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        store.save(case := a_case(), *contacts(case.id, 2 * N_CONTACTS, "kept"))
        backup(store)
        store.save(*contacts(case.id, 3, "later"))
    return path


@pytest.fixture
def copy(place):
    """The backup of it."""
    (found,) = (place.parent / "backups").glob("*.sqlite")
    return found


def state(path):
    """What a store holds, after making sure that it is whole."""
    with open_store(path, author="tester") as store:
        found = store.verify()
        assert found.ok, found.problems
        return store.counts()["contacts"], found.n_events


def as_in_backup(path, copy):
    told = read_manifest(manifest_of(copy))
    return state(path) == (told.counts["contacts"], told.n_events)


def names(folder):
    return {each.name for each in folder.iterdir()}


def test_a_store_goes_back_and_what_was_there_is_kept_and_named(place, copy):
    done = restore(place, copy)
    assert as_in_backup(place, copy)
    assert place.stat().st_mode & 0o777 == 0o600
    assert state(done.replaced) == (2 * N_CONTACTS + 3, 3)
    assert done.n_lost == 1
    said = " ".join(done.sentences)
    assert "One save made since is not in it." in said
    assert f"supervision-kit restore {place} --from {done.replaced}" in said


def test_going_back_can_be_undone_by_the_command_it_names(place, copy):
    before = state(place)
    done = restore(place, copy)
    restore(place, done.replaced)
    assert state(place) == before


def test_the_command_it_names_can_be_copied_when_there_is_a_blank_in_a_name(tmp_path):
    path = tmp_path / "our team" / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        store.save(a_case())
        copy = backup(store)
    assert f"restore '{path}' --from '" in restore(path, copy).sentences[-1]


def test_a_hot_journal_stays_with_its_file(place, copy):
    before = state(place)
    leave_hot_journal(place)
    journal = place.with_name(f"{place.name}-journal").read_bytes()
    done = restore(place, place.parent)
    assert as_in_backup(place, copy)
    assert is_hot(done.replaced)
    assert done.replaced.with_name(f"{done.replaced.name}-journal").read_bytes() == journal
    assert state(done.replaced) == before
    assert done.n_lost == 1


def test_without_moving_it_that_journal_would_ruin_a_copy(place, copy):
    leave_hot_journal(place)
    shutil.copy(copy, place)  # what the documents once said
    with pytest.raises((StoreError, AssertionError)):
        assert as_in_backup(place, copy)


def test_a_log_that_was_left_stays_with_its_file_too(place, copy):
    leave_wal(place, "K-02")
    done = restore(place, copy)
    assert as_in_backup(place, copy)
    assert done.n_lost == 2
    with open_store(done.replaced, author="tester") as old:
        assert list(old.cases().code) == ["K-01", "K-02"]


def test_a_store_behind_a_link_is_replaced_where_it_lies(place, copy, tmp_path):
    (link := tmp_path / "link.sqlite").symlink_to(place)
    leave_hot_journal(place)
    done = restore(link, copy)
    assert link.is_symlink()
    assert done.replaced.parent == place.parent
    assert is_hot(done.replaced)
    assert as_in_backup(link, copy)


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path):
    spoiled = bytearray(path.read_bytes())
    spoiled[100] ^= 0x08
    path.write_bytes(spoiled)


SPOILED = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "cut short": cut,
    "a flipped bit": flip,
    "a web page": lambda path: path.write_text("<html>"),
}


@pytest.mark.parametrize("spoiled", SPOILED)
def test_a_store_that_is_no_more_comes_back(place, copy, spoiled):
    SPOILED[spoiled](place)
    before = place.read_bytes() if place.exists() else None
    done = restore(place, place.parent)
    assert as_in_backup(place, copy)
    assert (done.replaced.read_bytes() if done.replaced else None) == before


def test_a_store_comes_back_into_a_folder_that_is_not_there_yet(place, copy, tmp_path):
    restore(tmp_path / "new" / "caseload.sqlite", copy.parent)
    assert as_in_backup(tmp_path / "new" / "caseload.sqlite", copy)


def test_a_backup_of_an_earlier_form_comes_back_as_it_was(tmp_path):
    path = tmp_path / "caseload.sqlite"
    shutil.copy(Path(__file__).parent / "data" / "released-0001.sqlite", path)
    open_store(path, author="tester").close()
    copy = tmp_path / "backups" / last_backup(path).file
    restore(path, copy)
    assert path.read_bytes() == copy.read_bytes()
    with open_store(path, author="tester") as now:
        assert now.verify().ok


def lose_an_event(copy):
    with closing(sqlite3.connect(copy)) as raw:
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("DELETE FROM contacts WHERE rowid = (SELECT max(rowid) FROM contacts)")
        raw.commit()


def make_newer(copy):
    manifest_of(copy).unlink()
    with closing(sqlite3.connect(copy)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()


def make_foreign(copy):
    manifest_of(copy).unlink()
    copy.unlink()
    with closing(sqlite3.connect(copy)) as raw:
        raw.execute("CREATE TABLE notes (words)")
        raw.commit()


def unsign(spoil):
    def both(copy):
        manifest_of(copy).unlink()
        spoil(copy)

    return both


BAD = {
    "missing": (Path.unlink, StoreError, "no backup at"),
    "emptied": (lambda copy: copy.write_bytes(b""), StoreError, "not as it was"),
    "cut short": (cut, StoreError, "not as it was"),
    "a row gone": (lose_an_event, StoreError, "not as it was"),
    "a flipped bit": (flip, StoreError, "not as it was"),
    "a row gone, unsigned": (unsign(lose_an_event), StoreError, "damaged"),
    "a flipped bit, unsigned": (unsign(flip), StoreError, "damaged"),
    "a later version": (make_newer, NewerSchema, "later version"),
    "another program's": (make_foreign, StoreError, "another program"),
    "a broken manifest": (
        lambda copy: manifest_of(copy).write_text("{"),
        StoreError,
        "not a description",
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_backup_that_is_not_whole_is_refused_and_nothing_changes(place, copy, bad):
    spoil, kind, told = BAD[bad]
    spoil(copy)
    before, there = place.read_bytes(), names(place.parent)
    with pytest.raises(kind, match=told):
        restore(place, copy)
    assert place.read_bytes() == before
    assert names(place.parent) == there


def test_a_folder_gives_the_last_backup_that_is_as_it_was_made(place, copy):
    with open_store(place, author="tester") as store:
        later = backup(store)
    flip(later)
    assert restore(place, place.parent / "backups").backup == copy


def test_a_folder_without_a_backup_of_this_store_says_so(place, tmp_path):
    with pytest.raises(StoreError, match=r"holds no backup of caseload\.sqlite"):
        restore(place, tmp_path)


def test_a_store_is_not_put_back_from_itself(place):
    with pytest.raises(StoreError, match="the store itself"):
        restore(place, place)


def test_while_a_page_has_the_store_open_it_does_not_go_back(place, copy):
    with open_store(place, author="tester") as store:
        store.counts()
        before = place.read_bytes()
        with pytest.raises(StoreError, match="still open"):
            restore(place, copy)
        assert place.read_bytes() == before
    restore(place, copy)


def lock(path, locked, done):
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("BEGIN EXCLUSIVE")
        locked.set()
        done.wait(60)


def test_while_a_page_has_it_open_by_way_of_a_link_it_does_not_go_back(place, copy, tmp_path):
    link = tmp_path / "linked" / "caseload.sqlite"
    link.parent.mkdir()
    link.symlink_to(place)
    before = place.read_bytes()
    with open_store(link, author="tester") as store:
        store.counts()
        for named in (link, place):
            with pytest.raises(StoreError, match="still open"):
                restore(named, copy, patience=0)
    assert place.read_bytes() == before


def test_a_store_waits_for_every_other_in_its_folder_and_they_wait_for_it(place, copy):
    """The hold is on the folder, since a file may be missing; so it is said of the folder."""
    other = place.with_name("other.sqlite")
    with open_store(other, create=True, author="tester") as store:
        store.counts()
        with pytest.raises(StoreError, match=f"A store in {place.parent} is still open"):
            restore(place, copy, patience=0)
    with alone_in(place.parent), pytest.raises(StoreError) as refused:
        open_store(other, author="tester", patience=0)
    assert str(refused.value).startswith(f"A store in {place.parent} is being put back")
    restore(place, copy)
    assert as_in_backup(place, copy)


def test_while_another_program_saves_it_does_not_go_back(place, copy):
    locked, done = forked.Event(), forked.Event()
    other = forked.Process(target=lock, args=(place, locked, done))
    other.start()
    assert locked.wait(60)
    with pytest.raises(StoreError, match="still open"):
        restore(place, copy, patience=0.2)
    done.set()
    other.join(60)
    restore(place, copy)
    assert as_in_backup(place, copy)


def test_a_page_that_was_open_all_along_never_saves_into_the_old_file(place, copy, monkeypatch):
    # A system without holds cannot tell that the page is there.
    monkeypatch.setattr("supervision_kit.store.holding.fcntl", None)
    with open_store(place, author="tester") as store:
        case_id = store.case("K-01").id
        done = restore(place, copy)
        store.save(*contacts(case_id, 1, "after"))
    assert state(place) == (2 * N_CONTACTS + 1, 3)
    assert state(done.replaced) == (2 * N_CONTACTS + 3, 3)


def test_a_save_begun_before_is_refused_and_kept_out_of_the_old_file(place, copy, monkeypatch):
    monkeypatch.setattr("supervision_kit.store.holding.fcntl", None)
    with open_store(place, author="tester") as store:
        case_id = store.case("K-01").id
        with store.engine.connect() as begun:  # taken from the pool, as a save does first
            done = restore(place, copy)
            with pytest.raises(StoreError, match="put back from a backup meanwhile"):
                begun.execution_options(supervision_kit_writing=True).begin()
        store.save(*contacts(case_id, 1, "after"))
    assert state(place) == (2 * N_CONTACTS + 1, 3)
    assert state(done.replaced) == (2 * N_CONTACTS + 3, 3)


def test_a_store_whose_file_was_taken_away_is_not_made_anew_by_an_open_page(place):
    with open_store(place, author="tester") as store:
        store.counts()
        place.unlink()
        with pytest.raises(StoreError, match="cannot be opened"):
            store.counts()
    assert not place.exists()


def test_no_store_is_made_beside_a_journal_that_would_be_undone_into_it(place):
    leave_hot_journal(place)
    place.unlink()
    with pytest.raises(StoreError, match=r"caseload\.sqlite-journal"):
        open_store(place, create=True, author="tester")
    assert not place.exists()


def test_what_comes_after_going_back_is_the_last_backup_though_it_holds_less(place, copy):
    with open_store(place, author="tester") as store:
        fuller = backup(store)
    restore(place, copy)
    assert last_backup(place).file == fuller.name
    with open_store(place, author="tester") as store:
        after = backup(store)
    assert last_backup(place).file == after.name


# Pulled out at any step.


def restore_with(place, source, at, act, answers):
    steps = Steps(place.parent, at, act)
    steps.watch()
    try:
        restore(place, source)
        told = "done"
    except StoreError as error:
        told = str(error)
    except BaseException as error:
        told = f"{type(error).__name__} {error}"
    at, steps.at = steps.n, 0
    answers.put((told, at))


def at_step(place, source, at, act):
    """Restore in a process of its own; what it said and how many steps it took, None if killed."""
    answers = forked.Queue()
    child = forked.Process(target=restore_with, args=(place, source, at, act, answers))
    child.start()
    child.join(120)
    if child.exitcode == -signal.SIGKILL:
        return None
    return answers.get(timeout=20)


def whole(folder, tmp_path):
    """The states of all files that are whole, each with its journal, looked at in a copy."""
    seen = shutil.copytree(folder, tmp_path / "looked at", dirs_exist_ok=True)
    found = []
    for path in seen.glob("*.sqlite"):
        try:
            found.append(state(path))
        except (StoreError, AssertionError):
            continue
    shutil.rmtree(seen)
    return found


@pytest.fixture
def pulled(place, tmp_path):
    """A store with a hot journal, as often as it is asked for."""
    before = state(place)
    leave_hot_journal(place)
    kept = tmp_path / "kept"
    place.parent.rename(kept)

    def again():
        shutil.rmtree(place.parent, ignore_errors=True)
        shutil.copytree(kept, place.parent)
        return before

    return again


def test_killed_at_any_step_a_whole_file_remains_and_doing_it_again_ends_well(
    place, pulled, tmp_path
):
    pulled()
    _told, n_steps = at_step(place, place.parent, 0, kill)
    assert n_steps > 10
    for at in range(1, n_steps + 1):
        before = pulled()
        assert at_step(place, place.parent, at, kill) is None
        assert before in whole(place.parent, tmp_path), at
        if not place.exists():
            with pytest.raises(StoreError, match=r"interrupted.*supervision-kit restore"):
                open_store(place, author="tester")
            with pytest.raises(StoreError, match="No new store is made"):
                open_store(place, create=True, author="tester")
        copy = restore(place, place.parent).backup
        assert as_in_backup(place, copy), at
        assert not [name for name in names(place.parent) if ".restoring" in name]


def test_failing_at_any_step_leaves_the_store_as_it_was_or_done(place, pulled, tmp_path):
    pulled()
    _told, n_steps = at_step(place, place.parent, 0, fail)
    for at in range(1, n_steps + 1):
        before = pulled()
        told, _ = at_step(place, place.parent, at, fail)
        assert told == "done" or told.endswith("."), (at, told)
        assert before in whole(place.parent, tmp_path), at
        assert place.exists(), at
        if told == "done" or "was put back, but" in told:
            assert as_in_backup(place, next((place.parent / "backups").glob("*.sqlite"))), at
        else:
            assert is_hot(place), (at, told)

import datetime as dt
import multiprocessing
import os
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from supervision_kit.access import current_author
from supervision_kit.errors import AccessDenied, NewerSchema, StoreError
from supervision_kit.frameworks import Framework
from supervision_kit.records import Case
from supervision_kit.store import backup, open_store
from supervision_kit.store.opening import create_file
from supervision_kit.store.place import APPLICATION_ID, examine


@pytest.fixture
def path(tmp_path):
    """A closed store file with one case."""
    path = tmp_path / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        store.save(a_case())
    return path


def a_case(code="K-01"):
    day = dt.date(2026, 3, 2)
    return Case(code=code, setting="probation", opened_on=day)


def test_a_store_that_is_not_there_is_not_made_by_looking(tmp_path):
    with pytest.raises(StoreError, match=r"no store at .*nowhere\.sqlite.* no checked backup"):
        open_store(tmp_path / "nowhere.sqlite", author="tester")
    assert list(tmp_path.iterdir()) == []


def test_a_new_store_is_one_private_file_marked_as_ours(tmp_path):
    path = tmp_path / "new folder" / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        assert store.counts()["cases"] == 0
        assert store.location == str(path)
        assert (store.author, store.caution) == ("tester", None)
        assert isinstance(store.framework, Framework)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert int.from_bytes(path.read_bytes()[68:72]) == APPLICATION_ID
    assert {each.name for each in path.parent.iterdir()} <= {path.name, f"{path.name}-journal"}


def test_making_a_store_that_is_there_opens_it(path):
    with open_store(path, create=True, author="tester") as store:
        assert list(store.cases().code) == ["K-01"]


def test_a_store_opens_with_the_scales_of_the_folder_beside_it(path):
    (path.parent / "frameworks").mkdir()
    (path.parent / "frameworks" / "kinds.toml").write_text('[kinds.contact]\nwalk = "A walk"\n')
    with open_store(path, author="tester") as store:
        assert store.framework.kind("contact", "walk") == "A walk"


def test_the_author_is_asked_of_the_server_when_none_is_given(path, monkeypatch):
    with open_store(path) as store:
        assert store.author == current_author()
    monkeypatch.setenv("SUPERVISION_KIT_USER_HEADER", "X-Remote-User")
    with pytest.raises(AccessDenied):
        open_store(path)


def test_a_closed_store_opens_again_by_itself(path):
    store = open_store(path, author="tester")
    store.close()
    assert store.counts()["cases"] == 1
    store.close()


def create(path, start, answers):
    start.wait(20)
    with open_store(path, create=True, author="tester") as store:
        answers.put(store.save(a_case(f"K-{multiprocessing.current_process().name}")).repeated)


def test_several_that_make_one_store_at_once_all_get_the_same(tmp_path):
    path, forked = tmp_path / "caseload.sqlite", multiprocessing.get_context("fork")
    start, answers = forked.Event(), forked.Queue()
    makers = [
        forked.Process(target=create, args=(path, start, answers), name=str(n)) for n in range(4)
    ]
    for each in makers:
        each.start()
    start.set()
    assert [answers.get(timeout=60) for _ in makers] == [False] * 4
    for each in makers:
        each.join(60)
    with open_store(path, author="tester") as store:
        assert list(store.cases().code) == ["K-0", "K-1", "K-2", "K-3"]
    assert not list(tmp_path.glob(".*"))


def other_database(path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA application_id = 252006674")
        other.execute("CREATE TABLE notes (words)")
        other.commit()


def unsigned_database(path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE notes (words)")
        other.commit()


def signed_without_tables(path):
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        other.execute("CREATE TABLE notes (words)")
        other.commit()


WRONG = {
    "zero length": (lambda path: path.write_bytes(b""), "is empty"),
    "web page": (lambda path: path.write_text("<html>Log in first</html>"), "another kind of file"),
    "only the first bytes": (lambda path: path.write_bytes(b"SQLite format 3\0"), "another kind"),
    "other program": (other_database, "another program"),
    "no program": (unsigned_database, "another program"),
    "signed, no tables": (signed_without_tables, "another program"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_that_is_no_store_is_never_created_over(tmp_path, wrong):
    make, told = WRONG[wrong]
    path = tmp_path / "caseload.sqlite"
    make(path)
    before = path.read_bytes()
    for may_create in (False, True):
        with pytest.raises(StoreError, match=told):
            open_store(path, create=may_create, author="tester")
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_folder_in_place_of_a_store_is_said(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path, author="tester")


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made here"):
        open_store(tmp_path / "file" / "caseload.sqlite", create=True, author="tester")


def test_a_store_cut_short_is_refused_untouched_and_names_the_last_backup(path):
    with open_store(path, author="tester") as store:
        copy = backup(store)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError, match=f"cut short.*backups/{copy.name}"):
        open_store(path, create=True, author="tester")
    assert path.read_bytes() == whole[: len(whole) // 2]


def test_a_store_that_is_shorter_than_it_says_for_a_moment_only_is_opened(path):
    """Between the pages of a save, the first one may tell of a last one that is still to come."""
    whole = path.read_bytes()
    with path.open("r+b") as file:
        file.truncate(len(whole) - 4096)
    later = threading.Timer(0.08, path.write_bytes, [whole])
    later.start()
    try:
        examine(path)
    finally:
        later.join()
    with open_store(path, author="tester") as store:
        assert list(store.cases().code) == ["K-01"]


def test_a_backup_that_is_gone_or_unreadable_is_not_named(path):
    with open_store(path, author="tester") as store:
        gone = backup(store)
        kept = backup(store)
    gone.unlink()
    (path.parent / "backups" / "x.manifest.json").write_text("<html>")
    path.write_bytes(b"")
    with pytest.raises(StoreError, match=f"backups/{kept.name}, made on "):
        open_store(path, author="tester")


def page_of(path, table):
    with closing(sqlite3.connect(path)) as raw:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        return raw.execute(query, [table]).fetchone()[0]


def test_a_flipped_bit_in_the_file_is_told_and_the_last_backup_named(path):
    with open_store(path, author="tester") as store:
        copy = backup(store)
    spoiled = bytearray(path.read_bytes())
    start = (page_of(path, "cases") - 1) * 4096
    spoiled[start] ^= 0x08  # what kind of page this is
    path.write_bytes(spoiled)
    with open_store(path, author="tester") as store:
        assert store.cases()["code"].is_unique  # what the history holds is shown instead
        assert any(f"backups/{copy.name}" in told for told in store.damage)
        seen = store.verify()
        assert not seen.ok
        assert seen.problems[0] == "The file is damaged."
        assert "cases: not every row can be read any more." in seen.problems


def test_a_flipped_bit_in_the_list_of_tables_is_told_at_once(path):
    spoiled = bytearray(path.read_bytes())
    spoiled[100] ^= 0x08
    path.write_bytes(spoiled)
    with pytest.raises(StoreError, match="is damaged"):
        open_store(path, author="tester")


def test_a_flipped_bit_in_a_word_is_found_by_a_check(path):
    spoiled = path.read_bytes().replace(b"probation", b"probatiom", 1)
    path.write_bytes(spoiled)
    with open_store(path, author="tester") as store:
        assert not store.verify().ok


def test_a_loose_end_is_found_by_a_check(path):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(
            "INSERT INTO plan_dates (id, case_id, agreed_on, note, withdrawn_why, row_version) "
            f"VALUES ('{'a' * 32}', '{'b' * 32}', '2026-03-02', '', '', 1)"
        )
        raw.commit()
    with open_store(path, author="tester") as store:
        assert (
            "plan_dates: a record refers to one in cases that is gone." in store.verify().problems
        )


def test_a_store_of_a_later_version_is_left_untouched(path):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    before, files = path.read_bytes(), set(path.parent.iterdir())
    with pytest.raises(NewerSchema, match="later version"):
        open_store(path, create=True, author="tester")
    assert path.read_bytes() == before
    assert set(path.parent.iterdir()) == files


def test_a_database_of_a_later_version_is_left_untouched(any_url, any_store):
    with any_store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchema, match="later version"):
        open_store(any_url, create=True, author="tester")


def test_an_empty_database_is_filled_only_when_asked(postgresql_url):
    with pytest.raises(StoreError, match="no caseload in it"):
        open_store(postgresql_url, author="tester")
    with open_store(postgresql_url, create=True, author="tester") as store:
        assert store.counts()["cases"] == 0
        assert store.caution is None
    with open_store(postgresql_url, author="tester") as store:
        assert store.counts()["cases"] == 0


def test_a_name_with_signs_in_it_is_kept_as_it_is(tmp_path):
    path = tmp_path / "Fälle 100% #1?.sqlite"
    with open_store(path, create=True, author="tester") as store:
        store.save(a_case())
    with open_store(path, author="tester") as store:
        assert backup(store).is_file()
    assert path.is_file()


def test_a_store_made_meanwhile_by_somebody_else_stays(path):
    before = path.read_bytes()
    create_file(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("is_there", [False, True])
def test_on_a_disk_without_links_a_store_is_made_all_the_same(tmp_path, monkeypatch, is_there):
    path = tmp_path / "caseload.sqlite"

    def refuse(_part, target):
        if is_there:  # somebody else was quicker
            Path(target).write_text("theirs")
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    create_file(path)
    if is_there:
        assert path.read_text() == "theirs"
    else:
        open_store(path, author="tester").close()
    assert not list(tmp_path.glob(".*"))


def test_windows_has_neither_modes_nor_folders_to_sync(path, monkeypatch):
    path.chmod(0o644)
    monkeypatch.delattr(os, "geteuid")
    monkeypatch.delattr(os, "O_DIRECTORY")
    with open_store(path, author="tester") as store:
        assert backup(store).is_file()
    assert path.stat().st_mode & 0o777 == 0o644

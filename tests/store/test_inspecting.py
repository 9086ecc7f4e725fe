"""Does a check leave everything as it is, whatever it finds?"""

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from supervision_kit.cli import main
from supervision_kit.errors import StoreError
from supervision_kit.store import backup, inspect, open_store

RELEASED = sorted((Path(__file__).parent / "data").glob("released-*.sqlite"))
CUT_OFF = """
import os, sqlite3, sys
raw = sqlite3.connect(sys.argv[1], isolation_level=None)
raw.execute("PRAGMA cache_size = 1")
raw.execute("PRAGMA cache_spill = ON")
raw.execute("BEGIN IMMEDIATE")
raw.execute("UPDATE cases SET summary = hex(zeroblob(4000))")
raw.execute("CREATE TABLE rest AS WITH RECURSIVE n(i) AS "
    "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) SELECT i, hex(zeroblob(900)) FROM n")
print("in the middle", flush=True)
sys.stdin.read()
"""


#: A row that breaks a rule; the word does not stand in the statement itself.
BROKEN = (
    "CREATE TABLE IF NOT EXISTS t (n INT CHECK (n > 0), x TEXT); "
    "INSERT INTO t SELECT -1, '{word}' || ' story'"
)


def ask(url, statement):
    """Ask a server something and give back its first answer."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(statement)
        return found.fetchone()[0] if found.description else None


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def path(caseload):
    """The sample caseload in a closed file."""
    caseload.close()
    return Path(caseload.location)


def cut_off(path):
    """Kill a process in the middle of a save, so that a hot journal is left beside the file."""
    writer = subprocess.Popen(
        [sys.executable, "-c", CUT_OFF, str(path)], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    )
    with writer:
        assert writer.stdout.readline() == b"in the middle\n"
        os.kill(writer.pid, signal.SIGKILL)
    return path.with_name(f"{path.name}-journal")


def test_a_whole_store_and_its_backup_stay_as_they_are(path, capsys):
    with open_store(path, author="tester") as store:
        copy = backup(store)
    before = {each: digest(each) for each in (path, copy)}
    for each in before:
        assert main(["check", str(each)]) == 0
        assert "The store is whole" in capsys.readouterr().out
    assert {each: digest(each) for each in before} == before
    assert not (copy.parent / "backups").exists()


@pytest.mark.parametrize("released", RELEASED, ids=lambda each: each.stem)
def test_a_store_of_an_earlier_form_is_checked_and_not_upgraded(tmp_path, released, capsys):
    path = Path(shutil.copy(released, tmp_path))
    path.chmod(0o600)
    before = digest(path)
    assert main(["check", str(path)]) == 0
    assert "every record is as it was saved" in capsys.readouterr().out
    assert digest(path) == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_save_that_was_cut_off_is_not_undone_by_a_check(path, capsys):
    journal = cut_off(path)
    before = digest(path), digest(journal)
    assert main(["check", str(path)]) == 0
    assert (digest(path), digest(journal)) == before
    with open_store(path, author="tester") as store:
        assert store.verify().ok
    assert not journal.exists() or journal.stat().st_size == 0


def test_a_store_others_may_read_is_checked_and_its_mode_left(path):
    path.chmod(0o644)
    assert inspect(path).ok
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_pipe_or_a_folder_is_no_store_and_nobody_waits_for_it(tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder.sqlite").mkdir()
    for name in ("pipe", "folder.sqlite/caseload.sqlite", "nowhere.sqlite"):
        with pytest.raises(StoreError):
            inspect(tmp_path / name)
        with pytest.raises(StoreError):
            open_store(tmp_path / name, author="tester")
        assert main(["check", str(tmp_path / name)]) == 2


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda whole: b"", "is empty"),
        (lambda whole: whole[:50], "another kind of file"),
        (lambda whole: b"X" + whole[1:], "another kind of file"),
        (lambda whole: whole[:68] + b"\0\0\0\0" + whole[72:], "another program"),
        (lambda whole: whole[: len(whole) // 2], "cut short"),
    ],
)
def test_a_file_that_is_damaged_is_not_whole_and_says_where_the_backup_is(
    path, capsys, spoil, found
):
    with open_store(path, author="tester") as store:
        backup(store)
    path.write_bytes(spoil(path.read_bytes()))
    assert main(["check", str(path)]) == 1
    assert found in capsys.readouterr().out


def test_a_finding_names_the_last_checked_backup(path, capsys):
    with open_store(path, author="tester") as store:
        copy = backup(store)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE events SET note = 'Never said.'")
        raw.commit()
    assert main(["check", str(path)]) == 1
    assert f"backups/{copy.name}" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["check", "open"])
def test_a_file_that_somebody_has_for_themselves_is_waited_for(path, what):
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN EXCLUSIVE")

    def let_go():
        time.sleep(6)  # longer than SQLite's own five seconds
        holder.execute("ROLLBACK")
        holder.close()

    waiting = threading.Thread(target=let_go)
    waiting.start()
    try:
        if what == "check":
            assert inspect(path).ok
        else:
            open_store(path, author="tester").close()
    finally:
        waiting.join()


def test_nobody_waits_longer_than_asked(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="saving for a long time"):
            inspect(path, patience=0.2)
        with pytest.raises(StoreError, match="saving for a long time"):
            open_store(path, author="tester", patience=0.2)


def test_a_servers_log_keeps_quiet_about_rows_once_it_is_told_to(postgresql, postgresql_url):
    folder = Path(ask(postgresql, "SHOW data_directory")).parent
    name = postgresql_url.rsplit("/", 1)[1]
    with pytest.raises(psycopg.errors.CheckViolation):
        ask(postgresql_url, BROKEN.format(word="loud"))
    assert "loud story" in (folder / "log").read_text(errors="replace")
    ask(postgresql, f"ALTER DATABASE {name} SET log_error_verbosity = terse")
    with pytest.raises(psycopg.errors.CheckViolation):
        ask(postgresql_url, BROKEN.format(word="quiet"))
    assert "quiet story" not in (folder / "log").read_text(errors="replace")

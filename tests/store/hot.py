"""How is a save killed in the middle, so that what it left is certain?"""

import datetime as dt
import multiprocessing
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import event

from supervision_kit.records import Case, Contact
from supervision_kit.store import open_store

DAY = dt.date(2026, 3, 2)
#: How a journal begins that SQLite will undo.
HOT = bytes.fromhex("d9d505f920a163d7")
N_CONTACTS = 40


def a_case(code="K-01"):
    return Case(code=code, setting="probation", opened_on=DAY)


def contacts(case_id, n, story):
    at = {"case_id": case_id, "occurred_on": DAY, "kind": "home", "attendance": "attended"}
    return [Contact(**at, story=f"{story} {number}. " * 20) for number in range(n)]


def leave_hot_journal(path: Path) -> None:
    """Kill a save of many contacts after pages of it reached the file, and make sure of it."""
    before = path.read_bytes()
    child = multiprocessing.get_context("fork").Process(target=_die_in_save, args=(path,))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    assert is_hot(path)
    assert path.read_bytes() != before


def is_hot(path: Path) -> bool:
    """Whether a journal lies beside a file that has pages of it to give back."""
    journal = path.with_name(path.name + "-journal")
    if not journal.exists():
        return False
    start = journal.read_bytes()[:12]
    return start[:8] == HOT and start[8:] != bytes(4)


def _die_in_save(path: Path) -> None:
    store = open_store(path, author="tester")

    @event.listens_for(store.engine, "connect")
    def _be_small(connection: sqlite3.Connection, _record) -> None:
        # A small cache lets pages reach the file early, as a large save does by itself.
        connection.execute("PRAGMA cache_size = 5")
        connection.set_progress_handler(lambda: is_hot(path) and die(), 50)

    with store.engine.connect():
        pass
    store.close()
    store.save(*contacts(store.case("K-01").id, N_CONTACTS, "never kept"))
    raise AssertionError("was not killed")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave_wal(path: Path, code: str) -> None:
    """Save a case into a write-ahead log and be killed before it reaches the file."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = WAL").close()
    child = multiprocessing.get_context("fork").Process(target=_die_after_save, args=(path, code))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    assert path.with_name(path.name + "-wal").stat().st_size > 0


def _die_after_save(path: Path, code: str) -> None:
    store = open_store(path, author="tester")

    @event.listens_for(store.engine, "connect")
    def _stay_in_log(connection: sqlite3.Connection, _record) -> None:
        connection.execute("PRAGMA journal_mode = WAL").close()
        connection.execute("PRAGMA wal_autocheckpoint = 0").close()

    store.close()
    store.save(a_case(code))
    die()

"""Does a store go back to its backup whole when a killed save left a journal beside it?

Again and again a save is killed after pages of it reached the file, so that a journal is left that
SQLite will undo. Then the store is put back from its backup. It must hold exactly what the
manifest says, and the old file must be there with its journal, and whole once that is undone.

    python benchmarks/journals.py --times 20
"""

import argparse
import datetime as dt
import multiprocessing
import os
import signal
import sqlite3
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event

from supervision_kit.records import Case, Contact
from supervision_kit.store import Store, back_up, open_store, restore
from supervision_kit.store.contents import contents_of
from supervision_kit.store.manifest import Manifest

DAY = dt.date(2026, 1, 5)
N_CONTACTS = 100
#: How a journal begins that SQLite will undo.
HOT = bytes.fromhex("d9d505f920a163d7")


@dataclass
class Outcome:
    """How often what should be was."""

    n_hot: int = 0
    n_whole: int = 0
    n_equal: int = 0
    n_kept: int = 0

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"hot journals {self.n_hot}, whole {self.n_whole}, "
            f"equal to the manifest {self.n_equal}, old files kept {self.n_kept}"
        )


def go_back(folder: Path, outcome: Outcome) -> None:
    """Make a store and its backup, kill a save, put the store back, and count what is right."""
    path = folder / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        case = Case(code="K-01", setting="other", opened_on=DAY)
        store.save(case, *contacts(case.id, "kept"))
        _copy, manifest = back_up(path)
        store.save(*contacts(case.id, "later"))
        before = held(store)
    kill_in_save(path, case.id)
    outcome.n_hot += is_hot(path)
    done = restore(path, folder)
    with open_store(path, author="tester") as store:
        outcome.n_whole += store.verify().ok
        outcome.n_equal += held(store) == as_told(manifest)
    if done.replaced is not None and is_hot(done.replaced):
        with open_store(done.replaced, author="tester") as old:
            outcome.n_kept += old.verify().ok and held(old) == before


def contacts(case_id: str, story: str) -> list[Contact]:
    """Make contacts that fill some pages."""
    at: dict[str, Any] = {"case_id": case_id, "occurred_on": DAY, "kind": "home"}
    return [
        Contact(**at, attendance="attended", story=f"{story} {n}. " * 20) for n in range(N_CONTACTS)
    ]


def held(store: Store) -> tuple[dict, dict]:
    """Read what a store holds: counts and the end of each history."""
    with store.engine.connect() as connection:
        found = contents_of(connection)
    return found.counts, found.heads


def as_told(manifest: Manifest) -> tuple[dict, dict]:
    """Give what a manifest says a store held."""
    return manifest.counts, manifest.heads


def is_hot(path: Path) -> bool:
    """Say whether a journal lies beside a file that has pages of it to give back."""
    journal = path.with_name(f"{path.name}-journal")
    start = journal.read_bytes()[:12] if journal.exists() else b""
    return start[:8] == HOT and start[8:] != bytes(4)


def kill_in_save(path: Path, case_id: str) -> None:
    """Save in a process of its own, and kill that once pages reached the file."""
    fork = multiprocessing.get_context("fork")
    child = fork.Process(target=_save_and_die, args=(path, case_id))
    child.start()
    child.join()


def _save_and_die(path: Path, case_id: str) -> None:
    with open_store(path, author="tester") as store:

        @event.listens_for(store.engine, "connect")
        def _watch(connection: sqlite3.Connection, _record: Any) -> None:
            # A small cache lets pages reach the file early, as a large save does by itself.
            connection.execute("PRAGMA cache_size = 5")
            connection.set_progress_handler(lambda: is_hot(path) and _die(), 50)

        store.close()  # the next connection is watched
        store.save(*contacts(case_id, "never kept"))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> int:
    """Go back so many times and say how it ended; 1 if anything was not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args().times
    outcome = Outcome()
    for _ in range(times):
        with tempfile.TemporaryDirectory(prefix="journals-") as name:
            go_back(Path(name), outcome)
    sys.stdout.write(f"{outcome}\n")
    every = (outcome.n_hot, outcome.n_whole, outcome.n_equal, outcome.n_kept)
    return int(every != (times,) * 4)


if __name__ == "__main__":
    sys.exit(main())

"""How long does a save of somebody else wait while a large file comes in?

A file of ratings is imported into a store. Meanwhile another process saves one contact after
another, with a short pause between, and notes how long each save took. In the end every one of
them must be there beside all of the file, and the store whole.

    python -m compileall -q src
    python benchmarks/waiting.py --rows 199999
"""

import argparse
import datetime as dt
import multiprocessing
import multiprocessing.synchronize
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event

from supervision_kit.exchange import import_file
from supervision_kit.records import Case, Contact
from supervision_kit.store import Store, open_store

DAY = dt.date(2024, 1, 1)
#: Ratings of one case in the file.
N_OF_CASE = 200
#: Seconds between two saves of the other process.
PAUSE = 0.2
MAPPING = """
kind = "ratings"

[case]
column = "case"
setting = "probation"
mandate = "mandated"

[date]
column = "date"
format = "YYYY-MM-DD"

[rater]
always = "worker"

[[rating]]
column = "investment"
scale = "engagement"
dimension = "investment"
"""


@dataclass(frozen=True)
class Outcome:
    """What an import did to the saves beside it."""

    n_rows: int
    import_took: float
    held: float
    worked: float
    n_saves: int
    longest_wait: float
    whole: bool
    finding: str

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"rows {self.n_rows}, import {self.import_took:.1f} s, "
            f"kept others from saving {self.held:.1f} s ({self.worked:.1f} s of work), "
            f"other saves {self.n_saves}, longest {self.longest_wait:.1f} s"
        )


def meet(place: str, folder: Path, n_rows: int) -> Outcome:
    """Let a large import and small saves meet in a new store."""
    file, mapping = folder / "ratings.csv", folder / "mapping.toml"
    file.write_text("\n".join(lines(n_rows)) + "\n")
    mapping.write_text(MAPPING)
    with open_store(place, create=True, author="somebody") as store:
        store.save(case := Case(code="K-0", setting="other", opened_on=DAY))
    spawn = multiprocessing.get_context("spawn")
    ready, done, waits = spawn.Event(), spawn.Event(), spawn.Queue()
    other = spawn.Process(target=save_on, args=(place, case.id, ready, done, waits), daemon=True)
    other.start()
    ready.wait(60)
    with open_store(place, author="importer") as store:
        held = holding_times(store)
        begun = time.monotonic()
        import_file(file, mapping, store, folder=folder)
        took = time.monotonic() - begun
    done.set()
    waited = waits.get(timeout=60)
    other.join(60)
    with open_store(place, author="somebody") as store:
        found, counts = store.verify(), store.counts()
    is_all_there = (counts["ratings"], counts["contacts"]) == (n_rows, len(waited))
    return Outcome(
        n_rows=n_rows,
        import_took=took,
        held=held[-1][0],
        worked=held[-1][1],
        n_saves=len(waited),
        longest_wait=max(waited),
        whole=found.ok and is_all_there,
        finding=found.sentence,
    )


def lines(n_rows: int) -> Iterator[str]:
    """Write a file of ratings: one a day and case."""
    yield "case,date,investment"
    for n in range(n_rows):
        case, day = divmod(n, N_OF_CASE)
        yield f"K-{case + 1},{DAY + dt.timedelta(days=day)},{1 + n % 5}"


def save_on(
    place: str,
    case_id: str,
    ready: multiprocessing.synchronize.Event,
    done: multiprocessing.synchronize.Event,
    waits: Any,
) -> None:
    """Save contacts until the import is done; give back how long each took."""
    waited = []
    with open_store(place, author="somebody", patience=120) as store:
        while not done.is_set():
            contact = Contact(case_id=case_id, occurred_on=DAY, kind="home", attendance="attended")
            begun = time.monotonic()
            store.save(contact)
            waited.append(time.monotonic() - begun)
            ready.set()
            time.sleep(PAUSE)
    waits.put(waited)


def holding_times(store: Store) -> list[tuple[float, float]]:
    """Note how long each save of a store lasts, from when it has begun until it is kept.

    Beside the seconds on the clock stand those the processor worked for it: on a machine that is
    busy with something else, only they can be compared.
    """
    held: list[tuple[float, float]] = []
    begun: list[tuple[float, float]] = []

    @event.listens_for(store.engine, "begin")
    def _begin(connection: Any) -> None:
        if connection.get_execution_options().get("supervision_kit_writing"):
            begun.append((time.monotonic(), time.process_time()))

    @event.listens_for(store.engine, "checkin")
    def _end(_connection: Any, _record: Any) -> None:
        if begun:
            clock, work = begun.pop()
            held.append((time.monotonic() - clock, time.process_time() - work))

    return held


def main() -> int:
    """Run it once and say how long the others waited; 1 if anything is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=199_999)
    parser.add_argument("--store", help="URL of an empty database; a new SQLite file otherwise")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="waiting-") as name:
        place = given.store or str(Path(name) / "caseload.sqlite")
        outcome = meet(place, Path(name), given.rows)
    sys.stdout.write(f"{outcome}\n{outcome.finding}\n")
    return int(not outcome.whole)


if __name__ == "__main__":
    sys.exit(main())

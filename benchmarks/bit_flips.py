"""What happens when single bits of a store turn over, as on a failing disk?

    python -m benchmarks.bit_flips --flips 400

Each flip is made in a copy of a store of its own. `check` must end with a sentence and status 1 if
a row, a rule or the file's structure is no longer as it was, and with 0 only if nothing of that
changed; everything that can still be read must be readable, on the case pages too, and no damage
may end in a traceback.
"""

import argparse
import contextlib
import datetime as dt
import io
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from pathlib import Path

from supervision_kit.cli import main as run
from supervision_kit.errors import SupervisionKitError
from supervision_kit.pages.case_view import gather
from supervision_kit.samples import stories
from supervision_kit.samples.filling import records_of
from supervision_kit.store import open_store

READERS = ("cases", "ratings", "contacts", "events", "workers", "promises", "plan_dates")
CODES = ("K-7F3Q", "K-8D5L")
TODAY = dt.date(2026, 11, 17)


def content(path: Path) -> list[str] | None:
    """Give all that SQLite reads out of a file; None if it cannot."""
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.text_factory = bytes
        try:
            tables = raw.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
            names = [name.decode() for name, sql in tables if sql and sql[:12] == b"CREATE TABLE"]
            return [
                repr(tables),
                *(repr(raw.execute(f"SELECT * FROM {n}").fetchall()) for n in names),
            ]
        except (sqlite3.Error, UnicodeDecodeError):
            return None


def checked(path: Path) -> tuple[int, str]:
    """Run `check` and give its status and what it said."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        status = run(["check", str(path)])
    return status, told.getvalue()


def readable(path: Path) -> str:
    """Open a store, read all of it and two case pages; say how that went."""
    try:
        with open_store(path, author="tester") as store:
            went = [_went(getattr(store, name)) for name in READERS]
            went += [_went(lambda code=code: gather(store, code, TODAY)) for code in CODES]
            damaged = bool(store.damage)
    except SupervisionKitError:
        return "opening refused with a sentence"
    if all(went):
        return "all readable but single records" if damaged else "all readable"
    return "parts readable, the rest refused with a sentence"


def _went(read) -> bool:
    try:
        read()
    except SupervisionKitError:
        return False
    return True


def sweep(flips: int, seed: int) -> Counter[str]:
    """Flip one bit in each of so many copies.

    Returns
    -------
    Counter
        How often `check` found it, how often nothing had changed, and how reading went.

    Raises
    ------
    AssertionError
        If something that changed was not found, or a command ended in any other way.
    """
    chance, seen = random.Random(seed), Counter()
    with tempfile.TemporaryDirectory() as folder:
        whole, path = Path(folder) / "whole.sqlite", Path(folder) / "caseload.sqlite"
        with open_store(whole, create=True, author="tester") as store:
            for story in stories():
                if story.code in CODES:
                    store.save_many(list(records_of(story, store.framework)))
        before, size = content(whole), whole.stat().st_size
        for _ in range(flips):
            shutil.copy(whole, path)
            spoiled = bytearray(path.read_bytes())
            place, bit = chance.randrange(size), chance.randrange(8)
            spoiled[place] ^= 1 << bit
            path.write_bytes(spoiled)
            status, told = checked(path)
            assert status in (0, 1), (place, bit, told)
            assert status == 1 or content(path) == before, (place, bit)
            assert path.read_bytes() == spoiled, (place, bit)
            seen["found" if status else "changed nothing"] += 1
            seen[readable(path)] += 1
    return seen


def main() -> int:
    """Flip as many bits as asked for and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--flips", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    for what, n in sorted(sweep(chosen.flips, chosen.seed).items()):
        sys.stdout.write(f"{what}: {n}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

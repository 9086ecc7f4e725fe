"""Does every acknowledged save survive processes that are killed at random?

Several writers save contacts with their ratings into one store. Each writes the save's id to a
file of its own before it asks ("asked") and after the store has answered ("acknowledged"). They
are killed in the middle and started again; a new writer first asks once more, with the same id,
for what the killed one had asked and got no answer to. In the end every acknowledged save must be
there, none twice, and the store whole.

    python benchmarks/storm.py --seconds 120
"""

import argparse
import datetime as dt
import hashlib
import multiprocessing.process
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import Framework
from supervision_kit.records import Case, Contact, Rating, new_id
from supervision_kit.store import open_store

DAY = dt.date(2026, 1, 5)
N_CASES = 3
DIMENSIONS = ("receptivity_help", "expectancy", "investment")
#: Seconds a writer lives, at random between these.
SHORTEST, LONGEST = 0.02, 2.0


@dataclass(frozen=True)
class Outcome:
    """What a storm left behind."""

    n_acknowledged: int
    n_missing: int
    n_twice: int
    n_kills: int
    whole: bool
    finding: str

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"acknowledged {self.n_acknowledged}, missing {self.n_missing}, "
            f"twice {self.n_twice}, kills {self.n_kills}"
        )


def storm(place: str, folder: Path, seconds: float, n_writers: int, seed: int) -> Outcome:
    """Let writers save into a new store, kill them at random, and count what is left."""
    with open_store(place, create=True, author="storm") as store:
        cases = [Case(code=f"K-{n}", setting="other", opened_on=DAY) for n in range(N_CASES)]
        store.save(*cases)
        framework = store.framework  # read once: a writer's short life is for saving
    ids = [case.id for case in cases]

    def save_on(number: int) -> None:
        write(place, folder, ids, number, framework)

    n_kills = rage(save_on, seconds, n_writers, random.Random(seed))
    return count(place, folder, n_kills)


def rage(
    save_on: Callable[[int], None], seconds: float, n_writers: int, chance: random.Random
) -> int:
    """Start writers, kill them, start them again; give back the number of kills."""
    fork = multiprocessing.get_context("fork")  # quick to start, and nothing is open here

    def start(number: int) -> tuple[multiprocessing.process.BaseProcess, float]:
        writer = fork.Process(target=save_on, args=(number,))
        writer.start()
        return writer, time.monotonic() + chance.uniform(SHORTEST, LONGEST)

    writers = [start(number) for number in range(n_writers)]
    n_kills, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        for number, (writer, until) in enumerate(writers):
            if time.monotonic() >= until:
                writer.kill()
                writer.join()
                n_kills += writer.exitcode == -9
                writers[number] = start(number)
        time.sleep(0.005)
    for writer, _until in writers:
        writer.kill()
        writer.join()
    return n_kills


def write(place: str, folder: Path, ids: list[str], number: int, framework: Framework) -> None:
    """Save without end, beginning with what was asked for and not answered."""
    asked, acknowledged = (folder / f"{name}-{number}" for name in ("asked", "acknowledged"))
    open_asked = lines(asked)[len(lines(acknowledged)) :]
    with open_store(place, author="storm", framework=framework) as store:
        while True:
            again = bool(open_asked)
            save_id = open_asked.pop(0) if again else new_id()
            if not again:
                note(asked, save_id)
            case_id = ids[int(save_id, 16) % len(ids)]
            try:
                store.save(*records_of(save_id, case_id), save_id=save_id)
            except StoreError:  # busy: not acknowledged, so ask again
                open_asked.insert(0, save_id)
                continue
            note(acknowledged, save_id)


def records_of(save_id: str, case_id: str) -> list[Contact | Rating]:
    """Make the records of a save: the same for the same id, as a form that asks again has them."""

    def own_id(name):
        return hashlib.sha256(f"{save_id} {name}".encode()).hexdigest()[:32]

    contact = Contact(
        id=own_id("contact"),
        case_id=case_id,
        occurred_on=DAY,
        kind="home",
        attendance="attended",
        story=save_id,
    )
    at = {"case_id": case_id, "contact_id": contact.id, "rated_on": DAY, "rater": "worker"}
    ratings = [
        Rating(id=own_id(name), scale="engagement", dimension=name, value=3, evidence=save_id, **at)
        for name in DIMENSIONS
    ]
    return [contact, *ratings]


def note(path: Path, save_id: str) -> None:
    """Add a line in one call of the system, so that a kill leaves it whole or not at all."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(handle, f"{save_id}\n".encode())
    os.close(handle)


def lines(path: Path) -> list[str]:
    """Read the ids in a file; none if it is not there."""
    return path.read_text().split() if path.exists() else []


def count(place: str, folder: Path, n_kills: int) -> Outcome:
    """Compare what was acknowledged with what the store holds."""
    acknowledged = [each for path in folder.glob("acknowledged-*") for each in lines(path)]
    with open_store(place, author="storm") as store:
        found = store.verify()
        with store.engine.connect() as connection:
            stories = connection.execute(
                text("SELECT story, count(*) FROM contacts GROUP BY story")
            )
            contacts = dict(stories.all())
            evidence = connection.execute(
                text("SELECT evidence, count(*) FROM ratings GROUP BY evidence")
            )
            ratings = dict(evidence.all())
    whole = {each for each in contacts if contacts[each] == 1 and ratings.get(each) == 3}
    kept_in_part = (contacts.keys() | ratings.keys()) - whole
    twice = [each for each in contacts if contacts[each] > 1 or ratings.get(each, 0) > 3]
    return Outcome(
        n_acknowledged=len(acknowledged),
        n_missing=len(set(acknowledged) - whole),
        n_twice=len(twice) + len(acknowledged) - len(set(acknowledged)),
        n_kills=n_kills,
        whole=found.ok and not kept_in_part,
        finding=found.sentence,
    )


def main() -> int:
    """Run a storm and say how it ended; 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", help="URL of an empty database; a new SQLite file otherwise")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="storm-") as name:
        place = given.store or str(Path(name) / "caseload.sqlite")
        outcome = storm(place, Path(name), given.seconds, given.writers, given.seed)
    sys.stdout.write(f"{outcome}\n{outcome.finding}\n")
    return int(outcome.n_missing > 0 or outcome.n_twice > 0 or not outcome.whole)


if __name__ == "__main__":
    sys.exit(main())

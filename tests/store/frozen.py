"""What does a store of today's form look like, kept for the day when there is a later one?

    python -m tests.store.frozen

writes `data/released-NNNN.sqlite` unless it is there. Do so before a migration is added.
"""

import datetime as dt
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from supervision_kit.records import (
    Case,
    Contact,
    Dismissal,
    Event,
    Mandate,
    Person,
    PlanDate,
    Promise,
    Rating,
    WorkerSpell,
)
from supervision_kit.records.kept import CASE
from supervision_kit.records.record import references_of
from supervision_kit.store import migrate, open_store
from tests.records.examples import one_of_each

DATA = Path(__file__).parent / "data"
OPENED, MET = dt.date(2026, 3, 2), dt.date(2026, 3, 9)
SCALE = {"scale": "engagement", "rater": "worker"}


def freeze(folder=DATA):
    """Write a store with a record of each kind, by two people, and a draft; give its path."""
    path = folder / f"released-{migrate.head()}.sqlite"
    if path.exists():
        return path
    with TemporaryDirectory() as aside:
        made = Path(aside) / path.name
        with open_store(made, create=True, author="first author") as store:
            fill(store)
        with closing(sqlite3.connect(made)) as raw:
            raw.execute("VACUUM")
        shutil.copyfile(made, path)  # only once it is whole
    return path


def fill(store):
    one = Case(code="K-01", setting="probation", opened_on=OPENED)
    other = Case(code="K-02", setting="other", opened_on=OPENED)
    agreed = [(one.id, "mandated"), (other.id, "non_voluntary")]
    mandates = [Mandate(case_id=case, from_on=OPENED, mandate=m) for case, m in agreed]
    store.save(one, other, *mandates)
    contact = Contact(
        case_id=one.id,
        occurred_on=MET,
        kind="office",
        attendance="attended",
        story="Came late, stayed long. “I didn’t choose this.”",
        length_minutes=40,
    )
    of_contact = {"case_id": one.id, "contact_id": contact.id}
    store.save(
        contact,
        Rating(rated_on=MET, dimension="investment", value=2, **of_contact, **SCALE),
        Rating(rated_on=MET, dimension="expectancy", value=3, **of_contact, **SCALE),
        promise := Promise(promised_on=MET, text="Ask about the bus.", **of_contact),
    )
    event = Event(case_id=one.id, happened_on=MET, kind="hearing", note="Moved.")
    declined = {"case_id": other.id, "rated_on": MET, "dimension": "investment"}
    store.save(
        event,
        WorkerSpell(case_id=one.id, person_id="AB", from_on=OPENED),
        PlanDate(case_id=one.id, agreed_on=MET),
        Rating(not_rated="declined", **declined, **SCALE),
    )
    event.note = "Moved to April."
    store.author = "second author"
    about = {"rule": "shift", "dimension": "investment", "seen_until_on": MET}
    store.save(event, Dismissal(case_id=one.id, reason="A new worker began.", **about, **SCALE))
    counts, others = store.counts(), one_of_each(one.id)
    new = [e for e in others if e.kept.room is not CASE or not counts[e.__tablename__]]
    for each in new:
        refer(each, contact, promise)
    store.save(*new)
    fill_workers(store, one, other)
    keep_drafts(store)


def fill_workers(store, one, other):
    """Keep who had a case and what became of that: corrected, taken back, moved, called anew."""
    spell = WorkerSpell(case_id=one.id, person_id="XY", capacity="second", from_on=OPENED)
    strayed = WorkerSpell(case_id=one.id, person_id="GH", capacity="cover", from_on=OPENED)
    store.save(spell, strayed)
    spell.person_id = "CD"
    store.save(spell, why="Wrote down somebody else.")
    store.take_back(spell, "Never had it.", today=MET)
    store.move(strayed, other.code, today=MET)
    (there,) = store.read(WorkerSpell, other.code)["id"]
    store.take_back(store.find(WorkerSpell, there), "Not that one either.", today=MET)
    people = store.read(Person).set_index("code")["id"]
    called_anew = store.find(Person, people["CD"])
    called_anew.code = "CD2"
    store.save(called_anew)


def keep_drafts(store):
    """Keep what was half typed into forms, as they keep it."""
    typed = {
        ("contact", "K-02"): {"story": "Half a sent"},
        ("event", "K-01"): {"kind": "worker", "worker": "J", "happened_on": "2026-03-09"},
        ("worker", "K-01"): {"worker": "KL", "capacity": "cover", "from_on": "2026-03-09"},
        ("case", ""): {"code": "K-03", "setting": "other", "worker": "MN"},
        ("dismissal shift 0123456789abcdef", "K-01"): {"reason": "It was a holi"},
    }
    for (form, code), value in typed.items():
        store.keep_draft(form, code, value if form == "contact" else {"value": value})


def refer(record, *kept):
    """Let a record refer to those that are kept, instead of to examples that are not."""
    by_kind = {type(each): each.id for each in kept}
    for column, kind in references_of(type(record)).items():
        if kind in by_kind:
            setattr(record, column, by_kind[kind])


if __name__ == "__main__":
    freeze()

"""Take back, undo, wrong case: what goes, what stays, and what nobody finds any more."""

import datetime as dt
import json
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from supervision_kit.errors import StaleRecord, StoreError
from supervision_kit.exchange import export
from supervision_kit.records import (
    Case,
    Concern,
    ConcernStep,
    Contact,
    ContactPerson,
    DateAhead,
    Event,
    Participant,
    Promise,
    Rating,
    Record,
)
from supervision_kit.records.record import can_be_taken_back, kinds
from supervision_kit.store import open_store
from tests.records.examples import one_of_each

OPENED, MET = dt.date(2026, 3, 2), dt.date(2026, 3, 9)
MARK = "nobody-else-writes-this"
SCALE = {"scale": "engagement", "dimension": "expectancy", "rater": "worker"}


@pytest.fixture
def case(any_store):
    made = Case(code="K-01", setting="probation", opened_on=OPENED)
    any_store.save(made, Case(code="K-02", setting="probation", opened_on=OPENED))
    return made


@pytest.fixture
def contact(any_store, case):
    """A contact as its form saves it, with all that may come out of one."""
    mother = Participant(case_id=case.id, called="Mother", relation="parent", from_on=OPENED)
    any_store.save(mother)
    met = Contact(
        case_id=case.id,
        occurred_on=MET,
        kind="home",
        attendance="attended",
        story=f"The story {MARK}.",
    )
    of_it = {"case_id": case.id, "contact_id": met.id}
    concern = Concern(case_id=case.id, opened_on=MET, worry=f"The worry {MARK}")
    any_store.save(
        met,
        Promise(promised_on=MET, text=f"The promise {MARK}", **of_it),
        Rating(rated_on=MET, value=2, evidence=f"The evidence {MARK}", **SCALE, **of_it),
        ContactPerson(participant_id=mother.id, how="seen", **of_it),
        concern,
        ConcernStep(concern_id=concern.id, happened_on=MET, done=f"The step {MARK}", **of_it),
        DateAhead(case_id=case.id, due_on=dt.date(2026, 3, 16), kind="next_contact"),
    )
    return met


CAME_WITH = (Contact, Promise, Rating, ContactPerson, Concern, ConcernStep, DateAhead)


def standing(store, code="K-01"):
    return {kind.__tablename__: len(store.read(kind, code)) for kind in CAME_WITH}


def test_a_contact_is_taken_back_with_all_that_came_out_of_it(any_store, contact):
    any_store.take_back(contact, "It was another day.")
    assert set(standing(any_store).values()) == {0}
    assert any_store.cases()["n_contacts"].tolist() == [0, 0]
    assert any_store.verify().ok
    asked = any_store.read(Contact, "K-01", taken_back=True)
    assert asked["withdrawn_why"].tolist() == ["It was another day."]


def test_what_was_taken_back_is_brought_back_by_undoing_that(any_store, contact):
    saved = any_store.take_back(contact, "By mistake.")
    any_store.undo(saved.save_id)
    assert set(standing(any_store).values()) == {1}
    assert any_store.verify().ok


def test_what_went_on_since_stays_when_the_contact_is_taken_back(any_store, case, contact):
    (concern,) = any_store.read(Concern, "K-01")["id"]
    any_store.save(ConcernStep(case_id=case.id, concern_id=concern, happened_on=MET, done="Rang."))
    (ahead,) = any_store.read(DateAhead, "K-01")["id"]
    moved = any_store.find(DateAhead, ahead)
    moved.note = "At the office."
    any_store.save(moved)
    any_store.take_back(contact, "It was another day.")
    left = standing(any_store)
    assert (left["concerns"], left["concern_steps"], left["dates_ahead"]) == (1, 1, 1)
    assert left["contacts"] == 0


def test_taking_back_twice_is_said(any_store, contact):
    any_store.take_back(contact, "It was another day.")
    with pytest.raises(StoreError, match="taken back already"):
        any_store.take_back(any_store.find(Contact, contact.id), "Again.")


def test_a_case_cannot_be_taken_back_or_undone(any_store, case):
    with pytest.raises(StoreError, match="cannot be taken back"):
        any_store.take_back(case, "A slip.")
    saved = any_store.save(Case(code="K-03", setting="other", opened_on=OPENED))
    with pytest.raises(StoreError, match="End this case"):
        any_store.undo(saved.save_id)


def test_undo_sets_new_records_aside_and_changed_ones_back(any_store, case):
    old = Event(case_id=case.id, happened_on=MET, kind="hearing", note="Moved.")
    any_store.save(old)
    old.note = "Moved to April."
    saved = any_store.save(old, Event(case_id=case.id, happened_on=MET, kind="other", note="New."))
    any_store.undo(saved.save_id)
    assert any_store.events("K-01")["note"].tolist() == ["Moved."]
    assert any_store.verify().ok


def test_undo_refuses_where_somebody_went_on_since(any_store, case):
    event = Event(case_id=case.id, happened_on=MET, kind="hearing", note="Moved.")
    saved = any_store.save(event)
    event.note = "Moved to April."
    any_store.save(event)
    with pytest.raises(StaleRecord, match="changed since"):
        any_store.undo(saved.save_id)
    assert any_store.events("K-01")["note"].tolist() == ["Moved to April."]


def test_a_contact_in_the_wrong_case_is_written_again_where_it_belongs(any_store, contact):
    any_store.author = "somebody else"
    any_store.move(any_store.find(Contact, contact.id), "K-02")
    there = standing(any_store, "K-02")
    assert there.pop("contact_people") == 0  # participants are those of a case
    assert set(there.values()) == {1}
    assert set(standing(any_store).values()) == {0}
    (row,) = any_store.contacts("K-02").itertuples()
    assert (row.author, row.brought_by) == ("tester", "somebody else")
    assert any_store.verify().ok


def test_a_step_of_a_concern_that_stays_becomes_a_concern_over_there(any_store, case, contact):
    (concern,) = any_store.read(Concern, "K-01")["id"]
    any_store.save(ConcernStep(case_id=case.id, concern_id=concern, happened_on=MET, done="Rang."))
    any_store.move(contact, "K-02")
    assert any_store.read(Concern, "K-01")["id"].tolist() == [concern]
    there = any_store.read(Concern, "K-02")
    assert there["worry"].tolist() == [f"The worry {MARK}"]
    assert there["closed_on"].isna().all()


def test_a_record_is_not_moved_to_its_own_case(any_store, contact):
    with pytest.raises(StoreError, match="the case it stands in"):
        any_store.move(contact, "k-01")


def words_of(store, case):
    """Give every text of a case's room that the database holds: rows, revisions, drafts."""
    with store.engine.connect() as connection:
        for table in (*(kind.__tablename__ for kind in kinds()), "revisions", "drafts"):
            rows = connection.execute(text(f"SELECT * FROM {table}")).mappings()
            for row in rows:
                if case.id in (row.get("case_id"), row.get("stream"), row.get("about")):
                    yield table, json.dumps({name: str(each) for name, each in row.items()})


def test_none_of_the_words_stays_in_the_wrong_case(any_store, case, contact):
    contact.story = f"Corrected {MARK}."
    any_store.save(contact, why=f"Because {MARK}.")
    any_store.author = "another tab"
    any_store.keep_draft("contact", "K-01", {"value": {"story": f"Corrected {MARK}."}})
    assert any(MARK in words for _, words in words_of(any_store, case))
    any_store.move(any_store.find(Contact, contact.id), "K-02")
    assert [table for table, words in words_of(any_store, case) if MARK in words] == []
    assert any_store.changes("K-01").empty
    assert any_store.verify().ok


def test_nothing_of_the_words_is_left_between_the_pages_of_the_file(tmp_path):
    path = tmp_path / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        one = Case(code="K-01", setting="probation", opened_on=OPENED)
        store.save(one, Case(code="K-02", setting="probation", opened_on=OPENED))
        long = f"{MARK} " * 400  # more than a page holds
        event = Event(case_id=one.id, happened_on=MET, kind="other", note=long.strip())
        store.save(event)
        event.note = f"Short {MARK}"
        store.save(event)
        store.move(event, "K-02")
        moved = store.find(Event, store.events("K-02")["id"][0])
        moved.note = "Nothing."
        store.save(moved)
        store.move(moved, "K-01")
    assert not any(MARK.encode() in each.read_bytes() for each in tmp_path.glob("caseload*"))


def test_words_taken_out_without_an_erasure_are_found(tmp_path):
    path = tmp_path / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        one = Case(code="K-01", setting="probation", opened_on=OPENED)
        event = Event(case_id=one.id, happened_on=MET, kind="other", note="Words.")
        store.save(one, event)
    with closing(sqlite3.connect(path)) as raw:
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            raw.execute("UPDATE revisions SET content = NULL, why = NULL WHERE kind = 'events'")
        raw.execute("DROP TRIGGER revisions_never_changed")
        raw.execute("UPDATE revisions SET content = NULL, why = NULL WHERE kind = 'events'")
        raw.commit()
    with open_store(path, author="tester") as store:
        assert not store.verify().ok


def test_a_row_put_back_after_its_erasure_is_found(tmp_path):
    path = tmp_path / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as store:
        one = Case(code="K-01", setting="probation", opened_on=OPENED)
        event = Event(case_id=one.id, happened_on=MET, kind="other", note="Words.")
        store.save(one, event, Case(code="K-02", setting="probation", opened_on=OPENED))
        store.move(event, "K-02")
        assert store.verify().ok
    with closing(sqlite3.connect(path)) as raw:
        columns = "id, case_id, happened_on, kind, note, withdrawn_why, row_version"
        values = (event.id, one.id, MET.isoformat(), "other", "Words.", "", 1)
        raw.execute(f"INSERT INTO events ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        raw.commit()
    with open_store(path, author="tester") as store:
        assert not store.verify().ok


def everything_told(store, folder):
    """Give all that any reader, export or page of the store tells of the case, as text."""
    tables = [*store.tables("K-01").values(), *store.snapshot("K-01").tables.values()]
    tables += [store.read(kind) for kind in kinds()] + [store.cases()]
    told = [table.to_csv() for table in tables]
    export(store, folder / "out", format="csv")
    told += [path.read_text("utf-8") for path in sorted((folder / "out").rglob("*.csv"))]
    return "\n".join(told)


@pytest.mark.parametrize(
    "kind", [kind for kind in kinds() if can_be_taken_back(kind)], ids=lambda kind: kind.__name__
)
def test_no_reader_and_no_export_tells_of_what_was_taken_back(any_store, case, tmp_path, kind):
    examples = one_of_each(case.id)
    record: Record = next(each for each in examples if type(each) is kind)
    any_store.save(*(each for each in examples if each.kept.leaves))
    assert record.id in everything_told(any_store, tmp_path / "before")
    any_store.take_back(record, "A slip.")
    assert record.id not in everything_told(any_store, tmp_path / "after")
    assert any_store.verify().ok


def test_what_was_taken_back_may_be_recorded_again(any_store, case):
    first = Rating(case_id=case.id, rated_on=MET, value=2, **SCALE)
    any_store.save(first)
    any_store.take_back(first, "The wrong point.")
    any_store.save(Rating(case_id=case.id, rated_on=MET, value=3, **SCALE))
    assert any_store.ratings("K-01")["value"].tolist() == [3]


def test_two_participants_may_rate_the_same_on_one_day(any_store, case):
    people = [
        Participant(case_id=case.id, called=name, relation="parent", from_on=OPENED)
        for name in ("Mother", "Father")
    ]
    any_store.save(*people)
    common = {"case_id": case.id, "rated_on": MET, **SCALE, "rater": "client"}
    any_store.save(*(Rating(participant_id=each.id, value=2, **common) for each in people))
    assert len(any_store.ratings("K-01")) == 2


def test_what_named_something_that_goes_names_it_no_more_until_it_is_back(any_store, case):
    mother = Participant(case_id=case.id, called="Mother", relation="parent", from_on=OPENED)
    concern = Concern(case_id=case.id, opened_on=MET, participant_id=mother.id)
    any_store.save(mother, concern)
    saved = any_store.take_back(mother, "It was the aunt.")
    assert any_store.find(Concern, concern.id).participant_id is None
    any_store.undo(saved.save_id)
    assert any_store.find(Concern, concern.id).participant_id == mother.id

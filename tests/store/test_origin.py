"""Is who wrote a record kept, read and guarded beside who brought it in?"""

import datetime as dt

import pandas as pd
import pytest
from sqlalchemy import text

from supervision_kit.records import Case, Contact, Event
from supervision_kit.store import Origin

from .test_history import lift_triggers, run

DAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 2, 12, 0, 0, 1, tzinfo=dt.UTC)
ANNA = Origin("anna", NOON, "ben", NOON + dt.timedelta(days=1))


@pytest.fixture
def brought(any_store, case):
    """A store with one event that was brought in and one that was written here."""
    theirs = Event(case_id=case.id, happened_on=DAY, kind="hearing", note="Theirs.")
    ours = Event(case_id=case.id, happened_on=DAY, kind="relapse", note="Ours.")
    any_store.save(theirs, ours, origins={theirs.id: ANNA})
    return any_store


def test_who_wrote_a_record_is_read_beside_who_brought_it_in(brought):
    rows = brought.events().set_index("note").to_dict("index")
    theirs, ours = rows["Theirs."], rows["Ours."]
    assert (theirs["author"], theirs["saved_at"]) == ("anna", pd.Timestamp(NOON))
    assert (theirs["changed_by"], theirs["changed_at"]) == ("ben", pd.Timestamp(ANNA.changed_at))
    assert (theirs["brought_by"], theirs["brought_at"]) == ("tester", ours["saved_at"])
    assert ours["author"] == "tester"
    assert all(pd.isna(ours[name]) for name in ("changed_by", "changed_at", "brought_by"))


@pytest.mark.parametrize(
    "change",
    [
        "written_by = 'somebody'",
        "written_at = '2026-03-02T12:00:00.000002Z'",
        "changed_by = NULL",
        "changed_at = '2026-03-02T12:00:00.000000Z'",
        "written_by = NULL, written_at = NULL, changed_by = NULL, changed_at = NULL",
    ],
)
def test_a_change_to_who_wrote_a_record_is_found(brought, change):
    assert brought.verify().ok
    lift_triggers(brought, "revisions")
    run(brought, f"UPDATE revisions SET {change} WHERE written_by IS NOT NULL")
    assert any("saved state" in problem for problem in brought.verify().problems)


def test_a_record_that_is_signed_past_the_store_is_found(brought):
    lift_triggers(brought, "revisions")
    run(brought, "UPDATE revisions SET written_by = 'x' WHERE content LIKE '%Ours.%'")
    assert not brought.verify().ok


def test_a_moment_that_is_damaged_leaves_the_rest_to_be_read(store):
    case = Case(code="K-01", setting="probation", opened_on=DAY)
    store.save(case, Contact(case_id=case.id, occurred_on=DAY, kind="home", attendance="attended"))
    lift_triggers(store, "saves")
    run(store, "UPDATE saves SET saved_at = 'no moment'")
    (row,) = store.contacts().to_dict("records")
    assert row["author"] == "tester"
    assert pd.isna(row["saved_at"])


def test_a_record_whose_history_is_lost_can_still_be_read(brought):
    lift_triggers(brought, "revisions")
    run(brought, "DELETE FROM revisions WHERE content LIKE '%Ours.%'")
    assert sorted(brought.events()["note"]) == ["Ours.", "Theirs."]
    assert not brought.verify().ok


def test_origins_lie_in_the_columns_of_their_names(brought):
    with brought.engine.connect() as connection:
        names = ", ".join(Origin.__dataclass_fields__)
        rows = connection.execute(text(f"SELECT {names} FROM revisions")).all()
    assert sum(row.written_by == "anna" for row in rows) == 1
    assert sum(any(row) for row in rows) == 1

import datetime as dt

import pandas as pd
import pytest
from sqlalchemy import event, text

from supervision_kit.errors import StoreError, UnknownCase
from supervision_kit.records import (
    AgendaPoint,
    Case,
    Contact,
    Dismissal,
    Event,
    PlanDate,
    Promise,
    Rating,
    Supervision,
    SupervisionSession,
    WorkerSpell,
    kinds,
    new_id,
)
from supervision_kit.store import open_store

DAY = dt.date(2026, 3, 2)
COLUMNS = {
    "cases": "code setting mandate legal_basis pressure_from order_ends_on contact_every_days "
    "rating_every_days opened_on closed_on reopened_on summary n_contacts n_ratings "
    "last_contact_on last_rated_on id",
    "ratings": "case rated_on scale dimension rater value not_rated not_rated_note evidence "
    "wording contact_id participant_id id",
    "contacts": "case occurred_on kind length_minutes attendance story told_purpose told_control "
    "told_next_steps told_consequences said_back agreed said_back_words help_given n_positives "
    "n_challenges cues cue_response hostility hostility_note own_words safety_concern "
    "id",
    "events": "case happened_on kind note id",
    "workers": "case worker from_on capacity until_on reason handover id",
    "promises": "case promised_on text due_on state settled_on settled_note contact_id id",
    "plan_dates": "case agreed_on note id",
    "dismissals": "case rule scale dimension rater seen_until_on reason withdrawn participant_id "
    "id",
}
WHO = ["author", "saved_at", "changed_by", "changed_at", "brought_by", "brought_at"]


def days(n):
    return DAY + dt.timedelta(days=n)


def fill(store, code="K-01"):
    case = Case(code=code, setting="probation", opened_on=DAY)
    at = {"case_id": case.id}
    asked = {"scale": "engagement", "dimension": "investment", **at}
    store.save(
        case,
        Contact(occurred_on=days(5), kind="home", attendance="attended", length_minutes=40, **at),
        Contact(occurred_on=days(2), kind="phone", attendance="attended", **at),
        Rating(rated_on=days(5), rater="worker", value=4, **asked),
        Rating(rated_on=days(2), rater="worker", value=2, evidence="Sat by the door.", **asked),
        Rating(rated_on=days(2), rater="client", not_rated="declined", **asked),
        Event(happened_on=days(3), kind="hearing", note="Moved.", **at),
        WorkerSpell(person_id="W1", from_on=DAY, **at),
        Promise(promised_on=days(2), text="Ring the school.", due_on=days(9), **at),
        PlanDate(agreed_on=days(4), **at),
        Dismissal(rule="apart", seen_until_on=days(5), reason="We had compared.", **at),
    )
    return case


@pytest.mark.parametrize("table", COLUMNS)
def test_an_empty_store_gives_tables_with_all_columns_and_types(any_store, table):
    empty = getattr(any_store, table)()
    fill(any_store)
    full = getattr(any_store, table)()
    assert list(empty) == [*COLUMNS[table].split(), *WHO]
    assert len(empty) == 0
    assert len(full) > 0
    pd.testing.assert_series_equal(empty.dtypes, full.dtypes)
    for name in empty:
        assert (str(empty[name].dtype) == "datetime64[us]") == name.endswith("_on")
        assert (str(empty[name].dtype) == "datetime64[us, UTC]") == name.endswith("_at")


def test_ratings_are_ordered_by_day_and_say_what_was_not_rated(any_store):
    fill(any_store)
    found = any_store.ratings("k-01")
    seen = found[["rated_on", "rater", "value", "not_rated", "evidence"]]
    expected = pd.DataFrame(
        {
            "rated_on": pd.to_datetime(["2026-03-04", "2026-03-04", "2026-03-07"]).as_unit("us"),
            "rater": ["client", "worker", "worker"],
            "value": [float("nan"), 2, 4],
            "not_rated": ["declined", None, None],
            "evidence": ["", "Sat by the door.", ""],
        }
    ).astype({"rater": "str", "not_rated": "str", "evidence": "str"})
    pd.testing.assert_frame_equal(seen, expected)


def test_cases_are_ordered_by_code_with_what_was_last_recorded(any_store):
    any_store.save(Case(code="Z-9", setting="other", opened_on=DAY))
    fill(any_store, "B-2")
    fill(any_store, "A-1")
    found = any_store.cases().set_index("code")
    assert list(found.index) == ["A-1", "B-2", "Z-9"]
    assert list(found.n_contacts) == [2, 2, 0]
    assert list(found.n_ratings) == [3, 3, 0]
    assert found.last_contact_on["B-2"] == pd.Timestamp(days(5))
    assert found.last_rated_on["A-1"] == pd.Timestamp(days(5))
    assert pd.isna(found.last_rated_on["Z-9"])
    assert pd.isna(found.contact_every_days["Z-9"])


def test_a_table_of_one_case_holds_nothing_of_another(any_store):
    fill(any_store, "A-1")
    fill(any_store, "B-2")
    for table in set(COLUMNS) - {"cases"}:
        one, both = getattr(any_store, table)("b-2"), getattr(any_store, table)()
        assert set(one.case) == {"B-2"}
        assert len(both) == 2 * len(one)


def test_a_missing_number_stays_missing(any_store):
    fill(any_store)
    lengths = any_store.contacts("K-01").length_minutes
    assert lengths.isna().tolist() == [True, False]
    assert lengths[1] == 40


@pytest.mark.parametrize("code", ["K-99", "", "\u202e", "\ud800", "K\0", "x" * 5000, 7])
def test_an_unknown_case_is_said_in_a_sentence(any_store, code):
    with pytest.raises(UnknownCase, match="no case with the code") as caught:
        any_store.ratings(code)
    assert len(str(caught.value)) < 120
    with pytest.raises(UnknownCase):
        any_store.case(code)


def test_a_case_is_found_in_any_spelling(any_store):
    given = fill(any_store)
    assert any_store.case(" k - 01").id == given.id


def test_a_record_that_is_not_there_is_none(any_store):
    for record_id in (new_id(), "", "\ud800", None, 7):
        assert any_store.find(Contact, record_id) is None


def test_counts_name_every_kind_of_record(any_store):
    assert set(any_store.counts().values()) == {0}
    fill(any_store)
    counts = any_store.counts()
    assert list(counts) == [kind.__tablename__ for kind in kinds()]
    assert {name: n for name, n in counts.items() if n} == {
        "people": 1 + int(any_store.engine.dialect.name == "sqlite"),  # the worker, the account
        "cases": 1,
        "contacts": 2,
        "ratings": 3,
        "events": 1,
        "worker_spells": 1,
        "promises": 1,
        "plan_dates": 1,
        "dismissals": 1,
    }


def test_ratings_of_a_case_are_read_along_the_cluster(store):
    query = "SELECT * FROM ratings WHERE case_id = 'x' ORDER BY rated_on"
    with store.engine.connect() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {query}")).all()
    assert [row.detail for row in plan] == [
        "SEARCH ratings USING PRIMARY KEY (case_id=?)",
    ]


def test_the_words_of_a_rating_are_read_back_whole(any_store):
    fill(any_store)
    (wording,) = set(any_store.ratings().wording)
    assert any_store.words(wording) == any_store.framework.scales["engagement"]
    with pytest.raises(StoreError, match="not in the store"):
        any_store.words("engagement:0:none")


def test_a_dismissal_is_read_with_who_said_so_and_when_also_after_it_was_taken_back(any_store):
    case = Case(code="K-01", setting="probation", opened_on=DAY)
    what = {"rule": "promises", "seen_until_on": DAY, "reason": "It was put right by phone."}
    dismissal = Dismissal(case_id=case.id, **what)
    said = any_store.save(case, dismissal)
    any_store.author = "somebody else"
    dismissal.withdrawn = "yes"
    any_store.save(dismissal)
    [row] = any_store.dismissals("K-01").to_dict("records")
    assert (row["author"], row["saved_at"]) == ("tester", pd.Timestamp(said.saved_at))
    assert (row["reason"], row["withdrawn"]) == ("It was put right by phone.", "yes")


def test_a_database_with_ways_of_its_own_reads_and_orders_as_a_file_does(foreign_url, tmp_path):
    told = []
    for place in (foreign_url, tmp_path / "caseload.sqlite"):
        with open_store(place, create=True, author="tester") as store:
            for code in ("K-10", "K-1A", "KA-1", "K-A1"):
                case = Case(code=code, setting="other", opened_on=DAY)
                store.save(case, Event(case_id=case.id, happened_on=DAY, kind="other", note=code))
            told.append((list(store.cases().code), list(store.events().note)))
            assert store.verify().problems == ()
            assert store.events().happened_on.dt.date.tolist() == [DAY] * 4
    assert told[0] == told[1] == ([*sorted(told[1][0])],) * 2


def test_a_snapshot_holds_what_a_page_tells_in_one_transaction(any_store):
    fill(any_store)
    any_store.keep_draft("contact", "K-01", {"story": "Met at"})
    begun = []
    event.listen(any_store.engine, "begin", begun.append)
    tables, drafts, codes, changes, talked_in = any_store.snapshot("K-01")
    assert len(begun) == 1
    pd.testing.assert_frame_equal(changes, any_store.changes("K-01"))
    whole = any_store.tables("K-01")
    whole["ratings"] = whole["ratings"].drop(columns=WHO)
    assert list(tables) == list(whole)
    for name, table in tables.items():
        pd.testing.assert_frame_equal(table, whole[name])
    pd.testing.assert_frame_equal(drafts, any_store.drafts())
    assert codes == ["K-01"]
    assert talked_in.empty


def test_a_snapshot_of_a_case_says_on_which_days_it_was_on_an_agenda_and_where(any_store):
    fill(any_store)
    case_id = any_store.case("K-01").id
    room = Supervision(code="S1-W2", kind="pair", from_on=days(0))
    of_room = {"supervision_id": room.id}
    held = [
        SupervisionSession(planned_on=days(n), state="held", held_on=days(n), **of_room)
        for n in (3, 2)
    ]
    planned = SupervisionSession(planned_on=days(5), **of_room)
    about = {"reason": "asked", "sentence": "Asked.", "origin": "practitioner", **of_room}
    points = [
        AgendaPoint(session_id=each.id, case_id=case, **about)
        for each in (*held, held[0], planned)
        for case in (case_id, None)
    ]
    any_store.save(room, *held, planned, *points)
    assert any_store.snapshot("K-01").talked_in.to_dict("list") == {
        "held_on": [pd.Timestamp(days(2)), pd.Timestamp(days(3))],
        "supervision": ["S1-W2"] * 2,
    }
    assert any_store.snapshot().talked_in.empty
    any_store.take_back(held[0], "It was never held.")
    assert len(any_store.snapshot("K-01").talked_in) == 1


def test_a_snapshot_leaves_earlier_ratings_out_but_counts_them(any_store):
    fill(any_store)
    tables = any_store.snapshot(rated_since=days(3)).tables
    assert tables["ratings"]["rated_on"].dt.date.tolist() == [days(5)]
    assert tables["cases"]["n_ratings"].tolist() == [3]
    assert len(tables["contacts"]) == 2

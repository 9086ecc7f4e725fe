import datetime as dt

import pandas as pd
import pytest

from supervision_kit.errors import InvalidRecord, StoreError, UnknownCase
from supervision_kit.records import Contact
from supervision_kit.store import open_store

DAY = dt.date(2026, 3, 2)


def test_a_draft_comes_back_with_its_moment(any_store, case):
    typed = {"story": "Came late.", "ratings": {"investment": None}, "on": "2026-03-02"}
    kept_at = any_store.keep_draft("contact", "k-01", typed)
    found = any_store.draft("contact", " K-01")
    assert (found.content, found.saved_at) == (typed, kept_at)
    assert kept_at.utcoffset() == dt.timedelta(0)


def test_the_latest_draft_takes_the_place_of_the_one_before(any_store, case):
    for story in ("C", "Ca", "Came"):
        any_store.keep_draft("contact", "K-01", {"story": story})
    assert any_store.draft("contact", "K-01").content == {"story": "Came"}


def test_a_draft_keeps_even_what_a_record_may_not_hold(any_store, case):
    typed = {"story": "half \ud83d, nul \0, turned \u202e", "on": DAY}
    any_store.keep_draft("contact", "K-01", typed)
    assert any_store.draft("contact", "K-01").content == typed | {"on": "2026-03-02"}


def test_a_draft_belongs_to_its_author_form_and_case(any_url, any_store, case):
    any_store.keep_draft("contact", "K-01", {"story": "Mine."})
    assert any_store.draft("rating", "K-01") is None
    assert any_store.draft("contact", "") is None
    with open_store(any_url, author="somebody else") as theirs:
        assert theirs.draft("contact", "K-01") is None


def test_an_author_sees_which_drafts_are_theirs_the_oldest_first(any_url, any_store, case):
    kept = [
        any_store.keep_draft(form, code, {"story": "Ca"})
        for form, code in (("contact", "K-01"), ("case", ""), ("contact 2", "K-01"))
    ]
    seen = any_store.drafts()
    assert list(seen["form"]) == ["contact", "case", "contact 2"]
    assert list(seen["case"]) == ["K-01", "", "K-01"]
    assert list(seen["saved_at"]) == kept
    assert set(seen["author"]) == {any_store.author}
    with open_store(any_url, author="somebody else") as theirs:
        assert theirs.drafts().empty


def test_no_drafts_are_a_table_with_the_same_columns(any_store, case):
    none = any_store.drafts()
    any_store.keep_draft("contact", "K-01", {})
    some = any_store.drafts()
    pd.testing.assert_series_equal(none.dtypes, some.dtypes)


def test_a_case_that_is_not_stored_yet_has_a_draft_too(any_store):
    any_store.keep_draft("case", "", {"code": "K-0"})
    assert any_store.draft("case", "").content == {"code": "K-0"}


def test_a_draft_for_an_unknown_case_is_refused(any_store):
    with pytest.raises(UnknownCase):
        any_store.keep_draft("contact", "K-77", {})


def test_a_dropped_draft_is_gone(any_store, case):
    any_store.keep_draft("contact", "K-01", {"story": "Came"})
    any_store.drop_draft("contact", "K-01")
    any_store.drop_draft("contact", "K-01")
    assert any_store.draft("contact", "K-01") is None


def test_a_draft_goes_with_the_save_and_stays_when_the_save_fails(any_store, case):
    any_store.keep_draft("contact", "K-01", {"story": "Came"})
    given = Contact(case_id=case.id, occurred_on=DAY, kind="home", attendance="perhaps")
    with pytest.raises(InvalidRecord):
        any_store.save(given, clear_draft=("contact", "K-01"))
    assert any_store.draft("contact", "K-01") is not None
    given.attendance = "attended"
    any_store.save(given, clear_draft=("contact", "K-01"))
    assert any_store.draft("contact", "K-01") is None


def test_a_draft_far_too_long_is_refused_and_the_one_before_stays(any_store, case):
    any_store.keep_draft("contact", "K-01", {"story": "Came"})
    with pytest.raises(StoreError, match="too much text"):
        any_store.keep_draft("contact", "K-01", {"story": "x" * 10_000_000})
    assert any_store.draft("contact", "K-01").content == {"story": "Came"}

"""Which of the changes of a case are asked for, and what can be asked for at all?"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from supervision_kit.pages.what_changed import (
    AskedChanges,
    Changed,
    first_day,
    shown_people,
    shown_spans,
)

TODAY = date(2026, 11, 20)


def changed(days_ago=0, by="anna", table="contacts"):
    """A change at noon, so many days ago."""
    at = datetime.combine(TODAY - timedelta(days_ago), time(12), UTC).astimezone()
    what = f"Contact, {days_ago} days ago"
    return Changed(at, by, table, what, ["Notes: a became b"], "", "save", "corrected")


def test_without_a_wish_all_changes_are_listed():
    every = [changed(0), changed(200, "ben", "promises")]
    assert AskedChanges().of(every) == every


def test_kind_person_and_time_all_have_to_fit():
    right = changed(3, "anna", "promises")
    others = [changed(3, "ben", "promises"), changed(3, "anna"), changed(4, "anna", "promises")]
    asked = AskedChanges("promises", "anna", TODAY - timedelta(3))
    assert asked.of([*others, right]) == [right]


@pytest.mark.parametrize(("span", "days"), [("week", 7), ("month", 28), ("quarter", 91)])
def test_a_span_of_days_counts_today(span, days):
    within, before = changed(days - 1), changed(days)
    assert AskedChanges(since=first_day(span, TODAY)).of([within, before]) == [within]


@pytest.mark.parametrize(
    ("oldest", "spans"),
    [
        (0, []),
        (6, []),
        (7, ["week"]),
        (28, ["week", "month"]),
        (400, ["week", "month", "quarter"]),
    ],
)
def test_a_span_is_offered_where_it_leaves_something_out(oldest, spans):
    assert list(shown_spans([changed(0), changed(oldest)], TODAY)) == spans


def test_nothing_is_offered_where_nothing_was_changed():
    assert list(shown_spans([], TODAY)) == []
    assert shown_people([]) == []


def test_who_changed_something_last_is_named_first_and_once():
    assert shown_people([changed(1, "ben"), changed(2), changed(3, "ben")]) == ["ben", "anna"]

"""Which of the changes of a case are asked for, and how is what was changed called?"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from supervision_kit.pages.what_changed import (
    AskedChanges,
    Changed,
    first_day,
    shown_people,
    shown_spans,
    what_changed,
)
from supervision_kit.records import Case, Participant, Rating

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


ON = date(2026, 6, 17)


@pytest.fixture
def rated(store):
    """Save a case in which some people rate expectancy as the client, a rating each."""

    def _rated(*names):
        case = Case(code="K-1", setting="probation", opened_on=date(2026, 1, 5))
        people = [
            Participant(case_id=case.id, called=each, relation="other", from_on=ON)
            for each in names
        ]
        keys = {"scale": "engagement", "dimension": "expectancy", "rater": "client"}
        ratings = [
            Rating(case_id=case.id, rated_on=ON, participant_id=who.id, value=3, **keys)
            for who in people
        ]
        store.save(case, *people, *ratings)
        return ratings

    return _rated


def told(store):
    """What the changes of the case are about."""
    tables, _, _, changes, _ = store.snapshot("K-1")
    return [each.what for each in what_changed(changes, tables, store.framework)]


def test_a_changed_rating_says_which_of_several_participants_gave_it(store, rated):
    _, fathers = rated("Mother", "Father")
    fathers.value = 4
    store.save(fathers, why="Misheard.")
    assert told(store) == ["Expectancy, Father, of 17 June 2026"]


def test_it_says_so_also_where_the_only_one_was_taken_back(store, rated):
    _, fathers = rated("Mother", "Father")
    store.take_back(fathers, why="It was not his.")
    assert told(store) == ["Expectancy, Father, of 17 June 2026"]


def test_a_rating_of_one_participant_alone_is_called_by_its_dimension(store, rated):
    (mothers,) = rated("Mother")
    mothers.value = 4
    store.save(mothers, why="Misheard.")
    assert told(store) == ["Expectancy of 17 June 2026"]

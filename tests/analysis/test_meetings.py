"""Are sessions told beside the rhythm of their own time, and does nobody come late by a new one?"""

import datetime as dt

import pandas as pd
import pytest

from supervision_kit.analysis.meetings import MEETINGS, meetings, meetings_in_words

TODAY = dt.date(2026, 11, 27)


def day(n):
    """The day so many days after the first of January."""
    return dt.date(2026, 1, 1) + dt.timedelta(days=n)


def sessions(*held, cancelled=(), planned=()):
    rows = [(on, on, "held") for on in held]
    rows += [(on, None, "cancelled") for on in cancelled]
    rows += [(on, None, "planned") for on in planned]
    table = pd.DataFrame(rows, columns=["planned_on", "held_on", "state"])
    return table.astype({"planned_on": "datetime64[us]", "held_on": "datetime64[us]"})


def agreed(*rows):
    table = pd.DataFrame(rows, columns=["from_on", "rhythm_days"])
    return table.astype({"from_on": "datetime64[us]", "rhythm_days": "Int64"})


def found(sessions, agreements, today=TODAY, kinds=MEETINGS):
    table = meetings(sessions, agreements, today=today)
    rows = zip(table["kind"], table["on"], table["until"], strict=True)
    return [
        (kind, on.date(), *([] if pd.isna(until) else [until.date()]))
        for kind, on, until in rows
        if kind in kinds
    ]


def test_without_a_session_and_an_agreement_the_table_is_empty_and_has_its_columns():
    table = meetings(sessions(), agreed(), today=TODAY)
    assert table.empty
    assert list(table) == ["on", "until", "kind", "every"]
    assert meetings_in_words(table, today=TODAY) == "No session has been held yet."


def test_one_session_in_time_makes_the_next_one_due_a_rhythm_later():
    told = found(sessions(day(0)), agreed((day(0), 21)), today=day(10))
    assert told == [("agreed", day(0)), ("held", day(0)), ("due", day(21))]


def test_the_first_session_is_due_a_rhythm_after_it_was_agreed():
    assert found(sessions(), agreed((day(0), 14)), today=day(10)) == [
        ("agreed", day(0)),
        ("due", day(14)),
    ]


def test_a_session_later_than_agreed_was_overdue_until_it_was_held():
    told = found(sessions(day(0), day(30)), agreed((day(0), 21)), today=day(31))
    assert ("overdue", day(22), day(30)) in told
    assert ("due", day(51)) in told


@pytest.mark.parametrize(("today", "late"), [(21, []), (22, [(22, 22)]), (30, [(22, 30)])])
def test_what_is_due_today_is_not_overdue_and_afterwards_is_until_today(today, late):
    told = found(sessions(day(0)), agreed((day(0), 21)), today=day(today), kinds=["overdue"])
    assert told == [("overdue", day(since), day(until)) for since, until in late]


def test_a_session_that_was_called_off_is_told_and_leaves_the_next_one_due():
    told = found(sessions(day(0), cancelled=[day(20)]), agreed((day(0), 21)), today=day(25))
    assert ("cancelled", day(20)) in told
    assert ("overdue", day(22), day(25)) in told


def test_a_planned_session_stands_on_its_day():
    told = found(sessions(day(0), planned=[day(40)]), agreed((day(0), 21)), today=day(10))
    assert told[-1] == ("planned", day(40))


def test_a_changed_agreement_counts_each_day_by_the_rhythm_that_held_on_it():
    # Fourteen days of a rhythm of 28 are a half of one; the other half is seven days of 14.
    changed = agreed((day(0), 28), (day(14), 14))
    assert found(sessions(day(0)), changed, today=day(15), kinds=["due"]) == [("due", day(21))]


def test_a_change_of_the_agreement_makes_nothing_late_that_was_in_time():
    changed = agreed((day(0), 28), (day(29), 7))
    met = sessions(day(0), day(28))
    assert found(met, changed, today=day(30), kinds=["overdue"]) == []


def test_an_agreement_made_anew_with_the_same_rhythm_is_the_same_rhythm():
    same = agreed((day(0), 21), (day(30), 21))
    assert found(sessions(), same, today=day(1), kinds=["agreed"]) == [("agreed", day(0))]


def test_without_a_rhythm_nothing_is_due():
    none = agreed((day(0), None))
    assert found(sessions(day(0), day(90)), none, kinds=["due", "overdue"]) == []
    ended = agreed((day(0), 21), (day(5), None))
    assert found(sessions(day(0)), ended, kinds=["due", "overdue"]) == []
    table = meetings(sessions(day(0)), ended, today=TODAY)
    assert "You agreed" not in meetings_in_words(table, today=TODAY)


def test_sessions_before_the_first_agreement_were_not_late():
    told = found(sessions(day(0), day(90)), agreed((day(95), 21)), today=day(96))
    assert told == [
        ("held", day(0)), ("held", day(90)), ("agreed", day(95)), ("due", day(116)),
    ]  # fmt: skip


def test_the_order_of_the_rows_given_does_not_matter():
    met, changed = sessions(day(0), day(30), day(50)), agreed((day(0), 28), (day(14), 14))
    backwards = meetings(met.iloc[::-1], changed.iloc[::-1], today=TODAY)
    pd.testing.assert_frame_equal(backwards, meetings(met, changed, today=TODAY))


def test_the_words_count_and_blame_nobody():
    met = sessions(day(0), day(30), day(51), cancelled=[day(20)])
    table = meetings(met, agreed((day(0), 21)), today=day(80))
    assert meetings_in_words(table, today=day(80)) == (
        "You agreed to meet every 21 days. You met 3 times since 1 Jan. One session was called "
        "off. Once there was more time between two than agreed. "
        "By the rhythm the next one has been due since 14 Mar."
    )

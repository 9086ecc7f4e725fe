"""Are actions counted on each day as they stood at its end?"""

import datetime as dt

import pandas as pd
import pytest

from supervision_kit.analysis.open_and_closed import open_and_closed, open_and_closed_in_words

TODAY = dt.date(2026, 11, 27)


def ago(n_days):
    return TODAY - dt.timedelta(days=n_days)


def actions(*rows):
    table = pd.DataFrame(rows, columns=["agreed_on", "settled_on", "state"])
    return table.astype({"agreed_on": "datetime64[us]", "settled_on": "datetime64[us]"})


def counted(*tables):
    table = open_and_closed(tables, today=TODAY)
    rows = zip(table["on"], table["n_open"], table["n_closed"], strict=True)
    return [((TODAY - on.date()).days, n_open, n_closed) for on, n_open, n_closed in rows]


def told(*tables):
    return open_and_closed_in_words(open_and_closed(tables, today=TODAY), today=TODAY)


def test_without_an_action_the_table_is_empty_and_has_its_columns():
    table = open_and_closed([actions()], today=TODAY)
    assert table.empty
    assert list(table) == ["on", "n_open", "n_closed"]
    assert told(actions()) == "Nothing has been taken on yet."


def test_an_action_is_open_from_its_day_until_it_is_settled():
    table = actions((ago(30), ago(10), "done"), (ago(20), None, "open"))
    assert counted(table) == [(30, 1, 0), (20, 2, 0), (10, 1, 1), (0, 1, 1)]


@pytest.mark.parametrize("state", ["done", "changed", "dropped"])
def test_whatever_became_of_it_an_action_that_is_settled_is_closed(state):
    assert counted(actions((ago(30), ago(10), state)))[-1] == (0, 0, 1)


def test_one_that_is_settled_without_a_day_was_never_open():
    assert counted(actions((ago(30), None, "done"))) == [(30, 0, 1), (0, 0, 1)]


def test_actions_about_cases_and_about_none_are_counted_together():
    assert counted(actions((ago(9), None, "open")), actions((ago(9), None, "open"))) == [
        (9, 2, 0),
        (0, 2, 0),
    ]


def test_what_is_taken_on_today_is_told_once():
    assert counted(actions((TODAY, None, "open"))) == [(0, 1, 0)]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(ago(30), None, "open")], "One action is open; none has been closed since 28 Oct."),
        ([(ago(30), ago(3), "done")], "No action is open; one has been closed since 28 Oct."),
        (
            [(ago(30), None, "open")] * 2 + [(ago(30), ago(3), "done")] * 2,
            "2 actions are open; 2 have been closed since 28 Oct.",
        ),
    ],
)
def test_the_words_say_how_many_are_open_and_closed(rows, words):
    assert told(actions(*rows)) == words

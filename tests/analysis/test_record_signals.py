import datetime as dt

import numpy as np
import pandas as pd
import pytest

from supervision_kit.analysis.record_signals import (
    criteria,
    nothing_recorded,
    positives_to_challenges,
    promise_unmet,
)

TODAY = dt.date(2026, 3, 31)


def only(table):
    assert len(table) == 1
    return table.iloc[0]


# Of 20 comments 12 positive ones have an upper bound of .78, 13 one of .82.
@pytest.mark.parametrize(
    ("n_positives", "n_challenges", "state"),
    [(12, 8, "signal"), (13, 7, "no_signal"), (0, 19, "too_few"), (0, 0, "too_few")],
)
def test_four_positives_to_a_challenge_must_be_out_of_reach(n_positives, n_challenges, state):
    row = only(positives_to_challenges(n_positives, n_challenges))
    assert row["state"] == state
    assert row["n"] == n_positives + n_challenges
    assert row["needed"] == max(20 - row["n"], 0)


def test_the_share_comes_with_its_interval():
    row = only(positives_to_challenges(12, 8))
    assert row["share"] == 0.6
    assert row["lower"] < 0.6 < row["upper"] < 0.8
    assert row["toward"] == "worse"


@pytest.mark.parametrize(("days", "state"), [(28, "no_signal"), (29, "signal")])
def test_nothing_recorded_is_more_than_twice_the_rhythm_of_the_case(days, state):
    row = only(nothing_recorded(TODAY - dt.timedelta(days), 14, TODAY))
    assert row["state"] == state
    assert row["days"] == days
    assert row["every_days"] == 14


@pytest.mark.parametrize(("last_on", "every_days"), [(None, 14), (TODAY, None), (pd.NaT, np.nan)])
def test_without_a_rhythm_or_a_day_nothing_is_said(last_on, every_days):
    row = only(nothing_recorded(last_on, every_days, TODAY))
    assert row["state"] == "too_few"
    assert row["needed"] == 1


def table_of(*rows):
    return pd.DataFrame(rows, columns=["due_on", "state"])


def test_a_broken_promise_is_a_signal_until_someone_apologised():
    assert only(promise_unmet(table_of((None, "broken")), TODAY))["state"] == "signal"
    assert only(promise_unmet(table_of((None, "apologised")), TODAY))["state"] == "no_signal"


def test_promises_are_counted_once_they_are_settled_or_due():
    row = only(
        promise_unmet(
            table_of(
                ("2026-03-30", "open"),
                ("2026-03-31", "open"),
                (None, "open"),
                ("2026-03-01", "kept"),
                ("2026-03-01", "kept_late"),
                ("2026-03-01", "broken"),
            ),
            TODAY,
        )
    )
    assert row["n"] == 4
    assert (row["n_kept"], row["n_overdue"], row["n_broken"]) == (1, 1, 1)


@pytest.mark.parametrize("table", [table_of(), table_of(("2026-05-01", "open"))])
def test_without_a_promise_that_was_due_nothing_is_said(table):
    assert only(promise_unmet(table, TODAY))["state"] == "too_few"


def test_criteria_are_described_and_never_a_signal():
    row = only(criteria([-2, -2, None]))
    assert row["state"] == "no_signal"
    assert row["n"] == 2
    assert row["t"] < 30
    assert only(criteria([None]))["state"] == "too_few"
    assert only(criteria([2, -2], [3, 1]))["t"] > 50

"""By which rhythm is a silence judged?"""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision_kit.analysis.rhythm import Quiet, Rhythm, quiet, rhythms

TODAY = date(2026, 11, 26)


def ago(n_days):
    return TODAY - timedelta(n_days)


def test_a_rhythm_that_never_changed_is_the_one_agreed():
    assert quiet([Rhythm(ago(200), 7)], ago(28), TODAY) == Quiet(7, 4.0, False)
    assert quiet([Rhythm(ago(200), 7)], TODAY, TODAY) == Quiet(7, 0, False)


def test_what_was_agreed_first_holds_for_the_time_before_it_too():
    assert quiet([Rhythm(ago(5), 7)], ago(28), TODAY) == Quiet(7, 4.0, False)


def test_each_part_of_a_silence_counts_by_its_own_rhythm():
    agreed = [Rhythm(ago(200), 7), Rhythm(ago(16), 16)]
    assert quiet(agreed, ago(30), TODAY) == Quiet(16, pytest.approx(3), True)


def test_a_silence_that_began_after_the_change_knows_only_the_new_rhythm():
    agreed = [Rhythm(ago(200), 7), Rhythm(ago(16), 30)]
    assert quiet(agreed, ago(15), TODAY) == Quiet(30, 0.5, False)


@pytest.mark.parametrize(
    "agreed", [[], [Rhythm(ago(200), None)], [Rhythm(ago(9), 7), Rhythm(ago(2), None)]]
)
def test_without_a_rhythm_today_nothing_is_said(agreed):
    assert quiet(agreed, ago(30), TODAY) is None


def test_time_without_a_rhythm_is_no_part_of_a_silence():
    agreed = [Rhythm(ago(200), None), Rhythm(ago(10), 7)]
    assert quiet(agreed, ago(30), TODAY) == Quiet(7, pytest.approx(10 / 7), True)


@given(
    st.lists(st.tuples(st.integers(1, 300), st.integers(1, 60)), min_size=1, max_size=6),
    st.integers(0, 400),
)
def test_it_lies_between_the_shortest_and_the_longest_rhythm(changes, silent):
    agreed = sorted(Rhythm(ago(days), every) for days, every in changes)
    every = [each.every for each in agreed]
    found = quiet(agreed, ago(silent), TODAY).n_rhythms
    assert silent / max(every) - 1e-9 <= found <= silent / min(every) + 1e-9


def test_rhythms_are_read_from_mandates():
    table = pd.DataFrame(
        {
            "from_on": pd.to_datetime(["2026-01-05", "2026-06-01"]),
            "contact_every_days": pd.array([7, None], dtype="Int64"),
        }
    )
    assert rhythms(table) == [Rhythm(date(2026, 1, 5), 7), Rhythm(date(2026, 6, 1), None)]

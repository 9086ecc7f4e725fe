"""Do the two lines of actions stand at their counts, told apart without colour?"""

import datetime as dt

import pandas as pd
import pytest
from matplotlib.dates import date2num

from supervision_kit.charts.open_and_closed import plot_open_and_closed
from tests.charts.conftest import Chart

TODAY = dt.date(2026, 11, 27)


def counts(*rows):
    table = pd.DataFrame(rows, columns=["on", "n_open", "n_closed"])
    return table.astype({"on": "datetime64[us]", "n_open": "int64", "n_closed": "int64"})


SOME = counts(("2026-04-01", 2, 0), ("2026-08-01", 1, 1), ("2026-11-27", 1, 1))


@pytest.mark.parametrize("narrow", [False, True])
def test_lines_go_in_steps_and_are_named_at_their_ends(narrow):
    chart = Chart(plot_open_and_closed(SOME, today=TODAY, narrow=narrow))
    steps = chart.places("open")
    assert [x for x, _ in steps][:3] == [
        date2num(dt.date(2026, 4, 1)),
        *[date2num(dt.date(2026, 8, 1))] * 2,
    ]
    heights = [y for _, y in steps]
    assert heights[0] == heights[1] < heights[2]
    assert {"open 1", "closed 1", "0", "2"} <= set(chart.texts)
    assert chart.artist("open").get_linestyle() != chart.artist("closed").get_linestyle()
    assert chart.overlaps() == []
    assert chart.outside() == []


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize(
    "table", [counts(("2026-11-27", 1, 0)), counts(("2026-01-01", 0, 120), ("2026-11-27", 0, 120))]
)
def test_one_day_and_many_actions_fit(table, narrow):
    chart = Chart(plot_open_and_closed(table, today=TODAY, narrow=narrow))
    assert chart.overlaps() == []
    assert chart.outside() == []


def test_without_an_action_the_words_stand_alone():
    chart = Chart(plot_open_and_closed(counts(), today=TODAY))
    assert chart.texts == ["Nothing has been taken on yet."]

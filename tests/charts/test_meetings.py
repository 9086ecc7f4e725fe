"""Does the chart of sessions show what was held, called off, planned and overdue, each by shape?"""

import datetime as dt

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.dates import date2num

from supervision_kit.analysis.meetings import meetings
from supervision_kit.charts.meetings import plot_meetings
from supervision_kit.charts.style import DROP, SOFT
from tests.charts.conftest import Chart
from tests.charts.test_trajectory import strokes

TODAY = dt.date(2026, 3, 31)


def laid_out(held=(), cancelled=(), planned=(), every=21):
    rows = [(on, on, "held") for on in held]
    rows += [(on, None, "cancelled") for on in cancelled] + [
        (on, None, "planned") for on in planned
    ]
    sessions = pd.DataFrame(rows, columns=["planned_on", "held_on", "state"])
    sessions = sessions.astype({"planned_on": "datetime64[us]", "held_on": "datetime64[us]"})
    since = [] if every is None else [("2026-01-01", every)]
    agreed = pd.DataFrame(since, columns=["from_on", "rhythm_days"])
    agreed = agreed.astype({"from_on": "datetime64[us]", "rhythm_days": "Int64"})
    return meetings(sessions, agreed, today=TODAY)


FULL = {
    "held": ["2026-01-01", "2026-02-03", "2026-02-24"],
    "cancelled": ["2026-01-22"],
    "planned": ["2026-04-05"],
}


@pytest.mark.parametrize("narrow", [False, True])
def test_each_kind_of_session_has_a_mark_of_its_own_on_its_day(narrow):
    chart = Chart(plot_meetings(laid_out(**FULL), today=TODAY, narrow=narrow))
    for kind, on in FULL.items():
        days = [date2num(dt.date.fromisoformat(each)) for each in on]
        assert [x for x, _ in chart.places(kind)] == days
    looks = {
        (chart.artist(kind).get_marker(), chart.artist(kind).get_markeredgewidth() == 0)
        for kind in FULL
    }
    assert len(looks) == 3
    assert chart.overlaps() == []
    assert chart.outside() == []


def test_the_days_by_which_one_was_due_are_strokes_above_and_the_time_after_is_a_bar():
    chart = Chart(plot_meetings(laid_out(**FULL), today=TODAY))
    due = {start[0] for start, end in strokes(chart, SOFT) if end[1] - start[1] == 12}
    assert date2num(dt.date(2026, 1, 22)) in due
    bars = [p for p in chart.ax.patches if p.get_facecolor() == mpl.colors.to_rgba(DROP)]
    (bar,) = bars
    ends = sorted({x for x, _ in bar.get_path().vertices.tolist()})
    assert ends[:2] == [date2num(dt.date(2026, 1, 23)), date2num(dt.date(2026, 2, 3))]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize(
    "given", [{"held": ["2026-03-02"]}, {"every": None, "held": ["2026-03-02"]}]
)
def test_one_session_fits(given, narrow):
    chart = Chart(plot_meetings(laid_out(**given), today=TODAY, narrow=narrow))
    assert len(chart.places("held")) == 1
    assert chart.overlaps() == []
    assert chart.outside() == []


def test_without_a_session_and_a_rhythm_the_words_stand_alone():
    chart = Chart(plot_meetings(laid_out(every=None), today=TODAY))
    assert chart.texts == ["No session has been held yet."]

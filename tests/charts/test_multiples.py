"""Does every line get its own small chart, with its marks and guides where they belong?"""

from datetime import date

import pandas as pd
import pytest

from supervision_kit.analysis.signal_words import Mark
from supervision_kit.charts.multiples import Guides, plot_multiples
from tests.charts.conftest import Chart

RISING = [
    ("2026-01-05", "investment", "worker", 1),
    ("2026-01-12", "investment", "worker", 3),
    ("2026-01-26", "investment", "worker", 5),
]


@pytest.fixture
def one(table):
    return table(*RISING)


def chart(table, **options):
    return Chart(plot_multiples(table, **options))


def test_the_only_line_is_drawn_to_scale_with_dates_and_a_direct_label(one):
    drawn = chart(one)
    (low, bottom), (middle, height), (high, top) = drawn.places("points:worker")
    assert height == pytest.approx((bottom + top) / 2)
    assert (middle - low) / (high - low) == pytest.approx(1 / 3)
    assert {"Investment", "5 Jan", "26 Jan", "worker 5", "1", "5"} <= set(drawn.texts)


def test_a_line_that_ends_in_another_year_says_so(table):
    drawn = chart(table(*RISING, ("2027-06-01", "investment", "worker", 2)))
    assert "1 Jun 2027" in drawn.texts


def test_each_dimension_has_a_chart_of_its_own_side_by_side(full):
    drawn = chart(full)
    names = ["Investment", "Expectancy", "Working relationship", "Mistrust"]
    places = [drawn.text(name).get_position() for name in names]
    assert len({place for place in places}) == len(names)
    by_height = {}
    for x, y in places:
        by_height.setdefault(y, []).append(x)
    assert max(len(row) for row in by_height.values()) == 3


def test_on_a_narrow_screen_two_charts_stand_side_by_side(full):
    drawn = chart(full, narrow=True)
    names = drawn.text("Expectancy"), drawn.text("Investment"), drawn.text("Working relationship")
    assert drawn.figure.get_size_inches()[0] * 72 == 352
    assert len({name.get_position()[1] for name in names}) == 2


def test_a_mark_has_a_shape_and_words_over_its_own_chart(full):
    key = ("engagement", "expectancy")
    drawn = chart(full, marks={key: [Mark(*key, "good", "Better or harder")]})
    shape = drawn.artist("signal:good")
    x, y = shape.get_xydata()[0]
    words = drawn.text("Better or harder")
    name = drawn.text("Expectancy")
    assert shape.get_marker() == "^"
    assert words.get_position()[0] > x >= name.get_position()[0]
    assert name.get_position()[1] < y < words.get_position()[1]


def test_levels_are_labelled_and_labels_do_not_touch(one):
    levels = [(4.8, "upper limit 4.8"), (4.6, "mean 4.6"), (1.2, "lower limit 1.2")]
    drawn = chart(one, guides=Guides(levels=levels))
    assert drawn.overlaps() == []
    assert drawn.outside() == []
    assert {words for _, words in levels} <= set(drawn.texts)


def test_a_straight_line_is_drawn_between_its_two_ends(one):
    ends = (pd.Timestamp("2026-01-05"), 1.0), (pd.Timestamp("2026-01-26"), 5.0)
    drawn = chart(one, guides=Guides(slope=ends))
    (slope,) = [line for line in drawn.ax.lines if line.get_linewidth() == 1.6]
    points = drawn.places("points:worker")
    assert slope.get_xydata()[:2].tolist() == [list(points[0]), list(points[-1])]


def test_the_time_since_a_plan_is_a_band(one):
    plain, planned = chart(one), chart(one, guides=Guides(planned_on=date(2026, 1, 12)))
    assert (len(plain.ax.patches), len(planned.ax.patches)) == (0, 1)


@pytest.mark.parametrize("narrow", [False, True])
def test_nothing_touches_and_nothing_leaves_the_picture(full, one, narrow):
    for table in (full, one):
        drawn = chart(table, narrow=narrow)
        assert drawn.overlaps() == []
        assert drawn.outside() == []


def test_what_was_not_rated_breaks_nothing(table):
    rows = [*RISING, ("2026-02-09", "investment", "worker", None)]
    assert len(chart(table(*rows)).places("points:worker")) == 3

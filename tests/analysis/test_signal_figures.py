from math import nan

import pytest

from supervision_kit.analysis import thresholds
from supervision_kit.analysis.signal_figures import figure, figures, share, threshold_figures

SCALE = {"minimum": 1.0, "maximum": 5.0, "step": 1.0}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (3.0, "3"),
        (2.44, "2.4"),
        (2.45, "2.5"),
        (-1.66, "−1.7"),
        (0.126, "0.13"),
        (-0.9, "−0.9"),
        (0.996, "1"),
        (120.04, "120"),
        (0.006, "0.01"),
        (0.004, "less than 0.01"),
        (-0.004, "less than 0.01"),
    ],
)
def test_a_number_has_as_many_decimals_as_one_can_use(value, text):
    assert figure(value) == text


@pytest.mark.parametrize(
    ("value", "bound", "text"),
    [
        (4.97, 5.0, "4.97"),
        (4.9996, 5.0, "4.9996"),
        (4.94, 5.0, "4.9"),
        (5.0, 5.0, "5"),
        (4.97, nan, "5"),
        (-0.797, -0.8, "−0.797"),
        (0.797, -0.8, "0.8"),
        (0.9999999, 1.0, "1"),
    ],
)
def test_a_number_is_not_written_as_what_its_rule_tells_it_apart_from(value, bound, text):
    assert figure(value, bound=bound) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (0.0, "fewer than 1"),
        (0.0099, "fewer than 1"),
        (0.01, "about 1"),
        (0.024, "about 2"),
        (0.99, "about 99"),
        (0.998, "about 99"),
        (1.0, "about 99"),
    ],
)
def test_a_share_is_told_out_of_a_hundred(rate, text):
    assert share(rate) == text


@pytest.mark.parametrize(
    ("row", "written"),
    [
        ({"rule": "improving", "p": 0.0098, "change": 2.04}, {"p": "0.0098", "change": "2"}),
        ({"rule": "shift", "p": 0.0098, "nap": 0.04}, {"p": "0.0098", "nap": "0.04"}),
        ({"rule": "apart", "p": 0.0999, "difference": -2.0}, {"p": "0.0999", "difference": "−2"}),
        (
            {"rule": "unusual", "last": 5.0, "lower": 1.04, "upper": 4.97},
            {"last": "5", "lower": "1", "upper": "4.97"},
        ),
        ({"rule": "stuck", "lower": -0.797, "upper": 0.797}, {"lower": "−0.797", "upper": "0.797"}),
        (
            {"rule": "positives_to_challenges", "share": 0.6, "upper": 0.7981},
            {"share": "0.6", "upper": "0.798"},
        ),
        ({"rule": "pattern", "n_useful": 12.0, "longest_run": 7.0}, {"n_useful": 12}),
    ],
    ids=lambda each: each.get("rule"),
)
def test_no_number_contradicts_the_rule_it_stands_behind(row, written):
    found = figures(row | SCALE)
    assert {name: found[name] for name in written} == written


def test_what_is_missing_or_no_number_is_left_out():
    row = {"rule": "improving", "n": 8, "needed": 0, "p": nan, "change": None, "name": "Trust"}
    assert figures(row) == {}


def test_every_threshold_is_there_by_its_name():
    written = threshold_figures()
    assert written["improving_needs"] == str(thresholds.IMPROVING_NEEDS)
    assert set(written) == {name.lower() for name in vars(thresholds) if name.isupper()}

import math

import pytest

from supervision_kit.analysis.goal_attainment import goal_attainment


def test_as_expected_is_fifty_whatever_the_weights():
    assert goal_attainment([0, 0, 0], [5, 1, 2]) == (50, 3)


@pytest.mark.parametrize(("n", "t"), [(1, 70), (10, 82.88)])
def test_the_same_level_counts_more_the_more_criteria_there_are(n, t):
    assert goal_attainment([2] * n) == pytest.approx((t, n), abs=0.005)


def test_what_was_not_rated_is_left_out_with_its_weight():
    assert goal_attainment([1, None, -1, 2], [2, 9, 1, 1]) == goal_attainment([1, -1, 2], [2, 1, 1])
    assert goal_attainment([1, math.nan]) == goal_attainment([1])


def test_weights_that_are_all_nothing_are_equal():
    assert goal_attainment([1, 1, -1], [0, 0, 0]) == goal_attainment([1, 1, -1])


@pytest.mark.parametrize("levels", [[], [None]])
def test_without_a_level_there_is_no_score(levels):
    t, n = goal_attainment(levels)
    assert math.isnan(t)
    assert n == 0


def test_each_level_has_its_weight():
    with pytest.raises(ValueError, match="shorter"):
        goal_attainment([1, 2], [1])

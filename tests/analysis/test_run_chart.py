import numpy as np
import pytest
from scipy.stats import binom

from supervision_kit.analysis.block import Block
from supervision_kit.analysis.run_chart import critical_values, run_chart

NAN = np.nan


def chart(*values, centre=None):
    found = run_chart(Block.of(values, minimum=0, maximum=10), centre)
    return {name: each[0] for name, each in found._asdict().items()}


@pytest.mark.parametrize("n", range(1, 400))
def test_the_fewest_crossings_are_a_binomial_quantile(n):
    assert critical_values(n)[1] == binom.ppf(0.05, n - 1, 0.5)


@pytest.mark.parametrize(
    ("n", "longest"), [(10, 6), (11, 6), (12, 7), (22, 7), (23, 8), (45, 8), (46, 9)]
)
def test_the_longest_run_grows_with_the_logarithm(n, longest):
    assert critical_values(n)[0] == longest


def test_without_useful_ratings_nothing_is_counted():
    assert critical_values(0) == (0, 0)
    found = chart(4, 4, 4)
    assert found["n_useful"] == found["longest_run"] == found["n_crossings"] == 0
    assert not found["non_random"]


def test_ratings_on_the_median_are_passed_over():
    # The median is 5; without the fives it is one run of three below and one of three above.
    found = chart(3, 5, 4, 3, 5, 5, 6, 7, 5, 6)
    assert (found["n_useful"], found["longest_run"], found["n_crossings"]) == (6, 3, 1)


def test_the_median_of_an_even_number_may_lie_between():
    found = chart(4, 7, 4, 7)
    assert (found["n_useful"], found["longest_run"], found["n_crossings"]) == (4, 1, 3)


def test_a_centre_may_be_given():
    found = chart(1, 2, 6, 4, 3, centre=5)
    assert (found["n_useful"], found["longest_run"], found["n_crossings"]) == (5, 2, 2)


def test_missing_values_neither_break_nor_lengthen_a_run():
    found = chart(1, 2, NAN, 3, 9, 8, NAN, 7)
    assert (found["n_useful"], found["longest_run"], found["n_crossings"]) == (6, 3, 1)


# Twelve useful ratings about 5: runs up to 7 and 3 crossings or more are taken as random.
@pytest.mark.parametrize(
    ("runs", "non_random"),
    [
        ([7, 1, 1, 1, 2], False),
        ([8, 1, 1, 1, 1], True),  # a run too long, crossings enough
        ([4, 4, 3, 1], False),
        ([4, 4, 4], True),  # runs short enough, a crossing too few
    ],
)
def test_either_rule_is_enough(runs, non_random):
    sides = [4 + 2 * (turn % 2) for turn, n in enumerate(runs) for _ in range(n)]
    found = chart(*sides, centre=5)
    assert found["longest_run"] == max(runs)
    assert found["n_crossings"] == len(runs) - 1
    assert found["non_random"] == non_random


def test_a_run_longer_than_a_byte_is_counted():
    assert chart(*[1] * 200, *[9] * 200)["longest_run"] == 200


def test_only_the_numbers_that_occur_are_worked_out():
    critical_values.cache_clear()
    chart(*[1] * 400, *[9] * 400, centre=5)
    chart(*[1] * 400, *[9] * 400, centre=5)
    found = critical_values.cache_info()
    assert (found.misses, found.hits) == (1, 1)

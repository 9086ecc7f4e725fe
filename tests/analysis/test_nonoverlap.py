import numpy as np

from supervision_kit.analysis.block import Block
from supervision_kit.analysis.nonoverlap import nonoverlap

NAN = np.nan


def compare(values, on):
    return nonoverlap(Block.of(values, minimum=0, maximum=10), on)


def test_a_tie_counts_one_half():
    # Before 2 and 3, after 3 and 4: three of four pairs rise and one ties.
    found = compare([2, 3, 3, 4], 2)
    assert found.rises.tolist() == [3]
    assert found.ties.tolist() == [1]
    assert found.nap.tolist() == [3.5 / 4]


def test_the_day_itself_is_after():
    found = compare([2, 3, 3, 4], 1)
    assert found.n_before.tolist() == [1]
    assert found.n_after.tolist() == [3]


def test_every_series_may_have_a_day_of_its_own():
    found = compare([[1, 1], [2, 2], [3, 3]], [1, 2])
    assert found.n_before.tolist() == [1, 2]
    assert found.nap.tolist() == [1, 1]


def test_without_a_day_or_a_side_there_is_nothing_to_compare():
    found = compare([[1, 1, 1], [2, 2, 2]], [NAN, 0, 2])
    assert found.n_before.tolist() == [0, 0, 2]
    assert found.n_after.tolist() == [0, 2, 0]
    assert np.isnan(found.nap).all()
    assert np.isnan(found.p).all()


def test_equal_ratings_differ_by_nothing():
    found = compare([3, 3, 3, 3], 2)
    assert found.nap.tolist() == [0.5]
    assert found.p.tolist() == [1]


def test_it_does_not_matter_which_side_is_higher():
    up, down = compare([1, 2, 2, 3, 5, 4], 3), compare([-1, -2, -2, -3, -5, -4], 3)
    assert up.p == down.p
    assert up.nap + down.nap == 1

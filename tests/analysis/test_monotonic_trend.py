import numpy as np
import pytest
from scipy.stats import kendalltau, norm, theilslopes

from supervision_kit.analysis.block import Block
from supervision_kit.analysis.monotonic_trend import mann_kendall, theil_sen, two_sided

NAN = np.nan


def of(values, days=None):
    return Block.of(values, days, minimum=0, maximum=10)


def test_s_counts_rises_less_falls():
    # 3 rises against 2, 6 and 5; 4 ties and so on: six pairs, four rise, one falls, one ties.
    test = mann_kendall(of([2, 4, 4, 3]))
    assert test.s.tolist() == [1]
    assert test.variance.tolist() == [(4 * 3 * 13 - 2 * 1 * 9) / 18]
    assert test.z.tolist() == [0]
    assert test.p.tolist() == [1]


def test_days_do_not_matter_to_the_test_but_to_the_slope():
    values = [1, 2, 4, 3, 5]
    even, odd = of(values), of(values, [0, 1, 2, 30, 31])
    assert mann_kendall(even).p == mann_kendall(odd).p
    assert theil_sen(even).slope != theil_sen(odd).slope


@pytest.mark.parametrize("n_points", [40, 127, 128, 140])
def test_long_and_wide_series_are_counted_right(n_points):
    chance = np.random.default_rng(n_points)
    values = chance.integers(0, 150, (n_points, 3)).astype(float)
    values[:, 1] = chance.normal(size=n_points)
    values[:, 2] = np.r_[np.zeros(n_points - 5), np.arange(5)]
    test = mann_kendall(of(values))
    signs = np.sign(values[None] - values[:, None])
    assert test.s.tolist() == [np.triu(signs[..., series]).sum() for series in range(3)]
    tau = [kendalltau(range(n_points), column).statistic for column in values.T]
    np.testing.assert_allclose(test.tau, tau)


def test_nothing_that_differs_is_no_trend():
    test = mann_kendall(of([[3, 4, NAN], [3, NAN, NAN]]))
    assert test.p.tolist() == [1, 1, 1]
    assert test.s.tolist() == [0, 0, 0]
    assert np.isnan(test.tau).all()


def test_the_line_is_that_of_scipy_with_its_interval():
    values, days = [4, 7, 6, 5, 7, 9, 8], [14, 24, 31, 36, 41, 60, 61]
    line = theil_sen(of(values, days), 0.9)
    theirs = theilslopes(values, days, 0.9, method="joint")
    np.testing.assert_allclose(np.ravel(line), theirs)


def test_one_rating_makes_no_line():
    assert np.isnan(theil_sen(of([[3, NAN]]))).all()
    line = theil_sen(of([[3, 1], [NAN, 2]]))
    np.testing.assert_array_equal(line.slope, [NAN, 1])


def test_the_tails_are_those_of_the_normal_distribution():
    z = np.array([0, -1.2, 2.575829, 8, NAN])
    np.testing.assert_allclose(two_sided(z), 2 * norm.sf(np.abs(z)), rtol=1e-13)

import numpy as np
import pytest

from supervision_kit.analysis.process_limits import LIMIT_FACTOR, process_limits

NAN = np.nan


def limits(*values, **options):
    return tuple(each[0] for each in process_limits(np.array(values)[:, None], **options))


def test_limits_lie_so_many_mean_ranges_from_the_mean():
    assert limits(3.0, 4.0, 5.0) == pytest.approx((4, 1.34, 6.66, 1))


def test_a_jump_does_not_widen_the_limits():
    calm, jump = [1.0, 2.0] * 10, 30.0
    assert limits(*calm, jump)[3] == 1
    assert limits(*calm, jump, screened=False)[3] > 2


def test_jumps_are_screened_once_only():
    # The mean range is 4; without the jump of 20 it is 2, and a second round would take the 8 out.
    steps = [1.0] * 7 + [8.0, 1.0] + [20.0]
    values = np.cumsum([0.0, *steps])
    assert limits(*values)[3] == pytest.approx(16 / 9)


def test_a_range_exactly_at_the_bound_stays():
    # Ranges 1, 1 and 4: their mean is 2, and 4 is not above 2 × 2.
    assert limits(0.0, 1.0, 2.0, 6.0, screen_factor=2)[3] == 2
    assert limits(0.0, 1.0, 2.0, 6.0, screen_factor=1.99)[3] == 1


def test_no_range_reaches_across_a_gap():
    assert limits(1.0, 2.0, NAN, 9.0, 10.0)[3] == 1


def test_one_value_has_a_mean_and_no_limits():
    mean, lower, upper, _ = limits(3.0)
    assert mean == 3
    assert np.isnan([lower, upper]).all()


def test_nothing_has_neither():
    assert np.isnan(limits(NAN, NAN)).all()


def test_equal_values_have_limits_that_meet():
    assert limits(4.0, 4.0, 4.0) == (4, 4, 4, 0)


def test_a_value_on_a_limit_is_not_outside():
    found = process_limits(np.array([[3.0], [4.0], [5.0]]))
    assert found.outside(np.array([[1.34], [6.66], [1.33], [6.67]]), 1e-9).ravel().tolist() == [
        False,
        False,
        True,
        True,
    ]
    exact = process_limits(np.array([[4.0], [4.0]]))
    assert exact.outside(np.array([[3.9], [4.0], [4.1]])).ravel().tolist() == [True, False, True]


def test_the_factor_is_three_standard_deviations():
    assert pytest.approx(3 / 1.128, abs=0.001) == LIMIT_FACTOR

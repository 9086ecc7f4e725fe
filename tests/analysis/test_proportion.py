import math

import pytest
from scipy.stats import binomtest

from supervision_kit.analysis.proportion import wilson_interval


@pytest.mark.parametrize("n", [1, 20, 33])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_the_interval_is_that_of_scipy(n, confidence):
    for count in range(n + 1):
        ours = wilson_interval(count, n, confidence)
        theirs = binomtest(count, n).proportion_ci(confidence, method="wilson")
        assert ours[1:] == pytest.approx(theirs, abs=1e-12)
        assert ours.share == count / n


def test_of_none_there_is_no_share():
    assert all(map(math.isnan, wilson_interval(0, 0)))


@pytest.mark.parametrize("count", [-1, 4])
def test_more_than_all_are_refused(count):
    with pytest.raises(ValueError, match="cannot count"):
        wilson_interval(count, 3)

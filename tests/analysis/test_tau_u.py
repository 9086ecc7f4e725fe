from fractions import Fraction
from itertools import combinations
from math import sqrt
from statistics import median

import numpy as np
import pytest
from scipy.stats import kendalltau

from supervision_kit.analysis.tau_u import (
    TAU_FORMS,
    TAU_ROWS,
    baseline_corrected_tau,
    kendall,
    tau_u,
)

# Karolina in the data that come with scan: one of the examples whose forms differ most.
BEFORE = [41, 59, 56, 51, 52]
AFTER = [57, 56, 67, 75, 66, 69, 68, 73, 77, 79, 86, 82, 75, 83, 89]


@pytest.mark.parametrize(
    ("form", "tau"),
    [("complete_b", 0.554), ("complete_a", 0.824), ("parker", 0.933), ("tarlow", 0.824)],
)
def test_each_form_has_an_answer_of_its_own(form, tau):
    assert tau_u(BEFORE, AFTER, form).loc["between_minus_before", "tau"] == pytest.approx(
        tau, abs=0.0005
    )


def test_the_form_of_2011_can_pass_one():
    assert tau_u([3, 2, 1], [4, 5], "parker").loc["between_minus_before", "tau"] == 1.5


@pytest.mark.parametrize("form", TAU_FORMS)
def test_a_row_adds_up_its_parts(form):
    table = tau_u([2, 1, 2], [3, 2, 4], form)
    assert list(table.index) == list(TAU_ROWS)
    assert table.loc["trend_before", ["rising", "falling", "ties"]].tolist() == [1, 1, 1]
    assert table.loc["between", ["rising", "falling", "ties"]].tolist() == [7, 0, 2]
    last = table.loc["between_plus_after_minus_before"]
    assert last[["rising", "falling", "ties"]].tolist() == [7 + 2 + 1, 0 + 1 + 1, 2 + 0 + 1]


def test_equal_ratings_have_no_tau():
    table = tau_u([3, 3], [3, 3], "complete_b")
    assert table["tau"].iloc[1:].isna().all()
    assert table["p"].isna().all()


def test_ranks_correlate_as_in_scipy():
    values, late = [1, 5, 2, 2, 7, 7, 3], [0, 0, 0, 1, 1, 1, 1]
    s = sum(
        np.sign((values[j] - values[i]) * (late[j] - late[i])) for i, j in combinations(range(7), 2)
    )
    ours = kendall(s, np.array(values), [3, 4])
    theirs = kendalltau(values, late, method="asymptotic")
    assert (ours.tau, ours.p) == pytest.approx((theirs.statistic, theirs.pvalue))


def test_two_values_are_enough_for_a_rank_correlation():
    assert kendall(1, np.array([1, 2])).tau == 1


# Before, the slope is a number of thirds, which a computer cannot hold.
EARLY, LATE = [9, 9, 7, 4, 8], [7, 1, 9, 3]


def residuals(number):
    """Return what is left of them, worked out in fractions or in floating point."""
    values, n = [number(each) for each in EARLY + LATE], len(EARLY)
    days = [number(day) for day in range(len(values))]
    steps = combinations(range(n), 2)
    slope = median((values[j] - values[i]) / (days[j] - days[i]) for i, j in steps)
    start = median(values[i] - slope * days[i] for i in range(n))
    rest = [value - slope * day - start for value, day in zip(values, days, strict=True)]
    return rest[:n], rest[n:]


def rises_less_falls(before, after):
    return sum((b > a) - (b < a) for a in before for b in after)


def test_ties_on_paper_are_ties():
    exact, floating = residuals(Fraction), residuals(float)
    assert rises_less_falls(*exact) == 1
    assert rises_less_falls(*floating) == 0
    found = baseline_corrected_tau(EARLY, LATE, range(5), range(5, 9)).corrected
    assert found.s == 1
    n_ties = sum(a == b for a, b in combinations([*exact[0], *exact[1]], 2))
    assert found.tau == pytest.approx(1 / sqrt((36 - n_ties) * (36 - 10 - 6)))


def test_a_trend_that_goes_on_is_no_change():
    found = baseline_corrected_tau([1, 2, 3], [4, 5], [0, 1, 2], [3, 4])
    assert found.trend_before.tau == 1
    assert found.uncorrected.tau > 0.7
    assert found.corrected.s == 0


def test_zeros_only_are_taken_off_nothing():
    assert baseline_corrected_tau([0, 0], [0], [0, 1], [2]).corrected.s == 0

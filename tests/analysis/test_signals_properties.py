"""What must hold for any ratings, however few, odd or missing."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, linregress, mannwhitneyu, theilslopes
from scipy.stats import t as student

from supervision_kit.analysis import rules, signals
from supervision_kit.analysis.agreement import agreement, paired
from supervision_kit.analysis.block import Block, block
from supervision_kit.analysis.monotonic_trend import least_squares, mann_kendall, theil_sen
from supervision_kit.analysis.nonoverlap import nonoverlap
from supervision_kit.analysis.signal_table import signal_table
from supervision_kit.frameworks import load_framework

# The same examples every time, and no clock: a slow machine is no failure.
settings.register_profile("signals", derandomize=True, deadline=None, max_examples=40)
PROFILE = settings.get_profile("signals")

DIMENSIONS = load_framework().dimensions()
NAN = np.nan
LOW, HIGH = 0, 10
PLANNED_ON = 20
MIRROR = {"better": "worse", "worse": "better", "neither": "neither"}
RULES = {
    **{rule.key: rule.ask for rule in rules.that_read("line")},
    "shift": lambda block: signals.shift(block, PLANNED_ON),
}


@st.composite
def series(draw, *, missing=True, points=None):
    """Draw values and days of one series: short scales and long, calm, rising and shifted."""
    n = draw(st.integers(1, 40)) if points is None else points
    steps = draw(st.sampled_from([1, 2, 4]))
    whole = draw(st.lists(st.integers(LOW * steps, HIGH * steps), min_size=n, max_size=n))
    values = np.array(whole) / steps
    if draw(st.booleans()):
        values = np.sort(values)
    if draw(st.booleans()):
        # A middling series: most of what is drawn above would never be calm enough.
        values = np.rint(5 + (values - 5) / 4)
    gaps = draw(st.lists(st.integers(1, 9), min_size=n, max_size=n))
    if missing:
        gone = draw(st.lists(st.booleans(), min_size=n, max_size=n))
        values = np.where(np.array(gone) & (np.arange(n) % 3 == 0), NAN, values)
    return values, np.cumsum(gaps).astype(float)


def of(values, days, better="higher", low=LOW, high=HIGH):
    return Block.of(values, days, minimum=low, maximum=high, better=better)


def answers(rule, *given, **bounds):
    return RULES[rule](of(*given, **bounds))


def all_rules(test):
    return pytest.mark.parametrize("rule", RULES)(test)


@all_rules
@PROFILE
@given(series())
def test_a_missing_rating_is_as_if_it_had_not_been_asked_for(rule, drawn):
    values, days = drawn
    rated = ~np.isnan(values)
    pd.testing.assert_frame_equal(
        answers(rule, values, days), answers(rule, values[rated], days[rated])
    )


@all_rules
@PROFILE
@given(series(), st.randoms())
def test_the_order_in_which_ratings_come_does_not_matter(rule, drawn, random):
    values, days = drawn
    order = list(range(len(values)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(
        answers(rule, values, days), answers(rule, values[order], days[order])
    )


@all_rules
@PROFILE
@given(series(), st.sampled_from([-7, 0.1, 0.3, 1000]))
def test_adding_a_constant_to_values_and_bounds_changes_no_answer(rule, drawn, constant):
    values, days = drawn
    here = answers(rule, values, days)
    there = answers(rule, values + constant, days, low=LOW + constant, high=HIGH + constant)
    same = ["state", "n", "needed", "toward"]
    pd.testing.assert_frame_equal(here[same], there[same])


@all_rules
@PROFILE
@given(series(), st.sampled_from(["higher", "lower", "neither"]))
def test_mirroring_the_values_mirrors_the_direction(rule, drawn, better):
    values, days = drawn
    here = answers(rule, values, days, better=better)
    there = answers(rule, LOW + HIGH - values, days, better=better)
    assert here["state"].tolist() == there["state"].tolist()
    assert there["toward"].tolist() == [MIRROR[toward] for toward in here["toward"]]


@all_rules
@PROFILE
@given(series(), st.sampled_from(["higher", "lower"]))
def test_mirroring_the_scale_with_the_values_changes_nothing(rule, drawn, better):
    values, days = drawn
    other = {"higher": "lower", "lower": "higher"}[better]
    here = answers(rule, values, days, better=better)
    there = answers(rule, LOW + HIGH - values, days, better=other)
    same = ["state", "n", "needed", "toward"]
    pd.testing.assert_frame_equal(here[same], there[same])


@all_rules
@PROFILE
@given(st.integers(0, 60), st.sampled_from([0, 0.1, 3, 9.7]))
def test_equal_ratings_are_no_signal(rule, n, value):
    row = answers(rule, [value] * n, np.arange(n)).iloc[0]
    # Ratings that never differed are the one thing that cannot be clearer: they have not moved.
    assert row["state"] != "signal" or rule == "stuck"
    assert row["toward"] == "neither"


@all_rules
@PROFILE
@given(st.lists(series(points=30), min_size=1, max_size=6))
def test_many_series_at_once_answer_as_each_by_itself(rule, several):
    values = np.column_stack([each[0] for each in several])
    days = np.column_stack([each[1] for each in several])
    together = answers(rule, values, days)
    alone = pd.concat([answers(rule, *each) for each in several], ignore_index=True)
    pd.testing.assert_frame_equal(together, alone.astype(together.dtypes), rtol=1e-12)


@PROFILE
@given(series(points=25), series(points=25))
def test_who_rates_higher_is_mirrored_with_the_raters(first, second):
    days = first[1]
    both = ~np.isnan(first[0] + second[0])
    blocks = [of(each[0][both], days[both]) for each in (first, second)]
    here, there = signals.apart(*blocks), signals.apart(*reversed(blocks))
    assert here["state"].tolist() == there["state"].tolist()
    swapped = {"first": "second", "second": "first", "neither": "neither"}
    assert there["toward"].tolist() == [swapped[toward] for toward in here["toward"]]


rows = st.tuples(
    st.dates(pd.Timestamp("2026-03-01").date(), pd.Timestamp("2026-03-20").date()),
    st.sampled_from(["investment", "expectancy"]),
    st.sampled_from(["worker", "client", "supervisor"]),
    st.sampled_from([1, 2, 3, 4, 5, 1.1, 2.3, None, NAN]),
)


def table_of(drawn, **named):
    table = pd.DataFrame(drawn, columns=["rated_on", "dimension", "rater", "value"])
    table["rater"] = table["rater"].replace(named)
    return table.assign(scale="engagement", case="K-1", value=table["value"].astype(float))


@PROFILE
@given(st.lists(rows, min_size=1, max_size=80), st.randoms())
def test_the_order_of_rows_of_the_same_day_does_not_matter(drawn, random):
    shuffled = list(drawn)
    random.shuffle(shuffled)
    tables = [signal_table(table_of(each), DIMENSIONS) for each in (drawn, shuffled)]
    pd.testing.assert_frame_equal(*tables, check_exact=True)


@PROFILE
@given(st.lists(rows, min_size=1, max_size=60))
def test_a_permutation_of_the_raters_permutes_the_rows(drawn):
    turned = {"worker": "client", "client": "supervisor", "supervisor": "worker"}
    here, there = block(table_of(drawn), DIMENSIONS), block(table_of(drawn, **turned), DIMENSIONS)
    places = {tuple(key): row for row, key in enumerate(there.keys.to_numpy())}
    rows = [places[(*key[:3], turned[key[3]], *key[4:])] for key in here.keys.to_numpy()]
    for rule in RULES.values():
        pd.testing.assert_frame_equal(rule(here), rule(there).iloc[rows].reset_index(drop=True))


@PROFILE
@given(st.lists(rows, min_size=1, max_size=60))
def test_pairs_are_those_days_on_which_both_rated(drawn):
    first, second = paired(block(table_of(drawn), DIMENSIONS))
    rated = {row[:3] for row in drawn if row[3] == row[3] and row[3] is not None}
    for column, dimension in enumerate(first.keys["dimension"]):
        days = {on for on, name, rater in rated if name == dimension and rater == "worker"}
        days &= {on for on, name, rater in rated if name == dimension and rater == "client"}
        assert first.n[column] == second.n[column] == len(days)


# The same, reckoned the slow way.


@PROFILE
@given(series())
def test_mann_kendall_counts_every_pair(drawn):
    values, days = drawn
    rated = values[~np.isnan(values)]
    test = mann_kendall(of(values, days))
    s = sum(int(b > a) - int(b < a) for a, b in combinations(rated, 2))
    assert test.s.tolist() == [s]
    n = len(rated)
    ties = [int((rated == value).sum()) for value in set(rated.tolist())]
    spread = [k * (k - 1) * (2 * k + 5) for k in [n, *ties]]
    assert test.variance.tolist() == [(spread[0] - sum(spread[1:])) / 18]


@PROFILE
@given(series(), st.sampled_from([0.8, 0.95, 0.99]))
def test_theil_sen_is_that_of_scipy(drawn, confidence):
    values, days = drawn
    rated = ~np.isnan(values)
    assume(rated.sum() > 1)
    theirs = theilslopes(values[rated], days[rated], confidence, method="joint")
    np.testing.assert_allclose(
        np.ravel(theil_sen(of(values, days), confidence)), theirs, rtol=1e-12, atol=1e-13
    )


@PROFILE
@given(series(), st.sampled_from([0.8, 0.9, 0.95]))
def test_least_squares_is_that_of_scipy(drawn, confidence):
    values, days = drawn
    rated = ~np.isnan(values)
    # For equal values scipy knows no error; here it is 0.
    assume(rated.sum() > 2 and np.ptp(values[rated]) > 0)
    theirs = linregress(days[rated], values[rated])
    reach = student.ppf((1 + confidence) / 2, rated.sum() - 2) * theirs.stderr
    expected = (theirs.slope, theirs.slope - reach, theirs.slope + reach)
    ours = np.ravel(least_squares(of(values, days), confidence))
    # Scipy loses digits where the line fits exactly.
    np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-7)


@PROFILE
@given(series(missing=False, points=20), series(missing=False, points=20))
def test_who_is_higher_is_tested_as_a_coin_is(first, second):
    found = agreement(*(of(each[0], first[1]) for each in (first, second)))
    steps = first[0] - second[0]
    assert found.difference.tolist() == [np.median(steps)]
    higher, lower = int((steps > 0).sum()), int((steps < 0).sum())
    p = binomtest(higher, higher + lower).pvalue if higher + lower else 1
    np.testing.assert_allclose(found.p, [p], rtol=1e-12)


@PROFILE
@given(series(), st.integers(0, 200))
def test_nonoverlap_counts_every_pair_and_has_the_p_of_scipy(drawn, on):
    values, days = drawn
    rated = ~np.isnan(values)
    before, after = values[rated & (days < on)], values[rated & (days >= on)]
    assume(len(before) and len(after))
    found = nonoverlap(of(values, days), on)
    won = sum((b > a) + (b == a) / 2 for a, b in product(before, after))
    assert found.nap.tolist() == [won / (len(before) * len(after))]
    if np.ptp(values[rated]) > 0:
        theirs = mannwhitneyu(after, before, method="asymptotic")
        np.testing.assert_allclose(found.p, [theirs.pvalue], rtol=1e-12)

import numpy as np
import pytest

from supervision_kit.analysis import rules
from supervision_kit.analysis.chance import (
    ANY,
    DAYS_BETWEEN,
    GAP_SPREAD,
    Circumstances,
    rates,
    simulate,
)

N_PAGES = 4_000
ON_RATINGS = [rule.key for rule in rules.on_ratings()]


def rng(seed=7):
    return np.random.default_rng(seed)


def rate_of(found, rule):
    return found.set_index("rule").loc[rule, "rate"]


def lag_one(values):
    """Return the autocorrelation about the known mean of 500 and SD of 100."""
    return ((values[1:] - 500) * (values[:-1] - 500)).mean() / 100**2


FINE = {"minimum": 0, "maximum": 1000, "noise": 0.1}


def test_the_same_seed_draws_the_same_series():
    first, again, other = (
        simulate(Circumstances(n=9, irregular=True), 5, rng(seed)) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first.values, again.values)
    np.testing.assert_array_equal(first.days, again.days)
    assert (first.values != other.values).any()


@pytest.mark.parametrize(
    ("minimum", "maximum", "step", "points"),
    [
        (1, 5, 1, {1, 2, 3, 4, 5}),
        (0, 1, 0.5, {0, 0.5, 1}),
        (-2, 2, 2, {-2, 0, 2}),
        (0, 10, 3, {0, 3, 6, 9}),
    ],
)
def test_every_rating_is_a_point_of_the_scale(minimum, maximum, step, points):
    scale = Circumstances(n=20, minimum=minimum, maximum=maximum, step=step, noise=0.5)
    assert set(np.unique(simulate(scale, 100, rng()).values)) == points
    assert scale.n_points == len(points)


def test_ratings_have_the_mean_and_the_spread_that_were_asked_for():
    at = Circumstances.in_points(n=40, minimum=0, maximum=1000, mean=300, sd=80)
    values = simulate(at, N_PAGES, rng()).values
    assert values.mean() == pytest.approx(300, abs=1)
    assert values.std() == pytest.approx(80, rel=0.01)


@pytest.mark.parametrize("held", [-0.4, 0, 0.3, 0.6])
def test_each_rating_remembers_the_one_before_it(held):
    values = simulate(Circumstances(n=30, autocorrelation=held, **FINE), N_PAGES, rng()).values
    assert lag_one(values) == pytest.approx(held, abs=0.02)
    # The first ratings vary as much as the last: the series do not start from one point.
    assert values[0].std() == pytest.approx(values[-1].std(), rel=0.05)


@pytest.mark.parametrize(("shared", "held"), [(0, 0), (0.3, 0), (0.5, 0.6), (1, 0)])
def test_series_of_a_page_move_together_and_those_of_two_pages_do_not(shared, held):
    at = Circumstances(n=8, n_dimensions=2, correlation=shared, autocorrelation=held, **FINE)
    one, other = simulate(at, N_PAGES, rng()).values.reshape(8, N_PAGES, 2).transpose(2, 0, 1)
    assert np.corrcoef(one.ravel(), other.ravel())[0, 1] == pytest.approx(shared, abs=0.02)
    assert np.corrcoef(one[:, 1:].ravel(), other[:, :-1].ravel())[0, 1] == pytest.approx(
        0, abs=0.02
    )


def test_regular_dates_are_evenly_apart():
    days = simulate(Circumstances(n=4), 2, rng()).days
    assert days.T.tolist() == [[0, 14, 28, 42]] * 2


def test_irregular_dates_are_whole_rising_days_with_the_usual_spread():
    at = Circumstances(n=50, irregular=True, n_dimensions=2)
    days = simulate(at, N_PAGES, rng()).days
    gaps = np.diff(days, axis=0)
    assert (days[0] == 0).all()
    assert (gaps >= 1).all()
    assert (gaps == np.rint(gaps)).all()
    assert gaps.mean() == pytest.approx(DAYS_BETWEEN, rel=0.02)
    assert gaps.std() / gaps.mean() == pytest.approx(GAP_SPREAD, rel=0.03)
    np.testing.assert_array_equal(days[:, 0], days[:, 1])
    assert (days[:, 0] != days[:, 2]).any()


@pytest.mark.parametrize(
    ("form", "change", "expected"),
    [
        ("step", 0.4, [3, 3, 7, 7, 7]),
        ("step", -0.4, [7, 7, 3, 3, 3]),
        ("drift", 0.4, [3, 4, 5, 6, 7]),
        ("last", 0.4, [5, 5, 5, 5, 9]),
        ("raters", 0.4, [3, 3, 3, 3, 3]),
    ],
)
def test_a_change_has_its_form(form, change, expected):
    at = Circumstances(n=5, minimum=0, maximum=10, noise=0, change=change, form=form)
    assert simulate(at, 1, rng()).values[:, 0].tolist() == expected


def test_raters_differ_by_the_change_on_every_dimension():
    at = Circumstances(
        n=1, minimum=0, maximum=10, noise=0, change=0.2, form="raters", n_dimensions=2, n_raters=3
    )
    assert simulate(at, 1, rng()).values[0].tolist() == [4, 6, 6, 4, 6, 6]


def test_a_drift_is_even_in_time_not_in_ratings():
    at = Circumstances(
        n=6, minimum=0, maximum=1000, noise=0, change=1, form="drift", irregular=True
    )
    block = simulate(at, 3, rng())
    np.testing.assert_allclose(block.values, 1000 * block.days / block.days[-1], atol=0.5)


def test_one_rating_alone_can_drift_nowhere():
    at = Circumstances(n=1, noise=0, change=0.5, form="drift")
    assert simulate(at, 1, rng()).values.tolist() == [[2]]


def test_series_stand_page_by_page_dimension_by_dimension_rater_by_rater():
    keys = simulate(Circumstances(n=2, n_dimensions=2, n_raters=2), 2, rng()).keys
    assert keys["case"].tolist() == [0] * 4 + [1] * 4
    assert keys["dimension"].tolist() == [0, 0, 1, 1] * 2
    assert keys["rater"].tolist() == [0, 1] * 4


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"n": 0}, "at least one rating"),
        ({"n_raters": 0}, "one rater"),
        ({"maximum": 1}, "above the minimum"),
        ({"step": 0}, "step above 0"),
        ({"noise": -0.1}, "noise not below"),
        ({"autocorrelation": 1}, "Autocorrelation lies between −1 and 1, not 1"),
        ({"correlation": -0.1}, "Correlation lies between 0 and 1, not -0.1"),
        ({"form": "jump"}, "one of step, drift, last, raters, not jump"),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        Circumstances(**{"n": 5, **wrong})


def test_a_clear_change_is_found_and_counted():
    at = Circumstances(n=20, minimum=0, maximum=10, noise=0, change=0.8, form="drift")
    found = rates(simulate(at, 3, rng()))
    assert found["rule"].tolist() == [*(rule for rule in ON_RATINGS if rule != "apart"), ANY]
    assert rate_of(found, "improving") == rate_of(found, "shift") == rate_of(found, ANY) == 1
    assert rate_of(found, "stuck") == 0


def test_saying_that_nothing_moved_is_no_alarm():
    found = rates(simulate(Circumstances(n=40, noise=0), 3, rng()))
    assert [rule.key for rule in rules.RULES if not rule.alarm] == ["stuck"]
    assert rate_of(found, "stuck") == 1
    assert rate_of(found, ANY) == 0


def test_a_rule_with_too_few_ratings_is_not_able_and_never_fires():
    found = rates(simulate(Circumstances(n=2), 50, rng()))
    assert (found[["able", "rate", "standard_error"]] == 0).all(axis=None)


def test_only_the_rules_asked_for_are_let_loose():
    block = simulate(Circumstances(n=12, n_raters=2), 5, rng())
    assert rates(block, only=["apart", "shift"])["rule"].tolist() == ["shift", "apart", ANY]
    assert rates(block, only=[]).set_index("rule").loc[ANY].tolist() == [0, 0, 0]


def test_raters_who_always_differ_are_found_apart():
    at = Circumstances(n=8, minimum=0, maximum=10, noise=0, n_raters=2, change=0.2, form="raters")
    assert rate_of(rates(simulate(at, 3, rng())), "apart") == 1


def test_the_standard_error_is_that_of_a_share_of_pages():
    at = Circumstances(n=20, n_dimensions=3)
    found = rates(simulate(at, 400, rng())).set_index("rule")
    share = found.loc["shift", "rate"]
    assert 0 < share < 1
    assert share * 400 == pytest.approx(round(share * 400))
    error = found.loc["shift", "standard_error"]
    assert error == pytest.approx((share * (1 - share) / 400) ** 0.5)


def test_without_pages_there_are_no_rates():
    found = rates(simulate(Circumstances(n=5), 0, rng()))
    assert found[["able", "rate", "standard_error"]].isna().all(axis=None)


def test_only_the_number_of_points_matters_not_where_a_scale_begins():
    same = [
        Circumstances(n=20, minimum=minimum, maximum=maximum, step=step, noise=0.25)
        for minimum, maximum, step in ((1, 5, 1), (0, 40, 10))
    ]
    first, second = (rates(simulate(at, 1_000, rng())) for at in same)
    assert first.equals(second)
    assert rate_of(first, ANY) > 0


def test_near_the_ceiling_is_as_near_the_floor():
    floor, ceiling = (
        rates(simulate(Circumstances(n=20, place=place), N_PAGES, rng())) for place in (0.1, 0.9)
    )
    error = np.hypot(floor["standard_error"], ceiling["standard_error"])
    assert ((floor["rate"] - ceiling["rate"]).abs() <= 4 * error + 2 / N_PAGES).all()


def test_a_page_of_independent_series_fires_as_often_as_reckoned():
    at = Circumstances(n=20, minimum=0, maximum=10)
    single = rates(simulate(at, 6 * N_PAGES, rng())).set_index("rule")["rate"]
    page = Circumstances(n=20, minimum=0, maximum=10, n_dimensions=6)
    found = rates(simulate(page, N_PAGES, rng(8))).set_index("rule")
    expected = 1 - (1 - single) ** 6
    error = found["standard_error"] + 6 * (single * (1 - single) / 6 / N_PAGES) ** 0.5
    assert ((found["rate"] - expected).abs() <= 4 * error).all()


def test_series_that_move_together_raise_fewer_pages():
    page = {"n": 20, "minimum": 0, "maximum": 10, "n_dimensions": 6}
    alone, together = (
        rate_of(rates(simulate(Circumstances(**page, correlation=shared), N_PAGES, rng())), "shift")
        for shared in (0, 0.9)
    )
    assert together < alone / 1.5

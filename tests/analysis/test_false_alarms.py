from dataclasses import replace

import pytest

from supervision_kit.analysis import rules
from supervision_kit.analysis.chance import ANY
from supervision_kit.analysis.false_alarms import (
    RATE_COLUMNS,
    RATES_FILE,
    Setting,
    false_alarm_rate,
    miss_rate,
    table,
)

FIVE = {"minimum": 1, "maximum": 5, "step": 1}
TEN = {"minimum": 0, "maximum": 10, "step": 1}
USUAL = {"place": 0.5, "noise": 0.15, "autocorrelation": 0, "irregular": 0}


def row(rule, *, n_points=11, n=20, form="none", change=0, n_series=1, correlation=0, **other):
    """Return the one row of the table that holds exactly this."""
    wanted = {
        **USUAL,
        "rule": rule,
        "n_points": n_points,
        "n": n,
        "form": form,
        "change": change,
        "n_series": n_series,
        "correlation": correlation,
        **other,
    }
    rows = table()
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    (found,) = rows.to_dict("records")
    return found


def test_the_table_is_small_and_has_the_columns_it_is_documented_with():
    assert RATES_FILE.stat().st_size < 300_000
    assert tuple(table().columns) == RATE_COLUMNS


def test_no_circumstances_are_in_the_table_twice():
    keys = [column for column in RATE_COLUMNS if column not in ("able", "rate", "standard_error")]
    assert not table().duplicated(keys).any()


def test_every_rule_is_in_the_table():
    assert set(table()["rule"]) == {*(rule.key for rule in rules.on_ratings()), ANY}


def test_shares_are_shares_and_errors_are_theirs():
    rows = table()
    assert rows[["able", "rate"]].min().min() >= 0
    assert rows[["able", "rate"]].max().max() <= 1
    assert (rows["rate"] <= rows["able"] + 1e-9).all()
    expected = (rows["rate"] * (1 - rows["rate"]) / 20_000) ** 0.5
    assert ((rows["standard_error"] - expected).abs() < 1e-4).all()


@pytest.mark.parametrize(("rule", "needs"), [(rule.key, rule.needs) for rule in rules.on_ratings()])
def test_the_table_begins_where_a_rule_begins_to_speak(rule, needs):
    assert table().query("rule == @rule")["n"].min() == needs
    before = false_alarm_rate(rule, **TEN, n=needs - 1)
    assert (before.rate, before.standard_error, before.on_page) == (0, 0, 0)
    assert before.within_lengths


@pytest.mark.parametrize("rule", ["improving", "pattern", "unusual", "shift", ANY])
def test_a_length_in_the_table_is_read_as_it_stands(rule):
    found = false_alarm_rate(rule, **TEN, n=20)
    assert found.rate == pytest.approx(row(rule)["rate"])
    assert found.standard_error == pytest.approx(row(rule)["standard_error"])
    assert (found.n, found.same_scale, found.within_lengths) == (20, True, True)
    assert found.setting == Setting(11, 0.5, 0.15, 0.0, False)


def test_between_two_lengths_the_rate_lies_between_theirs():
    lower, upper = (row("shift", n=n)["rate"] for n in (12, 15))
    assert lower < false_alarm_rate("shift", **TEN, n=13).rate < upper


@pytest.mark.parametrize(("n", "read"), [(7, None), (9, 8), (11, 10), (12, 12)])
def test_where_one_more_rule_begins_to_speak_nothing_is_smoothed(n, read):
    expected = row(ANY, n=read)["rate"] if read else 0
    assert false_alarm_rate(ANY, **TEN, n=n).rate == pytest.approx(expected)


def test_beyond_the_longest_the_rate_is_that_of_the_longest_and_says_so():
    found = false_alarm_rate("shift", **TEN, n=250)
    assert found.rate == pytest.approx(row("shift", n=100)["rate"])
    assert (found.n, found.within_lengths) == (100, False)


def test_no_ratings_at_all_give_no_alarm():
    assert false_alarm_rate("shift", **TEN, n=0).rate == 0


@pytest.mark.parametrize(
    ("scale", "n_points", "same"),
    [
        (FIVE, 5, True),
        ({"minimum": 0, "maximum": 4, "step": 1}, 5, True),
        ({"minimum": 1, "maximum": 4, "step": 1}, 5, False),
        ({"minimum": 1, "maximum": 7, "step": 1}, 6, False),
        ({"minimum": 0, "maximum": 100, "step": 1e-9}, 101, False),
        ({"minimum": 0, "maximum": 1, "step": 0.1}, 11, True),
    ],
)
def test_the_scale_that_is_nearest_in_number_of_points_is_read(scale, n_points, same):
    found = false_alarm_rate("shift", **scale, n=20)
    assert (found.setting.n_points, found.same_scale) == (n_points, same)
    assert found.rate == pytest.approx(row("shift", n_points=n_points)["rate"])


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({"autocorrelation": 0.25}, {"autocorrelation": 0.3}),
        ({"autocorrelation": -0.2}, {"autocorrelation": 0}),
        ({"place": 0.05}, {"place": 0.1}),
        ({"place": 0.9}, {"place": 0.1}),
        ({"noise": 0.3}, {"noise": 0.25}),
    ],
)
def test_the_nearest_circumstances_are_read(given, read):
    found = false_alarm_rate("shift", **TEN, n=20, **given)
    assert found.rate == pytest.approx(row("shift", **read)["rate"])
    assert found.setting._asdict().items() >= read.items()


def test_irregular_dates_are_read_where_a_rule_looks_at_dates():
    assert false_alarm_rate("improving", **TEN, n=20, irregular=True).setting.irregular
    assert not false_alarm_rate("pattern", **TEN, n=20, irregular=True).setting.irregular


def test_more_series_raise_more_alarms():
    found = false_alarm_rate("shift", **TEN, n=20, n_series=8)
    assert found.on_page == pytest.approx(1 - (1 - found.rate) ** 8)
    assert false_alarm_rate("shift", **TEN, n=20).on_page == pytest.approx(found.rate)


def test_two_raters_are_looked_up_as_a_pair():
    found = false_alarm_rate("apart", **FIVE, n=8)
    assert found.rate == pytest.approx(row("apart", n_points=5, n=8, n_series=2)["rate"])


def test_saying_that_nothing_moved_is_wrong_where_something_did():
    found = false_alarm_rate("stuck", **TEN, n=20)
    assert found.rate == pytest.approx(row("stuck", form="drift", change=0.2)["rate"])
    missed = miss_rate("stuck", **TEN, n=20)
    assert missed.rate == pytest.approx(1 - row("stuck")["rate"])


@pytest.mark.parametrize(
    ("rule", "form", "n_series"),
    [
        ("improving", "drift", 1),
        ("pattern", "step", 1),
        ("shift", "step", 1),
        ("unusual", "last", 1),
        ("apart", "raters", 2),
    ],
)
@pytest.mark.parametrize("change", [0.2, 0.4])
def test_a_rule_misses_what_it_does_not_find(rule, form, n_series, change):
    missed = miss_rate(rule, **TEN, n=20, change=change)
    found = row(rule, form=form, change=change, n_series=n_series)["rate"]
    assert missed.rate == missed.on_page == pytest.approx(1 - found)


def test_another_form_of_change_can_be_asked_for():
    missed = miss_rate("improving", **TEN, n=20, form="step", autocorrelation=0.3)
    found = row("improving", form="step", change=0.2, autocorrelation=0.3)["rate"]
    assert missed.rate == pytest.approx(1 - found)


def test_a_rule_with_too_few_ratings_misses_everything():
    assert miss_rate("improving", **TEN, n=5).rate == 1


def test_of_what_the_table_does_not_hold_there_is_no_rate():
    assert miss_rate("improving", **TEN, n=20, change=0.7) is None


def test_a_rate_is_a_value():
    found = false_alarm_rate("shift", **TEN, n=20)
    assert replace(found) == found

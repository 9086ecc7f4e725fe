import datetime as dt

import numpy as np
import pandas as pd
import pytest

from supervision_kit.analysis import rules, signals, thresholds
from supervision_kit.analysis.block import Block
from supervision_kit.analysis.signal_table import signal_table

NAN = np.nan
LINE = rules.that_read("line")


def of(*values, days=None, minimum=1, maximum=5, better="higher"):
    return Block.of(values, days, minimum=minimum, maximum=maximum, better=better)


def only(table):
    assert len(table) == 1
    return table.iloc[0]


RISING = (1, 1, 2, 2, 3, 3, 4, 5)


def test_every_threshold_is_known_by_its_name_beside_the_rules():
    for name in vars(thresholds):
        if name.isupper() and not name.startswith(("COMMENTS", "SILENT")):
            assert getattr(signals, name) == getattr(thresholds, name)


@pytest.mark.parametrize("rule", LINE, ids=lambda rule: rule.key)
@pytest.mark.parametrize("values", [[], [3], [3] * 11])
def test_few_or_equal_ratings_are_never_a_signal(rule, values):
    row = only(rule.ask(of(*values)))
    assert row["state"] in {"too_few", "no_signal"}
    assert row["toward"] == "neither"


@pytest.mark.parametrize("rule", LINE, ids=lambda rule: rule.key)
def test_an_answer_says_how_many_ratings_it_had_and_needs(rule):
    table = rule.ask(of(*RISING[:5]))
    assert list(table)[:4] == ["state", "n", "needed", "toward"]
    assert only(table)["n"] == 5
    assert only(table)["needed"] > 0
    assert rule.ask(Block.of(np.empty((4, 0)), minimum=1, maximum=5)).empty


# improving


def test_a_clear_rise_is_an_improvement_from_eight_ratings_on():
    row = only(signals.improving(of(*RISING)))
    assert row["state"] == "signal"
    assert row["toward"] == "better"
    assert row["p"] < 0.01
    assert row["change"] == pytest.approx(7 * np.polyfit(range(8), RISING, 1)[0])
    row = only(signals.improving(of(*RISING[1:])))
    assert (row["state"], row["needed"]) == ("too_few", 1)


@pytest.mark.parametrize(
    ("better", "toward"), [("higher", "better"), ("lower", "worse"), ("neither", "neither")]
)
def test_whether_a_rise_is_good_is_the_scales_to_say(better, toward):
    assert only(signals.improving(of(*RISING, better=better)))["toward"] == toward


def test_a_change_of_exactly_a_fifth_of_the_range_is_enough():
    tenths = np.arange(21) / 10  # from 0 to 2, in steps no computer can hold
    assert only(signals.improving(of(*tenths, minimum=0, maximum=10)))["state"] == "signal"
    row = only(signals.improving(of(*tenths, minimum=0, maximum=10.001)))
    assert row["state"] == "no_signal"
    assert row["change"] == pytest.approx(2)


def test_a_large_change_that_chance_may_have_made_is_none():
    row = only(signals.improving(of(1, 3, 1, 4, 2, 5, 3, 4)))
    assert row["state"] == "no_signal"
    assert row["p"] > 0.01
    assert np.isnan(row["change"])


# Found by drawing at random: series whose p lies just below a threshold, and just above.
@pytest.mark.parametrize(
    ("values", "p", "state"),
    [((1, 1, 2, 2, 2, 4, 3, 4), 0.0096, "signal"), ((2, 2, 3, 3, 3, 3, 5, 5), 0.0102, "no_signal")],
)
def test_an_improvement_is_rarer_by_chance_than_one_in_a_hundred(values, p, state):
    row = only(signals.improving(of(*values)))
    assert row["p"] == pytest.approx(p, abs=0.0001)
    assert row["state"] == state


def test_the_slope_is_that_of_real_days():
    # Three ratings on one weekend and five over a year: nearly all of the rise took a year.
    days = [0, 1, 2, 90, 180, 270, 300, 365]
    row = only(signals.improving(of(*RISING, days=days)))
    assert row["change"] == pytest.approx(365 * np.polyfit(days, RISING, 1)[0])


def test_many_equal_ratings_do_not_hide_a_change():
    # More than half of all pairs tie, so that the median of their slopes is 0.
    risen = only(signals.improving(of(*[2] * 14, *[3] * 14)))
    assert (risen["state"], risen["toward"]) == ("signal", "better")
    assert risen["change"] > 1


# stuck


def test_stuck_is_a_narrow_interval_and_not_the_lack_of_a_trend():
    narrow = [3, 3, 3, 4, 3, 3] * 4
    assert only(signals.stuck(of(*narrow)))["state"] == "signal"
    wide = [1, 5, 2, 5, 1, 4] * 4
    row = only(signals.stuck(of(*wide)))
    assert row["state"] == "no_signal"
    assert row["upper"] - row["lower"] > 0.8


def test_stuck_needs_twenty_ratings():
    assert only(signals.stuck(of(*[3] * 19)))["needed"] == 1
    assert only(signals.stuck(of(*[3] * 20)))["state"] == "signal"


# Their wider side reaches .782 points, and .806 at a confidence of 91 %; .810, and .788 at 89 %.
@pytest.mark.parametrize(
    ("values", "state"),
    [
        ((3, 3, 3, 2, 3, 3, 3, 3, 2, 3, 4, 3, 3, 3, 3, 2, 4, 2, 3, 3), "signal"),
        ((2, 3, 3, 4, 3, 2, 3, 3, 4, 3, 2, 3, 2, 3, 3, 3, 3, 3, 3, 3), "no_signal"),
    ],
)
def test_the_interval_of_what_is_stuck_has_a_confidence_of_nine_in_ten(values, state):
    assert only(signals.stuck(of(*values)))["state"] == state


def test_stuck_and_improving_exclude_each_other():
    tenths = np.arange(21) / 10
    assert only(signals.stuck(of(*tenths, minimum=0, maximum=10)))["state"] == "no_signal"
    assert only(signals.stuck(of(*tenths, minimum=0, maximum=10.001)))["state"] == "signal"


@pytest.mark.parametrize(("maximum", "state"), [(3, "no_signal"), (4, "no_signal"), (5, "signal")])
def test_on_a_scale_of_fewer_than_five_points_nothing_is_stuck(maximum, state):
    assert only(signals.stuck(of(*[2] * 30, maximum=maximum)))["state"] == state


# pattern


def test_a_pattern_needs_twelve_ratings_off_the_median():
    row = only(signals.pattern(of(*[1] * 6, *[3] * 3, *[5] * 6)))
    assert (row["n"], row["n_useful"], row["needed"]) == (15, 12, 0)
    assert row["state"] == "signal"
    assert row["toward"] == "neither"
    assert (row["longest_run"], row["n_crossings"], row["n_crossings_min"]) == (6, 1, 3)
    row = only(signals.pattern(of(*[1] * 5, *[3] * 3, *[5] * 6)))
    assert (row["n_useful"], row["needed"], row["state"]) == (11, 1, "too_few")


def test_a_median_at_the_end_of_a_scale_makes_no_pattern():
    # All that is useful lies above the median: one long run, by itself.
    row = only(signals.pattern(of(*[1] * 15, *[2] * 14)))
    assert row["longest_run"] > row["longest_run_max"]
    assert (row["n_useful"], row["n_emptier"]) == (14, 0)
    assert (row["state"], row["needed"]) == ("too_few", 7)


def test_a_third_of_useful_ratings_must_lie_on_either_side():
    enough = only(signals.pattern(of(*[1] * 4, *[3] * 5, *[5] * 8)))
    assert (enough["n_useful"], enough["n_emptier"], enough["state"]) == (12, 4, "signal")
    fewer = only(signals.pattern(of(*[1] * 3, *[3] * 7, *[5] * 9)))
    assert (fewer["n_useful"], fewer["n_emptier"], fewer["state"]) == (12, 3, "too_few")
    # Two more below the median would make five of fourteen.
    assert fewer["needed"] == 2


# shift


def test_ratings_differ_after_a_plan():
    row = only(signals.shift(of(*[2] * 6, *[4] * 6), 6))
    assert (row["state"], row["toward"]) == ("signal", "better")
    assert (row["nap"], row["n_before"], row["n_after"]) == (1, 6, 6)
    assert row["p"] < 0.01


@pytest.mark.parametrize(("planned_on", "needed"), [(5, 1), (7, 1), (0, 6), (4, 2), (NAN, 12)])
def test_a_shift_needs_six_on_both_sides(planned_on, needed):
    row = only(signals.shift(of(*[2] * 6, *[4] * 6), planned_on))
    assert (row["state"], row["needed"]) == ("too_few", needed)


def test_the_day_of_a_plan_may_be_a_date():
    days = np.arange("2026-03-01", "2026-03-13", dtype="datetime64[D]").astype(float)
    block = of(*[2] * 6, *[4] * 6, days=days, better="lower")
    row = only(signals.shift(block, dt.date(2026, 3, 7)))
    assert (row["n_before"], row["toward"]) == (6, "worse")
    assert only(signals.shift(block, [None]))["needed"] == 12


@pytest.mark.parametrize(
    ("values", "p", "state"),
    [
        ((3, 4, 2, 2, 4, 1, 5, 4, 5, 5, 4, 5), 0.0099, "signal"),
        ((4, 2, 1, 2, 1, 3, 4, 4, 4, 5, 4, 4), 0.01005, "no_signal"),
    ],
)
def test_a_shift_is_rarer_by_chance_than_one_in_a_hundred(values, p, state):
    row = only(signals.shift(of(*values), 6))
    assert row["p"] == pytest.approx(p, abs=0.0001)
    assert row["state"] == state


def test_no_difference_is_no_shift():
    assert only(signals.shift(of(*[2, 4] * 6), 6))["state"] == "no_signal"


# unusual

CALM = (3, 4) * 6


def test_only_the_last_rating_is_asked_about():
    assert only(signals.unusual(of(*CALM[:-1], 9, maximum=10)))["state"] == "signal"
    assert only(signals.unusual(of(*CALM[:-2], 9, 3, maximum=10)))["state"] == "no_signal"


def test_an_unusual_rating_comes_with_the_limits_it_is_outside_of():
    row = only(signals.unusual(of(*CALM[:-1], 0, minimum=0, maximum=10)))
    assert row["toward"] == "worse"
    assert row["last"] == 0 < row["lower"] < row["mean"] < row["upper"]


def test_limits_from_less_than_twenty_ratings_are_trial_limits():
    assert only(signals.unusual(of(*CALM[1:])))["needed"] == 1
    assert only(signals.unusual(of(*[3, 4] * 9, 3)))["trial"]
    assert not only(signals.unusual(of(*[3, 4] * 10)))["trial"]


def test_equal_ratings_lie_on_their_limits():
    # The mean of many tenths is not a tenth to a computer, and must not lie outside for that.
    assert only(signals.unusual(of(*[0.1] * 30, minimum=0)))["state"] == "no_signal"


def test_one_step_off_is_not_unusual_however_calm_the_others_were():
    # Nearly all ratings are equal, so that the limits have no width left.
    row = only(signals.unusual(of(*[3] * 15, 4)))
    assert row["lower"] == row["upper"] < row["last"]
    assert row["state"] == "no_signal"
    assert only(signals.unusual(of(*[3] * 15, 5)))["state"] == "signal"


@pytest.mark.parametrize(("last", "state"), [(4.6, "signal"), (4.59, "no_signal")])
def test_an_unusual_rating_is_a_step_and_a_half_from_the_mean(last, state):
    # The mean of fifteen threes and 4.6 is 3.1.
    assert only(signals.unusual(of(*[3] * 15, last)))["state"] == state


# apart


def test_a_median_difference_of_a_fifth_of_the_range_is_enough():
    first, second = of(*[1.8] * 5), of(*[1.0] * 5)
    row = only(signals.apart(first, second))
    assert (row["state"], row["toward"], row["n"]) == ("signal", "first", 5)
    assert only(signals.apart(second, first))["toward"] == "second"
    assert only(signals.apart(of(*[1.79] * 5), second))["state"] == "no_signal"


def test_who_is_higher_must_nearly_always_be_the_same_one():
    low = [1, 1, 1, 1, 1, 3, 3]
    row = only(signals.apart(of(*[2] * 7), of(*low)))
    assert (row["difference"], row["state"]) == (1, "no_signal")
    assert row["p"] == pytest.approx(2 * (1 + 7 + 21) / 2**7)
    assert only(signals.apart(of(*[2] * 7), of(*[1] * 6, 3)))["p"] == pytest.approx(2 * 8 / 2**7)


@pytest.mark.parametrize(("n", "state"), [(7, "no_signal"), (8, "signal")])
def test_one_of_eight_may_be_the_other_way_and_not_one_of_seven(n, state):
    # The sign test gives .125 and .070.
    assert only(signals.apart(of(*[2] * n), of(*[1] * (n - 1), 3)))["state"] == state


def test_five_pairs_are_needed():
    row = only(signals.apart(of(*[5] * 4), of(*[1] * 4)))
    assert (row["state"], row["needed"], row["toward"]) == ("too_few", 1, "neither")


# all of a store


@pytest.fixture
def case(engaged):
    """Ratings of one dimension by worker and client: the worker's rise, the client's stay low."""
    days = [f"2026-{month:02}-{day:02}" for month in (3, 4, 5, 6) for day in (1, 11, 21)]
    values = [1, 1, 2, 2, 2, 2, 3, 4, 4, 5, 5, 5]
    return engaged(
        *((day, "worker", value) for day, value in zip(days, values, strict=True)),
        *((day, "client", 1) for day in days[::2]),
    ).assign(case="K-1")


def state(table, rule, rater="worker"):
    return table.set_index(["rule", "rater"])["state"].to_dict().get((rule, rater))


def test_every_rule_answers_for_every_series(case, dimensions):
    table = signal_table(case, dimensions)
    assert list(table)[:10] == [
        "case",
        "scale",
        "dimension",
        "rater",
        "participant_id",
        "rule",
        "state",
        "n",
        "needed",
        "toward",
    ]
    pairs = {(rule.key, rater) for rule in LINE for rater in ("worker", "client")}
    assert set(zip(table["rule"], table["rater"], strict=True)) == pairs | {("apart", "worker")}
    assert state(table, "improving") == "signal"
    assert state(table, "improving", "client") == "too_few"
    assert state(table, "apart") == "signal"
    assert table.set_index(["rule", "rater"]).loc[("apart", "worker"), "difference"] == 1.5


def test_the_latest_plan_of_a_case_is_asked_about(case, dimensions):
    plans = pd.DataFrame(
        {
            "case": ["K-1", "K-1", "K-2"],
            "agreed_on": pd.to_datetime(["2026-05-01", "2026-03-02", "2026-06-30"]),
        }
    )
    table = signal_table(case, dimensions, plans)
    row = table[(table["rule"] == "shift") & (table["rater"] == "worker")].iloc[0]
    assert (row["n_before"], row["n_after"], row["state"]) == (6, 6, "signal")
    alone = signal_table(case.drop(columns="case"), dimensions, plans[["agreed_on"]].head(2))
    assert state(alone, "shift") == "signal"


def test_a_case_without_a_plan_is_not_asked_what_changed(case, dimensions):
    plans = pd.DataFrame({"case": ["K-2"], "agreed_on": pd.to_datetime(["2026-05-01"])})
    assert state(signal_table(case, dimensions, plans), "shift") is None
    assert state(signal_table(case, dimensions, plans.head(0)), "shift") is None


def test_without_ratings_there_are_no_rows_and_the_same_columns(case, dimensions):
    table = signal_table(case.head(0), dimensions)
    assert table.empty
    full = signal_table(case, dimensions)
    assert list(table) == list(full)
    assert table.dtypes.equals(full.dtypes)

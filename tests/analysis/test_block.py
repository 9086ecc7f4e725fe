import datetime as dt

import numpy as np
import pandas as pd
import pytest

from supervision_kit.analysis.block import KEYS, Block, block, days_of
from supervision_kit.analysis.columns import NOT_RATED

NAN = np.nan


def of(values, days=None, **bounds):
    return Block.of(values, days, **({"minimum": 1, "maximum": 5} | bounds))


def test_a_series_is_what_one_rater_gave_one_dimension_of_one_case(ratings, dimensions):
    table = ratings(
        ("2026-03-02", "engagement", "investment", "worker", 3),
        ("2026-03-01", "engagement", "investment", "worker", 2),
        ("2026-03-01", "engagement", "investment", "client", 4),
        ("2026-03-01", "challenges", "mistrust", "worker", 5),
        ("2026-03-01", "engagement", "expectancy", "worker", 1),
    ).assign(case=["B", "B", "B", "A", "B"])
    made = block(table, dimensions)
    assert made.keys.to_numpy().tolist() == [
        ["A", "challenges", "mistrust", "worker", ""],
        ["B", "engagement", "expectancy", "worker", ""],
        ["B", "engagement", "investment", "client", ""],
        ["B", "engagement", "investment", "worker", ""],
    ]
    np.testing.assert_array_equal(made.values, [[5, 1, 4, 2], [NAN, NAN, NAN, 3]])
    assert made.n.tolist() == [1, 1, 1, 2]
    assert made.better.tolist() == ["lower", "higher", "higher", "higher"]
    assert made.minimum.tolist() == [1] * 4
    assert made.maximum.tolist() == [5] * 4
    assert made.span.tolist() == [0, 0, 0, 1]


def test_several_ratings_of_one_day_count_once_as_their_mean(engaged, dimensions):
    rows = [
        ("2026-03-01 09:00", "worker", 1),
        ("2026-03-04 00:00", "worker", 5),
        ("2026-03-01 17:30", "worker", 4),
    ]
    made = block(engaged(*rows), dimensions)
    assert made.values[:, 0].tolist() == [2.5, 5]
    assert np.diff(made.days[:, 0]).tolist() == [3]


def test_what_is_missing_is_left_out(engaged, dimensions):
    rows = [
        ("2026-03-01", "worker", None),
        ("2026-03-02", "worker", float("inf")),
        (None, "worker", 3),
        ("2026-03-03", None, 3),
        ("2026-03-04", "worker", 2),
        ("2026-03-09", "worker", 4),
    ]
    made = block(engaged(*rows), dimensions)
    assert made.values[:, 0].tolist() == [2, 4]
    assert made.span.tolist() == [5]


def test_two_participants_who_rate_on_one_day_are_two_series(engaged, dimensions):
    rows = [("2026-03-01", "client", 1), ("2026-03-01", "client", 5), ("2026-03-01", "worker", 3)]
    made = block(engaged(*rows).assign(participant_id=["m", "f", None]), dimensions)
    assert made.keys[["rater", "participant_id"]].to_numpy().tolist() == [
        ["client", "f"],
        ["client", "m"],
        ["worker", ""],
    ]
    assert made.values.tolist() == [[5, 1, 3]]


def test_a_dimension_without_bounds_is_left_out(ratings, dimensions):
    made = block(ratings(("2026-03-01", "old", "gone", "worker", 3)), dimensions)
    assert made.n_series == 0


def test_no_ratings_make_no_series(ratings, dimensions):
    made = block(ratings(), dimensions)
    assert made.n_series == 0
    assert list(made.keys) == ["case", "scale", "dimension", "rater", "participant_id"]
    assert made.codes.shape[1] == made.tallies.shape[1] == 0
    assert made.span.tolist() == []


def test_one_series_may_be_given_as_a_list():
    made = of([3, 4, 2])
    assert made.values.tolist() == [[3], [4], [2]]
    assert made.days.tolist() == [[0], [1], [2]]
    assert made.keys.to_numpy().tolist() == [[""] * len(KEYS)]


def test_a_gap_closes_and_keeps_its_days():
    made = of([[3, NAN], [NAN, NAN], [4, 5]])
    np.testing.assert_array_equal(made.values, [[3, 5], [4, NAN]])
    np.testing.assert_array_equal(made.days, [[0, 2], [2, NAN]])


def test_values_come_in_the_order_of_their_days():
    made = of([[1, 2], [3, 4], [5, 1]], [10, 8, 8])
    assert made.values.tolist() == [[4, 2.5], [1, 2]]
    assert made.days.tolist() == [[8, 8], [10, 10]]


def test_a_series_without_any_rating_has_nothing_last():
    made = of([[NAN, 2], [NAN, 3]])
    assert made.n.tolist() == [0, 2]
    np.testing.assert_array_equal(made.last(made.values), [NAN, 3])
    np.testing.assert_array_equal(made.span, [NAN, 1])


def test_no_points_make_empty_series():
    made = of([])
    assert made.n.tolist() == [0]
    assert np.isnan(made.values).all()
    assert made.codes.tolist() == [[NOT_RATED]]


def test_every_series_may_have_bounds_of_its_own():
    made = of([[1, 2]], minimum=[0, 1], maximum=[10, 3], better=["lower", "neither"])
    assert made.maximum.tolist() == [10, 3]
    assert made.sign.tolist() == [-1, 0]


@pytest.mark.parametrize("which", [np.array([True, False, True]), np.array([0, 2])])
def test_some_series_may_be_taken(which):
    keys = pd.DataFrame([[name] * len(KEYS) for name in "abc"], columns=list(KEYS))
    made = of([[1, 2, 3], [4, 5, 4]], keys=keys).take(which)
    assert made.values.tolist() == [[1, 3], [4, 4]]
    assert made.keys["case"].tolist() == ["a", "c"]
    assert made.keys.index.tolist() == [0, 1]


def test_a_day_belongs_to_what_comes_after():
    made = of([[1, 1], [2, 2], [3, 3]], [10, 20, 30])
    np.testing.assert_array_equal(made.before(20).values, [[1, 1]])
    np.testing.assert_array_equal(made.since(20).values, [[2, 2], [3, 3]])
    np.testing.assert_array_equal(made.since([30, NAN]).values, [[3, NAN]])


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ([7, 5, 9], [2, 0, 4]),  # whole numbers keep their distance
        ([0.3, 0.1, 0.1], [1, 0, 0]),  # others only their order
        ([-500, 800, 800], [0, 1, 1]),
        ([0, 126, 127], [0, 1, 2]),
        ([0, 125, 126], [0, 125, 126]),
    ],
)
def test_codes_compare_as_the_values_do(values, codes):
    low = min(values)
    made = of([[each, low] for each in values] + [[NAN, low]])
    assert made.codes[:, 0].tolist() == [*codes, NOT_RATED]
    assert made.tallies[:, 0].tolist() == [codes.count(code) for code in range(max(codes) + 1)]


def test_long_series_are_counted_beyond_one_byte():
    made = of(np.arange(300) % 150 / 7)
    assert made.codes.max() == 149
    assert made.tallies.sum() == 300


def test_dates_are_counted_in_days():
    assert days_of([dt.date(1970, 1, 2), None]).tolist()[:1] == [1]
    assert np.isnan(days_of(None))
    assert days_of(dt.datetime(1970, 1, 3, 23, 59)) == 2
    assert days_of([[3, 4]]).tolist() == [[3, 4]]

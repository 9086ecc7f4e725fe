import numpy as np
import pytest

from supervision_kit.analysis.agreement import agreement, paired
from supervision_kit.analysis.block import Block, block

NAN = np.nan


def of(values, days=None):
    return Block.of(values, days, minimum=1, maximum=5)


def test_the_median_difference_is_the_first_less_the_second():
    found = agreement(of([4, 5, 4, 3]), of([1, 3, 3, 3]))
    assert found.n_pairs.tolist() == [4]
    assert found.difference.tolist() == [1.5]


def test_without_pairs_there_is_no_difference():
    found = agreement(of([[NAN, 3]]), of([[NAN, 2]]))
    assert found.n_pairs.tolist() == [0, 1]
    np.testing.assert_array_equal(found.difference, [NAN, 1])


def test_other_days_are_refused():
    with pytest.raises(ValueError, match="the same days"):
        agreement(of([4, 5]), of([4, 5], [0, 2]))


def test_only_days_on_which_both_rated_are_compared(engaged, dimensions):
    rows = [
        ("2026-03-01 10:00", "worker", 5),
        ("2026-03-01 10:00", "client", 1),
        ("2026-03-02 10:00", "worker", 5),
        ("2026-03-03 10:00", "client", 1),
        ("2026-03-04 08:00", "client", 3),
        ("2026-03-04 17:00", "worker", 4),
        ("2026-03-04 10:00", "supervisor", 1),
    ]
    worker, client = paired(block(engaged(*rows), dimensions))
    assert worker.keys["rater"].tolist() == ["worker"]
    assert client.keys["rater"].tolist() == ["client"]
    assert worker.values.tolist() == [[5], [4]]
    assert client.values.tolist() == [[1], [3]]


def test_the_worker_is_set_beside_each_participant_by_itself(engaged, dimensions):
    rows = [
        ("2026-03-01", "worker", 5),
        ("2026-03-01", "client", 1),
        ("2026-03-01", "client", 4),
        ("2026-03-02", "worker", 3),
        ("2026-03-02", "client", 2),
    ]
    table = engaged(*rows).assign(participant_id=[None, "m", "f", None, "m"])
    worker, client = paired(block(table, dimensions))
    assert worker.keys["rater"].tolist() == ["worker", "worker"]
    assert worker.keys["participant_id"].tolist() == ["f", "m"]
    assert client.keys["participant_id"].tolist() == ["f", "m"]
    assert client.n.tolist() == [1, 2]
    assert worker.values[0].tolist() == [5, 5]
    assert client.values[0].tolist() == [4, 1]


def test_a_dimension_one_of_them_rates_is_left_out_and_one_without_a_common_day_is_not(
    ratings, dimensions
):
    rows = [
        ("2026-03-01", "engagement", "investment", "worker", 3),
        ("2026-03-02", "engagement", "investment", "client", 3),
        ("2026-03-02", "engagement", "expectancy", "client", 3),
    ]
    worker, client = paired(block(ratings(*rows), dimensions))
    assert worker.keys["dimension"].tolist() == ["investment"]
    assert worker.n.tolist() == client.n.tolist() == [0]


def test_any_two_raters_may_be_compared(engaged, dimensions):
    rows = [("2026-03-01", "client", 1), ("2026-03-01", "supervisor", 2)]
    first, second = paired(block(engaged(*rows), dimensions), ("supervisor", "client"))
    assert agreement(first, second).difference.tolist() == [1]

import math

import numpy as np
import pytest

from supervision_kit.analysis.block import Block
from supervision_kit.analysis.single_case_indices import (
    nap,
    pem,
    pnd,
    reliable_change,
    single_case_indices,
)

NAN = np.nan


def test_ties_count_one_half_in_all_pairs():
    assert nap([2, 3], [3, 4]).nap == 3.5 / 4


def test_lower_may_be_better():
    down, up = nap([4, 5], [3, 1, 4], "lower"), nap([-4, -5], [-3, -1, -4])
    assert down == up
    assert pnd([4, 5], [3, 1, 4], "lower") == 2 / 3
    assert pem([4, 5], [3, 1, 5], "lower").pem == 2 / 3


def test_equal_ratings_are_no_improvement():
    assert nap([3, 3], [3, 3]) == (0.5, 4, 0, 4, 1.0)


def test_a_rating_on_the_median_counts_one_half_or_nothing():
    assert pem([1, 3, 5], [3, 4]).pem == 0.75
    assert pem([1, 3, 5], [3, 4], tie=0).pem == 0.5
    assert pem([1, 3, 5], [3, 4]).p == 0.75


def test_reliable_change_is_in_errors_of_a_difference():
    found = reliable_change([1, 3], [5, 7], 0.5)
    assert found.error_before == pytest.approx(1)
    assert found.error_of_difference == pytest.approx(math.sqrt(2))
    assert found.rci == pytest.approx(4 / math.sqrt(2))


def test_where_nothing_varied_there_is_no_reliable_change():
    assert math.isnan(reliable_change([3, 3], [5, 7], 0.5).rci)


def test_every_series_has_a_row_for_export():
    values = np.array([[1, 2, 1], [3, 3, 2], [2, 4, NAN], [4, 1, NAN], [5, 1, NAN]])
    block = Block.of(values, minimum=1, maximum=5, better=["higher", "lower", "neither"])
    table = single_case_indices(block, 3)
    assert table[["n_before", "n_after"]].to_numpy().tolist() == [[3, 2], [3, 2], [2, 0]]
    assert table["nap"].tolist()[:2] == [1, 1]
    assert table["tau_u_parker"].tolist()[:2] == [(6 - 1) / 6, (-6 - 3) / 6]
    assert table.loc[2].drop(["n_before", "n_after"]).isna().all()
    assert list(table)[-5:] == [
        "tau_u_complete_b",
        "tau_u_complete_a",
        "tau_u_parker",
        "tau_u_tarlow",
        "baseline_corrected_tau",
    ]


def test_no_series_have_no_rows():
    table = single_case_indices(Block.of(np.empty((3, 0)), minimum=1, maximum=5), 3)
    assert table.empty
    assert "nap" in table

import numpy as np
import pytest

from supervision_kit.analysis import columns


@pytest.mark.parametrize("n_series", [0, 1, 7])
@pytest.mark.parametrize("n_bytes", [0, 10_000])
def test_pieces_are_put_together_in_order(monkeypatch, n_series, n_bytes):
    monkeypatch.setattr(columns, "CACHE_BYTES", 2 * 3 * 8)
    array = np.arange(3.0 * n_series).reshape(3, n_series)
    seen = []

    def function(part, factor):
        seen.append(part.shape[1])
        return part * 2, part.sum(axis=0) * factor

    doubled, sums = columns.by_columns(function, array, np.arange(n_series), n_bytes=n_bytes)
    np.testing.assert_array_equal(doubled, array * 2)
    np.testing.assert_array_equal(sums, array.sum(axis=0) * np.arange(n_series))
    assert max(seen) <= (1 if n_bytes else 2)


def test_the_median_of_none_is_none():
    ordered = np.array([[1, 1, np.nan], [2, 4, np.nan], [9, np.nan, np.nan]])
    np.testing.assert_array_equal(columns.medians(ordered, np.array([3, 2, 0])), [2, 2.5, np.nan])


def test_codes_that_do_not_occur_may_be_counted_too():
    assert columns.tallies(np.array([[0], [2], [2]]), 4).tolist() == [[1], [0], [2], [0]]

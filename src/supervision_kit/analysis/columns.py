"""How is something worked out for many series at once, each a column of one array?"""

from collections.abc import Callable

import numpy as np

# One step's numbers are read again at once: they should still be in the processor's cache.
CACHE_BYTES = 2**20
# More points than this cannot be counted in one byte.
MOST_IN_A_BYTE = np.iinfo(np.int8).max
NOT_RATED = -1

# Days and values by time and series, and the ratings in each series.
Columns = tuple[np.ndarray, np.ndarray, np.ndarray]


def by_columns(
    function: Callable[..., tuple[np.ndarray, ...]], *arrays: np.ndarray, n_bytes: int = 0
) -> tuple[np.ndarray, ...]:
    """Work something out a few series at a time, so that what is at work stays in the cache.

    Parameters
    ----------
    function : callable
        Takes columns of each array and returns a tuple of arrays with as many columns.
    *arrays : ndarray, shape (…, n_series)
        The same number of columns in each.
    n_bytes : int
        What the function works on for one column; the size of the first array's when not given.

    Returns
    -------
    tuple of ndarray
        What the function returns for all columns at once.
    """
    n_series = arrays[0].shape[-1]
    width = max(1, CACHE_BYTES // max(n_bytes, arrays[0][..., :1].nbytes, 1))
    # Without any series there is one piece, without columns: it gives the answer its shape.
    parts = [slice(start, start + width) for start in range(0, max(n_series, 1), width)]
    pieces = [function(*(array[..., part] for array in arrays)) for part in parts]
    return tuple(np.concatenate(each, axis=-1) for each in zip(*pieces, strict=True))


def one_of_each(array: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return one entry of each column, the last for place −1."""
    return np.take_along_axis(array, places[None].astype(int), axis=0)[0]


def medians(ordered: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return the median by column of n rising numbers with NaN after them; NaN for none."""
    return (one_of_each(ordered, (n - 1) // 2) + one_of_each(ordered, n // 2)) / 2


def packed(points: np.ndarray, moments: np.ndarray) -> Columns:
    """Return days, values and counts; at once if nothing is missing, twice or out of order."""
    rated = np.isfinite(points) & np.isfinite(moments)
    n = rated.sum(axis=0)
    in_front = np.arange(len(points))[:, None] < n
    rising = np.diff(moments, axis=0) > 0
    if len(points) and (rated == in_front).all() and (rising | ~rated[1:]).all():
        used = slice(max(n.max(initial=0), 1))
        return np.where(rated, moments, np.nan)[used], np.where(rated, points, np.nan)[used], n
    series, point = np.nonzero(rated.T)
    return side_by_side(series, moments[point, series], points[point, series], points.shape[1])


def side_by_side(
    series: np.ndarray, days: np.ndarray, values: np.ndarray, n_series: int
) -> Columns:
    """Return days, values and counts of ratings given one by one, each with its series."""
    # Sorted by value too, so that not even the last digit of a mean depends on the order given.
    order = np.lexsort((values, days, series))
    series, days, values = series[order], days[order], values[order]
    first = np.ones(len(series), dtype=bool)
    first[1:] = (np.diff(series) != 0) | (np.diff(days) != 0)
    starts = np.flatnonzero(first)
    means = np.add.reduceat(values, starts) / np.diff(starts, append=len(values))
    n = np.bincount(series[starts], minlength=n_series)
    place = np.arange(len(starts)) - np.repeat(np.cumsum(n) - n, n)
    columns = np.full((2, max(n.max(initial=0), 1), n_series), np.nan)
    columns[:, place, series[starts]] = days[starts], means
    return columns[0], columns[1], n


def codes(values: np.ndarray) -> np.ndarray:
    """Return small whole numbers from 0 that compare as the values of a column do.

    Parameters
    ----------
    values : ndarray, shape (n_points, n_series)
        NaN where there is none.

    Returns
    -------
    ndarray of int8 or int16, shape (n_points, n_series)
        `NOT_RATED` where there is no value.
    """
    kind = np.int8 if len(values) <= MOST_IN_A_BYTE else np.int16
    return by_columns(lambda part: (_codes(part).astype(kind),), values)[0]


def tallies(codes: np.ndarray, n_codes: int = 0) -> np.ndarray:
    """Return how often each code occurs in each column.

    Parameters
    ----------
    codes : ndarray, shape (n_points, n_series)
        As `codes` returns them.
    n_codes : int
        How many there are at least.

    Returns
    -------
    ndarray of int, shape (n_codes, n_series)
    """
    n_codes = max(n_codes, codes.max(initial=0) + 1)
    counts = [np.add.reduce(codes == code, axis=0, dtype=codes.dtype) for code in range(n_codes)]
    return np.stack(counts).astype(int)


def _codes(values: np.ndarray) -> np.ndarray:
    """Return whole numbers from 0 that compare as the values do, `NOT_RATED` where none is."""
    rated = ~np.isnan(values)
    low = np.min(values, where=rated, initial=np.inf)
    high = np.max(values, where=rated, initial=-np.inf)
    if high - low < MOST_IN_A_BYTE and ((np.rint(values) == values) == rated).all():
        return np.where(rated, values - low, NOT_RATED)
    order = np.argsort(values, axis=0)
    rises = np.diff(np.take_along_axis(values, order, axis=0), axis=0) > 0
    ranks = np.zeros(values.shape, dtype=int)
    ranks[1:] = np.cumsum(rises, axis=0)
    codes = np.empty_like(ranks)
    np.put_along_axis(codes, order, ranks, axis=0)
    return np.where(rated, codes, NOT_RATED)

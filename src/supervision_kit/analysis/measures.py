"""On which scale was each rating given, and where does another scale or wording begin?

A scale may change while a case goes on. Two wordings that differ in bounds, step or direction give
numbers that cannot be compared: what was rated under each is a line of its own. Two that differ
only in their words give one line, with a note where the new words begin.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Self

import pandas as pd


def parts(ratings: Iterable[tuple[Hashable, Hashable]]) -> list[int]:
    """Return the parts into which changes of scale divide the ratings of one dimension.

    Parameters
    ----------
    ratings : iterable of (rater, measure)
        By date.

    Returns
    -------
    list of int
        The part of each rating, from 0 in time. A rater's part changes where their measure does,
        and never goes back: a scale that returns is a part of its own. Raters who change to the
        same measure share a part, whichever of them was first.

    Examples
    --------
    >>> parts([("worker", "A"), ("worker", "B"), ("client", "B"), ("worker", "A")])
    [0, 1, 1, 2]
    """
    measures: list[Hashable] = []
    now: dict[Hashable, int] = {}
    found = []
    for rater, measure in ratings:
        part = now.get(rater, -1)
        if part < 0 or measures[part] != measure:
            ahead = [p for p in range(part + 1, len(measures)) if measures[p] == measure]
            if not ahead:
                measures.append(measure)
            now[rater] = part = ahead[-1] if ahead else len(measures) - 1
        found.append(part)
    return found


def first_reworded(words: Sequence[str]) -> list[bool]:
    """Say of the ratings of a line, by date, which is the first under other words.

    >>> first_reworded(["a", "a", "b", "b", "a"]), first_reworded(["", "a", ""])
    ([False, False, True, False, True], [False, False, False])
    """
    # Where nobody knows the words, nothing is known to have changed.
    return [
        bool(i and word and words[i - 1] and word != words[i - 1]) for i, word in enumerate(words)
    ]


class Measure(NamedTuple):
    """What two wordings must share for their numbers to be on one line."""

    minimum: float
    maximum: float
    step: float
    better: str

    @classmethod
    def of(cls, dimension: Mapping[str, Any]) -> Self:
        """Return the measure of a row of ``Framework.dimensions()``."""
        return cls(*(dimension[name] for name in cls._fields))


def by_key(dimensions: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the rows of ``Framework.dimensions()`` by scale and dimension, the first of each."""
    rows = dimensions.to_dict("records")
    return {(row["scale"], row["dimension"]): row for row in reversed(rows)}


def by_wording(wordings: pd.DataFrame | None) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Return the rows of ``Store.wordings()`` by wording, scale and dimension."""
    rows = [] if wordings is None else wordings.to_dict("records")
    return {(row["wording"], row["scale"], row["dimension"]): row for row in rows}

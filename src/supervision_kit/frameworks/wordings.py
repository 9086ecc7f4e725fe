"""How was each dimension worded, and between which bounds, when it was rated?

A store keeps the whole scale with its ratings, as JSON. Here it becomes a table of dimensions, so
that ratings given under different words can be told apart.
"""

import hashlib
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import pandas as pd

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks.framework import (
    DIMENSION_COLUMNS,
    DIMENSION_TYPES,
    dimension_row,
)
from supervision_kit.frameworks.scale import Dimension, Scale, scale_from_json

WORDING_COLUMNS = ("wording", *DIMENSION_COLUMNS, "words", "words_of")
_TYPES = DIMENSION_TYPES | dict.fromkeys(("wording", "words"), "str") | {"words_of": "object"}
# Not what a rater reads: which way is good news is compared by itself, an event is a chart's word,
# and the words of other raters stand before others.
_UNREAD = ("better", "good_news", "words")


def worded_dimensions(wordings: pd.DataFrame) -> pd.DataFrame:
    """Return the dimensions of every wording a store holds.

    Parameters
    ----------
    wordings : DataFrame
        Columns `wording` (its id) and `content` (the scale as JSON), as a store reads them.

    Returns
    -------
    DataFrame
        One row a wording and dimension: `wording`, the columns of ``Framework.dimensions()`` as
        they were worded, `words`, the same text for the same words, and `words_of`, pairs of a
        rater asked in words of their own and such a text. What cannot be read is left out; columns
        stay without wordings.
    """
    rows = [
        {"wording": wording} | row
        for wording, content in zip(wordings["wording"], wordings["content"], strict=True)
        for row in _rows(content)
    ]
    return pd.DataFrame(rows, columns=list(WORDING_COLUMNS)).astype(_TYPES)


@lru_cache(maxsize=256)  # what was once said stays as it was
def _rows(content: str) -> list[dict[str, Any]]:
    try:
        scale = scale_from_json(content)
    except FrameworkError:
        return []
    return [
        dimension_row(scale, dimension)
        | {"words": words_of(dimension), "words_of": _words_of_raters(scale, dimension)}
        for dimension in scale.dimensions.values()
    ]


def _words_of_raters(scale: Scale, dimension: Dimension) -> tuple[tuple[str, str], ...]:
    asked = {each.rater: scale.asked(dimension.key, each.rater) for each in dimension.words}
    return tuple((rater, words_of(worded)) for rater, worded in asked.items() if worded)


def words_of(dimension: Dimension) -> str:
    """Return a short text that is the same for two dimensions asked in the same words."""
    said = {key: value for key, value in asdict(dimension).items() if key not in _UNREAD}
    said["anchors"] = [(each.value, each.label, each.text) for each in dimension.anchors]
    return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()[:12]

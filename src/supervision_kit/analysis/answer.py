"""How does a rule answer: with a signal, with none, or with too few ratings to tell?"""

from typing import Any

import numpy as np
import pandas as pd

STATES = pd.CategoricalDtype(["signal", "no_signal", "too_few", "not_asked"])
TOWARD = pd.CategoricalDtype(["better", "worse", "first", "second", "neither"])


def answers(
    n: Any, missing: Any, fired: Any, toward: Any = "neither", **numbers: Any
) -> pd.DataFrame:
    """Return the answer of one rule for each series.

    Parameters
    ----------
    n : array_like of int
        Ratings it had (or pairs, or comments).
    missing : array_like of int
        How many more it takes; 0 or less when there are enough.
    fired : array_like of bool
        Whether the rule holds; counts only where there are enough.
    toward : array_like of str
        Which way; counts only where there is a signal.
    **numbers : array_like
        The numbers behind it, a column each.

    Returns
    -------
    DataFrame
        One row a series: `state` ("signal", "no_signal", "too_few"; "not_asked" is another
        function's), `n`, `needed` (0 unless too
        few), `toward` ("better" or "worse" by the scale, "first" or "second" of two raters,
        "neither"), and the numbers.
    """
    n, missing, fired = (np.atleast_1d(each) for each in (n, missing, fired))
    state = np.where(missing > 0, 2, np.where(fired, 0, 1))
    codes = TOWARD.categories.get_indexer(np.broadcast_to(toward, n.shape))
    neither = len(TOWARD.categories) - 1
    return pd.DataFrame(
        {
            "state": pd.Categorical.from_codes(state, dtype=STATES),
            "n": n,
            "needed": np.maximum(missing, 0),
            "toward": pd.Categorical.from_codes(np.where(state == 0, codes, neither), dtype=TOWARD),
            **numbers,
        }
    )


def not_asked(n: np.ndarray) -> pd.DataFrame:
    """Return the answer for series of which no rule can be asked, with the ratings they have."""
    silent = answers(n, np.zeros_like(n), np.zeros(len(n), dtype=bool))
    return silent.assign(state=pd.Categorical(["not_asked"] * len(n), dtype=STATES))


def by_scale(rise: np.ndarray, sign: np.ndarray) -> np.ndarray:
    """Return "better", "worse" or "neither" for a rise or fall.

    Parameters
    ----------
    rise : ndarray of float
        Above 0 for a rise, below for a fall.
    sign : ndarray of int
        As `Block.sign`: what a rise means on the scale.
    """
    return np.select([rise * sign > 0, rise * sign < 0], ["better", "worse"], "neither")

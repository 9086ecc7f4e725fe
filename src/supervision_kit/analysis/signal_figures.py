"""How are the numbers behind a signal written, so that none contradicts its rule?"""

from collections.abc import Mapping
from math import log10, nan
from typing import Any

from supervision_kit.analysis import rules, thresholds
from supervision_kit.analysis.description import in_figures
from supervision_kit.frameworks import say

# Chances are written finer than scale points.
_LEAST = {"p": 0.001}
# However near its bound a number lies, it gets no more decimals.
_MOST_DECIMALS = 5


def figures(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers of a row as they are written.

    Parameters
    ----------
    row : mapping
        A row of what ``case_signals`` returned, with the bounds of its scale.

    Returns
    -------
    dict
        Texts by the name of the number; counts (``n_…``) stay whole numbers. Missing numbers are
        left out, and so are `n` and `needed`, which choose the form of a sentence.
    """
    bounds = rules.signal_rule(row["rule"]).bounds(row)
    known = {
        name: value
        for name, value in row.items()
        if name not in ("n", "needed") and isinstance(value, int | float) and value == value
    }
    return {
        name: int(value)
        if name.startswith("n_")
        else figure(value, _LEAST.get(name, 0.01), bounds.get(name, nan))
        for name, value in known.items()
    }


def figure(value: float, least: float = 0.01, bound: float = nan) -> str:
    """Write a number to its tenths, below 1 to ``least``, with a real minus sign.

    Where that would make it equal to ``bound``, from which its rule tells it apart, it is written
    more finely.

    >>> figure(-2.44), figure(0.123), figure(0.0001, least=0.001)
    ('−2.4', '0.12', 'less than 0.001')
    >>> figure(0.0098, least=0.001), figure(0.0098, least=0.001, bound=0.01)
    ('0.01', '0.0098')
    """
    if 0 < abs(value) < least / 2:
        return say("signals.tiny", least=in_figures(least))
    digits = 1 if abs(value) >= 1 else -round(log10(least))
    while round(value, digits) == bound != value and digits < _MOST_DECIMALS:
        digits += 1
    return in_figures(round(float(value), digits)).replace("-", "−")


def share(rate: float) -> str:
    """Write a share as a number out of 100; nearly all is not all.

    >>> share(0.004), share(0.031), share(0.997)
    ('fewer than 1', 'about 3', 'about 99')
    """
    if rate < 0.01:
        return say("signals.under_one")
    return say("signals.about", share=in_figures(min(round(rate * 100), 99)))


def threshold_figures() -> dict[str, str]:
    """Return every threshold by its name in small letters, for the sentences that state rules."""
    named = {name.lower(): getattr(thresholds, name) for name in dir(thresholds) if name.isupper()}
    return {name: in_figures(value) for name, value in named.items()}

"""Is the last rating the lowest of its line? A made-up rule."""

import numpy as np
import pandas as pd

from supervision_kit.analysis.answer import answers, by_scale
from supervision_kit.analysis.block import Block
from supervision_kit.analysis.signal_rule import Example, SignalRule

LOWEST_NEEDS = 3


def lowest(block: Block) -> pd.DataFrame:
    """Say where the last rating is lower than all before it."""
    last = block.last(block.values)
    n_as_low = (block.values <= last).sum(axis=0)
    fired = (n_as_low == 1) & (block.n >= LOWEST_NEEDS)
    toward = by_scale(np.full(block.n_series, -1.0), block.sign)
    return answers(block.n, LOWEST_NEEDS - block.n, fired, toward, last=last)


LOWEST = SignalRule(
    key="lowest",
    reads="line",
    ask=lowest,
    needs=LOWEST_NEEDS,
    news={"worse": "harder", "better": "good", "neither": "look"},
    finds="last",
    levels=lambda line: {"lower": float(np.nanmin(line.values))},
    example=Example(worker=(3, 3, 4, 3, 2)),
)

"""Which lines of a case have moved, which way, and of which may that not be said?

Lead, questions, marks and table rest on the same answer: that of the rules in `rules`, asked of
the latest lines of a trajectory.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import nan
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from supervision_kit.analysis import rules
from supervision_kit.analysis.agreement import PAIR, paired
from supervision_kit.analysis.block import KEYS, Block
from supervision_kit.analysis.lines import Line
from supervision_kit.analysis.signals import apart
from supervision_kit.analysis.thresholds import IMPROVING_NEEDS, LEAST_SHARE, NOISE


class Apart(NamedTuple):
    """Two lines of one dimension that differ, and whose is higher: "first" or "second"."""

    line: Line
    other: Line
    higher: str


@dataclass(frozen=True)
class LineStanding:
    """What the rules say of one line.

    Attributes
    ----------
    line : Line
        The latest of its rater and dimension.
    toward : dict of str to str
        By rule, which way its signal points; only of rules that gave one.
    able : bool
        There are enough ratings to say whether it rises or falls.
    """

    line: Line
    able: bool
    toward: dict[str, str] = field(default_factory=dict)

    @property
    def change(self) -> float:
        """From its first value to its last, as a share of the scale."""
        rated = self.line.rated
        return rated[-1].position - rated[0].position

    @property
    def moved(self) -> str:
        """Which way it moved by its trend and by its first and last value; else empty.

        A line whose last value is not where its trend leads has moved, and yet no two of its values
        say so: it is left to the questions.
        """
        news = self.toward.get("improving", "")
        rose = {"higher": "better", "lower": "worse"}.get(self.line.better, "neither")
        fell = {"better": "worse", "worse": "better"}.get(rose, "neither")
        agrees = news == (rose if self.change > 0 else fell)
        return news if agrees and abs(self.change) >= LEAST_SHARE - NOISE else ""

    @property
    def still(self) -> bool:
        """Whether it could have moved and no rule and no two ends say so."""
        return self.able and not self.alarms and abs(self.change) < LEAST_SHARE

    @property
    def alarms(self) -> list[str]:
        """The rules that say that something happened."""
        return [rule for rule in self.toward if rules.signal_rule(rule).alarm]


def line_standings(
    drawn: Sequence[Line], plan_dates: pd.DataFrame | None = None
) -> tuple[list[LineStanding], list[Apart]]:
    """Ask the rules of every latest line that is no path.

    Parameters
    ----------
    drawn : sequence of Line
        Of one trajectory, in its order.
    plan_dates : DataFrame, optional
        Column `agreed_on` (date), one row a plan.

    Returns
    -------
    tuple
        The standing of each line, in order; and the pairs of lines in which two rate apart, one for
        each participant who sees it differently.
    """
    asked = [line for line in drawn if line.latest and line.rated and not line.path]
    if not asked:
        return [], []
    block = _block(asked)
    days = [] if plan_dates is None else pd.to_datetime(plan_dates["agreed_on"]).dropna()
    answers = {rule.key: rule.ask(block) for rule in rules.that_read("line")}
    if len(days):
        planned_on = float(max(days).toordinal())
        answers |= {rule.key: rule.ask(block, planned_on) for rule in rules.that_read("plan")}
    toward = {rule: _toward(answer) for rule, answer in answers.items()}
    found = [
        LineStanding(
            line,
            bool(block.n[place] >= IMPROVING_NEEDS),
            {rule: ways[place] for rule, ways in toward.items() if ways[place]},
        )
        for place, line in enumerate(asked)
    ]
    pair = paired(block)
    by_key = {
        (line.scale, line.dimension, line.series, line.participant_id): line for line in asked
    }
    keys = pair[1].keys[["scale", "dimension", "participant_id"]].itertuples(index=False, name=None)
    differ = [
        Apart(by_key[scale, dimension, PAIR[0], ""], by_key[scale, dimension, PAIR[1], whose], way)
        for (scale, dimension, whose), way in zip(keys, _toward(apart(*pair)), strict=True)
        if way
    ]
    return found, differ


def _toward(answer: pd.DataFrame) -> list[str]:
    """Return where each signal points, empty where there is none."""
    fired = (answer["state"] == "signal").tolist()
    ways = answer["toward"].astype(str).tolist()
    return [way if there else "" for way, there in zip(ways, fired, strict=True)]


def _block(drawn: Sequence[Line]) -> Block:
    """Put lines side by side, one series a line."""
    most = max(len(line.rated) for line in drawn)

    def columns(read: Any) -> np.ndarray:
        rows = [[read(point) for point in line.rated] for line in drawn]
        return np.array([row + [nan] * (most - len(row)) for row in rows]).T

    keys = [("", line.scale, line.dimension, line.series, line.participant_id) for line in drawn]
    scale = {
        name: np.array([getattr(line, name) for line in drawn])
        for name in ("minimum", "maximum", "step", "better")
    }
    made = Block.of(
        columns(lambda point: point.value),
        columns(lambda point: float(point.on.toordinal())),
        keys=pd.DataFrame(keys, columns=list(KEYS)),
        **scale,
    )
    new = [[point.on.toordinal() for point in line.rated if point.reworded] for line in drawn]
    if not any(new):
        return made
    reworded = [np.isin(made.days[:, place], days) for place, days in enumerate(new)]
    return replace(made, reworded=np.array(reworded).T)

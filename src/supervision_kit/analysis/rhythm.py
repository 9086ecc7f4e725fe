"""How often was it agreed to meet, and how long is a silence by the rhythm of its own time?"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

__all__ = ["Rhythm", "every_days", "rhythms"]


class Rhythm(NamedTuple):
    """A rhythm agreed from a day on until the next: a contact every so many days, or none."""

    from_on: date
    every: int | None


def rhythms(mandates: pd.DataFrame) -> list[Rhythm]:
    """Return the rhythm of each row.

    Parameters
    ----------
    mandates : DataFrame
        As ``Store.read(Mandate)``, of one case the earliest first.
    """
    every, days = mandates["contact_every_days"], mandates["from_on"]
    agreed = every.astype(object).where(every.notna(), None).tolist()
    return list(map(Rhythm, days.to_numpy("datetime64[D]").tolist(), agreed))


def every_days(agreed: Sequence[Rhythm], last_on: date, today: date) -> float | None:
    """Say by which rhythm a silence is to be judged.

    A silence of thirty days in which a weekly rhythm was agreed for the first fourteen and a
    sixteen-day one after it is as long as two weeks and one time sixteen days: three rhythms, of
    ten days each.

    Parameters
    ----------
    agreed : sequence of Rhythm
        The earliest first.
    last_on, today : date
        The silence.

    Returns
    -------
    float or None
        Days. None if no rhythm is agreed today.
    """
    if not agreed or agreed[-1].every is None:
        return None
    # What was agreed first is taken to have held before, too.
    begins = [date.min, *(each.from_on for each in agreed[1:])]
    held = zip(agreed, pairwise([*begins, date.max]), strict=True)
    parts = [
        (each.every, (min(until, today) - max(since, last_on)).days)
        for each, (since, until) in held
        if max(since, last_on) < min(until, today)
    ]
    in_force = {every for every, _ in parts}
    if len(in_force) <= 1:
        return float(agreed[-1].every)
    n_rhythms = sum(n_days / every for every, n_days in parts if every)
    return (today - last_on).days / n_rhythms

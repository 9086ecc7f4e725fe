"""How often was it agreed to meet, and how long is a silence by the rhythm of its own time?"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

__all__ = ["Quiet", "Rhythm", "quiet", "rhythms"]


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


class Quiet(NamedTuple):
    """How long nothing was recorded, measured by what was agreed.

    Attributes
    ----------
    every : int
        The rhythm agreed today, in days.
    n_rhythms : float
        How many rhythms the silence is long.
    changed : bool
        Whether another rhythm held in a part of it.
    """

    every: int
    n_rhythms: float
    changed: bool


def quiet(agreed: Sequence[Rhythm], last_on: date, today: date) -> Quiet | None:
    """Measure a silence, each of its days by the rhythm that held on it.

    Thirty days, of which a weekly rhythm held on the first fourteen and one of sixteen days on the
    rest, are two rhythms and one: three.

    Parameters
    ----------
    agreed : sequence of Rhythm
        The earliest first.
    last_on, today : date
        The silence.

    Returns
    -------
    Quiet or None
        None if no rhythm is agreed today.
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
    n_rhythms = sum(n_days / every for every, n_days in parts if every)
    return Quiet(agreed[-1].every, n_rhythms, len({every for every, _ in parts}) > 1)

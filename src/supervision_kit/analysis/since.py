"""What has changed in the ratings of a case since a day: the last supervision, or the plan?

Values are set beside each other as they were given. Nothing is tested: two ratings that differ are
not yet a movement, and whether one is told is for the lead and the questions.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from supervision_kit.analysis.lines import Line, Point, lines
from supervision_kit.analysis.raters import Rater, rater_in_words
from supervision_kit.frameworks import day_in_words, say

__all__ = ["Since", "changes_in_words", "changes_since"]


class Since(NamedTuple):
    """One line then and now.

    Attributes
    ----------
    line : Line
        The latest of its rater and dimension.
    then, now : Point or None
        The last rating on the day or before, and the last one after it; None where there is none.
    rescaled : bool
        The scale has changed in between, so that the two cannot be compared.
    """

    line: Line
    then: Point | None
    now: Point | None
    rescaled: bool

    @property
    def changed(self) -> bool:
        """Whether two ratings that can be compared differ."""
        return bool(self.then and self.now) and self.way != ""

    @property
    def way(self) -> str:
        """Where the value went: "up", "down", "other" on a path, empty if it did not."""
        if not self.then or not self.now or self.rescaled or self.now.value == self.then.value:
            return ""
        if self.line.path:
            return "other"
        return "up" if self.now.value > self.then.value else "down"


def changes_since(table: pd.DataFrame, day: date) -> list[Since]:
    """Set the last rating up to a day beside the last one after it, line by line.

    Parameters
    ----------
    table : DataFrame
        What ``trajectory`` returned.
    day : date
        A rating of that day counts as before: what was rated for a supervision was seen in it.

    Returns
    -------
    list of Since
        One a rater, participant and dimension with a value, in the order of the table; empty
        without ratings.
    """
    drawn = [line for line in lines(table) if line.rated]
    before: dict[tuple[int, Rater], list[Line]] = {}
    for line in drawn:
        before.setdefault((line.row, line.rater), []).append(line)
    return [_since(parts, day) for parts in before.values()]


def _since(parts: Sequence[Line], day: date) -> Since:
    rated = [(point, line) for line in parts for point in line.rated]
    then = [pair for pair in rated if pair[0].on.date() <= day]
    now = [pair for pair in rated if pair[0].on.date() > day]
    latest = rated[-1][1]
    if not then or not now:
        return Since(
            latest, then[-1][0] if then else None, now[-1][0] if now else None, rescaled=False
        )
    rescaled = then[-1][1].part != now[-1][1].part
    return Since(latest, then[-1][0], now[-1][0], rescaled)


def changes_in_words(changes: Sequence[Since], day: date) -> list[str]:
    """Say what is different since a day.

    Parameters
    ----------
    changes : sequence of Since
        What `changes_since` returned.
    day : date
        The same day.

    Returns
    -------
    list of str
        A sentence for each line that changed, came new or has another scale; then one that counts
        those that did not change and one for those nobody has rated since. Never empty.
    """
    since = day_in_words(day)
    if not any(each.now for each in changes):
        return [say("chart.since_day.nobody", day=since)]
    told = [sentence for each in changes if (sentence := _told(each))]
    same = [each for each in changes if each.then and each.now and not each.way]
    n_same = sum(not each.rescaled for each in same)
    unrated = [each for each in changes if not each.now]
    if n_same:
        told.append(say("chart.since_day.same" if told else "chart.since_day.all_same", n=n_same))
    if unrated:
        told.append(say("chart.since_day.not_rated", n=len(unrated)))
    return told


def _told(each: Since) -> str:
    line = each.line
    names = {"name": line.name, "who": rater_in_words(line.series, line.called)}
    if not each.now:
        return ""
    now = line.shown(each.now.value)
    if each.rescaled:
        return say("chart.since_day.rescaled", now=now, **names)
    if not each.then:
        return say("chart.since_day.new", now=now, **names)
    if not each.way:
        return ""
    then = line.shown(each.then.value)
    return say(f"chart.since_day.{each.way}", then=then, now=now, **names)

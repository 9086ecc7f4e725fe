"""What is there to know about a rule, so that pages, charts and tables need no list of their own?

A rule stands in one place, beside the function that answers for it. Its sentences follow from its
key in ``signals.toml``; `rules` says which there are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from supervision_kit.analysis.block import Block

__all__ = ["NEWS", "Change", "Example", "ExamplePromise", "News", "Reads", "SignalRule"]

# What a signal means to its reader, in the order of need: what waits for somebody, what has become
# harder, what two see differently, the good news; last, what deserves a look and no more.
News = Literal["due", "harder", "apart", "good", "look"]
NEWS: tuple[News, ...] = ("due", "harder", "apart", "good", "look")
# One line; a line and the day of the plan; the lines of two raters; what is recorded beside them.
Reads = Literal["line", "plan", "pair", "record"]
# What can truly change in invented ratings; `chance` draws it.
Change = Literal["step", "drift", "last", "raters"]


def _nothing(_: Any) -> dict[str, float]:
    """Return no bounds and no levels."""
    return {}


class ExamplePromise(NamedTuple):
    """A promise of an invented case, its columns those of the record."""

    promised_on: date
    due_on: date
    settled_on: date
    state: str


@dataclass(frozen=True, kw_only=True)
class Example:
    """An invented case that raises the signal, for the methods page.

    Attributes
    ----------
    worker, client : sequence of float
        Their ratings on one to five points where higher is better, one every second week.
    planned_at : int, optional
        The plan is agreed on the day of this rating, counted from 0.
    contacts : sequence of (date, int, int)
        Days of contacts, with the positive comments and the challenges that were counted.
    promises : sequence of ExamplePromise
        What was promised.
    every_days : int, optional
        The rhythm of contacts agreed.
    read_on : date, optional
        The day its reader reads it; that of the last rating when not given.
    """

    worker: Sequence[float] = ()
    client: Sequence[float] = ()
    planned_at: int | None = None
    contacts: Sequence[tuple[date, int, int]] = ()
    promises: Sequence[ExamplePromise] = ()
    every_days: int | None = None
    read_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class SignalRule:
    """One rule, with all that depends on it.

    Attributes
    ----------
    key : str
        Its name in tables, in what is set aside, and of its sentences in ``signals.toml``.
    reads : {"line", "plan", "pair", "record"}
        What `ask` is given: a block; a block and the days of its plans; two blocks of the same
        days; or the tables of a case and the day its reader reads it.
    ask : callable
        The function that answers, with the columns of ``answer.answers`` and its numbers. One that
        reads the record gives its answer and the day of the newest entry it rests on, NaT for that
        of the whole case.
    needs : int
        Of how many ratings on a line (or pairs, comments, entries) it is asked at the earliest.
    news : mapping of str to str
        What its signal means, by the way it points (``answer.TOWARD``); no other way is a signal.
    alarm : bool
        Whether it says that something happened; else that nothing did, which is right of a line
        without change.
    finds : {"step", "drift", "last", "raters"}
        The change in invented ratings that it is there to find; where it is no alarm, the one it
        ought not to overlook.
    by_date : bool
        Whether it looks at how far dates lie apart.
    moved : bool
        A line on which it signals has moved, so that none that is no alarm may speak of it.
    fewest_points : int
        It is not asked on scales with fewer points.
    chance : {"drawn", "counted", "interval"}
        What chance has to do with it: drawn from invented lines; nothing, as it counts; or no more
        than its interval leaves.
    bounds : callable
        From one row of answers, with the bounds of its scale, to what the rule compares a number
        with, by the number's name: no number is written as if it were its bound.
    levels : callable
        From a block of one line to the heights it looked at, by name ("mean", "lower", "upper",
        "median"): guide lines of its drawing.
    straight : bool
        Whether its drawing has the straight line nearest to the ratings.
    example : Example
        An invented case that raises it.
    """

    key: str
    reads: Reads
    ask: Callable[..., Any]
    needs: int
    news: Mapping[str, News]
    alarm: bool = True
    finds: Change = "step"
    by_date: bool = False
    moved: bool = False
    fewest_points: int = 0
    chance: Literal["drawn", "counted", "interval"] = "drawn"
    bounds: Callable[[Mapping[str, Any]], Mapping[str, float]] = _nothing
    levels: Callable[[Block], Mapping[str, float]] = _nothing
    straight: bool = False
    example: Example = field(default_factory=Example)

    @property
    def rated(self) -> bool:
        """Whether it reads ratings."""
        return self.reads != "record"

    @property
    def good(self) -> bool:
        """Whether it can find that a line has moved the good way."""
        return self.moved and "good" in self.news.values()

"""How often is each signal wrong on the reader's own scale, at the reader's own length?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from supervision_kit.analysis import thresholds
from supervision_kit.analysis.chance import ANY, count_points
from supervision_kit.analysis.description import in_figures
from supervision_kit.analysis.false_alarms import Rate, false_alarm_rate, miss_rate
from supervision_kit.analysis.signal_words import FOLLOWING
from supervision_kit.frameworks import say
from supervision_kit.frameworks.scale import Scale

__all__ = ["Rates", "per_hundred", "rates_on_scale", "scale_words"]

# "Any of these" stands for what is read from one line at a time, so it follows those rules.
_ROWS = ("improving", "shift", "unusual", "pattern", ANY, "apart", "stuck")
_COLUMNS = ("plain", "plain_page", "following", "following_page", "missed")
_NEEDS = {
    "improving": thresholds.IMPROVING_NEEDS,
    "shift": 2 * thresholds.SHIFT_NEEDS,
    "unusual": thresholds.UNUSUAL_NEEDS,
    "pattern": thresholds.PATTERN_NEEDS,
    "apart": thresholds.APART_NEEDS,
    "stuck": thresholds.STUCK_NEEDS,
    ANY: thresholds.IMPROVING_NEEDS,
}


class _Bounds(TypedDict):
    minimum: float
    maximum: float
    step: float


@dataclass(frozen=True)
class _Row:
    """One rule of the table: numbers out of 100 by `COLUMNS`, or a sentence that says why not."""

    rule: str
    name: str
    cells: Sequence[str]
    silent: str


@dataclass(frozen=True)
class Rates:
    """The table for one scale and length, with the sentences under it and, as doubts, above it."""

    n_lines: int
    rows: Sequence[_Row]
    notes: Sequence[str]
    doubts: Sequence[str]


def rates_on_scale(scale: Scale, n: int, n_lines: int) -> Rates:
    """Return how often each rule is wrong.

    Parameters
    ----------
    scale : Scale
        The reader's scale; where no lines were invented for so many points, the nearest is read.
    n : int
        Ratings on each line, or days on which both rated.
    n_lines : int
        Lines on a page; two of them make one pair.
    """
    bounds: _Bounds = {"minimum": scale.minimum, "maximum": scale.maximum, "step": scale.step}
    rows = [_row(rule, bounds, n, n_lines) for rule in _ROWS]
    read = false_alarm_rate("improving", **bounds, n=n)
    notes = [_missed(bounds, n), *_notes(n_lines)]
    return Rates(n_lines, rows, notes, _doubts(read, count_points(**bounds)))


def scale_words(scale: Scale) -> str:
    """Return a scale as ``Engagement, 1 to 5``."""
    low, high = in_figures(scale.minimum), in_figures(scale.maximum)
    return say("methods.rates.scale_option", name=scale.name, low=low, high=high)


def per_hundred(share: float) -> str:
    """Write a share out of 100, without pretending that anything is certain.

    >>> per_hundred(0.004), per_hundred(0.031), per_hundred(0.999)
    ('<1', '3', '>99')
    """
    if share < 0.01:
        return "<1"
    return ">99" if share > 0.99 else in_figures(round(100 * share))


def _row(rule: str, bounds: _Bounds, n: int, n_lines: int) -> _Row:
    name = say(f"methods.short.{rule}")
    if rule == "stuck" and count_points(**bounds) < thresholds.STUCK_POINTS:
        return _Row(rule, name, (), say("methods.rates.too_coarse"))
    if n < _NEEDS[rule]:
        return _Row(rule, name, (), say("methods.rates.too_few", n=_NEEDS[rule]))
    n_series = max(n_lines // 2, 1) if rule == "apart" else n_lines
    plain, following = (
        false_alarm_rate(rule, **bounds, n=n, n_series=n_series, autocorrelation=held)
        for held in (0.0, FOLLOWING)
    )
    missed = miss_rate(rule, **bounds, n=n).rate
    shares = (plain.rate, plain.on_page, following.rate, following.on_page, missed)
    return _Row(rule, name, [per_hundred(share) for share in shares], "")


def _missed(bounds: _Bounds, n: int) -> str:
    """Say how much all signals on single lines miss together."""
    if n < _NEEDS[ANY]:
        return say("methods.rates.missed_all", n_ratings=n)
    missed = per_hundred(miss_rate(ANY, **bounds, n=n).rate)
    return say("methods.rates.missed_lead", n_ratings=n, missed=missed)


def _notes(n_lines: int) -> list[str]:
    lines = say("methods.rates.n_lines", n=n_lines)
    pairs = say("methods.rates.n_pairs", n=max(n_lines // 2, 1))
    named = {rule: say(f"methods.short.{rule}") for rule in _NEEDS}
    return [
        say("methods.rates.note_page"),
        say("methods.rates.note_following"),
        say("methods.rates.note_missed", **named),
        say("methods.rates.note_pattern", **named, n=thresholds.PATTERN_NEEDS),
        say("methods.rates.note_apart", **named, lines=lines, pairs=pairs),
        say("methods.rates.note_stuck", **named),
    ]


def _doubts(read: Rate, n_points: int) -> list[str]:
    """Say where the table has no such scale or length."""
    found = []
    if not read.same_scale:
        found.append(say("methods.rates.nearest", asked=n_points, n=read.setting.n_points))
    if not read.within_lengths:
        found.append(say("methods.rates.beyond", n=int(read.n)))
    return found

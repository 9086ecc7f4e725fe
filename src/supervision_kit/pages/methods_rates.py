"""How often is each signal wrong on the reader's own scale, at the reader's own length?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from supervision_kit.analysis import rules, thresholds
from supervision_kit.analysis.chance import ANY, count_points
from supervision_kit.analysis.description import in_figures
from supervision_kit.analysis.false_alarms import Rate, false_alarm_rate, miss_rate
from supervision_kit.analysis.signal_rule import SignalRule
from supervision_kit.analysis.signal_words import FOLLOWING
from supervision_kit.frameworks import say
from supervision_kit.frameworks.scale import Scale

__all__ = ["Rates", "per_hundred", "rates_on_scale", "scale_words"]


class _Bounds(TypedDict):
    minimum: float
    maximum: float
    step: float


@dataclass(frozen=True)
class _Row:
    """One rule of the table: its numbers out of 100, or a sentence that says why there are none."""

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
    rows = [_row(rule, bounds, n, n_lines) for rule in _in_order(bounds, n)]
    read = false_alarm_rate(ANY, **bounds, n=n)
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


def _in_order(bounds: _Bounds, n: int) -> list[SignalRule | None]:
    """Return the rules as the table has them; None stands for any of those above it.

    "Any" is read from one line at a time, so it follows those rules, of which the table of false
    alarms was drawn; whatever else there is comes after it.
    """
    above = [rule for rule in _drawn(bounds, n) if rule.alarm and rule.reads != "pair"]
    rest = [rule for rule in rules.on_ratings() if rule not in above]
    alarms = [rule for rule in rest if rule.alarm]
    return [*above, None, *alarms, *(rule for rule in rest if not rule.alarm)]


def _drawn(bounds: _Bounds, n: int) -> list[SignalRule]:
    """Return the rules of which the table of false alarms was drawn."""
    return [rule for rule in rules.on_ratings() if false_alarm_rate(rule.key, **bounds, n=n)]


def _row(rule: SignalRule | None, bounds: _Bounds, n: int, n_lines: int) -> _Row:
    if rule is None:
        name, needs = say("methods.rates.any"), _any_needs(bounds, n)
        return _Row(ANY, name, *_numbers(ANY, bounds, n, n_lines, needs))
    name = say(f"signals.{rule.key}.short")
    if count_points(**bounds) < rule.fewest_points:
        return _Row(rule.key, name, (), say("methods.rates.too_coarse"))
    n_series = max(n_lines // 2, 1) if rule.reads == "pair" else n_lines
    return _Row(rule.key, name, *_numbers(rule.key, bounds, n, n_series, rule.needs))


def _any_needs(bounds: _Bounds, n: int) -> int:
    """Return from how many ratings on the first of the rules on single lines is asked."""
    single = [rule for rule in _drawn(bounds, n) if rule.alarm and rule.reads != "pair"]
    return min(rule.needs for rule in single)


def _numbers(
    key: str, bounds: _Bounds, n: int, n_series: int, needs: int
) -> tuple[Sequence[str], str]:
    """Return how often a rule is wrong and what it misses, or a sentence that says why not."""
    if n < needs:
        return (), say("methods.rates.too_few", n=needs)
    plain, following = (
        false_alarm_rate(key, **bounds, n=n, n_series=n_series, autocorrelation=held)
        for held in (0.0, FOLLOWING)
    )
    missed = miss_rate(key, **bounds, n=n)
    if not (plain and following and missed):
        return (), say("signals.chance_unknown")
    shares = (plain.rate, plain.on_page, following.rate, following.on_page, missed.rate)
    return [per_hundred(share) for share in shares], ""


def _missed(bounds: _Bounds, n: int) -> str:
    """Say how much all signals on single lines miss together."""
    missed = miss_rate(ANY, **bounds, n=n)
    if not missed or n < _any_needs(bounds, n):
        return say("methods.rates.missed_all", n_ratings=n)
    return say("methods.rates.missed_lead", n_ratings=n, missed=per_hundred(missed.rate))


def _notes(n_lines: int) -> list[str]:
    lines = say("methods.rates.n_lines", n=n_lines)
    pairs = say("methods.rates.n_pairs", n=max(n_lines // 2, 1))
    named = {rule.key: say(f"signals.{rule.key}.short") for rule in rules.on_ratings()}
    return [
        say("methods.rates.note_page"),
        say("methods.rates.note_following"),
        say("methods.rates.note_missed", **named),
        say("methods.rates.note_pattern", **named, n=thresholds.PATTERN_NEEDS),
        say("methods.rates.note_apart", **named, lines=lines, pairs=pairs),
        say("methods.rates.note_stuck", **named),
    ]


def _doubts(read: Rate | None, n_points: int) -> list[str]:
    """Say where the table has no such scale or length."""
    found = []
    if read is None:
        return found
    if not read.same_scale:
        found.append(say("methods.rates.nearest", asked=n_points, n=read.setting.n_points))
    if not read.within_lengths:
        found.append(say("methods.rates.beyond", n=int(read.n)))
    return found

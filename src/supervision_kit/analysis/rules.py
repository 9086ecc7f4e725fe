"""Which rules are there, in the order in which they are told?

A rule added here is asked of every case, drawn by the simulation, explained on the methods page and
tried by the tests of every rule. The list is read when it is needed, never copied.
"""

from supervision_kit.analysis.record_signals import (
    NOTHING_RECORDED,
    POSITIVES_TO_CHALLENGES,
    PROMISES,
)
from supervision_kit.analysis.signal_rule import NEWS, Reads, SignalRule
from supervision_kit.analysis.signals import APART, IMPROVING, PATTERN, SHIFT, STUCK, UNUSUAL

__all__ = ["RULES", "by_need", "movements", "on_ratings", "signal_rule", "that_read"]

RULES: tuple[SignalRule, ...] = (
    IMPROVING,
    SHIFT,
    UNUSUAL,
    APART,
    STUCK,
    PATTERN,
    PROMISES,
    NOTHING_RECORDED,
    POSITIVES_TO_CHALLENGES,
)


def signal_rule(key: str) -> SignalRule:
    """Return the rule of this key.

    Raises
    ------
    KeyError
        There is none.
    """
    return {rule.key: rule for rule in RULES}[key]


def that_read(*kinds: Reads) -> list[SignalRule]:
    """Return the rules that read this, one kind after another."""
    return [rule for kind in kinds for rule in RULES if rule.reads == kind]


def on_ratings() -> list[SignalRule]:
    """Return the rules that read ratings."""
    return [rule for rule in RULES if rule.rated]


def movements() -> list[str]:
    """Return the keys of the rules that can find a line to have moved the good way."""
    return [rule.key for rule in RULES if rule.good]


def by_need() -> dict[tuple[str, str], str]:
    """Return what each signal means, by rule and direction, the most needed first."""
    found = [
        (NEWS.index(news), (rule.key, way), news)
        for rule in RULES
        for way, news in rule.news.items()
    ]
    return {key: news for _, key, news in sorted(found, key=lambda each: each[0])}

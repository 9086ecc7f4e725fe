"""What does each signal ask its reader, why is it there, and how often would chance say the same?

Signals of one rule, direction and rater that several dimensions raise are one question. Every
sentence is a question or states a number; none names a cause, and none says "stable".
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, TypedDict

import pandas as pd

from supervision_kit.analysis.description import listed, rater_name
from supervision_kit.analysis.false_alarms import Rate, false_alarm_rate, miss_rate
from supervision_kit.analysis.signal_figures import INTERVAL, figures, share, threshold_figures
from supervision_kit.frameworks import say

__all__ = ["Mark", "Question", "Silence", "marks", "marks_in_words", "questions", "silences"]

# Rules about entries rather than ratings: counts, which chance has no part in.
COUNTED = ("promises", "nothing_recorded")
# More dimensions than this, and one, are counted in the question; the numbers name them all.
MOST_NAMED = 3
# Ratings that follow one another as closely as this are the harder case.
FOLLOWING = 0.3

Key = tuple[str, str, str]
_NONE = {"name": "", "minimum": 0.0, "maximum": 1.0, "step": 1.0}


class Bounds(TypedDict):
    """Of a scale, in scale points."""

    minimum: float
    maximum: float
    step: float


@dataclass(frozen=True)
class Question:
    """One signal as it is read.

    Attributes
    ----------
    rule, rater, news : str
        Keys; `rater` is empty where nobody rated, `news` is one of ``case_signals.NEWS``.
    series : tuple of (str, str, str)
        Scale, dimension and rater of each line it is about; empty texts for a rule on its own.
    tag, text, rule_text, chance : str
        The short tag, the question, the rule in a sentence, and what chance alone would do.
    numbers : tuple of str
        The numbers behind it, a sentence each.
    seen_until_on : date
        The day of the newest entry it rests on.
    dismissals : tuple of str
        Ids of what set its lines aside, all for one reason; empty while it stands.
    """

    rule: str
    rater: str
    news: str
    series: tuple[Key, ...]
    tag: str
    text: str
    rule_text: str
    numbers: tuple[str, ...]
    chance: str
    seen_until_on: date
    dismissals: tuple[str, ...] = ()

    @property
    def dismissal(self) -> str:
        """Id of one of what set it aside; empty while it stands."""
        return self.dismissals[0] if self.dismissals else ""


@dataclass(frozen=True)
class Silence:
    """A rule without a signal: what it asks, and why it says nothing."""

    rule: str
    name: str
    text: str


@dataclass(frozen=True)
class Mark:
    """What stands at a dimension on the chart: the kind of news, and its words."""

    scale: str
    dimension: str
    news: str
    words: str


def questions(table: pd.DataFrame, dimensions: pd.DataFrame) -> list[Question]:
    """Put the signals of a case into words, those set aside last.

    Parameters
    ----------
    table : DataFrame
        What ``case_signals`` returned.
    dimensions : DataFrame
        As ``Framework.dimensions()``.

    Returns
    -------
    list of Question
        In the order of the table; a case without a signal gives none.
    """
    known = _known(dimensions)
    rows = _rows(table, "signal", "dismissed")
    asked = _n_asked(table)
    groups: dict[tuple, list[dict]] = {}
    for row in rows:
        key = tuple(row[name] for name in ("standing", "rule", "toward", "rater"))
        # What was set aside for one reason is one question, and is taken back as one.
        apart = row["reason"] if row["standing"] == "dismissed" else ""
        groups.setdefault((*key, apart), []).append(row | _dimension(known, row))
    return [_question(group, asked.get(group[0]["rule"], 1)) for group in groups.values()]


def silences(table: pd.DataFrame, dimensions: pd.DataFrame) -> list[Silence]:
    """Say which rules were asked without an answer that stands out, and which could not be asked.

    Parameters
    ----------
    table, dimensions
        As for `questions`.

    Returns
    -------
    list of Silence
        One for every rule with lines that gave no signal, one for every rule with lines that have
        too few ratings, in the order of the table.
    """
    known = _known(dimensions)
    rows = _rows(table, "no_signal", "too_few")
    found = []
    for (standing, rule), same in groupby(rows, key=lambda row: (row["standing"], row["rule"])):
        group = [row | _dimension(known, row) for row in same]
        words = _quiet_words if standing == "no_signal" else _few_words
        found.append(Silence(rule, say(f"signals.{rule}.name"), words(rule, group)))
    return found


def marks(asked: Sequence[Question]) -> list[Mark]:
    """Return what the chart marks: every line a standing signal is about, most needed first."""
    return [
        Mark(scale, dimension, question.news, question.tag)
        for question in asked
        if not question.dismissal
        for scale, dimension, _ in question.series
        if dimension
    ]


def marks_in_words(marked: Sequence[Mark], table: pd.DataFrame) -> list[str]:
    """Say what is marked on the chart, for those who cannot see it.

    Parameters
    ----------
    marked : sequence of Mark
        What `marks` returned.
    table : DataFrame
        What ``trajectory`` returned; its names are used.
    """
    keys = zip(table["scale"], table["dimension"], table["name"], strict=True)
    names = {(scale, dimension): name for scale, dimension, name in keys}
    return [
        say("signals.marked", name=names[mark.scale, mark.dimension], words=mark.words)
        for mark in dict.fromkeys(marked)
    ]


def _rows(table: pd.DataFrame, *standing: str) -> list[dict[str, Any]]:
    wanted: Any = table[table["standing"].isin(standing)]
    return wanted.to_dict("records")


def _known(dimensions: pd.DataFrame) -> dict[tuple[str, str], dict]:
    """Return name and bounds of every dimension by its keys."""
    columns = ["name", "minimum", "maximum", "step"]
    rows = dimensions.to_dict("records")
    return {
        (row["scale"], row["dimension"]): {column: row[column] for column in columns}
        for row in rows
    }


def _dimension(known: dict[tuple[str, str], dict], row: dict) -> dict:
    """Return name and bounds of the dimension a row is about; a rule on its own has none."""
    return known.get((row["scale"], row["dimension"]), _NONE)


def _n_asked(table: pd.DataFrame) -> dict[str, int]:
    """Return how many lines had enough ratings to be asked, by rule."""
    return Counter(table.loc[table["standing"] != "too_few", "rule"])


def _question(group: Sequence[dict], n_asked: int) -> Question:
    first = group[0]
    rule, toward = first["rule"], first["toward"]
    key = f"signals.{rule}"
    names = _named(list(dict.fromkeys(row["name"] for row in group)))
    seen: Any = max(row["seen_until_on"] for row in group)
    return Question(
        rule=rule,
        rater=first["rater"],
        news=first["news"],
        series=tuple((row["scale"], row["dimension"], row["rater"]) for row in group),
        tag=say(f"signals.tag.{first['news']}"),
        text=say(f"{key}.{toward}", n=len(group), names=names, who=_who(first), **_counts(first)),
        rule_text=say(f"{key}.rule", **threshold_figures()),
        numbers=tuple(_numbers(row) for row in group),
        chance=_chance(rule, group, n_asked),
        seen_until_on=seen.date(),
        dismissals=tuple(row["dismissal"] for row in group if row["dismissal"]),
    )


def _named(names: list[str]) -> str:
    """Join the names of dimensions; of many, the first few and a count."""
    if len(names) <= MOST_NAMED + 1:
        return listed(names)
    return listed([*names[:MOST_NAMED], say("signals.more", n=len(names) - MOST_NAMED)])


def _who(row: dict) -> str:
    return rater_name(row["rater"]) if row["rater"] else ""


def _numbers(row: dict) -> str:
    """Say the numbers behind one line."""
    words = {"n": row["n"], "name": row["name"], "who": _who(row)}
    return say(f"signals.{row['rule']}.numbers", **words, **figures(row))


def _counts(row: dict) -> dict[str, object]:
    """Return the whole numbers a question itself may name."""
    names = ("days", "n_broken", "n_overdue")
    return {name: int(row[name]) for name in names if row.get(name) == row.get(name, 0)}


def _chance(rule: str, group: Sequence[dict], n_asked: int) -> str:
    """Say how often this would show although nothing changed, on such a scale and so long."""
    if rule in COUNTED:
        return say("signals.chance_counted")
    if rule == INTERVAL:
        return say("signals.chance_interval")
    plain = max((_rate(rule, row, n_asked, 0.0) for row in group), key=lambda rate: rate.rate)
    following = max(_rate(rule, row, n_asked, FOLLOWING).rate for row in group)
    kind = "chance_unmoved" if rule == "stuck" else "chance"
    together = say("signals.chance_page", n=n_asked, page=share(plain.on_page))
    page = together if n_asked > 1 else ""  # of one line there is nothing to add
    told = say(f"signals.{kind}", rate=share(plain.rate), following=share(following))
    nearest = "" if plain.same_scale else say("signals.chance_nearest", n=plain.setting.n_points)
    longest = "" if plain.within_lengths else say("signals.chance_longest", n=int(plain.n))
    return " ".join(sentence for sentence in (told, page, nearest, longest) if sentence)


def _rate(rule: str, row: dict, n_asked: int, autocorrelation: float) -> Rate:
    return false_alarm_rate(
        rule, **_scale(row), n=row["n"], n_series=n_asked, autocorrelation=autocorrelation
    )


def _scale(row: dict) -> Bounds:
    return {"minimum": row["minimum"], "maximum": row["maximum"], "step": row["step"]}


def _quiet_words(rule: str, group: Sequence[dict]) -> str:
    if rule in COUNTED or rule == INTERVAL:
        return say(f"signals.{rule}.quiet")
    missed = max(miss_rate(rule, **_scale(row), n=row["n"]).rate for row in group)
    key = f"signals.{'quiet_unmoved' if rule == 'stuck' else 'quiet'}"
    return say(key, n=len(group), missed=share(missed))


def _few_words(rule: str, group: Sequence[dict]) -> str:
    if rule in COUNTED or rule == INTERVAL:
        return say(f"signals.{rule}.few", n=int(group[0]["needed"]))
    nearest = min(group, key=lambda row: row["needed"])
    words = say(f"signals.{rule}.needs", n=int(nearest["needed"]), name=nearest["name"])
    return say("signals.few", n=len(group), nearest=words)

"""What does each signal ask its reader, why is it there, and how often would chance say the same?

Signals of one rule, direction and person that several dimensions raise are one question. Every
sentence is a question or states a number; none names a cause, and none says "stable".
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from math import nan
from typing import Any, TypedDict

import pandas as pd

from supervision_kit.analysis import rules
from supervision_kit.analysis.agreement import PAIR
from supervision_kit.analysis.description import in_figures
from supervision_kit.analysis.false_alarms import Rate, false_alarm_rate, miss_rate
from supervision_kit.analysis.lead import joined
from supervision_kit.analysis.raters import rater_in_words, rating_of, ratings_of
from supervision_kit.analysis.signal_figures import figures, share, threshold_figures
from supervision_kit.frameworks import say

__all__ = [
    "Mark",
    "Question",
    "Silence",
    "WorthAsking",
    "marks",
    "marks_in_words",
    "questions",
    "rule_in_words",
    "silences",
    "worth_asking",
]

# More dimensions than this, and one, are counted in the question; the numbers name them all.
_MOST_NAMED = 3
# So many questions are asked at once; the others wait behind a line.
MOST_ASKED = 3
# Of which news one question is asked before there are two of another: what was promised, where two
# see it differently, what got harder. The days since the last entry come after what has a story.
FIRST = ("promises", "apart", "harder", "nothing_recorded", "due", "good", "look")
# These shapes are needed on a chart: all good news at every other row would only be noise.
MARKED = ("harder", "apart")
# Up to this number a count is written as a word.
MOST_IN_WORDS = 12
BOTH = 2
# The rule of a question that stands for several with good news.
GOOD_NEWS = "good_news"
# Ratings that follow one another as closely as this are the harder case.
FOLLOWING = 0.3

_Key = tuple[str, str, str, str]
_SCALE = ("minimum", "maximum", "step")
_RATER = ("rater", "participant_id")


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
        Keys; `rater` is empty where nobody rated or several did, `news` is one of
        ``signal_rule.NEWS``.
    series : tuple of (str, str, str, str)
        Scale, dimension, rater and participant of each line it is about; empty texts for a rule on
        its own.
    tag, text, rule_text, chance : str
        The short tag, the question, the rule in a sentence, and what chance alone would do.
    numbers : tuple of str
        The numbers behind it, a sentence each.
    seen_until_on : date
        The day of the newest entry it rests on.
    dismissals : tuple of str
        Ids of what set its lines aside, all for one reason; empty while it stands.
    of : tuple of Question
        The questions it stands for, where it is several in one; else empty.
    why : str
        Why it is asked, in plain words: one to three sentences without the numbers of a test.
    called : str
        What the participant is called whose ratings they are, where several rate; else empty.
    """

    rule: str
    rater: str
    news: str
    series: tuple[_Key, ...]
    tag: str
    text: str
    rule_text: str
    numbers: tuple[str, ...]
    chance: str
    seen_until_on: date
    dismissals: tuple[str, ...] = ()
    of: tuple["Question", ...] = ()
    why: str = ""
    called: str = ""

    @property
    def lines(self) -> tuple[tuple[str, _Key], ...]:
        """Every line it is about with the rule that raised it there: what is set aside with it."""
        return tuple((each.rule, key) for each in self.of or (self,) for key in each.series)

    @property
    def dismissal(self) -> str:
        """Id of one of what set it aside; empty while it stands."""
        return self.dismissals[0] if self.dismissals else ""


@dataclass(frozen=True)
class WorthAsking:
    """The questions of a case as a page lists them.

    Attributes
    ----------
    first : tuple of Question
        At most `MOST_ASKED`, in the order of need; all good news is one of them.
    rest : tuple of Question
        The others that stand, most needed first.
    more : str
        A sentence that counts the rest; empty without any.
    aside : tuple of Question
        Those that were set aside.
    """

    first: tuple[Question, ...]
    rest: tuple[Question, ...]
    more: str
    aside: tuple[Question, ...]


@dataclass(frozen=True)
class Silence:
    """A rule without a signal: what it asks, and why it says nothing."""

    rule: str
    name: str
    text: str


@dataclass(frozen=True)
class Mark:
    """What stands at a dimension on the chart: the kind of news, and words that may be empty."""

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
        key = tuple(row[name] for name in ("standing", "rule", "toward", *_RATER))
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
    rows = _rows(table, *_SILENT)
    found = []
    for (standing, rule), same in groupby(rows, key=lambda row: (row["standing"], row["rule"])):
        group = [row | _dimension(known, row) for row in same]
        words = _SILENT[standing](rule, group)
        found.append(Silence(rule, say(f"signals.{rule}.name"), words))
    return found


def worth_asking(asked: Sequence[Question], table: pd.DataFrame) -> WorthAsking:
    """Choose what to ask first: promises and what two see differently, good news once.

    Parameters
    ----------
    asked : sequence of Question
        What `questions` returned.
    table : DataFrame
        What ``case_signals`` returned: how many lines could be asked is counted in it.

    Returns
    -------
    WorthAsking
        Every question once, alone or in the one that stands for several.
    """
    standing = _with_one_good(
        [question for question in asked if not question.dismissal], _n_movable(table)
    )
    turns = Counter()
    ordered = []
    for place, question in enumerate(standing):
        kind = next(each for each in (question.rule, question.news) if each in FIRST)
        ordered.append((turns[kind], FIRST.index(kind), place))
        turns[kind] += 1
    order = [standing[place] for _, _, place in sorted(ordered)]
    first = sorted(order[:MOST_ASKED], key=lambda each: _need(each, standing))
    rest = sorted(order[MOST_ASKED:], key=lambda each: _need(each, standing))
    more = say("signals.more_asked", n=len(rest)) if rest else ""
    aside = tuple(question for question in asked if question.dismissal)
    return WorthAsking(tuple(first), tuple(rest), more, aside)


def _need(question: Question, standing: Sequence[Question]) -> tuple[int, int]:
    kind = next(each for each in (question.rule, question.news) if each in FIRST)
    return FIRST.index(kind), standing.index(question)


def _with_one_good(standing: list[Question], n_movable: int) -> list[Question]:
    """Put all lines that moved the good way into one question, where there are several."""
    good = [each for each in standing if each.news == "good"]
    moves = rules.movements()
    moved = {key for each in good if each.rule in moves for key in each.series}
    if len(moved) < 2:
        return standing
    words = {"count": in_words(len(moved)), "all": in_words(n_movable)}
    every = "both" if n_movable == BOTH else "all"
    key = every if len(moved) == n_movable else "some"
    one = replace(
        good[0],
        rule=GOOD_NEWS,
        **_common_rater(good),
        series=tuple(dict.fromkeys(key for each in good for key in each.series)),
        text=_capital(say(f"signals.{GOOD_NEWS}.{key}", **words)),
        why=_good_why(good),
        rule_text=" ".join(dict.fromkeys(each.rule_text for each in good)),
        numbers=tuple(number for each in good for number in each.numbers),
        chance=" ".join(dict.fromkeys(each.chance for each in good)),
        seen_until_on=max(each.seen_until_on for each in good),
        of=tuple(good),
    )
    return [one if each is good[0] else each for each in standing if each not in good[1:]]


def _common_rater(questions: Sequence[Question]) -> dict[str, str]:
    """Return whose ratings all questions are about; empty texts where they are of several."""
    found = {(each.rater, each.called) for each in questions}
    rater, called = found.pop() if len(found) == 1 else ("", "")
    return {"rater": rater, "called": called}


def _good_why(good: Sequence[Question]) -> str:
    """Say whose ratings moved, and by which rules, in three sentences at most."""
    moves, found = rules.movements(), {each.rule for each in good}
    raters = dict.fromkeys((each.rater, each.called) for each in good if each.rule in moves)
    told = [say(f"signals.{GOOD_NEWS}.why", whose=joined([ratings_of(*each) for each in raters]))]
    return " ".join(told + [say(f"signals.{rule}.why_good") for rule in moves if rule in found])


def _n_movable(table: pd.DataFrame) -> int:
    """Return how many lines had enough ratings for a rule to say that they moved."""
    movable = table["rule"].isin(rules.movements())
    able: Any = table[movable & ~table["standing"].isin(("too_few", "not_asked"))]
    return len(able[["scale", "dimension", *_RATER]].drop_duplicates())


def in_words(n: int) -> str:
    """Return a count as a word, a large one in figures.

    >>> in_words(3), in_words(30)
    ('three', '30')
    """
    return say(f"signals.count.{n}") if n <= MOST_IN_WORDS else say("signals.count.many", n=n)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def marks(asked: Sequence[Question]) -> list[Mark]:
    """Return what the chart marks: the lines of standing signals in `MARKED`, most needed first.

    A shape says that something is asked there; what, is for the question to say.
    """
    return [
        Mark(scale, dimension, question.news, "")
        for question in asked
        if not question.dismissal and question.news in MARKED
        for scale, dimension, *_ in question.series
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
    told = dict.fromkeys(names[mark.scale, mark.dimension] for mark in marked)
    return [say("signals.marked", n=len(told), names=joined(list(told)))] if told else []


def _rows(table: pd.DataFrame, *standing: str) -> list[dict[str, Any]]:
    wanted: Any = table[table["standing"].isin(standing)]
    return wanted.to_dict("records")


def _known(dimensions: pd.DataFrame) -> dict[tuple[str, str], dict]:
    """Return name and bounds of every dimension by its keys."""
    columns = ["name", *_SCALE]
    rows = dimensions.to_dict("records")
    return {
        (row["scale"], row["dimension"]): {column: row[column] for column in columns}
        for row in rows
    }


def _dimension(known: dict[tuple[str, str], dict], row: dict) -> dict:
    """Return name and bounds of the dimension a row is about; a rule on its own has none.

    Bounds are those of the scale it was rated on, which may not be the one it has now.
    """
    now = known.get((row["scale"], row["dimension"]), {"name": ""})
    rated_on = {name: row[name] for name in _SCALE if row.get(name) == row.get(name, nan)}
    return {"minimum": 0.0, "maximum": 1.0, "step": 1.0} | now | rated_on


def _n_asked(table: pd.DataFrame) -> dict[str, int]:
    """Return how many lines had enough ratings to be asked, by rule."""
    return Counter(table.loc[~table["standing"].isin(("too_few", "not_asked")), "rule"])


def _question(group: Sequence[dict], n_asked: int) -> Question:
    first = group[0]
    rule, toward = first["rule"], first["toward"]
    key = f"signals.{rule}"
    names = _named(list(dict.fromkeys(row["name"] for row in group)))
    seen: Any = max(row["seen_until_on"] for row in group)
    return Question(
        rule=rule,
        rater=first["rater"],
        called=first["called"],
        news=first["news"],
        series=tuple(
            (row["scale"], row["dimension"], *(row[name] for name in _RATER)) for row in group
        ),
        tag=say(f"signals.tag.{first['news']}"),
        text=_capital(
            say(f"{key}.{toward}", n=len(group), names=names, **_whose(first), **_counts(first))
        ),
        why=_why(group),
        rule_text=rule_in_words(rule),
        numbers=tuple(_numbers(row) for row in group),
        chance=_chance(rule, group, n_asked),
        seen_until_on=seen.date(),
        dismissals=tuple(row["dismissal"] for row in group if row["dismissal"]),
    )


def _named(names: list[str]) -> str:
    """Join the names of dimensions; of many, the first few and a count."""
    if len(names) <= _MOST_NAMED + 1:
        return joined(names)
    return joined([*names[:_MOST_NAMED], say("signals.more", n=len(names) - _MOST_NAMED)])


def _whose(row: dict) -> dict[str, str]:
    """Return how a sentence names a rater and their ratings; empty where nobody rated.

    Where two are compared, also the second of them.
    """
    rater, called = row["rater"], row["called"]
    if not rater:
        return {"who": "", "whose": ""}
    if rules.signal_rule(row["rule"]).reads == "pair":
        words = {"other": rater_in_words(PAIR[1], called), "others": rating_of(PAIR[1], called)}
        return {"who": rater_in_words(rater), "whose": ratings_of(rater), **words}
    return {"who": rater_in_words(rater, called), "whose": ratings_of(rater, called)}


def _why(group: Sequence[dict]) -> str:
    """Say why a question is asked, without the numbers of its test."""
    first = group[0]
    words = figures(first) | {"n_ratings": int(first["n"]), **_whose(first)}
    told = say(f"signals.{first['rule']}.why", n=len(group), **words)
    return " ".join([told, *_earlier(group)])


def _earlier(group: Sequence[dict]) -> list[str]:
    """Say how many ratings are left out because the scale was another then."""
    n_earlier = sum(int(row["n_earlier"]) for row in group if row.get("n_earlier", 0) > 0)
    return [say("signals.n_earlier", n=n_earlier)] if n_earlier else []


def _numbers(row: dict) -> str:
    """Say the numbers behind one line."""
    words = {"n": row["n"], "name": row["name"], **_whose(row)}
    return say(f"signals.{row['rule']}.numbers", **words, **figures(row))


def _counts(row: dict) -> dict[str, object]:
    """Return the whole numbers a question itself may name."""
    names = ("days",)
    return {name: int(row[name]) for name in names if row.get(name) == row.get(name, 0)}


def rule_in_words(key: str) -> str:
    """Say from when on a rule is asked and when it is a signal, with its thresholds."""
    needs = in_figures(rules.signal_rule(key).needs)
    return say(f"signals.{key}.rule", needs=needs, **threshold_figures())


def _chance(key: str, group: Sequence[dict], n_asked: int) -> str:
    """Say how often this would show although nothing changed, on such a scale and so long."""
    rule = rules.signal_rule(key)
    if rule.chance != "drawn":
        return say(f"signals.chance_{rule.chance}")
    plain, following = (_rates(key, group, n_asked, held) for held in (0.0, FOLLOWING))
    if not plain or not following:
        return say("signals.chance_unknown")
    highest = max(plain, key=lambda rate: rate.rate)
    kind = "chance" if rule.alarm else "chance_unmoved"
    together = say("signals.chance_page", n=n_asked, page=share(highest.on_page))
    page = together if n_asked > 1 else ""  # of one line there is nothing to add
    held = share(max(rate.rate for rate in following))
    told = say(f"signals.{kind}", rate=share(highest.rate), following=held)
    n_points, n = highest.setting.n_points, int(highest.n)
    nearest = "" if highest.same_scale else say("signals.chance_nearest", n=n_points)
    longest = "" if highest.within_lengths else say("signals.chance_longest", n=n)
    return " ".join(sentence for sentence in (told, page, nearest, longest) if sentence)


def _rates(key: str, group: Sequence[dict], n_asked: int, autocorrelation: float) -> list[Rate]:
    """Return the rates of some lines; none where they have not been worked out."""
    found = [
        false_alarm_rate(
            key, **_scale(row), n=row["n"], n_series=n_asked, autocorrelation=autocorrelation
        )
        for row in group
    ]
    return [rate for rate in found if rate]


def _scale(row: dict) -> Bounds:
    return {"minimum": row["minimum"], "maximum": row["maximum"], "step": row["step"]}


def _quiet_words(key: str, group: Sequence[dict]) -> str:
    rule = rules.signal_rule(key)
    if not rule.rated:
        return say(f"signals.{key}.quiet")
    if not rule.alarm:
        return say("signals.quiet_unmoved", n=len(group))
    missed = [miss_rate(key, **_scale(row), n=row["n"]) for row in group]
    rates = [each.rate for each in missed if each]
    if not rates:
        return say("signals.quiet_unknown", n=len(group))
    return say("signals.quiet", n=len(group), missed=share(max(rates)))


def _few_words(key: str, group: Sequence[dict]) -> str:
    if not rules.signal_rule(key).rated:
        return say(f"signals.{key}.few", n=int(group[0]["needed"]))
    nearest = min(group, key=lambda row: row["needed"])
    told = {"n": int(nearest["needed"]), "name": nearest["name"], **_whose(nearest)}
    needs = "needs_participant" if "other" in told and nearest["called"] else "needs"
    return say("signals.few", n=len(group), nearest=say(f"signals.{key}.{needs}", **told))


def _path_words(rule: str, group: Sequence[dict]) -> str:
    names = joined(list(dict.fromkeys(row["name"] for row in group)))
    return say(f"signals.{rule}.not_asked", names=names)


# How a rule without a signal says why, by its standing.
_SILENT = {"no_signal": _quiet_words, "too_few": _few_words, "not_asked": _path_words}

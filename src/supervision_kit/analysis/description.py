"""What does the chart show to those who cannot see it?

Every sentence states what is in the table. None of them claims a cause or a direction to come, and
a case that has not moved is never called settled.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby, pairwise

import pandas as pd

from supervision_kit.analysis.lead import joined, lead_of, lead_sentence
from supervision_kit.analysis.lines import Line, in_figures, lines
from supervision_kit.frameworks import day_in_words, say

__all__ = ["describe", "in_figures", "joined", "lead_sentence"]

# More "not rated" than this in one series are counted instead of listed.
_MOST_LISTED = 3
# Of a decision so many characters are told.
_LONGEST_TOLD = 120


def describe(
    table: pd.DataFrame,
    *,
    contacts: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    plan_dates: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    today: date | None = None,
) -> list[str]:
    """Put the chart into plain sentences: the lead first, then all that is drawn.

    Parameters
    ----------
    table : DataFrame
        What ``trajectory`` returned.
    contacts : DataFrame, optional
        Columns `occurred_on` (date) and `attendance` (key), one row a contact.
    events : DataFrame, optional
        Columns `on` (date) and `label` (str), one row an event.
    plan_dates : DataFrame, optional
        Column `agreed_on` (date), one row a plan.
    decisions : DataFrame, optional
        Columns `decided_on` (date) and `what` (str), one row a decision.
    today : date, optional
        The day the reader reads it; the date of the last rating when not given.

    Returns
    -------
    list of str
        ``lead_sentence(table)``; then by scale and dimension the first and last value of every
        rater, each participant by themselves, with their dates, gaps and what was not rated; then
        contacts, plans and events by date, and decisions. Without ratings the lead and what else
        there is.
    """
    drawn = lines(table)
    around = describe_surroundings(contacts, events, plan_dates, decisions)
    return [lead_of(drawn, plan_dates, today), *describe_lines(drawn), *around]


def describe_lines(drawn: Sequence[Line]) -> list[str]:
    """Return what ``describe`` says of lines: of all of them, or of those on one picture."""
    sentences: list[str] = []
    for _, same in groupby(drawn, key=lambda line: (line.lane, line.scale)):
        block = list(same)
        sentences.append(_scale_sentence(max(block, key=lambda line: line.part)))
        for before, line in zip([None, *block], block, strict=False):
            sentences += _new_scale_sentence(before, line) + _line_sentences(line)
    return sentences


def describe_surroundings(
    contacts: pd.DataFrame | None,
    events: pd.DataFrame | None,
    plan_dates: pd.DataFrame | None,
    decisions: pd.DataFrame | None = None,
) -> list[str]:
    """Return what ``describe`` says of contacts, plans, events and decisions."""
    return [
        *_contact_sentences(contacts),
        *_dated_sentences(events, plan_dates),
        *_decided_sentences(decisions),
    ]


def _scale_sentence(line: Line) -> str:
    if line.path:
        words = {"scale": line.scale_name, "good_news": line.good_news}
        return say("chart.describe.path", **words).strip()
    return say(
        "chart.describe.scale",
        scale=line.scale_name,
        low=in_figures(line.minimum),
        high=in_figures(line.maximum),
        good_news=line.good_news,
    ).strip()


def _new_scale_sentence(before: Line | None, line: Line) -> list[str]:
    """Say where the scale of a dimension has become another one."""
    if before is None or (before.row, before.rater) != (line.row, line.rater):
        return []
    words = {"low": in_figures(line.minimum), "high": in_figures(line.maximum)}
    first = (*line.rated, *line.missed)[0].on
    told = say("chart.describe.rescaled", day=day_in_words(first), **words)
    return [" ".join([told, line.good_news]).strip()]


def _line_sentences(line: Line) -> list[str]:
    names = {"name": _named(line), "who": line.who}
    if not line.rated:
        return [say("chart.describe.row_none", **names), *_missed_sentences(line)]
    first, last = line.rated[0], line.rated[-1]
    whole = say(
        "chart.describe.row",
        n=len(line.rated),
        first=line.shown(first.value),
        first_on=day_in_words(first.on),
        last=line.shown(last.value),
        last_on=day_in_words(last.on),
        **names,
    )
    new = [
        say("chart.describe.reworded", day=day_in_words(point.on))
        for point in line.rated
        if point.reworded
    ]
    return [whole, *new, *_gap_sentences(line), *_missed_sentences(line)]


def _named(line: Line) -> str:
    """Return the name of what a line is about, with its scale where the row has a newer one."""
    if not line.earlier:
        return line.name
    bounds = {"low": in_figures(line.minimum), "high": in_figures(line.maximum)}
    return say("chart.describe.earlier", name=line.name, **bounds)


def _gap_sentences(line: Line) -> list[str]:
    """Say where a line is broken without a "not rated" that says so already."""
    return [
        say("chart.describe.gap", start=day_in_words(before.on), end=day_in_words(after.on))
        for before, after in pairwise(line.rated)
        if before.segment != after.segment
        and not any(before.on <= missed.on <= after.on for missed in line.missed)
    ]


def _missed_sentences(line: Line) -> list[str]:
    none = say("chart.describe.no_reason")
    if len(line.missed) > _MOST_LISTED:
        counts = Counter(point.reason or none for point in line.missed).most_common()
        parts = [say("chart.describe.n_reason", reason=reason, n=n) for reason, n in counts]
        whole = joined(parts)
        return [say("chart.describe.not_rated_often", n=len(line.missed), reasons=whole)]
    return [
        say("chart.describe.not_rated", day=day_in_words(point.on), reason=point.reason or none)
        for point in line.missed
    ]


def _contact_sentences(contacts: pd.DataFrame | None) -> list[str]:
    if contacts is None or contacts.empty:
        return []
    days = pd.to_datetime(contacts["occurred_on"]).sort_values()
    attendance = contacts["attendance"].tolist()
    n_missed = attendance.count("did_not_attend")
    n_cancelled = attendance.count("cancelled_by_us") + attendance.count("cancelled_by_them")
    counted = say(
        "chart.describe.contacts",
        n=len(contacts),
        first_on=day_in_words(days.iloc[0]),
        last_on=day_in_words(days.iloc[-1]),
    )
    missed = [say("chart.describe.missed", n=n_missed)] if n_missed else []
    cancelled = [say("chart.describe.cancelled", n=n_cancelled)] if n_cancelled else []
    return [counted, *missed, *cancelled]


def _dated_sentences(events: pd.DataFrame | None, plan_dates: pd.DataFrame | None) -> list[str]:
    dated = []
    if events is not None:
        dated += [
            (day, say("chart.describe.event", day=day_in_words(day), label=label))
            for day, label in zip(pd.to_datetime(events["on"]), events["label"], strict=True)
        ]
    if plan_dates is not None:
        dated += [
            (day, say("chart.describe.plan", day=day_in_words(day)))
            for day in pd.to_datetime(plan_dates["agreed_on"])
        ]
    return [sentence for _, sentence in sorted(dated, key=lambda pair: pair[0])]


def _decided_sentences(decisions: pd.DataFrame | None) -> list[str]:
    if decisions is None or decisions.empty:
        return []
    rows = zip(pd.to_datetime(decisions["decided_on"]), decisions["what"], strict=True)
    return [
        say("chart.describe.decided", day=day_in_words(day), what=_short(str(what)))
        for day, what in sorted(rows, key=lambda row: row[0])
    ]


def _short(words: str) -> str:
    """Return the beginning of long words: the table beside the chart has them whole."""
    return words if len(words) <= _LONGEST_TOLD else f"{words[:_LONGEST_TOLD].rstrip()}…"

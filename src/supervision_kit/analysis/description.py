"""What would a colleague say about this chart, and what does it show to those who cannot see it?

Every sentence states what is in the table. None of them claims a cause or a direction to come, and
a case that has not moved is never called settled.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby, pairwise
from statistics import mean

import pandas as pd
from babel.dates import format_date

from supervision_kit.analysis.lines import Line, lines
from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import day_in_words, say
from supervision_kit.frameworks.text import language

# Below this many days with a rating nothing is said about movement: a first and a last of so few
# are two single impressions.
FEW = 5
# A move of less than this share of the scale is not called one: a fifth, two of ten points.
MOVED = 0.2
# More dimensions than this that moved equally far are not named.
MOST_NAMED = 3
# After so many days without a rating "since February" would sound as if it went on.
QUIET_DAYS = 92
# Within so many days a month's name is too coarse.
SHORT_DAYS = 45
# More "not rated" than this in one series are counted instead of listed.
MOST_LISTED = 3


def describe(
    table: pd.DataFrame,
    *,
    contacts: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    plan_dates: pd.DataFrame | None = None,
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
    today : date, optional
        The day the reader reads it; the date of the last rating when not given.

    Returns
    -------
    list of str
        ``lead_sentence(table)``; then by scale and dimension the first and last value of every
        rater with their dates, gaps and what was not rated; then contacts, plans and events by
        date. Without ratings the lead and what else there is.
    """
    drawn = lines(table)
    sentences = [_lead(drawn, today)]
    for _, block in groupby(drawn, key=lambda line: (line.lane, line.scale)):
        for turn, line in enumerate(block):
            sentences += [_scale_sentence(line)] * (turn == 0) + _line_sentences(line)
    sentences += _contact_sentences(contacts)
    return sentences + _dated_sentences(events, plan_dates)


def lead_sentence(table: pd.DataFrame, *, today: date | None = None) -> str:
    """Say how often this case was rated, by whom, and where it has moved most.

    Parameters
    ----------
    table : DataFrame
        What ``trajectory`` returned.
    today : date, optional
        The day the reader reads it; the date of the last rating when not given.

    Returns
    -------
    str
        One or two sentences. "Times" are days with at least one value, by anyone. Where it moved
        is said from `FEW` such days on, for dimensions with `FEW` days by one rater (the first
        such in reading order): the one whose mean of the last third of values lies furthest from
        that of the first third, as a share of its scale, if that is at least `MOVED`. Scales on
        which neither end is better are left out of that.
    """
    return _lead(lines(table), today)


def _lead(drawn: Sequence[Line], today: date | None) -> str:
    days = sorted({point.on.date() for line in drawn for point in line.rated})
    if not days:
        missed = {point.on.date() for line in drawn for point in line.missed}
        return say("chart.only_not_rated", n=len(missed)) if missed else say("chart.none")
    if len(days) == 1:
        return say("chart.one", day=day_in_words(days[0]))
    if len(days) == 2:
        return say("chart.two")
    whole = say("chart.rated", n=len(days), when=_when(days[0], days[-1], today))
    counted = say("chart.stop", sentence=_by_whom(whole, drawn, len(days)))
    return f"{counted} {say('chart.few') if len(days) < FEW else _moved(drawn)}".rstrip()


def _when(first: date, last: date, today: date | None) -> str:
    now = today or last
    if (now - last).days > QUIET_DAYS:
        return say("chart.between", start=day_in_words(first), end=day_in_words(last))
    if (now - first).days <= SHORT_DAYS:
        return say("chart.since", start=day_in_words(first))
    with_year = first.year != now.year
    pattern = say("chart.pattern_month_year" if with_year else "chart.pattern_month")
    return say("chart.since", start=format_date(first, pattern, locale=language()))


def _by_whom(whole: str, drawn: Sequence[Line], n: int) -> str:
    """Add the raters beside the worker, or say that only others rated."""
    days: dict[str, set[date]] = {}
    for line in drawn:
        if line.rated:
            days.setdefault(line.series, set()).update(point.on.date() for point in line.rated)
    if "worker" not in days:
        return say("chart.only", whole=whole, who=listed([rater_name(rater) for rater in days]))
    parts = [
        say("chart.every_time", who=rater_name(rater))
        if len(days[rater]) == n
        else say("chart.by", n=len(days[rater]), who=rater_name(rater))
        for rater in days
        if rater != "worker"
    ]
    return say("chart.too", whole=whole, parts=listed(parts)) if parts else whole


def _moved(drawn: Sequence[Line]) -> str:
    """Name the dimension that moved most, if one or two stand out; empty if there is no choice."""
    moves = _moves(line for line in drawn if line.better != "neither")
    if len(moves) < 2:
        return ""
    most = max(moves.values())
    if most < MOVED:
        return say("chart.moved_little")
    # Positions are ratios of small numbers; equal moves may differ in the last bit.
    top = [phrase for phrase, share in moves.items() if most - share < 1e-9]
    if len(top) == 1:
        return say("chart.moved_most", what=_capital(top[0]))
    if len(top) <= MOST_NAMED and len(top) < len(moves):
        return say("chart.moved_most_several", what=_capital(listed(top)))
    return say("chart.moved_alike")


def _moves(drawn: Iterable[Line]) -> dict[str, float]:
    """Return how far each dimension went, from early to late, as a share of its scale."""
    moves: dict[str, float] = {}
    done: set[int] = set()
    for line in drawn:
        if line.row not in done and line.n_days >= FEW:
            positions = [point.position for point in line.rated]
            third = len(positions) // 3
            moves[_phrase(line)] = abs(mean(positions[-third:]) - mean(positions[:third]))
            done.add(line.row)
    return moves


def _phrase(line: Line) -> str:
    try:
        return say(f"chart.phrase.{line.dimension}")
    except FrameworkError:
        return say("chart.quoted", name=line.name)


def rater_name(rater: str) -> str:
    """Return what a rater is called on the chart; an unknown one is shown with spaces."""
    try:
        return say(f"chart.rater.{rater}")
    except FrameworkError:
        return rater.replace("_", " ")


def in_figures(value: float) -> str:
    """Return a value as it is written on the chart.

    >>> in_figures(4.0), in_figures(2.5)
    ('4', '2.5')
    """
    return f"{value:.6g}"


def _scale_sentence(line: Line) -> str:
    return say(
        "chart.describe.scale",
        scale=line.scale_name,
        low=in_figures(line.minimum),
        high=in_figures(line.maximum),
        good_news=line.good_news,
    ).strip()


def _line_sentences(line: Line) -> list[str]:
    names = {"name": line.name, "who": rater_name(line.series)}
    if not line.rated:
        return [say("chart.describe.row_none", **names), *_missed_sentences(line)]
    first, last = line.rated[0], line.rated[-1]
    whole = say(
        "chart.describe.row",
        n=len(line.rated),
        first=in_figures(first.value),
        first_on=day_in_words(first.on),
        last=in_figures(last.value),
        last_on=day_in_words(last.on),
        **names,
    )
    return [whole, *_gap_sentences(line), *_missed_sentences(line)]


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
    if len(line.missed) > MOST_LISTED:
        counts = Counter(point.reason or none for point in line.missed).most_common()
        parts = [say("chart.describe.n_reason", reason=reason, n=n) for reason, n in counts]
        whole = listed(parts)
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


def listed(parts: list[str]) -> str:
    """Join parts as a sentence does.

    >>> listed(["one", "two", "three"])
    'one, two and three'
    """
    *most, last = parts
    if not most:
        return last
    first = most[0]
    for part in most[1:]:
        first = say("chart.comma", first=first, last=part)
    return say("chart.and", first=first, last=last)


def _capital(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]

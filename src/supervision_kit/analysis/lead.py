"""What would a colleague say of this case in one breath: what moved, which way, since when?

First what moved, from where to where, and what did not follow; then what two see differently; then
how often it was rated, and by whom. Every clause rests on the rules that ask the questions, so that
none can contradict one. A case that has not moved is never called settled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
from babel.dates import format_date

from supervision_kit.analysis.lines import Line, lines
from supervision_kit.analysis.movement import Apart, LineStanding, line_standings
from supervision_kit.analysis.raters import Rater, rater_in_words, ratings_of
from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import day_in_words, say
from supervision_kit.frameworks.text import language

# Below this many days with a rating their dates say all there is to say.
FEW = 3
# More dimensions than this are counted instead of named.
_MOST_NAMED = 2
# After so many days without a rating "since February" would sound as if it went on.
QUIET_DAYS = 92
# Within so many days a month's name is too coarse.
SHORT_DAYS = 45


@dataclass(frozen=True)
class Claim:
    """One thing a lead says.

    Attributes
    ----------
    key : str
        Of its sentence, after "chart.lead.".
    about : tuple of Line
        The lines it speaks of; empty for the whole case.
    news : str
        "better", "worse" or "neither" where it says that something moved, else empty.
    words : dict
        What its sentence names.
    """

    key: str
    about: tuple[Line, ...] = ()
    news: str = ""
    words: dict[str, Any] = field(default_factory=dict)

    def said(self, **more: object) -> str:
        """Return its sentence or clause."""
        return say(f"chart.lead.{self.key}", **self.words, **more)


def lead_sentence(
    table: pd.DataFrame, *, plan_dates: pd.DataFrame | None = None, today: date | None = None
) -> str:
    """Say what moved in this case, which way and since when, and how often it was rated.

    Parameters
    ----------
    table : DataFrame
        What ``trajectory`` returned.
    plan_dates : DataFrame, optional
        Column `agreed_on` (date), one row a plan.
    today : date, optional
        The day the reader reads it; the date of the last rating when not given.

    Returns
    -------
    str
        One to three sentences. "Times" are days with at least one value, by anyone. A line has
        moved where `signals.improving` says so and its first and last value agree; whose ratings
        they are is said unless they are the worker's. Paths are left out.
    """
    return lead_of(lines(table), plan_dates, today)


def lead_of(drawn: Sequence[Line], plan_dates: pd.DataFrame | None, today: date | None) -> str:
    """Return the lead of lines that were taken apart already; see `lead_sentence`."""
    days = _days(drawn)
    if not days:
        missed = {point.on.date() for line in drawn for point in line.missed}
        return say("chart.only_not_rated", n=len(missed)) if missed else say("chart.none")
    if len(days) == 1:
        return say("chart.one", day=day_in_words(days[0]))
    if len(days) < FEW:
        return say("chart.two")
    claims = lead_claims(drawn, plan_dates)
    counted = say("chart.rated", n=len(days), when=_when(days[0], days[-1], today))
    counted = say("chart.stop", sentence=_by_whom(counted, drawn, len(days)))
    moved = _movement([each for each in claims if each.about and each.key in _CLAUSES], today)
    rest = [each for each in claims if each.key not in _CLAUSES]
    # That nothing can be said to move is read after how often it could have been seen.
    differ = [each.said() for each in rest if each.key not in _STILL]
    still = [each.said() for each in rest if each.key in _STILL]
    return " ".join([*moved, *differ, counted, *still])


def lead_claims(drawn: Sequence[Line], plan_dates: pd.DataFrame | None = None) -> list[Claim]:
    """Return what the lead says of three days with ratings or more.

    Parameters
    ----------
    drawn : sequence of Line
        The lines of a trajectory.
    plan_dates : DataFrame, optional
        Column `agreed_on` (date), one row a plan.

    Returns
    -------
    list of Claim
        In the order in which they are said.
    """
    asked, apart = line_standings(drawn, plan_dates)
    claims = _moved(asked) or _since_plan(asked)
    claims += _apart(apart)
    if not any(each.able for each in asked):
        claims.append(Claim("few"))
    elif not claims and not any(each.alarms for each in asked):
        claims.append(Claim("calm"))
    return claims


# Clauses of the sentence on what moved; the other claims are sentences of their own.
_ADDED = ("others", "still", "n_still")
_CLAUSES = ("up", "down", "higher", "lower", *_ADDED)
_STILL = ("few", "calm")


def _moved(asked: Sequence[LineStanding]) -> list[Claim]:
    """Say what moved furthest in the ratings of the first who saw something move."""
    whose = next((each.line.rater for each in asked if each.moved), None)
    mine = [each for each in asked if each.line.rater == whose]
    found: list[Claim] = []
    good = [each for each in asked if _got_better(each)]
    for news in ("better", "worse", "neither"):
        moved = [each for each in mine if each.moved == news]
        if moved:
            found.append(_claim(max(moved, key=lambda each: abs(each.change)), news))
    if found and found[0].news == "better":
        others = [each.line for each in good if each.line is not found[0].about[0]]
        if others and len(found) == 1:
            found.append(Claim("others", tuple(others), "better", {"n": len(others)}))
        still = [each.line for each in mine if each.still]
        if still and found[-1].news == "better":
            found.append(_still(still))
    return found + _harder_for_others(asked, whose)


def _harder_for_others(asked: Sequence[LineStanding], whose: Rater | None) -> list[Claim]:
    """Say what became harder in the ratings of others, a line each: no good news may hide it."""
    worst: dict[Rater, LineStanding] = {}
    for each in asked:
        rater = each.line.rater
        if each.moved == "worse" and rater != whose:
            worst[rater] = max(worst.get(rater, each), each, key=lambda one: abs(one.change))
    return [_claim(each, "worse") for each in worst.values()]


def _got_better(standing: LineStanding) -> bool:
    """Whether a rule finds that it has moved the good way, and none that it has not."""
    ways = {standing.toward.get(rule) for rule in ("improving", "shift")}
    return "better" in ways and "worse" not in ways


def _claim(standing: LineStanding, news: str) -> Claim:
    line = standing.line
    first, last = line.rated[0], line.rated[-1]
    words = {"first": line.shown(first.value), "last": line.shown(last.value)}
    return Claim("up" if standing.change > 0 else "down", (line,), news, words)


def _still(still: Sequence[Line]) -> Claim:
    key = "still" if len(still) <= _MOST_NAMED else "n_still"
    return Claim(key, tuple(still), "", {"n": len(still), "what": _named(still)})


def _since_plan(asked: Sequence[LineStanding]) -> list[Claim]:
    """Say what differs since the plan, where nothing rises or falls over all of the time."""
    differ = [each for each in asked if "shift" in each.toward and "improving" not in each.toward]
    if not differ:
        return []
    line, news = differ[0].line, differ[0].toward["shift"]
    rose = (news == "better") == (line.better == "higher")
    if news == "neither":
        return []
    return [Claim("higher" if rose else "lower", (line,), news)]


def _apart(differ: Sequence[Apart]) -> list[Claim]:
    """Say what the client, or each participant, rates higher or lower than the worker does."""
    found = []
    for who in dict.fromkeys(each.other.rater for each in differ):
        words = {"who": _capital(rater_in_words(who.key, who.called))}
        for key, higher in (("client_lower", "first"), ("client_higher", "second")):
            pairs = (each for each in differ if each.other.rater == who)
            same = tuple(each.line for each in pairs if each.higher == higher)
            if same:
                what = _named(same, most=_MOST_NAMED)
                found.append(Claim(key, same, "", {"what": what, **words}))
    return found


def _movement(claims: Sequence[Claim], today: date | None) -> list[str]:
    """Put the clauses on what moved into a sentence for each rater."""
    by_rater: dict[Rater, list[Claim]] = {}
    whose = Rater("")
    for claim in claims:
        # What is said of other lines belongs to the sentence before it.
        whose = claim.about[0].rater if claim.key not in _ADDED else whose
        by_rater.setdefault(whose, []).append(claim)
    return [_sentence(same, rater, today) for rater, same in by_rater.items()]


def _sentence(claims: Sequence[Claim], whose: Rater, today: date | None) -> str:
    whole, when = "", ""
    for claim in claims:
        if claim.key in _ADDED:
            whole = claim.said(first=whole)
            continue
        clause = claim.said(what=_phrase(claim.about[0]))
        if claim.key in ("up", "down"):
            dated = _since(claim.about[0], today)
            clause = clause if dated == when else say("chart.lead.dated", clause=clause, when=dated)
            when = dated
        whole = say("chart.lead.but", first=whole, second=clause) if whole else clause
    if whose.key != "worker":
        theirs = ratings_of(whose.key, whose.called)
        whole = say("chart.lead.in_ratings", whose=theirs, sentence=whole)
    return say("chart.stop", sentence=_capital(whole))


def _since(line: Line, today: date | None) -> str:
    return _when(line.rated[0].on.date(), line.rated[-1].on.date(), today)


def _when(first: date, last: date, today: date | None) -> str:
    now = today or last
    if (now - last).days > QUIET_DAYS:
        return say("chart.between", start=day_in_words(first), end=day_in_words(last))
    if (now - first).days <= SHORT_DAYS:
        return say("chart.since", start=day_in_words(first))
    with_year = first.year != now.year
    pattern = say("chart.pattern_month_year" if with_year else "chart.pattern_month")
    return say("chart.since", start=format_date(first, pattern, locale=language()))


def _days(drawn: Sequence[Line]) -> list[date]:
    return sorted({point.on.date() for line in drawn for point in line.rated})


def _by_whom(whole: str, drawn: Sequence[Line], n: int) -> str:
    """Add the raters beside the worker, or say that only others rated."""
    days: dict[Rater, set[date]] = {}
    for line in drawn:
        if line.rated:
            days.setdefault(line.rater, set()).update(point.on.date() for point in line.rated)
    named = {rater: rater_in_words(rater.key, rater.called) for rater in days}
    if not any(rater.key == "worker" for rater in days):
        return say("chart.only", whole=whole, who=joined(list(named.values())))
    parts = [
        say("chart.every_time", who=named[rater])
        if len(days[rater]) == n
        else say("chart.by", n=len(days[rater]), who=named[rater])
        for rater in days
        if rater.key != "worker"
    ]
    return say("chart.too", whole=whole, parts=joined(parts)) if parts else whole


def _named(same: Sequence[Line], most: int | None = None) -> str:
    """Join what lines are about; of more than `most`, the first and a count."""
    phrases = list(dict.fromkeys(_phrase(line) for line in same))
    if most and len(phrases) > most:
        phrases = [phrases[0], say("chart.lead.more", n=len(phrases) - 1)]
    return joined(phrases)


def _phrase(line: Line) -> str:
    try:
        return say(f"chart.phrase.{line.dimension}")
    except FrameworkError:
        return say("chart.quoted", name=line.name)


def joined(parts: list[str]) -> str:
    """Join parts as a sentence does.

    >>> joined(["one", "two", "three"])
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

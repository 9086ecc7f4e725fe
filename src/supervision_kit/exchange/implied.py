"""What do the rows imply without saying it: a new case, a plan date?"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from supervision_kit.frameworks import Framework, day_in_words, say
from supervision_kit.records import Case, PlanDate

from .mapping import CaseRule, PhaseRule
from .rows import Day, few

_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
NEEDED = ("setting", "mandate")
"""What a mapping has to say before a case can be made."""


def new_case(
    code: str, case_id: str, rule: CaseRule, days: list[Day], framework: Framework
) -> Case:
    """Make a case of what the mapping says about new ones, opened on its first day.

    Raises
    ------
    InvalidRecord
        When the mapping says something that no case can have.
    """
    case = Case(id=case_id, code=code, **{"opened_on": min(days).on, **rule.new})
    case.check(framework)
    return case


def alike_codes(new: Iterable[str], known: Iterable[str]) -> list[str]:
    """Tell of new codes that differ from another code only in zeros before a number.

    A spreadsheet takes 007 for a number and shows 7, and then one person has two cases.

    >>> alike_codes(["K-7"], ["K-007", "K-70"])[0][:42]
    'Case K-7 is new and differs from case K-00'
    """
    new = sorted(new)
    seen: dict[str, str] = {}
    for code in (*sorted(set(known) - set(new)), *new):
        seen.setdefault(_LEADING_ZEROS.sub("", code), code)
    pairs = ((code, seen[_LEADING_ZEROS.sub("", code)]) for code in new)
    told = [
        say("exchange.alike_code", code=code, other=other) for code, other in pairs if code != other
    ]
    return few(told, "more_alike_codes")


class Span(NamedTuple):
    """When a phase began, as far as a file can tell.

    It began after the last day of another phase, and by the first day the file has of it: a plan
    date of the store in between is the same one. One up to `until_on` would be too late.
    """

    after_on: dt.date
    first_on: dt.date
    until_on: dt.date


class PhaseBegun(NamedTuple):
    """The plan date of a case that enters the phase, and where that stands."""

    plan: PlanDate
    code: str
    row: int
    span: Span


def plan_dates_of(
    rule: PhaseRule, days: dict[str, list[Day]], case_ids: dict[str, str]
) -> Iterator[PhaseBegun]:
    """Give the plan date of each case that enters the phase.

    It is the first day of the phase, also when the phase is left and comes back: a plan is agreed
    once, and `phase_remarks` tells of it.
    """
    for code, case_id in case_ids.items():
        begun = [day for day in days.get(code, ()) if day.phase == rule.plan_begins]
        if not begun:
            continue
        first = min(begun)
        others = [day.on for day in days[code] if day.phase not in ("", rule.plan_begins)]
        before = [on for on in others if on < first.on]
        end = min((on for on in others if on > first.on), default=dt.date.max)
        plan = PlanDate(case_id=case_id, agreed_on=first.on, note=rule.note)
        until_on = max(day.on for day in begun if day.on < end)
        span = Span(max(before, default=dt.date.min), first.on, until_on)
        yield PhaseBegun(plan, code, first.row, span)


def phase_remarks(rule: PhaseRule, days: dict[str, list[Day]]) -> list[str]:
    """Tell of cases without the phase, and of those in which it ends or comes back."""
    planless, left = [], []
    for code, of_case in days.items():
        begun = [day for day in of_case if day.phase == rule.plan_begins]
        if not begun:
            planless.append(say("exchange.no_plan", code=code, phase=rule.plan_begins))
            continue
        after = next((day for day in sorted(of_case) if _is_after(day, min(begun), rule)), None)
        if after is not None:
            left.append((code, after, any(day.on > after.on for day in begun)))
    return [*_left(rule, left), *few(planless, "more_planless")]


def _is_after(day: Day, begun: Day, rule: PhaseRule) -> bool:
    return day.on > begun.on and day.phase not in ("", rule.plan_begins)


def _left(rule: PhaseRule, left: list[tuple[str, Day, bool]]) -> list[str]:
    """Name the cases that leave the phase: those that come back to it, and those that do not."""
    sentences = []
    for comes_back, key in ((True, "phase_returns"), (False, "phase_ends")):
        mine = [(code, day) for code, day, back in left if back is comes_back]
        if mine:
            code, day = mine[0]
            told = {"first": code, "other": day.phase, "day": day_in_words(day.on)}
            cases = ", ".join(code for code, _ in mine)
            told |= {"phase": rule.plan_begins, "cases": cases}
            sentences.append(say(f"exchange.{key}", n=len(mine), **told))
    return sentences

"""What do the rows imply without saying it: a new case, a plan date?"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from supervision_kit.errors import InvalidRecord
from supervision_kit.exchange.former_concerns import concerns_found
from supervision_kit.exchange.kinds import EARLIER, made_of
from supervision_kit.exchange.mapping.rules import PhaseRule
from supervision_kit.exchange.problems import Problem, few
from supervision_kit.exchange.record_maker import Found, MadeRecord, Span
from supervision_kit.exchange.row_reader import RowDay
from supervision_kit.exchange.rows import SaidPart
from supervision_kit.frameworks import day_in_words, say
from supervision_kit.records import Case, Mandate, PlanDate

_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
NEEDED = ("setting", "mandate")
"""What a mapping has to say before a case can be made."""


def imply(made: MadeRecord) -> MadeRecord:
    """Add the cases that rows speak of and nobody knows, plan dates, and safety concerns."""
    made = replace(made, remarks=[*made.remarks, *_alike_codes(made)])
    for said in made.said.parts:
        made = _with_new_cases(made, said)
        if said.part.mapping.kind == "contacts":
            made = replace(made, found=[*made.found, *concerns_found(made, said)])
        if said.part.mapping.phase:
            made = _with_plan_dates(made, said, said.part.mapping.phase)
    return made


def _alike_codes(made: MadeRecord) -> list[str]:
    """Tell of new codes that differ from another code only in zeros before a number.

    A spreadsheet takes 007 for a number and shows 7, and then one person has two cases.
    """
    new = sorted(made.case_ids.keys() - made.known.keys())
    first: dict[str, str] = {}
    for code in (*sorted(made.known), *new):
        first.setdefault(_LEADING_ZEROS.sub("", code), code)
    pairs = [(code, first[_LEADING_ZEROS.sub("", code)]) for code in new]
    told = [say("exchange.alike_code", code=c, other=other) for c, other in pairs if c != other]
    return few(told, "more_alike_codes")


def _with_new_cases(made: MadeRecord, said: SaidPart) -> MadeRecord:
    """Make the cases this table speaks of, as the mapping says new ones are."""
    if said.part.mapping.kind == "cases":
        return made
    rows = {values.code: values.row for values in reversed(said.rows)}
    rowed = {each.code for each in made.found if isinstance(each.record, Case)}
    there = made.known.keys() | made.new_cases.keys() | rowed
    cases, mandates, problems = {}, [], []
    for code, row in sorted(rows.items(), key=lambda pair: pair[1]):
        if code in there:
            continue
        new = _new_case(made, said, code, row)
        if isinstance(new, Problem):
            problems.append(new)
        else:
            cases[code], mandate = new
            mandates.append(mandate)
    more = {"new_cases": made.new_cases | cases, "found": [*made.found, *mandates]}
    return _with_problems(replace(made, **more), problems)


def _new_case(
    made: MadeRecord, said: SaidPart, code: str, row: int
) -> tuple[Case, Found] | Problem:
    """Make a case and its mandate, from the first day the file has, or say why that cannot be."""
    mapping, table = said.part.mapping, said.part.name
    missing = [name for name in NEEDED if name not in mapping.case.new]
    if missing:
        told = {"code": code, "mapping": mapping.source, "keys": ", ".join(missing)}
        what, remedy = (say(f"exchange.case_unknown{end}", **told) for end in ("", "_remedy"))
        return Problem(row, mapping.case.column, code, what, remedy, table)
    values = {"opened_on": min(said.days[code]).on, **mapping.case.new}
    agreed = {name: values.pop(name) for name in EARLIER["cases"] if name in values}
    case = Case(id=made.case_ids[code], code=code, **values)
    begun = {"case_id": case.id, "from_on": case.opened_on, **agreed}
    mandate = made_of(Mandate, begun)
    try:
        case.check(made.said.incoming.framework)
        mandate.check(made.said.incoming.framework)
    except InvalidRecord as invalid:
        told = {"mapping": mapping.source, "key": f"case.{invalid.field}"}
        return Problem(row, None, "", str(invalid), say("exchange.in_mapping", **told), table)
    columns, name = dict.fromkeys(begun, ""), f"{table}:{row}" if table else str(row)
    filled = tuple(column for column in begun if column != "case_id")
    return case, Found(mandate, code, row, columns, filled, table=table, row_name=name)


def _with_problems(made: MadeRecord, problems: list[Problem]) -> MadeRecord:
    """Add problems, each among those of its table in row order."""
    tables = [said.part.name for said in made.said.parts]
    found = [*made.problems, *problems]
    found.sort(key=lambda each: (tables.index(each.table), each.row or 0))
    return replace(made, problems=found)


def _with_plan_dates(made: MadeRecord, said: SaidPart, rule: PhaseRule) -> MadeRecord:
    """Make a plan date of each case's first day in the phase, and tell what is odd about it."""
    remarks = [*made.remarks, *_phase_remarks(rule, said.days)]
    try:
        found = list(_plan_dates(made, said, rule))
    except InvalidRecord as invalid:
        told = {"mapping": said.part.mapping.source, "key": "phase.note"}
        remedy = say("exchange.in_mapping", **told)
        problem = Problem(None, None, "", str(invalid), remedy, said.part.name)
        return _with_problems(replace(made, remarks=remarks), [problem])
    return replace(made, found=[*made.found, *found], remarks=remarks)


def _plan_dates(made: MadeRecord, said: SaidPart, rule: PhaseRule) -> Iterator[Found]:
    """Give the plan date of each case that enters the phase.

    It is the first day of the phase, also when the phase is left and comes back: a plan is agreed
    once, and `_phase_remarks` tells of it.
    """
    spoken_of = {values.code for values in said.rows}
    for code, days in said.days.items():
        begun = [day for day in days if day.phase == rule.plan_begins]
        if not begun or code not in spoken_of:
            continue
        first = min(begun)
        plan = PlanDate(case_id=made.case_ids[code], agreed_on=first.on, note=rule.note)
        plan.check(made.said.incoming.framework)
        columns = {"agreed_on": rule.column}
        yield Found(
            plan,
            code,
            first.row,
            columns,
            filled=("agreed_on",),
            table=said.part.name,
            row_name=str(first.row),
            phase=_span(first, days, rule),
        )


def _span(first: RowDay, days: list[RowDay], rule: PhaseRule) -> Span:
    """Say between which days the phase began, and until when it lasts in the file."""
    others = [day.on for day in days if day.phase not in ("", rule.plan_begins)]
    after_on = max((on for on in others if on < first.on), default=dt.date.min)
    end_on = min((on for on in others if on > first.on), default=dt.date.max)
    begun = (day.on for day in days if day.phase == rule.plan_begins)
    return Span(after_on, first.on, max(on for on in begun if on < end_on))


def _phase_remarks(rule: PhaseRule, days: dict[str, list[RowDay]]) -> list[str]:
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


def _is_after(day: RowDay, begun: RowDay, rule: PhaseRule) -> bool:
    return day.on > begun.on and day.phase not in ("", rule.plan_begins)


def _left(rule: PhaseRule, left: list[tuple[str, RowDay, bool]]) -> list[str]:
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

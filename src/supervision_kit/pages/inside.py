"""Who is in a case, with which workers, and what lies ahead of it?"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from supervision_kit.frameworks import Framework, day_short, say
from supervision_kit.pages.contacts import within
from supervision_kit.pages.talked import action_lines, decision_lines, plain_rows, talk_lines

__all__ = ["PARTS", "Inside", "InsidePart", "Noted", "inside_of"]


@dataclass(frozen=True)
class Noted:
    """One row of a short list on the case page.

    Attributes
    ----------
    text : str
        What it is called, as people typed it.
    more : list of str
        What else is to be said, a part of a sentence each.
    over : bool
        Whether it belongs to the past.
    form : str
        The address of the form that changes it; "" where there is none.
    """

    text: str
    more: list[str]
    over: bool
    form: str


_Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class InsidePart:
    """What stands together beside the chart, under a heading of its own.

    Attributes
    ----------
    name : str
        The heading is the text `case.inside.NAME`; without a line stands `case.inside.none_NAME`.
    adds : sequence of str
        The forms that add to it; the button of each says `case.inside.add_FORM`.
    lines : callable
        Called with the tables of the case, the framework and today; gives the lines in order.
    if_any : bool
        Whether it is left out while it has no line.
    """

    name: str
    adds: Sequence[str]
    lines: Callable[[_Tables, Framework, date], Iterable[Noted]]
    if_any: bool = False


@dataclass(frozen=True)
class Inside:
    """What stands beside the chart of a case.

    Attributes
    ----------
    lines : dict of str to list of Noted
        By the name of each of `PARTS`.
    closing : str
        The address of the form that takes up again a case that is ended; "" while it is open.
    message : str
        The one plain sentence why one meets.
    """

    lines: dict[str, list[Noted]]
    closing: str
    message: str


def inside_of(tables: _Tables, framework: Framework, today: date) -> Inside:
    """Put into words who is in a case and what lies ahead.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As ``Store.tables(code)``.
    """
    mandates = tables["mandates"].sort_values("from_on")
    ended = [row for row in plain_rows(tables["closings"].tail(1)) if row.reopened_on is None]
    return Inside(
        lines={part.name: list(part.lines(tables, framework, today)) for part in PARTS},
        closing=next((f"closing.{row.id}" for row in ended), ""),
        message=mandates["message"].iloc[-1] if len(mandates) else "",
    )


def _in_it(tables: _Tables, framework: Framework, today: date) -> list[Noted]:
    """Give who is in the case and then who has it, of both those of today first."""
    return [
        *_today_first(_people(tables["participants"], framework, today)),
        *_today_first(_workers(tables["worker_spells"], framework, today)),
    ]


def _went_wrong(tables: _Tables, framework: Framework, today: date) -> list[Noted]:
    """Give safety concerns and then what went wrong between people, of both the open ones first."""
    return [
        *_today_first(_concerns(tables["concerns"], framework, today)),
        *_today_first(_repairs(tables["repairs"], framework, today)),
    ]


def _today_first(lines: Iterator[Noted]) -> list[Noted]:
    return sorted(lines, key=lambda line: line.over)


def _people(table: pd.DataFrame, framework: Framework, today: date) -> Iterator[Noted]:
    for row in plain_rows(table):
        over = bool(row.until_on) and row.until_on.date() < today
        more = [
            *([framework.kind("relation", row.relation)] if row.relation != "self" else []),
            *([say("case.inside.at_risk")] if row.at_risk == "yes" else []),
            *filter(None, (row.language, row.needs)),
            *([_until(row.until_on, today)] if row.until_on else []),
        ]
        yield Noted(row.called, more, over, f"participant.{row.id}")


def _workers(table: pd.DataFrame, framework: Framework, today: date) -> Iterator[Noted]:
    """Give who has the case; of its workers each ends where the next begins."""
    workers = [row for row in plain_rows(table) if row.capacity == "worker"]
    followed = {row.id for row in workers[:-1]}
    for row in plain_rows(table):
        over = row.id in followed or bool(row.until_on and row.until_on.date() < today)
        more = [framework.kind("capacity", row.capacity)] if row.capacity != "worker" else []
        more.append(say("case.inside.since", day=day_short(row.from_on.date(), today=today)))
        if row.until_on:
            more.append(_until(row.until_on, today))
        yield Noted(row.worker, more, over, f"worker.{row.id}")


def _mandates(tables: _Tables, framework: Framework, today: date) -> Iterator[Noted]:
    """Give what holds, with its rhythm, then what held before; each ends where the next begins."""
    newest_first = list(plain_rows(tables["mandates"].sort_values("from_on")))[::-1]
    for n, row in enumerate(newest_first):
        every = row.contact_every_days
        more = [
            say("case.inside.since", day=day_short(row.from_on.date(), today=today)),
            *([say("case.label_rhythm", n=int(every))] if every else []),
            *([row.reason] if row.reason else []),
        ]
        called = framework.kind("mandate", row.mandate)
        yield Noted(called, more, n > 0, f"mandate.{row.id}")


def _until(day: Any, today: date) -> str:
    return say("case.inside.until", day=day_short(day.date(), today=today))


def _ahead(tables: _Tables, framework: Framework, today: date) -> list[Noted]:
    """Give the dates to come, the next one first, then those of which nothing is noted."""
    found = []
    for row in plain_rows(tables["dates_ahead"]):
        moved = row.moved_to if row.state == "moved" else None
        on = (moved or row.due_on).date()
        if row.state != "open" and not moved:
            continue
        called = framework.kind("date_ahead", row.kind)
        more = [row.note] if row.note else []
        if moved:
            more.append(say("case.inside.moved", day=day_short(row.due_on.date(), today=today)))
        if on < today:
            more.append(say("waiting.what_came_of_it"))
        text = say("case.inside.date", day=day_short(on, today=today), what=called)
        found.append((on < today, on, Noted(text, more, on < today, f"date.{row.id}")))
    return [line for *_, line in sorted(found, key=lambda each: each[:2])]


def _concerns(table: pd.DataFrame, framework: Framework, today: date) -> Iterator[Noted]:
    for row in plain_rows(table):
        more = [say("case.inside.since", day=day_short(row.opened_on.date(), today=today))]
        if row.closed_on:
            more.append(
                say("case.inside.over_on", day=day_short(row.closed_on.date(), today=today))
            )
            more += [row.why_closed] if row.why_closed else []
        yield Noted(
            row.worry or say("waiting.safety"), more, bool(row.closed_on), f"concern.{row.id}"
        )


def _happened(tables: _Tables, framework: Framework, today: date) -> list[Noted]:
    """Give events, plans, ends, settled promises, talks and decisions, the newest first."""
    found = [
        *((row.happened_on, _event(row, framework)) for row in plain_rows(tables["events"])),
        *((row.agreed_on, _plan(row)) for row in plain_rows(tables["plan_dates"])),
        *((row.closed_on, _ended(row, framework)) for row in plain_rows(tables["closings"])),
        *(
            (row.settled_on or row.promised_on, _settled(row, framework))
            for row in plain_rows(tables["promises"])
            if row.state in ("kept", "kept_late", "apologised")
        ),
        *_said(decision_lines(tables["decisions"])),
        *_said(talk_lines(tables["case_talks"])),
    ]
    newest = sorted(found, key=lambda each: each[0], reverse=True)
    return [
        replace(line, more=[day_short(on.date(), today=today), *line.more]) for on, line in newest
    ]


def _said(lines: Iterable[tuple[Any, str, list[str], str]]) -> Iterator[tuple[Any, Noted]]:
    """Give the day and the line of each thing said in supervision."""
    for on, text, more, form in lines:
        yield on, Noted(text, more, True, form)


def _taken_on(tables: _Tables, framework: Framework, today: date) -> Iterator[Noted]:
    for text, more, over, form in action_lines(tables, framework, today):
        yield Noted(text, more, over, form)


def _event(row: Any, framework: Framework) -> Noted:
    more = [row.note] if row.note else []
    return Noted(framework.kind("event", row.kind), more, True, f"event.{row.id}")


def _plan(row: Any) -> Noted:
    return Noted(say("form.event_plan"), [row.note] if row.note else [], True, f"plan.{row.id}")


def _ended(row: Any, framework: Framework) -> Noted:
    how = within(framework.kind("closing", row.how))
    more = [row.statement] if row.statement else []
    return Noted(say("case.label_ended", how=how), more, True, f"closing.{row.id}")


def _settled(row: Any, framework: Framework) -> Noted:
    more = [framework.kind("promise_state", row.state)]
    more += [row.settled_note] if row.settled_note else []
    return Noted(row.text, more, True, f"promise.{row.id}")


def _repairs(table: pd.DataFrame, framework: Framework, today: date) -> Iterator[Noted]:
    for row in plain_rows(table):
        more = [
            framework.kind("repair", row.kind),
            say("case.inside.since", day=day_short(row.opened_on.date(), today=today)),
            framework.kind("repair_state", row.state),
        ]
        over = row.state in ("answered", "repaired")
        yield Noted(row.worry, more, over, f"repair.{row.id}")


#: What stands beside the chart, from top to bottom.
PARTS: Sequence[InsidePart] = (
    InsidePart("ahead", ("date",), _ahead),
    InsidePart("taken_on", (), _taken_on, if_any=True),
    InsidePart("people", ("participant", "worker"), _in_it),
    InsidePart("mandates", ("mandate",), _mandates),
    InsidePart("repairs", ("concern", "repair"), _went_wrong),
    InsidePart("happened", (), _happened),
)

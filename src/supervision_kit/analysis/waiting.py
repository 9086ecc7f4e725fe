"""What of a case cannot wait today?

Not signals: these are facts somebody wrote down, each with a day. A safety concern that nobody has
closed, a promise that is due, a date that comes near, an action that is due, words that were begun
and not saved, and a silence much longer than agreed. Each reason is one function of `REASONS` and
its words.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from supervision_kit.analysis.case_tables import CaseTables
from supervision_kit.analysis.rhythm import Rhythm, quiet
from supervision_kit.analysis.thresholds import SILENT_RHYTHMS
from supervision_kit.frameworks import day_short, moment_in_words, say, says

__all__ = [
    "REASONS",
    "Known",
    "TakenOn",
    "Waiting",
    "draft_waiting",
    "reasons",
    "waiting",
]

# A promise is told a week ahead, an order six weeks: a report and a hearing have to fit in between.
PROMISE_DAYS = 7
DATE_DAYS = 42
# The kind of date that a contact answers by itself.
NEXT_CONTACT = "next_contact"
ORDER_ENDS = "order_ends"
# A draft of a change is named by its form and the id of what it changes.
_CHANGE = re.compile(r"(\w+) ([0-9a-f]{32})\b")


@dataclass(frozen=True)
class Waiting:
    """One thing that waits, in parts that a page puts one after the other.

    Attributes
    ----------
    kind : str
        A key of `REASONS`.
    case : str
        Code of the case, "" for a case that is not stored yet.
    day : date or None
        Open since, due on, begun on: the day it is ordered by.
    label : str
        What it is, in two or three words.
    text : str
        What a person typed about it, as they typed it; "" if nothing.
    words : tuple of str
        What else is to be said, a part of a sentence each.
    record : str
        Id of the promise, concern or date it rests on, else "".
    form : str
        The form whose draft waits, or that answers it, with the record it changes behind a dot.
    """

    kind: str
    case: str
    day: date | None
    label: str
    text: str
    words: tuple[str, ...]
    record: str = ""
    form: str = ""


class Concerned(NamedTuple):
    """One concern for somebody's safety; `about` is what they are called, "" if nobody is named."""

    opened: date
    closed: date | None
    worry: str
    about: str
    record: str


class Step(NamedTuple):
    """What was done about a concern on a day, and who was told."""

    on: date
    done: str
    told: str
    concern: str


class Coming(NamedTuple):
    """A day that was noted as lying ahead, and what it is called."""

    on: date
    kind: str
    label: str
    record: str


class Promised(NamedTuple):
    """One promise, its days None where there is none."""

    made: date
    due: date | None
    settled: date | None
    text: str
    record: str
    state: str


class TakenOn(NamedTuple):
    """One action that is open: its day, None where there is none, and the code of whose it is."""

    due: date | None
    who: str
    text: str
    record: str


@dataclass(frozen=True)
class Known:
    """What the reasons look at, in plain rows: a caseload is many cases of a few rows each.

    Attributes
    ----------
    concerns : list of Concerned
    steps : list of Step
    promises : list of Promised
    aside : list of (str, date)
        Rule, and until when seen, of each signal that was said not to fit.
    ahead : list of Coming
        Those of which nobody has noted what became of them.
    drafts : list
        Rows of ``Store.drafts()``.
    rhythm : sequence of Rhythm
        How often it was agreed to meet, the earliest first.
    last_on : date
        Of the newest entry, or the opening.
    actions : sequence of TakenOn
        Those that are open.
    """

    code: str
    closed_on: date | None
    order_ends_on: date | None
    rhythm: Sequence[Rhythm]
    last_on: date
    concerns: list[Concerned]
    steps: list[Step]
    promises: list[Promised]
    aside: list[tuple[str, date]]
    ahead: list[Coming]
    drafts: list[Any]
    actions: Sequence[TakenOn] = ()


def waiting(case: CaseTables, *, today: date, drafts: pd.DataFrame | None = None) -> list[Waiting]:
    """Return what of a case cannot wait, the weightiest first.

    Parameters
    ----------
    case : CaseTables
        What is known about the case, its `code` too.
    today : date
        The day the reader reads it.
    drafts : DataFrame, optional
        As ``Store.drafts()``; those of other cases are passed over.

    Returns
    -------
    list of Waiting
        In the order of `REASONS`, within one of them the oldest day first.
    """
    rows: Any = () if drafts is None else drafts.itertuples()
    known = Known(
        code=case.code,
        closed_on=case.closed_on,
        order_ends_on=case.order_ends_on,
        rhythm=case.rhythm,
        last_on=case.last_on,
        concerns=[] if case.concerns is None else concerns(case.concerns),
        steps=[] if case.concern_steps is None else steps(case.concern_steps),
        promises=as_promised(case.promises),
        aside=[each for each in aside(case.dismissals) if each],
        ahead=[] if case.dates_ahead is None else [e for e in ahead(case.dates_ahead) if e],
        drafts=[row for row in rows if row.case == case.code],
        actions=[] if case.actions is None else [e for e in as_taken_on(case.actions) if e],
    )
    return reasons(known, today)


def reasons(known: Known, today: date) -> list[Waiting]:
    """Return what of a case cannot wait; see `waiting`."""
    return [each for reason in REASONS.values() for each in sorted(reason(known, today), key=_day)]


def with_about(concerns: pd.DataFrame, participants: pd.DataFrame) -> pd.DataFrame:
    """Add to a table of concerns what the participant each is about is called, as `about`."""
    called = dict(zip(participants["id"], participants["called"], strict=True))
    about = [called.get(each, "") for each in concerns["participant_id"]]
    return concerns.assign(about=pd.Series(about, index=concerns.index, dtype="str"))


def concerns(table: pd.DataFrame) -> list[Concerned]:
    """Return the rows of a table of concerns."""
    dated = (days(table, name) for name in ("opened_on", "closed_on"))
    texts = (texts_of(table, name) for name in ("worry", "about", "id"))
    return [Concerned(*row) for row in zip(*dated, *texts, strict=True)]


def steps(table: pd.DataFrame) -> list[Step]:
    """Return the rows of a table of steps about concerns."""
    texts = (texts_of(table, name) for name in ("done", "told", "concern_id"))
    return [Step(*row) for row in zip(days(table, "happened_on"), *texts, strict=True)]


def as_promised(table: pd.DataFrame) -> list[Promised]:
    """Return the rows of a table of promises."""
    dated = (days(table, name) for name in ("promised_on", "due_on", "settled_on"))
    texts = (texts_of(table, name) for name in ("text", "id", "state"))
    return [Promised(*row) for row in zip(*dated, *texts, strict=True)]


def as_taken_on(table: pd.DataFrame) -> list[TakenOn | None]:
    """Return the rows of a table of actions, None for one that is settled."""
    texts = (texts_of(table, name) for name in ("state", "owner", "text", "id"))
    return [
        TakenOn(due, *words) if state == "open" else None
        for due, state, *words in zip(days(table, "due_on"), *texts, strict=True)
    ]


def aside(dismissals: pd.DataFrame) -> list[tuple[str, date] | None]:
    """Return rule and day of each dismissal, None for one that was taken back."""
    rows = zip(
        dismissals["rule"].tolist(),
        days(dismissals, "seen_until_on"),
        dismissals["withdrawn"].tolist(),
        strict=True,
    )
    return [None if withdrawn == "yes" else (rule, seen) for rule, seen, withdrawn in rows]


def ahead(dates: pd.DataFrame) -> list[Coming | None]:
    """Return each date of which nobody has noted what became of it; one that was moved, anew."""
    dated = (days(dates, name) for name in ("due_on", "moved_to"))
    texts = (texts_of(dates, name) for name in ("state", "kind", "label", "id"))
    return [
        Coming(moved if state == "moved" else due, *words)
        if state == "open" or (state == "moved" and moved)
        else None
        for due, moved, state, *words in zip(*dated, *texts, strict=True)
    ]


def with_end_of_order(ahead: Sequence[Coming], order_ends_on: date | None) -> list[Coming]:
    """Add the end of the order to the dates that were noted, unless it is among them."""
    noted = any((each.kind, each.on) == (ORDER_ENDS, order_ends_on) for each in ahead)
    if order_ends_on is None or noted:
        return list(ahead)
    return [*ahead, Coming(order_ends_on, ORDER_ENDS, say("waiting.order_ends"), "")]


def days(table: pd.DataFrame, name: str) -> list[Any]:
    """Return a column of days as dates, None where one is missing."""
    column: Any = table[name]
    return column.to_numpy("datetime64[D]").tolist()


def texts_of(table: pd.DataFrame, name: str) -> list[str]:
    """Return a column of texts, "" where one is missing."""
    return [text if isinstance(text, str) else "" for text in table[name].tolist()]


def draft_waiting(draft: Any) -> Waiting:
    """Put a row of ``Store.drafts()`` into words, also of a case that is not stored yet."""
    change = _CHANGE.match(draft.form)
    form = draft.form.partition(" ")[0]
    moment = draft.saved_at.to_pydatetime().astimezone()
    words = (
        say(f"waiting.draft_{form if says(f'waiting.draft_{form}') else 'other'}"),
        say("waiting.draft_kept", moment=moment_in_words(moment), author=draft.author),
    )
    label = say("waiting.draft")
    address = ".".join(change.groups()) if change else form
    return Waiting("draft", draft.case, moment.date(), label, "", words, form=address)


def _safety(known: Known, today: date) -> Iterator[Waiting]:
    """Find the concerns that nobody has closed, whatever else goes well."""
    for each in known.concerns:
        if each.closed:
            continue
        taken = sorted(step for step in known.steps if step.concern == each.record)
        done = [step for step in taken if step.done]
        told = "; ".join(dict.fromkeys(step.told for step in taken if step.told))
        last = done[-1] if done else None
        words = (
            *([each.about] if each.about else []),
            say("waiting.safety_since", day=day_short(each.opened, today=today)),
            _done(last, today) if last else say("waiting.safety_nothing_done"),
            say("waiting.safety_told", who=told) if told else say("waiting.safety_untold"),
        )
        text = each.worry or (last.done if last else "")
        form = f"concern.{each.record}"
        yield _of(known, "safety", each.opened, words, text=text, record=each.record, form=form)


def _done(step: Step, today: date) -> str:
    return say("waiting.safety_done", day=day_short(step.on, today=today))


def _broken(known: Known, today: date) -> Iterator[Waiting]:
    """Find promises that were broken and not apologised for, unless that was set aside."""
    for each in known.promises:
        if each.state != "broken":
            continue
        dated = [day for day in (each.due, each.settled) if day and day <= today]
        if not is_aside(known, "promises", max([each.made, *dated])):
            # A promise can be broken before its day.
            due = each.due if each.due and each.due < today else None
            words = (*([_was_due(due, today)] if due else []), say("waiting.no_apology"))
            yield _of(known, "broken", due or each.made, words, each.text, each.record)


def _overdue(known: Known, today: date) -> Iterator[Waiting]:
    for each in known.promises:
        if each.state == "open" and each.due and each.due < today:
            words = (_was_due(each.due, today),)
            yield _of(known, "overdue", each.due, words, each.text, each.record)


def _date(known: Known, today: date) -> Iterator[Waiting]:
    """Find days of an open case that come near, and those that passed without a word."""
    if known.closed_on:
        return
    for each in with_end_of_order(known.ahead, known.order_ends_on):
        away = (each.on - today).days
        if 0 <= away <= DATE_DAYS:
            told = _away(away)
        elif away < 0 and each.record and not _has_met(known, each):
            told = say("waiting.what_came_of_it")
        else:
            continue
        label, words = day_short(each.on, today=today), (each.label, told)
        form = f"date.{each.record}" if each.record else ""
        yield Waiting("date", known.code, each.on, label, "", words, each.record, form)


def _has_met(known: Known, ahead: Coming) -> bool:
    """Say whether a contact that was planned has been followed by an entry."""
    return ahead.kind == NEXT_CONTACT and known.last_on >= ahead.on


def _promised(known: Known, today: date) -> Iterator[Waiting]:
    for each in known.promises:
        away = (each.due - today).days if each.due else -1
        if each.due and each.state == "open" and 0 <= away <= PROMISE_DAYS:
            words = (say("waiting.due", when=_away(away)),)
            yield _of(known, "promised", each.due, words, each.text, each.record)


def _action(known: Known, today: date) -> Iterator[Waiting]:
    """Find what somebody took on in supervision and is due today, or was before."""
    for each in known.actions:
        if each.due and each.due <= today:
            past = each.due < today
            when = _was_due(each.due, today) if past else say("waiting.due", when=_away(0))
            words = (each.who or say("form.session_organisation"), when)
            yield _of(known, "action", each.due, words, each.text, each.record)


def _draft(known: Known, today: date) -> Iterator[Waiting]:
    yield from map(draft_waiting, known.drafts)


def _silence(known: Known, today: date) -> Iterator[Waiting]:
    """Find a silence longer than twice the rhythm of its time, unless that was set aside."""
    last_on, n_days = known.last_on, (today - known.last_on).days
    silence = None if known.closed_on else quiet(known.rhythm, last_on, today)
    if silence is None or silence.n_rhythms <= SILENT_RHYTHMS:
        return
    if not is_aside(known, "nothing_recorded", last_on):
        changed = [say("waiting.rhythm_changed")] if silence.changed else []
        agreed = say("waiting.rhythm", n=silence.every)
        words = (say("waiting.silent_for", n=n_days), agreed, *changed)
        yield _of(known, "silence", last_on, words)


#: What can wait, the weightiest first.
REASONS: dict[str, Callable[[Known, date], Iterator[Waiting]]] = {
    "safety": _safety,
    "broken": _broken,
    "overdue": _overdue,
    "date": _date,
    "promised": _promised,
    "action": _action,
    "draft": _draft,
    "silence": _silence,
}


def _of(
    known: Known,
    kind: str,
    day: date,
    words: tuple[str, ...],
    text: str = "",
    record: str = "",
    form: str = "",
) -> Waiting:
    return Waiting(kind, known.code, day, say(f"waiting.{kind}"), text, words, record, form)


def _day(waits: Waiting) -> date:
    return waits.day or date.min


def _was_due(due: date, today: date) -> str:
    return say("waiting.was_due", day=day_short(due, today=today))


def _away(n_days: int) -> str:
    return say("waiting.away", n=n_days)


def is_aside(known: Known, rule: str, newest: date) -> bool:
    """Say whether somebody said of this, and of nothing newer, that it does not fit."""
    return any(name == rule and newest <= seen for name, seen in known.aside)

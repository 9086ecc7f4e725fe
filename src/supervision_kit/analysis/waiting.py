"""What of a case cannot wait today?

Not signals: these are facts somebody wrote down, each with a day. A safety concern that nobody has
closed, a promise that is due, a date that comes near, words that were begun and not saved, and a
silence much longer than agreed. Each reason is one function of `REASONS` and its words.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any, NamedTuple

import pandas as pd

from supervision_kit.analysis.case_signals import CaseTables
from supervision_kit.analysis.thresholds import SILENT_RHYTHMS
from supervision_kit.frameworks import day_short, moment_in_words, say

__all__ = ["REASONS", "Known", "Waiting", "draft_waiting", "reasons", "waiting"]

# A promise is told a week ahead, an order six weeks: a report and a hearing have to fit in between.
PROMISE_DAYS = 7
DATE_DAYS = 42
# Forms whose drafts have words of their own.
FORMS = ("contact", "event", "case", "dismissal")


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
        Id of the contact or promise it rests on, else "".
    form : str
        The form whose draft waits, else "".
    """

    kind: str
    case: str
    day: date | None
    label: str
    text: str
    words: tuple[str, ...]
    record: str = ""
    form: str = ""


class Answer(NamedTuple):
    """What one contact says about safety; `saved_at` counts microseconds."""

    on: date
    saved_at: int
    concern: bool
    action: str
    told: str
    record: str


class Promised(NamedTuple):
    """One promise, its days None where there is none."""

    made: date
    due: date | None
    settled: date | None
    text: str
    record: str
    state: str


@dataclass(frozen=True)
class Known:
    """What the reasons look at, in plain rows: a caseload is many cases of a few rows each.

    Attributes
    ----------
    answers : list of Answer
        Of the contacts in which safety was asked about.
    promises : list of Promised
    aside : list of (str, date)
        Rule, and until when seen, of each signal that was said not to fit.
    ahead : list of (date, str)
        Events, and what they are called.
    drafts : list
        Rows of ``Store.drafts()``.
    last_on : date
        Of the newest entry, or the opening.
    """

    code: str
    closed_on: date | None
    order_ends_on: date | None
    contact_every_days: int | None
    last_on: date
    answers: list[Answer]
    promises: list[Promised]
    aside: list[tuple[str, date]]
    ahead: list[tuple[date, str]]
    drafts: list[Any]


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
    entries = [*days(case.contacts, "occurred_on"), *days(case.ratings, "rated_on")]
    known = Known(
        code=case.code,
        closed_on=case.closed_on,
        order_ends_on=case.order_ends_on,
        contact_every_days=case.contact_every_days,
        last_on=max(entries, default=case.opened_on),
        answers=[each for each in answers(case.contacts) if each],
        promises=promises(case.promises),
        aside=[each for each in aside(case.dismissals) if each],
        ahead=[] if case.events is None else ahead(case.events),
        drafts=[row for row in rows if row.case == case.code],
    )
    return reasons(known, today)


def reasons(known: Known, today: date) -> list[Waiting]:
    """Return what of a case cannot wait; see `waiting`."""
    return [each for reason in REASONS.values() for each in sorted(reason(known, today), key=_day)]


def answers(contacts: pd.DataFrame) -> list[Answer | None]:
    """Return the answer of each contact about safety, None where there is none."""
    saved: Any = contacts["saved_at"]
    texts = (_texts(contacts, name) for name in ("safety_action", "safety_told", "id"))
    rows = zip(
        contacts["safety_concern"].tolist(),
        days(contacts, "occurred_on"),
        saved.to_numpy("datetime64[us]").astype("int64").tolist(),
        *texts,
        strict=True,
    )
    return [
        Answer(on, at, answer == "yes", *words) if answer in ("yes", "no") else None
        for answer, on, at, *words in rows
    ]


def promises(table: pd.DataFrame) -> list[Promised]:
    """Return the rows of a table of promises."""
    dated = (days(table, name) for name in ("promised_on", "due_on", "settled_on"))
    texts = (_texts(table, name) for name in ("text", "id", "state"))
    return [Promised(*row) for row in zip(*dated, *texts, strict=True)]


def aside(dismissals: pd.DataFrame) -> list[tuple[str, date] | None]:
    """Return rule and day of each dismissal, None for one that was taken back."""
    rows = zip(
        dismissals["rule"].tolist(),
        days(dismissals, "seen_until_on"),
        dismissals["withdrawn"].tolist(),
        strict=True,
    )
    return [None if withdrawn == "yes" else (rule, seen) for rule, seen, withdrawn in rows]


def ahead(events: pd.DataFrame) -> list[tuple[date, str]]:
    """Return day and name of each event."""
    return list(zip(days(events, "on"), events["label"].tolist(), strict=True))


def days(table: pd.DataFrame, name: str) -> list[Any]:
    """Return a column of days as dates, None where one is missing."""
    column: Any = table[name]
    return column.to_numpy("datetime64[D]").tolist()


def _texts(table: pd.DataFrame, name: str) -> list[str]:
    return [text if isinstance(text, str) else "" for text in table[name].tolist()]


def draft_waiting(draft: Any) -> Waiting:
    """Put a row of ``Store.drafts()`` into words, also of a case that is not stored yet."""
    form = draft.form.partition(" ")[0]
    moment = draft.saved_at.to_pydatetime().astimezone()
    words = (
        say(f"waiting.draft_{form if form in FORMS else 'other'}"),
        say("waiting.draft_kept", moment=moment_in_words(moment), author=draft.author),
    )
    label = say("waiting.draft")
    return Waiting("draft", draft.case, moment.date(), label, "", words, form=form)


def _safety(known: Known, today: date) -> Iterator[Waiting]:
    """Find a concern that no later contact has answered with "no".

    Of two contacts on one day the one saved later is the later one. Where not even that tells
    them apart, a "no" comes first and the concern stays open.
    """
    newest_first = sorted(known.answers, reverse=True)
    run = list(takewhile(lambda answer: answer.concern, newest_first))[::-1]
    if not run:
        return
    done = [answer.action for answer in run if answer.action]
    told = list(dict.fromkeys(answer.told for answer in run if answer.told))
    words = (
        say("waiting.safety_since", day=day_short(run[0].on, today=today)),
        *([] if done else [say("waiting.safety_nothing_done")]),
        say("waiting.safety_told", who="; ".join(told)) if told else say("waiting.safety_untold"),
    )
    text = done[-1] if done else ""
    yield _of(known, "safety", run[0].on, words, text=text, record=run[-1].record)


def _broken(known: Known, today: date) -> Iterator[Waiting]:
    """Find promises that were broken and not apologised for, unless that was set aside."""
    for each in known.promises:
        if each.state != "broken":
            continue
        dated = [day for day in (each.due, each.settled) if day and day <= today]
        if not _is_aside(known, "promises", max([each.made, *dated])):
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
    """Find days that come near in an open case: events dated ahead, and the end of the order."""
    ends = known.order_ends_on
    ahead = [*known.ahead, *([(ends, say("waiting.order_ends"))] if ends else [])]
    for day, called in [] if known.closed_on else ahead:
        away = (day - today).days
        if 0 <= away <= DATE_DAYS:
            label = day_short(day, today=today)
            yield Waiting("date", known.code, day, label, "", (called, _away(away)))


def _promised(known: Known, today: date) -> Iterator[Waiting]:
    for each in known.promises:
        away = (each.due - today).days if each.due else -1
        if each.due and each.state == "open" and 0 <= away <= PROMISE_DAYS:
            words = (say("waiting.due", when=_away(away)),)
            yield _of(known, "promised", each.due, words, each.text, each.record)


def _draft(known: Known, today: date) -> Iterator[Waiting]:
    yield from map(draft_waiting, known.drafts)


def _silence(known: Known, today: date) -> Iterator[Waiting]:
    """Find a silence longer than twice the rhythm agreed, unless that was set aside."""
    every, last_on = known.contact_every_days, known.last_on
    if known.closed_on or not every:
        return
    n_days = (today - last_on).days
    if n_days > SILENT_RHYTHMS * every and not _is_aside(known, "nothing_recorded", last_on):
        words = (say("waiting.silent_for", n=n_days), say("waiting.rhythm", n=every))
        yield _of(known, "silence", last_on, words)


#: What can wait, the weightiest first.
REASONS: dict[str, Callable[[Known, date], Iterator[Waiting]]] = {
    "safety": _safety,
    "broken": _broken,
    "overdue": _overdue,
    "date": _date,
    "promised": _promised,
    "draft": _draft,
    "silence": _silence,
}


def _of(
    known: Known, kind: str, day: date, words: tuple[str, ...], text: str = "", record: str = ""
) -> Waiting:
    return Waiting(kind, known.code, day, say(f"waiting.{kind}"), text, words, record)


def _day(waits: Waiting) -> date:
    return waits.day or date.min


def _was_due(due: date, today: date) -> str:
    return say("waiting.was_due", day=day_short(due, today=today))


def _away(n_days: int) -> str:
    return say("waiting.away", n=n_days)


def _is_aside(known: Known, rule: str, newest: date) -> bool:
    """Say whether somebody said of this, and of nothing newer, that it does not fit."""
    return any(name == rule and newest <= seen for name, seen in known.aside)

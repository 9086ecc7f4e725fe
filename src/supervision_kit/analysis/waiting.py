"""What of a case cannot wait today?

Not signals: these are facts somebody wrote down, each with a day. A safety concern that nobody has
closed, a promise that is due, a date that comes near, words that were begun and not saved, and a
silence much longer than agreed. Each reason is one function of `REASONS` and its words.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any

import pandas as pd

from supervision_kit.analysis.case_signals import CaseTables
from supervision_kit.analysis.thresholds import SILENT_RHYTHMS
from supervision_kit.frameworks import day_short, moment_in_words, say

__all__ = ["REASONS", "Waiting", "draft_waiting", "waiting"]

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


@dataclass(frozen=True)
class _Look:
    """What a reason looks at."""

    case: CaseTables
    today: date
    drafts: pd.DataFrame | None


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
    look = _Look(case, today, drafts)
    return [each for reason in REASONS.values() for each in sorted(reason(look), key=_by_day)]


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


def _safety(look: _Look) -> Iterator[Waiting]:
    """Find a concern that no later contact has answered with "no"."""
    run = _open_run(look.case.contacts)
    if not run:
        return
    since, *_ = run[0]
    done = [action for _, action, _, _ in run if action]
    told = list(dict.fromkeys(who for _, _, who, _ in run if who))
    words = (
        say("waiting.safety_since", day=day_short(since, today=look.today)),
        *([] if done else [say("waiting.safety_nothing_done")]),
        say("waiting.safety_told", who="; ".join(told)) if told else say("waiting.safety_untold"),
    )
    yield _of(look, "safety", since, done[-1] if done else "", words, run[-1][-1])


def _open_run(contacts: pd.DataFrame) -> list[tuple[date, str, str, str]]:
    """Return day, action, told and id of each contact with a concern since the last without.

    Of two contacts on one day the one saved later is the later one. Where not even that tells
    them apart, a "no" comes first and the concern stays open.
    """
    answers = contacts["safety_concern"].tolist()
    if "yes" not in answers:
        return []
    saved = contacts["saved_at"].to_numpy("datetime64[us]").astype("int64").tolist()
    rows = zip(
        _days(contacts, "occurred_on"),
        saved,
        (answer == "yes" for answer in answers),
        *(_texts(contacts, name) for name in ("safety_action", "safety_told", "id")),
        answers,
        strict=True,
    )
    newest_first = sorted((row for row in rows if row[-1] in ("yes", "no")), reverse=True)
    run = takewhile(lambda row: row[2], newest_first)
    return [(on, action, told, record) for on, _, _, action, told, record, _ in run][::-1]


def _broken(look: _Look) -> Iterator[Waiting]:
    """Find promises that were broken and not apologised for, unless that was set aside."""
    for made, due, settled, text, record in _promises(look.case, "broken"):
        known = max(
            day for day in (made, due, settled) if day and (day <= look.today or day == made)
        )
        if not _is_aside(look.case, "promises", known):
            was_due = [_was_due(due, look.today)] if due else []
            words = (*was_due, say("waiting.no_apology"))
            yield _of(look, "broken", due or made, text, words, record)


def _overdue(look: _Look) -> Iterator[Waiting]:
    for _, due, _, text, record in _promises(look.case, "open"):
        if due and due < look.today:
            yield _of(look, "overdue", due, text, (_was_due(due, look.today),), record)


def _date(look: _Look) -> Iterator[Waiting]:
    """Find days that come near in an open case: events dated ahead, and the end of the order."""
    case = look.case
    events = case.events
    ahead = [] if events is None else list(zip(_days(events, "on"), events["label"], strict=True))
    if case.order_ends_on:
        ahead.append((case.order_ends_on, say("waiting.order_ends")))
    for day, words in [] if case.closed_on else ahead:
        away = (day - look.today).days
        if 0 <= away <= DATE_DAYS:
            label = day_short(day, today=look.today)
            yield Waiting("date", case.code, day, label, "", (words, _away(away)))


def _promised(look: _Look) -> Iterator[Waiting]:
    for _, due, _, text, record in _promises(look.case, "open"):
        away = (due - look.today).days if due else -1
        if 0 <= away <= PROMISE_DAYS:
            words = (say("waiting.due", when=_away(away)),)
            yield _of(look, "promised", due, text, words, record)


def _draft(look: _Look) -> Iterator[Waiting]:
    if look.drafts is None:
        return
    rows: Any = look.drafts.itertuples()
    yield from (draft_waiting(row) for row in rows if row.case == look.case.code)


def _silence(look: _Look) -> Iterator[Waiting]:
    """Find a silence longer than twice the rhythm agreed, unless that was set aside."""
    case, every = look.case, look.case.contact_every_days
    if case.closed_on or not every:
        return
    last = max(
        [case.opened_on, *_days(case.contacts, "occurred_on"), *_days(case.ratings, "rated_on")]
    )
    n_days = (look.today - last).days
    if n_days > SILENT_RHYTHMS * every and not _is_aside(case, "nothing_recorded", last):
        words = (say("waiting.silent_for", n=n_days), say("waiting.rhythm", n=every))
        yield _of(look, "silence", last, "", words)


#: What can wait, the weightiest first.
REASONS: dict[str, Callable[[_Look], Iterator[Waiting]]] = {
    "safety": _safety,
    "broken": _broken,
    "overdue": _overdue,
    "date": _date,
    "promised": _promised,
    "draft": _draft,
    "silence": _silence,
}


def _of(
    look: _Look, kind: str, day: date, text: str, words: tuple[str, ...], record: str = ""
) -> Waiting:
    return Waiting(kind, look.case.code, day, say(f"waiting.{kind}"), text, words, record)


def _by_day(waits: Waiting) -> date:
    return waits.day or date.min


def _was_due(due: date, today: date) -> str:
    return say("waiting.was_due", day=day_short(due, today=today))


def _away(n_days: int) -> str:
    return say("waiting.away", n=n_days)


def _promises(case: CaseTables, state: str) -> list[list[Any]]:
    """Return day made, due and settled (or None), text and id of the promises in one state."""
    table = case.promises
    days = (_days(table, name) for name in ("promised_on", "due_on", "settled_on"))
    texts = (_texts(table, name) for name in ("text", "id", "state"))
    rows = zip(*days, *texts, strict=True)
    return [row for *row, its_state in rows if its_state == state]


def _is_aside(case: CaseTables, rule: str, newest: date) -> bool:
    """Say whether somebody said of this, and of nothing newer, that it does not fit."""
    table = case.dismissals
    rows = zip(table["rule"], table["withdrawn"], _days(table, "seen_until_on"), strict=True)
    return any(
        name == rule and withdrawn != "yes" and newest <= seen for name, withdrawn, seen in rows
    )


def _days(table: pd.DataFrame, name: str) -> list[Any]:
    """Return a column of days as dates, None where one is missing."""
    column: Any = table[name]
    return column.to_numpy("datetime64[D]").tolist()


def _texts(table: pd.DataFrame, name: str) -> list[str]:
    return [text if isinstance(text, str) else "" for text in table[name].tolist()]

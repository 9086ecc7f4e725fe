"""What was said about a case in supervision, put into words for whoever has it?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from supervision_kit.analysis.last_talked import last_talk
from supervision_kit.analysis.session_record import WRITTEN
from supervision_kit.analysis.taken_on import times_carried
from supervision_kit.frameworks import Framework, day_in_words, day_short, say

__all__ = [
    "SESSIONS",
    "Decided",
    "Talked",
    "action_lines",
    "decision_lines",
    "plain_rows",
    "ruled_out",
    "supervision_address",
    "talk_lines",
    "talked_about",
]

#: The workbook of supervisions.
SESSIONS = "supervision-session.ipynb"
_Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Decided:
    """A decision: the day, what was decided, and by whom and what was ruled out.

    `label` stands before it: with its day, unless that is told already.
    """

    day: date
    what: str
    more: str
    label: str


@dataclass(frozen=True)
class Talked:
    """That a case was talked about in supervision.

    Attributes
    ----------
    sentence : str
        When it was last, and where or by whom; "" if only a decision is known.
    decided : Decided or None
        The last decision.
    address : str
        Of the supervision it was in; "" where that is not the reader's to see.
    """

    sentence: str
    decided: Decided | None
    address: str


def plain_rows(table: pd.DataFrame) -> Iterator[Any]:
    """Give the rows of a table, None where there is no value."""
    # A column without a value holds NaN in pandas; here it is None, which is false.
    yield from table.astype(object).where(table.notna(), None).itertuples(index=False)


def supervision_address(code: str, form: str = "") -> str:
    """Return where a supervision is opened, and a form of it."""
    asked = {"with": code} | ({"form": form} if form else {})
    return f"{SESSIONS}?{urlencode(asked)}"


def talked_about(tables: _Tables, talked_in: pd.DataFrame) -> Talked | None:
    """Say when a case was last talked about, and what was decided last.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As ``Store.tables(code)``.
    talked_in : DataFrame
        As ``Store.snapshot(code).talked_in``.

    Returns
    -------
    Talked or None
        None for a case that was never talked about and of which nothing was decided.
    """
    last = last_talk(tables["case_talks"], talked_in)
    newest = [
        _decided(row, last.on if last else None) for row in plain_rows(tables["decisions"].tail(1))
    ]
    if last is None and not newest:
        return None
    sentence, address = "", ""
    if last is not None:
        key = "talked_in" if last.supervision else "talked_by" if last.by else "talked"
        told = {"day": day_in_words(last.on), "supervision": last.supervision, "who": last.by}
        sentence = say(f"case.{key}", **told)
        address = supervision_address(last.supervision) if last.supervision else ""
    return Talked(sentence, next(iter(newest), None), address)


def _decided(row: Any, told_on: date | None) -> Decided:
    more = " · ".join(filter(None, (row.decided_by, ruled_out(row))))
    on = row.decided_on.date()
    day = day_in_words(on)
    label = say("case.decided_then") if on == told_on else say("case.decided_on", day=day)
    return Decided(on, row.what, more, label)


def ruled_out(decision: Any) -> str:
    """Say what was ruled out in a decision; empty where nothing was."""
    return say("supervision.ruled_out", what=decision.ruled_out) if decision.ruled_out else ""


def decision_lines(table: pd.DataFrame) -> Iterator[tuple[Any, str, list[str], str]]:
    """Give the day of each decision, what was decided, the rest, and the form that corrects it."""
    for row in plain_rows(table):
        more = [row.reason, row.decided_by, ruled_out(row)]
        yield (
            row.decided_on,
            say("case.inside.decided", what=row.what),
            [each for each in more if each],
            f"decision.{row.id}",
        )


def talk_lines(table: pd.DataFrame) -> Iterator[tuple[Any, str, list[str], str]]:
    """Give the day of each talk, who talked, what was thought, and the form that corrects it."""
    for row in plain_rows(table):
        said = [getattr(row, column) for column in WRITTEN["case_talks"][1]]
        text = say("case.inside.talked", who=row.talked_by) if row.talked_by else ""
        yield (
            row.talked_on,
            text or say("case.inside.talked_plain"),
            [each for each in said if each],
            f"case_talk.{row.id}",
        )


def action_lines(
    tables: _Tables, framework: Framework, today: date
) -> Iterator[tuple[str, list[str], bool, str]]:
    """Give each action: the action, who took it on and how it stands, whether it is over, its form.

    Those that are open come first, the first due before the others and what has no day last; then
    those that are settled, the newest first.
    """
    carried = times_carried(tables["case_action_looks"])
    rows = list(plain_rows(tables["case_actions"]))
    for row in sorted(rows, key=_place):
        is_open = row.state == "open"
        n_carried = carried.get(row.id, 0)
        more = [
            row.owner or say("form.session_organisation"),
            say("case.inside.since", day=_short(row.agreed_on, today)) if is_open else "",
            "" if is_open else framework.kind("action_state", row.state),
            "" if is_open or not row.settled_on else _short(row.settled_on, today),
            _by_when(row.due_on, today) if is_open and row.due_on else "",
            say("supervision.carried", n=n_carried) if n_carried else "",
            row.settled_note,
        ]
        yield row.text, [each for each in more if each], not is_open, f"case_action.{row.id}"


def _place(row: Any) -> tuple:
    if row.state == "open":
        return 0, row.due_on or pd.Timestamp.max, row.agreed_on
    return 1, -(row.settled_on or row.agreed_on).value, row.text


def _by_when(day: Any, today: date) -> str:
    key = "was_due" if day.date() < today else "due"
    return say(f"supervision.{key}", day=_short(day, today))


def _short(day: Any, today: date) -> str:
    return day_short(day.date(), today=today)

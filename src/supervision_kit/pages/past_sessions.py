"""What was written in each session of a supervision, and who says that it is fair?"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from supervision_kit.analysis.session_record import WRITTEN, confirmed_by, digest_in, written_in
from supervision_kit.frameworks import Framework, day_short, say
from supervision_kit.pages.talked import plain_rows, ruled_out
from supervision_kit.records import CaseTalk, label_of
from supervision_kit.widgets.session_questions import FUNCTIONS, Member

__all__ = ["PastSession", "SaidLine", "due_words", "past_sessions"]

_Tables = Mapping[str, pd.DataFrame]
#: The form that corrects what was written, by its table.
_CORRECTED_BY = {
    "decisions": "decision",
    "case_actions": "case_action",
    "case_talks": "case_talk",
    "supervision_decisions": "supervision_decision",
    "supervision_actions": "supervision_action",
}


@dataclass(frozen=True)
class SaidLine:
    """One line of a session's record: what it is, what was written, and the rest, in words.

    Attributes
    ----------
    table, case : str
        The table it stands in, and the case it is about; "" for none.
    form : str
        The form that corrects it, on the page of its case or of the supervision; "" for none.
    """

    label: str
    text: str
    more: str = ""
    table: str = ""
    case: str = ""
    form: str = ""


@dataclass(frozen=True)
class PastSession:
    """A session that was held or called off.

    Attributes
    ----------
    id : str
    day : date
        Held on, or planned for.
    is_held : bool
    state : str
        What its record is, or that it was called off and why.
    lines : list of SaidLine
        What was written.
    fair : list of SaidLine
        Who confirmed it, and what was said against it.
    asked : list of Member
        Who has not confirmed it as it stands.
    is_corrected : bool
        Whether it was corrected since somebody confirmed it.
    digest : str
        Of what stands there now.
    time : str
        Where the time went.
    """

    id: str
    day: dt.date
    is_held: bool
    state: str
    lines: list[SaidLine]
    fair: list[SaidLine]
    asked: list[Member]
    is_corrected: bool
    digest: str
    time: str

    @property
    def by_case(self) -> list[tuple[str, list[SaidLine]]]:
        """What was written by the case it is about, in order; what is about none comes last."""
        cases = sorted(dict.fromkeys(each.case for each in self.lines), key=lambda case: not case)
        return [(case, [each for each in self.lines if each.case == case]) for case in cases]


def past_sessions(
    tables: _Tables,
    code: str,
    sessions: pd.DataFrame,
    members: Sequence[Member],
    framework: Framework,
    today: dt.date,
) -> Iterator[PastSession]:
    """Give the sessions that were held or called off, in the order given."""
    for row in plain_rows(sessions):
        is_held = row.state == "held"
        found = written_in(tables, code, row) if is_held else {}
        digest = digest_in(found)
        confirmed: Any = tables["confirmations"]
        confirmed = confirmed[confirmed["session_id"] == row.id]
        still = confirmed_by(confirmed, row.id, digest)
        is_corrected = bool(len(confirmed)) and not still
        yield PastSession(
            id=row.id,
            day=(row.held_on or row.planned_on).date(),
            is_held=is_held,
            state=_state(row, framework, today, is_corrected=is_corrected),
            lines=list(_lines(found, framework, today)),
            fair=list(_fair(confirmed, tables, today)),
            asked=[each for each in members if each.id not in still] if is_held else [],
            is_corrected=is_corrected,
            digest=digest,
            time=_time(row, framework),
        )


def _state(row: Any, framework: Framework, today: dt.date, *, is_corrected: bool) -> str:
    if row.state == "held":
        state = framework.kind("session_record", "corrected" if is_corrected else row.record)
        return say("supervision.record_is", state=state[:1].lower() + state[1:])
    told = [say("supervision.cancelled", why=row.why_cancelled)]
    if row.moved_to:
        told.append(say("supervision.moved", day=day_short(row.moved_to.date(), today=today)))
    return " · ".join(told)


def _lines(found: _Tables, framework: Framework, today: dt.date) -> Iterator[SaidLine]:
    """Give what was written, decisions and actions with what became of them first."""
    for name in ("decisions", "supervision_decisions"):
        for row in plain_rows(found.get(name, pd.DataFrame())):
            more = " · ".join(filter(None, (row.reason, ruled_out(row))))
            yield _said(name, row, say("supervision.decided"), row.what, more)
    for name in ("case_actions", "supervision_actions"):
        for row in plain_rows(found.get(name, pd.DataFrame())):
            state = framework.kind("action_state", row.state)
            is_due = row.state == "open" and not pd.isna(row.due_on)
            due = due_words(row.due_on.date(), today) if is_due else ""
            more = [row.owner or say("form.session_organisation"), due, state, row.settled_note]
            label = say("supervision.action")
            yield _said(name, row, label, row.text, " · ".join(filter(None, more)))
    for row in plain_rows(found.get("case_talks", pd.DataFrame())):
        said = [each for each in WRITTEN["case_talks"][1] if getattr(row, each)]
        for n, column in enumerate(said):
            line = _said("case_talks", row, label_of(CaseTalk, column), getattr(row, column))
            yield replace(line, form="") if n else line  # one form has all of them
    for row in plain_rows(found.get("our_notes", pd.DataFrame())):
        yield SaidLine(say("supervision.between"), row.text, table="our_notes")


def _said(table: str, row: Any, label: str, text: str, more: str = "") -> SaidLine:
    form = f"{_CORRECTED_BY[table]}.{row.id}"
    return SaidLine(label, text, more, table, getattr(row, "case", ""), form)


def due_words(day: dt.date, today: dt.date) -> str:
    """Say by when something is due, or was."""
    key = "was_due" if day < today else "due"
    return say(f"supervision.{key}", day=day_short(day, today=today))


def _fair(confirmed: pd.DataFrame, tables: _Tables, today: dt.date) -> Iterator[SaidLine]:
    codes = _codes(tables)
    for row in plain_rows(confirmed):
        key = "fair" if row.fair == "yes" else "not_fair"
        day = day_short(row.confirmed_on.date(), today=today)
        told = say(f"supervision.{key}", who=codes.get(row.person_id, ""), day=day)
        yield SaidLine(
            "", told, say("supervision.unfair_words", words=row.said) if row.said else ""
        )


def _codes(tables: _Tables) -> dict[str, str]:
    people = tables["people"]
    return dict(zip(people["id"], people["code"], strict=True))


def _time(row: Any, framework: Framework) -> str:
    shares = {each: getattr(row, each) for each in FUNCTIONS}
    told = [
        f"{say(f'form.session_{each}')}: {framework.kind('share_of_time', share).lower()}"
        for each, share in shares.items()
        if share
    ]
    return ", ".join(told)

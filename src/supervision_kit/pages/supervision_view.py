"""What do a supervisor and a practitioner need to see before they meet, and of last time?"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from supervision_kit.analysis.agenda import Agenda, suggested
from supervision_kit.analysis.agenda_reasons import Suggestion
from supervision_kit.analysis.last_talked import last_talked
from supervision_kit.analysis.meetings import meetings
from supervision_kit.analysis.next_session import cases_of
from supervision_kit.analysis.open_and_closed import open_and_closed
from supervision_kit.analysis.session_record import (
    WRITTEN,
    confirmed_by,
    digest_in,
    written_in,
)
from supervision_kit.analysis.taken_on import OpenAction, open_actions
from supervision_kit.frameworks import Framework, day_short, day_with_weekday, say
from supervision_kit.pages.case_view import labelled_dates
from supervision_kit.pages.talked import plain_rows, ruled_out
from supervision_kit.records import CaseTalk, SupervisionAgreement, label_of
from supervision_kit.store import Store
from supervision_kit.widgets.session_questions import (
    FUNCTIONS,
    ActionLine,
    Meeting,
    Member,
    Topic,
    days_ahead,
    members_of,
)

#: Where no rhythm is agreed, the next session is offered in so many days.
EVERY_DAYS = 14
#: The form that corrects what was written, by its table.
_CORRECTED_BY = {
    "decisions": "decision",
    "case_actions": "case_action",
    "case_talks": "case_talk",
    "supervision_decisions": "supervision_decision",
    "supervision_actions": "supervision_action",
}
# Of what was said last so many characters stand at the top.
_BRIEF = 140
_AGREED = ("place", "recorded", "readers", "personal", "not_personal", "disagreement", "cancelled")

_Tables = Mapping[str, pd.DataFrame]


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


@dataclass(frozen=True)
class SupervisionView:
    """What the page of a supervision shows.

    Attributes
    ----------
    code, title : str
        Of the supervision, and what it is called to whoever is at work.
    facts : list of str
        When they meet, and how often.
    planned : str
        Id of the session that is planned next; "" for none.
    groups : list of (str, list of ActionLine)
        What is open, by who took it on: the reader's own first.
    agenda : Agenda
        Safety first, then the points, then what did not fit.
    meeting : Meeting
        What the form of the session is opened with.
    sessions : list of PastSession
        The newest first.
    agreed : list of SaidLine
        How they work together today.
    agreement : str
        Id of that agreement; "" for none.
    prepared : SaidLine or None
        What the reader has prepared for the session that is planned, and who reads it.
    at_first : list of SaidLine
        For who opens it cold: what was said last, what became of it, and one good thing.
    met, counted : DataFrame
        Sessions and what was agreed as `analysis.meetings` lays them out, and its actions as
        `analysis.open_and_closed` counts them.
    """

    code: str
    title: str
    facts: list[str]
    planned: str
    groups: list[tuple[str, list[ActionLine]]]
    agenda: Agenda
    meeting: Meeting
    sessions: list[PastSession]
    agreed: list[SaidLine]
    agreement: str
    prepared: SaidLine | None
    at_first: list[SaidLine]
    met: pd.DataFrame
    counted: pd.DataFrame


def view_of(store: Store, code: str, today: dt.date, beside: Any = None) -> SupervisionView:
    """Gather what the page of a supervision shows, as it was at one moment.

    Parameters
    ----------
    store : Store
        Where the records are.
    code : str
        Of the supervision.
    today : date
        The day it is read.
    beside : callable, optional
        From a case's code to HTML that stands beside the question about it.

    Raises
    ------
    StoreError
        There is no supervision of this code.
    """
    tables, framework = store.tables(), store.framework
    me = store.me()
    members = members_of(tables, code, today)
    mine = [each for each in members if me is not None and each.id == me.id]
    sessions = _of(tables["supervision_sessions"], code)
    agreements: Any = _of(tables["supervision_agreements"], code)
    agreed = agreements[agreements["from_on"] <= pd.Timestamp(today)].tail(1)
    every = _every(agreed)
    practitioners = [each.code for each in members if each.part == "supervisee"]
    cases = cases_of(tables, practitioners, today)
    dates = labelled_dates(tables["dates_ahead"], framework)
    known = {"supervision": code, "codes": cases, "today": today}
    agenda = suggested({**tables, "dates_ahead": dates}, framework.dimensions(), **known)
    actions = open_actions(tables, **known)
    planned: Any = sessions[sessions["state"] == "planned"]
    past: Any = sessions[sessions["state"] != "planned"]
    return SupervisionView(
        code=code,
        title=_title(members, mine, code),
        facts=_facts(planned, past, every, today),
        planned=planned["id"].iloc[0] if len(planned) else "",
        groups=list(_groups(actions, mine, today)),
        agenda=agenda,
        meeting=_meeting(tables, members, actions, agenda, cases, every, today, beside),
        sessions=list(_past(tables, code, past.iloc[::-1], members, framework, today)),
        agreed=list(_agreed(agreed)),
        agreement=agreed["id"].iloc[0] if len(agreed) else "",
        prepared=_prepared(tables, planned, me.code if me else ""),
        at_first=list(_at_first(tables, code, past, agenda, framework, today)),
        met=meetings(sessions, agreements, today=today),
        counted=open_and_closed(_taken_on(tables, code, cases), today=today),
    )


def _of(table: pd.DataFrame, code: str) -> Any:
    return table[table["supervision"] == code]


def _prepared(tables: _Tables, planned: pd.DataFrame, person: str) -> SaidLine | None:
    """Return what somebody has prepared for the session that is planned, newest last."""
    table: Any = tables["preparations"]
    own: Any = table[(table["person"] == person) & table["session_id"].isin(planned["id"])]
    for row in plain_rows(own.tail(1)):
        text = " · ".join(filter(None, (row.question, row.brings)))
        read_by = "prepared_shared" if row.shared_with else "prepared_own"
        return SaidLine(say("supervision.prepared"), text, say(f"supervision.{read_by}"))
    return None


def _codes(tables: _Tables) -> dict[str, str]:
    people = tables["people"]
    return dict(zip(people["id"], people["code"], strict=True))


def _title(members: Sequence[Member], mine: Sequence[Member], code: str) -> str:
    others = [each.code for each in members if each not in mine] or [code]
    return say("supervision.heading", who=", ".join(others))


def _every(agreed: pd.DataFrame) -> int:
    days = agreed["rhythm_days"].dropna()
    return int(days.iloc[0]) if len(days) else 0


def _facts(planned: pd.DataFrame, past: pd.DataFrame, every: int, today: dt.date) -> list[str]:
    facts = []
    if len(planned):
        day = planned["planned_on"].iloc[0].date()
        key = "planned_late" if day < today else "planned"
        facts.append(say(f"supervision.{key}", day=day_with_weekday(day)))
    else:
        facts.append(say("supervision.not_planned"))
    if every:
        facts.append(say("supervision.rhythm", n=every))
    held = past["held_on"].dropna()
    last = held.max().date() if len(held) else None
    never = say("supervision.never_held")
    facts.append(say("supervision.last_held", day=day_short(last, today=today)) if last else never)
    return facts


def _at_first(
    tables: _Tables,
    code: str,
    past: pd.DataFrame,
    agenda: Agenda,
    framework: Framework,
    today: dt.date,
) -> Iterator[SaidLine]:
    """Say what was said last, what became of it, and one good thing; nothing before the first."""
    held = [row for row in plain_rows(past) if row.held_on]
    if not held:
        return
    last = max(held, key=lambda row: row.held_on)
    found = written_in(tables, code, last)
    day = day_short(last.held_on.date(), today=today)
    if said := _said_last(found):
        yield SaidLine(say("supervision.we_said", day=day), said)
    actions = [found["case_actions"], found["supervision_actions"]]
    states = Counter(state for each in actions for state in each["state"].tolist())
    if states:
        told = [
            say("supervision.became_part", n=n, state=framework.kind("action_state", key).lower())
            for key, n in states.items()
        ]
        yield SaidLine(say("supervision.became"), ", ".join(told))
    if good := _good_thing(agenda, found):
        yield SaidLine(say("supervision.good_thing"), good)


def _said_last(found: _Tables) -> str:
    """Return what was decided; where nothing was, what comes next, or what was thought."""
    decided = [each for name in ("decisions", "supervision_decisions") for each in found[name].what]
    if decided:
        more = len(decided) - 1
        rest = [say("supervision.more_decided", n=more)] if more else []
        return " ".join([_brief(decided[0]), *rest])
    talks = list(plain_rows(found["case_talks"]))
    said = (getattr(row, name) for name in ("next_step", "thinking", "happened") for row in talks)
    return _brief(next(filter(None, said), ""))


def _good_thing(agenda: Agenda, found: _Tables) -> str:
    """Return what was done well, as it was said last; where nothing was, good news of a case."""
    talks = plain_rows(found["case_talks"])
    done_well = [f"{row.case} {_brief(row.strength)}" for row in talks if row.strength]
    points = [*agenda.first, *agenda.rest]
    news = [f"{each.case} {_brief(_told(each))}" for each in points if each.part == "good"]
    return next(iter([*done_well, *news]), "")


def _brief(words: str) -> str:
    return words if len(words) <= _BRIEF else f"{words[:_BRIEF].rsplit(' ', 1)[0]}…"


def _taken_on(tables: _Tables, code: str, cases: Sequence[str]) -> list[pd.DataFrame]:
    """Return all that was taken on about these cases, and about none."""
    about: Any = tables["case_actions"]
    return [about[about["case"].isin(list(cases))], _of(tables["supervision_actions"], code)]


def _line(action: OpenAction, today: dt.date) -> ActionLine:
    """Put an open action into words."""
    about = [
        say("supervision.since", day=day_short(action.agreed_on, today=today)),
        *([_due(action.due_on, today)] if action.due_on else []),
        *([say("supervision.carried", n=action.n_carried)] if action.n_carried else []),
        *([say("supervision.learning")] if action.learning else []),
    ]
    who = action.who or say("form.session_organisation")
    return ActionLine(action.record, action.text, who, " · ".join(about), action.case)


def _due(day: dt.date, today: dt.date) -> str:
    key = "was_due" if day < today else "due"
    return say(f"supervision.{key}", day=day_short(day, today=today))


def _groups(
    actions: Sequence[OpenAction], mine: Sequence[Member], today: dt.date
) -> Iterator[tuple[str, list[ActionLine]]]:
    """Give open actions under a heading each, the reader's own first."""
    own = {each.code for each in mine}
    owners = dict.fromkeys([*(each.who for each in actions if each.who in own),
                            *(each.who for each in actions)])  # fmt: skip
    for who in owners:
        key = "took_on_you" if who in own else "took_on" if who else "took_on_organisation"
        lines = [_line(each, today) for each in actions if each.who == who]
        yield say(f"supervision.{key}", who=who), lines


def _meeting(
    tables: _Tables,
    members: Sequence[Member],
    actions: Sequence[OpenAction],
    agenda: Agenda,
    cases: Sequence[str],
    every: int,
    today: dt.date,
    beside: Any,
) -> Meeting:
    """Return what the form of the session is opened with."""
    topics = list(_topics(tables, agenda, today, beside))
    talked = {each.case for each in topics}
    last = last_talked(tables["case_talks"])
    others = [(code, _in_round(last.get(code), today)) for code in cases if code not in talked]
    return Meeting(
        members=members,
        actions=[_line(each, today) for each in actions],
        topics=topics,
        others=others,
        next_days=days_ahead(today, every or EVERY_DAYS),
    )


def _topics(tables: _Tables, agenda: Agenda, today: dt.date, beside: Any) -> Iterator[Topic]:
    """Give each case that is on the agenda once, with all that brings it there."""
    points: dict[str, list[Suggestion]] = {}
    for point in [*agenda.safety, *agenda.first]:
        points.setdefault(point.case, []).append(point)
    tricky = tables["trickiness"]
    stands: Any = tricky[~(tricky["until_on"] < pd.Timestamp(today))]
    for case, found in points.items():
        first = found[0]
        ticks = frozenset(stands.loc[stands["case"] == case, "tick"])
        yield Topic(
            case=case,
            title=case or say("supervision.agenda_between_us"),
            sentence=" ".join(_told(each) for each in found),
            reason=first.reason,
            origin="practitioner" if first.reason == "asked" else "suggested",
            beside=beside(case) if beside and case else "",
            tricky=ticks,
        )


def _told(point: Suggestion) -> str:
    return f"{point.sentence} “{point.text}”" if point.text else point.sentence


def _in_round(day: dt.date | None, today: dt.date) -> str:
    if day is None:
        return say("supervision.round_never")
    return say("supervision.round_last", day=day_short(day, today=today))


def _past(
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
            due = _due(row.due_on.date(), today) if is_due else ""
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


def _fair(confirmed: pd.DataFrame, tables: _Tables, today: dt.date) -> Iterator[SaidLine]:
    codes = _codes(tables)
    for row in plain_rows(confirmed):
        key = "fair" if row.fair == "yes" else "not_fair"
        day = day_short(row.confirmed_on.date(), today=today)
        told = say(f"supervision.{key}", who=codes.get(row.person_id, ""), day=day)
        yield SaidLine(
            "", told, say("supervision.unfair_words", words=row.said) if row.said else ""
        )


def _time(row: Any, framework: Framework) -> str:
    shares = {each: getattr(row, each) for each in FUNCTIONS}
    told = [
        f"{say(f'form.session_{each}')}: {framework.kind('share_of_time', share).lower()}"
        for each, share in shares.items()
        if share
    ]
    return ", ".join(told)


def _agreed(agreed: pd.DataFrame) -> Iterator[SaidLine]:
    for row in plain_rows(agreed):
        if row.rhythm_days:
            told = say("supervision.rhythm", n=int(row.rhythm_days))
            yield SaidLine(label_of(SupervisionAgreement, "rhythm_days"), told)
        for column in _AGREED:
            if text := getattr(row, column):
                yield SaidLine(label_of(SupervisionAgreement, column), text)

"""What do a supervisor and a practitioner need to see before they meet, and of last time?"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from supervision_kit.analysis.agenda import Agenda, suggested
from supervision_kit.analysis.agenda_reasons import Suggestion
from supervision_kit.analysis.last_talked import last_talked
from supervision_kit.analysis.meetings import meetings
from supervision_kit.analysis.next_session import cases_of
from supervision_kit.analysis.open_and_closed import open_and_closed
from supervision_kit.analysis.session_record import (
    written_in,
)
from supervision_kit.analysis.taken_on import OpenAction, open_actions
from supervision_kit.frameworks import Framework, day_short, day_with_weekday, say
from supervision_kit.pages.case_view import labelled_dates
from supervision_kit.pages.past_sessions import PastSession, SaidLine, due_words, past_sessions
from supervision_kit.pages.talked import plain_rows
from supervision_kit.records import SupervisionAgreement, label_of
from supervision_kit.store import Store
from supervision_kit.widgets.session_questions import (
    ActionLine,
    Meeting,
    Member,
    Topic,
    days_ahead,
    members_of,
)

#: Where no rhythm is agreed, the next session is offered in so many days.
EVERY_DAYS = 14
# Of what was said last so many characters stand at the top.
_BRIEF = 140
_AGREED = ("place", "recorded", "readers", "personal", "not_personal", "disagreement", "cancelled")

_Tables = Mapping[str, pd.DataFrame]


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
        sessions=list(past_sessions(tables, code, past.iloc[::-1], members, framework, today)),
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
        *([due_words(action.due_on, today)] if action.due_on else []),
        *([say("supervision.carried", n=action.n_carried)] if action.n_carried else []),
        *([say("supervision.learning")] if action.learning else []),
    ]
    who = action.who or say("form.session_organisation")
    return ActionLine(action.record, action.text, who, " · ".join(about), action.case)


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


def _agreed(agreed: pd.DataFrame) -> Iterator[SaidLine]:
    for row in plain_rows(agreed):
        if row.rhythm_days:
            told = say("supervision.rhythm", n=int(row.rhythm_days))
            yield SaidLine(label_of(SupervisionAgreement, "rhythm_days"), told)
        for column in _AGREED:
            if text := getattr(row, column):
                yield SaidLine(label_of(SupervisionAgreement, column), text)

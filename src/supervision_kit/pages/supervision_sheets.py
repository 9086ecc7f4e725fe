"""What of a supervision leaves on paper, and what stays?

What is on somebody's own sheet is never asked for here, and what stays between those who meet is
counted and left out.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice

from supervision_kit.analysis.agenda_reasons import Suggestion
from supervision_kit.frameworks import Framework, day_in_words, day_short, say
from supervision_kit.pages.past_sessions import PastSession, SaidLine
from supervision_kit.pages.supervision_view import SupervisionView
from supervision_kit.prints import PaperLine, PaperPart, PaperSheet
from supervision_kit.records import CaseAction, Decision, label_of

__all__ = ["sheet_of", "sheets"]

#: So many sessions back can be chosen.
_MOST_SESSIONS = 4
_AGREED = ("decisions", "case_actions", "supervision_decisions", "supervision_actions")
_THOUGHT = "case_talks"
_OURS = "our_notes"
_CASES_ON_BLANK = 3
_CYCLE = ("strength", "happened", "thinking", "next_step")


def sheets(view: SupervisionView, today: dt.date) -> list[tuple[str, str]]:
    """Return which sheets there are: what each is called, and the name its address carries.

    The preparation first where a session is planned, then the newest sessions, each with and
    without what was thought, and a blank form at the end.
    """
    held = islice((each for each in view.sessions if each.is_held), _MOST_SESSIONS)
    about = [
        (say(f"paper.{form}", day=day_short(each.day, today=today)), f"{form}.{each.id}")
        for each in held
        for form in ("session", "whole")
    ]
    ready = (say("paper.preparation"), "preparation")
    blank = (say("paper.blank"), "blank")
    return [ready, *about, blank] if view.planned else [*about, ready, blank]


def sheet_of(name: str, view: SupervisionView, framework: Framework, today: dt.date) -> PaperSheet:
    """Make the sheet an address names, or the first there is where it names none.

    Parameters
    ----------
    name : str
        As `sheets` has it.
    view : SupervisionView
        What may be read of the supervision by whoever is at work.
    framework : Framework
        Has the questions of the blank form.
    today : date
        The day it is printed.
    """
    known = [each for _, each in sheets(view, today)]
    form, _, session_id = (name if name in known else known[0]).partition(".")
    if form in ("session", "whole"):
        session = next(each for each in view.sessions if each.id == session_id)
        return _of_session(view, session, today, is_whole=form == "whole")
    if form == "preparation":
        return _of_preparation(view, today)
    return _blank(view, framework, today)


def _sheet(
    view: SupervisionView,
    today: dt.date,
    title: str,
    parts: Sequence[PaperPart],
    *,
    facts: Sequence[str] = (),
    left_out: Sequence[str] = (),
    file_name: str,
) -> PaperSheet:
    foot = say("paper.foot", code=view.code, day=day_in_words(today))
    called = say("paper.file_name", code=view.code, what=file_name)
    return PaperSheet(title, tuple(facts), tuple(parts), foot, tuple(left_out), called)


# A session that was held.


def _of_session(
    view: SupervisionView, session: PastSession, today: dt.date, *, is_whole: bool
) -> PaperSheet:
    shown = (*_AGREED, _THOUGHT) if is_whole else _AGREED
    parts = [
        _part(case, [each for each in lines if each.table in shown])
        for case, lines in session.by_case
        if any(each.table != _OURS for each in lines)
    ]
    parts.append(_fair(session))
    is_newest = session is view.sessions[0]
    return _sheet(
        view,
        today,
        say("paper.session_title", day=day_in_words(session.day)),
        parts,
        facts=[view.code, session.state, *(view.facts[:1] if is_newest else ())],
        left_out=list(_left_out(session, shown)),
        file_name=session.day.isoformat(),
    )


def _part(case: str, lines: Sequence[SaidLine]) -> PaperPart:
    heading = case or say("form.session_besides")
    found = [PaperLine(each.label, each.text, each.more) for each in lines]
    return PaperPart(heading, tuple(found or [PaperLine("", say("paper.nothing_agreed"))]))


def _fair(session: PastSession) -> PaperPart:
    fair = [PaperLine("", each.text, each.more) for each in session.fair]
    if session.asked:
        who = ", ".join(each.code for each in session.asked)
        fair.append(PaperLine("", say("supervision.to_confirm", who=who)))
    return PaperPart(say("form.session_fair"), tuple(fair))


def _left_out(session: PastSession, shown: Sequence[str]) -> Iterator[str]:
    n_ours = sum(each.table == _OURS for each in session.lines)
    n_thought = sum(each.table == _THOUGHT for each in session.lines)
    if n_thought and _THOUGHT not in shown:
        yield say("paper.left_out_thought", n=n_thought)
    if n_ours:
        yield say("paper.left_out_ours", n=n_ours)
    yield say("paper.left_out_own")


# A session that comes.


def _of_preparation(view: SupervisionView, today: dt.date) -> PaperSheet:
    agenda = view.agenda
    parts = [
        PaperPart(heading, tuple(PaperLine(each.case, each.text, each.about) for each in lines))
        for heading, lines in view.groups
    ]
    if agenda.safety:
        parts.insert(0, PaperPart(say("supervision.safety"), tuple(map(_point, agenda.safety))))
    else_on = PaperLine(say("paper.else"), n_rulings=3)
    parts.append(PaperPart(say("supervision.points"), (*map(_point, agenda.first), else_on)))
    return _sheet(
        view,
        today,
        say("paper.preparation"),
        parts,
        facts=[view.code, *view.facts],
        left_out=[say("paper.left_out_own")],
        file_name=say("paper.preparation_file"),
    )


def _point(point: Suggestion) -> PaperLine:
    text = f"{point.what} “{point.text}”" if point.text else point.what
    return PaperLine(point.case, text, point.why)


# A form to fill in by hand.


def _blank(view: SupervisionView, framework: Framework, today: dt.date) -> PaperSheet:
    actions = PaperPart(
        say("form.session_actions_heading"),
        (PaperLine(say("paper.actions_by_hand"), n_rulings=4),),
    )
    asked = [PaperLine(framework.prompt(f"session_{each}").label, n_rulings=2) for each in _CYCLE]
    agreed = [
        PaperLine(_columns(Decision, ("what", "reason", "ruled_out")), n_rulings=2),
        PaperLine(_columns(CaseAction, ("text", "owner", "due_on")), n_rulings=3),
    ]
    cases = [
        PaperPart(say("paper.case_by_hand", n=n + 1), (*asked, *agreed))
        for n in range(_CASES_ON_BLANK)
    ]
    end = [
        PaperLine(say("form.session_ours"), say("form.session_ours_hint"), n_rulings=2),
        PaperLine(say("paper.round_by_hand"), n_rulings=2),
        PaperLine(say("form.session_next_on"), n_rulings=1),
        PaperLine(say("form.session_fair"), say("paper.fair_by_hand"), n_rulings=2),
    ]
    return _sheet(
        view,
        today,
        say("paper.blank_title"),
        [
            PaperPart(
                say("paper.when_by_hand"), (PaperLine(say("paper.day_by_hand"), n_rulings=1),)
            ),
            actions,
            *cases,
            PaperPart(say("form.session_end"), tuple(end)),
        ],
        facts=[view.code, say("paper.entered_later")],
        file_name=say("paper.blank_file"),
    )


def _columns(kind: type, names: Sequence[str]) -> str:
    return " · ".join(label_of(kind, each) for each in names)

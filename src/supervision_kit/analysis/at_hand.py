"""What is known about a case when two sit down to think about it?

All tables are walked through once and laid out by case in plain rows, for the reasons of an agenda
to look at: beside what may wait anyway, who was seen, what was told in contacts, what moved, what
was taken on, and when the case was last talked about.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

import pandas as pd

from supervision_kit.analysis.case_signals import rated_signals
from supervision_kit.analysis.caseload import known_cases
from supervision_kit.analysis.last_talked import last_talked
from supervision_kit.analysis.taken_on import OpenAction, open_actions
from supervision_kit.analysis.waiting import Known, days, texts_of
from supervision_kit.frameworks import worded_dimensions

__all__ = [
    "FOUR_THINGS",
    "AtHand",
    "AtRisk",
    "Brought",
    "Held",
    "Mending",
    "Signalled",
    "TookOver",
    "at_hand",
    "written_on",
]

#: What is to be made clear in every contact, as the columns of a contact name it.
FOUR_THINGS = ("told_purpose", "told_control", "told_next_steps", "told_consequences")
# In these ways of meeting, somebody who takes part is heard and not seen.
_UNSEEN = ("phone", "video", "other")
_Row = TypeVar("_Row")


class AtRisk(NamedTuple):
    """Somebody in the case who is at risk; days are None where it never happened.

    `alone_on` is left out of account for the person themselves, who is mostly met alone.
    """

    called: str
    themselves: bool
    since: date
    seen_on: date | None
    alone_on: date | None


class Held(NamedTuple):
    """A contact that took place: which of `FOUR_THINGS` were told, what was said back, counts."""

    on: date
    told: tuple[bool, ...]
    said_back: bool
    n_positives: int
    n_challenges: int


class TookOver(NamedTuple):
    """From when somebody has had the case."""

    on: date
    worker: str
    record: str


class Signalled(NamedTuple):
    """What one rule found in the ratings by one rater: in which dimensions, and up to which day."""

    rule: str
    news: str
    rater: str
    names: tuple[str, ...]
    on: date


class Mending(NamedTuple):
    """A complaint or something that went wrong, which is not settled."""

    on: date
    kind: str
    worry: str
    record: str


class Brought(NamedTuple):
    """What a practitioner brings to the next session: a question of their own, or other words."""

    on: date
    who: str
    question: str
    brings: str
    record: str


@dataclass(frozen=True)
class AtHand:
    """What the reasons of an agenda look at.

    Attributes
    ----------
    known : Known
        What may wait in the case anyway.
    opened_on : date
        When it was opened, or taken up again.
    talked_on : date or None
        When it was last talked about.
    marked_on : date or None
        The day of the last round, if the case was then to be brought next time.
    tricky : bool
        Whether something stands that makes it a tricky one.
    noted : dict of str to date
        The day on which each date that lies ahead was last written, by its id.
    at_risk : list of AtRisk
        Those at risk who are in the case today.
    contacts : list of Held
        Those that took place, the earliest first.
    actions : list of OpenAction
        Those that are open.
    workers : list of TookOver
        Who has had it, the earliest first.
    signals : list of Signalled
        Those of its ratings that stand, most needed first.
    mending : list of Mending
        What went wrong and is not settled.
    brought : list of Brought
        What is brought to the next session about it, the earliest first.
    """

    known: Known
    opened_on: date
    talked_on: date | None = None
    marked_on: date | None = None
    tricky: bool = False
    noted: Mapping[str, date] = field(default_factory=dict)
    at_risk: Sequence[AtRisk] = ()
    contacts: Sequence[Held] = ()
    actions: Sequence[OpenAction] = ()
    workers: Sequence[TookOver] = ()
    signals: Sequence[Signalled] = ()
    mending: Sequence[Mending] = ()
    brought: Sequence[Brought] = ()


def at_hand(
    tables: Mapping[str, pd.DataFrame],
    dimensions: pd.DataFrame,
    *,
    supervision: str,
    codes: Collection[str],
    today: date,
) -> list[AtHand]:
    """Lay out the cases of a supervision, and what is brought to it about none.

    Parameters
    ----------
    tables, dimensions, supervision, codes, today
        As for ``agenda.suggested``.

    Returns
    -------
    list of AtHand
        By code; the first has the code "" and is about no case.
    """
    ours = _of_cases(tables, codes)
    known = known_cases(ours)
    opened, talked = _opened(ours["cases"]), last_talked(ours["case_talks"])
    marks, noted = _last_marks(ours["round_marks"]), _noted(ours["dates_ahead"])
    tricky, about = _tricky(ours["trickiness"], today), _Codes(ours["cases"])
    laid_out = {
        "at_risk": _by_case(_at_risk(ours, today)),
        "contacts": _by_case(_held(ours["contacts"])),
        "actions": _by_case(
            (each.case, each)
            for each in open_actions(tables, supervision=supervision, codes=codes, today=today)
        ),
        "workers": _by_case(_took_over(ours["worker_spells"], today)),
        "signals": _by_case(_signalled(ours, dimensions)),
        "mending": _by_case(_mending(ours["repairs"])),
        "brought": _by_case(_brought(tables, supervision, about, today)),
    }
    nothing = Known("", None, None, (), today, [], [], [], [], [], [])
    return [
        AtHand(nothing, today, brought=laid_out["brought"].get("", [])),
        *(
            AtHand(
                known[code],
                opened[code],
                talked_on=talked.get(code),
                marked_on=marks.get(code),
                tricky=code in tricky,
                noted=noted,
                **{name: rows.get(code, []) for name, rows in laid_out.items()},
            )
            for code in sorted(known)
        ),
    ]


def written_on(table: pd.DataFrame) -> list[date]:
    """Return the day on which each row was written, or last changed."""
    moments: Any = table["changed_at"].fillna(table["saved_at"])
    return [moment.to_pydatetime().astimezone().date() for moment in moments]


def _of_cases(
    tables: Mapping[str, pd.DataFrame], codes: Collection[str]
) -> dict[str, pd.DataFrame]:
    """Leave out the rows of other cases."""
    wanted = list(codes)
    kept = {}
    for name, table in tables.items():
        room = "code" if name == "cases" else "case"
        kept[name] = table[table[room].isin(wanted)] if room in table else table
    return kept


def _by_case(rows: Iterable[tuple[str, _Row]]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for case, row in rows:
        found.setdefault(case, []).append(row)
    return found


def _opened(cases: pd.DataFrame) -> dict[str, date]:
    dated = (days(cases, name) for name in ("opened_on", "reopened_on"))
    rows = zip(cases["code"].tolist(), *dated, strict=True)
    return {code: max(opened, reopened or opened) for code, opened, reopened in rows}


def _last_marks(marks: pd.DataFrame) -> dict[str, date]:
    """Return the day of each case that was to be brought next time in its last round."""
    rows = zip(days(marks, "marked_on"), marks["case"].tolist(), marks["mark"], strict=True)
    last = {case: (mark, on) for on, case, mark in sorted(rows)}
    return {case: on for case, (mark, on) in last.items() if mark == "next_time"}


def _noted(dates: pd.DataFrame) -> dict[str, date]:
    return dict(zip(dates["id"].tolist(), written_on(dates), strict=True))


def _tricky(trickiness: pd.DataFrame, today: date) -> set[str]:
    rows = zip(trickiness["case"].tolist(), days(trickiness, "until_on"), strict=True)
    return {case for case, until in rows if until is None or today <= until}


def _at_risk(tables: Mapping[str, pd.DataFrame], today: date) -> Iterator[tuple[str, AtRisk]]:
    """Yield those at risk who are in a case today, with when they were last seen, and alone."""
    seen, alone = _last_seen(tables)
    people = tables["participants"]
    texts = (texts_of(people, name) for name in ("case", "called", "relation", "at_risk", "id"))
    dated = (days(people, name) for name in ("from_on", "until_on"))
    for case, called, relation, risk, record, since, until in zip(*texts, *dated, strict=True):
        if risk == "yes" and (until is None or today <= until):
            last = seen.get(record), alone.get(record)
            yield case, AtRisk(called, relation == "self", since, *last)


def _last_seen(tables: Mapping[str, pd.DataFrame]) -> tuple[dict[str, date], dict[str, date]]:
    """Return when each participant was last seen, and last seen alone, by their id.

    Who took part in a contact was seen in it, unless it was by phone or the like.
    """
    contacts, people = tables["contacts"], tables["contact_people"]
    rows = zip(days(contacts, "occurred_on"), contacts["kind"].tolist(), strict=True)
    contact = dict(zip(contacts["id"].tolist(), rows, strict=True))
    seen: dict[str, date] = {}
    alone: dict[str, date] = {}
    names = ("participant_id", "contact_id", "how")
    for person, met, how in zip(*(people[name].tolist() for name in names), strict=True):
        if met not in contact:
            continue
        on, kind = contact[met]
        if how == "spoke" and kind in _UNSEEN:
            continue
        seen[person] = max(on, seen.get(person, on))
        if how == "seen_alone":
            alone[person] = max(on, alone.get(person, on))
    return seen, alone


def _held(contacts: pd.DataFrame) -> Iterator[tuple[str, Held]]:
    """Yield the contacts that took place, the earliest first."""
    attended: Any = contacts[contacts["attendance"] == "attended"]
    met = attended.sort_values("occurred_on", kind="stable")
    told = zip(*((met[name] == "yes").tolist() for name in FOUR_THINGS), strict=True)
    counts = (met[name].fillna(0).tolist() for name in ("n_positives", "n_challenges"))
    rows = zip(
        days(met, "occurred_on"), told, met["said_back"].isin(("yes", "partly")), *counts,
        strict=True,
    )  # fmt: skip
    for case, row in zip(met["case"].tolist(), rows, strict=True):
        yield case, Held(*row)


def _took_over(spells: pd.DataFrame, today: date) -> Iterator[tuple[str, TookOver]]:
    names = ("case", "capacity", "worker", "id")
    columns = (days(spells, "from_on"), *(texts_of(spells, name) for name in names))
    for on, case, capacity, worker, record in sorted(zip(*columns, strict=True)):
        if capacity == "worker" and on <= today:
            yield case, TookOver(on, worker, record)


def _signalled(
    tables: Mapping[str, pd.DataFrame], dimensions: pd.DataFrame
) -> Iterator[tuple[str, Signalled]]:
    """Yield the signals of all ratings, those of one rule, direction and rater as one."""
    wordings = worded_dimensions(tables["wordings"])
    plans, aside, people = (tables[name] for name in ("plan_dates", "dismissals", "participants"))
    table = rated_signals(tables["ratings"], dimensions, plans, aside, wordings, people)
    keys = zip(dimensions["scale"], dimensions["dimension"], strict=True)
    named = dict(zip(keys, dimensions["name"], strict=True))
    names = ("case", "rule", "toward", "rater", "news", "scale", "dimension")
    rows = zip(*(table[name].tolist() for name in names), days(table, "seen_until_on"), strict=True)
    for (case, rule, _, rater, news), group in groupby(rows, key=lambda row: row[:5]):
        lines = list(group)
        called = tuple(dict.fromkeys(named.get(row[5:7], row[6]) for row in lines))
        yield case, Signalled(rule, news, rater, called, max(row[-1] for row in lines))


def _mending(repairs: pd.DataFrame) -> Iterator[tuple[str, Mending]]:
    names = ("case", "state", "kind", "worry", "id")
    columns = (texts_of(repairs, name) for name in names)
    for on, case, state, *rest in zip(days(repairs, "opened_on"), *columns, strict=True):
        if state in ("open", "stays_open"):
            yield case, Mending(on, *rest)


class _Codes(dict[str, str]):
    """The codes of cases by their ids; "" for any other."""

    def __init__(self, cases: pd.DataFrame) -> None:
        super().__init__(zip(cases["id"].tolist(), cases["code"].tolist(), strict=True))

    def __missing__(self, _: str) -> str:
        return ""


def _brought(
    tables: Mapping[str, pd.DataFrame], supervision: str, about: Mapping[str, str], today: date
) -> Iterator[tuple[str, Brought]]:
    """Yield what is shared with this supervision and was not for a session that is over."""
    rooms, sessions = tables["supervisions"], tables["supervision_sessions"]
    room = dict(zip(rooms["code"].tolist(), rooms["id"].tolist(), strict=True)).get(supervision)
    ours: Any = sessions[(sessions["supervision"] == supervision) & (sessions["state"] == "held")]
    over, last = set(ours["id"]), max(days(ours, "held_on"), default=date.min)
    table: Any = tables["preparations"]
    names = ("person", "question", "brings", "id", "shared_with", "session_id", "case_id")
    dated = (days(table, name) for name in ("prepared_on", "shared_until"))
    columns = (texts_of(table, name) for name in names)
    for on, until, who, question, brings, record, shared, session, case in sorted(
        zip(*dated, *columns, strict=True), key=lambda row: (row[0], row[2], row[5])
    ):
        past = session in over if session else on <= last
        if shared and shared == room and (until is None or today <= until) and not past:
            yield about[case], Brought(on, who, question, brings, record)

"""What does supervision need of somebody: when, with whom, and what did they take on?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from supervision_kit.analysis.session_record import confirmed_by, digest_in, written_in
from supervision_kit.analysis.taken_on import OpenAction, open_actions
from supervision_kit.analysis.waiting import days, texts_of

__all__ = ["CONFIRM_DAYS", "NextSession", "Unconfirmed", "cases_of", "next_sessions"]

#: A record that not everybody confirmed stands on the start page after so many days, and until it
#: is so old that nobody can say any more whether it is fair.
CONFIRM_DAYS = 7
_NO_LONGER = timedelta(days=182)


@dataclass(frozen=True)
class Unconfirmed:
    """A session whose record, as it stands, somebody has not confirmed.

    Attributes
    ----------
    on : date
        The day it was held.
    session : str
        Its id.
    missing : tuple of str
        The codes of those who have not confirmed it.
    mine : bool
        Whether the reader is among them.
    """

    on: date
    session: str
    missing: tuple[str, ...]
    mine: bool


@dataclass(frozen=True)
class NextSession:
    """What one supervision needs of somebody who is in it.

    Attributes
    ----------
    supervision : str
        Its code.
    others : tuple of str
        The codes of the others who are in it today.
    prepares : bool
        Whether the reader brings the cases, and may want to prepare.
    planned_on : date or None
        The next session that is planned, one of a day that has passed too.
    n_open : int
        How many of the reader's actions are open: about the cases it is about, and about none.
    due : tuple of OpenAction
        Those of them that are due today or were before.
    unconfirmed : tuple of Unconfirmed
        The earliest first.
    """

    supervision: str
    others: tuple[str, ...]
    prepares: bool
    planned_on: date | None
    n_open: int
    due: tuple[OpenAction, ...]
    unconfirmed: tuple[Unconfirmed, ...]


def next_sessions(
    tables: Mapping[str, pd.DataFrame], person: str, *, today: date
) -> list[NextSession]:
    """Return what each supervision needs of somebody.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As ``Store.tables()`` gives them to this reader.
    person : str
        The reader's id.
    today : date
        The day the reader reads it.

    Returns
    -------
    list of NextSession
        One for each supervision the reader is in today: the next planned first, then those without
        a planned session, then by code. Empty for who is in none.
    """
    called = dict(zip(tables["people"]["id"], tables["people"]["code"], strict=True))
    found = [
        _of_one(tables, code, people, person, called, today)
        for code, people in _members(tables["supervision_members"], today).items()
        if person in people
    ]
    return sorted(found, key=lambda each: (each.planned_on or date.max, each.supervision))


def cases_of(
    tables: Mapping[str, pd.DataFrame], practitioners: Sequence[str], today: date
) -> list[str]:
    """Return the codes of open cases that these have today, as worker, second worker or cover.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        `cases` and `worker_spells`, as ``Store.tables()``.
    practitioners : sequence of str
        Their codes.
    today : date
        Of the workers of a case, whoever began last before it has it.
    """
    cases, spells = tables["cases"], tables["worker_spells"]
    open_ones = cases.loc[cases["closed_on"].isna(), "code"].tolist()
    begun: Any = spells[spells["from_on"] <= pd.Timestamp(today)]
    last: Any = begun[begun["capacity"] == "worker"].groupby("case").tail(1)
    beside: Any = begun[(begun["capacity"] != "worker")]
    beside = beside[~(beside["until_on"] < pd.Timestamp(today))]
    has: Any = pd.concat([last, beside])
    theirs = set(has.loc[has["worker"].isin(list(practitioners)), "case"])
    return [code for code in open_ones if code in theirs]


def _members(members: pd.DataFrame, today: date) -> dict[str, dict[str, str]]:
    """Return who is in each supervision today: by its code, the part of each by their id."""
    rows = zip(
        *(texts_of(members, name) for name in ("supervision", "person_id", "part")),
        *(days(members, name) for name in ("from_on", "until_on")),
        strict=True,
    )
    found: dict[str, dict[str, str]] = {}
    for code, person, part, since, until in rows:
        if since <= today and (until is None or today <= until):
            found.setdefault(code, {})[person] = part
    return found


def _of_one(
    tables: Mapping[str, pd.DataFrame],
    code: str,
    people: Mapping[str, str],
    person: str,
    called: Mapping[str, str],
    today: date,
) -> NextSession:
    practitioners = [called[each] for each, part in people.items() if part == "supervisee"]
    cases = cases_of(tables, practitioners, today)
    actions = open_actions(tables, supervision=code, codes=cases, today=today)
    mine = [each for each in actions if each.who and each.who == called.get(person)]
    sessions: Any = tables["supervision_sessions"]
    sessions = sessions[sessions["supervision"] == code]
    planned = days(sessions[sessions["state"] == "planned"], "planned_on")
    due = [each for each in mine if each.due_on and each.due_on <= today]
    return NextSession(
        supervision=code,
        others=tuple(sorted(called.get(each, "") for each in people if each != person)),
        prepares=people[person] == "supervisee",
        planned_on=min(planned, default=None),
        n_open=len(mine),
        due=tuple(due),
        unconfirmed=tuple(_unconfirmed(tables, code, sessions, people, person, called, today)),
    )


def _unconfirmed(
    tables: Mapping[str, pd.DataFrame],
    code: str,
    sessions: pd.DataFrame,
    people: Mapping[str, str],
    person: str,
    called: Mapping[str, str],
    today: date,
) -> Iterator[Unconfirmed]:
    """Yield the sessions held a week ago or earlier that not everybody has confirmed."""
    latest, earliest = today - timedelta(days=CONFIRM_DAYS), today - _NO_LONGER
    held: Any = sessions[sessions["held_on"].notna()]
    for row in held.sort_values("held_on", kind="stable").itertuples(index=False):
        on = row.held_on.date()
        if not earliest <= on <= latest:
            continue
        digest = digest_in(written_in(tables, code, row))
        confirmed = confirmed_by(tables["confirmations"], row.id, digest)
        missing = [each for each in people if each not in confirmed]
        if missing:
            codes = tuple(sorted(called.get(each, "") for each in missing))
            yield Unconfirmed(on, row.id, codes, person in missing)

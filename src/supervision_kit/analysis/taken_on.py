"""Who took on what in a supervision, and how often was it carried from one session to the next?"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from supervision_kit.analysis.waiting import days, texts_of

__all__ = ["OWNERS", "OpenAction", "Owner", "open_actions", "times_carried"]

#: Whose an action may be, in the order in which a session goes through them.
Owner = Literal["supervisor", "practitioner", "organisation", "other"]
OWNERS: tuple[Owner, ...] = ("supervisor", "practitioner", "organisation", "other")
_LEADING = ("supervisor", "facilitator")


@dataclass(frozen=True)
class OpenAction:
    """One action that is still open.

    Attributes
    ----------
    owner : {"supervisor", "practitioner", "organisation", "other"}
        Whose it is, seen from this supervision; "other" is somebody who is not in it today.
    who : str
        The code of the person, "" for the organisation.
    case : str
        Code of the case, "" for an action about none.
    text : str
        What it is, as it was typed.
    agreed_on : date
    due_on : date or None
    n_carried : int
        How often it was looked at and left open.
    learning : bool
        Whether it is something to learn.
    record : str
        Id of the action.
    """

    owner: Owner
    who: str
    case: str
    text: str
    agreed_on: date
    due_on: date | None
    n_carried: int
    learning: bool
    record: str


def times_carried(looks: pd.DataFrame) -> dict[str, int]:
    """Count how often each action was looked at and left open.

    Parameters
    ----------
    looks : DataFrame
        Column `action_id`; one row a look, of cases or of supervisions.

    Returns
    -------
    dict of str to int
        By the id of the action; one that was never looked at is not in it.
    """
    return dict(Counter(looks["action_id"].tolist()))


def open_actions(
    tables: Mapping[str, pd.DataFrame], *, supervision: str, codes: Collection[str], today: date
) -> list[OpenAction]:
    """Return what is still open of all that was taken on: about these cases, and about none.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As ``Store.tables()``: `case_actions`, `supervision_actions` and the looks at both,
        `supervision_members` and `people`.
    supervision : str
        The code of the supervision.
    codes : collection of str
        The cases it is about.
    today : date
        Whoever is in the supervision today decides whose an action is.

    Returns
    -------
    list of OpenAction
        By owner in the order of `OWNERS`; within one the first due comes first and what has no day
        last, then the longest agreed, then by case.
    """
    called = dict(zip(tables["people"]["id"], tables["people"]["code"], strict=True))
    members = _owners(tables["supervision_members"], supervision, today)
    owners: dict[str, Owner] = {called[person]: owner for person, owner in members.items()}
    rooms = {"case": set(codes), "supervision": {supervision}}
    found = [
        action
        for room, ours in rooms.items()
        for code, action in _open(tables, room, owners)
        if code in ours
    ]
    return sorted(found, key=_place)


def _place(action: OpenAction) -> tuple:
    due = action.due_on or date.max
    return OWNERS.index(action.owner), due, action.agreed_on, action.case, action.record


def _owners(members: pd.DataFrame, supervision: str, today: date) -> dict[str, Owner]:
    """Return whose an action of each member of today is, by their id."""
    rows = zip(
        texts_of(members, "supervision"),
        texts_of(members, "person_id"),
        texts_of(members, "part"),
        days(members, "from_on"),
        days(members, "until_on"),
        strict=True,
    )
    return {
        person: "supervisor" if part in _LEADING else "practitioner"
        for room, person, part, since, until in rows
        if room == supervision and since <= today and (until is None or today <= until)
    }


def _open(
    tables: Mapping[str, pd.DataFrame],
    room: str,
    owners: Mapping[str, Owner],
) -> Iterator[tuple[str, OpenAction]]:
    """Yield the code of the room and the action of each row that is open."""
    actions = tables[f"{room}_actions"]
    carried = times_carried(tables[f"{room}_action_looks"])
    names = (room, "state", "owner", "text", "learning", "id")
    columns = (
        *(texts_of(actions, name) for name in names),
        *(days(actions, name) for name in ("agreed_on", "due_on")),
    )
    for code, state, who, text, learning, record, agreed_on, due_on in zip(*columns, strict=True):
        if state == "open":
            yield (
                code,
                OpenAction(
                    owner=owners.get(who, "other") if who else "organisation",
                    who=who,
                    case=code if room == "case" else "",
                    text=text,
                    agreed_on=agreed_on,
                    due_on=due_on,
                    n_carried=carried.get(record, 0),
                    learning=learning == "yes",
                    record=record,
                ),
            )

"""Who is at work here, as far as the server itself can tell, and what may they do?

What somebody may do follows from how they stand to the room a record is kept in, and from nothing
else: `RIGHTS` and `_OF_KIND` are the whole of it. Who stands how today is for the store to say.

Nothing a browser sends through a widget counts: a browser can set any widget's value. What counts
is the account the process runs under or, on a team server, the user header that the proxy in
front of it sets.
"""

import getpass
import os
import unicodedata
from collections.abc import Collection
from typing import Literal

from supervision_kit.errors import AccessDenied
from supervision_kit.frameworks import say
from supervision_kit.records import Record
from supervision_kit.records.kept import CASE, HOUSE, PERSON, SUPERVISION, TEAM, Room

#: Names the header that carries the user, such as "X-Remote-User". Set by whoever runs the server.
USER_HEADER_VARIABLE = "SUPERVISION_KIT_USER_HEADER"
AUTHOR_LONGEST = 200

#: Add is to make a new record, change to correct, settle or take back one that is there.
Action = Literal["read", "add", "change"]
#: How somebody stands to a room. To a case: its worker, second worker or cover of today, or the
#: supervisor of one of them. To a person's: themselves, or one of those a record is shared with. To
#: a supervision or a team: a member, or who leads a team of theirs. To the house: one of its roles,
#: or a colleague, as everybody is.
Standing = Literal[
    "worker", "second", "cover", "supervisor", "self", "shared", "member", "team_lead",
    "administrator", "colleague",
]  # fmt: skip
_ALL: frozenset[Action] = frozenset({"read", "add", "change"})
_READ: frozenset[Action] = frozenset({"read"})
_READ_AND_ADD: frozenset[Action] = frozenset({"read", "add"})

#: What may be done in a room, by how one stands to it; nothing else may be done.
RIGHTS: dict[Room, dict[Standing, frozenset[Action]]] = {
    CASE: {"worker": _ALL, "second": _ALL, "cover": _ALL, "supervisor": _READ},
    PERSON: {"self": _ALL},
    SUPERVISION: {"member": _ALL},
    TEAM: {"member": _READ, "team_lead": _ALL},
    HOUSE: {"colleague": _READ, "administrator": _ALL},
}
#: What may be done instead with some kinds of record, by table. A supervisor rates too, and writes
#: down what was thought and decided about a case; what was confirmed stays as it was; who leads a
#: team sees that people meet, and when, and nothing they say.
_OF_KIND: dict[str, dict[Standing, frozenset[Action]]] = {
    "ratings": {"supervisor": _READ_AND_ADD},
    "case_talks": {"supervisor": _ALL},
    "decisions": {"supervisor": _ALL},
    "case_actions": {"supervisor": _ALL},
    "case_action_looks": {"supervisor": _ALL},
    "round_marks": {"supervisor": _ALL},
    "trickiness": {"supervisor": _ALL},
    "supervisions": {"administrator": _ALL, "team_lead": _READ},
    "supervision_members": {"administrator": _ALL, "team_lead": _READ},
    "supervision_sessions": {"team_lead": _READ},
    "confirmations": {"member": _READ_AND_ADD},
    "preparations": {"shared": _READ},
    "session_views": {"shared": _READ},
}


def may(action: Action, standings: Collection[Standing], kind: type[Record]) -> bool:
    """Say whether something may be done with a kind of record.

    Parameters
    ----------
    action : "read", "add" or "change"
        What.
    standings : collection of str
        How one stands today to the room the record is in, or would be in.
    kind : type
        Of the record.
    """
    rights = rights_of(kind)
    return any(action in rights.get(each, ()) for each in standings)


def rights_of(kind: type[Record]) -> dict[Standing, frozenset[Action]]:
    """Give what may be done with a kind of record, by how one stands to the room it is in."""
    return RIGHTS[kind.kept.room] | _OF_KIND.get(kind.__tablename__, {})


def current_author() -> str:
    """Name who is at work: the user of the proxy's header, or the operating-system account.

    Returns
    -------
    str
        At most 200 characters, no control characters.

    Raises
    ------
    AccessDenied
        If a user header is agreed and the request came without one. The account the server runs
        under is then never taken instead: it would be everybody's.
    """
    header = _agreed_header()
    name = _from_header(header) if header else _from_account()
    if not names_somebody(name):
        raise AccessDenied(say("store.unknown_user"))
    return name


def names_somebody(name: str) -> bool:
    """Say whether a text can be what somebody signs in as."""
    return bool(name) and len(name) <= AUTHOR_LONGEST and name.isprintable()


def is_one_of_many() -> bool:
    """Say whether a user header is agreed, so that several people come to one store."""
    return bool(_agreed_header())


def at_work_for(header: str, user: str) -> dict[str, str]:
    """Return the variables by which a process knows who is at work in it.

    Parameters
    ----------
    header : str
        The user header, such as "X-Remote-User".
    user : str
        As the server found it; "" while nobody has come yet, and `current_author` refuses.
    """
    return {USER_HEADER_VARIABLE: header, _variable_of(header): user}


def refuse_user_header() -> None:
    """Refuse to work for several people in the name of one environment.

    Each command would take what stands in its own environment for everybody. A server is told
    which header to read by an option, and tells each page's process who came.

    Raises
    ------
    AccessDenied
        A user header is agreed.
    """
    if is_one_of_many():
        raise AccessDenied(say("serving.user_header", variable=USER_HEADER_VARIABLE))


def _agreed_header() -> str:
    return os.environ.get(USER_HEADER_VARIABLE, "").strip()


def _variable_of(header: str) -> str:
    # The serving process hands a header on the way CGI does: HTTP_X_REMOTE_USER.
    return "HTTP_" + header.upper().replace("-", "_")


def _from_header(header: str) -> str:
    return unicodedata.normalize("NFC", os.environ.get(_variable_of(header), "")).strip()


def _from_account() -> str:
    try:
        import pwd
    except ImportError:  # Windows has no such table
        return getpass.getuser()
    try:
        # Not getpass here: it asks LOGNAME and USER first, which anyone may set.
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"

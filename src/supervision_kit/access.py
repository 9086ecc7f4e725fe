"""Who is at work here, as far as the server itself can tell?

Nothing a browser sends through a widget counts: a browser can set any widget's value. What counts
is the account the process runs under or, on a team server, the user header that the proxy in
front of it sets.
"""

import getpass
import os
import unicodedata

from supervision_kit.errors import AccessDenied
from supervision_kit.frameworks import say

#: Names the header that carries the user, such as "X-Remote-User". Set by whoever runs the server.
USER_HEADER_VARIABLE = "SUPERVISION_KIT_USER_HEADER"
AUTHOR_LONGEST = 200


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
    header = os.environ.get(USER_HEADER_VARIABLE, "").strip()
    name = _from_header(header) if header else _from_account()
    if not name or len(name) > AUTHOR_LONGEST or not name.isprintable():
        raise AccessDenied(say("store.unknown_user"))
    return name


def refuse_user_header() -> None:
    """Refuse to work for several people in the name of one environment.

    No command is told yet by a proxy who is there. Each would take what stands in its own
    environment for everybody.

    Raises
    ------
    AccessDenied
        A user header is agreed.
    """
    if os.environ.get(USER_HEADER_VARIABLE, "").strip():
        raise AccessDenied(say("serving.user_header", variable=USER_HEADER_VARIABLE))


def _from_header(header: str) -> str:
    # The serving process hands headers on the way CGI does: HTTP_X_REMOTE_USER.
    variable = "HTTP_" + header.upper().replace("-", "_")
    return unicodedata.normalize("NFC", os.environ.get(variable, "")).strip()


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

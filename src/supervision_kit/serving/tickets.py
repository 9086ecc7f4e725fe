"""Which tokens let a browser in, and for how long?"""

import hmac
import re
import secrets
import time
from collections.abc import Callable

from jupyter_server.auth.identity import IdentityProvider, User
from tornado.web import RequestHandler

# A browser keeps every address it was given, in its history and in the files it restores windows
# from. So an address opens the pages for a moment only, long enough for a second try.
SECONDS_OF_GRACE = 60.0
TOKEN = re.compile(r"token=(\w+)")
AROUND = " \t\r\n\"'`<>“”‘’„«»()[]"


class Tickets:
    """The tokens of one run: the one that was printed last, and those that still open.

    Parameters
    ----------
    tell : callable
        Told each further token, when somebody needs one and the last has been used.
    grace : float
        Seconds a token goes on opening after its first use.
    clock : callable
        Tells the time in seconds.
    """

    def __init__(
        self,
        tell: Callable[[str], None] = lambda token: None,
        *,
        grace: float = SECONDS_OF_GRACE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tell, self.grace, self.clock = tell, grace, clock
        self.current = new_secret()
        self._used_at: dict[str, float | None] = {self.current: None}
        self._once: set[str] = set()

    def once(self) -> str:
        """Return a token that opens a single time, for an address that is not printed."""
        token = new_secret()
        self._used_at[token] = None
        self._once.add(token)
        return token

    def accepts(self, token: str) -> bool:
        """Say whether a token opens now; from its first use on its time runs out."""
        known = next((one for one in self._used_at if _same(one, token)), None)
        if known is None:
            return False
        used_at = self._used_at[known]
        if used_at is None:
            self._used_at[known] = used_at = self.clock()
        elif known in self._once or self.clock() - used_at > self.grace:
            del self._used_at[known]
            return False
        return True

    def renew(self) -> None:
        """Make sure that the token printed last has not been used yet."""
        if self._used_at.get(self.current, 0.0) is None:
            return
        self.current = new_secret()
        self._used_at[self.current] = None
        self.tell(self.current)


class Visitors(IdentityProvider):
    """Let in whoever comes with a token that opens, and know them by their cookie afterwards."""

    async def get_user_token(self, handler: RequestHandler) -> User | None:
        """Return the visitor an address's or a header's token lets in."""
        token = self.get_token(handler)
        return self._let_in(handler, token) if token else None

    def process_login_form(self, handler: RequestHandler) -> User | None:
        """Return the visitor the sign-in page lets in; the whole address may be pasted there."""
        return self._let_in(handler, token_in(handler.get_body_argument("password", "")))

    def _let_in(self, handler: RequestHandler, token: str) -> User | None:
        tickets: Tickets = handler.settings["doors"].tickets
        if not tickets.accepts(token):
            return None
        return self.get_user_cookie(handler) or self.generate_anonymous_user(handler)  # type: ignore[return-value]


def token_in(pasted: str) -> str:
    """Return the token of what somebody pasted: the token itself, or an address that holds it.

    >>> token_in(' "http://127.0.0.1:8866/?token=ab12" ')
    'ab12'
    >>> token_in("ab 12")
    'ab12'
    """
    found = TOKEN.search("".join(pasted.split()))
    return found[1] if found else "".join(pasted.split()).strip(AROUND)


def new_secret() -> str:
    """Return a token or a door: letters and numbers nobody can guess."""
    return secrets.token_hex(24)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode(errors="replace"))

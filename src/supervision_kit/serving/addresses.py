"""Under which addresses do a run's pages stand?"""

import secrets
import socket
import sys
from urllib.parse import urlsplit, urlunsplit

from tornado.httputil import url_concat

LOOPBACK = "127.0.0.1"


def new_name() -> str:
    """Return a host name of this computer's own that no other program knows.

    A browser sends a cookie to every port of the host it came from. What is listening on another
    port of 127.0.0.1 would be sent ours.
    """
    return f"kit-{secrets.token_hex(8)}.localhost"


def address_of(host: str, port: int, token: str, path: str = "/") -> str:
    """Return an address that opens the pages, or one of them.

    >>> address_of("kit-1.localhost", 8866, "ab12", "/voila/tree?case=K-1")
    'http://kit-1.localhost:8866/voila/tree?case=K-1&token=ab12'
    """
    return url_concat(f"http://{host}:{port}{path}", {"token": token})


def on_loopback(address: str) -> str:
    """Return an address for browsers that do not find names ending in ``localhost``."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=f"{LOOPBACK}:{parts.port}"))


def name_to_open(own_name: str, platform: str = sys.platform) -> str:
    """Return the host the user's browser is sent to.

    Most browsers know by themselves that names ending in ``localhost`` mean this computer. Safari
    asks the system, and not every macOS knows.
    """
    if platform != "darwin":
        return own_name
    try:
        socket.getaddrinfo(own_name, None)
    except OSError:
        return LOOPBACK
    return own_name

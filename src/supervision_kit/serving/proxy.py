"""Who does the proxy in front of the server say has come, and how is it known to be the proxy?

Whoever is on this computer can send a header. So the proxy sends a key beside it, which stands in a
file of the workbook folder that only this account and whoever sets up the proxy can read.
"""

import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from supervision_kit.access import at_work_for, names_somebody
from supervision_kit.errors import SupervisionKitError
from supervision_kit.frameworks import say

#: The header that carries the key.
KEY_HEADER = "X-Supervision-Kit-Proxy"
#: A piece of nginx's configuration, so that the key need not be copied anywhere.
KEY_FILE = "proxy-key.conf"
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
#: What browsers and proxies send with a meaning of its own.
_TAKEN = {"authorization", "connection", "cookie", "host", "origin", "upgrade", KEY_HEADER.lower()}
_KEY_LINE = re.compile(rf'proxy_set_header {KEY_HEADER} "([0-9a-f]{{32,}})";')
_KEY_BYTES = 32


class Headers(Protocol):
    """The headers of a request, as Tornado keeps them."""

    def get_list(self, name: str) -> Sequence[str]:
        """Return each value of a header, in whatever case its name was sent."""
        ...


@dataclass(frozen=True)
class Proxy:
    """What is agreed with the proxy.

    Parameters
    ----------
    header : str
        The header in which it names whoever it has logged in.
    key : str
        What it sends as `KEY_HEADER`, and nobody else knows.
    knows : callable
        Says whether somebody who is here today signs in so.
    """

    header: str
    key: str
    knows: Callable[[str], bool]

    def user_in(self, headers: Headers) -> str:
        """Return whom the proxy names; "" if it names nobody, several, or it is not the proxy.

        Values that came as several lines or joined by commas are no name: one of them may be what
        the visitor sent.
        """
        keys, names = headers.get_list(KEY_HEADER), headers.get_list(self.header)
        if len(keys) != 1 or not hmac.compare_digest(_bytes(keys[0]), self.key.encode()):
            return ""
        if len(names) != 1 or "," in names[0]:
            return ""
        name = _text(names[0])
        return name if names_somebody(name) else ""

    def at_work(self, user: str) -> dict[str, str]:
        """Return the variables by which a page's kernel knows for whom it works."""
        return at_work_for(self.header, user)


def agreed_with_proxy(folder: Path, header: str, knows: Callable[[str], bool]) -> Proxy:
    """Return what is agreed with the proxy of a folder; its key is made the first time.

    Raises
    ------
    SupervisionKitError
        The header cannot carry a name, or the key's file is not as it was made.
    """
    if not _HEADER.fullmatch(header) or header.lower() in _TAKEN:
        raise SupervisionKitError(say("serving.bad_header", header=header))
    return Proxy(header, _key(folder / KEY_FILE), knows)


def nginx_location(header: str, address: str, key_file: Path) -> str:
    """Return the piece of nginx's configuration that leads to the pages."""
    return f"""\
location / {{
    # However your people log in: nginx names them in $remote_user with auth_basic.
    auth_basic "Supervision kit";
    auth_basic_user_file /etc/nginx/supervision-kit.users;

    proxy_pass {address.rstrip("/")};
    include "{key_file}";
    proxy_set_header {header} $remote_user;
    proxy_set_header Authorization "";
    proxy_set_header Host $http_host;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection "upgrade";
    proxy_buffering off;
    proxy_read_timeout 1h;
}}"""


def _key(path: Path) -> str:
    try:
        if not path.exists():
            _make_key(path)
        found = _KEY_LINE.search(path.read_text(encoding="utf-8"))
        is_open = os.name == "posix" and path.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError):
        found, is_open = None, False
    if found is None or is_open:
        raise SupervisionKitError(say("serving.bad_key_file", path=path))
    return found[1]


def _make_key(path: Path) -> None:
    """Write a key nobody can guess; the file appears whole, and a quicker start's stays."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    line = f'proxy_set_header {KEY_HEADER} "{secrets.token_hex(_KEY_BYTES)}";'
    words = f"# {say('serving.key_file')}\n{line}\n"
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(words)
        if not path.exists():
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _bytes(value: str) -> bytes:
    # Tornado reads each byte of a header as a character of its own.
    return value.encode("latin-1", errors="replace")


def _text(value: str) -> str:
    try:
        return unicodedata.normalize("NFC", _bytes(value).decode("utf-8")).strip()
    except UnicodeDecodeError:
        return ""

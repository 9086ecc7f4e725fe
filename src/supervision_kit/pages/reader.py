"""What did the reader ask for, and how does a kernel that was started ahead wait to be told?

Voila brings functions for this, but to import them is to import its whole server: nearly half of
what a kernel took to start, before a page could be read.
"""

import json
import os
from urllib.parse import parse_qs

from websockets.sync.client import connect

#: A server that has just started several kernels may be slow to open a line.
OPEN_SECONDS = 60.0


def asked_for(name: str) -> str | None:
    """Return one value of the page's address, such as the code in ``?case=K-7F3Q``.

    In a kernel kept warm this waits for the reader; whatever depends on who asks belongs below it.
    In JupyterLab there is no such address and the answer is None.
    """
    wait_for_reader()
    values = parse_qs(os.environ.get("QUERY_STRING", "")).get(name)
    return values[-1] if values else None


def wait_for_reader() -> None:
    """Hold a warm kernel here until somebody asks for the page, and note down what they ask."""
    if os.environ.get("VOILA_PREHEAT", "False") == "False":
        return
    # The server is on this computer: no proxy stands between, and silence is no sign of its end.
    with connect(_line(), open_timeout=OPEN_SECONDS, ping_interval=None, proxy=None) as server:
        os.environ.update(json.loads(server.recv()))


def _line() -> str:
    """Return the address at which the server tells this kernel, as Voila gives it to kernels."""
    told = os.environ
    protocol, host = told.get("VOILA_WS_PROTOCOL", "ws"), told.get("VOILA_APP_IP", "127.0.0.1")
    door = told.get("VOILA_WS_BASE_URL") or told.get("VOILA_SERVER_URL", "/")
    port, kernel = told["VOILA_APP_PORT"], told["VOILA_KERNEL_ID"]
    return f"{protocol}://{host}:{port}{door}voila/query/{kernel}"

"""How does a test start the server as a person does, and ask it for things?"""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path

import psutil

from supervision_kit.store import open_store

PRINTED = re.compile(r"(http://[\w.-]+:(\d+)/)(?:\S*token=(\w+))?")
CASE_PAGE = "voila/render/case-trajectory.ipynb"


@dataclass
class Server:
    """A running server: where it is, what lets one in, and what it has written so far."""

    root: str
    first_token: str
    folder: Path
    process: subprocess.Popen
    log: Path
    jar: CookieJar = field(default_factory=CookieJar)

    @property
    def token(self) -> str:
        """The token a person finds in the window now, which has not been used yet."""
        ask(f"{self.root}login")
        return PRINTED.findall(self.log.read_text())[-1][2]

    @property
    def loopback(self) -> str:
        """The other address of the same server."""
        return re.sub(r"//[^:/]+", "//127.0.0.1", self.root)

    def address(self, path: str = "", *, token: bool = True, **query: str) -> str:
        query = query | ({"token": self.token} if token else {})
        words = "&".join(f"{name}={value}" for name, value in query.items())
        return f"{self.root}{path}{'?' + words if words else ''}"

    def page(self, workbook: str, **query: str) -> str:
        """The address of a workbook as a page."""
        return self.address(f"voila/render/{workbook}.ipynb", **query)

    def kernels(self) -> list[psutil.Process]:
        """The kernels that are alive now."""
        found = []
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if child.status() != psutil.STATUS_ZOMBIE and any(
                    "ipykernel" in part for part in child.cmdline()
                ):
                    found.append(child)
        return found

    def get(self, path, headers=None, *, token=True, **query):
        """One request without redirects, as somebody who is let in: status, headers, text."""
        if token and not len(self.jar):
            ask(self.address(), jar=self.jar)
        address = self.address(path, token=False, **query)
        return ask(address, headers, jar=self.jar if token else None)


def read(address):
    """What a browser gets to see that is given an address: led on, with its cookies."""
    cookies = urllib.request.HTTPCookieProcessor(CookieJar())
    opener = urllib.request.build_opener(LocalNames, cookies)
    with opener.open(address, timeout=90) as answer:
        return answer.read().decode()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class OnLoopback(http.client.HTTPConnection):
    """Finds names ending in ``localhost`` as browsers do, whatever the system knows of them."""

    def connect(self):
        self.sock = socket.create_connection(("127.0.0.1", self.port), self.timeout)


class LocalNames(urllib.request.HTTPHandler):
    def http_open(self, request):
        return self.do_open(OnLoopback, request)


def ask(address, headers=None, data=None, jar=None, method=None):
    """One request without redirects: status, headers, text."""
    cookies = [urllib.request.HTTPCookieProcessor(jar)] if jar is not None else []
    opener = urllib.request.build_opener(NoRedirect, LocalNames, *cookies)
    request = urllib.request.Request(address, headers=headers or {}, data=data, method=method)
    try:
        with opener.open(request, timeout=90) as answer:
            return answer.status, answer.headers, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read().decode(errors="replace")


def start(folder: Path, *command: str) -> Server:
    """Start ``supervision-kit …`` and wait for the address it prints."""
    return launch(folder, "-m", "supervision_kit", *command, "--no-browser")


def launch(folder: Path, *arguments: str) -> Server:
    """Start a Python that serves a folder, and wait for the address it prints."""
    log = folder.parent / f"{folder.name}-{time.monotonic_ns()}.log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
    for _ in range(1200):
        if printed := PRINTED.search(log.read_text()):
            return Server(printed[1], printed[3], folder, process, log)
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


def stop(server: Server, how: int = signal.SIGINT) -> int:
    """Stop a server as Ctrl+C does; return its exit status."""
    server.process.send_signal(how)
    try:
        return server.process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(server.process.pid, signal.SIGKILL)
        raise


def until(what, seconds=90.0):
    """Wait until something is so; say what it last was otherwise."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} seconds")


def drafted(server) -> str:
    """What is kept of the forms of a server's pages that are not saved."""
    with open_store(server.folder / "caseload.sqlite") as store:
        drafts = store.drafts()
        keys = zip(drafts["form"], drafts["case"], strict=True)
        return str([store.draft(form, case) for form, case in keys])


def page_config(html: str) -> dict:
    """What a page tells Voila's front end, its kernel's id among it."""
    found = re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', html, re.S)
    return json.loads(found[1])

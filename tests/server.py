"""How does a test start the server as a person does, and ask it for things?"""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psutil

PRINTED = re.compile(r"(http://127\.0\.0\.1:(\d+)/)\S*token=(\w+)")
CASE_PAGE = "voila/render/case-trajectory.ipynb"


@dataclass
class Server:
    """A running server: where it is, what lets one in, and what it has written so far."""

    root: str
    token: str
    folder: Path
    process: subprocess.Popen
    log: Path

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

    def get(self, path, headers=None, **query):
        """One request without redirects or cookies: status, headers, text."""
        return ask(self.address(path, **query), headers)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def ask(address, headers=None, data=None, jar=None):
    """One request without redirects: status, headers, text."""
    handlers = [NoRedirect, *([urllib.request.HTTPCookieProcessor(jar)] if jar is not None else [])]
    opener = urllib.request.build_opener(*handlers)
    request = urllib.request.Request(address, headers=headers or {}, data=data)
    try:
        with opener.open(request, timeout=90) as answer:
            return answer.status, answer.headers, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read().decode(errors="replace")


def start(folder: Path, *command: str) -> Server:
    """Start ``supervision-kit …`` and wait for the address it prints."""
    log = folder.parent / f"{folder.name}-{time.monotonic_ns()}.log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "supervision_kit", *command, "--no-browser"],
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
    for _ in range(600):
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
        return server.process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(server.process.pid, signal.SIGKILL)
        raise


def until(what, seconds=30.0):
    """Wait until something is so; say what it last was otherwise."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} seconds")


def page_config(html: str) -> dict:
    """What a page tells Voila's front end, its kernel's id among it."""
    found = re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', html, re.S)
    return json.loads(found[1])

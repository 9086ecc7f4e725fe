"""A real server with the sample caseload, and a real Chromium whose outside requests hang."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
LOCAL = re.compile(r"^(https?|wss?)://(127\.0\.0\.1|localhost|\[::1\])[:/]|^(data|blob|about):")
PRINTED = re.compile(r"http://127\.0\.0\.1:\d+/\S*token=(\w+)")


@dataclass
class Served:
    """A running server: its root address, its token, its workbook folder and its process."""

    root: str
    token: str
    folder: Path
    process: subprocess.Popen

    def url(self, workbook: str, **query: str) -> str:
        words = "&".join(
            f"{name}={value}" for name, value in {**query, "token": self.token}.items()
        )
        return f"{self.root}voila/render/{workbook}.ipynb?{words}"


def start_server(folder: Path, *command: str, **environment: str) -> Served:
    """Start `supervision-kit …` and wait for the address it prints."""
    log = folder.parent / f"{folder.name}.log"
    with log.open("w") as printing:
        process = subprocess.Popen(
            [sys.executable, "-m", "supervision_kit", *command, "--no-browser"],
            stdout=printing,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"} | environment,
            start_new_session=True,
        )
    for _ in range(600):
        text = log.read_text()
        if printed := PRINTED.search(text):
            root = re.match(r"http://[^/]+/", printed[0])[0]
            return Served(root, printed[1], folder, process)
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


def stop_server(served: Served) -> None:
    served.process.send_signal(signal.SIGINT)
    try:
        served.process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(served.process.pid, signal.SIGKILL)
        raise


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The main job as README starts it: the sample caseload on a free port."""
    folder = tmp_path_factory.mktemp("served") / "caseload"
    server = start_server(folder, "demo", "--folder", str(folder), "--port", "0")
    yield server
    stop_server(server)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS.split()
        )
        yield chromium
        chromium.close()


class Watched:
    """What a page did that it should not: requests that left the machine, errors in its console."""

    def __init__(self, page: Page) -> None:
        self.left: list[str] = []
        self.errors: list[str] = []
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        # Never answered, as a firewall does that drops what it does not know.
        page.route(
            lambda url: not LOCAL.match(url), lambda route: self.left.append(route.request.url)
        )


@pytest.fixture
def page(browser: Browser):
    """A fresh page, 1280 by 800, that must end without a request to the outside or an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    page = context.new_page()
    page.watched = Watched(page)
    page.set_default_timeout(30_000)
    yield page
    context.close()
    assert page.watched.left == []
    assert page.watched.errors == []

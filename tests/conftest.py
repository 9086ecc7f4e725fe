"""What any test may use: an empty store, the sample caseload, a running server, a browser."""

import gc
import re
import shutil
from contextlib import contextmanager
from http.cookiejar import CookieJar

import pytest
from playwright.sync_api import expect, sync_playwright

from supervision_kit import samples
from supervision_kit.store import open_store
from tests.server import ask, start, stop

AUTHOR = "tester"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
LOCAL = re.compile(
    r"^(https?|wss?)://(127\.0\.0\.1|([\w-]+\.)?localhost|\[::1\])[:/]|^(data|blob|about):"
)

#: What the front end says on a busy machine before a page is shown after all.
LATE = "widget model not found"
#: What stands for a file whose tests wait for servers and browsers.
SLOW = {"server", "own_server", "browser"}
# A busy machine is no reason to give up; whoever gets there sooner waits no longer for it.
expect.set_options(timeout=30_000)


def pytest_addoption(parser):
    """Offer to walk every step where one in a few says nearly as much in a fraction of the time."""
    parser.addoption("--every-step", action="store_true", help="pull each upgrade at each step")


def pytest_collection_modifyitems(items):
    """Begin with the files that take longest, so that no worker is left with one at the end.

    Those are the files in which a test asks for more time than others, then those that wait.
    """
    longest = {item.path for item in items if item.get_closest_marker("timeout")}
    slow = {item.path for item in items if SLOW & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: (item.path not in longest, item.path not in slow))


def pytest_collection_finish():
    """Take all that was brought in so far, and stays, out of every search for garbage."""
    gc.collect()
    gc.freeze()


@contextmanager
def lent(path):
    """Lend a closed store's file to tests that copy it, and see that none of them wrote into it."""
    before = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    yield path
    assert {each.name: each.read_bytes() for each in path.parent.iterdir()} == before


@pytest.fixture(scope="session")
def _empty(tmp_path_factory):
    path = tmp_path_factory.mktemp("empty") / "caseload.sqlite"
    open_store(path, create=True, author=AUTHOR).close()
    with lent(path):
        yield path


@pytest.fixture
def store(_empty, tmp_path):
    """An empty store in a file of its own."""
    path = shutil.copy(_empty, tmp_path / "caseload.sqlite")
    with open_store(path, author=AUTHOR) as opened:
        yield opened


@pytest.fixture(scope="session")
def _filled(tmp_path_factory):
    path = tmp_path_factory.mktemp("caseload") / "caseload.sqlite"
    with open_store(path, create=True, author=AUTHOR) as opened:
        samples.fill(opened)
    with lent(path):
        yield path


@pytest.fixture
def caseload(_filled, tmp_path):
    """A store with the sample caseload, free to be changed."""
    path = tmp_path / "sample.sqlite"
    shutil.copy(_filled, path)
    with open_store(path, author=AUTHOR) as opened:
        yield opened


def served_sample(folder):
    """Serve a sample caseload of its own on any free port for as long as it is asked for."""
    running = start(folder, "demo", "--folder", str(folder), "--port", "0")
    yield running
    stop(running)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The sample caseload on any free port; shared, so leave what others read as it was."""
    yield from served_sample(tmp_path_factory.mktemp("served") / "caseload")


@pytest.fixture(scope="module")
def own_server(tmp_path_factory):
    """The sample caseload for the tests of one file: they change it, or need it unchanged."""
    yield from served_sample(tmp_path_factory.mktemp("own") / "caseload")


@pytest.fixture
def jar(server):
    """The cookies of somebody who came in with the token."""
    cookies = CookieJar()
    ask(server.address(), jar=cookies)
    return cookies


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS.split()
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A fresh page; outside requests are left unanswered and kept in `page.left`, errors too."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    fresh = context.new_page()
    fresh.left, fresh.errors = [], []
    fresh.on(
        "console",
        lambda m: fresh.errors.append(m.text) if m.type == "error" and LATE not in m.text else None,
    )
    fresh.on("pageerror", lambda error: fresh.errors.append(str(error)))
    fresh.route(lambda url: not LOCAL.match(url), lambda r: fresh.left.append(r.request.url))
    fresh.set_default_timeout(45_000)
    yield fresh
    context.close()

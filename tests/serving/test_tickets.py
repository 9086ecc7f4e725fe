"""Does an address let in who needs it, and nobody with what a browser remembers?"""

import re
import shutil
from http.cookiejar import CookieJar
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from supervision_kit.serving.addresses import name_to_open, on_loopback
from supervision_kit.serving.tickets import SECONDS_OF_GRACE, Tickets, token_in
from tests.conftest import FLAGS
from tests.server import CASE_PAGE, PRINTED, ask, until

FULL = "K-7F3Q"
LIVE = ".output[data-live]"


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def told():
    return []


@pytest.fixture
def tickets(clock, told):
    return Tickets(told.append, clock=clock)


def test_a_token_opens_for_a_moment_after_its_first_use_and_waits_for_that_any_time(tickets, clock):
    clock.now = 10_000.0
    assert tickets.accepts(tickets.current)
    clock.now += SECONDS_OF_GRACE
    assert tickets.accepts(tickets.current)
    clock.now += 1
    assert not tickets.accepts(tickets.current)


def test_a_token_that_is_not_printed_opens_once(tickets):
    token = tickets.once()
    assert tickets.accepts(token)
    assert not tickets.accepts(token)


def test_the_next_token_is_told_only_when_the_last_was_used(tickets, told):
    tickets.renew()
    assert told == []
    first = tickets.current
    tickets.accepts(first)
    tickets.renew()
    tickets.renew()
    assert told == [tickets.current] != [first]
    assert tickets.accepts(tickets.current)


@pytest.mark.parametrize("token", ["", "0" * 48, "ä", "\udcff"])
def test_what_is_no_token_opens_nothing(tickets, token):
    assert not tickets.accepts(token)


@pytest.mark.parametrize(
    "pasted",
    [
        "ab12",
        "  ab12\n",
        "ab 12",
        '"ab12"',
        "“ab12”",
        "<http://kit-1.localhost:8866/?token=ab12>",
        "http://127.0.0.1:8866/?token=ab12",
        "http://127.0.0.1:8866/?x=1&token=ab12&y=2",
        "Open this address: http://127.0.0.1:8866/?token=ab12.",
        "token=ab12",
        "http://127.0.0.1:8866/?token=\n  ab12",
    ],
)
def test_the_token_is_found_in_what_people_paste(pasted):
    assert token_in(pasted) == "ab12"


def test_the_address_loses_its_token_at_once(server):
    status, headers, text = ask(server.address(CASE_PAGE, case=FULL))
    assert (status, headers["Location"]) == (302, f"/{CASE_PAGE}?case={FULL}")
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "token" not in text


def test_an_address_opened_again_in_the_same_browser_opens(server):
    cookies, address = CookieJar(), server.address(CASE_PAGE, case=FULL)
    for _ in range(3):
        status, headers, _ = ask(address, jar=cookies)
        assert (status, headers["Location"]) == (302, f"/{CASE_PAGE}?case={FULL}")
    assert ask(f"{server.root}{CASE_PAGE}?case={FULL}", jar=cookies)[0] == 200


def test_a_second_browser_finds_an_address_in_the_window(server):
    printed = len(PRINTED.findall(server.log.read_text()))
    ask(server.address())
    assert "newest one" in ask(f"{server.root}login")[2]
    now = PRINTED.findall(server.log.read_text())
    assert len(now) > printed
    root, _, token = now[-2]
    assert (root, ask(f"{root}?token={token}")[0]) == (server.root, 302)
    # For browsers that do not find names: the same token under the other address.
    assert now[-1] == (server.loopback, now[-1][1], token)


def test_whoever_only_knocks_makes_nothing_be_printed(server):
    ask(f"{server.root}login")
    before = server.log.read_text()
    for _ in range(3):
        ask(f"{server.root}login")
        server.get(CASE_PAGE, token=False, case=FULL)
    assert server.log.read_text() == before


@pytest.fixture
def led(server):
    def lead(address):
        for _ in range(5):
            status, headers, html = ask(address)
            if status != 302:
                return address, html
            to = headers["Location"]
            address = to if "://" in to else re.match(r"\w+://[^/]+", address)[0] + to
        raise AssertionError(address)

    return lead


@pytest.mark.parametrize(
    ("bookmark", "why"),
    [
        ("{root}voila/render/case-trajectory.ipynb?case=K-7F3Q", "Bookmarks and links"),
        ("{loopback}voila/render/case-trajectory.ipynb?case=K-7F3Q", "Bookmarks and links"),
        ("{loopback}?token=0123456789abcdef", "from an earlier run"),
        ("http://kit-0123456789abcdef.localhost:{port}/voila/tree", "from an earlier run"),
        ("http://kit-0123456789abcdef.localhost:{port}/?token=0123", "from an earlier run"),
        ("{root}voila/render/case-trajectory.ipynb?case=K-7F3Q&token=0123", "from an earlier run"),
    ],
)
def test_an_address_kept_from_before_is_told_why_it_does_not_open(server, led, bookmark, why):
    port = server.loopback.rstrip("/").rpartition(":")[2]
    kept = bookmark.format(root=server.root, loopback=server.loopback, port=port)
    address, html = led(kept)
    assert why in html
    assert "start Supervision kit again" in html
    assert "token" not in address
    if server.root not in kept:
        assert re.search(r"kit-[0-9a-f]+", server.root)[0] not in html


def test_pasting_the_address_of_the_window_opens_the_bookmarked_page(server, page):
    page.goto(f"{server.loopback}{CASE_PAGE}?case={FULL}")
    page.get_by_label("Address or token").fill(server.address())
    page.get_by_role("button", name="Open").click()
    page.wait_for_selector(LIVE)
    assert page.url == f"{server.root}{CASE_PAGE}?case={FULL}"
    assert [cookie["name"] for cookie in page.context.cookies(server.loopback)] == ["_xsrf"]
    assert page.errors == []


def test_a_browser_that_does_not_find_the_name_stays_where_it_is(server, page):
    page.goto(f"{server.loopback}{CASE_PAGE}?case={FULL}")
    page.get_by_label("Address or token").fill(on_loopback(server.address()))
    page.get_by_role("button", name="Open").click()
    page.wait_for_selector(LIVE)
    assert page.url == f"{server.loopback}{CASE_PAGE}?case={FULL}"
    assert page.errors == []


def test_no_other_port_of_this_computer_is_sent_the_cookie(server, page):
    sent = []

    class Dummy(BaseHTTPRequestHandler):
        def do_GET(self):
            sent.append(self.headers.get("Cookie"))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    page.goto(server.address())
    assert page.context.cookies(server.root)
    with ThreadingHTTPServer(("127.0.0.1", 0), Dummy) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        for host in ("127.0.0.1", "localhost", "another.localhost"):
            page.goto(f"http://{host}:{other.server_port}/")
        other.shutdown()
    assert set(sent) == {None}


def test_a_wrong_paste_is_told_and_the_next_one_is_taken(server, page):
    page.goto(f"{server.root}{CASE_PAGE}?case={FULL}")
    page.get_by_label("Address or token").fill("http://127.0.0.1:8866/?token=0123")
    page.get_by_role("button", name="Open").click()
    expect(page.locator("#token-error")).to_contain_text("newest address")
    page.get_by_label("Address or token").fill(f'"{server.address()}"')
    page.get_by_role("button", name="Open").click()
    page.wait_for_selector(LIVE)


def test_a_browser_that_takes_no_cookies_is_told(server):
    wrong = urlencode({"_xsrf": "", "password": server.token}).encode()
    status, _, html = ask(f"{server.root}login", data=wrong)
    assert status == 403
    assert "allow cookies" in html


def test_what_a_browser_keeps_opens_nothing(server, browser, tmp_path):
    """History, session files and cache of a real profile, read after the browser was closed."""
    address, profile = server.address(CASE_PAGE, case=FULL), tmp_path / "profile"
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=shutil.which("chromium"), args=FLAGS.split()
    )
    page = context.new_page()
    page.goto(address, timeout=90_000)
    page.wait_for_selector(LIVE, timeout=90_000)
    assert "token" not in page.url
    page.goto("about:blank")
    context.close()
    kept = [path for path in profile.rglob("*") if path.is_file()]
    held = b"".join(path.read_bytes() for path in kept if "Cookies" not in path.name)
    tokens = {token.decode() for token in re.findall(rb"token=(\w{48})", held)}
    assert tokens <= {PRINTED.search(address)[3]}
    assert b"Seeing a need for change" not in held
    for token in tokens:
        until(lambda kept=token: leads_to(server, kept).startswith("/login"), 90)


def leads_to(server, token):
    return ask(f"{server.root}?token={token}")[1]["Location"]


def test_safari_is_sent_to_an_address_it_finds():
    assert name_to_open("kit-1.localhost", "linux") == "kit-1.localhost"
    assert name_to_open("kit-1.localhost", "win32") == "kit-1.localhost"
    assert name_to_open("no-such-name.invalid", "darwin") == "127.0.0.1"
    assert name_to_open("localhost", "darwin") == "localhost"

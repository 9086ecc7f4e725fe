"""Do two people behind a real nginx each see what is theirs, and nothing of each other's?"""

import re
from base64 import b64encode

import pytest

from supervision_kit.records import OwnNote
from supervision_kit.serving.folder import make_folder
from supervision_kit.store import open_store
from supervision_kit.store.looking_after import name_administrator
from tests.barriers import barriers
from tests.nginx import nginx
from tests.server import CASE_PAGE, ask, page_config, start, stop

# W2 is supervised by S1; W4 is somebody else's.
SUPERVISOR, WORKER, OTHER = "S1", "W2", "W4"
THEIRS, NOT_THEIRS = "K-7F3Q", "K-5N7X"
SUPERVISION = "voila/render/supervision-session.ipynb"
LIVE = ".output[data-live]"
#: Pages that a person looks through, and what is there when each is whole.
PLACES = {
    "voila/render/start.ipynb": ".output h1",
    f"{CASE_PAGE}?case={THEIRS}": LIVE,
    f"{CASE_PAGE}?case={NOT_THEIRS}": LIVE,
    f"{SUPERVISION}?with=S1-W2": LIVE,
    f"{SUPERVISION}?with=S2-W4": LIVE,
}


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    """The sample caseload behind a proxy, which L1 looks after; and where nginx answers."""
    place = tmp_path_factory.mktemp("proxy")
    folder = make_folder(place / "team", sample=True).folder
    with open_store(folder / "caseload.sqlite") as store:
        name_administrator(store, "L1")
    running = start(folder, "serve", str(folder), "--behind-proxy", "X-Remote-User", "--port", "0")
    printed = running.log.read_text()
    location = re.search(r"^location .*?^}", printed, re.S | re.M)[0]
    passwords = {each: f"word of {each}" for each in (SUPERVISOR, WORKER, OTHER, "mallory")}
    with nginx(place, location, passwords) as port:
        running.root, running.port = f"http://team.localhost:{port}/", running.root
        yield running
    stop(running)


@pytest.fixture
def come(browser, team):
    """Open a browser of somebody's own; what it is sent is kept in `page.seen`."""
    contexts = []

    def coming(name, **more):
        context = browser.new_context(
            http_credentials={"username": name, "password": f"word of {name}"},
            viewport={"width": 1280, "height": 800},
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.seen, page.errors = [], []
        page.on("websocket", lambda line: line.on("framereceived", lambda f: keep(page, f)))
        page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
        return page

    yield coming
    for context in contexts:
        context.close()


def keep(page, frame):
    page.seen.append(frame if isinstance(frame, str) else frame.decode("latin-1"))


def look_through(page, team):
    """Open each page until it is live, and keep its source and what its line brought."""
    for place, whole in PLACES.items():
        answer = page.goto(f"{team.root}{place}")
        assert answer.status == 200
        page.wait_for_selector(whole)
        page.seen.append(answer.text())
        page.seen.append(page.content())
    return "\n".join(page.seen)


def pieces(texts):
    """Long pieces of texts, without what JSON or HTML may write otherwise."""
    found = (piece.strip() for text in texts for piece in re.split(r"[^\w ,.;:-]", text))
    return {piece for piece in found if len(piece) > 20 and piece.isascii()}


def words_of(team, name):
    """All words and numbers of records that somebody may read, and the codes of their cases."""
    with open_store(team.folder / "caseload.sqlite", author=name, shared=True) as store:
        tables = store.tables()
        del tables["wordings"]
        texts = {
            value
            for table in tables.values()
            for value in table.select_dtypes(["str", "object"]).to_numpy().ravel()
            if isinstance(value, str)
        }
        return pieces(texts), set(store.codes())


def test_each_sees_what_is_theirs_and_no_word_of_what_is_not(come, team):
    seen = {name: look_through(come(name), team) for name in (SUPERVISOR, WORKER, OTHER)}
    words = {name: words_of(team, name) for name in seen}
    for name, text in seen.items():
        own, codes = words[name]
        assert codes
        assert all(code in text for code in codes)
        assert any(word in text for word in own)
        for other in seen.keys() - {name}:
            others, their_codes = words[other]
            assert others - own
            assert [word for word in others - own if word in text] == []
            # The codes asked for stand in the address.
            assert not any(code in text for code in their_codes - codes - {THEIRS, NOT_THEIRS})
            assert their_codes - {THEIRS, NOT_THEIRS}
    assert THEIRS in words[SUPERVISOR][1] & words[WORKER][1]
    assert words[OTHER][1].isdisjoint(words[WORKER][1])


def test_what_somebody_writes_on_their_own_sheet_reaches_nobody_else(come, team):
    secret = "Walked past that door twice on Tuesday"
    mine, other = come(WORKER), come(SUPERVISOR)
    mine.goto(f"{team.root}{SUPERVISION}?with=S1-W2&form=own_sheet")
    mine.locator(".live textarea").first.fill(secret)
    mine.locator(".live .sk-form").get_by_role("button", name="Save").first.click()
    mine.get_by_role("status").filter(has_text="Saved").first.wait_for()
    with open_store(team.folder / "caseload.sqlite", author=WORKER, shared=True) as store:
        assert secret in store.read(OwnNote)["text"].tolist()
    other.goto(f"{team.root}{SUPERVISION}?with=S1-W2")
    other.wait_for_selector(".output[data-live]")
    assert secret not in "".join([*other.seen, other.content()])
    assert any("comm_" in frame for frame in other.seen)


def test_a_page_is_written_on_through_nginx_by_whoever_is_there(come, team):
    page = come(WORKER)
    page.goto(f"{team.root}{CASE_PAGE}?case={THEIRS}&form=event")
    page.wait_for_selector(".output[data-live]")
    assert page.errors == []
    assert barriers(page) == []
    assert any("comm_" in frame for frame in page.seen)


def test_a_request_straight_to_the_port_with_a_forged_header_is_refused(team):
    for headers in ({"X-Remote-User": WORKER}, {}):
        status, _, text = ask(f"{team.port}{CASE_PAGE}?case={THEIRS}", headers)
        assert status == 403
        assert THEIRS not in text


def test_a_client_that_sends_the_header_is_still_itself(team):
    forged = {"X-Remote-User": WORKER, "X_Remote_User": WORKER, "X-Supervision-Kit-Proxy": "0"}
    password = b64encode(f"{OTHER}:word of {OTHER}".encode()).decode()
    sent = {**forged, "Authorization": f"Basic {password}"}
    status, _, html = ask(f"{team.root}voila/render/start.ipynb", sent)
    assert status == 200
    assert f"Entries are signed as {OTHER}." in html
    assert THEIRS not in html


def test_nginx_lets_nobody_through_who_has_not_logged_in(team):
    assert ask(f"{team.root}{CASE_PAGE}")[0] == 401


def test_whom_nobody_put_in_sees_that_and_nothing_else(come, team):
    page = come("mallory")
    assert page.goto(f"{team.root}{CASE_PAGE}?case={THEIRS}").status == 403
    assert page.locator("h1").inner_text() == "You are not put in here yet"
    assert page.get_by_text("You sign in as mallory.").is_visible()
    assert page.locator("nav").count() == 0
    assert barriers(page) == []


def test_another_s_kernel_answers_nobody_else(come, team):
    mine, other = come(WORKER), come(SUPERVISOR)
    kernel = page_config(mine.goto(f"{team.root}{CASE_PAGE}?case={THEIRS}").text())["kernelId"]
    mine.wait_for_selector(".output[data-live]")
    other.goto(f"{team.root}voila/tree")
    lines = [opened(page, kernel) for page in (other, mine)]
    assert lines == ["refused", "open"]
    assert answered(other, f"api/kernels/{kernel}", "GET") == 403
    assert answered(other, f"api/kernels/{kernel}", "DELETE") == 403
    assert answered(other, f"voila/api/shutdown/{kernel}", "POST") == 403
    assert answered(mine, f"api/kernels/{kernel}", "GET") == 200


def opened(page, kernel):
    """Try to open a web socket to a kernel from a page."""
    return page.evaluate(
        """kernel => new Promise(done => {
            const line = new WebSocket(`ws://${location.host}/api/kernels/${kernel}/channels`);
            line.onopen = () => { line.close(); done("open"); };
            line.onerror = () => done("refused");
        })""",
        kernel,
    )


def answered(page, path, method):
    """Ask for an address as the page's own script can; gives the status."""
    return page.evaluate(
        """async ([path, method]) => {
            document.cookie = "_xsrf=" + "ab".repeat(16);
            const headers = { "X-XSRFToken": "ab".repeat(16) };
            return (await fetch("/" + path, { method, headers })).status;
        }""",
        [path, method],
    )

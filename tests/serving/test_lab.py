"""Does a workbook folder open in JupyterLab, on this computer and for its owner only?"""

import base64
import json
import os
import re
import shutil
import signal
from http.cookiejar import CookieJar

import nbformat
import psutil
import pytest
from nbclient import NotebookClient
from playwright.sync_api import expect

from supervision_kit.frameworks import say
from supervision_kit.pages.places import bundled_folder
from supervision_kit.serving.folder import make_folder
from tests.conftest import FLAGS
from tests.server import PRINTED, ask, page_config, read, start, stop, until

PATIENCE = 120_000
SECRET = "She said no."
SHOWN = nbformat.v4.new_notebook(
    metadata={"widgets": {"state": SECRET}},
    cells=[
        nbformat.v4.new_code_cell(
            "story",
            execution_count=7,
            outputs=[nbformat.v4.new_output("stream", name="stdout", text=SECRET)],
        )
    ],
)
TEXT = json.dumps(SHOWN)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = make_folder(tmp_path_factory.mktemp("lab") / "team").folder
    running = start(folder, "lab", str(folder))
    try:
        yield running
    finally:
        children = psutil.Process(running.process.pid).children(recursive=True)
        code = stop(running, signal.SIGTERM)
    assert code == 0
    assert psutil.wait_procs(children, timeout=30)[1] == []
    assert "Traceback" not in running.log.read_text()


def call(lab, method, where, **model):
    """Ask JupyterLab for something, as its page does."""
    lab.get("lab")
    (code,) = (cookie.value for cookie in lab.jar if cookie.name == "_xsrf")
    headers = {"X-XSRFToken": code, "Content-Type": "application/json"}
    data = json.dumps(model).encode() if method != "GET" else None
    address = f"{lab.root}api/contents/{where}"
    status, _, text = ask(address, headers, data, jar=lab.jar, method=method)
    assert status in (200, 201, 204), text
    return json.loads(text or "null")


def save(lab, name="mine.ipynb"):
    return call(lab, "PUT", name, type="notebook", format="json", content=SHOWN)


def upload_whole(lab):
    return call(lab, "PUT", "whole.ipynb", type="file", format="text", content=TEXT)


def upload_in_pieces(lab):
    middle = len(TEXT) // 2
    for chunk, piece in ((1, TEXT[:middle]), (-1, TEXT[middle:])):
        content = base64.b64encode(piece.encode()).decode()
        call(lab, "PUT", "pieces.ipynb", type="file", format="base64", content=content, chunk=chunk)


def rename(lab):
    call(lab, "PUT", "renamed.json", type="file", format="text", content=TEXT)
    call(lab, "PATCH", "renamed.json", path="renamed.ipynb")


def copy(lab):
    (lab.folder / "theirs.ipynb").write_text(TEXT)
    call(lab, "POST", "", copy_from="theirs.ipynb")
    (lab.folder / "theirs.ipynb").unlink()


def checkpoint(lab):
    (lab.folder / "theirs.ipynb").write_text(TEXT)
    call(lab, "POST", "theirs.ipynb/checkpoints")
    (lab.folder / "theirs.ipynb").unlink()  # which is not of JupyterLab's writing


def go_back(lab):
    save(lab)
    made = call(lab, "POST", "mine.ipynb/checkpoints")
    save(lab)
    call(lab, "POST", f"mine.ipynb/checkpoints/{made['id']}")


WAYS = [save, upload_whole, upload_in_pieces, rename, copy, checkpoint, go_back]


def test_no_notebook_keeps_what_it_has_shown_whichever_way_it_is_written(lab):
    for write in WAYS:
        before = set(lab.folder.rglob("*.ipynb"))
        write(lab)
        written = [path for path in lab.folder.rglob("*") if path.is_file()]
        assert set(lab.folder.rglob("*.ipynb")) != before or write is go_back, write
        leaky = [path.name for path in written if SECRET.encode() in path.read_bytes()]
        assert leaky == [], write.__name__
    assert (lab.folder / "theirs-Copy1.ipynb").is_file()
    modes = {path.stat().st_mode & 0o077 for path in [lab.folder, *lab.folder.rglob("*")]}
    assert modes == {0}


def test_a_saved_notebook_is_known_to_be_as_it_was_left(lab):
    told = save(lab)["last_modified"]
    found = call(lab, "GET", "mine.ipynb?content=0")["last_modified"]
    assert told == found
    whole = upload_whole(lab)["last_modified"]
    assert whole == call(lab, "GET", "whole.ipynb?content=0")["last_modified"]


@pytest.mark.parametrize(("set_by_lab", "sentence"), [("yes", "not_kept"), ("", "kept")])
def test_a_workbook_says_whether_what_it_shows_is_kept(monkeypatch, tmp_path, set_by_lab, sentence):
    monkeypatch.setenv("SUPERVISION_KIT_OUTPUT_FREE", set_by_lab)
    notebook = nbformat.read(bundled_folder("workbooks") / "methods.ipynb", as_version=4)
    notebook.cells = [cell for cell in notebook.cells if "prepare()" in cell.source]
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert say(f"start.outputs_{sentence}") in str(notebook.cells[0].outputs)


def test_the_workbooks_are_there_for_who_has_the_token(lab):
    status, _, text = lab.get("api/contents")
    assert status == 200
    names = {entry["name"] for entry in json.loads(text)["content"]}
    assert {"start.ipynb", "case-trajectory.ipynb", "methods.ipynb", "caseload.sqlite"} <= names
    assert lab.get("api/contents", token=False)[0] == 403
    specs = json.loads(lab.get("api/kernelspecs")[2])["kernelspecs"]
    assert list(specs) == ["python3"]
    running = psutil.Process(lab.process.pid)
    listening = [
        each.laddr.ip
        for process in [running, *running.children(recursive=True)]
        for each in process.net_connections("inet")
        if each.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert set(listening) <= {"127.0.0.1"}


def test_nobody_is_asked_whether_to_fetch_news(lab):
    _, _, html = lab.get("lab")
    config = page_config(html)
    assert config["news"] == {"disabled": True}
    assert "@jupyterlab/apputils-extension:announcements" in config["disabledExtensions"]


@pytest.mark.parametrize("path", ["", "lab", "lab/tree/start.ipynb"])
def test_the_address_of_lab_loses_its_token_at_once(lab, path):
    status, headers, text = ask(lab.address(path))
    assert (status, headers["Location"]) == (302, f"/{path}")
    assert headers["Cache-Control"] == "no-store"
    assert "token=" not in text


def test_without_the_cookie_lab_leads_to_the_sign_in_page(lab):
    for path in ("lab", "lab/tree/start.ipynb", "files/start.ipynb"):
        status, headers, _ = lab.get(path, token=False)
        assert (status, headers["Location"].partition("?")[0]) == (302, "/login")
    for path in ("api/contents", "api/kernels", "api/terminals"):
        assert lab.get(path, token=False)[0] == 403
    wrong = ask(f"{lab.root}lab?token={'0' * 48}")[1]
    assert wrong["Location"] == "/login?next=%2Flab&why=used"


def test_no_token_stands_in_a_page_of_lab_or_where_its_kernels_can_read_it(lab):
    _, headers, html = lab.get("lab")
    assert headers["Cache-Control"] == "no-store"
    assert page_config(html)["token"] == ""
    printed = {token for *_, token in PRINTED.findall(lab.log.read_text())}
    assert printed
    environment = psutil.Process(lab.process.pid).environ()
    assert not any(token in f"{html}{environment}" for token in printed)


@pytest.mark.parametrize(
    ("bookmark", "why"),
    [
        ("{root}lab/tree/start.ipynb", "Bookmarks and links"),
        ("{root}lab?token=0123456789abcdef", "from an earlier run"),
        ("http://kit-0123456789abcdef.localhost:{port}/lab/tree/start.ipynb", "an earlier run"),
        ("{loopback}lab?token=0123456789abcdef", "from an earlier run"),
    ],
)
def test_an_address_of_lab_kept_from_before_is_told_why_it_does_not_open(lab, bookmark, why):
    port = lab.loopback.rstrip("/").rpartition(":")[2]
    html = read(bookmark.format(root=lab.root, loopback=lab.loopback, port=port))
    assert why in html
    assert "start Supervision kit again" in html
    if "{root}" not in bookmark:
        assert re.search(r"kit-[0-9a-f]+", lab.root)[0] not in html


def test_the_sign_in_page_of_lab_sends_only_its_own_look_to_strangers(lab):
    _, _, html = lab.get("login", token=False)
    assert '<html lang="en">' in html
    looks = re.findall(r'href="/(login-look/[^"]+)"', html)
    assert len(looks) == 2
    assert all(lab.get(path, token=False)[0] == 200 for path in looks)
    for path in ("login-look/../sign-in.html", "login-look/supervision.js", "login-look/"):
        assert lab.get(path, token=False)[0] in (302, 403, 404)


def test_a_cookie_opens_no_later_run_of_lab_and_a_token_of_the_users_own_none(lab, monkeypatch):
    monkeypatch.setenv("JUPYTER_TOKEN", "lasting")
    cookies, answers = CookieJar(), []
    port = "0"
    for _ in range(2):
        running = start(lab.folder, "lab", str(lab.folder), "--port", port)
        if not answers:
            ask(f"{running.loopback}?token={running.token}", jar=cookies)
            port = running.loopback.rstrip("/").rpartition(":")[2]
        answers.append(ask(f"{running.loopback}api/contents", jar=cookies)[0])
        answers.append(ask(f"{running.root}api/contents", {"Authorization": "token lasting"})[0])
        stop(running, signal.SIGTERM)
    assert answers == [200, 403, 403, 403]


def test_lab_is_worked_in_under_its_own_name_and_the_browser_keeps_no_way_in(
    lab, browser, tmp_path
):
    """A real profile: opened by an old bookmark, run, saved, closed, and then read."""
    profile = tmp_path / "profile"
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=shutil.which("chromium"), args=FLAGS.split()
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{lab.loopback}lab/tree/methods.ipynb")
    page.get_by_label("Address or token").fill(lab.address())
    page.get_by_role("button", name="Open").click()
    page.locator(".jp-Notebook").wait_for()
    assert page.url == f"{lab.root}lab/tree/methods.ipynb"
    assert [each["name"] for each in context.cookies(lab.loopback)] == ["_xsrf"]
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Idle", timeout=PATIENCE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    expect(page.locator(".jp-OutputArea-output").first).to_contain_text(
        say("start.outputs_not_kept"), timeout=PATIENCE
    )
    path = lab.folder / "methods.ipynb"
    before = path.stat().st_mtime_ns
    page.keyboard.press("Control+s")
    until(lambda: path.stat().st_mtime_ns != before)
    context.close()
    assert not any(cell.get("outputs") for cell in nbformat.read(path, as_version=4).cells)
    kept = [each for each in profile.rglob("*") if each.is_file() and "Cookies" not in each.name]
    held = b"".join(each.read_bytes() for each in kept)
    tokens = {token.decode() for token in re.findall(rb"token=(\w{48})", held)}
    for token in tokens:
        until(lambda kept=token: leads_to(lab, kept).startswith("/login"), 90)


def leads_to(lab, token):
    return ask(f"{lab.root}?token={token}")[1]["Location"]


@pytest.mark.skipif(os.name != "posix", reason="only terminals of POSIX systems say that they end")
def test_lab_stops_with_its_terminal_and_says_so(lab):
    running = start(lab.folder, "lab", str(lab.folder))
    assert stop(running, signal.SIGHUP) == 0
    assert running.log.read_text().rstrip().endswith("Everything that was saved is kept.")

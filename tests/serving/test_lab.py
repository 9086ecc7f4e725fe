"""Does a workbook folder open in JupyterLab, on this computer and for its owner only?"""

import base64
import json
import signal
import urllib.request

import nbformat
import psutil
import pytest
from nbclient import NotebookClient

from supervision_kit.frameworks import say
from supervision_kit.serving.folder import make_folder
from supervision_kit.serving.places import bundled
from tests.server import ask, page_config, start, stop, until

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
        until(lambda: can_connect(running))
        yield running
    finally:
        children = psutil.Process(running.process.pid).children(recursive=True)
        stop(running, signal.SIGTERM)
    assert psutil.wait_procs(children, timeout=30)[1] == []


def can_connect(running):
    try:
        return ask(running.address("api"))[0] == 200
    except OSError:
        return False


def call(lab, method, where, **model):
    """Ask JupyterLab for something, as its page does."""
    request = urllib.request.Request(
        f"{lab.root}api/contents/{where}",
        method=method,
        data=json.dumps(model).encode(),
        headers={"Authorization": f"token {lab.token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


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
    notebook = nbformat.read(bundled("workbooks") / "methods.ipynb", as_version=4)
    notebook.cells = [cell for cell in notebook.cells if "prepare()" in cell.source]
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert say(f"start.outputs_{sentence}") in str(notebook.cells[0].outputs)


def test_the_workbooks_are_there_for_who_has_the_token(lab):
    status, _, text = ask(lab.address("api/contents"))
    assert status == 200
    names = {entry["name"] for entry in json.loads(text)["content"]}
    assert {"start.ipynb", "case-trajectory.ipynb", "methods.ipynb", "caseload.sqlite"} <= names
    assert ask(lab.address("api/contents", token=False))[0] == 403
    specs = json.loads(ask(lab.address("api/kernelspecs"))[2])["kernelspecs"]
    assert list(specs) == ["python3"]
    listening = [
        each.laddr.ip
        for process in psutil.Process(lab.process.pid).children(recursive=True)
        for each in process.net_connections("inet")
        if each.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert set(listening) <= {"127.0.0.1"}


def test_nobody_is_asked_whether_to_fetch_news(lab):
    _, _, html = ask(lab.address("lab"))
    config = page_config(html)
    assert config["news"] == {"disabled": True}
    assert "@jupyterlab/apputils-extension:announcements" in config["disabledExtensions"]

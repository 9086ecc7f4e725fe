"""Does a workbook folder open in JupyterLab, on this computer and for its owner only?"""

import json
import signal

import psutil
import pytest

from tests.server import ask, page_config, start, stop, until


@pytest.fixture
def lab(tmp_path):
    from supervision_kit.serving.folder import make_folder

    folder = make_folder(tmp_path / "team").folder
    running = start(folder, "lab", str(folder))
    try:
        until(lambda: can_connect(running), 60)
        yield running
    finally:
        children = psutil.Process(running.process.pid).children(recursive=True)
        stop(running, signal.SIGTERM)
    assert psutil.wait_procs(children, timeout=10)[1] == []


def can_connect(running):
    try:
        return ask(running.address("api"))[0] == 200
    except OSError:
        return False


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

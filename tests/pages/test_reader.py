"""Does a workbook learn what its reader asked for, also in a kernel that was started ahead?"""

import json
import subprocess
import sys
from threading import Thread

import pytest
from websockets.sync.server import serve

from supervision_kit.pages import asked_for


@pytest.fixture
def told(monkeypatch):
    """A server that tells whoever asks which page was asked for, and what it was asked by."""
    asked = []

    def tell(line):
        asked.append(line.request.path)
        line.send(json.dumps({"QUERY_STRING": "case=K-7F3Q"}))

    with serve(tell, "127.0.0.1", 0) as server:
        Thread(target=server.serve_forever).start()
        monkeypatch.setenv("VOILA_PREHEAT", "True")
        monkeypatch.setenv("VOILA_APP_PORT", str(server.socket.getsockname()[1]))
        monkeypatch.setenv("VOILA_WS_BASE_URL", "/door/")
        monkeypatch.setenv("VOILA_KERNEL_ID", "k-1")
        monkeypatch.setenv("QUERY_STRING", "")
        yield asked
        server.shutdown()


def test_the_address_says_what_was_asked_for(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "case=K-7F3Q&form=contact&token=abc")
    assert asked_for("case") == "K-7F3Q"
    assert asked_for("form") == "contact"
    assert asked_for("nothing") is None


def test_without_an_address_nothing_was_asked_for(monkeypatch):
    monkeypatch.delenv("QUERY_STRING", raising=False)
    assert asked_for("case") is None


def test_a_kernel_started_ahead_is_told_what_was_asked_as_often_as_it_asks(told):
    assert asked_for("case") == "K-7F3Q"
    assert asked_for("form") is None
    assert told == ["/door/voila/query/k-1"] * 2


def test_no_proxy_is_asked_about_a_page(told, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://proxy.invalid:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert asked_for("case") == "K-7F3Q"


def test_a_page_does_not_bring_in_the_server():
    """A kernel would take twice as long to start, and more memory for as long as it lives."""
    code = "import sys, supervision_kit.pages; print({'voila', 'jsonschema'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"

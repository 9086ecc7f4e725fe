"""Does a widget of a library keep silent when a message was forged?"""

import io
import logging
from datetime import date

import pytest
from IPython.core.interactiveshell import InteractiveShell
from ipywidgets import Widget

from supervision_kit.pages import CasePage, MethodsPage
from supervision_kit.pages.methods_play import MOST, MOST_LINES

FORGED = [None, -1, 10**30, "IPY_MODEL_x", [None], {"a": 1}]


@pytest.fixture
def pages(caseload):
    """Both live pages, made where a notebook's shell is running."""
    shell = InteractiveShell.instance()
    yield [CasePage(caseload, "K-7F3Q", today=date(2026, 11, 20)), MethodsPage(caseload)]
    shell.clear_instance()


def reachable(widget, found):
    """Return a widget and all that belong to it: its children, layouts and styles."""
    if widget in found:
        return found
    found.append(widget)
    for name in widget.keys:
        value = getattr(widget, name)
        for each in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(each, Widget):
                reachable(each, found)
    return found


def send(widget, content):
    widget._handle_msg({"content": content, "buffers": []})


def test_no_forged_value_of_any_widget_is_answered_with_a_traceback(pages, capsys):
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    n_sent = 0
    try:
        for widget in [each for page in pages for each in reachable(page, [])]:
            for name in widget.keys:
                for value in FORGED:
                    send(widget, {"data": {"method": "update", "state": {name: value}}})
                    n_sent += 1
            for content in ({}, {"data": []}, {"data": {"method": "no such"}}, {"data": None}):
                send(widget, content)
    finally:
        logging.getLogger().removeHandler(handler)
    shown = capsys.readouterr()
    assert n_sent > 1_500
    for said in (shown.out, shown.err, log.getvalue()):
        assert "Traceback" not in said
        assert ".py" not in said
        assert "IPY_MODEL_x" not in said


def test_no_more_is_drawn_than_the_page_would_ask_for(pages):
    play = pages[1].play
    for control in (pages[1].find("play-n"), pages[1].find("play-n-lines")):
        state = {"max": 10**9, "value": 10**9}
        send(control, {"data": {"method": "update", "state": state}})
    assert (play.chances.play.n, play.chances.play.n_lines) == (MOST, MOST_LINES)

"""Can one case be found among many, by hand and by keyboard?"""

import re

import pytest


@pytest.fixture
def start(page, server):
    page.goto(server.page("start"), timeout=150_000)  # the first page of a server
    page.get_by_label("Find a case").wait_for()
    return page


def shown(page):
    """The codes of the cases that can be seen, in their order."""
    links = page.locator("table.cases tbody tr:visible th a")
    return links.all_text_contents()


def test_cases_are_found_as_one_types_by_code_worker_setting_and_reason(start):
    everything = shown(start)
    assert {"K-7F3Q", "K-3R8V", "K-2M8D"} <= set(everything)
    field = start.get_by_label("Find a case")
    field.press_sequentially("7f3")
    assert shown(start) == ["K-7F3Q"]
    assert start.get_by_role("status").filter(has_text=re.compile(r"1 of \d+ cases")).is_visible()
    field.fill("CHILD w2")
    assert set(shown(start)) == {"K-3R8V", "K-7F3Q"}
    field.fill("saturdays")
    assert "K-7F3Q" in shown(start)
    field.fill("child nobody")
    assert shown(start) == []
    assert start.get_by_role("status").filter(has_text=re.compile(r"0 of \d+ cases")).is_visible()
    field.press("Escape")
    assert field.input_value() == ""
    assert shown(start) == everything


def test_one_case_that_is_left_opens_with_enter(start):
    field = start.get_by_label("Find a case")
    field.fill("child")
    field.press("Enter")
    assert "start.ipynb" in start.url
    field.fill("7f3q")
    field.press("Enter")
    start.wait_for_url("**/case-trajectory.ipynb?case=K-7F3Q")


def test_a_narrow_window_shows_every_row_without_scrolling_sideways(start):
    start.set_viewport_size({"width": 400, "height": 800})
    start.get_by_label("Find a case").fill("probation")
    assert shown(start)
    assert start.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for label in ("Last contact", "Next date"):
        assert start.locator("tr:visible .narrow", has_text=label).first.is_visible()

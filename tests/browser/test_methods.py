"""Can a supervisor read the methods page and play with chance, also by keyboard alone?"""

import re

import pytest
from playwright.sync_api import expect

from tests.barriers import barriers
from tests.server import read

LIVE = ".output[data-live]"


def open_methods(page, server, anchor=""):
    page.goto(server.page("methods") + (f"#{anchor}" if anchor else ""))
    page.wait_for_selector(LIVE)


def test_the_charts_stand_in_the_html_itself(server):
    html = read(server.page("methods"))
    assert 'data-chart="improving"' in html
    assert 'data-chart="chance"' in html
    assert 'aria-current="page">Methods' in html


@pytest.mark.parametrize("width", [1280, 400])
def test_the_page_is_accessible_and_fits_the_screen(page, server, width):
    page.set_viewport_size({"width": width, "height": 800})
    open_methods(page, server)
    for summary in page.locator(".live summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    assert page.locator("h1 >> visible=true").count() == 1
    assert barriers(page) == []


def test_a_link_from_a_case_leads_to_its_signal(page, server):
    open_methods(page, server, "unusual")
    expect(page.locator("h3#unusual")).to_be_in_viewport()


def tab_to(page, locator, limit=120):
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(limit):
        if locator.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by keyboard: {locator}")


def test_the_length_is_changed_and_a_case_drawn_again_by_keyboard_alone(page, server):
    open_methods(page, server)
    play = page.locator(".live .methods-part:has(#play)")
    tab_to(page, play.get_by_label("Ratings on each line"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("33")
    page.keyboard.press("Tab")
    expect(play.locator("figure tbody tr")).to_have_count(33)
    tab_to(page, play.get_by_role("button", name="Draw again"))
    page.keyboard.press("Enter")
    expect(play.get_by_role("status")).to_contain_text("Case 2")
    expect(play.get_by_role("button", name="Draw again")).to_be_focused()


def test_the_table_follows_the_scale_and_the_length(page, server):
    open_methods(page, server)
    rates = page.locator(".live .methods-part:has(#rates)")
    rates.get_by_label("Scale").select_option(label="Stage of change, 1 to 6")
    rates.get_by_label("Ratings on each line").fill("10")
    page.keyboard.press("Tab")
    row = rates.get_by_role("row", name=re.compile("Since the plan"))
    expect(row).to_contain_text("asked from 12 ratings on")

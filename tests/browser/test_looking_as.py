"""Can a visitor look at the sample caseload as its people, by keyboard and on a phone?"""

import pytest
from playwright.sync_api import expect

from tests.barriers import barriers


@pytest.mark.parametrize("width", [1280, 400])
def test_who_is_looked_as_is_chosen_by_keyboard_and_stands_in_the_frame(page, own_server, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(own_server.page("start"))
    switch = page.locator(".look-as summary")
    expect(switch).to_contain_text("You see everything")
    expect(page.locator("table.cases").first).to_contain_text("K-5N7X")
    height = page.locator(".page-header").bounding_box()["height"]
    switch.focus()
    switch.press("Enter")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    page.keyboard.press("Escape")
    expect(switch).to_be_focused()
    switch.press("Enter")
    page.get_by_role("button", name="S1, supervisor").press("Enter")
    expect(switch).to_contain_text("You are looking as S1")
    expect(page.locator("table.cases").first).to_contain_text("K-7F3Q")
    expect(page.locator("main")).not_to_contain_text("K-5N7X")
    assert page.locator(".page-header").bounding_box()["height"] <= height + 1
    assert barriers(page) == []
    page.goto(f"{own_server.root}voila/render/supervision-session.ipynb")
    page.wait_for_selector(".output[data-live]")
    expect(page.locator("h1").first).to_contain_text("W2")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    switch.press("Enter")
    page.get_by_role("button", name="Everybody").press("Enter")
    page.wait_for_selector(".output[data-live]")
    expect(switch).to_contain_text("You see everything")
    assert "supervision-session" in page.url

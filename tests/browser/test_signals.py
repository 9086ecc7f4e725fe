"""Can somebody without a mouse read why a question is asked, and say that it does not fit?"""

import re

import pytest
from playwright.sync_api import expect

from supervision_kit.frameworks import say
from tests.browser.test_case_page import LIVE, QUIET, open_case, read, serious, tab_to

ASKING, GOOD = "K-9T1A", "K-7F3Q"
RAIL = f"{LIVE} .signals"
REASON = "He was at the hearing that morning."


def why(page, rule):
    """What opens the rule and the numbers of a question."""
    return page.locator(f'{RAIL} [data-signal="{rule}"] summary')


def opened(page, rule):
    return page.locator(f'{RAIL} [data-signal="{rule}"] details').evaluate("node => node.open")


def dismiss(page, rule):
    """The button below a question."""
    holder = page.locator(f"{RAIL} .widget-vbox, {RAIL} .jupyter-widget-box").filter(
        has=page.locator(f'[data-signal="{rule}"]')
    )
    return holder.last.get_by_role("button")


def aside(page, rule):
    return page.locator(f'{RAIL} .signal-aside[data-signal="{rule}"]')


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1


def test_the_questions_stand_in_the_first_html_with_the_rule_of_each(server):
    html = read(server.page("case-trajectory", case=GOOD))
    first = html.partition('class="first-paint"')[2]
    for rule in ("improving", "shift", "unusual"):
        assert f'data-signal="{rule}"' in first
    assert first.count(say("case.why_here")) == 3
    assert "Mann-Kendall" in first
    assert "What helped, and who did what?" in first


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_why_a_question_is_here_opens_and_closes_by_keyboard(page, server, key):
    open_case(page, server, GOOD)
    tab_to(page, why(page, "improving"))
    assert not opened(page, "improving")
    page.keyboard.press(key)
    expect(page.locator(f'{RAIL} [data-signal="improving"]')).to_contain_text("Mann-Kendall")
    assert opened(page, "improving")
    assert not opened(page, "shift")
    page.keyboard.press(key)
    assert not opened(page, "improving")


def test_the_focus_goes_from_a_question_to_its_button_and_on_to_the_next(page, server):
    open_case(page, server, GOOD)
    tab_to(page, why(page, "improving"))
    page.keyboard.press("Tab")
    expect(dismiss(page, "improving")).to_be_focused()
    page.keyboard.press("Tab")
    expect(why(page, "shift")).to_be_focused()


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("code", [GOOD, ASKING])
def test_the_questions_are_accessible_with_all_details_open(page, server, width, code):
    page.set_viewport_size({"width": width, "height": 800})
    open_case(page, server, code)
    summaries = page.locator(f"{RAIL} summary")
    assert summaries.count() > 1
    for i in range(summaries.count()):
        summaries.nth(i).click()
    assert page.locator(f"{RAIL} details:not([open])").count() == 0
    assert fits(page)
    assert serious(page) == []


@pytest.mark.parametrize(
    ("code", "rule", "width"), [(QUIET, "promises", 1280), (GOOD, "unusual", 400)]
)
def test_a_question_is_set_aside_and_taken_back_by_keyboard_alone(page, server, code, rule, width):
    page.set_viewport_size({"width": width, "height": 800})
    open_case(page, server, code)
    tab_to(page, dismiss(page, rule))
    page.keyboard.press("Enter")
    form = page.locator(".sk-form")
    form.wait_for()
    expect(form.locator("h2")).to_be_focused()
    assert serious(page) == []
    tab_to(page, form.get_by_label(say("form.dismissal_reason")), limit=10)
    page.keyboard.type(REASON)
    tab_to(page, form.get_by_role("button", name=say("form.dismissal_save")), limit=10)
    page.keyboard.press("Enter")
    status = page.locator(".live .status")
    expect(status).to_contain_text(say("case.saved_dismissal"))
    expect(status).to_be_focused()
    expect(aside(page, rule)).to_contain_text(REASON)
    assert fits(page)
    assert serious(page) == []
    # It is there for whoever opens the page next, in its first HTML too.
    assert REASON in read(server.page("case-trajectory", case=code))
    tab_to(page, dismiss(page, rule))
    page.keyboard.press("Enter")
    expect(status).to_contain_text(say("case.saved_back"))
    expect(aside(page, rule)).to_have_count(0)
    assert REASON not in read(server.page("case-trajectory", case=code))


def test_without_a_reason_the_form_says_what_is_missing(page, server):
    open_case(page, server, GOOD)
    dismiss(page, "unusual").click()
    page.get_by_role("button", name=say("form.dismissal_save")).click()
    expect(page.locator(".sk-summary")).to_be_focused()
    expect(page.locator(".sk-summary")).to_contain_text(say("record.dismissal_reason_missing"))
    assert serious(page) == []
    page.get_by_role("button", name=re.compile(say("form.keep"))).click()
    expect(page.locator(RAIL)).to_be_visible()
    expect(aside(page, "unusual")).to_have_count(0)


def test_a_button_pressed_before_the_live_page_is_there_opens_its_form(page, server):
    page.goto(server.page("case-trajectory", case=GOOD), wait_until="commit")
    button = page.locator('.first-paint [data-awaits-live=".live-signal-2"]')
    button.click()
    expect(page.locator(".sk-form")).to_contain_text(say("form.dismissal_reason"))
    expect(page.locator(".sk-form")).to_contain_text("latest rating of Working relationship")

"""Can somebody without a mouse read why a question is asked, and say that it does not fit?"""

import re

import pytest
from playwright.sync_api import expect

from supervision_kit.frameworks import say
from tests.barriers import barriers
from tests.browser.test_case_page import LIVE, QUIET, open_case, read, tab_to

ASKING, GOOD = "K-9T1A", "K-8D5L"
RAIL = f"{LIVE} .rail"
REASON = "He was at the hearing that morning."


def why(page, rule):
    """What opens the rule and the numbers of a question."""
    return page.locator(f'{RAIL} [data-signal="{rule}"] summary')


def opened(page, rule):
    return page.locator(f'{RAIL} [data-signal="{rule}"] details').evaluate("node => node.open")


def dismiss(page, rule):
    """The button below a question."""
    holder = page.locator(f"{RAIL} .asked").filter(has=page.locator(f'[data-signal="{rule}"]'))
    return holder.get_by_role("button")


def aside(page, rule):
    return page.locator(f'{RAIL} .signal-aside[data-signal="{rule}"]')


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1


def test_the_questions_stand_in_the_first_html_with_the_rule_of_each(server):
    html = read(server.page("case-trajectory", case=GOOD))
    first = html.partition('class="first-paint"')[2]
    for rule in ("good_news", "pattern"):
        assert f'data-signal="{rule}"' in first
    assert first.count(say("case.why_here")) == 2
    assert "Mann-Kendall" not in first
    assert "What helped, and who did what?" in first


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_why_a_question_is_here_opens_and_closes_by_keyboard(page, server, key):
    open_case(page, server, GOOD)
    tab_to(page, why(page, "good_news"))
    assert not opened(page, "good_news")
    page.keyboard.press(key)
    trust = page.locator(f'{RAIL} [data-signal="good_news"]').get_by_text(say("case.trust"))
    expect(trust).to_be_visible()
    assert opened(page, "good_news")
    assert not opened(page, "pattern")
    page.keyboard.press(key)
    assert not opened(page, "good_news")


def test_the_focus_goes_from_a_question_to_its_button_and_on_to_the_next(page, server):
    open_case(page, server, GOOD)
    tab_to(page, why(page, "good_news"))
    page.keyboard.press("Tab")
    expect(dismiss(page, "good_news")).to_be_focused()
    page.keyboard.press("Tab")
    expect(why(page, "pattern")).to_be_focused()


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("code", [GOOD, ASKING])
def test_the_questions_are_accessible_with_all_details_open(page, server, width, code):
    page.set_viewport_size({"width": width, "height": 800})
    open_case(page, server, code)
    summaries = page.locator(f"{RAIL} summary")
    page.locator(".live-all-asked").click()
    expect(page.locator(f"{RAIL} .silences")).to_be_visible()
    assert summaries.count() > 1
    for i in range(summaries.count()):
        summaries.nth(i).click()
    assert page.locator(f"{RAIL} details:not([open])").count() == 0
    assert fits(page)
    assert barriers(page) == []


@pytest.mark.parametrize(
    ("code", "rule", "width"), [(QUIET, "promises", 1280), (GOOD, "pattern", 400)]
)
def test_a_question_is_set_aside_and_taken_back_by_keyboard_alone(page, server, code, rule, width):
    page.set_viewport_size({"width": width, "height": 800})
    open_case(page, server, code)
    tab_to(page, dismiss(page, rule))
    page.keyboard.press("Enter")
    form = page.locator(f"{RAIL} .sk-form")
    form.wait_for()
    expect(form.get_by_label(say("form.dismissal_reason"))).to_be_focused()
    expect(page.locator(f"{LIVE} figure").first).to_be_visible()
    assert barriers(page) == []
    page.keyboard.type(REASON)
    tab_to(page, form.get_by_role("button", name=say("form.dismissal_save")), limit=10)
    page.keyboard.press("Enter")
    status = page.locator(".live .status")
    expect(status).to_contain_text(say("case.saved_dismissal"))
    expect(status).to_be_focused()
    expect(aside(page, rule)).to_contain_text(REASON)
    assert fits(page)
    assert barriers(page) == []
    # It asks nothing any more of whoever opens the page next.
    first = read(server.page("case-trajectory", case=code)).partition('class="first-paint"')[2]
    assert f'data-signal="{rule}"' not in first
    tab_to(page, dismiss(page, rule))
    page.keyboard.press("Enter")
    expect(status).to_contain_text(say("case.saved_back"))
    expect(aside(page, rule)).to_have_count(0)
    first = read(server.page("case-trajectory", case=code)).partition('class="first-paint"')[2]
    assert f'data-signal="{rule}"' in first


def test_without_a_reason_the_form_says_what_is_missing(page, server):
    open_case(page, server, GOOD)
    dismiss(page, "pattern").click()
    page.get_by_role("button", name=say("form.dismissal_save")).click()
    expect(page.locator(".sk-summary")).to_be_focused()
    expect(page.locator(".sk-summary")).to_contain_text(say("record.dismissal_reason_missing"))
    assert barriers(page) == []
    page.get_by_role("button", name=re.compile(say("form.keep"))).click()
    expect(page.locator(RAIL)).to_be_visible()
    expect(aside(page, "pattern")).to_have_count(0)


def test_a_button_pressed_before_the_live_page_is_there_opens_its_form(page, server):
    page.goto(server.page("case-trajectory", case=GOOD), wait_until="commit")
    button = page.locator('.first-paint [data-awaits-live=".live-dismiss-1"]')
    button.click()
    expect(page.locator(".sk-form")).to_contain_text(say("form.dismissal_reason"))
    expect(page.locator(".sk-form")).to_contain_text("Working relationship stayed high or low")

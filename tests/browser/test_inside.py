"""Can a practitioner say who is in a case, note a concern and close it, and end the case?"""

import re

import pytest
from playwright.sync_api import expect

from tests.barriers import barriers

CASE, NARROW = "K-6B2N", "K-9T1A"
FORMS = (
    "Add a date",
    "Add somebody",
    "Change of worker",
    "Note a safety concern",
    "Note what went wrong",
    "Change the mandate",
    "End this case",
)


@pytest.fixture
def case(page, own_server, request):
    width, code = getattr(request, "param", (1280, CASE))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(own_server.page("case-trajectory", case=code))
    page.wait_for_selector(".output[data-live]")
    return page


def opened(page, press):
    """Open a form with the keyboard, once the one before is gone."""
    expect(page.locator(".live .sk-form")).to_have_count(0)
    page.locator(".live").get_by_role("button", name=press, exact=True).press("Enter")
    page.wait_for_selector(".live .sk-form")
    page.wait_for_selector(".live h1")


def choose(page, question, answer):
    group = page.get_by_role("radiogroup", name=re.compile(question))
    group.get_by_label(answer, exact=True).press("Space")


def save(page, press="Save"):
    page.get_by_role("button", name=press, exact=True).press("Enter")
    expect(page.locator(".live .status")).to_contain_text("Saved")


def record(page, *answers, **texts):
    """Record a contact at home with the keyboard."""
    opened(page, "Record a contact")
    page.get_by_label("What kind of contact was it?").select_option(label="At their home")
    choose(page, "Did the person attend", "Attended")
    for question, answer in answers:
        choose(page, question, answer)
    for question, words in texts.items():
        page.get_by_label(question.replace("_", " "), exact=False).first.fill(words)
    page.get_by_role("button", name="Save contact").press("Enter")
    # What is unusual, such as a second contact of this day, is asked about once.
    said = page.locator(".live .status:not(:empty), .sk-notice:visible")
    said.first.wait_for()
    if page.locator(".sk-notice:visible").count():
        page.get_by_role("button", name="Save it as it is").press("Enter")
    expect(page.locator(".live .status")).to_contain_text("Saved")


@pytest.mark.parametrize("case", [(1280, CASE), (400, NARROW)], indirect=True, ids=["1280", "400"])
def test_a_child_seen_alone_a_concern_closed_later_and_a_case_ended_and_taken_up_again(case):
    page = case
    for called, relation in (("Older child", "Child"), ("Grandmother", "Grandparent")):
        opened(page, "Add somebody")
        page.get_by_label("What are they called here?").fill(called)
        page.get_by_label("Who are they to the person?").select_option(label=relation)
        save(page)
    expect(page.locator(".live .inside-people-place")).to_contain_text("Grandmother")

    record(
        page,
        ("Older child", "Seen alone"),
        ("safety a concern", "Yes"),
        What_is_the_concern="Alone in the flat at night",
    )
    waits = page.locator(".live .waits-safety")
    expect(waits).to_contain_text("Alone in the flat at night")
    expect(page.locator(".live .contacts")).to_contain_text("Older child (seen alone)")
    record(page, ("Open safety concern", "Still so"))
    record(page)
    expect(waits).to_have_count(1)
    record(page, ("Open safety concern", "It is over"), Why_is_it_over="She sleeps there now.")
    expect(waits).to_have_count(0)
    expect(page.locator(".live .inside-repairs-place")).to_contain_text("in the past")

    opened(page, "Change the mandate")
    choose(page, "How free is the person to say no", "By their own choice")
    save(page)
    expect(page.locator(".live .case-head")).to_contain_text("By their own choice")
    expect(page.locator(".live figure desc").first).to_contain_text("By their own choice")

    opened(page, "End this case")
    page.get_by_label("How did it end?").select_option(label="Contact lost")
    save(page)
    expect(page.locator(".live .case-head")).to_contain_text("closed")
    opened(page, "Take this case up again")
    page.get_by_label("Was it taken up again?", exact=False).fill(
        page.get_by_label("When did it end?").input_value()
    )
    save(page)
    expect(page.locator(".live .case-head")).not_to_contain_text("closed")


@pytest.mark.parametrize("width", [1280, 400])
def test_each_form_about_a_case_is_accessible_and_fits_the_screen(case, width):
    page = case
    page.set_viewport_size({"width": width, "height": 800})
    for press in FORMS:
        opened(page, press)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1, press
        assert barriers(page) == [], press
        page.get_by_role("button", name=f"Back to {CASE}").click()
        page.wait_for_selector(".live figure")


def test_a_line_leads_to_the_form_that_changes_it_and_back(case):
    page = case
    page.locator(".live .inside-people-place a").first.press("Enter")
    page.wait_for_selector(".live .sk-form")
    expect(page).to_have_url(re.compile(r"form=participant\.[0-9a-f]{32}"))
    expect(page.get_by_label("What are they called here?")).not_to_have_value("")
    page.get_by_role("button", name=f"Back to {CASE}").press("Enter")
    page.wait_for_selector(".live figure")


def test_what_holds_is_corrected_or_changed_from_a_day_on(case):
    page = case
    lines = page.locator(".live .inside-mandates-place li")
    before = lines.count()
    lines.first.locator("a").press("Enter")
    page.wait_for_selector(".live .sk-form")
    page.get_by_role("button", name="It was so, and changed").press("Enter")
    expect(page).to_have_url(re.compile(r"form=mandate(&|$)"))
    expect(page.get_by_role("heading", name="The mandate")).to_be_visible()
    choose(page, "How free is the person to say no", "Under pressure, without an order")
    save(page)
    expect(lines).to_have_count(before + 1)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(lines).to_have_count(before)

"""Can a person answer the card on a telephone, and does the page tell them nothing else?"""

import pytest
from playwright.sync_api import expect

from tests.barriers import barriers
from tests.server import CASE_PAGE

CASE = "K-5N7X"
# From the story, a safety concern, a rating and the rail of that case.
WORKERS_WORDS = ("bruise", "belt", "stairs", "conference", "counted", "school nurse")


@pytest.fixture
def page(browser):
    """A telephone."""
    size = {"width": 400, "height": 800}
    context = browser.new_context(viewport=size, has_touch=True, is_mobile=True)
    fresh = context.new_page()
    fresh.left, fresh.errors = [], []
    fresh.on("pageerror", lambda error: fresh.errors.append(str(error)))
    fresh.set_default_timeout(45_000)
    yield fresh
    context.close()


def test_a_person_answers_by_touch_and_hands_the_telephone_back(page, own_server):
    page.goto(own_server.page("case-trajectory", case=CASE))
    page.wait_for_selector(".output[data-live]")
    shown = page.content()
    assert [word for word in WORKERS_WORDS if word not in shown] == []

    page.locator(".live").get_by_role("button", name="Hand over the person’s card").tap()
    page.wait_for_selector(".live .sk-large")
    expect(page.get_by_role("heading", level=1)).to_have_text("How it is for you")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    assert barriers(page) == []
    source = page.content()
    assert [word for word in WORKERS_WORDS if word in source] == []

    page.get_by_role("radio", name="Mother", exact=True).tap()
    page.get_by_role("radio", name="I said how my part must change.").tap()
    fair = page.get_by_role("radiogroup", name="I was treated fairly.")
    fair.get_by_role("radio", name="Partly").tap()
    understood = page.get_by_role("radiogroup", name="I was understood.")
    understood.get_by_label("I’d rather not say").tap()
    page.get_by_role("button", name="I am done").tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    expect(page.locator(".sk-point")).to_have_count(0)
    source = page.content()
    assert "my part must change" not in source
    assert [word for word in WORKERS_WORDS if word in source] == []
    assert barriers(page) == []

    page.get_by_role("button", name=f"Back to {CASE}").tap()
    page.wait_for_selector(".live figure")
    expect(page.locator(".live .contacts")).to_contain_text("“I said how my part must change”")


def test_the_address_of_the_card_brings_nothing_of_the_case_either(page, own_server):
    address = own_server.page("case-trajectory", case=CASE, form="card")
    page.goto(address)
    page.wait_for_selector(".live .sk-form")
    status, _, served = own_server.get(CASE_PAGE, case=CASE, form="card")
    assert status == 200
    assert f"Back to {CASE}" in served
    for source in (served, page.content()):
        assert [word for word in WORKERS_WORDS if word in source] == []


def test_a_worker_rates_without_a_contact(page, own_server):
    page.goto(own_server.page("case-trajectory", case=CASE, form="rating"))
    page.wait_for_selector(".live .sk-form")
    page.get_by_role("radio", name="3 Takes on a part").tap()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    assert barriers(page) == []
    page.get_by_role("button", name="Save ratings").tap()
    expect(page.locator(".live .status")).to_contain_text("Saved. The ratings are on the chart.")

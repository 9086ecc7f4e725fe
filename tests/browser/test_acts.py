"""Correct, undo, take back, settle, move, look what changed; how many presses a contact takes."""

import re

import pytest
from playwright.sync_api import expect

from supervision_kit.records import Event, Promise
from supervision_kit.store import open_store
from tests.barriers import barriers

CASE, OTHER, ASKED = "K-7F3Q", "K-6B2N", "K-9T1A"


def open_case(page, server, code=CASE, width=1280):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(server.page("case-trajectory", case=code))
    page.wait_for_selector(".output[data-live]")
    page.wait_for_selector(".live figure")
    return page


def said(page, words):
    expect(page.locator(".live .status")).to_contain_text(words)


class Counted:
    """Counts what a hand does: presses of a pointer or a key, and keys of text."""

    def __init__(self, page):
        self.page, self.presses, self.keys = page, 0, 0

    def click(self, target):
        self.presses += 1
        target.click()

    def choose(self, target, label):
        self.presses += 2  # open the list, take one
        target.select_option(label=label)

    def type(self, target, words):
        self.keys += len(words)
        target.fill(words)


def height_of(form):
    """Pixels from the heading to the foot."""
    return form.evaluate("node => node.getBoundingClientRect().height")


def test_a_contact_with_five_people_and_two_promises_fits_too(page, own_server):
    open_case(page, own_server, CASE)
    page.get_by_role("button", name="Record a contact").click()
    form = page.locator(".live .sk-form")
    form.wait_for()
    assert form.get_by_role("radiogroup", name="Clinic nurse").count() == 1
    assert height_of(form) < 2_000


def test_a_contact_is_recorded_in_twenty_presses_beside_the_story(page, own_server):
    open_case(page, own_server, OTHER)
    hand = Counted(page)
    hand.click(page.get_by_role("button", name="Record a contact"))
    form = page.locator(".live .sk-form")
    form.wait_for()
    story = form.get_by_label("What happened?")
    expect(story).to_be_focused()
    assert story.bounding_box()["y"] < 500
    assert height_of(form) < 2_000
    page.keyboard.type("He had the letter open and read it to me.")
    hand.click(form.get_by_role("button", name=re.compile("^As last time")))
    hand.click(form.get_by_label("Attended", exact=True))

    def choose(question, answer):
        group = form.get_by_role("radiogroup", name=question, exact=True)
        hand.click(group.get_by_label(answer, exact=True))

    for question in ("Why we are meeting", "What happens next"):
        choose(question, "Yes")
    choose("Did the person say it back in their own words?", "Partly")
    choose("Do they go along with it?", "Yes")
    dimensions = ("Open to help", "Sees a need for change", "Expectancy", "Investment")
    for dimension in (*dimensions, "Working relationship"):
        group = form.get_by_role("radiogroup", name=dimension, exact=True)
        hand.click(group.get_by_role("radio").nth(2))
    choose("Is anyone's safety a concern?", "No")
    hand.type(form.get_by_label("What you take on"), "Ask about the bus.")
    hand.click(form.get_by_role("button", name=re.compile(r"^In \d+ days")).first)
    hand.click(form.get_by_role("button", name="Save contact"))
    said(page, "Saved")
    assert hand.presses <= 20
    assert hand.keys <= 40
    expect(page.locator(".live .contacts")).to_contain_text("He had the letter open")


@pytest.mark.parametrize("width", [1280, 400])
def test_the_forms_that_change_something_are_accessible_and_fit(page, own_server, width):
    open_case(page, own_server, width=width)
    page.locator(".live .corrects a").first.click()
    page.wait_for_selector(".live .sk-form")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    assert barriers(page) == []
    page.get_by_role("button", name="It belongs to another case").click()
    expect(page.locator(".sk-notice")).to_contain_text("cannot be undone")
    assert barriers(page) == []
    page.get_by_role("button", name="Leave it here").click()
    page.get_by_role("button", name=f"Back to {CASE}").click()
    page.wait_for_selector(".live figure")


def test_a_rating_is_corrected_by_keyboard_and_what_changed_says_so(page, own_server):
    open_case(page, own_server)
    page.locator(".live .corrects a").first.press("Enter")
    form = page.locator(".live .sk-form")
    form.wait_for()
    group = form.get_by_role("radiogroup", name="Expectancy", exact=True)
    group.get_by_role("radio").nth(1).press("Space")
    why = form.get_by_label("Why do you change what stands here?")
    why.fill("I had the two questions mixed up.")
    page.get_by_role("button", name="Save contact").press("Enter")
    said(page, "Corrected")
    changed = page.locator(".live .what-changed")
    expect(changed).to_contain_text("became 2")
    expect(changed).to_contain_text("I had the two questions mixed up.")
    page.get_by_role("button", name="Undo", exact=True).press("Enter")
    said(page, "Undone")
    assert barriers(page) == []


def test_a_promise_is_settled_and_a_contact_taken_back_and_brought_back(page, own_server):
    open_case(page, own_server, width=400)
    page.get_by_role("button", name=re.compile("^What became of")).first.press("Enter")
    page.get_by_role("button", name=re.compile("Kept$")).first.press("Enter")
    said(page, "Noted: Kept")
    newest = page.locator(".live .contacts h3").first.inner_text()
    page.locator(".live .corrects a").first.press("Enter")
    form = page.locator(".live .sk-form")
    form.wait_for()
    form.get_by_label("Why do you change what stands here?").fill("It was another day.")
    page.get_by_role("button", name="Take it back").press("Enter")
    said(page, "Taken back")
    expect(page.locator(".live .contacts h3").first).not_to_have_text(newest)
    page.get_by_role("button", name="Bring it back").first.press("Enter")
    said(page, "Brought back")
    expect(page.locator(".live .contacts h3").first).to_have_text(newest)


def test_a_contact_is_moved_to_the_case_it_belongs_to(page, own_server):
    open_case(page, own_server)
    story = page.locator(".live .contacts .story").first.inner_text()
    page.locator(".live .corrects a").first.press("Enter")
    page.locator(".live .sk-form").wait_for()
    page.get_by_role("button", name="It belongs to another case").press("Enter")
    page.get_by_label("Which case does it belong to?").select_option(label="K-8D5L")
    page.get_by_role("button", name="Move it there").press("Enter")
    said(page, "Moved")
    expect(page.locator(".live")).not_to_contain_text(story)
    open_case(page, own_server, "K-8D5L")
    expect(page.locator(".live .contacts")).to_contain_text(story)


def change(folder, author, kind, column, *words):
    """Change a record of a case several times, as somebody else does from elsewhere."""
    with open_store(folder / "caseload.sqlite", author=author) as store:
        record = store.find(kind, store.read(kind, ASKED)["id"].iloc[0])
        for each in words:
            setattr(record, column, each)
            store.save(record, why="A word was wrong.")


def test_what_changed_is_asked_for_by_kind_and_person_with_the_keyboard(page, own_server):
    change(own_server.folder, "S1", Event, "note", "One.", "Two.", "Three.")
    change(own_server.folder, "W1", Promise, "text", "Ring the school.", "Ring the centre.")
    open_case(page, own_server, ASKED)
    changed = page.locator(".live .what-changed")
    count = changed.get_by_role("status")
    expect(count).to_have_text("5 changes, newest first")
    by, kind = changed.get_by_label("Changed by"), changed.get_by_label("Kind of record")
    across = [each.bounding_box()["y"] for each in (kind, by)]
    assert max(across) - min(across) <= 1
    by.focus()
    page.keyboard.type("S1")
    expect(count).to_have_text("3 of 5 changes, newest first")
    expect(by).to_be_focused()
    expect(changed).not_to_contain_text("W1, ")
    kind.focus()
    page.keyboard.type("Pro")
    expect(count).to_have_text("None of 5 changes")
    expect(changed).to_contain_text("Nothing of this kind was changed by S1 so far.")
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    left = [each.bounding_box()["x"] for each in (kind, by)]
    assert max(left) - min(left) <= 1
    assert barriers(page) == []


def test_two_tabs_that_change_one_contact_lose_nothing(page, own_server):
    open_case(page, own_server, OTHER)
    page.locator(".live .corrects a").nth(1).press("Enter")
    page.locator(".live .sk-form").wait_for()
    other = page.context.new_page()
    other.set_default_timeout(45_000)
    other.goto(page.url)
    other.locator(".live .sk-form").wait_for()
    for tab, words in ((other, "Theirs, in the other tab."), (page, "Mine, in this tab.")):
        tab.get_by_label("What happened?").fill(words)
        tab.get_by_label("Why do you change what stands here?").fill("Words were missing.")
        tab.get_by_role("button", name="Save contact").press("Enter")
        if tab is other:
            expect(tab.locator(".live .status")).to_contain_text("Corrected")
    expect(page.locator(".sk-summary")).to_contain_text("somebody else changed this")
    expect(page.get_by_role("textbox", name="What happened?")).to_have_value("Mine, in this tab.")
    expect(page.locator(".sk-strip")).to_have_count(1)
    page.get_by_label("Yours: Mine, in this tab.").press("Space")
    page.get_by_role("button", name="Save contact").press("Enter")
    said(page, "Corrected")
    expect(page.locator(".live .contacts")).to_contain_text("Mine, in this tab.")
    expect(page.locator(".live .what-changed")).to_contain_text("Theirs, in the other tab.")

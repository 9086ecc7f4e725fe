"""Is what was typed kept, or said to be not kept, when something comes between page and server?"""

import pytest
from playwright.sync_api import expect

from supervision_kit.frameworks import say
from tests.relay import Relay
from tests.server import drafted, until

# A case that no other file reads, since a draft stays behind.
OWN = "K-1J9E"
LIVE = ".output[data-live]"


@pytest.fixture
def relay(server):
    line = Relay(server.page("case-trajectory", case=OWN))
    yield line
    line.close()


def open_form(page, address):
    page.goto(address)
    page.wait_for_selector(LIVE)
    page.get_by_role("button", name="Record a contact").click()
    return page.get_by_label("What happened?")


def paste(field, letter, n):
    field.evaluate(
        """(node, [letter, n]) => {
          node.value += letter.repeat(n);
          node.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }""",
        [letter, n],
    )


@pytest.mark.parametrize(
    ("code", "letter", "n"), [("K-4W6P", "я", 700_000), ("K-6B2N", "x", 4_000_000)]
)
def test_after_an_overlong_paste_no_word_is_lost(server, page, code, letter, n):
    story = open_form(page, server.page("case-trajectory", case=code))
    story.fill("A sentence.")
    expect(page.locator(".sk-status")).to_contain_text("Draft saved")
    paste(story, letter, n)
    page.get_by_text("Practical help", exact=True).click()
    page.get_by_label("What practical help did you give?").fill("A lift to the office.")
    page.get_by_label("What kind of contact was it?").select_option(label="At their home")
    page.get_by_label("Attended", exact=True).check()
    safety = page.get_by_role("radiogroup", name="Is anyone's safety a concern?")
    safety.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save contact").click()
    summary = page.locator(".sk-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(f"{n + 11:,} characters")
    expect(page.get_by_role("alert").filter(has_text="connection")).to_have_count(0)
    assert story.evaluate("node => node.value.length") == n + 11
    story.fill("A shorter one.")
    page.get_by_role("button", name="Save contact").click()
    expect(page.locator(".live .status")).to_contain_text("Saved")
    expect(page.locator(".live .contacts")).to_contain_text("A shorter one.")
    page.get_by_text("More from this contact").first.click()
    expect(page.locator(".live .contacts")).to_contain_text("A lift to the office.")


def test_a_lost_line_closes_the_form_and_a_found_one_opens_it(page, server, relay):
    story = open_form(page, relay.address)
    story.fill("Kept.")
    # That one is saved is said of the draft of the test before, too.
    until(lambda: "Kept." in drafted(server))
    story.focus()
    relay.cut()
    page.keyboard.press("End")
    page.keyboard.type(" Not kept")
    notice = page.locator("#notices")
    expect(notice).to_contain_text("lost its connection")
    expect(notice).to_contain_text(say("form.not_kept_when_lost"))
    expect(page.locator("#notices[role=alert]")).to_have_count(1)
    expect(story).not_to_be_editable()
    expect(story).to_be_focused()
    page.keyboard.type(" typed too late")
    expect(story).to_have_value("Kept. Not kept")
    expect(page.get_by_role("button", name="Save contact")).to_be_disabled()
    page.keyboard.press("Control+a")
    assert page.evaluate("getSelection().toString()") == "Kept. Not kept"
    notice.get_by_role("button", name="Reload the page").click()
    expect(notice).to_contain_text("does not answer")
    relay.join()
    expect(notice).to_be_empty(timeout=45_000)
    expect(story).to_be_editable()
    expect(story).to_have_value("Kept. Not kept")
    page.keyboard.press("End")
    page.keyboard.type(", now it is")
    expect(page.locator(".sk-status")).to_contain_text("Draft saved")
    page.wait_for_timeout(1_500)
    page.reload()
    page.wait_for_selector(LIVE)
    expect(page.get_by_label("What happened?")).to_have_value("Kept. Not kept, now it is")


def test_a_server_that_hangs_is_said_not_to_answer_and_the_words_can_be_copied(page, server, relay):
    """It takes requests and never answers them, as a computer does that has run out of memory."""
    story = open_form(page, relay.address)
    story.fill("Kept here.")
    # That one is saved is said of the draft of the test before, too.
    until(lambda: "Kept here." in drafted(server))
    relay.cut()
    notice = page.locator("#notices")
    expect(notice).to_contain_text(say("form.kept_when_lost"), timeout=15_000)
    page.route("**/*", lambda route: None)
    notice.get_by_role("button", name="Reload the page").click()
    expect(notice).to_contain_text("does not answer", timeout=30_000)
    expect(story).to_have_value("Kept here.")

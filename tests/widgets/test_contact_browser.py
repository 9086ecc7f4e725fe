"""The contact form in a real browser, on a real store."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe

from supervision_kit.frameworks import say
from supervision_kit.records import Rating
from supervision_kit.widgets import CaseForm, ContactForm, EventForm

TODAY = dt.date(2026, 10, 15)
LEAST = {
    "occurred_on": "2026-10-15",
    "kind": "home",
    "attendance": "attended",
    "safety_concern": "no",
}


@pytest.fixture
def form(store, case):
    return ContactForm(store, "K-07", today=TODAY)


def offences(page):
    found = Axe().run(page).response["violations"]
    return [
        (each["id"], each["nodes"][0]["html"])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


IN_SAFETY = """() => document.activeElement.closest("fieldset").textContent.includes("safety")"""


def unfold(page, name):
    page.get_by_text(name, exact=True).click()


def save(page):
    page.get_by_role("button", name="Save contact").click()
    page.evaluate("settled()")


def test_a_contact_is_recorded_by_keyboard_alone(form, show, store):
    page = show(form.controls)
    fields = {
        "What happened?": "He had the letter open.",
        "What kind of contact was it? (needed)": "At their",
    }
    for _ in range(200):
        page.keyboard.press("Tab")
        named = page.evaluate(
            """() => {
              const node = document.activeElement;
              const by = node.getAttribute("aria-labelledby");
              const labels = by
                ? by.split(" ").map((id) => document.getElementById(id))
                : [...node.labels ?? []];
              return labels.map((label) => label.textContent).join(" ") || node.textContent;
            }"""
        ).strip()
        if named == "Attended":
            page.keyboard.press("Space")
        elif named == "Yes" and page.evaluate(IN_SAFETY):  # arrow keys move within a group
            page.keyboard.press("ArrowRight")
        elif named in fields:
            page.keyboard.type(fields[named])
        elif named.startswith("1 "):
            page.keyboard.press("Space")
            page.keyboard.press("ArrowRight")
        elif named == "Save contact":
            page.keyboard.press("Enter")
            break
    page.evaluate("settled()")
    assert form.errors == {}
    contact = store.contacts("K-07").iloc[0]
    assert (contact["kind"], contact["story"]) == ("home", "He had the letter open.")
    rated = store.ratings("K-07")
    assert rated["value"].tolist() == [2.0] * 5
    assert set(rated["scale"]) == {"engagement"}
    assert contact["safety_concern"] == "no"
    assert page.evaluate("document.activeElement.textContent") == "Save contact"
    assert page.get_by_text("Contact saved").is_visible()


def test_what_is_wrong_is_told_at_the_top_and_next_to_the_field(form, show):
    page = show(form.controls)
    page.get_by_label("What happened?").fill("He had the letter open.")
    save(page)
    alert = page.get_by_role("alert")
    assert alert.evaluate("node => node === document.activeElement")
    link = alert.get_by_role("link", name="Please choose what kind of contact it was.")
    group = page.get_by_label("What kind of contact was it?")
    assert group.get_attribute("aria-invalid") == "true"
    described = group.get_attribute("aria-describedby").split()
    texts = " ".join(page.locator(f"#{each}").text_content() for each in described)
    assert "Please choose what kind of contact it was." in texts
    link.click()
    assert group.evaluate("node => node === document.activeElement")
    assert page.get_by_label("What happened?").input_value() == "He had the letter open."


def test_a_link_opens_the_fold_its_field_is_in(form, show):
    page = show(form.controls)
    page.get_by_text("Challenges", exact=True).click()
    fold = page.locator("details", has_text="Challenges").first
    fold.get_by_label("Not rated this time").first.check()
    page.get_by_text("Challenges", exact=True).click()
    save(page)
    page.get_by_role("alert").get_by_role("link").last.click()
    assert page.evaluate("document.activeElement.tagName") == "SELECT"


def test_the_form_is_shorter_when_nobody_came(form, show):
    page = show(form.controls)
    unfold(page, "Practical help")
    page.get_by_label("What practical help did you give?").fill("Left a note.")
    page.get_by_label("Did not attend", exact=True).check()
    assert not page.get_by_text("What did you make clear?").is_visible()
    assert not page.get_by_role("radio", name="4 Asks about help").is_visible()
    assert page.get_by_label("What happened?").is_visible()
    assert page.get_by_role("radiogroup", name="Is anyone's safety a concern?").is_visible()
    # What was typed before stays in sight.
    assert page.get_by_label("What practical help did you give?").is_visible()


def test_the_safety_line_stays_on_screen_while_rating(form, show):
    page = show(form.controls)
    for question in page.locator(".sk-compact").all():
        question.scroll_into_view_if_needed()
        box = page.locator(".sk-strip").bounding_box()
        assert 0 <= box["y"] <= 900 - box["height"]
    page.get_by_role("link", name="Go to it").click()
    page.keyboard.press("Space")
    assert page.get_by_text("Safety: a concern is noted.").count() == 1
    assert page.get_by_label("What did you do about it?").is_visible()


def test_a_focused_field_is_never_under_the_foot(form, show):
    page = show(form.controls, height=700)
    for _ in range(150):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
              const foot = document.querySelector(".sk-foot").getBoundingClientRect();
              const node = document.activeElement;
              if (node.closest(".sk-foot") || !node.closest(".sk-form")) return null;
              const box = node.getBoundingClientRect();
              const over = box.bottom > foot.top + 1 && box.top < foot.bottom - 1;
              return over ? node.outerHTML : null;
            }"""
        )
        assert hidden is None


def test_the_last_rating_is_shown_only_to_those_who_ask(store, case, show):
    rated_on = dt.date(2026, 10, 8)
    common = {"case_id": case.id, "rated_on": rated_on, "rater": "worker"}
    store.save(Rating(scale="engagement", dimension="expectancy", value=3, **common))
    page = show(ContactForm(store, "K-07", today=TODAY).controls)
    last = page.get_by_text("on 8 October 2026")
    assert not last.is_visible()
    page.get_by_label("Show the last rating beside each question").check()
    page.get_by_role("radiogroup", name="Expectancy").get_by_role("radio").first.focus()
    assert last.is_visible()


def test_promises_are_added_and_taken_away(form, show):
    page = show(form.controls)
    assert page.get_by_role("group", name="What did you promise?").is_visible()
    page.get_by_label("What you take on").fill("Send the form.")
    page.get_by_role("button", name="Add a promise").click()
    page.keyboard.type("Ring back.")
    page.get_by_role("button", name="Earlier Promise 2").click()
    page.evaluate("settled()")
    assert form.value["promises"] == [{"text": "Ring back."}, {"text": "Send the form."}]
    page.get_by_role("button", name="Remove this promise Promise 2").click()
    page.get_by_role("button", name="Put it back").click()
    page.get_by_role("button", name="Remove this promise Promise 2").click()
    page.evaluate("settled()")
    assert form.value["promises"] == [{"text": "Ring back."}]
    page.get_by_role("textbox", name="What you take on").fill("Ring back on Monday.")
    page.get_by_role("textbox", name="What you take on").blur()
    page.evaluate("settled()")
    assert form.value["promises"] == [{"text": "Ring back on Monday."}]


def test_a_gentle_warning_stands_next_to_the_field(form, show):
    page = show(form.controls)
    box = page.get_by_label("What happened?")
    box.fill("Ring 07700 900123.")
    box.blur()
    page.evaluate("settled()")
    warning = page.get_by_role("status").filter(has_text="phone number")
    assert warning.is_visible()
    described = box.get_attribute("aria-describedby").split()
    assert warning.get_attribute("id") in described
    assert page.get_by_role("alert").is_hidden()


def test_the_limit_is_shown_when_it_comes_near_and_nothing_is_cut(form, show):
    page = show(form.controls)
    box = page.get_by_label("What happened?")
    box.fill("x" * 7_000)
    assert not page.get_by_text("of 10,000 characters").first.is_visible()
    box.fill("x" * 10_400)
    assert page.get_by_text("10,400 of 10,000 characters").is_visible()
    box.blur()
    page.evaluate("settled()")
    assert len(form.value["story"]) == 10_400


def test_a_draft_is_back_after_a_reload_and_can_be_discarded(form, show, store):
    page = show(form.controls)
    page.get_by_label("What happened?").fill("He had")
    page.wait_for_timeout(500)
    assert page.get_by_text("Draft saved").is_visible()
    again = ContactForm(store, "K-07", today=TODAY)
    page = show(again.controls)
    assert page.get_by_label("What happened?").input_value() == "He had"
    page.get_by_role("button", name="Start afresh").click()
    page.get_by_role("button", name="Discard the draft").click()
    page.evaluate("settled()")
    assert page.get_by_label("What happened?").input_value() == ""
    assert store.draft("contact", "K-07") is None


def test_a_second_press_while_saving_is_not_sent(form, show, store):
    page = show(form.controls)
    page.evaluate(
        """async () => {
          const button = document.querySelector(".sk-foot .sk-filled");
          button.click();
          button.click();
          await settled();
        }"""
    )
    assert form.controls.said["heard"] == 1


def is_closed(page):
    story = page.get_by_label("What happened?")
    buttons = page.locator(".sk-foot button, .sk-gone + button")
    radios = page.get_by_role("radio").first
    assert buttons.count() == 3
    disabled = [button.is_disabled() for button in buttons.all()] + [radios.is_disabled()]
    assert len(set([*disabled, not story.is_editable()])) == 1
    return disabled[0]


def test_without_an_answer_the_form_says_so_and_takes_no_more(form, show):
    page = show(form.controls)
    page.clock.install()
    page.get_by_label("Attended", exact=True).check()
    page.evaluate("settled()")
    page.host.silent = True
    page.get_by_label("What happened?").fill("He had")
    page.get_by_role("button", name="Save contact").click()
    assert page.locator(".sk-body").evaluate("node => node.inert")
    page.clock.run_for(21_000)
    said = page.get_by_role("alert").filter(has_text="There has been no answer for a while")
    said.wait_for()
    assert is_closed(page)
    assert not page.locator(".sk-body").evaluate("node => node.inert")  # it can be copied
    page.get_by_label("What happened?").press_sequentially(" more")
    assert page.get_by_label("What happened?").input_value() == "He had"


def test_a_form_works_again_when_the_answer_comes_after_all(form, show):
    page = show(form.controls)
    page.clock.install()
    page.host.hold()
    page.get_by_label("What happened?").fill("He had")
    page.clock.run_for(30_000)
    page.get_by_role("alert").filter(has_text="no answer").wait_for()
    page.host.let_go()
    page.get_by_role("alert").filter(has_text="no answer").wait_for(state="hidden")
    assert not is_closed(page)
    assert form.value["story"] == "He had"


LOSE = """() => {
  const detail = { words: [] };
  document.dispatchEvent(new CustomEvent("supervision:lost", { detail }));
  return detail.words;
}"""
FIND = "document.dispatchEvent(new CustomEvent('supervision:found'))"


def test_a_form_whose_page_is_lost_closes_and_says_that_all_is_kept(form, show):
    page = show(form.controls)
    page.get_by_label("What happened?").fill("He had")
    page.get_by_text("Draft saved").wait_for()
    assert page.evaluate(LOSE) == [say("form.kept_when_lost")]
    assert is_closed(page)
    page.evaluate(FIND)
    page.evaluate("settled()")
    assert not is_closed(page)


def test_words_that_never_arrived_are_said_to_be_not_kept_and_arrive_later(form, show, store):
    page = show(form.controls)
    page.clock.install()
    story = page.get_by_label("What happened?")
    story.fill("He had the letter")
    assert page.evaluate(LOSE) == [say("form.not_kept_when_lost")]
    page.clock.run_for(1_000)
    assert store.draft("contact", "K-07") is None
    assert page.locator(".sk-form[data-unkept]").count() == 1
    story.select_text()
    assert page.evaluate("getSelection().toString()") == "He had the letter"
    page.evaluate(FIND)
    page.evaluate("settled()")
    assert store.draft("contact", "K-07").content["value"]["story"] == "He had the letter"
    assert story.input_value() == "He had the letter"
    assert page.locator(".sk-form[data-unkept]").count() == 0


def test_a_press_that_never_arrived_is_said_to_be_not_done(form, show, store):
    page = show(form.controls)
    page.get_by_label("What happened?").fill("He had")
    page.evaluate("settled()")
    page.host.deaf = True
    save(page)
    page.evaluate(LOSE)
    page.host.deaf = False
    page.evaluate(FIND)
    page.evaluate("settled()")
    assert page.get_by_text("Nothing was done; please press it again.").is_visible()
    assert not is_closed(page)


def test_a_save_whose_answer_was_lost_is_not_done_twice(form, show, store):
    form.value = LEAST | {"story": "He had"}
    page = show(form.controls)
    page.host.mute = True
    save(page)
    page.evaluate(LOSE)
    page.host.mute = False
    page.evaluate(FIND)  # sends what is on screen, which is saved already
    page.evaluate("settled()")
    assert store.draft("contact", "K-07") is None
    assert form.value == {"occurred_on": "2026-10-15"}
    assert len(store.contacts("K-07")) == 1


@pytest.mark.parametrize(("letter", "n"), [("я", 700_000), ("x", 4_000_000)])
def test_an_overlong_paste_blocks_the_save_and_nothing_else(form, show, store, letter, n):
    form.value = LEAST | {"story": "A sentence."}
    page = show(form.controls)
    story = page.get_by_label("What happened?")
    paste(story, letter, n)
    n_all = n + len("A sentence.")
    page.get_by_role("alert").get_by_text(f"{n_all:,} characters").wait_for()
    unfold(page, "Practical help")
    page.get_by_label("What practical help did you give?").fill("A lift.")
    save(page)
    assert store.contacts("K-07").empty
    assert form.value["help_given"] == "A lift."
    kept = store.draft("contact", "K-07").content["value"]
    assert (kept["story"], kept["help_given"]) == ("A sentence.", "A lift.")
    assert story.get_attribute("aria-invalid") == "true"
    assert story.evaluate("node => node.value.length") == n_all
    page.get_by_role("button", name="Keep as draft").click()
    page.evaluate("settled()")
    assert story.is_visible()
    story.fill("A shorter one.")
    save(page)
    assert form.errors == {}
    saved = store.contacts("K-07").iloc[0]
    assert (saved["story"], saved["help_given"]) == ("A shorter one.", "A lift.")


def paste(field, letter, n):
    """Add many letters at the end, as a paste does."""
    field.evaluate(
        """(node, [letter, n]) => {
          node.value += letter.repeat(n);
          node.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }""",
        [letter, n],
    )


def test_many_long_texts_together_leave_out_the_longest(form, show, store):
    page = show(form.controls)
    page.host.widget.room = {"text": 40_000, "all": 60_000}
    page = show(form.controls)
    paste(page.get_by_label("What happened?"), "я", 25_000)
    paste(page.get_by_label("What practical help did you give?"), "я", 20_000)
    page.get_by_role("alert").get_by_text("25,000 characters").wait_for()
    assert len(form.value["help_given"]) == 20_000
    assert form.controls.untaken == {"story": 25_000}


def test_discarding_clears_a_text_that_was_never_taken(form, show):
    form.value = LEAST
    page = show(ContactForm(form.store, "K-07", today=TODAY).controls)
    paste(page.get_by_label("What happened?"), "x", 50_000)
    page.get_by_role("alert").get_by_text("50,000 characters").wait_for()
    page.get_by_role("button", name="Start afresh").click()
    page.get_by_role("button", name="Discard the draft").click()
    page.evaluate("settled()")
    assert page.get_by_label("What happened?").input_value() == ""
    assert page.get_by_role("alert").count() == 0


def test_stored_script_is_only_text(store, case, show):
    form = ContactForm(store, "K-07", today=TODAY)
    form.value = LEAST | {"story": "</script><img src=x onerror=alert(1)>"}
    page = show(ContactForm(store, "K-07", today=TODAY).controls)
    assert page.locator("img").count() == 0
    assert page.get_by_label("What happened?").input_value().startswith("</script>")
    assert page.problems == []


@pytest.mark.parametrize("width", [1280, 400])
def test_axe_finds_nothing_serious_empty_half_filled_and_with_errors(form, show, width):
    page = show(form.controls, width=width)
    assert offences(page) == []
    page.get_by_label("What happened?").fill("Ring 07700 900123.")
    page.get_by_role("radio", name="4 Asks about help").check()
    page.get_by_role("button", name="Add a promise").click()
    for fold in page.locator("summary").all():
        fold.click()
    page.get_by_label("Not rated this time").nth(1).check()
    assert offences(page) == []
    save(page)
    assert offences(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.problems == []


@pytest.mark.parametrize("width", [1280, 400])
def test_the_smaller_forms_are_as_accessible(store, case, show, width):
    for form in (CaseForm(store), EventForm(store, "K-07")):
        page = show(form.controls, width=width)
        page.locator(".sk-filled").click()
        page.evaluate("settled()")
        assert page.get_by_role("alert").is_visible()
        assert offences(page) == []
        assert page.problems == []

"""The rating control in a real browser: by keyboard, by screen reader, at any width."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from supervision_kit.frameworks import load_framework
from supervision_kit.widgets import RatingControl

LAST = "Last time: 3, on 12 October 2026."


@pytest.fixture
def control():
    scale = load_framework().scales["engagement"]
    return RatingControl(scale, "receptivity_help", last=LAST)


def offences(page):
    """Serious and critical findings of axe, with the place of the first node of each."""
    found = Axe().run(page).response["violations"]
    return [
        (each["id"], each["nodes"][0]["html"])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def test_nothing_is_chosen_beforehand(control, show):
    page = show(control)
    assert page.get_by_role("radio", checked=True).count() == 0
    assert page.get_by_role("button", name="Clear this answer").count() == 0
    assert control.value == {}


def test_the_question_names_the_group_and_the_anchor_describes_the_point(control, show):
    page = show(control)
    group = page.get_by_role("radiogroup", name="How open was the person to help?")
    assert group.get_by_role("radio").count() == 6
    point = group.get_by_role("radio", name="4 Asks about help")
    described = point.evaluate(
        "node => document.getElementById(node.getAttribute('aria-describedby')).textContent"
    )
    assert described.startswith("Asked about one kind of help")


def test_a_rating_is_made_by_keyboard_alone(control, show):
    page = show(control)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Took the form along.")
    page.keyboard.press("Tab")
    page.wait_for_timeout(50)
    page.evaluate("settled()")
    assert control.read() == {
        "value": 3.0,
        "not_rated": None,
        "not_rated_note": "",
        "evidence": "Took the form along.",
    }


def test_an_answer_can_be_taken_back(control, show):
    page = show(control)
    page.get_by_role("radio", name="2 Lets it pass").check()
    page.get_by_role("button", name="Clear this answer").click()
    page.evaluate("settled()")
    assert control.read() is None
    assert page.get_by_role("radio", checked=True).count() == 0
    assert page.evaluate("document.activeElement.type") == "radio"


def test_not_rated_asks_for_its_reason(control, show):
    page = show(control)
    reason = page.get_by_label("Why was it not rated?")
    assert not reason.is_visible()
    page.get_by_label("Not rated this time").check()
    page.evaluate("settled()")
    assert control.value["not_rated"] == ""
    reason.select_option("too_early")
    page.evaluate("settled()")
    assert control.read()["not_rated"] == "too_early"
    page.get_by_role("radio", name="5 Seeks help").check()
    page.evaluate("settled()")
    assert not reason.is_visible()
    assert control.read() == {
        "value": 5.0,
        "not_rated": None,
        "not_rated_note": "",
        "evidence": "",
    }


def test_typing_is_sent_a_moment_later_and_at_once_on_leaving_the_field(control, show):
    page = show(control)
    box = page.get_by_label("What did you see or hear?")
    box.press_sequentially("abc", delay=20)
    assert control.value == {}
    page.wait_for_timeout(500)
    assert control.value["evidence"] == "abc"
    box.press_sequentially("d")
    box.blur()
    page.evaluate("settled()")
    assert control.value["evidence"] == "abcd"


def test_what_was_typed_is_sent_when_the_widget_is_taken_off_the_page(control, show):
    page = show(control)
    page.get_by_label("What did you see or hear?").press_sequentially("abc")
    page.evaluate("stop(), settled()")
    assert control.value["evidence"] == "abc"


def test_a_value_set_in_python_is_shown(control, show):
    page = show(control)
    control.value = {"value": 2, "evidence": "<img src=x onerror=alert(1)>"}
    page.evaluate("settled()")
    page.reload()
    page.wait_for_function("window.settled")
    assert page.get_by_role("radio", name="2 Lets it pass").is_checked()
    box = page.get_by_label("What did you see or hear?")
    assert box.input_value() == "<img src=x onerror=alert(1)>"
    assert page.problems == []


def test_the_last_rating_is_part_of_the_description(control, show):
    page = show(control)
    ids = page.get_by_role("radiogroup").get_attribute("aria-describedby").split()
    texts = [page.locator(f"#{each}").text_content() for each in ids]
    assert LAST in texts


@pytest.mark.parametrize(("width", "stacked"), [(1280, False), (700, True), (400, True)])
def test_the_points_are_equal_cards_and_stack_where_it_is_narrow(control, show, width, stacked):
    page = show(control, width=width)
    boxes = [card.bounding_box() for card in page.locator(".sk-point").all()]
    assert len({round(box["width"]) for box in boxes}) == 1
    assert (len({round(box["x"]) for box in boxes}) == 1) is stacked
    assert min(box["height"] for box in boxes) >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 400])
def test_axe_finds_nothing_serious(control, show, width):
    page = show(control, width=width)
    assert offences(page) == []
    page.get_by_label("Not rated this time").check()
    control.tell(errors=[{"key": control.field.key, "text": "Please choose why."}])
    page.get_by_label("Why was it not rated?").select_option("other")
    page.evaluate("settled()")
    assert page.get_by_role("radiogroup").get_attribute("aria-invalid") == "true"
    assert offences(page) == []
    assert page.problems == []


def test_the_focus_is_seen(control, show):
    page = show(control)
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outline")
    assert "rgb(26, 86, 219)" in outline
    assert "3px" in outline


def test_a_fine_scale_takes_a_typed_number(fine_scale, show):
    control = RatingControl(fine_scale, "warmth")
    page = show(control)
    figure = page.get_by_label("A number from 0 to 100")
    figure.fill("20,8")
    figure.blur()
    page.evaluate("settled()")
    assert control.read()["value"] == 20.8
    page.get_by_label("Not rated this time").check()
    page.get_by_label("Why was it not rated?").select_option(index=1)
    page.evaluate("settled()")
    assert figure.input_value() == ""
    assert control.read()["value"] is None
    figure.fill("abc")
    figure.blur()
    page.evaluate("settled()")
    assert control.value["value"] == "abc"
    assert offences(page) == []


def test_a_scale_of_eleven_points_is_shown_as_cards(show, fine_scale):
    from dataclasses import replace

    control = RatingControl(replace(fine_scale, maximum=10, step=1), "warmth")
    page = show(control)
    assert page.locator(".sk-point").count() == 11
    page.get_by_role("radio", name="10", exact=True).check()
    page.evaluate("settled()")
    assert control.read()["value"] == 10

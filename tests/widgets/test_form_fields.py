"""What a browser may set, and what it may not."""

import re
from functools import reduce

import pytest

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import load_framework, say
from supervision_kit.widgets import Download, FormFields, PageAddress, RatingControl
from supervision_kit.widgets.controls.form_fields import FORM_SCRIPTS, script
from supervision_kit.widgets.fields import Text

ASKED = [Text(key="story", label="Story").spec()]


@pytest.fixture
def controls():
    return FormFields(ASKED)


def send(widget, **data):
    widget._handle_msg({"content": {"data": data}, "buffers": []})


def test_a_browser_sets_the_value(controls):
    send(controls, method="update", state={"value": {"story": "He had"}})
    assert controls.value == {"story": "He had"}


@pytest.mark.parametrize("name", ["fields", "buttons", "said", "texts", "_esm", "heading", "only"])
def test_a_browser_sets_nothing_else(controls, name):
    before = getattr(controls, name)
    send(controls, method="update", state={name: type(before)(), "value": {"story": "a"}})
    assert getattr(controls, name) == before


def nested(depth):
    return reduce(lambda inside, _: {"a": inside}, range(depth), "x")


@pytest.mark.parametrize(
    "value", ["text", ["list"], 7, True, {"n": [0] * 4_000_001}, nested(980), nested(5_000)]
)
def test_a_value_that_is_no_form_is_not_taken(controls, value):
    controls.value = {"story": "He had"}
    send(controls, method="custom", content={"n": 1, "value": value})
    assert controls.value == {"story": "He had"}
    assert controls.said["status"] == say("form.not_taken")
    assert controls.said["heard"] == 1
    send(controls, method="custom", content={"n": 2, "value": {"story": "Taken"}})
    assert (controls.value, controls.untaken) == ({"story": "Taken"}, {})


@pytest.mark.parametrize(
    ("answer", "address"),
    [
        ("x" * 40_001, "story"),
        ({"value": 3, "evidence": "x" * 40_001}, "story"),
        ([{"text": "short"}, {"text": "x" * 40_001}], "story/1/text"),
        (["x" * 40_001], "story/0/"),
    ],
)
def test_an_answer_that_is_far_too_long_keeps_no_other_from_being_taken(controls, answer, address):
    controls.value = {"story": "He had"}
    send(controls, method="custom", content={"n": 1, "value": {"story": answer, "help": "A lift"}})
    assert controls.value == {"story": "He had", "help": "A lift"}
    assert controls.untaken == {address: 40_001}


@pytest.mark.parametrize("left_out", [7, ["story"], {"story": "long"}, {"story": True}, {"a": -1}])
def test_a_forged_word_about_what_was_left_out_is_passed_over(controls, left_out):
    send(controls, method="custom", content={"n": 1, "value": {"a": "b"}, "left_out": left_out})
    assert (controls.value, controls.untaken) == ({"a": "b"}, {})


def test_a_message_from_before_the_form_was_filled_anew_changes_nothing(controls):
    pressed = []
    controls.on_press(pressed.append)
    controls.fill({"story": "New"})
    late = {"n": 1, "filled": controls.filled - 1, "value": {"story": "Old"}, "press": "save"}
    send(controls, method="custom", content=late)
    assert (controls.value, pressed) == ({"story": "New"}, [])
    assert (controls.said["heard"], controls.said["pressed"]) == (1, 0)


def test_a_press_that_arrives_twice_is_done_once(controls):
    pressed = []
    controls.on_press(pressed.append)
    for _ in range(2):
        send(controls, method="custom", content={"n": 3, "value": {}, "press": "save"})
    assert pressed == ["save"]


def test_a_rating_that_was_not_taken_is_not_read_as_the_one_before():
    control = RatingControl(load_framework().scales["engagement"], "expectancy")
    control.value = {"value": 4}
    send(control, method="custom", content={"n": 1, "value": {"evidence": "x" * 50_000}})
    assert control.value == {"value": 4}
    with pytest.raises(InvalidRecord):
        control.read()
    send(control, method="custom", content={"n": 2, "value": {"value": 3}})
    assert control.read()["value"] == 3


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"content": {}},
        {"content": {"data": {}}},
        {"content": {"data": {"method": "update"}}},
        {"content": {"data": {"method": "update", "state": 7}}},
        {"content": {"data": {"method": "custom"}}},
        {"content": {"data": {"method": "custom", "content": "save"}}},
        {"content": {"data": {"method": "update", "state": {"pressed": {"press": ["save"]}}}}},
        {"content": {"data": {"method": "update", "state": {"pressed": {"press": "a", "n": "b"}}}}},
        {"content": {"data": {"method": "no such method"}}},
    ],
)
@pytest.mark.parametrize("make", [lambda: FormFields(ASKED), PageAddress])
def test_a_message_of_no_known_kind_does_nothing(make, message):
    widget = make()
    widget._handle_msg(message)


def test_a_press_is_answered_even_when_nobody_listens(controls):
    send(controls, method="update", state={"pressed": {"press": "no such button", "n": 4}})
    assert controls.said["heard"] == 4


def test_the_script_is_joined_from_its_parts():
    assert script().count("export default") == 1
    # Markup is put in only where a page has drawn something, never where anybody typed.
    assert re.findall(r"\w+\.innerHTML = (.+);", script()) == ["spec.html"]
    assert script().count("innerHTML") == 1
    assert FORM_SCRIPTS[-1] == "form.js"


def test_a_download_is_made_when_it_is_pressed():
    made = []
    sent = []

    def make():
        made.append(True)
        return "a;b\n"

    button = Download("Save as CSV", make, lambda: "K-07.csv", "text/csv")
    button.send = lambda content, buffers=None: sent.append((content, buffers))
    assert made == []
    send(button, method="custom", content={"press": "download"})
    assert sent == [({"filename": "K-07.csv", "mime": "text/csv"}, [b"a;b\n"])]


def test_a_download_that_fails_says_so_beside_the_button(caplog):
    sent = []

    def make():
        raise RuntimeError("words about a person")

    button = Download("Save as CSV", make, "K-07.csv")
    button.send = lambda content, buffers=None: sent.append(content)
    button.click()
    assert sent == [{"problem": say("form.unexpected")}]
    assert "words about a person" not in caplog.text


def test_a_browser_cannot_rename_a_download_or_an_address():
    button, address = Download("Save", lambda: b"", "a.csv"), named("K-07")
    send(button, method="update", state={"label": "Forged"})
    send(address, method="update", state={"place": {"case": "K-99"}})
    assert (button.label, address.place) == ("Save", {"case": "K-07"})


def named(code, title=""):
    address = PageAddress()
    address.tell(place={"case": code}, title=title)
    return address


def test_a_download_reaches_the_browser(show, tmp_path):
    page = show(Download("Save as CSV", lambda: "a;b\n", "K-07.csv", "text/csv"))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as CSV").click()
    assert waiting.value.suggested_filename == "K-07.csv"
    waiting.value.save_as(tmp_path / "saved.csv")
    assert (tmp_path / "saved.csv").read_text() == "a;b\n"


def test_the_address_names_the_case_and_loses_the_token(show):
    address = named("K-07", "K-07 – Case")
    page = show(address, path="voila/case.ipynb?token=secret&x=1")
    assert page.url.endswith("case.ipynb?x=1&case=K-07")
    assert page.title() == "K-07 – Case"


def test_the_address_of_a_notebook_is_left_alone(show):
    page = show(named("K-07", "K-07"), path="lab/tree/case.ipynb?x=1")
    assert page.url.endswith("lab/tree/case.ipynb?x=1")
    assert page.title() == "Form"


def test_back_twice_before_python_has_followed_ends_where_the_reader_is(show):
    address = PageAddress(lambda place: address.tell(place=dict(place), title=""))
    address.tell(place={"case": "K-01"}, title="")
    page = show(address, path="voila/case.ipynb")
    for code in ("K-02", "K-03"):
        page.evaluate("code => history.pushState({}, '', `?case=${code}`)", code)
    page.host.hold()
    page.go_back()
    page.go_back()
    page.wait_for_timeout(100)
    page.host.let_go()
    page.evaluate("settled()")
    assert page.url.endswith("?case=K-01")
    assert address.place == {"case": "K-01"}
    page.go_forward()
    page.evaluate("settled()")
    assert page.url.endswith("?case=K-02")
    assert address.place == {"case": "K-02"}


def test_where_python_stays_the_browser_comes_back_to(show):
    address = PageAddress(lambda place: None)
    address.tell(place={"case": "K-01", "form": "contact"}, title="")
    page = show(address, path="voila/case.ipynb?case=K-01&form=contact")
    page.evaluate("history.pushState({}, '', '?case=K-01&form=contact&again')")
    page.evaluate("history.replaceState({}, '', '?case=K-09')")
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    page.evaluate("settled()")
    assert page.url.endswith("?case=K-01&form=contact")

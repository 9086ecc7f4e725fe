"""Do address, Back, forms and status work alike on every page?"""

from datetime import date

import pytest

from supervision_kit.frameworks import say
from supervision_kit.pages import CasePage

TODAY = date(2026, 11, 20)
FULL, QUIET = "K-7F3Q", "K-2M8D"


@pytest.fixture
def page(caseload):
    return CasePage(caseload, FULL, today=TODAY)


def place(**named):
    """Return all that an address names, what is not given empty."""
    return {"case": "", "since": "", "form": "", **named}


def went(page, **named):
    """Send what a browser sends when its reader went back or forward."""
    message = {"method": "custom", "content": {"n": 1, "went": place(**named)}}
    page.address._handle_msg({"content": {"data": message}})


@pytest.mark.parametrize("name", sorted(CasePage.forms))
def test_every_form_has_an_address_of_its_own(page, caseload, name):
    page.open_form(name)
    assert page.address.place == place(case=FULL, form=name)
    again = CasePage(caseload, FULL, form=name, today=TODAY)
    assert type(again.form) is type(page.form)


def test_a_form_nobody_knows_opens_nothing(caseload):
    page = CasePage(caseload, FULL, form="../secrets", today=TODAY)
    assert page.form is None
    assert page.address.place == place(case=FULL)


def test_a_form_about_a_case_needs_one(caseload):
    assert CasePage(caseload, form="contact", today=TODAY).form is None
    assert CasePage(caseload, form="case", today=TODAY).form is not None


def test_back_leaves_a_form_and_keeps_what_was_typed(page):
    page.open_form("contact")
    page.form.value = {**page.form.value, "story": "Half a sentence"}
    went(page, case=FULL)
    assert page.form is None
    went(page, case=FULL, form="contact")
    assert page.form.value["story"] == "Half a sentence"


def test_back_leads_to_the_case_before(page):
    page.find("case-finder").find(QUIET)
    went(page, case=FULL)
    assert page.code == FULL
    assert page.address.place == place(case=FULL)


def test_a_day_since_when_changes_are_told_is_in_the_address_and_back_takes_it_out(page):
    options = dict(page.find("since").options)
    page.find("since").value = next(value for words, value in options.items() if "plan" in words)
    since = page.address.place["since"]
    assert "up from" in page.find("changes-place").value
    assert "paler" in page.find("figure-place").value
    went(page, case=FULL)
    assert page.find("changes-place").value == ""
    assert page.find("since").value == ""
    went(page, case=FULL, since=since)
    assert page.address.place == place(case=FULL, since=since)
    assert "up from" in page.find("changes-place").value


def test_any_day_can_be_chosen(page):
    page.find("since").value = "day"
    page.find("since-day").value = date(2026, 6, 4)
    assert page.address.place["since"] == "2026-06-04"
    assert "4 June 2026" in page.find("figure-place").value
    page.find("since").value = ""
    assert page.address.place["since"] == ""
    with pytest.raises(KeyError):
        page.find("since-day")


@pytest.mark.parametrize("odd", ["yesterday", "2026-02-30", "<script>", "2026-W12-1"])
def test_a_day_that_is_none_is_passed_over(caseload, odd):
    page = CasePage(caseload, FULL, since=odd, today=TODAY)
    assert page.address.place == place(case=FULL)


def test_the_same_place_again_leaves_the_page_as_it_is(page):
    page.open_form("contact")
    form = page.form
    went(page, case=FULL, form="contact")
    assert page.form is form


def test_a_form_whose_words_are_only_on_the_screen_is_not_left(page):
    page.open_form("contact")
    page.form.controls.untaken = {"story": 700_000}
    sent = []
    page.address.send = lambda content, buffers=None: sent.append(content)
    for elsewhere in (FULL, QUIET):
        went(page, case=elsewhere)
        assert page.form is not None
        assert page.address.place == place(case=FULL, form="contact")
    assert sent == [{"followed": 1}] * 2  # by which the browser takes up that place again


def test_after_a_save_the_address_is_the_cases(page):
    page.open_form("case")
    new = {"code": "K-NEW", "setting": "probation", "mandate": "mandated", "worker": "W1"}
    page.form.value = {**page.form.value, **new}
    page.form.save_button.click()
    assert page.address.place == place(case="K-NEW")
    assert page.sentence == say("case.saved_case", code="K-NEW")


def test_the_way_back_from_a_form_names_the_case(page):
    page.open_form("event")
    assert page.find("back").description == f"Back to {FULL}"
    page.find("back").click()
    assert page.form is None


@pytest.mark.parametrize("forged", [None, 7, {"went": None}, {"went": {"case": 7}}, {"other": 1}])
def test_a_forged_address_changes_nothing(page, forged):
    page.address._handle_msg({"content": {"data": {"method": "custom", "content": forged}}})
    assert page.code == FULL
    long = {"case": "K" * 10_000}
    went(page, **long)
    assert page.code == FULL


def test_a_page_that_is_closed_leaves_no_widget_behind(page):
    kept = [page, page.address, page.find("record"), page.find("figure-place")]
    page.close()
    assert [widget.comm for widget in kept] == [None] * len(kept)


def test_back_to_a_case_that_cannot_be_read_is_said_and_the_page_stays(page, tmp_path):
    path = tmp_path / "sample.sqlite"
    path.rename(tmp_path / "elsewhere.sqlite")
    sent = []
    page.address.send = lambda content, buffers=None: sent.append(content)
    went(page, case=QUIET)
    assert page.sentence
    assert page.code == FULL
    assert {"followed": 1} in sent
    (tmp_path / "elsewhere.sqlite").replace(path)

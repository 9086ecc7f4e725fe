"""While the person has the screen, what of the case is on the page?"""

from datetime import date

import pytest

from supervision_kit.pages import CasePage
from supervision_kit.pages.pieces import every

TODAY = date(2026, 11, 20)
FULL = "K-7F3Q"
OWN = "rating.client.engagement.investment"


@pytest.fixture
def page(caseload):
    return CasePage(caseload, FULL, today=TODAY)


def names(page):
    return [piece.name for piece in every(page.pieces())]


def test_the_card_stands_alone_with_the_way_back(page):
    page.open_form("card")
    assert names(page) == ["back", "status-line", "status-place", "form-place"]


def test_the_page_as_it_is_first_read_holds_no_word_of_the_case(caseload):
    page = CasePage(caseload, FULL, form="card", today=TODAY)
    painted = page.first_paint()
    for table in ("contacts", "promises", "events"):
        for column in ("story", "own_words", "text", "note"):
            found = caseload.tables(FULL)[table]
            assert not [each for each in found.get(column, ()) if each and each in painted]
    assert not [fact for fact in page.view.facts if fact in painted]


def test_after_saving_nothing_of_the_case_comes_up_before_the_reader_goes_back(page):
    page.open_form("card")
    form = page.form
    form.value = {OWN: {"value": 5}}
    form.save_button.click()
    assert page.form is form
    assert names(page) == ["back", "status-line", "status-place", "form-place"]
    assert page.sentence == ""
    page.find("back").click()
    assert page.form is None
    assert "5, “I came with the next part”" in page.first_paint()


def test_going_back_without_being_done_leaves_nothing_for_the_next_to_find(page):
    page.open_form("card")
    page.form.value = {OWN: {"value": 5}}
    page.find("back").click()
    assert page.sentence == "The card was not handed in, so nothing of it is kept."
    page.open_form("card")
    assert page.form.value == {}


def test_ratings_alone_are_told_as_saved_and_are_on_the_page(page):
    page.open_form("rating")
    assert "form-head" in names(page)
    page.form.value |= {"rating.worker.engagement.investment": {"value": 2}}
    page.form.save_button.click()
    assert page.form is None
    assert page.sentence == "Saved. The ratings are on the chart."

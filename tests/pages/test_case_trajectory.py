"""Does the case page show, record and redraw, driven from Python with a real store?"""

import re
from datetime import date

import pytest
from sqlalchemy import event

from supervision_kit.frameworks import say
from supervision_kit.pages import CasePage, case_figure
from supervision_kit.pages.pieces import Words, every
from supervision_kit.records import Case, Concern, Contact, Promise

TODAY = date(2026, 11, 20)
FULL, QUIET, UNRATED = "K-7F3Q", "K-2M8D", "K-8C4Z"


@pytest.fixture
def page(caseload):
    return CasePage(caseload, FULL, today=TODAY)


def texts_on(page):
    """Every piece of the page that is read."""
    return [page.find(each.name).value for each in every(page.pieces()) if isinstance(each, Words)]


def lines(html):
    """HTML without its indentation, which depends on where a piece is put."""
    return " ".join(html.split())


def fill(form, **answers):
    form.value = {**form.value, **answers}


def save_contact(page, **answers):
    page.find("record").click()
    met = {"kind": "office", "attendance": "attended", "safety_concern": "no"}
    fill(page.form, **met, **answers)
    page.form.save_button.click()


def test_the_first_paint_holds_the_chart_of_the_asked_case(page):
    html = page._repr_mimebundle_()["text/html"]
    assert f'data-chart="trajectory" data-case="{FULL}"' in html
    assert html.count("<h1") == 1


def test_the_first_paint_shows_what_the_live_page_shows(page):
    html = lines(page.first_paint())
    shown = texts_on(page)
    assert len(shown) > 6
    for text in shown:
        assert lines(text) in html


def test_a_case_is_opened_and_painted_from_one_snapshot_of_the_store(caseload):
    begun = []
    event.listen(caseload.engine, "begin", begun.append)
    CasePage(caseload, FULL, today=TODAY).first_paint()
    assert len(begun) == 1


def test_without_ratings_nothing_is_offered_that_needs_some(caseload):
    page = CasePage(caseload, UNRATED, today=TODAY)
    html = page.first_paint()
    assert "downloads-place" not in html
    assert say("case.since") not in html
    assert "data-print" in html


@pytest.mark.parametrize("typed", ["x" * 2000, "word " * 399 + "word."])
def test_a_long_text_shows_its_beginning_and_opens_to_the_whole(store, typed):
    case = Case(code="K-1", setting="probation", opened_on=date(2026, 9, 1))
    met = {"occurred_on": date(2026, 11, 2), "kind": "office", "attendance": "attended"}
    said = {"own_words": typed, "safety_concern": "yes"}
    concern = Concern(case_id=case.id, opened_on=date(2026, 11, 2), worry=typed)
    at = {"case_id": case.id, "promised_on": date(2026, 10, 1), "text": typed}
    promises = (Promise(due_on=date(2026, day, 18), **at) for day in (11, 12))
    store.save(case, concern, Contact(case_id=case.id, **met, **said), *promises)
    html = CasePage(store, "K-1", today=TODAY).first_paint()
    top, below = html.split('class="case-columns"')
    for part, n_texts in ((top, 2), (below.split('class="contacts-place"')[0], 3)):
        folds = re.findall(r'<details class="typed">(.*?)</summary>(.*?)</details>', part, re.S)
        assert len(folds) == n_texts
        assert all(typed not in begun and typed in whole for begun, whole in folds)
        assert typed not in re.sub(r"<details.*?</details>", "", part, flags=re.S)


def test_choosing_another_case_draws_its_chart(page):
    page.find("case-finder").find(QUIET)
    assert f'data-case="{QUIET}"' in page.find("figure-place").value
    assert FULL not in page.find("figure-place").value
    assert page.address.place["case"] == QUIET


def test_an_unknown_case_gets_a_sentence_and_the_list_to_choose_from(caseload):
    page = CasePage(caseload, "K-0000", today=TODAY)
    assert "K-0000" in page.find("missing-top").value
    assert page.view is None
    assert FULL in page.find("case-finder").said["options"]


def test_a_code_that_holds_a_script_is_shown_as_text(caseload):
    page = CasePage(caseload, "<script>alert(1)</script>", today=TODAY)
    assert "<script" not in page.first_paint()
    assert "<script" not in page.find("missing-top").value


def test_a_page_without_a_case_asks_to_choose_one(caseload):
    page = CasePage(caseload, today=TODAY)
    assert page.code is None
    assert "Choose a case" in page.find("missing-top").value


def test_an_empty_store_offers_to_add_the_first_case(store):
    page = CasePage(store, today=TODAY)
    page.find("add_case").click()
    fill(
        page.form,
        code="k-9new",
        setting="probation",
        mandate="mandated",
        opened_on="2026-11-02",
        worker="W1",
    )
    page.form.save_button.click()
    assert page.code == "K-9NEW"
    assert "K-9NEW" in page.sentence


def test_a_saved_contact_is_on_the_chart_without_reloading(page):
    before = page.find("figure-place").value
    save_contact(
        page,
        story="Came with the letter already opened.",
        **{"rating.worker.engagement.working_relationship": {"value": 5, "evidence": "Laughed."}},
    )
    assert page.form is None
    assert page.find("figure-place").value != before
    assert "Came with the letter already opened." in page.find("contacts-place").value
    assert "Saved" in page.find("status-place").value


def test_closing_the_form_brings_the_case_back_and_keeps_the_draft(page):
    page.find("record").click()
    fill(page.form, story="Half a sentence")
    page.form.keep_button.click()
    assert page.form is None
    page.find("record").click()
    assert page.form.value["story"] == "Half a sentence"


def test_a_draft_of_one_case_is_not_offered_in_another(page):
    page.find("record").click()
    fill(page.form, story="Belongs to the first case")
    page.show_case(QUIET)
    page.find("record").click()
    assert "story" not in page.form.value


def test_an_event_is_named_on_the_chart(page):
    page.find("record_event").click()
    fill(page.form, happened_on="2026-11-10", kind="mediation")
    page.form.save_button.click()
    assert "Mediation" in page.find("figure-place").value


def test_the_figure_alone_can_be_shown_in_a_notebook(caseload):
    assert case_figure(caseload, FULL, today=TODAY).startswith("<figure")

"""Adding a case, and what happens in it besides contacts."""

import datetime as dt

import pytest

from supervision_kit.widgets import CaseForm, EventForm
from supervision_kit.widgets.field_groups import asked_fields

TODAY = dt.date(2026, 10, 15)
NEW = {
    "code": " k-08 ",
    "setting": "probation",
    "mandate": "mandated",
    "legal_basis": "Community order, twelve months.",
    "pressure_from": "The court.",
    "opened_on": "2026-10-01",
    "order_ends_on": "2027-10-01",
    "worker": "W1",
    "contact_every_days": "14",
    "rating_every_days": "28",
}


def test_a_case_is_added_with_its_first_worker(store):
    heard = []
    form = CaseForm(store, heard.append, today=TODAY)
    form.value = NEW
    form.save_button.click()
    assert form.errors == {}
    case = store.cases().iloc[0]
    assert (case["code"], case["contact_every_days"], case["rating_every_days"]) == ("K-08", 14, 28)
    worker = store.workers("K-08").iloc[0]
    assert (worker["worker"], worker["from_on"].date()) == ("W1", dt.date(2026, 10, 1))
    assert heard[0].ids[0] == store.case("k-08").id
    assert form.value == {"opened_on": "2026-10-15"}


def test_a_case_is_added_with_whoever_is_in_it(store):
    form = CaseForm(store, today=TODAY)
    mother = {"called": "Mother", "relation": "parent", "at_risk": "no"}
    child = {"called": "Older child", "relation": "child", "at_risk": "yes"}
    form.value = NEW | {"people": [mother, child]}
    form.save_button.click()
    assert form.errors == {}
    people = store.tables("K-08")["participants"]
    assert people["called"].tolist() == ["Mother", "Older child"]
    assert people["from_on"].dt.date.tolist() == [dt.date(2026, 10, 1)] * 2


def test_somebody_in_a_new_case_needs_a_relation_and_the_sentence_stands_at_the_card(store):
    form = CaseForm(store, today=TODAY)
    form.value = NEW | {"people": [{"called": "Mother"}]}
    form.save()
    assert list(form.errors) == ["people/0/relation"]
    assert store.cases().empty


def test_a_case_code_that_is_taken_is_refused_in_a_sentence(store, case):
    form = CaseForm(store, today=TODAY)
    form.value = NEW | {"code": "k-07"}
    form.save()
    assert form.errors
    assert form.value["legal_basis"] == NEW["legal_basis"]
    assert len(store.cases()) == 1


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("code", ""),
        ("code", "Anna/Berg"),
        ("setting", None),
        ("mandate", "moon"),
        ("opened_on", "2199-01-01"),
        ("worker", ""),
        ("worker", "Anna Berg"),
        ("contact_every_days", "0"),
        ("rating_every_days", "367"),
    ],
)
def test_a_case_with_a_wrong_answer_is_not_added(store, key, answer):
    form = CaseForm(store, today=TODAY)
    form.value = NEW | {key: answer}
    form.save()
    assert list(form.errors) == [key]
    assert store.cases().empty


def test_the_bounds_of_a_number_are_those_of_its_record_and_said_beforehand(store):
    fields = {each.key: each.spec() for each in asked_fields(CaseForm(store, today=TODAY).asked())}
    assert fields["contact_every_days"]["bounds"] == "(1 to 366)"
    assert "bounds" not in fields["legal_basis"]


def test_the_draft_of_a_new_case_is_there_again(store):
    CaseForm(store, today=TODAY).value = {"code": "K-0"}
    assert CaseForm(store, today=TODAY).value == {"code": "K-0"}


def test_an_event_is_recorded(store, case):
    form = EventForm(store, "K-07", today=TODAY)
    form.value = {"happened_on": "2026-10-02", "kind": "hearing", "note": "Went well."}
    form.save_button.click()
    assert form.errors == {}
    event = store.events("K-07").iloc[0]
    assert (event["kind"], event["note"]) == ("hearing", "Went well.")
    assert event["happened_on"].date() == dt.date(2026, 10, 2)


def test_a_plan_is_recorded_as_the_date_it_was_agreed(store, case):
    form = EventForm(store, "K-07", today=TODAY)
    form.value = {"happened_on": "2026-10-02", "kind": "plan"}
    form.save()
    assert store.plan_dates("K-07")["agreed_on"].dt.date.tolist() == [dt.date(2026, 10, 2)]
    assert store.events("K-07").empty


def test_a_change_of_worker_is_recorded_with_its_reason(store, case):
    form = EventForm(store, "K-07", today=TODAY)
    form.value = {"happened_on": "2026-10-02", "kind": "worker", "note": "Parental leave."}
    form.save()
    assert list(form.errors) == ["worker"]
    form.value = form.value | {"worker": "W2"}
    form.save()
    assert store.workers("K-07")["worker"].tolist() == ["W1", "W2"]
    assert store.workers("K-07")["reason"].tolist() == ["", "Parental leave."]


def test_an_event_needs_its_date_and_kind(store, case):
    form = EventForm(store, "K-07", today=TODAY)
    form.value = {"happened_on": "", "note": "Something."}
    form.save()
    assert list(form.errors) == ["happened_on", "kind"]


def test_the_drafts_of_two_forms_of_a_case_are_apart(store, case):
    EventForm(store, "K-07", today=TODAY).value = {"note": "An event."}
    assert store.draft("contact", "K-07") is None
    assert EventForm(store, "K-07", today=TODAY).value == {"note": "An event."}

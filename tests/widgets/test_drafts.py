"""Drafts: kept a moment after each change, restored, and never written over by another tab."""

import datetime as dt

import pytest

from supervision_kit.frameworks import say
from supervision_kit.widgets import ContactForm
from supervision_kit.widgets.drafts import N_PLACES, DraftKeeper

TODAY = dt.date(2026, 10, 15)
LEAST = {
    "occurred_on": "2026-10-15",
    "kind": "home",
    "attendance": "attended",
    "safety_concern": "no",
}


@pytest.fixture
def open_form(store, case):
    """Open the form for the case, as one more tab does."""
    return lambda **options: ContactForm(store, "K-07", today=TODAY, **options)


def press(form, name):
    form.controls.press(name)


def test_each_change_is_kept_at_once_with_the_time_shown(open_form, store):
    form = open_form()
    form.value = {"story": "He had"}
    assert store.draft("contact", "K-07").content["value"] == {"story": "He had"}
    assert form.status.startswith("Draft saved ")


def test_opening_alone_keeps_no_draft(open_form, store):
    open_form()
    assert store.draft("contact", "K-07") is None


def test_a_draft_is_there_again_after_a_reload(open_form):
    open_form().value = {"story": "He had"}
    again = open_form()
    assert again.value == {"story": "He had"}
    assert "restored" in again.notice


def test_a_save_clears_the_draft(open_form, store):
    form = open_form()
    form.value = LEAST
    form.save()
    assert store.draft("contact", "K-07") is None
    assert open_form().notice == ""


def test_a_refused_save_keeps_the_draft(open_form, store):
    form = open_form()
    form.value = {"story": "He had"}
    form.save()
    assert store.draft("contact", "K-07").content["value"] == {"story": "He had"}


def test_starting_afresh_asks_before_it_discards(open_form, store):
    open_form().value = {"story": "He had"}
    form = open_form()
    press(form, "start afresh")
    assert form.notice == say("form.ask_to_discard")
    assert form.value == {"story": "He had"}
    press(form, "stay")
    assert form.value == {"story": "He had"}
    press(form, "start afresh")
    press(form, "discard")
    assert form.value == {"occurred_on": "2026-10-15"}
    assert store.draft("contact", "K-07") is None


def test_keeping_as_draft_leaves_the_form(open_form, store):
    left = []
    form = open_form(on_closed=lambda: left.append(True))
    form.value = {"story": "He had"}
    form.keep_button.click()
    assert left == [True]
    assert store.draft("contact", "K-07") is not None


def test_a_draft_that_cannot_be_kept_is_said_and_the_form_stays_open(open_form, store_away):
    left = []
    form = open_form(on_closed=lambda: left.append(True))
    with store_away():
        form.value = {"story": "He had"}
        assert form.status.startswith("The draft could not be kept just now.")
        form.keep_button.click()
    assert left == []
    form.value = {"story": "He had the letter"}
    assert form.status.startswith("Draft saved ")


def test_two_tabs_keep_their_words_apart_and_say_so(open_form):
    first, second = open_form(), open_form()
    first.value = {"story": "From the first tab"}
    second.value = {"story": "From the second tab"}
    first.value = {"story": "From the first tab, longer"}
    second.value = {"story": "From the second tab, longer"}
    assert "also open somewhere else" in second.notice
    assert first.notice == ""
    reopened = open_form()
    assert reopened.value == {"story": "From the second tab, longer"}
    assert "another draft" in reopened.notice
    press(reopened, "other draft")
    assert reopened.value == {"story": "From the first tab, longer"}


def test_a_second_tab_going_on_from_the_same_draft_does_not_write_over_it(open_form):
    open_form().value = {"story": "He had"}
    first, second = open_form(), open_form()
    first.value = {"story": "He had the letter"}
    second.value = {"story": "He had the paper"}
    third = open_form()
    assert third.value == {"story": "He had the paper"}
    press(third, "other draft")
    assert third.value == {"story": "He had the letter"}


def test_both_tabs_can_be_saved_as_two_contacts(open_form, store):
    first, second = open_form(), open_form()
    first.value = LEAST | {"story": "One"}
    second.value = LEAST | {"story": "Two"}
    first.save()
    second.save()  # asked once whether it is another one
    second.save()
    assert sorted(store.contacts("K-07")["story"]) == ["One", "Two"]
    assert open_form().notice == ""


def test_saving_the_same_restored_draft_in_two_tabs_makes_one_contact(open_form, store):
    open_form().value = LEAST | {"story": "One"}
    first, second = open_form(), open_form()
    first.save()
    second.save()
    assert second.errors == {}
    assert len(store.contacts("K-07")) == 1


def test_going_on_with_a_draft_that_was_saved_elsewhere_is_said(open_form, store):
    open_form().value = LEAST | {"story": "One"}
    first, second = open_form(), open_form()
    first.save()
    second.value = LEAST | {"story": "One, and more"}
    assert second.notice == say("form.saved_elsewhere")
    second.save()  # asked once whether it is another one
    second.save()
    assert second.errors == {}
    assert len(store.contacts("K-07")) == 2


def test_a_save_in_one_tab_leaves_the_other_tabs_draft(open_form, store):
    first, second = open_form(), open_form()
    first.value = LEAST | {"story": "One"}
    second.value = LEAST | {"story": "Two"}
    first.save()
    assert open_form().value["story"] == "Two"


def test_more_tabs_than_places_are_refused_without_losing_a_word(open_form):
    forms = [open_form() for _ in range(N_PLACES + 1)]
    for i, form in enumerate(forms):
        form.value = {"story": f"Tab {i}"}
    assert all(form.status.startswith("Draft saved") for form in forms[:-1])
    assert str(N_PLACES) in forms[-1].status
    assert forms[-1].value == {"story": f"Tab {N_PLACES}"}


def test_a_draft_of_another_author_is_not_shown(open_form, store, tmp_path):
    from supervision_kit.store import open_store

    open_form().value = {"story": "Mine"}
    with open_store(tmp_path / "caseload.sqlite", author="somebody else") as theirs:
        assert ContactForm(theirs, "K-07", today=TODAY).value == {"occurred_on": "2026-10-15"}


def test_a_draft_in_another_shape_is_restored_as_far_as_it_fits(open_form, store):
    content = {"value": {"story": "He had", "promises": "none", "no_such_question": 3}}
    store.keep_draft("contact", "K-07", content)
    assert open_form().value == {"story": "He had"}


def test_a_draft_that_is_none_begins_anew(open_form, store):
    store.keep_draft("contact", "K-07", {"value": ["He had"]})
    assert open_form().value == {"occurred_on": "2026-10-15"}


def test_dropping_leaves_a_draft_that_another_tab_changed(store, case):
    mine, theirs = DraftKeeper(store, "contact", "K-07"), DraftKeeper(store, "contact", "K-07")
    mine.keep({"value": {}})
    theirs.open()
    theirs.keep({"value": {"story": "Theirs"}})
    mine.drop()
    assert store.draft("contact", "K-07").content["value"] == {"story": "Theirs"}

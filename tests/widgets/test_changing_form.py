"""What was recorded is corrected, taken back or moved; two who change the same lose nothing."""

import datetime as dt

import pytest

from supervision_kit.records import (
    Case,
    Contact,
    ContactPerson,
    Event,
    Participant,
    Promise,
    Rating,
)
from supervision_kit.widgets import ContactForm, EventChangeForm, PromiseForm, RatingForm

MET = dt.date(2026, 10, 1)
TODAY = dt.date.today()
TOMORROW = TODAY + dt.timedelta(days=1)
RATED = "rating.worker.engagement.expectancy"


@pytest.fixture
def event(store, case):
    made = Event(case_id=case.id, happened_on=MET, kind="hearing", note="Moved.")
    store.save(made)
    return made


@pytest.fixture
def contact(store, case):
    mother = Participant(case_id=case.id, called="Mother", relation="parent", from_on=MET)
    store.save(mother)
    form = ContactForm(store, "K-07", today=MET)
    form.value = {
        **form.value,
        "kind": "home",
        "attendance": "attended",
        "story": "Opened before I rang.",
        "safety_concern": "no",
        RATED: {"value": 2, "evidence": "“It will make no difference.”"},
        f"there.{mother.id}": "seen",
        "promises": [{"text": "Ring the school.", "due_on": "2026-10-20"}],
    }
    saved = form.save()
    assert form.errors == {}
    return store.find(Contact, saved.ids[0])


def changing(store, form, record, today=TODAY, **answers):
    made = form(store, "K-07", record_id=record.id, today=today)
    made.value = {**made.value, **answers}
    made.save_button.click()
    return made


def test_a_correction_keeps_what_stood_there_and_why(store, event):
    made = changing(store, EventChangeForm, event, note="Moved to April.", why="The wrong month.")
    assert (made.errors, made.done) == ({}, "corrected")
    (row,) = store.changes("K-07").itertuples()
    assert (row.before["note"], row.after["note"]) == ("Moved.", "Moved to April.")
    assert row.why == "The wrong month."


def test_a_reason_is_needed_from_the_day_after_on(store, event):
    same_day = changing(store, EventChangeForm, event, note="Moved again.")
    assert same_day.errors == {}
    later = changing(store, EventChangeForm, event, today=TOMORROW, note="Moved once more.")
    assert list(later.errors) == ["why"]
    assert store.find(Event, event.id).note == "Moved again."


def test_who_was_overtaken_in_taking_back_opens_it_again_and_sees_both(store, event):
    mine = EventChangeForm(store, "K-07", record_id=event.id, today=TODAY)
    changing(store, EventChangeForm, event, note="Moved to April.")
    mine.value = {**mine.value, "note": "Moved to May.", "why": "Not ours."}
    mine.controls.press("take back")
    assert "please open it again, compare the two and save" in mine.errors[""]
    mine.keep_draft()
    again = EventChangeForm(store, "K-07", record_id=event.id, today=TODAY)
    assert again.value["why"] == "Not ours."
    assert "Theirs: Moved to April." in str(again.controls.fields)
    assert "Yours: Moved to May." in str(again.controls.fields)


def test_what_only_the_other_one_changed_is_taken_over_and_said(store, event):
    mine = EventChangeForm(store, "K-07", record_id=event.id, today=TODAY)
    changing(store, EventChangeForm, event, kind="other")
    mine.value = {**mine.value, "note": "Moved to April."}
    mine.save_button.click()
    assert "somebody else changed something here" in mine.errors[""]
    assert mine.value["kind"] == "other"
    mine.save_button.click()
    kept = store.find(Event, event.id)
    assert (kept.kind, kept.note) == ("other", "Moved to April.")


@pytest.mark.parametrize(("choice", "kept"), [("theirs", "Their note."), ("mine", "My note.")])
def test_what_both_changed_is_laid_side_by_side(store, event, choice, kept):
    mine = EventChangeForm(store, "K-07", record_id=event.id, today=TODAY)
    changing(store, EventChangeForm, event, note="Their note.")
    mine.value = {**mine.value, "note": "My note."}
    mine.save_button.click()
    asked = mine.controls.fields[0]["fields"][0]
    assert [words for _, words in asked["options"]] == ["Theirs: Their note.", "Yours: My note."]
    assert store.find(Event, event.id).note == "Their note."
    mine.save_button.click()
    assert list(mine.errors) == ["conflict.note"]
    mine.value = {**mine.value, "conflict.note": choice}
    mine.save_button.click()
    assert mine.errors == {}
    assert store.find(Event, event.id).note == kept


def test_a_draft_from_before_the_other_change_asks_too(store, event):
    mine = EventChangeForm(store, "K-07", record_id=event.id, today=TODAY)
    mine.value = {**mine.value, "note": "My note."}
    other = store.find(Event, event.id)
    other.note = "Their note."
    store.save(other)
    again = EventChangeForm(store, "K-07", record_id=event.id, today=TODAY)
    assert again.value["note"] == "My note."
    assert "conflict.note" in repr(again.controls.fields)
    assert store.find(Event, event.id).note == "Their note."


def test_a_contact_comes_back_into_its_form_with_all_that_came_with_it(store, contact):
    form = ContactForm(store, "K-07", record_id=contact.id, today=TODAY)
    assert form.value["story"] == "Opened before I rang."
    assert form.value[RATED]["value"] == 2
    assert list(form.value.values()).count("seen") == 1
    assert "'key': 'promises'" not in repr(form.controls.fields)
    form.save_button.click()
    assert "" in form.errors  # nothing was changed


def test_a_corrected_contact_changes_what_is_another_and_nothing_else(store, contact):
    (rating,) = store.ratings("K-07")["id"]
    changed = {RATED: {"value": 3, "evidence": "“It may help.”"}, "story": "He opened at once."}
    made = changing(store, ContactForm, contact, **changed)
    assert made.errors == {}
    assert store.find(Rating, rating).value == 3
    assert store.contacts("K-07")["story"].tolist() == ["He opened at once."]
    versions = store.changes("K-07").groupby("table").size().to_dict()
    assert versions == {"contacts": 1, "ratings": 1}


def test_an_answer_that_is_taken_out_of_a_contact_is_taken_back(store, contact):
    made = ContactForm(store, "K-07", record_id=contact.id, today=TODAY)
    there = next(key for key in made.value if key.startswith("there."))
    made.value = {**made.value, RATED: None, there: None}
    made.save()
    assert made.errors == {}
    assert store.ratings("K-07").empty
    assert store.read(ContactPerson, "K-07").empty
    assert store.verify().ok


def test_another_day_of_a_contact_goes_for_all_that_came_with_it(store, contact):
    made = changing(store, ContactForm, contact, occurred_on="2026-10-02")
    assert made.errors == {}
    day = dt.date(2026, 10, 2)
    assert store.ratings("K-07")["rated_on"].dt.date.tolist() == [day]
    assert store.promises("K-07")["promised_on"].dt.date.tolist() == [day]


def test_another_day_goes_for_the_ratings_of_everybody_at_the_contact(store, contact):
    known = {"case_id": contact.case_id, "contact_id": contact.id, "rated_on": MET}
    what = {"scale": "engagement", "dimension": "expectancy", "rater": "client"}
    father = Participant(case_id=contact.case_id, called="Father", relation="parent", from_on=MET)
    store.save(father)
    people = store.tables("K-07")["participants"].set_index("called")["id"]
    mother = people["Mother"]
    store.save(
        Rating(value=1, participant_id=mother, **known, **what),
        Rating(value=4, participant_id=father.id, **known, **what),
    )
    made = changing(store, ContactForm, contact, occurred_on="2026-10-02", story="Later.")
    assert made.errors == {}
    ratings = store.ratings("K-07")
    assert set(ratings["rated_on"].dt.date) == {dt.date(2026, 10, 2)}
    assert sorted(ratings.loc[ratings["rater"] == "client", "value"]) == [1, 4]


def test_a_rating_is_corrected_by_itself(store, contact):
    (rating_id,) = store.ratings("K-07")["id"]
    rating = store.find(Rating, rating_id)
    made = changing(store, RatingForm, rating, **{RATED: {"value": 4, "evidence": ""}})
    assert made.errors == {}
    assert store.find(Rating, rating_id).value == 4


def test_what_should_not_be_here_is_taken_back_with_what_came_with_it(store, contact):
    made = ContactForm(store, "K-07", record_id=contact.id, today=TODAY)
    heard = []
    made._on_saved = heard.append
    made.controls.press("take back")
    assert (made.done, len(heard)) == ("taken_back", 1)
    assert store.contacts("K-07").empty
    assert store.ratings("K-07").empty
    assert store.promises("K-07").empty
    store.undo(heard[0].save_id)
    assert store.ratings("K-07")["value"].tolist() == [2]


def test_taking_back_needs_a_reason_from_the_day_after_on(store, event):
    made = EventChangeForm(store, "K-07", record_id=event.id, today=TOMORROW)
    made.controls.press("take back")
    assert list(made.errors) == ["why"]
    made.value = {**made.value, "why": "It was another case."}
    made.controls.press("take back")
    assert store.events("K-07").empty
    (row,) = store.changes("K-07").itertuples()
    assert row.why == "It was another case."


def test_a_record_of_another_case_is_written_there_and_erased_here(store, contact):
    store.save(Case(code="K-08", setting="probation", opened_on=MET))
    made = ContactForm(store, "K-07", record_id=contact.id, today=TODAY)
    made.controls.press("wrong case")
    assert "cannot be undone" in made.notice
    made.controls.press("move")
    assert list(made.errors) == ["to_case"]
    made.value = {**made.value, "to_case": "K-08"}
    made.controls.press("move")
    assert made.done == "moved"
    assert store.contacts("K-07").empty
    assert store.contacts("K-08")["story"].tolist() == ["Opened before I rang."]
    assert store.ratings("K-08")["value"].tolist() == [2]


def test_leaving_it_here_asks_for_no_case_any_more(store, event):
    store.save(Case(code="K-08", setting="probation", opened_on=MET))
    made = EventChangeForm(store, "K-07", record_id=event.id, today=TODAY)
    made.controls.press("wrong case")
    made.value = {**made.value, "to_case": "K-08", "note": "Moved to April."}
    made.controls.press("do not move")
    assert made.value == {**made.initial(), "note": "Moved to April."}
    made.save_button.click()
    assert store.find(Event, event.id).note == "Moved to April."


def test_a_promise_says_what_became_of_it_with_a_day_and_a_word(store, contact):
    (promise_id,) = store.promises("K-07")["id"]
    promise = store.find(Promise, promise_id)
    words = {"state": "kept", "settled_on": "2026-10-19", "settled_note": "Rang on Monday."}
    made = changing(store, PromiseForm, promise, **words)
    assert made.errors == {}
    kept = store.find(Promise, promise_id)
    assert (kept.state, kept.settled_on, kept.settled_note) == (
        "kept",
        dt.date(2026, 10, 19),
        "Rang on Monday.",
    )

"""Recording a contact: what is saved, what is refused, what is kept."""

import datetime as dt
import sqlite3
from dataclasses import replace

import pytest

from supervision_kit.frameworks import load_framework, say
from supervision_kit.records import (
    Case,
    Concern,
    ConcernStep,
    ContactPerson,
    DateAhead,
    Participant,
    Promise,
    Rating,
)
from supervision_kit.widgets import ContactForm
from supervision_kit.widgets.field_groups import asked_fields
from supervision_kit.widgets.rating_field import RatingField
from tests.widgets.conftest import FINE

TODAY = dt.date(2026, 10, 15)
RATED = "rating.worker.engagement.receptivity_help"
NEEDED = {"occurred_on": "2026-10-15", "kind": "home", "attendance": "attended"}
LEAST = NEEDED | {"safety_concern": "no"}
FULL = LEAST | {
    "length_minutes": "50",
    "story": "He had the letter open.",
    "told_purpose": "yes",
    "told_control": "no",
    "said_back": "partly",
    "said_back_words": "“You can’t just take them.”",
    "help_given": "Rang the clinic together.",
    "n_positives": "4",
    "n_challenges": "1",
    "cues": "Kept his coat on.",
    "cue_response": "Asked about it.",
    "hostility": "at_service",
    "hostility_note": "The last office lost his papers.",
    "promises": [{"text": "Send the form.", "due_on": "2026-10-22"}, {}, {"text": "Ring back."}],
    "own_words": "I want this over.",
    RATED: {"value": 4, "not_rated": None, "not_rated_note": "", "evidence": "Asked for a number."},
    "rating.worker.challenges.mistrust": {"value": None, "not_rated": "too_early"},
    "rating.client.engagement.receptivity_help": {"value": 2},
    "rating.client.client_view.told_straight": {"not_rated": "rather_not_say"},
    "agreed": "not_asked",
    "next_on": "2026-10-29",
    "safety_concern": "yes",
    "safety_worry": "Alone at night.",
    "safety_action": "Saw both children.",
    "safety_told": "Duty manager.",
}


@pytest.fixture
def form(store, case):
    return ContactForm(store, "K-07", today=TODAY)


def browser_says(form, **data):
    """Hand the form a message as the browser sends it."""
    form.controls._handle_msg({"content": {"data": data}, "buffers": []})


def press_in_browser(form, name, value, n=1):
    state = {"value": value, "pressed": {"press": name, "n": n}}
    browser_says(form, method="update", state=state)


def test_a_new_form_has_only_todays_date(form):
    assert form.value == {"occurred_on": "2026-10-15"}
    assert form.errors == {}
    assert form.status == ""


def test_the_story_is_asked_before_any_rating(form):
    kinds = [str(spec) for spec in form.controls.fields]
    story = next(i for i, spec in enumerate(kinds) if "'key': 'story'" in spec)
    first_rating = next(i for i, spec in enumerate(kinds) if "'kind': 'rating'" in spec)
    assert story < first_rating


def test_everything_on_the_form_is_in_the_store_after_saving(form, store):
    form.value = FULL
    form.save_button.click()
    assert form.errors == {}
    contact = store.contacts("K-07").iloc[0]
    for key in ("kind", "story", "told_purpose", "told_control", "said_back_words", "cue_response"):
        assert contact[key] == FULL[key]
    for key in ("hostility_note", "own_words", "safety_concern", "agreed"):
        assert contact[key] == FULL[key]
    (concern,) = store.read(Concern, "K-07").itertuples()
    assert (concern.worry, concern.opened_on.date()) == ("Alone at night.", TODAY)
    (step,) = store.read(ConcernStep, "K-07").itertuples()
    assert (step.done, step.told) == ("Saw both children.", "Duty manager.")
    assert (step.concern_id, step.contact_id) == (concern.id, contact["id"])
    (ahead,) = store.read(DateAhead, "K-07").itertuples()
    assert (ahead.kind, ahead.due_on.date()) == ("next_contact", dt.date(2026, 10, 29))
    assert (contact["length_minutes"], contact["n_positives"], contact["n_challenges"]) == (
        50,
        4,
        1,
    )
    assert contact["occurred_on"].date() == TODAY
    ratings = store.ratings("K-07").set_index(["rater", "dimension"])
    assert ratings.loc[("worker", "receptivity_help"), "value"] == 4
    assert ratings.loc[("worker", "receptivity_help"), "evidence"] == "Asked for a number."
    assert ratings.loc[("worker", "mistrust"), "not_rated"] == "too_early"
    assert ratings.loc[("client", "receptivity_help"), "value"] == 2
    assert ratings.loc[("client", "told_straight"), "not_rated"] == "rather_not_say"
    assert len(ratings) == 4
    assert set(ratings["contact_id"]) == {contact["id"]}
    promises = store.promises("K-07").sort_values("due_on")
    assert list(promises["text"]) == ["Send the form.", "Ring back."]
    assert promises["due_on"].isna().tolist() == [False, True]


def test_each_rating_keeps_the_words_it_was_answered_under(form, store):
    form.value = FULL
    form.save()
    expected = {scale.wording for scale in store.framework.scales.values()}
    assert set(store.ratings("K-07")["wording"]) <= expected


def test_the_date_the_kind_and_attendance_are_enough(form, store):
    form.value = NEEDED
    form.save()
    assert store.contacts("K-07").empty  # asked once about safety
    form.save()
    assert len(store.contacts("K-07")) == 1
    assert store.ratings("K-07").empty


def test_ratings_alone_are_fine(form, store):
    form.value = LEAST | {RATED: {"value": 1}}
    form.save()
    assert store.ratings("K-07")["value"].tolist() == [1]


def test_a_form_with_nothing_in_it_is_refused_kindly(form, store):
    form.save_button.click()
    assert form.errors[""] == say("form.nothing_yet")
    assert set(form.errors) == {"", "kind", "attendance"}
    assert store.contacts("K-07").empty


def test_a_missed_contact_is_saved_with_its_story(form, store):
    form.value = LEAST | {"attendance": "did_not_attend", "story": "Waited a quarter of an hour."}
    form.save()
    assert store.contacts("K-07")["attendance"].tolist() == ["did_not_attend"]


def test_after_saving_the_form_is_empty_and_says_so(form):
    form.value = FULL
    form.save()
    assert form.value == {"occurred_on": "2026-10-15"}
    assert form.status.startswith("Contact saved")
    assert form.controls.value == form.value


def test_the_page_hears_of_a_save_once(store, case):
    heard = []
    form = ContactForm(store, "K-07", today=TODAY, on_saved=heard.append)
    form.save()
    assert heard == []
    form.value = LEAST
    form.save()
    assert len(heard) == 1
    assert heard[0].ids[0] == store.contacts("K-07")["id"].iloc[0]


def test_a_page_that_fails_after_the_save_does_not_undo_it(store, case, caplog):
    def fail(_saved):
        raise RuntimeError("words about a person")

    form = ContactForm(store, "K-07", today=TODAY, on_saved=fail)
    form.value = LEAST
    form.save()
    assert len(store.contacts("K-07")) == 1
    assert form.notice == say("form.page_not_updated")
    assert "words about a person" not in caplog.text


def test_pressing_save_again_and_again_makes_one_contact(form, store):
    press_in_browser(form, "save", LEAST)
    press_in_browser(form, "save", form.value, n=2)
    form.save_button.click()
    assert len(store.contacts("K-07")) == 1


def test_a_save_whose_answer_was_lost_is_not_done_twice(form, store):
    form.value = FULL
    save = store.save

    def lose_the_answer(*records, **options):
        save(*records, **options)
        store.save = save
        raise sqlite3.OperationalError("disk I/O error")

    store.save = lose_the_answer
    form.save()
    assert form.errors[""] == say("form.unexpected")
    assert form.value == FULL
    form.save()
    assert form.errors == {}
    assert len(store.contacts("K-07")) == 1
    assert len(store.promises("K-07")) == 2


def test_the_browsers_press_carries_what_was_typed_last(form, store):
    browser_says(form, method="update", state={"value": LEAST | {"story": "Half"}})
    press_in_browser(form, "save", LEAST | {"story": "Half a story, and its end."})
    assert store.contacts("K-07")["story"].tolist() == ["Half a story, and its end."]
    assert form.controls.said["heard"] == 1


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (RATED, {"value": 99}),
        (RATED, {"value": True}),
        (RATED, {"value": "4"}),
        (RATED, 4),
        (RATED, {"value": 4, "rater": "supervisor"}),
        ("kind", "moon"),
        ("attendance", ["attended"]),
        ("story", {"html": "<b>"}),
        ("story", "x" * 10_001),
        ("occurred_on", "2199-01-01"),
        ("occurred_on", 20261015),
        ("told_purpose", "maybe"),
        ("n_positives", "-1"),
        ("promises", "call"),
        ("safety_concern", True),
    ],
)
def test_a_forged_answer_is_refused_and_all_the_rest_is_kept(form, store, key, answer):
    press_in_browser(form, "save", FULL | {key: answer})
    assert key in form.errors
    assert store.contacts("K-07").empty
    assert form.value["own_words"] == FULL["own_words"]
    assert ContactForm(store, "K-07").value["own_words"] == FULL["own_words"]


def test_answers_to_questions_never_asked_are_refused(form, store):
    press_in_browser(form, "save", LEAST | {"case_id": "f" * 32, "row_version": 3})
    assert form.errors[""] == say("form.unknown_question")
    assert store.contacts("K-07").empty


def test_ten_megabytes_are_not_even_taken_over(form, store):
    form.value = LEAST
    press_in_browser(form, "save", LEAST | {"story": "x" * 10_000_000})
    assert form.value == {"occurred_on": "2026-10-15"} or "story" not in form.value
    assert all(len(story) < 100 for story in store.contacts("K-07")["story"])


def test_a_promise_due_before_it_was_made_is_shown_in_its_row(form, store):
    rows = [{}, {"text": "Send it.", "due_on": "2026-10-14"}]
    form.value = LEAST | {"promises": rows}
    form.save()
    assert list(form.errors) == ["promises/1/due_on"]
    assert store.contacts("K-07").empty


def test_markup_is_kept_as_text(form, store):
    form.value = LEAST | {"story": "<img src=x onerror=alert(1)>"}
    form.save()
    assert store.contacts("K-07")["story"].tolist() == ["<img src=x onerror=alert(1)>"]


def test_what_looks_like_a_phone_number_is_named_next_to_its_field_and_can_be_saved(form, store):
    form.value = LEAST | {
        "story": "Ring 07700 900123.",
        RATED: {"value": 3, "evidence": "Lives at SW1A 1AA."},
        "promises": [{"text": "Write to a@example.org."}],
    }
    assert set(form.warnings) == {"story", RATED, "promises/0/text"}
    assert say("form.looks_like_phone") in form.warnings["story"]
    form.save()
    assert len(store.contacts("K-07")) == 1
    assert form.warnings == {}


def test_a_save_without_a_store_leaves_the_words_on_screen_and_the_draft(form, store, store_away):
    form.value = FULL
    with store_away():
        form.save_button.click()
        assert form.errors[""].startswith("Not saved.")
    assert form.value == FULL
    assert store.draft("contact", "K-07").content["value"] == FULL
    assert store.contacts("K-07").empty
    form.save_button.click()
    assert form.errors == {}
    assert len(store.contacts("K-07")) == 1


def test_no_failure_reaches_the_browser_as_a_traceback(store, case, caplog):
    class Broken(ContactForm):
        def records(self, answers, new):
            raise RuntimeError(f"cannot make a record of: {answers['story']}")

    form = Broken(store, "K-07", today=TODAY)
    press_in_browser(form, "save", FULL)
    assert form.errors[""] == say("form.unexpected")
    assert FULL["story"] not in caplog.text
    assert "RuntimeError" in caplog.text
    assert form.controls.said["heard"] == 1


def test_a_case_that_is_gone_is_a_sentence(form, store):
    form.value = LEAST
    form.case_code = "NO-1"
    form.save()
    assert list(form.errors) == [""]


def test_the_last_rating_is_offered_with_its_anchor_and_date(store, case):
    for day, value in ((1, 2), (8, 3)):
        store.save(
            Rating(
                case_id=case.id,
                rated_on=dt.date(2026, 10, day),
                scale="engagement",
                dimension="receptivity_help",
                rater="worker",
                value=value,
            )
        )
    drawn = str(ContactForm(store, "K-07").controls.fields)
    anchors = store.framework.scales["engagement"].dimensions["receptivity_help"].anchors
    assert f"3 ({anchors[2].label}), on 8 October 2026" in drawn
    assert "on 1 October 2026" not in drawn
    assert "'key': 'show_last'" in drawn


def test_the_last_rating_is_offered_under_the_words_and_the_scale_it_was_given_on(store, case):
    about = {"case_id": case.id, "scale": "engagement", "rater": "worker"}
    rated = {"dimension": "receptivity_help", "rated_on": dt.date(2026, 10, 8), "value": 4}
    store.save(Rating(**about, **rated))
    now = store.framework.scales["engagement"]
    dimension = now.dimensions["receptivity_help"]
    anchors = tuple(replace(anchor, label="Other words") for anchor in dimension.anchors)
    reworded = replace(dimension, anchors=anchors)
    for maximum, told in ((5.0, "."), (10.0, ", on the earlier scale from 1 to 5.")):
        scale = replace(now, maximum=maximum, dimensions={"receptivity_help": reworded})
        store.framework = replace(store.framework, scales={"engagement": scale})
        drawn = str(ContactForm(store, "K-07").controls.fields)
        assert f"Last time: 4 ({dimension.anchors[3].label}), on 8 October 2026{told}" in drawn


def test_the_form_asks_blind_when_nothing_was_rated_before(form):
    assert "'key': 'show_last'" not in str(form.controls.fields)


def test_a_form_for_another_case_holds_nothing_of_the_first(form, store):
    other = Case(code="K-08", setting="probation", opened_on=TODAY)
    store.save(other)
    form.value = FULL
    elsewhere = ContactForm(store, "K-08", today=TODAY)
    assert elsewhere.value == {"occurred_on": "2026-10-15"}
    elsewhere.value = LEAST | {"story": "Another person."}
    form.save()
    elsewhere.save()
    assert store.contacts("K-07")["story"].tolist() == [FULL["story"]]
    assert store.contacts("K-08")["story"].tolist() == ["Another person."]


# Who was there, what is still a concern, when one meets next.


@pytest.fixture
def family(store, case):
    """The case with a mother and a child, a concern about the child, and a contact planned."""
    here = {"case_id": case.id}
    mother = Participant(called="Mother", relation="self", from_on=case.opened_on, **here)
    child = Participant(called="Child", relation="child", from_on=case.opened_on, **here)
    gone = Participant(
        called="Uncle", relation="relative", from_on=case.opened_on, until_on=case.opened_on, **here
    )
    concern = Concern(opened_on=dt.date(2026, 10, 1), worry="Alone at night", **here)
    planned = DateAhead(due_on=dt.date(2026, 10, 14), kind="next_contact", **here)
    store.save(mother, child, gone, concern, planned)
    return mother, child, concern, planned


def with_family(store, **answers):
    form = ContactForm(store, "K-07", today=TODAY)
    form.value = LEAST | answers
    form.save()
    return form


def test_who_was_there_is_asked_only_of_who_is_in_the_case_now(store, case, family):
    form = ContactForm(store, "K-07", today=TODAY)
    asked = str(form.controls.fields)
    assert "Mother" in asked
    assert "Uncle" not in asked
    assert "Who was there?" not in str(ContactForm(other_case(store), "K-08").controls.fields)


def other_case(store):
    store.save(Case(code="K-08", setting="probation", opened_on=TODAY))
    return store


def test_a_child_seen_alone_is_recorded_with_the_contact(store, family):
    mother, child, *_ = family
    with_family(store, **{f"there.{mother.id}": "spoke", f"there.{child.id}": "seen_alone"})
    people = store.read(ContactPerson, "K-07").set_index("participant_id")["how"]
    assert people.to_dict() == {mother.id: "spoke", child.id: "seen_alone"}
    assert set(store.read(ContactPerson)["contact_id"]) == set(store.contacts()["id"])


def test_nobody_was_there_at_a_contact_that_was_missed(store, family):
    mother, *_ = family
    with_family(store, attendance="did_not_attend", **{f"there.{mother.id}": "spoke"})
    assert store.read(ContactPerson).empty


def test_a_concern_that_is_still_so_gets_a_step_and_stays_open(store, family):
    concern = family[2]
    answers = {f"still.{concern.id}": "still", f"done.{concern.id}": "Saw him at school."}
    assert with_family(store, **answers).errors == {}
    (step,) = store.read(ConcernStep).itertuples()
    assert (step.concern_id, step.done) == (concern.id, "Saw him at school.")
    assert store.read(Concern)["closed_on"].isna().all()
    assert store.contacts()["safety_concern"].tolist() == ["yes"]


def test_a_concern_that_is_over_is_closed_by_the_contact_with_its_reason(store, family):
    concern = family[2]
    lonely = with_family(store, **{f"still.{concern.id}": "over"})
    assert list(lonely.errors) == [f"why.{concern.id}"]
    assert store.contacts().empty
    answers = {f"still.{concern.id}": "over", f"why.{concern.id}": "His aunt moved in."}
    with_family(store, **answers)
    (closed,) = store.read(Concern).itertuples()
    assert (closed.closed_on.date(), closed.why_closed) == (TODAY, "His aunt moved in.")
    assert f"still.{concern.id}" not in str(ContactForm(store, "K-07").controls.fields)


def test_a_new_concern_stands_beside_one_that_is_open(store, family):
    _, child, concern, _ = family
    answers = {f"still.{concern.id}": "still", "safety_concern": "yes", "safety_about": child.id}
    with_family(store, **answers, safety_worry="No winter coat")
    found = store.read(Concern)
    assert found["worry"].tolist() == ["Alone at night", "No winter coat"]
    assert found["participant_id"].tolist()[1] == child.id


def test_a_contact_that_took_place_answers_the_one_that_was_planned(store, family):
    planned = family[3]
    with_family(store, attendance="did_not_attend", occurred_on="2026-10-12")
    assert store.find(DateAhead, planned.id).state == "open"
    with_family(store, next_on="2026-10-29")
    assert store.find(DateAhead, planned.id).state == "held"
    assert store.read(DateAhead)["state"].tolist() == ["held", "open"]


def test_a_client_s_rating_says_whose_it_is(store, family):
    mother, *_ = family
    rated = {"rating.client.engagement.receptivity_help": {"value": 2}, RATED: {"value": 4}}
    with_family(store, client_is=mother.id, **rated)
    whose = store.ratings().set_index("rater")["participant_id"]
    assert whose["client"] == mother.id
    assert whose.isna()["worker"]


def test_a_participant_nobody_knows_is_refused(store, family):
    form = with_family(store, client_is="f" * 32, **{RATED: {"value": 4}})
    assert list(form.errors) == ["client_is"]
    assert store.contacts().empty


def asks(form):
    return form.controls.said["notice"]["text"] if form.controls.said["notice"] else ""


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({"occurred_on": "2025-10-15"}, "The case was opened on 2 March 2026"),
        ({"occurred_on": "2026-10-15", "safety_concern": None}, "safety"),
    ],
)
def test_what_is_unusual_is_asked_once_and_then_saved(form, store, answers, asked):
    form.value = LEAST | answers
    form.save_button.click()
    assert asked in asks(form)
    assert form.errors == {}
    assert store.contacts().empty
    form.save_button.click()
    assert len(store.contacts()) == 1


def test_a_day_half_a_year_from_every_other_contact_is_asked_about(form, store):
    form.value = LEAST | {"occurred_on": "2026-03-05"}
    form.save()
    form.value = LEAST
    form.save_button.click()
    assert "224 days" in asks(form)


def test_the_same_contact_in_two_windows_is_asked_about_once(store, form):
    other = ContactForm(store, "K-07", today=TODAY)
    form.value = LEAST | {"story": "One story."}
    form.save()
    other.value = LEAST | {"story": "One story."}
    other.save_button.click()
    assert "recorded already" in asks(other)
    assert "tester" in asks(other)
    assert len(store.contacts()) == 1
    other.controls.press("save")
    assert len(store.contacts()) == 2


def test_a_promise_of_last_time_is_settled_with_the_contact(store, form):
    case = store.case("K-07")
    made = Promise(case_id=case.id, promised_on=dt.date(2026, 10, 1), text="Ring the school.")
    left = Promise(case_id=case.id, promised_on=dt.date(2026, 10, 1), text="Ask for a place.")
    store.save(made, left)
    now = ContactForm(store, "K-07", today=TODAY)
    labels = [each.label for each in asked_fields(now.asked())]
    assert {"Ring the school.", "Ask for a place."} <= set(labels)
    now.value = LEAST | {f"promised.{made.id}": "kept_late"}
    now.save()
    kept = store.find(Promise, made.id)
    assert (kept.state, kept.settled_on) == ("kept_late", TODAY)
    assert store.find(Promise, left.id).state == "open"


def test_what_is_answered_each_time_stands_open_and_last_time_is_offered(store, form):
    for day in ("2026-10-12", "2026-10-14"):
        form.value = LEAST | {"length_minutes": "45", "help_given": "A form.", "occurred_on": day}
        form.save()
    again = ContactForm(store, "K-07", today=TODAY)
    drawn = repr(again.controls.fields)
    assert "As last time: At their home, 45 minutes" in drawn
    folds = [each for group in again.controls.fields for each in folded(group)]
    assert [each["label"] for each in folds if each.get("open")] == ["Practical help"]
    assert again.value == {"occurred_on": TODAY.isoformat()}


def folded(spec):
    if spec.get("look") == "fold":
        yield spec
    for each in spec.get("fields", ()):
        yield from folded(each)


def rated_by(form, rater):
    """The ratings a form asks of a rater: their specs, by dimension."""
    fields = (each for each in asked_fields(form._asked) if isinstance(each, RatingField))
    return {each.dimension.key: each.spec() for each in fields if each.rater == rater}


def test_the_person_is_asked_in_their_own_words_and_only_where_there_are_some(form, store):
    asked = rated_by(form, "client")
    scales = store.framework.scales
    assert set(asked) == {*scales["engagement"].dimensions, *scales["client_view"].dimensions}
    assert asked["investment"]["label"] == "My part: what is mine in this?"
    points = asked["investment"]["points"]
    assert [(each["shown"], each["text"]) for each in points] == [("", "")] * 5
    assert points[2]["label"] == "I took on one part."


def test_the_supervisor_is_asked_what_the_worker_is_asked(form, store):
    mine, theirs = rated_by(form, "worker"), rated_by(form, "supervisor")
    for scale in store.framework.scales.values():
        if {"worker", "supervisor"} <= set(scale.raters):
            assert set(scale.dimensions) <= set(mine) & set(theirs)
    assert theirs["investment"]["points"] == mine["investment"]["points"]
    assert theirs["investment"]["label"] == (
        "In the supervisor's view: How far did the person take on a part of the work?"
    )


def test_a_scale_of_an_agency_that_lists_the_person_without_words_is_asked_of_the_worker_only(
    tmp_path, store, case
):
    (tmp_path / "frameworks").mkdir()
    text = FINE.replace('raters = ["worker"]', 'raters = ["worker", "client"]')
    (tmp_path / "frameworks" / "fine.toml").write_text(text)
    store.framework = load_framework(tmp_path / "frameworks")
    form = ContactForm(store, "K-07", today=TODAY)
    assert "warmth" in rated_by(form, "worker")
    assert "warmth" not in rated_by(form, "client")

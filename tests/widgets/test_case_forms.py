"""Who is in a case and what lies ahead: what each form adds, changes and refuses."""

import datetime as dt

import pandas as pd
import pytest

from supervision_kit.records import (
    Case,
    Closing,
    Concern,
    ConcernStep,
    DateAhead,
    Mandate,
    Participant,
    Promise,
    Repair,
    WorkerSpell,
)
from supervision_kit.widgets import (
    CaseForm,
    ClosingForm,
    ConcernForm,
    DateForm,
    EventForm,
    MandateForm,
    ParticipantForm,
    RepairForm,
    WorkerForm,
)
from supervision_kit.widgets.field_groups import asked_fields

TODAY = dt.date(2026, 10, 15)
OPENED = dt.date(2026, 3, 2)
FORMS = (
    ClosingForm,
    ConcernForm,
    DateForm,
    MandateForm,
    ParticipantForm,
    RepairForm,
    WorkerForm,
)
#: The least each form takes.
LEAST = {
    ClosingForm: {"closed_on": "2026-10-01", "how": "contact_lost"},
    ConcernForm: {"opened_on": "2026-10-01"},
    DateForm: {"kind": "hearing", "due_on": "2026-12-01"},
    MandateForm: {"from_on": "2026-10-01", "mandate": "mandated"},
    ParticipantForm: {"called": "Older child", "relation": "child", "from_on": "2026-03-02"},
    RepairForm: {
        "kind": "complaint",
        "opened_on": "2026-10-01",
        "said_by": "participant",
        "worry": "Nobody rang.",
        "state": "open",
    },
    WorkerForm: {"worker": "W2", "capacity": "worker", "from_on": "2026-10-01"},
}


@pytest.fixture
def fill(store, case):
    """Make a form about the case, fill it in on top of what it begins with, and press Save."""

    def _fill(form, record_id="", **answers):
        made = form(store, "K-07", record_id=record_id, today=TODAY)
        made.value = {**made.value, **(answers if record_id else typed_new(form, answers))}
        made.save_button.click()
        return made

    return _fill


def typed_new(form, answers):
    """The answers of a new record as its form takes them: those who are new are cards."""
    return {"people": [answers]} if form is ParticipantForm else answers


def least(form):
    """The least a new record takes."""
    return typed_new(form, {k: v for k, v in LEAST[form].items() if k in form.asks})


def kept(store, kind):
    (row,) = store.read(kind, "K-07").itertuples()
    return row


@pytest.mark.parametrize("form", FORMS)
def test_every_question_is_worded_as_a_question(store, case, form):
    made = form(store, "K-07", today=TODAY)
    for each in asked_fields(made.asked()):
        assert each.label.endswith(("?", ".")), each.key
        assert each.called
        assert all(inner.label.endswith("?") for inner in getattr(each, "fields", ()))


@pytest.mark.parametrize("form", FORMS)
def test_the_least_is_enough_to_add_one(store, fill, form):
    before = len(store.read(form.kind, "K-07"))
    made = fill(form, **{key: value for key, value in LEAST[form].items() if key != "state"})
    assert made.errors == {}
    assert len(store.read(form.kind, "K-07")) == before + 1
    assert store.verify().ok


@pytest.mark.parametrize("form", FORMS)
def test_what_is_there_comes_back_into_its_form_and_a_change_is_a_new_version(store, case, form):
    fresh = form(store, "K-07", today=TODAY)
    fresh.value = least(form)
    saved = fresh.save()
    again = form(store, "K-07", record_id=saved.ids[0], today=TODAY)
    known = {key: again.value[key] for key in LEAST[form]}
    assert known == LEAST[form]
    key = next(each for each in form.asks if isinstance(each, str) and each.endswith("_on"))
    again.value = {**again.value, key: "2026-10-03"}
    again.save()
    assert again.errors == {}
    record = store.find(form.kind, saved.ids[0])
    assert (getattr(record, key), record.row_version) == (dt.date(2026, 10, 3), 2)


@pytest.mark.parametrize("form", FORMS)
def test_a_record_of_another_case_cannot_be_changed_from_here(store, case, form):
    other = Case(code="K-08", setting="probation", opened_on=OPENED)
    store.save(other)
    elsewhere = form(store, "K-08", today=TODAY)
    elsewhere.value = least(form)
    saved = elsewhere.save()
    here = form(store, "K-07", record_id=saved.ids[0], today=TODAY)
    here.value = least(form)
    assert here.save() is None
    assert here.errors
    assert store.find(form.kind, saved.ids[0]).row_version == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_record_somebody_else_changed_meanwhile_is_not_written_over(store, case, form):
    fresh = form(store, "K-07", today=TODAY)
    fresh.value = least(form)
    saved = fresh.save()
    one, other = (form(store, "K-07", record_id=saved.ids[0], today=TODAY) for _ in range(2))
    key = next(each for each in form.asks if each.endswith("_on"))
    one.value, other.value = ({**one.value, key: f"2026-10-0{n}"} for n in (4, 5))
    assert one.save() is not None
    assert other.save() is None
    assert other.value[key] == "2026-10-05"
    assert other.errors


@pytest.mark.parametrize("form", FORMS)
def test_a_draft_of_a_change_is_that_of_its_record_alone(store, case, form):
    fresh = form(store, "K-07", today=TODAY)
    fresh.value = least(form)
    saved = fresh.save()
    change = form(store, "K-07", record_id=saved.ids[0], today=TODAY)
    key = next(each for each in form.asks if each.endswith("_on"))
    change.value = {**change.value, key: "2026-10-07"}
    assert change.keep_draft()
    assert form(store, "K-07", record_id=saved.ids[0], today=TODAY).value[key] == "2026-10-07"
    assert form(store, "K-07", today=TODAY).value.get(key) != "2026-10-07"


# Each by itself.


def test_a_participant_is_in_the_case_from_its_beginning_unless_told(store, fill):
    fill(ParticipantForm, called="Mother", relation="parent")
    assert kept(store, Participant).from_on.date() == OPENED


def test_several_who_are_in_a_case_are_added_at_once(store, case):
    made = ParticipantForm(store, "K-07", today=TODAY)
    mother = {"called": "Mother", "relation": "parent"}
    child = {"called": "Older child", "relation": "child", "from_on": "2026-04-01"}
    made.value = {"people": [mother, {}, child]}
    saved = made.save()
    assert made.errors == {}
    people = store.read(Participant, "K-07")
    assert people["called"].tolist() == ["Mother", "Older child"]
    assert people["from_on"].dt.date.tolist() == [OPENED, dt.date(2026, 4, 1)]
    assert len(saved.ids) == 2


def test_two_of_one_name_are_refused_where_the_second_stands(store, fill):
    fill(ParticipantForm, called="Mother", relation="parent")
    again = fill(ParticipantForm, called="Mother", relation="parent")
    assert list(again.errors) == ["people/0/called"]
    twins = ParticipantForm(store, "K-07", today=TODAY)
    twins.value = {"people": [{"called": "Aunt", "relation": "other"}] * 2}
    assert twins.save() is None
    assert list(twins.errors) == ["people/1/called"]
    assert len(store.read(Participant)) == 1


def test_a_draft_of_one_who_is_new_comes_back_as_a_card(store, case):
    before = {"called": "Mother", "from_on": "2026-03-02"}
    store.keep_draft("participant", "K-07", {"value": before, "save_id": "f" * 32})
    assert ParticipantForm(store, "K-07", today=TODAY).value == {"people": [before]}


def test_a_new_mandate_begins_with_what_held_before(store, case, fill):
    fill(MandateForm, from_on="2026-03-02", mandate="mandated", contact_every_days="7")
    begun = MandateForm(store, "K-07", today=TODAY)
    assert begun.value["contact_every_days"] == "7"
    assert begun.value["from_on"] == "2026-10-15"
    assert "reason" not in begun.value
    fill(MandateForm, mandate="voluntary", reason="The order was lifted.")
    assert store.read(Mandate)["mandate"].tolist() == ["mandated", "voluntary"]
    assert store.cases()["mandate"].tolist() == ["voluntary"]


def test_a_case_is_not_ended_before_it_began(fill):
    assert list(fill(ClosingForm, closed_on="2026-01-01", how="other").errors) == ["closed_on"]


def test_a_case_is_ended_and_taken_up_again(store, fill):
    fill(ClosingForm, closed_on="2026-10-01", how="contact_lost", statement="Leave me alone.")
    closing = kept(store, Closing)
    assert store.cases()["closed_on"].notna().all()
    assert (closing.how, closing.statement) == ("contact_lost", "Leave me alone.")
    fill(ClosingForm, record_id=closing.id, reopened_on="2026-10-12")
    assert store.cases()["closed_on"].isna().all()
    assert store.cases()["reopened_on"].dt.day.tolist() == [12]


@pytest.fixture
def concern(store, fill):
    """A concern with one step."""
    step = {"done": "Rang", "told": "Duty manager"}
    fill(ConcernForm, opened_on="2026-10-01", worry="Alone at night", steps=[step])
    return kept(store, Concern)


def test_a_concern_begins_with_what_was_done_and_goes_on_step_by_step(store, concern):
    form = ConcernForm(store, "K-07", record_id=concern.id, today=TODAY)
    form.value = {**form.value, "steps": [*form.value["steps"], {"told": "Her GP"}]}
    form.save()
    assert form.done == "saved"  # to go on corrects nothing
    steps = store.read(ConcernStep)
    assert steps["happened_on"].dt.day.tolist() == [1, 15]
    assert steps["done"].tolist() == ["Rang", ""]
    assert set(steps["concern_id"]) == {concern.id}


def test_a_step_is_corrected_by_itself(store, concern):
    form = ConcernForm(store, "K-07", record_id=concern.id, today=TODAY)
    (step,) = form.value["steps"]
    form.value = {**form.value, "steps": [step | {"done": "Rang twice"}]}
    form.save()
    assert form.done == "corrected"
    (row,) = store.changes("K-07").itertuples()
    assert (row.table, row.before["done"], row.after["done"]) == (
        "concern_steps",
        "Rang",
        "Rang twice",
    )


def test_a_step_that_is_taken_out_is_taken_back_and_undo_brings_it_again(store, concern):
    form = ConcernForm(store, "K-07", record_id=concern.id, today=TODAY)
    form.value = {**form.value, "steps": []}
    saved = form.save()
    assert store.read(ConcernStep).empty
    assert len(store.read(Concern)) == 1
    store.undo(saved.save_id)
    assert store.read(ConcernStep)["done"].tolist() == ["Rang"]


def test_a_step_that_was_taken_out_and_put_back_before_saving_stands(store, concern):
    form = ConcernForm(store, "K-07", record_id=concern.id, today=TODAY)
    then = form.value["steps"]
    form.value = {**form.value, "steps": [], "closed_on": "2026-10-14"}
    assert form.save() is None  # nobody said why it is over
    form.value = {**form.value, "steps": then, "why_closed": "Sister moved in."}
    form.save()
    assert store.read(ConcernStep)["changed_at"].isna().all()
    assert store.read(ConcernStep)["done"].tolist() == ["Rang"]


def test_a_step_of_another_concern_is_not_changed_from_here(store, concern, fill):
    (step,) = store.read(ConcernStep)["id"]
    other = fill(ConcernForm, opened_on="2026-10-02", steps=[{"id": step, "done": "Nothing"}])
    assert list(other.errors) == ["steps"]
    assert store.read(ConcernStep)["done"].tolist() == ["Rang"]


def test_two_who_add_a_step_at_once_both_find_theirs(store, concern):
    mine, theirs = (ConcernForm(store, "K-07", record_id=concern.id, today=TODAY) for _ in range(2))
    theirs.value = {
        **theirs.value,
        "worry": "Alone at night, and hungry",
        "steps": [*theirs.value["steps"], {"done": "Their step"}],
    }
    theirs.save()
    mine.value = {
        **mine.value,
        "worry": "Alone",
        "steps": [*mine.value["steps"], {"done": "My step"}],
    }
    mine.save()
    assert [each["done"] for each in mine.value["steps"]] == ["Rang", "My step", "Their step"]
    assert "conflict.worry" in repr(mine.controls.fields)
    mine.value = {**mine.value, "conflict.worry": "theirs"}
    mine.save()
    assert mine.errors == {}
    assert sorted(store.read(ConcernStep)["done"]) == ["My step", "Rang", "Their step"]


@pytest.mark.parametrize(("choice", "kept_words"), [("theirs", "Rang him"), ("mine", "Wrote")])
def test_one_step_that_both_changed_is_laid_side_by_side(store, concern, choice, kept_words):
    mine, theirs = (ConcernForm(store, "K-07", record_id=concern.id, today=TODAY) for _ in range(2))
    (step,) = mine.value["steps"]
    theirs.value = {**theirs.value, "steps": [step | {"done": "Rang him"}, {"done": "Visited"}]}
    theirs.save()
    mine.value = {**mine.value, "steps": [step | {"done": "Wrote"}]}
    assert mine.save() is None
    (asked,) = mine.controls.fields[0]["fields"]
    assert [words for _, words in asked["options"]] == [
        "Theirs: Rang him, Duty manager, 1 October 2026",
        "Yours: Wrote, Duty manager, 1 October 2026",
    ]
    mine.value = {**mine.value, asked["key"]: choice}
    mine.save()
    assert mine.errors == {}
    assert store.read(ConcernStep)["done"].tolist() == [kept_words, "Visited"]


def test_a_step_i_changed_and_they_took_out_is_written_anew(store, concern):
    mine, theirs = (ConcernForm(store, "K-07", record_id=concern.id, today=TODAY) for _ in range(2))
    (step,) = mine.value["steps"]
    theirs.value = {**theirs.value, "steps": []}
    theirs.save()
    mine.value = {**mine.value, "steps": [step | {"done": "Wrote"}]}
    mine.save()
    mine.save()
    assert mine.errors == {}
    assert store.read(ConcernStep)["done"].tolist() == ["Wrote"]


def test_a_step_whose_day_is_emptied_was_taken_today_as_its_question_says(store, concern):
    form = ConcernForm(store, "K-07", record_id=concern.id, today=TODAY)
    (step,) = form.value["steps"]
    form.value = {**form.value, "steps": [step | {"happened_on": ""}]}
    form.save()
    assert form.errors == {}
    steps = store.read(ConcernStep)
    assert steps["happened_on"].dt.strftime("%Y-%m-%d").tolist() == ["2026-10-15"]
    assert steps["done"].tolist() == ["Rang"]


def test_a_draft_that_held_one_step_comes_back_with_the_steps_that_are_there(store, concern):
    before = {"worry": "Alone at night", "step_done": "Wrote"}
    draft = {"value": before, "save_id": "f" * 32}
    store.keep_draft(f"concern {concern.id}", "K-07", draft)
    form = ConcernForm(store, "K-07", record_id=concern.id, today=TODAY)
    assert [each["done"] for each in form.value["steps"]] == ["Rang", "Wrote"]


def test_a_concern_is_closed_with_a_word_why_and_not_without(store, fill):
    fill(ConcernForm, opened_on="2026-10-01")
    concern = kept(store, Concern)
    refused = fill(ConcernForm, record_id=concern.id, closed_on="2026-10-14")
    assert list(refused.errors) == ["why_closed"]
    fill(ConcernForm, record_id=concern.id, closed_on="2026-10-14", why_closed="Sister moved in.")
    assert kept(store, Concern).closed_on.day == 14


def test_a_concern_may_say_whose_safety_it_is(store, fill):
    fill(ParticipantForm, called="Older child", relation="child")
    child = kept(store, Participant)
    fill(ConcernForm, opened_on="2026-10-01", participant_id=child.id)
    assert kept(store, Concern).participant_id == child.id
    wrong = fill(ConcernForm, opened_on="2026-10-01", participant_id="f" * 32)
    assert list(wrong.errors) == ["participant_id"]


def test_a_date_says_what_became_of_it(store, fill):
    fill(DateForm, kind="hearing", due_on="2026-10-20")
    date = kept(store, DateAhead)
    assert date.state == "open"
    lonely = fill(DateForm, record_id=date.id, moved_to="2026-11-03")
    assert list(lonely.errors) == ["moved_to"]
    fill(DateForm, record_id=date.id, state="moved", moved_to="2026-11-03")
    assert kept(store, DateAhead).moved_to.date() == dt.date(2026, 11, 3)


def test_what_went_wrong_is_put_right_later(store, fill):
    fill(RepairForm, **{k: v for k, v in LEAST[RepairForm].items() if k != "state"})
    repair = kept(store, Repair)
    fill(
        RepairForm, record_id=repair.id, state="repaired", settled_on="2026-10-10", how="Rang him."
    )
    assert (kept(store, Repair).state, kept(store, Repair).how) == ("repaired", "Rang him.")


def test_what_went_wrong_may_be_about_a_promise_that_one_knows_by_its_words(store, case, fill):
    assert "promise_id" not in asked_by(RepairForm(store, "K-07", today=TODAY))
    made = {"case_id": case.id, "promised_on": dt.date(2026, 9, 1)}
    short = Promise(text="Ring the school.", **made)
    long = Promise(text="Ask about the bus. " * 20, **made)
    store.save(short, long)
    options = asked_by(RepairForm(store, "K-07", today=TODAY))["promise_id"].options
    assert options[short.id] == "Ring the school. (1 September 2026)"
    assert options[long.id].startswith("Ask about the bus. Ask")
    assert len(options[long.id]) < 110
    answers = {key: answer for key, answer in LEAST[RepairForm].items() if key != "state"}
    fill(RepairForm, **answers, promise_id=short.id)
    assert kept(store, Repair).promise_id == short.id
    fill(RepairForm, record_id=kept(store, Repair).id, promise_id=None, why="Another one.")
    assert pd.isna(kept(store, Repair).promise_id)


def asked_by(form):
    """What a form asks, by key."""
    return {each.key: each for each in asked_fields(form.asked())}


def test_a_worker_s_code_is_shown_again_and_may_become_another(store, fill):
    spell = store.read(WorkerSpell)["id"].item()
    form = WorkerForm(store, "K-07", record_id=spell, today=TODAY)
    assert form.value["worker"] == "W1"
    refused = fill(WorkerForm, record_id=spell, worker="Jo Kay", why="Slip.")
    assert list(refused.errors) == ["worker"]
    fill(WorkerForm, record_id=spell, worker="W5", why="Slip.")
    assert store.read(WorkerSpell)["worker"].tolist() == ["W5"]


@pytest.mark.parametrize(
    ("form", "made"),
    [
        ("event", lambda store: EventForm(store, "K-07", today=TODAY)),
        ("worker", lambda store: WorkerForm(store, "K-07", today=TODAY)),
        ("case", lambda store: CaseForm(store, today=TODAY)),
    ],
)
def test_a_draft_that_names_a_worker_comes_back(store, case, form, made):
    typed = {"value": {"worker": "KL", "kind": "worker"}, "save_id": "f" * 32}
    store.keep_draft(form, "" if form == "case" else "K-07", typed)
    assert made(store).value["worker"] == "KL"


def test_a_new_worker_is_told_with_how_the_case_was_handed_over(store, fill):
    fill(WorkerForm, worker="W2", from_on="2026-10-01", handover="joint", reason="W1 moved.")
    found = store.read(WorkerSpell)
    assert found["worker"].tolist() == ["W1", "W2"]
    assert found["handover"].tolist()[1] == "joint"

"""Who is in a case and what lies ahead: what each form adds, changes and refuses."""

import datetime as dt

import pytest

from supervision_kit.records import (
    Case,
    Closing,
    Concern,
    ConcernStep,
    DateAhead,
    Mandate,
    Participant,
    Repair,
    WorkerSpell,
)
from supervision_kit.widgets import (
    ClosingForm,
    ConcernForm,
    DateForm,
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
        made.value = {**made.value, **answers}
        made.save_button.click()
        return made

    return _fill


def kept(store, kind):
    (row,) = store.read(kind, "K-07").itertuples()
    return row


@pytest.mark.parametrize("form", FORMS)
def test_every_question_is_worded_as_a_question(store, case, form):
    made = form(store, "K-07", today=TODAY)
    for each in asked_fields(made.asked()):
        assert each.label.endswith(("?", ".")), each.key
        assert each.name


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
    fresh.value = {k: v for k, v in LEAST[form].items() if k in form.asks}
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
    elsewhere.value = {k: v for k, v in LEAST[form].items() if k in form.asks}
    saved = elsewhere.save()
    here = form(store, "K-07", record_id=saved.ids[0], today=TODAY)
    here.value = LEAST[form]
    assert here.save() is None
    assert here.errors
    assert store.find(form.kind, saved.ids[0]).row_version == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_record_somebody_else_changed_meanwhile_is_not_written_over(store, case, form):
    fresh = form(store, "K-07", today=TODAY)
    fresh.value = {k: v for k, v in LEAST[form].items() if k in form.asks}
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
    fresh.value = {k: v for k, v in LEAST[form].items() if k in form.asks}
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


def test_two_of_one_name_are_refused_with_the_field(store, fill):
    fill(ParticipantForm, called="Mother", relation="parent")
    again = fill(ParticipantForm, called="Mother", relation="parent")
    assert list(again.errors) == ["called"]
    assert len(store.read(Participant)) == 1


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


def test_a_concern_begins_with_what_was_done_and_goes_on_step_by_step(store, fill):
    fill(ConcernForm, opened_on="2026-10-01", worry="Alone at night", step_done="Rang")
    concern = kept(store, Concern)
    fill(ConcernForm, record_id=concern.id, step_told="Duty manager")
    steps = store.read(ConcernStep)
    assert steps["happened_on"].dt.day.tolist() == [1, 15]
    assert steps["done"].tolist() == ["Rang", ""]
    assert set(steps["concern_id"]) == {concern.id}


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


def test_a_new_worker_is_told_with_how_the_case_was_handed_over(store, fill):
    fill(WorkerForm, worker="W2", from_on="2026-10-01", handover="joint", reason="W1 moved.")
    found = store.read(WorkerSpell)
    assert found["worker"].tolist() == ["W1", "W2"]
    assert found["handover"].tolist()[1] == "joint"

"""Is what was decided and taken on corrected and settled, and what was confirmed asked again?"""

import datetime as dt

import pytest

from supervision_kit.pages.supervision_view import view_of
from supervision_kit.records import (
    CaseAction,
    CaseTalk,
    Decision,
    SupervisionAction,
    SupervisionDecision,
)
from supervision_kit.widgets import (
    CaseActionForm,
    CaseTalkForm,
    DecisionForm,
    SupervisionActionForm,
    SupervisionDecisionForm,
)

#: From the day after something was saved on, whoever changes it says why.
TODAY = dt.date.today() + dt.timedelta(2)
HELD = dt.date(2026, 10, 30)
PAIR, CASE = "S1-W2", "K-7F3Q"


def changed(form, **answers):
    form.value = {**form.value, **answers}
    form.save()
    return form


def held(caseload):
    sessions = view_of(caseload, PAIR, TODAY).sessions
    return next(each for each in sessions if each.day == HELD)


@pytest.mark.parametrize(
    ("form", "kind", "where", "column"),
    [
        (DecisionForm, Decision, CASE, "what"),
        (CaseActionForm, CaseAction, CASE, "text"),
        (CaseTalkForm, CaseTalk, CASE, "happened"),
        (SupervisionActionForm, SupervisionAction, PAIR, "text"),
    ],
)
def test_each_is_corrected_with_a_reason_and_stays_one(caseload, form, kind, where, column):
    before = caseload.read(kind, where)
    opened = form(caseload, where, record_id=before["id"].iloc[-1], today=TODAY)
    assert opened.value[column] == before[column].iloc[-1]
    changed(opened, **{column: "In other words."})
    assert list(opened.errors) == ["why"]
    changed(opened, why="It was told wrongly.")
    assert opened.errors == {}
    after = caseload.read(kind, where)
    assert after[column].iloc[-1] == "In other words."
    assert len(after) == len(before)
    assert caseload.verify().ok


def test_a_correction_of_what_was_confirmed_is_seen_and_asked_again(caseload):
    before = held(caseload)
    assert (before.asked, before.is_corrected) == ([], False)
    decision = caseload.read(Decision, CASE)["id"].iloc[-1]
    form = DecisionForm(caseload, CASE, record_id=decision, today=TODAY)
    changed(form, what="W2 rings on Sunday.", why="It was Sunday.")
    after = held(caseload)
    assert after.is_corrected
    assert {each.code for each in after.asked} == {"S1", "W2"}
    assert after.digest != before.digest


def test_what_became_of_an_action_is_said_and_a_dropped_one_needs_a_word(caseload):
    actions = caseload.read(CaseAction, "K-8D5L")
    action = actions.loc[actions["state"] == "open", "id"].iloc[0]
    form = CaseActionForm(caseload, "K-8D5L", record_id=action, today=TODAY)
    changed(form, state="dropped", why="We talked about it.")
    assert list(form.errors) == ["settled_note"]
    changed(form, settled_note="The order goes on after all.")
    assert form.errors == {}
    kept = caseload.find(CaseAction, action)
    assert (kept.state, kept.settled_note) == ("dropped", "The order goes on after all.")


def test_what_became_of_an_action_is_asked_first_and_of_a_new_one_not_at_all(caseload):
    action = caseload.read(CaseAction, CASE)["id"].iloc[0]
    there = CaseActionForm(caseload, CASE, record_id=action, today=TODAY)
    became, taken_on = there.asked()
    assert [each.key for each in became.fields] == ["state", "settled_on", "settled_note"]
    assert taken_on.fields[0].key == "text"
    (new,) = CaseActionForm(caseload, CASE, today=TODAY).asked()
    assert new.fields[0].key == "text"


def test_a_decision_about_no_case_is_noted_between_two(caseload):
    form = SupervisionDecisionForm(caseload, PAIR, today=TODAY)
    changed(form, what="We meet in the small room.", decided_on="2026-11-20")
    assert form.errors == {}
    assert caseload.read(SupervisionDecision, PAIR)["what"].iloc[-1] == "We meet in the small room."

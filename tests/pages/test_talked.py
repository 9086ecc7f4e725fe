"""Does a case say what was said about it in supervision, and keep quiet where nothing was?"""

from datetime import date, timedelta

import pandas as pd
import pytest

from supervision_kit.pages import CasePage
from supervision_kit.pages.case_view import gather
from supervision_kit.pages.talked import supervision_address
from supervision_kit.records import (
    AgendaPoint,
    Case,
    CaseAction,
    CaseActionLook,
    CaseTalk,
    Decision,
    Person,
    Supervision,
    SupervisionSession,
)

TODAY = date(2026, 11, 20)
SCRIPT = "<script>alert(1)</script>"


def ago(n_days):
    return TODAY - timedelta(n_days)


@pytest.fixture
def case(store):
    case = Case(code="K-1", setting="probation", opened_on=date(2026, 1, 5))
    store.save(case)
    return case


@pytest.fixture
def w2(store):
    person = Person(code="W2")
    store.save(person)
    return person


def talk(case, days_ago, **said):
    given = {"talked_by": "S1, W2", "happened": "He came early."} | said
    return CaseTalk(case_id=case.id, talked_on=ago(days_ago), **given)


def decision(case, days_ago, what="Visit in pairs", **said):
    return Decision(case_id=case.id, decided_on=ago(days_ago), what=what, **said)


def action(case, days_ago, text, **given):
    return CaseAction(case_id=case.id, agreed_on=ago(days_ago), text=text, **given)


def met_about(case, days_ago, code="S1-W2"):
    room = Supervision(code=code, kind="pair", from_on=ago(200))
    held = SupervisionSession(
        supervision_id=room.id, planned_on=ago(days_ago), state="held", held_on=ago(days_ago)
    )
    point = AgendaPoint(
        supervision_id=room.id, session_id=held.id, case_id=case.id, reason="asked",
        sentence="Asked.", origin="practitioner",
    )  # fmt: skip
    return room, held, point


def lines(store, name):
    return [
        (each.text, each.more, each.over) for each in gather(store, "K-1", TODAY).inside.lines[name]
    ]


def paint(store):
    page = CasePage(store, "K-1", today=TODAY)
    html = page.first_paint()
    page.close()
    return html


def test_a_case_that_was_never_talked_about_says_nothing_of_it(store, case):
    assert gather(store, "K-1", TODAY).talked is None
    html = paint(store)
    assert "alked about" not in html
    assert "What was taken on about it" not in html


def test_the_head_says_when_a_case_was_talked_about_where_and_what_was_decided(store, case):
    store.save(*met_about(case, 16), talk(case, 16), decision(case, 16))
    told = gather(store, "K-1", TODAY).talked
    assert told.sentence == "Last talked about on 4 November 2026, in supervision S1-W2."
    assert (told.decided.label, told.decided.what) == ("Decided:", "Visit in pairs")
    assert told.address == supervision_address("S1-W2") == "supervision-session.ipynb?with=S1-W2"
    assert f'href="{told.address}"' in paint(store)


def test_without_its_supervision_the_talk_is_told_by_who_talked_and_leads_nowhere(store, case):
    store.save(talk(case, 16))
    told = gather(store, "K-1", TODAY).talked
    assert told.sentence == "Last talked about in supervision on 4 November 2026, by S1, W2."
    assert (told.decided, told.address) == (None, "")


def test_a_talk_of_nobody_in_particular_is_told_with_its_day_alone(store, case):
    store.save(talk(case, 16, talked_by=""))
    told = gather(store, "K-1", TODAY).talked
    assert told.sentence == "Last talked about in supervision on 4 November 2026."


def test_a_decision_of_another_day_is_told_with_that_day(store, case):
    store.save(talk(case, 16), decision(case, 30))
    assert gather(store, "K-1", TODAY).talked.decided.label == "Decided on 21 October 2026:"


def test_a_decision_without_a_talk_stands_alone(store, case):
    store.save(decision(case, 30))
    told = gather(store, "K-1", TODAY).talked
    assert (told.sentence, told.decided.what) == ("", "Visit in pairs")


def test_talks_and_decisions_are_among_what_happened_and_open_their_forms(store, case):
    store.save(
        talk(case, 16, next_step="Ring the school."),
        decision(case, 15, reason="Two dogs", decided_by="S1, W2", ruled_out="No visit"),
    )
    assert lines(store, "happened") == [
        (
            "Decided: Visit in pairs",
            ["5 Nov", "Two dogs", "S1, W2", "ruled out: No visit"],
            True,
        ),
        ("Talked about by S1, W2", ["4 Nov", "He came early.", "Ring the school."], True),
    ]
    assert "form=&" not in paint(store)
    assert 'form="' not in paint(store)


def test_open_actions_come_first_the_first_due_before_the_rest(store, case, w2):
    store.save(
        late := action(case, 40, "Ring the clinic", person_id=w2.id, due_on=ago(2)),
        action(case, 30, "Ask the team"),
        action(case, 50, "Read up", person_id=w2.id, due_on=TODAY + timedelta(5), learning="yes"),
    )
    for n_days in (20, 10):
        store.save(CaseActionLook(case_id=case.id, action_id=late.id, looked_on=ago(n_days)))
    assert lines(store, "taken_on") == [
        ("Ring the clinic", ["W2", "since 11 Oct", "was due 18 Nov", "carried 2 times"], False),
        ("Read up", ["W2", "since 1 Oct", "due 25 Nov"], False),
        ("Ask the team", ["The organisation", "since 21 Oct"], False),
    ]


def test_settled_actions_say_what_became_of_them_the_newest_first(store, case, w2):
    store.save(
        action(case, 60, "Ring", person_id=w2.id, state="done", settled_on=ago(20)),
        action(case, 60, "Write", person_id=w2.id, state="dropped", settled_on=ago(6),
               settled_note="The letter came first."),
    )  # fmt: skip
    assert lines(store, "taken_on") == [
        ("Write", ["W2", "Dropped", "14 Nov", "The letter came first."], True),
        ("Ring", ["W2", "Done", "31 Oct"], True),
    ]


def test_what_was_typed_in_supervision_stays_text(store, case, w2):
    store.save(
        talk(case, 16, talked_by=SCRIPT, happened=SCRIPT),
        decision(case, 16, SCRIPT, reason=SCRIPT),
        action(case, 16, SCRIPT, settled_note=SCRIPT),
    )
    assert "<script>" not in paint(store)


def test_a_decision_stands_on_the_chart_and_in_its_table(caseload):
    page = CasePage(caseload, "K-7F3Q", today=TODAY)
    html = page.first_paint()
    page.close()
    decisions = page.view.surroundings["decisions"]
    assert isinstance(decisions, pd.DataFrame)
    assert len(decisions) > 0
    assert "Decided in supervision on" in html
    assert "What was decided in supervision" in html


def test_what_was_said_in_supervision_is_corrected_from_the_page_of_the_case(caseload):
    page = CasePage(caseload, "K-7F3Q", today=TODAY)
    lines = [each for part in page.opened.inside.lines.values() for each in part]
    opened = {
        line.form.partition(".")[0]: line.form
        for line in lines
        if line.form.startswith(("decision.", "case_talk.", "case_action."))
    }
    assert sorted(opened) == ["case_action", "case_talk", "decision"]
    for form in opened.values():
        page.open_form(form)
        assert page.form.record.id == form.partition(".")[2]
        page.close_form()

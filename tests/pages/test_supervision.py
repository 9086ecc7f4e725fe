"""Does the page of a supervision say what was taken on, what to think about, and what was said?"""

import datetime as dt
import re

import pytest
from sqlalchemy import event

from supervision_kit.analysis.waiting import draft_waiting
from supervision_kit.pages import SupervisionPage
from supervision_kit.pages.start import address
from supervision_kit.pages.supervision_view import view_of
from supervision_kit.records import (
    AgendaPoint,
    CaseAction,
    CaseTalk,
    Confirmation,
    Person,
    Supervision,
    SupervisionSession,
)

TODAY = dt.date(2026, 11, 27)
PAIR = "S1-W2"


@pytest.fixture
def page(caseload):
    opened = SupervisionPage(caseload, PAIR, today=TODAY)
    yield opened
    opened.close()


def test_a_supervision_opens_with_actions_points_and_what_was_said_last(page):
    paint = page.first_paint()
    for heading in (
        "What S1 took on",
        "Points to choose from",
        "Last time",
        "How you work together",
    ):
        assert heading in paint
    assert 1 <= len(page.view.agenda.first) <= 5
    assert page.view.sessions[0].is_held
    assert page.view.sessions[0].lines


def test_opened_cold_the_page_says_what_was_said_what_became_of_it_and_one_good_thing(page):
    told = [(each.label, each.text) for each in page.view.at_first]
    assert [label for label, _ in told] == [
        "What you said, 30 Oct",
        "What became of it",
        "One good thing",
    ]
    assert told[1][1] == "2 done, 1 open"
    assert all(text and len(text) < 200 for _, text in told)
    paint = page.first_paint()
    assert paint.index("One good thing") < paint.index("What S1 took on")


def test_before_the_first_session_there_is_nothing_to_say_first(caseload):
    room = Supervision(code="S1-W9", kind="pair", from_on=TODAY)
    caseload.save(room)
    view = view_of(caseload, "S1-W9", TODAY)
    assert view.at_first == []


def test_the_first_screen_is_read_in_at_most_180_words(page):
    view = page.view
    shown = [view.title, *view.facts]
    shown += [
        f"{heading} {each.text} {each.about}" for heading, lines in view.groups for each in lines
    ]
    shown += [
        f"{each.case} {each.what} {each.why}" for each in (*view.agenda.safety, *view.agenda.first)
    ]
    assert len(" ".join(shown).split()) <= 180


def test_every_supervision_of_the_sample_opens(caseload):
    codes = caseload.read(Supervision)["code"].tolist()
    assert len(codes) >= 5
    for code in codes:
        assert code in SupervisionPage(caseload, code, today=TODAY).title()


def test_without_a_supervision_the_page_says_how_to_begin_one(store):
    page = SupervisionPage(store, today=TODAY)
    assert "Begin a supervision" in page.first_paint()
    page.open_form("supervision")
    page.form.value = {**page.form.value, "supervisor": "S1", "supervisee": "W1"}
    page.form.save()
    assert page.view.code == "S1-W1"
    assert "begun" in page.sentence


def test_a_session_goes_from_start_to_a_record_that_both_confirmed(page, caseload):
    before = len(caseload.read(SupervisionSession, PAIR))
    page.open_form("session")
    form = page.form
    (case, *_) = [topic.case for topic in form.meeting.topics if topic.case]
    form.value = {**form.value, f"happened.{case}": "He would say I came to find fault.",
                  "fair": "both", "held_on": "2026-11-26"}  # fmt: skip
    form.save()
    assert page.form is None, form.errors
    assert "stands on that case now" in page.sentence
    newest = page.view.sessions[0]
    assert newest.day == dt.date(2026, 11, 26)
    assert newest.asked == []
    assert "He would say I came to find fault." in page.first_paint()
    assert len(caseload.read(SupervisionSession, PAIR)) in (before, before + 1)


def test_a_correction_after_the_confirmation_shows_and_is_asked_again(page, caseload):
    page.open_form("session")
    form = page.form
    case = next(topic.case for topic in form.meeting.topics if topic.case)
    form.value = {**form.value, f"happened.{case}": "He came.", "fair": "both",
                  "held_on": "2026-11-26"}  # fmt: skip
    form.save()
    talks = caseload.read(CaseTalk, case)
    talk = caseload.find(CaseTalk, talks["id"].iloc[-1])
    talk.happened = "He came late."
    caseload.save(talk, why="I had the day before in mind")
    page.read_anew()
    newest = page.view.sessions[0]
    assert newest.is_corrected
    assert [each.code for each in newest.asked] == ["S1", "W2"]
    page.repaint()
    assert "It was corrected since it was confirmed" in page.first_paint()


def test_a_point_that_does_not_fit_is_put_away_with_why_and_comes_back_when_that_is_undone(page):
    point = next(each for each in page.view.agenda.first if each.reason != "asked")
    page.put_away(point)
    page.aside.value = {"because": "It was talked through with the family."}
    page.aside.save()
    left = [(each.case, each.reason) for each in page.view.agenda.first]
    assert (point.case, point.reason) not in left
    assert len(page.store.read(AgendaPoint, PAIR).query("fate == 'does_not_fit'")) >= 1
    page.undo()
    back = [(each.case, each.reason) for each in page.view.agenda.first]
    assert (point.case, point.reason) in back


def test_a_planned_session_is_called_off_from_the_page_and_the_new_day_is_next(page):
    planned = page.view.planned
    page.open_form(f"cancel.{planned}")
    page.form.value = {"why_cancelled": "No cover.", "moved_to": "2026-12-03"}
    page.form.save()
    assert page.view.planned not in ("", planned)
    assert "3 Dec" in " ".join(page.view.facts)
    assert any("No cover." in each.state for each in page.view.sessions)


def test_a_session_that_is_not_there_cannot_be_called_off_or_confirmed(page):
    for form in ("cancel.nothing", f"confirm.{'0' * 32}", "confirm"):
        page.open_form(form)
        assert page.form is None


def test_what_is_beside_a_case_in_the_session_is_its_chart_and_the_last_decision(page):
    page.open_form("session")
    topic = next(each for each in page.form.meeting.topics if each.case == "K-7F3Q")
    assert "<figure" in topic.beside
    assert "The whole case, in a new tab" in topic.beside


def test_whatever_somebody_typed_is_escaped_on_the_page_and_beside_a_case(page, caseload):
    page.open_form("session")
    form = page.form
    case = next(topic.case for topic in form.meeting.topics if topic.case)
    bad = "<img src=x onerror=alert(1)>"
    form.value = {**form.value, f"happened.{case}": bad, "ours.none": bad,
                  f"decisions.{case}": [{"what": bad}], "held_on": "2026-11-26"}  # fmt: skip
    form.save()
    assert page.form is None
    assert "<img" not in page.first_paint()
    page.open_form("session")
    assert all("<img" not in topic.beside for topic in page.form.meeting.topics)


def test_what_was_ruled_out_and_each_answer_are_told_as_what_they_are(page):
    lines = page.view.sessions[0].lines
    assert any("ruled out: " in each.more for each in lines)
    assert any(each.label.endswith("What next") for each in lines)


def test_the_page_reads_the_store_in_two_transactions(caseload):
    begun = []
    event.listen(caseload.engine, "begin", lambda _connection: begun.append(1))
    view_of(caseload, PAIR, TODAY)
    assert len(begun) <= 2


def test_a_draft_of_a_session_leads_from_the_start_page_back_into_it(page, caseload):
    page.open_form("session")
    page.form.value = {**page.form.value, "ours.none": "Half a sen"}
    page.close_form()
    (draft,) = caseload.drafts().itertuples()
    waits = draft_waiting(draft)
    assert "a supervision session, begun and not saved" in waits.words
    leads_to = address(waits)
    assert leads_to.startswith("supervision-session.ipynb?form=session")
    again = SupervisionPage(caseload, form=leads_to.partition("form=")[2], today=TODAY)
    assert again.view.code == PAIR
    assert again.form.value["ours.none"] == "Half a sen"


def test_an_address_with_a_form_that_is_none_opens_the_page_alone(caseload):
    page = SupervisionPage(caseload, PAIR, form="contact", today=TODAY)
    assert page.form is None


def test_who_confirms_later_finds_what_was_said_and_who_is_missing(page, caseload):
    newest = page.view.sessions[0]
    people = dict(zip(caseload.read(Person)["id"], caseload.read(Person)["code"], strict=True))
    confirmed = caseload.read(Confirmation, PAIR)
    mine = confirmed[confirmed["session_id"] == newest.id]
    assert len(newest.fair) == len(mine)
    assert {each.code for each in newest.asked} <= set(people.values())


def test_what_the_reader_prepared_stands_on_the_page_with_who_reads_it(page, caseload):
    assert page.view.prepared is None
    page.open_form("preparation")
    page.form.value = {**page.form.value, "question": "What <b>would</b> he say?", "shared": "no"}
    page.form.save()
    paint = page.first_paint()
    assert "Go on preparing" in paint
    assert "What &lt;b&gt;would&lt;/b&gt; he say?" in paint
    assert "only you read it" in paint
    page.open_form("preparation")
    assert page.form.value["question"] == "What <b>would</b> he say?"


def test_what_was_written_leads_to_the_form_that_corrects_it(page, caseload):
    lines = [line for session in page.view.sessions for line in session.lines if line.form]
    kinds = {line.form.partition(".")[0] for line in lines}
    about_none = {"supervision_decision", "supervision_action"}
    assert kinds == {"decision", "case_action", "case_talk", *about_none}
    paint = page.first_paint()
    own = next(line for line in lines if line.table == "supervision_actions")
    assert f"?with={PAIR}&amp;form={own.form}" in paint
    page.open_form(own.form)
    assert page.form.record.text == own.text
    page.form.value = {**page.form.value, "state": "dropped", "settled_note": "No front desk now."}
    page.form.save()
    assert page.sentence == "The action is saved."
    of_case = next(line for line in lines if line.table == "decisions")
    assert f"case-trajectory.ipynb?case={of_case.case}&amp;form={of_case.form}" in paint


def test_an_open_action_is_settled_where_it_stands(page):
    paint = page.first_paint()
    actions = [each for _, group in page.view.groups for each in group]
    assert actions
    for action in actions:
        assert action.form in paint
        assert ("?case=" in page._place_of(action.case, action.form)) == bool(action.case)


def test_a_long_action_is_folded_and_a_script_in_it_stays_text(caseload):
    case = caseload.case("K-7F3Q")
    text = "<script>alert(1)</script>" + " word" * 200
    caseload.save(CaseAction(case_id=case.id, agreed_on=dt.date(2026, 11, 2), text=text))
    paint = SupervisionPage(caseload, PAIR, today=TODAY).first_paint()
    sections = re.findall(r'<section class="taken-on">.*?</section>', paint, re.S)
    (place,) = [each for each in sections if "alert(1)" in each]
    assert "<script" not in place
    assert "The whole text" in place

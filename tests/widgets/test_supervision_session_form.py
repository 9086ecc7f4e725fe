"""Does a supervision session come out as what was said, each part where it belongs?"""

import datetime as dt

import pytest

from supervision_kit.analysis.session_record import digest_of, written_in
from supervision_kit.errors import StoreError
from supervision_kit.records import (
    AgendaPoint,
    Case,
    CaseAction,
    CaseActionLook,
    CaseTalk,
    Confirmation,
    Decision,
    OurNote,
    Person,
    RoundMark,
    Supervision,
    SupervisionAction,
    SupervisionDecision,
    SupervisionMember,
    SupervisionSession,
    Trickiness,
)
from supervision_kit.records.kept import SUPERVISION
from supervision_kit.records.record import references_of
from supervision_kit.store import open_store
from supervision_kit.widgets import SupervisionSessionForm
from supervision_kit.widgets.session_questions import ActionLine, Meeting, Member, Topic

DAY = dt.date(2026, 3, 2)
TODAY = dt.date(2026, 10, 15)


@pytest.fixture
def store(tmp_path):
    """Two cases, and S1 who supervises W1."""
    with open_store(tmp_path / "caseload.sqlite", create=True, author="W1") as opened:
        people = [Person(code="S1"), opened.introduced()]
        room = Supervision(code="S1-W1", kind="pair", from_on=DAY)
        members = [
            SupervisionMember(supervision_id=room.id, person_id=who.id, part=part, from_on=DAY)
            for who, part in zip(people, ("supervisor", "supervisee"), strict=True)
        ]
        cases = [Case(code=code, setting="probation", opened_on=DAY) for code in ("K-07", "K-08")]
        opened.save(people[0], room, *members, *cases)
        yield opened


@pytest.fixture
def people(store):
    known = store.read(Person)
    return dict(zip(known["code"], known["id"], strict=True))


@pytest.fixture
def action(store, people):
    """W1 took something on about K-07."""
    ring = CaseAction(
        case_id=store.case("K-07").id, agreed_on=DAY, text="Ring", person_id=people["W1"]
    )
    store.save(ring)
    return ring


@pytest.fixture
def meeting(people, action):
    return Meeting(
        members=[
            Member(people["S1"], "S1", "supervisor"),
            Member(people["W1"], "W1", "supervisee"),
        ],
        actions=[ActionLine(action.id, action.text, "W1", "since March", "K-07")],
        topics=[Topic("K-07", "K-07", "They see it differently.", "apart")],
        others=[("K-08", "never talked about")],
    )


@pytest.fixture
def hold(store, meeting):
    """Hold a session with these answers, and save it."""

    def held(**answers):
        form = SupervisionSessionForm(store, "S1-W1", meeting=meeting, today=TODAY)
        written = {key.replace("__", "."): answer for key, answer in answers.items()}
        form.value = {**form.value, **written}
        form.save()
        return form

    return held


def only(store, kind):
    table = store.read(kind)
    assert len(table) == 1
    return store.find(kind, table["id"].iloc[0])


def test_what_is_about_a_case_goes_to_the_case_and_names_no_session(store, hold, people):
    row = {"text": "See the boy alone", "owner": people["S1"], "learning": True}
    form = hold(
        **{"happened.K-07": "I looked at the children first.", "next_step.K-07": "Greet him."},
        **{"decisions.K-07": [{"what": "Visit in pairs", "ruled_out": "Stopping"}]},
        **{"actions.K-07": [row]},
    )
    assert form.errors == {}
    talk, decision = only(store, CaseTalk), only(store, Decision)
    assert (talk.happened, talk.next_step) == ("I looked at the children first.", "Greet him.")
    assert (talk.talked_on, talk.talked_by) == (TODAY, "S1, W1")
    assert (decision.what, decision.ruled_out, decision.decided_by) == (
        "Visit in pairs",
        "Stopping",
        "S1, W1",
    )
    (taken_on,) = store.read(CaseAction).query("text == 'See the boy alone'").itertuples()
    assert store.find(CaseAction, taken_on.id).person_id == people["S1"]
    assert taken_on.learning == "yes"
    for kind in (CaseTalk, Decision, CaseAction):
        rooms = {each.kept.room for each in references_of(kind).values()}
        assert SUPERVISION not in rooms


def test_what_is_about_no_case_stays_in_the_room_of_the_supervision(store, hold):
    hold(
        **{"ours.K-07": "He frightens me a little.", "ours.none": "We were both tired."},
        **{"decisions.none": [{"what": "Start on time"}]},
        **{"actions.none": [{"text": "A second car", "owner": "organisation"}]},
    )
    assert store.read(CaseTalk).empty
    assert store.read(Decision).empty
    notes = store.read(OurNote, "S1-W1")
    assert sorted(notes["text"]) == ["He frightens me a little.", "We were both tired."]
    about = dict(zip(notes["text"], notes["case_id"], strict=True))
    assert about["He frightens me a little."] == store.case("K-07").id
    assert only(store, SupervisionDecision).what == "Start on time"
    assert only(store, SupervisionAction).person_id is None


def test_the_session_is_held_its_points_kept_and_the_next_one_planned(store, hold):
    hold(
        minutes="55",
        time__management="some",
        time__support="most",
        next_on="2026-10-29",
        **{"happened.K-07": "He came."},
    )
    sessions = store.read(SupervisionSession)
    held, planned = (store.find(SupervisionSession, each) for each in sessions["id"])
    assert (held.state, held.held_on, held.minutes, held.kind) == ("held", TODAY, 55, "ad_hoc")
    assert (held.management, held.support, held.mediation) == ("some", "most", None)
    assert (planned.state, planned.planned_on) == ("planned", dt.date(2026, 10, 29))
    point = only(store, AgendaPoint)
    assert (point.reason, point.sentence, point.fate) == (
        "apart",
        "They see it differently.",
        "talked_about",
    )


def test_a_case_of_which_nothing_was_written_is_carried_to_next_time(store, hold):
    hold()
    assert only(store, AgendaPoint).fate == "carried"


def test_a_session_that_was_planned_is_the_one_that_is_held_and_only_once(store, meeting):
    room = store.room(Supervision, "S1-W1")
    planned = SupervisionSession(supervision_id=room.id, planned_on=TODAY)
    store.save(planned)
    made = {"meeting": meeting, "session_id": planned.id, "today": TODAY}
    first = SupervisionSessionForm(store, "S1-W1", **made)
    second = SupervisionSessionForm(store, "S1-W1", **made)
    first.save()
    session = only(store, SupervisionSession)
    assert (session.id, session.kind, session.state) == (planned.id, "planned", "held")
    second.save()
    assert list(second.errors) == [""]
    assert len(store.read(SupervisionSession)) == 1


@pytest.mark.parametrize(("answer", "state"), [("done", "done"), ("carry", "open")])
def test_an_action_is_settled_or_carried_with_a_look(store, hold, action, answer, state):
    hold(**{f"action.{action.id}": answer, f"said.{action.id}": "No answer yet"})
    kept = store.find(CaseAction, action.id)
    assert kept.state == state
    if answer == "carry":
        look = only(store, CaseActionLook)
        assert (look.action_id, look.looked_on, look.said) == (action.id, TODAY, "No answer yet")
    else:
        assert (kept.settled_on, kept.settled_note) == (TODAY, "No answer yet")
        assert store.read(CaseActionLook).empty


def test_an_action_is_not_dropped_without_a_word_and_nothing_is_saved(store, hold, action):
    form = hold(**{f"action.{action.id}": "dropped", "happened.K-07": "He came."})
    assert form.errors == {
        f"said.{action.id}": "Please write why this is dropped; a few words are enough."
    }
    assert store.read(SupervisionSession).empty
    assert store.read(CaseTalk).empty
    assert form.value["happened.K-07"] == "He came."


def test_an_action_needs_somebody_who_does_it(store, hold):
    form = hold(**{"actions.K-07": [{"text": "Ring the school"}]})
    assert form.errors == {"actions.K-07/0/owner": "Please say who does this."}
    assert store.read(CaseAction)["text"].tolist() == ["Ring"]


def test_the_round_leaves_a_mark_on_each_case_and_a_second_one_of_the_day_changes_it(store, hold):
    hold(**{"round.K-08": "nothing_today"})
    hold(**{"round.K-08": "next_time"})
    mark = only(store, RoundMark)
    assert (mark.mark, mark.marked_on, mark.case_id) == ("next_time", TODAY, store.case("K-08").id)


def test_what_makes_a_case_tricky_begins_and_ends_and_stands_in_between(store, meeting, hold):
    hold(**{"tricky.liberty.K-07": True})
    (tick,) = store.read(Trickiness).itertuples()
    assert (tick.tick, tick.since_on.date()) == ("liberty", TODAY)
    known = Topic(
        "K-07", "K-07", "They see it differently.", "apart", tricky=frozenset({"liberty"})
    )
    again = Meeting(members=meeting.members, topics=[known])
    later = TODAY + dt.timedelta(days=14)
    form = SupervisionSessionForm(store, "S1-W1", meeting=again, today=later)
    assert form.value["tricky.liberty.K-07"] is True
    form.save()
    assert only(store, Trickiness).until_on is None
    form.value = {**form.value, "tricky.liberty.K-07": False, "held_on": TODAY.isoformat()}
    form.save()
    assert only(store, Trickiness).until_on == TODAY


def test_both_say_it_is_fair_and_what_they_confirmed_is_what_stands_there(store, hold, people):
    hold(fair="both", **{"happened.K-07": "  He came.  ", "ours.none": "Tired."})
    (session,) = store.read(SupervisionSession).itertuples()
    assert session.record == "agreed"
    confirmed = store.read(Confirmation)
    assert set(confirmed["fair"]) == {"yes"}
    assert set(confirmed["how"]) == {"in_the_room"}
    found = written_in(store.tables(), "S1-W1", session)
    now = digest_of((name, row) for name in found for row in found[name].to_dict("records"))
    assert set(confirmed["digest"]) == {now}


def test_a_later_correction_makes_it_another_record_than_the_one_that_was_confirmed(store, hold):
    hold(fair="both", **{"happened.K-07": "He came."})
    confirmed = set(store.read(Confirmation)["digest"])
    talk = only(store, CaseTalk)
    talk.happened = "He came late."
    store.save(talk)
    (session,) = store.read(SupervisionSession).itertuples()
    found = written_in(store.tables(), "S1-W1", session)
    now = digest_of((name, row) for name in found for row in found[name].to_dict("records"))
    assert now not in confirmed


def test_settling_an_action_later_is_no_correction_of_the_record(store, hold, people):
    row = {"text": "Ring", "owner": people["W1"], "due_on": "2026-10-20"}
    hold(fair="both", **{"actions.K-07": [row], "happened.K-07": "He came."})
    for each in store.read(CaseAction)["id"]:
        kept = store.find(CaseAction, each)
        kept.state, kept.settled_on = "done", TODAY
        store.save(kept)
    (session,) = store.read(SupervisionSession).itertuples()
    found = written_in(store.tables(), "S1-W1", session)
    now = digest_of((name, row) for name in found for row in found[name].to_dict("records"))
    assert set(store.read(Confirmation)["digest"]) == {now}


def test_a_disagreement_is_kept_with_its_words_and_not_taken_without(store, hold):
    form = hold(fair="otherwise", **{"happened.K-07": "He came."})
    assert list(form.errors) == ["fair_said"]
    assert store.read(SupervisionSession).empty
    hold(fair="otherwise", fair_said="W1: it was two visits.", **{"happened.K-07": "He came."})
    (session,) = store.read(SupervisionSession).itertuples()
    assert session.record == "disagreement_kept"
    assert set(store.read(Confirmation)["said"]) == {"W1: it was two visits."}


def test_who_confirms_for_themselves_is_whoever_is_at_work_and_the_record_stays_a_draft(
    store, hold, people
):
    hold(fair="mine")
    confirmation = only(store, Confirmation)
    assert (confirmation.person_id, confirmation.how) == (people["W1"], "own_sign_in")
    assert store.read(SupervisionSession)["record"].tolist() == ["draft"]


def test_somebody_who_is_not_in_the_supervision_does_not_confirm_for_themselves(store, meeting):
    stranger = open_store(store.location, author="l.one")
    form = SupervisionSessionForm(stranger, "S1-W1", meeting=meeting, today=TODAY)
    form.value = {**form.value, "fair": "mine"}
    form.save()
    assert list(form.errors) == ["fair"]
    assert store.read(SupervisionSession).empty


def test_all_of_it_is_one_draft_that_comes_back_with_its_step(store, meeting, hold):
    form = SupervisionSessionForm(store, "S1-W1", meeting=meeting, today=TODAY)
    form.value = {**form.value, "happened.K-07": "He ca", "step": "talk.K-07"}
    again = SupervisionSessionForm(store, "S1-W1", meeting=meeting, today=TODAY)
    assert (again.value["happened.K-07"], again.value["step"]) == ("He ca", "talk.K-07")
    assert store.read(CaseTalk).empty
    again.save()
    assert only(store, CaseTalk).happened == "He ca"
    assert store.drafts().empty


def test_a_browser_cannot_slip_in_a_case_that_is_not_on_the_agenda(store, hold):
    form = hold(**{"happened.K-08": "Slipped in"})
    assert form.errors
    assert store.read(CaseTalk).empty


def test_in_one_line_of_a_notebook_those_of_the_supervision_meet(store, people):
    form = SupervisionSessionForm(store, "S1-W1", today=TODAY)
    form.value = {**form.value, "ours.none": "We were both tired.", "fair": "both"}
    form.save()
    assert form.errors == {}
    assert set(store.read(Confirmation)["person_id"]) == {people["S1"], people["W1"]}


def test_a_supervision_that_is_not_there_is_told_so(store):
    with pytest.raises(StoreError):
        SupervisionSessionForm(store, "S9-W9")

"""Is what is agreed, prepared, called off and confirmed around a session kept as it was said?"""

import datetime as dt

import pytest

from supervision_kit.records import (
    AgendaPoint,
    Case,
    Confirmation,
    OwnNote,
    Person,
    Preparation,
    SessionView,
    Supervision,
    SupervisionAgreement,
    SupervisionMember,
    SupervisionSession,
)
from supervision_kit.store import open_store
from supervision_kit.widgets import (
    AgreementForm,
    CancelForm,
    ConfirmationForm,
    OwnSheetForm,
    PlanSessionForm,
    PreparationForm,
    PutAwayForm,
    SessionViewForm,
    SupervisionForm,
)

TODAY = dt.date(2026, 10, 15)


@pytest.fixture
def store(tmp_path):
    """A file in which W1 is at work, with one case."""
    with open_store(tmp_path / "caseload.sqlite", create=True, author="W1") as opened:
        opened.save(Case(code="K-07", setting="probation", opened_on=dt.date(2026, 3, 2)))
        yield opened


@pytest.fixture
def begun(store):
    """S1 supervises W1 and meets them next on 29 October."""
    fill(SupervisionForm(store, today=TODAY), supervisor="S1", supervisee="W1",
         rhythm_days="14", planned_on="2026-10-29")  # fmt: skip
    return store


def fill(form, **answers):
    form.value = {**form.value, **answers}
    form.save()
    assert form.errors == {}
    return form


def only(store, kind):
    table = store.read(kind)
    assert len(table) == 1
    return store.find(kind, table["id"].iloc[0])


def test_a_supervision_begins_with_two_people_of_whom_one_may_be_new(begun):
    assert begun.read(Person)["code"].tolist() == ["S1", "W1"]
    assert begun.read(Supervision)["code"].tolist() == ["S1-W1"]
    members = begun.read(SupervisionMember, "S1-W1")
    codes = dict(zip(begun.read(Person)["id"], begun.read(Person)["code"], strict=True))
    assert {codes[row.person_id]: row.part for row in members.itertuples()} == {
        "S1": "supervisor",
        "W1": "supervisee",
    }
    assert only(begun, SupervisionAgreement).rhythm_days == 14
    assert only(begun, SupervisionSession).planned_on == dt.date(2026, 10, 29)


def test_nobody_supervises_themselves(store):
    form = SupervisionForm(store, today=TODAY)
    form.value = {**form.value, "supervisor": "W1", "supervisee": "W1"}
    form.save()
    assert list(form.errors) == ["supervisee"]
    assert store.read(Supervision).empty


def test_a_new_agreement_begins_with_what_held_before_and_leaves_that_as_it_was(begun):
    fill(AgreementForm(begun, "S1-W1", today=TODAY + dt.timedelta(days=30)), place="Room 2")
    first, second = begun.read(SupervisionAgreement, "S1-W1").itertuples()
    assert (first.place, second.place) == ("", "Room 2")
    assert (first.rhythm_days, second.rhythm_days) == (14, 14)
    assert second.from_on > first.from_on


def test_a_session_is_called_off_with_why_and_moved_to_a_new_day(begun):
    planned = only(begun, SupervisionSession)
    form = CancelForm(begun, "S1-W1", record_id=planned.id, today=TODAY)
    form.value = {"moved_to": "2026-11-03"}
    form.save()
    assert "why_cancelled" in form.errors
    fill(form, why_cancelled="No cover for the duty desk.")
    off, again = begun.read(SupervisionSession, "S1-W1").itertuples()
    assert (off.state, off.why_cancelled) == ("cancelled", "No cover for the duty desk.")
    assert off.moved_to == again.planned_on == dt.datetime(2026, 11, 3)
    assert again.state == "planned"


def test_a_session_can_be_planned_by_itself(begun):
    fill(PlanSessionForm(begun, "S1-W1", today=TODAY), planned_on="2026-12-01")
    assert len(begun.read(SupervisionSession, "S1-W1")) == 2


@pytest.mark.parametrize(("shared", "is_shared"), [("yes", True), ("no", False), (None, False)])
def test_what_is_prepared_is_shared_only_when_that_is_said(begun, shared, is_shared):
    form = PreparationForm(begun, "S1-W1", today=TODAY)
    case = begun.case("K-07").id
    fill(form, question="Why am I relieved when he cancels?", case_id=case, shared=shared)
    kept = only(begun, Preparation)
    assert (kept.shared_with is not None) == is_shared
    assert kept.person_id == begun.me().id
    assert (kept.case_id, kept.question) == (case, "Why am I relieved when he cancels?")


def test_a_preparation_is_gone_on_with_and_stays_one(begun):
    session = only(begun, SupervisionSession).id
    fill(PreparationForm(begun, "S1-W1", session_id=session, today=TODAY), question="Why him?")
    again = PreparationForm(begun, "S1-W1", session_id=session, today=TODAY)
    assert again.value["question"] == "Why him?"
    assert again.value["shared"] == "no"
    fill(again, brings="The letter.", shared="yes")
    kept = only(begun, Preparation)
    assert (kept.question, kept.brings, kept.row_version) == ("Why him?", "The letter.", 2)
    assert kept.shared_with is not None
    other = PreparationForm(begun, "S1-W1", session_id="", today=TODAY)
    assert not other.value.get("question")


def test_the_personal_sheet_is_in_the_room_of_whoever_writes_and_nowhere_else(begun):
    fill(OwnSheetForm(begun, "S1-W1", today=TODAY), text="Afraid in the hallway.")
    assert begun.read(OwnNote, "W1")["text"].tolist() == ["Afraid in the hallway."]
    assert begun.read(OwnNote, "S1").empty
    shown = [
        table
        for name, table in begun.tables("K-07").items()
        if table.astype(str).apply(lambda column: column.str.contains("hallway")).any().any()
    ]
    assert shown == []


def test_the_three_sentences_are_answered_once_and_can_be_answered_anew(begun):
    session = only(begun, SupervisionSession).id
    made = {"session_id": session, "today": TODAY}
    fill(SessionViewForm(begun, "S1-W1", **made), saw_new="no", know_who_does_what="yes")
    fill(SessionViewForm(begun, "S1-W1", **made), saw_new="partly", shared="yes")
    views = begun.read(SessionView, "W1").set_index("question")
    assert views["answer"].to_dict() == {"saw_new": "partly", "know_who_does_what": "yes"}
    assert views["shared_with"].notna().to_dict() == {"saw_new": True, "know_who_does_what": False}


def test_a_point_is_put_away_with_a_reason_of_its_own(begun):
    form = PutAwayForm(begun, "S1-W1", "K-07", "apart", "They see it differently.", today=TODAY)
    form.save()
    assert form.errors != {}
    assert begun.read(AgendaPoint).empty
    fill(form, because="He rates low on principle.")
    point = only(begun, AgendaPoint)
    assert (point.fate, point.because, point.reason) == (
        "does_not_fit",
        "He rates low on principle.",
        "apart",
    )


def held(store):
    session = only(store, SupervisionSession)
    session.state, session.held_on = "held", TODAY
    store.save(session)
    return session


def test_the_last_who_says_it_is_fair_makes_the_record_agreed(begun):
    session = held(begun)
    mine = {"session_id": session.id, "digest": "d" * 64, "today": TODAY}
    fill(ConfirmationForm(begun, "S1-W1", others=[begun.me().id], **mine), fair="yes")
    assert begun.find(SupervisionSession, session.id).record == "agreed"
    confirmation = only(begun, Confirmation)
    assert (confirmation.person_id, confirmation.digest) == (begun.me().id, "d" * 64)


def test_while_somebody_else_has_not_said_so_it_stays_a_draft(begun):
    session = held(begun)
    everybody = begun.read(Person)["id"].tolist()
    mine = {"session_id": session.id, "digest": "d" * 64, "today": TODAY}
    fill(ConfirmationForm(begun, "S1-W1", others=everybody, **mine), fair="yes")
    assert begun.find(SupervisionSession, session.id).record == "draft"


def test_on_one_screen_both_confirm_at_once(begun):
    session = held(begun)
    everybody = begun.read(Person)["id"].tolist()
    read = {"session_id": session.id, "digest": "d" * 64, "today": TODAY}
    fill(ConfirmationForm(begun, "S1-W1", others=everybody, **read), fair="both")
    confirmed = begun.read(Confirmation)
    assert set(confirmed["person_id"]) == set(everybody)
    assert set(confirmed["how"]) == {"in_the_room"}
    assert begun.find(SupervisionSession, session.id).record == "agreed"


def test_somebody_who_is_not_in_the_supervision_confirms_nothing_for_themselves(begun):
    session = held(begun)
    with open_store(begun.location, author="stranger") as elsewhere:
        elsewhere.introduced()
        read = {"session_id": session.id, "digest": "d" * 64, "today": TODAY}
        form = ConfirmationForm(elsewhere, "S1-W1", others=[begun.me().id], **read)
        form.value = {"fair": "yes"}
        form.save()
        assert list(form.errors) == ["fair"]
    assert begun.read(Confirmation).empty


def test_who_sees_it_otherwise_says_how_and_that_stands_whoever_agrees_later(begun):
    session = held(begun)
    mine = {"session_id": session.id, "digest": "d" * 64, "today": TODAY}
    form = ConfirmationForm(begun, "S1-W1", others=[begun.me().id], **mine)
    form.value = {"fair": "no"}
    form.save()
    assert "said" in form.errors
    fill(form, said="It was two visits.")
    fill(ConfirmationForm(begun, "S1-W1", others=[begun.me().id], **mine), fair="yes")
    assert begun.find(SupervisionSession, session.id).record == "disagreement_kept"


def test_on_a_computer_of_ones_own_nobody_is_asked_who_they_are(tmp_path):
    with open_store(tmp_path / "caseload.sqlite", create=True, author="W7") as store:
        assert store.me() is None
        assert store.introduced().code == "W7"
        assert store.me().sign_in == "W7"

"""Does a case read as a colleague would tell it, and is everything typed kept as text?"""

from datetime import date, timedelta

import pytest

from supervision_kit.errors import UnknownCase
from supervision_kit.pages import CasePage
from supervision_kit.pages.case_view import gather
from supervision_kit.records import (
    Case,
    Closing,
    Concern,
    ConcernStep,
    Contact,
    ContactPerson,
    DateAhead,
    Event,
    Mandate,
    Participant,
    Promise,
    Rating,
    Repair,
    WorkerSpell,
)

TODAY = date(2026, 11, 20)
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def case(store):
    case = Case(
        code="K-1",
        setting="probation",
        opened_on=date(2026, 1, 5),
    )
    mandate = Mandate(
        case_id=case.id,
        from_on=case.opened_on,
        mandate="mandated",
        legal_basis="Community order",
        order_ends_on=date(2027, 3, 12),
    )
    store.save(case, mandate)
    return case


def contact(case, days_ago, **columns):
    occurred_on = TODAY - timedelta(days_ago)
    given = {"kind": "office", "attendance": "attended"} | columns
    return Contact(case_id=case.id, occurred_on=occurred_on, **given)


def view(store):
    return gather(store, "K-1", TODAY)


def test_a_new_case_says_that_nothing_is_recorded_yet(store, case):
    shown = view(store)
    assert "No contact is recorded yet." in shown.lead
    assert shown.n_rated_days == 0
    assert shown.contacts == []


@pytest.mark.parametrize(
    ("days_ago", "sentence"),
    [
        (0, "The last contact was today."),
        (1, "The last contact was yesterday."),
        (6, "The last contact was 6 days ago."),
    ],
)
def test_the_last_contact_is_told_in_days(store, case, days_ago, sentence):
    store.save(contact(case, days_ago))
    assert sentence in view(store).lead


def test_the_mandate_and_its_end_stand_under_the_code(store, case):
    assert view(store).facts == ["By order or law", "Community order", "order to 12 March 2027"]


def test_a_change_of_worker_is_told_and_marked(store, case):
    first = WorkerSpell(case_id=case.id, person_id="W1", from_on=date(2026, 1, 5))
    second = WorkerSpell(case_id=case.id, person_id="W2", from_on=date(2026, 8, 20))
    store.save(first, second)
    shown = view(store)
    assert "W2 since 20 August 2026, W1 before" in shown.facts
    assert list(shown.surroundings["events"]["label"]) == ["New worker"]


def test_promises_wait_until_they_are_kept(store, case):
    made = {"case_id": case.id, "promised_on": date(2026, 11, 1)}
    store.save(
        Promise(text="Ask about Saturdays", due_on=date(2026, 11, 10), state="open", **made),
        Promise(text="Ring the clinic", due_on=date(2026, 11, 30), state="open", **made),
        Promise(text="Send the form", due_on=date(2026, 11, 5), state="kept", **made),
    )
    shown = view(store)
    assert [each.text for each in shown.waits] == ["Ask about Saturdays"]
    (promise,) = shown.open_promises
    assert (promise["text"], promise["when"]) == ("Ring the clinic", "due 30 Nov")


def test_several_dimensions_of_one_day_count_as_one_time(store, case):
    met = contact(case, 3)
    scale = store.framework.scales["engagement"]
    ratings = [
        Rating(
            case_id=case.id,
            contact_id=met.id,
            rated_on=met.occurred_on,
            scale=scale.key,
            dimension=dimension,
            rater="worker",
            value=3,
            wording=scale.wording,
        )
        for dimension in ("expectancy", "investment")
    ]
    store.save(met, *ratings)
    assert view(store).n_rated_days == 1


def test_the_newest_words_come_first_and_only_two_are_shown(store, case):
    store.save(*[contact(case, ago, own_words=f"Said {ago} days ago") for ago in (9, 2, 5)])
    words = [each["text"] for each in view(store).own_words]
    assert words == ["Said 2 days ago", "Said 5 days ago"]


def test_an_unknown_case_is_refused_by_its_code(store):
    with pytest.raises(UnknownCase, match="K-404"):
        gather(store, "K-404", TODAY)


def inside(case):
    """A record of every kind that stands beside the chart, with a script in each text."""
    here, on = {"case_id": case.id}, date(2026, 2, 2)
    child = Participant(called=SCRIPT, relation="child", from_on=on, needs=SCRIPT, **here)
    concern = Concern(opened_on=on, worry=SCRIPT, participant_id=child.id, **here)
    met = contact(case, 3)
    return [
        child,
        concern,
        ConcernStep(concern_id=concern.id, happened_on=on, done=SCRIPT, told=SCRIPT, **here),
        met,
        ContactPerson(contact_id=met.id, participant_id=child.id, how="seen_alone", **here),
        DateAhead(due_on=date(2026, 12, 1), kind="other", note=SCRIPT, **here),
        Repair(opened_on=on, kind="complaint", said_by="participant", worry=SCRIPT, **here),
        Mandate(from_on=on, mandate="mandated", legal_basis=SCRIPT, message=SCRIPT, **here),
        Closing(closed_on=on, how="contact_lost", statement=SCRIPT, reopened_on=on, **here),
    ]


def test_a_script_typed_about_who_and_what_is_in_a_case_is_shown_as_text(store, case):
    store.save(*inside(case))
    html = CasePage(store, "K-1", today=TODAY).first_paint()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 8


@pytest.mark.parametrize("column", ["story", "cues", "help_given", "own_words"])
def test_a_script_somebody_typed_is_shown_as_text(store, case, column):
    store.save(contact(case, 2, safety_concern="yes", **{column: SCRIPT}))
    html = CasePage(store, "K-1", today=TODAY).first_paint()
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("days_ago", "until"),
    [((300, 20), TODAY), ((40, 92), TODAY), ((93, 94), None), ((800, 500), None)],
)
def test_silence_is_drawn_unless_the_record_ended_long_ago(store, case, days_ago, until):
    case.opened_on = date(2020, 1, 1)
    store.save(case)
    store.save(*[contact(case, days) for days in days_ago])
    assert view(store).until == until


def test_an_event_of_no_known_kind_is_named_by_its_note(store, case):
    event = {"case_id": case.id, "happened_on": date(2026, 3, 1), "kind": "other"}
    store.save(Event(note="Moved house", **event))
    assert list(view(store).surroundings["events"]["label"]) == ["Moved house"]


def test_a_contact_that_did_not_happen_is_not_the_last_contact(store, case):
    store.save(contact(case, 2, attendance="did_not_attend"))
    assert "No contact has taken place yet." in view(store).lead
    store.save(contact(case, 9))
    assert "The last contact was 9 days ago." in view(store).lead


# Who is in the case, and what lies ahead.


def test_a_new_mandate_and_a_new_rhythm_are_lines_on_the_chart(store, case):
    common = {"case_id": case.id, "mandate": "mandated"}
    store.save(
        Mandate(from_on=date(2026, 3, 2), contact_every_days=7, **common),
        Mandate(from_on=date(2026, 5, 4), contact_every_days=7, reason="Renewed", **common),
        Mandate(case_id=case.id, from_on=date(2026, 7, 6), mandate="voluntary"),
    )
    shown = view(store)
    assert list(shown.surroundings["events"]["label"]) == [
        "Contact every 7 days",
        "New mandate",
        "By their own choice",
    ]
    assert shown.facts[0] == "By their own choice"
    lines = [(each.text, each.more, each.over) for each in shown.inside.lines["mandates"]]
    assert lines == [
        ("By their own choice", ["since 6 Jul"], False),
        ("By order or law", ["since 4 May 2026", "Contact every 7 days", "Renewed"], True),
        ("By order or law", ["since 2 Mar 2026", "Contact every 7 days"], True),
        ("By order or law", ["since 5 Jan 2026"], True),
    ]


def test_the_end_of_a_case_and_its_being_taken_up_again_are_lines_too(store, case):
    ended = Closing(case_id=case.id, closed_on=date(2026, 3, 2), how="contact_lost")
    store.save(ended)
    assert "closed 2 March 2026" in view(store).facts
    assert view(store).inside.closing == f"closing.{ended.id}"
    ended.reopened_on = date(2026, 5, 4)
    store.save(ended)
    shown = view(store)
    assert "closed 2 March 2026" not in shown.facts
    assert shown.inside.closing == ""
    happened = {each.form: each for each in shown.inside.lines["happened"]}
    line = happened[f"closing.{ended.id}"]
    assert line.text == "Ended: contact lost"
    labels = list(shown.surroundings["events"]["label"])
    assert labels == ["Ended: contact lost", "Taken up again"]


def test_who_is_in_the_case_today_stands_before_who_was(store, case):
    here = {"case_id": case.id, "from_on": date(2026, 1, 5)}
    store.save(
        Participant(called="Father", relation="self", **here),
        Participant(called="Aunt", relation="relative", until_on=date(2026, 3, 1), **here),
        Participant(
            called="Older child", relation="child", at_risk="yes", needs="Told first", **here
        ),
    )
    found = [(line.text, line.more, line.over) for line in view(store).inside.lines["people"]]
    assert found == [
        ("Father", [], False),
        ("Older child", ["Child", "at risk", "Told first"], False),
        ("Aunt", ["Other relative", "until 1 Mar 2026"], True),
    ]


def test_of_two_workers_the_later_has_the_case_and_a_cover_until_its_day(store, case):
    here = {"case_id": case.id}
    store.save(
        WorkerSpell(person_id="W1", from_on=date(2026, 1, 5), **here),
        WorkerSpell(person_id="W2", from_on=date(2026, 8, 3), **here),
        WorkerSpell(
            person_id="W3",
            capacity="cover",
            from_on=date(2026, 9, 1),
            until_on=date(2026, 9, 14),
            **here,
        ),
    )
    found = [(line.text, line.over) for line in view(store).inside.lines["people"]]
    assert found == [("W2", False), ("W1", True), ("W3", True)]
    assert "W2 since 3 August 2026, W1 before" in view(store).facts


def test_dates_to_come_stand_before_those_nobody_said_anything_about(store, case):
    here = {"case_id": case.id}
    store.save(
        DateAhead(due_on=date(2026, 12, 8), kind="hearing", **here),
        DateAhead(due_on=date(2026, 11, 2), kind="review", **here),
        DateAhead(due_on=date(2026, 11, 3), kind="review", state="held", **here),
        DateAhead(
            due_on=date(2026, 11, 4),
            kind="next_contact",
            state="moved",
            moved_to=date(2026, 11, 25),
            **here,
        ),
    )
    assert [line.text for line in view(store).inside.lines["ahead"]] == [
        "25 Nov: Next contact",
        "8 Dec: Hearing",
        "2 Nov: Review",
    ]


def test_a_contact_says_who_was_there_and_who_was_seen_alone(store, case):
    store.save(*inside(case))
    assert view(store).contacts[0].people == [f"{SCRIPT} (seen alone)"]


def test_dates_that_are_near_stand_right_of_today_on_the_chart(store, case):
    here = {"case_id": case.id}
    store.save(
        contact(case, 9),
        DateAhead(due_on=date(2026, 12, 8), kind="hearing", **here),
        DateAhead(due_on=date(2026, 12, 1), kind="next_contact", state="cancelled", **here),
        DateAhead(due_on=date(2027, 6, 1), kind="review", **here),
    )
    shown = view(store)
    events = shown.surroundings["events"]
    assert list(events["label"]) == ["Today", "Ahead: hearing"]
    assert events["on"].dt.date.tolist() == [TODAY, date(2026, 12, 8)]
    assert shown.until == date(2026, 12, 8)


def test_without_a_date_near_the_axis_ends_today_and_today_is_not_marked(store, case):
    store.save(contact(case, 9), DateAhead(case_id=case.id, due_on=date(2027, 6, 1), kind="review"))
    shown = view(store)
    assert (shown.until, list(shown.surroundings["events"]["label"])) == (TODAY, [])


# The forms that change a record.


def test_the_address_of_a_form_may_name_the_record_it_changes(store, case):
    date_ahead = DateAhead(case_id=case.id, due_on=date(2026, 12, 8), kind="hearing")
    store.save(date_ahead)
    page = CasePage(store, "K-1", form=f"date.{date_ahead.id}", today=TODAY)
    assert page.form.record.id == date_ahead.id
    page.form.value = {**page.form.value, "state": "held"}
    page.form.save_button.click()
    assert store.find(DateAhead, date_ahead.id).state == "held"
    assert "What lies ahead" in page.sentence


@pytest.mark.parametrize("name", ["date.nothing", f"date.{'f' * 32}", "contact.1", "date.", "."])
def test_an_address_that_names_no_record_of_the_case_opens_nothing(store, case, name):
    page = CasePage(store, "K-1", form=name, today=TODAY)
    assert (page.form is None) == (name != "date.")


def test_a_draft_of_a_change_leads_back_to_its_record(store, case):
    concern = Concern(case_id=case.id, opened_on=date(2026, 11, 2), worry="Alone")
    store.save(concern)
    page = CasePage(store, "K-1", form=f"concern.{concern.id}", today=TODAY)
    page.form.value = {**page.form.value, "step_done": "Rang"}
    page.close_form()
    drafts = [each for each in view(store).waits if each.kind == "draft"]
    assert [each.form for each in drafts] == [f"concern.{concern.id}"]

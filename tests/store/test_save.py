import datetime as dt
import multiprocessing
import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import text

from supervision_kit.errors import InvalidRecord, StaleRecord, StoreError, UnknownCase
from supervision_kit.frameworks import load_framework
from supervision_kit.records import Case, Closing, Contact, Event, Promise, Rating, new_id
from supervision_kit.store import open_store
from supervision_kit.store.asked import Save
from supervision_kit.store.engine import writing
from supervision_kit.store.history import entry_of
from supervision_kit.store.write import write

DAY = dt.date(2026, 3, 2)


def contact(case, **values):
    return Contact(
        **{"case_id": case.id, "occurred_on": DAY, "kind": "home", "attendance": "attended"}
        | values
    )


def rating(case, **values):
    asked = {"scale": "engagement", "dimension": "investment", "rater": "worker", "value": 3}
    return Rating(**{"case_id": case.id, "rated_on": DAY} | asked | values)


def test_a_saved_record_is_read_back_as_it_was_given(any_store, case):
    given = contact(case, story="Came late.", n_positives=3, told_purpose="yes", said_back="partly")
    any_store.save(given)
    found = any_store.find(Contact, given.id)
    assert found.snapshot() == given.snapshot()
    assert (found.row_version, found.occurred_on, found.told_control) == (1, DAY, None)


def test_records_of_one_save_may_come_in_any_order(any_store):
    case = Case(code="K-02", setting="probation", opened_on=DAY)
    meeting = contact(case)
    any_store.save(rating(case, contact_id=meeting.id), meeting, case)
    assert any_store.counts()["ratings"] == 1


def test_one_wrong_record_keeps_the_whole_save_out(any_store, case):
    lost = rating(case, contact_id=new_id())
    with pytest.raises(UnknownCase, match="not in the store"):
        any_store.save(contact(case), lost)
    assert any_store.counts()["contacts"] == 0
    assert lost.row_version == 0


def test_a_save_can_bring_the_framework_its_records_are_checked_against(any_store, case):
    framework = any_store.framework
    own = replace(framework.scales["engagement"], key="own", name="Own")
    brought = replace(framework, scales={**framework.scales, "own": own})
    given = rating(case, scale="own")
    with pytest.raises(InvalidRecord, match="own"):
        any_store.save(given)
    any_store.save_many([given], framework=brought)
    assert any_store.framework is framework
    assert any_store.words(given.wording).name == "Own"


def test_nothing_to_save_is_said(any_store):
    with pytest.raises(InvalidRecord, match="nothing to save"):
        any_store.save()


def test_one_record_twice_in_a_save_is_refused(any_store, case):
    with pytest.raises(StoreError, match="twice"):
        any_store.save(case, case)


def test_the_same_save_asked_for_again_does_nothing_and_answers_as_before(any_store, case):
    given, save_id = contact(case, story="Once."), new_id()
    first = any_store.save(given, save_id=save_id)
    second = any_store.save(given, save_id=save_id)
    assert (second.saved_at, second.ids) == (first.saved_at, first.ids)
    assert (first.repeated, second.repeated) == (False, True)
    assert given.row_version == 1
    assert any_store.counts()["contacts"] == 1


def test_a_save_whose_answer_was_lost_is_completed_by_asking_again(any_store, case):
    given, save_id = contact(case, story="Once."), new_id()
    any_store.save(given, save_id=save_id)
    given.row_version = 0  # as in a form that never heard the answer
    any_store.save(given, save_id=save_id)
    assert given.row_version == 1
    assert any_store.counts()["contacts"] == 1


def test_the_same_save_id_for_something_else_is_refused(any_store, case):
    given, save_id = contact(case, story="Once."), new_id()
    any_store.save(given, save_id=save_id)
    given.story = "Something else."
    with pytest.raises(StoreError, match="saved already with other words"):
        any_store.save(given, save_id=save_id)
    assert any_store.find(Contact, given.id).story == "Once."


def test_the_later_of_two_tabs_is_told_and_given_the_other_version(any_store, case):
    any_store.save(meeting := contact(case, story="First."))
    mine, theirs = (any_store.find(Contact, meeting.id) for _ in range(2))
    theirs.story = "Theirs."
    any_store.save(theirs)
    mine.story = "Mine."
    with pytest.raises(StaleRecord, match="Somebody else saved") as caught:
        any_store.save(mine)
    assert caught.value.record_id == meeting.id
    assert caught.value.theirs["story"] == "Theirs."
    assert caught.value.theirs["row_version"] == 2
    assert mine.story == "Mine."
    mine.row_version = caught.value.theirs["row_version"]
    any_store.save(mine)
    assert any_store.find(Contact, meeting.id).story == "Mine."


def test_a_new_record_with_an_id_that_is_there_is_a_conflict_too(any_store, case):
    any_store.save(meeting := contact(case, story="First."))
    with pytest.raises(StaleRecord):
        any_store.save(contact(case, id=meeting.id, story="Second."))


def test_a_record_that_is_gone_is_said_to_be_gone(any_store, case):
    with pytest.raises(StoreError, match="not in the store any more"):
        any_store.save(contact(case, row_version=4))


def test_a_record_never_moves_to_another_case(any_store, case):
    other = Case(code="K-02", setting="probation", opened_on=DAY)
    any_store.save(other, meeting := contact(case))
    meeting.case_id = other.id
    with pytest.raises(StoreError, match="another case"):
        any_store.save(meeting)


def test_a_rating_cannot_refer_to_a_contact_of_another_case(any_store, case):
    other = Case(code="K-02", setting="probation", opened_on=DAY)
    any_store.save(other, meeting := contact(other))
    with pytest.raises(UnknownCase):
        any_store.save(rating(case, contact_id=meeting.id))
    with pytest.raises(UnknownCase):
        any_store.save(
            Promise(case_id=case.id, contact_id=meeting.id, promised_on=DAY, text="Ring.")
        )


def test_a_record_of_no_case_is_refused(any_store):
    with pytest.raises(UnknownCase, match="check the case code"):
        any_store.save(Event(case_id=new_id(), happened_on=DAY, kind="hearing"))


@pytest.mark.parametrize("spelling", ["k-01", " K-01 ", "K - 01", "\uff2b-01", "K\u201101"])
def test_a_code_in_another_spelling_is_taken(any_store, case, spelling):
    twin = Case(code=spelling, setting="probation", opened_on=DAY)
    with pytest.raises(InvalidRecord, match="already a case with the code K-01") as caught:
        any_store.save(twin)
    assert caught.value.field == "code"


@pytest.mark.parametrize("with_contact", [True, False])
def test_a_dimension_is_rated_once_a_day_by_one_rater(any_store, case, with_contact):
    meeting = contact(case)
    at = {"contact_id": meeting.id if with_contact else None}
    any_store.save(meeting, rating(case, **at), rating(case, rater="client", **at))
    with pytest.raises(InvalidRecord, match="already rated"):
        any_store.save(rating(case, value=4, **at))


def test_a_rating_can_be_moved_to_another_day(any_store, case):
    any_store.save(given := rating(case))
    given.rated_on = DAY + dt.timedelta(days=1)
    any_store.save(given)
    assert list(any_store.ratings("K-01").rated_on.dt.day) == [3]


def test_a_rating_keeps_the_words_it_was_answered_under(any_store, case):
    any_store.save(given := rating(case))
    assert given.wording == load_framework().scales["engagement"].wording
    with any_store.engine.connect() as connection:
        kept = connection.execute(text("SELECT id, minimum, maximum, content FROM wordings")).one()
    assert kept[:3] == (given.wording, 1, 5)
    assert load_framework().scales["engagement"].as_json() == kept.content


def test_a_rating_answered_under_earlier_words_can_still_be_corrected(any_url, any_store, case):
    any_store.save(given := rating(case, value=5))
    now = load_framework()
    shorter = replace(now.scales["engagement"], version=2, maximum=4)
    reworded = replace(now, scales={**now.scales, "engagement": shorter})
    with open_store(any_url, framework=reworded, author="tester") as later:
        found = later.find(Rating, given.id)
        found.value = 4.0
        found.evidence = "Brought the form."
        later.save(found)
        assert later.find(Rating, given.id).wording == given.wording
        for wrong in (6, 2.5, float("nan"), True, "3"):
            found.value = wrong
            with pytest.raises(InvalidRecord, match="outside the scale it was answered on"):
                later.save(found)


def test_a_rating_under_words_nobody_knows_is_refused(any_store, case):
    with pytest.raises(InvalidRecord, match="words this rating was answered under are not"):
        any_store.save(rating(case, wording="engagement:0:000000000000"))


def test_many_records_are_one_save(any_store, case):
    many = [rating(case, rated_on=DAY + dt.timedelta(days=n), value=1 + n % 5) for n in range(200)]
    many += [Event(case_id=case.id, happened_on=DAY, kind="hearing")]
    saved = any_store.save_many(many)
    assert len(saved.ids) == 201
    assert {each.row_version for each in many} == {1}
    assert any_store.verify().ok


def test_saved_moments_are_in_utc(any_store, case):
    saved = any_store.save(contact(case))
    assert saved.saved_at.utcoffset() == dt.timedelta(0)
    assert abs(dt.datetime.now(dt.UTC) - saved.saved_at) < dt.timedelta(minutes=1)


def test_a_case_is_changed_like_any_other_record(any_store, case):
    mine, theirs = any_store.case("K-01"), any_store.case("K-01")
    theirs.summary = "Theirs."
    any_store.save(theirs)
    mine.summary = "Mine."
    with pytest.raises(StaleRecord):
        any_store.save(mine)
    assert any_store.case("K-01").summary == "Theirs."


def test_what_only_the_database_refuses_is_said_in_general(any_url, any_store, case):
    now = load_framework()
    wide = replace(now.scales["engagement"], version=2, maximum=5_000_000)
    wider = replace(now, scales={"engagement": wide})
    with (
        open_store(any_url, framework=wider, author="tester") as store,
        pytest.raises(InvalidRecord, match="value is not allowed here"),
    ):
        store.save(rating(case, value=2_000_000))


def test_a_save_that_another_process_is_just_doing_is_not_done_again(any_store, case):
    given, save_id, told = contact(case), new_id(), []
    given.check(any_store.framework)
    same = Save.of(save_id, any_store.author, [entry_of(given)], any_store.framework)
    asking = threading.Thread(target=lambda: told.append(any_store.save(given, save_id=save_id)))
    with writing(any_store.engine) as connection:
        write(connection, same)
        asking.start()
        time.sleep(0.5)  # until the other one waits for us
    asking.join(30)
    assert told[0].repeated
    assert (given.row_version, any_store.counts()["contacts"]) == (1, 1)


def add_case(url, code, start, answers):
    with open_store(url, author="tester") as store:
        start.wait(20)
        try:
            store.save(Case(code=code, setting="probation", opened_on=DAY))
            answers.put("saved")
        except InvalidRecord as error:
            answers.put(str(error))


def test_of_two_processes_that_take_one_code_at_once_one_is_told(any_url, any_store):
    any_store.close()
    forked = multiprocessing.get_context("fork")
    start, answers = forked.Event(), forked.Queue()
    codes = ["twin-1", "TWIN-1"]
    both = [forked.Process(target=add_case, args=(any_url, each, start, answers)) for each in codes]
    for each in both:
        each.start()
    start.set()
    told = sorted(answers.get(timeout=60) for _ in both)
    for each in both:
        each.join(60)
    assert told[1] == "saved"
    assert "already a case with the code TWIN-1" in told[0]


def ask_same_save(url, case_id, save_id, start, answers):
    with open_store(url, author="tester") as store:
        start.wait(20)
        given = Contact(
            id=save_id, case_id=case_id, occurred_on=DAY, kind="home", attendance="attended"
        )
        answers.put(store.save(given, save_id=save_id).repeated)


def test_of_two_processes_that_ask_for_one_save_at_once_one_does_it(any_url, any_store, case):
    any_store.close()
    forked = multiprocessing.get_context("fork")
    start, answers, save_id = forked.Event(), forked.Queue(), new_id()
    asked = (any_url, case.id, save_id, start, answers)
    both = [forked.Process(target=ask_same_save, args=asked) for _ in range(2)]
    for each in both:
        each.start()
    start.set()
    assert sorted(answers.get(timeout=60) for _ in both) == [False, True]
    for each in both:
        each.join(60)
    assert any_store.counts()["contacts"] == 1


@pytest.mark.parametrize("together", [True, False])
def test_a_case_is_not_ended_before_it_was_opened(any_store, case, together):
    before = DAY - dt.timedelta(days=1)
    other = Case(code="K-02", setting="probation", opened_on=DAY)
    of = other if together else case
    closing = Closing(case_id=of.id, closed_on=before, how="other")
    with pytest.raises(InvalidRecord, match="closed before it was opened") as refused:
        any_store.save(*([other, closing] if together else [closing]))
    assert refused.value.field == "closed_on"
    assert any_store.codes() == ["K-01"]
    closing.closed_on = DAY
    any_store.save(*([other, closing] if together else [closing]))

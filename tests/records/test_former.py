"""Which safety concerns do the answers at contacts tell of?"""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from supervision_kit.records.former import FORMER, Answer, concerns_told

DAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def said(day, concern, *, hour=12, done="", contact="c"):
    moment = NOON.replace(hour=hour)
    return Answer(DAY.replace(day=day), moment, concern, done, "", contact)


def spans(answers):
    return [
        (told.opened_on.day, told.closed_on and told.closed_on.day)
        for told in concerns_told(answers)
    ]


def test_a_concern_is_open_from_its_first_contact_to_the_first_that_says_no():
    answers = [said(3, True), said(5, True), said(9, False), said(11, False), said(12, True)]
    assert spans(answers) == [(3, 9), (12, None)]
    assert spans(answers[::-1]) == spans(answers)


def test_a_no_before_any_concern_opens_and_closes_nothing():
    assert spans([said(3, False), said(5, False)]) == []
    assert spans([]) == []


def test_of_two_contacts_on_one_day_the_one_saved_later_counts():
    assert spans([said(3, True, hour=9), said(3, False, hour=16)]) == [(3, 3)]
    assert spans([said(3, True, hour=16), said(3, False, hour=9)]) == [(3, None)]


def test_where_nobody_can_tell_the_concern_stays_open():
    assert spans([said(3, True), said(3, False)]) == [(3, None)]


def test_only_answers_with_words_are_steps():
    (told,) = concerns_told([said(3, True, done="Rang."), said(5, True)])
    assert [step.done for step in told.steps] == ["Rang."]
    assert len(told.answers) == 2


@given(st.lists(st.tuples(st.integers(1, 28), st.booleans(), st.integers(0, 23)), max_size=12))
def test_every_yes_belongs_to_one_concern_and_only_the_last_may_be_open(answers):
    told = concerns_told([said(day, concern, hour=hour) for day, concern, hour in answers])
    assert sum(len(each.answers) for each in told) == sum(concern for _, concern, _ in answers)
    assert all(each.closed_on is not None for each in told[:-1])
    for each in told:
        assert each.closed_on is None or each.closed_on >= each.answers[-1].on


def test_every_former_column_is_gone_from_its_table_and_there_in_another():
    for kind, columns in FORMER.items():
        for name, now in columns.items():
            assert name not in kind.__table__.c
            assert now.column in now.kind.__table__.c

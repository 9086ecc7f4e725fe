"""Is all that was taken on and is open found, in the hands of whoever has it?"""

import pytest

from supervision_kit.analysis.taken_on import open_actions, times_carried
from tests.analysis.seated import (
    BRINGS,
    CODES,
    LEADS,
    OTHER,
    STRANGER,
    SUPERVISION,
    TODAY,
    action,
    ago,
    case,
    laid_out,
    look,
    row,
)


def own(text, *, supervision=SUPERVISION, owner=LEADS, **columns):
    """An action about no case."""
    known = {"state": "open", "agreed_on": ago(30), "owner": CODES[owner]}
    return row("supervision_actions", supervision=supervision, text=text, **known | columns)


@pytest.fixture
def taken_on(empty):
    """Return a function that gives what is open in a supervision about one case."""

    def of(*rows, codes=("K-1",)):
        tables = laid_out(empty, case("K-1"), case("K-2"), *rows)
        return open_actions(tables, supervision=SUPERVISION, codes=codes, today=TODAY)

    return of


def test_what_is_open_is_ordered_by_owner_then_by_its_day(taken_on):
    found = taken_on(
        action(5, text="Theirs, later"),
        action(None, text="Theirs, some day"),
        action(-2, text="Theirs, late"),
        action(1, owner=STRANGER, text="A colleague’s"),
        action(1, owner=None, text="The organisation’s"),
        own("Mine"),
    )
    assert [(each.owner, each.text) for each in found] == [
        ("supervisor", "Mine"),
        ("practitioner", "Theirs, late"),
        ("practitioner", "Theirs, later"),
        ("practitioner", "Theirs, some day"),
        ("organisation", "The organisation’s"),
        ("other", "A colleague’s"),
    ]


def test_an_action_is_told_with_its_days_its_case_and_whose_it_is(taken_on):
    about, none = taken_on(action(3, agreed_ago=9), own("Read", learning="yes", owner=BRINGS))
    assert (about.who, about.case, about.agreed_on, about.due_on) == ("W1", "K-1", ago(9), ago(-3))
    assert (none.who, none.case, none.due_on) == ("W1", "", None)
    assert (about.learning, none.learning) == (False, True)


@pytest.mark.parametrize("state", ["done", "changed", "dropped"])
def test_what_is_no_longer_open_is_left_out(taken_on, state):
    assert taken_on(action(3, state=state), own("Read", state=state)) == []


def test_actions_of_other_cases_and_other_supervisions_are_left_out(taken_on):
    others = (action(3, "K-2"), own("Read", supervision=OTHER))
    assert taken_on(*others) == []
    assert [each.case for each in taken_on(*others, codes=["K-2"])] == ["K-2"]
    # A case that is called as the supervision is has another room.
    assert taken_on(case(SUPERVISION), action(3, SUPERVISION)) == []


def test_who_has_left_the_supervision_is_somebody_else(taken_on):
    left = {"supervision": SUPERVISION, "person_id": STRANGER, "part": "supervisee"}
    member = row("supervision_members", from_on=ago(90), until_on=ago(1), **left)
    mine = action(3, owner=STRANGER)
    assert [each.owner for each in taken_on(member, mine)] == ["other"]
    still = row("supervision_members", from_on=ago(90), until_on=TODAY, **left)
    assert [each.owner for each in taken_on(still, mine)] == ["practitioner"]


def test_every_look_is_a_time_it_was_carried(taken_on):
    late, mine = action(-9), own("Mine")
    found = taken_on(late, mine, look(late, 20), look(late, 10), look(mine, 5))
    assert [each.n_carried for each in found] == [1, 2]
    assert [each.n_carried for each in taken_on(late)] == [0]


def test_times_carried_are_counted_by_action(empty):
    first, second = action(3), action(4)
    tables = laid_out(empty, first, second, look(first, 9), look(first, 5))
    assert times_carried(tables["case_action_looks"]) == {first[1]["id"]: 2}
    assert times_carried(empty["case_action_looks"]) == {}

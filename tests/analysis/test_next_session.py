"""Does each who is in a supervision find what it needs of them, and nobody else anything?"""

import pandas as pd
import pytest

from supervision_kit.analysis.next_session import cases_of, next_sessions
from supervision_kit.analysis.session_record import digest_in, written_in
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
    row,
    session,
    worker,
)


def own(text, due_in=None, *, supervision=SUPERVISION, owner=LEADS, **columns):
    due = None if due_in is None else ago(-due_in)
    known = {"state": "open", "agreed_on": ago(30), "owner": CODES[owner], "due_on": due}
    return row("supervision_actions", supervision=supervision, text=text, **known | columns)


def planned(days_ahead, supervision=SUPERVISION):
    return session(-days_ahead, supervision, state="planned")


def confirmed(met, person, digest):
    known = {"supervision": SUPERVISION, "how": "own_sign_in", "fair": "yes"}
    return row(
        "confirmations", session_id=met[1]["id"], person_id=person, digest=digest,
        confirmed_on=met[1]["held_on"], **known,
    )  # fmt: skip


def digest_as_it_stands(tables, met):
    rows = tables["supervision_sessions"]
    (found,) = rows[rows["id"] == met[1]["id"]].itertuples(index=False)
    return digest_in(written_in(tables, SUPERVISION, found))


@pytest.fixture
def given(empty):
    """Return a function that lays out one case of W1, with these rows."""

    def lay(*rows):
        return laid_out(empty, case("K-1"), worker("W1", 60), *rows)

    return lay


@pytest.fixture
def needs(given):
    def of(*rows, person=BRINGS):
        return next_sessions(given(*rows), person, today=TODAY)

    return of


def test_who_is_in_no_supervision_is_told_nothing(needs):
    assert needs(planned(3), person=STRANGER) == []
    assert needs(planned(3), person="") == []


def test_the_next_session_is_told_with_whom_and_whether_to_prepare(needs):
    (mine,) = needs(planned(20), planned(6))
    assert (mine.planned_on, mine.others, mine.prepares) == (ago(-6), ("S1",), True)
    (theirs,) = needs(planned(6), person=LEADS)
    assert (theirs.others, theirs.prepares) == (("W1",), False)


def test_without_a_session_nothing_is_planned_and_nothing_to_confirm(needs):
    (mine,) = needs()
    assert (mine.planned_on, mine.n_open, mine.due, mine.unconfirmed) == (None, 0, (), ())


def test_whoever_left_a_supervision_is_told_no_more_of_it(given):
    tables = given(planned(3))
    members = tables["supervision_members"]
    gone = members["person_id"] == BRINGS
    members.loc[gone, "until_on"] = pd.Timestamp(ago(1))
    assert next_sessions(tables, BRINGS, today=TODAY) == []


def test_own_open_actions_are_counted_and_those_that_are_due_are_told(needs):
    (mine,) = needs(
        action(3), action(0, text="Ring her"), action(3, state="done"), action(3, owner=LEADS),
        own("Read up", -2, owner=BRINGS), own("Ask the team", 2, owner=BRINGS),
        own("Theirs", -2), own("Elsewhere", -2, owner=BRINGS, supervision=OTHER),
    )  # fmt: skip
    assert mine.n_open == 4
    assert [each.text for each in mine.due] == ["Read up", "Ring her"]


@pytest.mark.parametrize(("days_ago", "n"), [(6, 0), (7, 1), (182, 1), (183, 0)])
def test_a_record_that_nobody_confirmed_stands_there_for_both_after_a_week(needs, days_ago, n):
    for person in (BRINGS, LEADS):
        (found,) = needs(session(days_ago), person=person)
        assert [(each.missing, each.mine) for each in found.unconfirmed] == [
            (("S1", "W1"), True)
        ] * n


def test_who_has_confirmed_still_sees_for_whom_it_waits(given):
    met = session(10)
    digest = digest_as_it_stands(given(met), met)
    tables = given(met, confirmed(met, BRINGS, digest))
    (mine,) = next_sessions(tables, BRINGS, today=TODAY)
    (theirs,) = next_sessions(tables, LEADS, today=TODAY)
    assert [(each.missing, each.mine) for each in mine.unconfirmed] == [(("S1",), False)]
    assert [(each.missing, each.mine) for each in theirs.unconfirmed] == [(("S1",), True)]


def test_a_record_both_confirmed_is_told_no_more_until_it_is_corrected(given):
    met = session(10)
    digest = digest_as_it_stands(given(met), met)
    both = [confirmed(met, person, digest) for person in (BRINGS, LEADS)]
    (mine,) = next_sessions(given(met, *both), BRINGS, today=TODAY)
    assert mine.unconfirmed == ()
    later = row("our_notes", supervision=SUPERVISION, noted_on=ago(10), text="One more thing")
    (mine,) = next_sessions(given(met, *both, later), BRINGS, today=TODAY)
    assert [each.missing for each in mine.unconfirmed] == [("S1", "W1")]


def test_a_session_that_was_called_off_has_no_record_to_confirm(needs):
    (mine,) = needs(session(10, state="cancelled"))
    assert mine.unconfirmed == ()


def test_several_supervisions_stand_in_the_order_of_their_next_session(needs):
    there = row(
        "supervision_members", supervision=OTHER, person_id=BRINGS, part="supervisee",
        from_on=ago(60),
    )  # fmt: skip
    found = needs(there, planned(9), planned(2, OTHER))
    assert [each.supervision for each in found] == [OTHER, SUPERVISION]


def test_a_case_is_of_who_has_it_now_or_stands_in(empty):
    tables = laid_out(
        empty, case("K-1"), case("K-2"), case("K-3", closed_on=ago(2)), case("K-4"),
        worker("W1", 60), worker("W2", 20), worker("W2", 60, "K-3"), worker("W1", 60, "K-2"),
        worker("W2", 5, "K-2", capacity="cover"), worker("W1", 60, "K-4"),
        worker("W2", 50, "K-4", capacity="cover", until_on=ago(1)),
    )  # fmt: skip
    assert cases_of(tables, ["W2"], TODAY) == ["K-1", "K-2"]

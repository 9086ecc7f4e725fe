"""Cases and plan dates that a file implies, and what is told about them."""

import datetime as dt

import pytest

from supervision_kit import exchange

from .conftest import SMALL

PHASES = SMALL + '\n[phase]\ncolumn = "phase"\nplan_begins = "B"\n'


@pytest.fixture
def take(write, store):
    """Take in days with their phase, one letter a day from 2 March on; x is a day without a row."""

    def take(letters, *, code="K-01", dry_run=False, first=2, **asked):
        days = [(n, letter) for n, letter in enumerate(letters, start=first) if letter != "x"]
        rows = "".join(f"{code},2026-03-{n:02},4,{letter.strip()}\n" for n, letter in days)
        path = write("days.csv", "case,date,investment,phase\n" + rows)
        mapping = write("phases.toml", PHASES)
        return exchange.import_file(path, mapping, store, dry_run=dry_run, **asked)

    return take


def plans(store):
    return list(store.plan_dates()["agreed_on"].dt.date)


def march(day):
    return dt.date(2026, 3, day)


@pytest.mark.parametrize("letters", ["AABB", "BB", "AAB", "AA BB", "A B "])
def test_a_phase_that_begins_once_is_a_plan_date_without_a_word(take, letters):
    assert take(letters, dry_run=True).remarks == ()


@pytest.mark.parametrize("letters", ["AABBAABB", "ABAB", "BAB", "ABCB"])
def test_a_phase_that_comes_back_is_told_with_the_case(take, store, letters):
    (remark,) = take(letters).preview.remarks
    assert remark.startswith("Case K-01 leaves phase “B” (“")
    assert "comes back to it" in remark
    assert "since the plan" in remark
    assert plans(store) == [march(2 + letters.index("B"))]


@pytest.mark.parametrize("letters", ["ABA", "BBA", "ABC"])
def test_a_phase_that_ends_is_told_too(take, letters):
    (remark,) = take(letters, dry_run=True).remarks
    assert "leaves phase “B”" in remark
    assert "comes back" not in remark


def test_of_many_cases_each_is_named(write, store):
    rows = "".join(
        f"K-{n:02},2026-03-{day:02},4,{letter}\n"
        for n in range(1, 21)
        for day, letter in enumerate("ABAB", start=2)
    )
    path = write("days.csv", "case,date,investment,phase\n" + rows)
    (remark,) = exchange.preview(path, write("phases.toml", PHASES), store=store).remarks
    assert remark.startswith("20 cases leave phase “B” and come back to it (K-01: “A” from 4 March")
    assert all(f"K-{n:02}" in remark for n in range(1, 21))


def test_a_part_of_a_file_with_phases_has_no_plan_date_of_its_own(take, store):
    """Its first day of the phase is later, and that is no other plan."""
    take("AAABBB")
    for part in ("xxxxBB", "AxxxxB", "xxxxxB", "AAAxxB"):
        assert take(part).new == {}
    assert plans(store) == [march(5)]


def test_a_file_that_shows_an_earlier_beginning_differs_from_the_store(take, store):
    take("xxxxBB")
    (problem,) = take("AAABBB", dry_run=True).problems
    assert problem.row == 5
    assert "“6 March 2026” as Date of the plan; the file says “5 March 2026”" in problem.what
    assert take("AAABBB", correct=[5]).corrected == {"plan_dates": 1}
    assert plans(store) == [march(5)]


def test_another_plan_after_another_phase_is_a_plan_date_of_its_own(take, store):
    take("AABBAA")
    assert take("AB", first=20).new == {"ratings": 2, "plan_dates": 1}
    assert plans(store) == [march(4), march(21)]


@pytest.mark.parametrize(
    ("known", "new"), [("K-007", "K-7"), ("K-7", "K-07"), ("7A-01", "07A-1"), ("K-10", "K-010")]
)
def test_a_new_code_that_differs_only_in_zeros_is_told(take, known, new):
    take("A", code=known)
    told = take("A", code=new, dry_run=True)
    (remark,) = [remark for remark in told.remarks if "zeros" in remark]
    assert remark.startswith(f"Case {new} is new and differs from case {known} only in zeros.")
    assert told.new_cases == (new,)


@pytest.mark.parametrize(("known", "new"), [("K-7", "K-70"), ("K-100", "K-1"), ("K-7", "K-8")])
def test_other_codes_are_other_codes(take, known, new):
    take("A", code=known)
    assert not [remark for remark in take("A", code=new, dry_run=True).remarks if "zero" in remark]


def test_two_new_codes_of_one_file_that_differ_only_in_zeros_are_told(write, small, store):
    rows = "case,date,investment\nK-7,2026-03-02,4\nK-007,2026-03-02,4\nK-8,2026-03-02,4\n"
    (remark,) = exchange.preview(write("t.csv", rows), small, store=store).remarks
    assert "K-7" in remark
    assert "K-007" in remark


def test_a_case_that_is_known_is_not_told_again(take):
    take("A", code="K-7")
    take("A", code="K-007")
    assert not [r for r in take("A", code="K-007", dry_run=True).remarks if "zeros" in r]

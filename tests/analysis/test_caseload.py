"""Is every case asked as it would be alone, and is the order that of what waits?"""

from datetime import date, timedelta

import pandas as pd
import pytest

from supervision_kit.analysis.caseload import YEAR, caseload, foremost, lines_in_words, rated_lines
from supervision_kit.analysis.trajectory import trajectory
from supervision_kit.analysis.waiting import draft_waiting, waiting
from supervision_kit.pages.case_view import case_tables, labelled_dates
from supervision_kit.records import (
    Case,
    Closing,
    Concern,
    Contact,
    DateAhead,
    Dismissal,
    Mandate,
    Promise,
    Rating,
    WorkerSpell,
)

TODAY = date(2026, 11, 26)
BOUNDS = {"w": (1.0, 5.0), "other": (0.0, 10.0)}
RATINGS = ["case", "rated_on", "scale", "dimension", "rater", "value", "wording"]


def ago(n_days):
    return TODAY - timedelta(n_days)


def case(code, **known):
    return Case(code=code, **{"setting": "probation", "opened_on": ago(100)} | known)


def mandate(of, **known):
    return Mandate(case_id=of.id, from_on=of.opened_on, mandate="mandated", **known)


def contact(of, n_days_ago, **columns):
    given = {"kind": "office", "attendance": "attended"} | columns
    return Contact(case_id=of.id, occurred_on=ago(n_days_ago), **given)


def promise(of, due_in, **columns):
    due = ago(-due_in)
    return Promise(case_id=of.id, promised_on=ago(50), text="Ring", due_on=due, **columns)


def rows_of(store, today=TODAY):
    tables = store.tables()
    dates = labelled_dates(tables["dates_ahead"], store.framework)
    return caseload({**tables, "dates_ahead": dates}, store.drafts(), today=today)


@pytest.fixture
def mixed(store):
    """A store with a case for most reasons, saved in an order that is not that of their weight."""
    codes = ("K-1", "K-2", "K-3", "K-4", "K-0", "K-5")
    quiet, silent, owed, unsafe, ended, kept = cases = [case(code) for code in codes]
    rhythm = [mandate(each, contact_every_days=7) for each in (silent, kept)]
    store.save(*cases, *rhythm, mandate(owed, order_ends_on=ago(-70)))
    store.save(
        contact(quiet, 3),
        contact(silent, 30),
        promise(owed, -4),
        promise(owed, 5),
        contact(unsafe, 2),
        Concern(case_id=unsafe.id, opened_on=ago(2), worry="Alone at night"),
        Concern(case_id=ended.id, opened_on=ago(9)),
        Closing(case_id=ended.id, closed_on=ago(5), how="as_agreed"),
        contact(ended, 9),
        DateAhead(case_id=quiet.id, due_on=ago(-60), kind="review"),
        Dismissal(case_id=kept.id, rule="nothing_recorded", seen_until_on=ago(100), reason="Away"),
        WorkerSpell(case_id=owed.id, person_id="W1", from_on=ago(100)),
        WorkerSpell(case_id=owed.id, person_id="W2", from_on=ago(20)),
    )
    store.keep_draft("contact", "K-1", {})
    return store


def test_rows_are_ordered_by_their_first_reason_then_by_code_and_closed_cases_come_last(mixed):
    rows = rows_of(mixed)
    assert [row.code for row in rows] == ["K-4", "K-3", "K-1", "K-2", "K-5", "K-0"]
    kinds = [row.waits[0].kind if row.waits else None for row in rows]
    assert kinds == ["safety", "overdue", "draft", "silence", None, "safety"]


def alone(store, code):
    """One case as its own page reads it."""
    return case_tables(store.tables(code), store.framework)


def test_many_cases_are_asked_as_each_one_alone(mixed):
    for row in rows_of(mixed):
        assert row.waits == waiting(alone(mixed, row.code), today=TODAY, drafts=mixed.drafts())


def test_the_sample_caseload_is_asked_as_each_case_alone(caseload):
    today = date(2026, 11, 20)
    waits = {row.code: row.waits for row in rows_of(caseload, today)}
    for code in caseload.cases()["code"]:
        assert waits[code] == waiting(alone(caseload, code), today=today)
    assert any(waits.values())


def test_a_row_names_who_has_the_case_now(mixed):
    workers = {row.code: row.worker for row in rows_of(mixed)}
    assert (workers["K-3"], workers["K-1"]) == ("W2", "")


def test_the_next_date_is_the_nearest_that_is_known_of_an_open_case(mixed):
    dates = {row.code: row.next for row in rows_of(mixed)}
    assert dates["K-3"] == (ago(-5), "promise due")
    assert dates["K-1"] == (ago(-60), "Review")
    assert dates["K-2"] is None
    later = {row.code: row.next for row in rows_of(mixed, ago(-6))}
    assert later["K-3"] == (ago(-70), "the order ends")


def test_an_empty_store_has_no_rows(store):
    assert rows_of(store) == []


def test_the_foremost_is_one_for_each_case_whatever_the_order_of_the_rows(mixed):
    mixed.keep_draft("case", "", {})
    drafts = mixed.drafts()
    unstored = [draft_waiting(row) for row in drafts[drafts["case"] == ""].itertuples()]
    first = foremost(rows_of(mixed)[::-1], unstored)
    assert [each.case for each in first] == ["K-0", "K-4", "K-3", "", "K-1", "K-2"]


# lines


def rated(*rows, case="K-1", dimension="expectancy", rater="worker", wording="w"):
    """Ratings of a line, so many days ago each with a value."""
    given = [(case, ago(n), "engagement", dimension, rater, value, wording) for n, value in rows]
    read = pd.DataFrame(given, columns=RATINGS)
    return read.assign(rated_on=pd.to_datetime(read["rated_on"]), value=read["value"].astype(float))


@pytest.fixture
def lines(dimensions):
    """Return a function that lays out ratings of the last twelve months."""
    return lambda *tables: rated_lines(pd.concat(tables), dimensions, BOUNDS, since=TODAY - YEAR)


def test_a_line_is_laid_out_by_date_with_its_height_on_the_scale(lines):
    table = lines(rated((20, 5), (40, 1), (30, 2)))
    assert table["on"].tolist() == [ago(40), ago(30), ago(20)]
    assert table["position"].tolist() == [0, 0.25, 1]
    assert set(table["segment"]) == {0}


def test_only_what_the_worker_rated_of_engagement_this_year_is_laid_out(lines, dimensions):
    other = rated((5, 3)).assign(scale="challenges", dimension="mistrust")
    table = lines(rated((20, 5), (400, 1)), rated((10, 1), rater="client"), other)
    assert table["on"].tolist() == [ago(20)]


def test_a_line_breaks_where_it_breaks_on_the_page_of_the_case(lines, dimensions):
    ratings = rated(*((n, 3) for n in (200, 190, 180, 90, 80, 70)), (60, None), (50, 4))
    whole = trajectory(ratings, dimensions)
    whole = whole[whole["value"].notna()]
    table = lines(ratings)
    assert table["segment"].tolist() == whole["segment"].tolist() == [0, 0, 0, 1, 1, 1, 2]


def test_a_line_breaks_where_the_scale_became_another(lines):
    table = lines(rated((40, 3), (30, 3)), rated((20, 3), (10, 10), wording="other"))
    assert table["segment"].tolist() == [0, 0, 1, 1]
    assert table["position"].tolist() == [0.5, 0.5, 0.3, 1]


def test_lines_of_many_cases_are_kept_apart(lines):
    table = lines(
        rated((20, 5), case="K-2"), rated((20, 1)), rated((10, 2), dimension="investment")
    )
    assert table["case"].tolist() == ["K-1", "K-1", "K-2"]
    assert table["line"].nunique() == 2


def test_a_drawing_is_told_in_words(lines):
    table = lines(
        rated((20, 5), (10, 3)), rated((10, 2), dimension="investment"), rated((9, 1), case="K-2")
    )
    told = lines_in_words(table, today=TODAY)
    assert told["K-1"].startswith("Rated on 2 days in 12 months, last on 16 Nov: ")
    assert "3" in told["K-1"]
    assert "5" not in told["K-1"].partition(": ")[2]
    assert told["K-2"].startswith("Rated once")


def test_without_ratings_there_are_no_lines(lines):
    assert lines(rated()).empty
    assert lines_in_words(lines(rated()), today=TODAY) == {}


def test_ratings_as_the_store_gives_them_are_laid_out(store, dimensions):
    one = case("K-1")
    scale = store.framework.scales["engagement"]
    rating = Rating(
        case_id=one.id,
        rated_on=ago(3),
        scale=scale.key,
        dimension="expectancy",
        rater="worker",
        value=4,
    )
    store.save(one, rating)
    bounds = {scale.wording: (scale.minimum, scale.maximum)}
    table = rated_lines(store.ratings(), dimensions, bounds, since=TODAY - YEAR)
    assert table[["case", "value", "position"]].values.tolist() == [["K-1", 4.0, 0.75]]

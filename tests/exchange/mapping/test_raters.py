"""Ratings of several people in one row."""

import pytest

from supervision_kit.errors import InvalidImport
from supervision_kit.exchange import load_mapping, preview, report
from tests.exchange.conftest import SMALL

CLIENT = """
[[rating]]
column = "client_says"
scale = "engagement"
dimension = "investment"
"""
TABLE = (
    "case,date,investment,client_says,who\nK-1,2026-03-02,2,4,client\nK-1,2026-03-09,3,4,client\n"
)
NO_RATER = SMALL.replace('[rater]\nalways = "worker"\n', "")


def rated(seen):
    return {(each.name, each.rater): (each.n_values, each.lowest) for each in seen.dimensions}


@pytest.mark.parametrize(
    "text",
    [
        SMALL + CLIENT + 'rater = "client"\n',
        SMALL + CLIENT + 'rater = { always = "client" }\n',
        SMALL + CLIENT + 'rater = { column = "who" }\n',
        NO_RATER + 'rater = "worker"\n' + CLIENT + 'rater = { column = "who" }\n',
    ],
)
def test_each_column_of_a_row_may_have_a_rater_of_its_own(write, text):
    seen = preview(write("t.csv", TABLE), write("m.toml", text))
    assert seen.problems == ()
    assert list(rated(seen).values()) == [(2, 4), (2, 2)]
    assert {rater for _, rater in rated(seen)} == {"Client", "Worker"}


def test_what_was_seen_belongs_to_the_column_it_is_named_for(write):
    text = SMALL + CLIENT + 'rater = "client"\nevidence = "said"\nnot_rated = "why"\n'
    table = "case,date,investment,client_says,said,why\nK-1,2026-03-02,2,4,Not my idea.,\n"
    table += "K-1,2026-03-09,2,,,could_not_ask\n"
    seen = preview(write("t.csv", table), write("m.toml", text))
    assert [row.get("evidence") for row in seen.first_rows] == [None, "Not my idea.", None, None]
    assert [row.get("not_rated") for row in seen.first_rows][3] == "could_not_ask"


def test_the_report_says_whose_ratings_a_column_became(write):
    mapping = write("m.toml", SMALL + CLIENT + 'rater = "client"\n')
    lines = report(preview(write("t.csv", TABLE), mapping))
    assert "investment → rating of engagement.investment\n" in lines
    assert "client_says → rating of engagement.investment by client\n" in lines


@pytest.mark.parametrize("rater", ["", 'rater = "worker"\n', 'rater = { always = "worker" }\n'])
def test_the_same_dimension_by_the_same_rater_twice_is_refused_naming_both(write, rater):
    with pytest.raises(InvalidImport) as refused:
        load_mapping(write("m.toml", SMALL + CLIENT + rater))
    assert (
        "[[rating]] 1 and [[rating]] 2 are both of investment by the same rater. Give one of them "
        'a rater of its own, such as rater = "client", or take one away.'
    ) in str(refused.value)
    assert load_mapping(write("m.toml", SMALL + CLIENT + 'rater = "client"\n'))
    assert load_mapping(write("m.toml", SMALL))


def test_a_common_rater_is_needed_while_one_column_names_none(write):
    with pytest.raises(InvalidImport, match="it is not said who rated"):
        load_mapping(write("m.toml", NO_RATER + CLIENT + 'rater = "client"\n'))
    both = NO_RATER + 'rater = "worker"\n' + CLIENT + 'rater = "client"\n'
    assert load_mapping(write("m.toml", both)).fields == {}


def test_two_columns_of_one_row_that_contradict_each_other_are_not_called_two_rows(write):
    text = SMALL + CLIENT + 'rater = { column = "who" }\n'
    table = TABLE.replace("client\n", "worker\n")
    seen = preview(write("t.csv", table), write("m.toml", text))
    assert [problem.row for problem in seen.problems] == [2, 3]
    assert "Column “investment” of this row has the same case" in seen.problems[0].what
    assert "a rater of its own" in seen.problems[0].remedy

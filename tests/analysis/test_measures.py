"""A scale that changes is another line; words that change are the same one."""

from itertools import permutations, product

import pandas as pd
import pytest

from supervision_kit.analysis.block import block
from supervision_kit.analysis.case_signals import case_signals
from supervision_kit.analysis.lines import lines
from supervision_kit.analysis.measures import first_reworded, parts
from supervision_kit.analysis.signal_table import signal_table
from supervision_kit.analysis.signal_words import questions
from supervision_kit.analysis.trajectory import describe, table_twin, trajectory
from tests.analysis.raised import TODAY, case_of

KEYS = {"scale": "engagement", "dimension": "investment"}
# One wording for each thing that can change, all but the last a scale of its own.
CHANGES = {
    "none": {},
    "bounds": {"minimum": 0.0, "maximum": 100.0},
    "step": {"step": 0.5},
    "direction": {"better": "lower", "good_news": "Lower is good news."},
    "words": {"words": "b"},
}
ANOTHER_SCALE = ("bounds", "step", "direction")
START = pd.Timestamp("2026-01-05")


@pytest.fixture
def wordings(dimensions):
    """Return the wordings of `CHANGES`, each named by what has changed."""
    now = dimensions.query("dimension == 'investment'")
    return pd.concat(
        [
            now.assign(**({"wording": name, "words": "a"} | change))
            for name, change in CHANGES.items()
        ],
        ignore_index=True,
    )


def rated(*given, rater="worker", values=None, start=0):
    """One rating a week under each wording given, as the store reads them."""
    values = values or [3] * len(given)
    return pd.DataFrame(
        [
            {
                "rated_on": START + pd.Timedelta(weeks=start + week),
                **KEYS,
                "rater": rater,
                "value": float(value),
                "wording": wording,
            }
            for week, (wording, value) in enumerate(zip(given, values, strict=True))
        ]
    )


def differ(one, other):
    """Whether two wordings are two scales."""
    return one != other and not {one, other} <= {"none", "words"}


# which part a rating belongs to


@pytest.mark.parametrize(("one", "other"), list(product(CHANGES, CHANGES)), ids=str)
def test_every_pair_of_changes_gives_one_line_or_two(wordings, dimensions, one, other):
    table = trajectory(rated(one, one, other, other), dimensions, wordings=wordings)
    assert table["row"].tolist() == [0] * 4
    assert table["part"].tolist() == ([0, 0, 1, 1] if differ(one, other) else [0] * 4)
    assert table["segment"].tolist() == table["part"].tolist()
    assert table["reworded"].tolist() == [
        False,
        False,
        {one, other} == {"none", "words"},
        False,
    ]


@pytest.mark.parametrize(("one", "other"), list(permutations(CHANGES, 2)), ids=str)
def test_a_scale_that_comes_back_is_a_third_line(wordings, dimensions, one, other):
    table = trajectory(rated(one, other, one), dimensions, wordings=wordings)
    assert table["part"].tolist() == ([0, 1, 2] if differ(one, other) else [0, 0, 0])
    drawn = lines(table)
    assert [line.latest for line in drawn] == [False] * (len(drawn) - 1) + [True]


def test_each_part_has_the_bounds_of_its_own_wording(wordings, dimensions):
    given = rated("bounds", "step", "direction", "none", values=[50, 2.5, 2, 5])
    table = trajectory(given, dimensions, wordings=wordings)
    bounds = table[["minimum", "maximum", "step", "better"]].values.tolist()
    assert bounds == [
        [0, 100, 1, "higher"],
        [1, 5, 0.5, "higher"],
        [1, 5, 1, "lower"],
        [1, 5, 1, "higher"],
    ]
    assert table["position"].tolist() == [0.5, 0.375, 0.25, 1]
    assert table["good_news"].tolist()[2] == "Lower is good news."


def test_a_rating_whose_wording_nobody_knows_is_on_the_scale_as_it_is_now(wordings, dimensions):
    table = trajectory(rated("lost", "none", None), dimensions, wordings=wordings)
    assert set(table["part"]) == {0}
    assert not table["reworded"].any()


def test_raters_who_change_together_share_their_parts(wordings, dimensions):
    both = pd.concat([rated("bounds", "none"), rated("bounds", "none", rater="client")])
    table = trajectory(both, dimensions, wordings=wordings)
    assert table["part"].tolist() == [0, 1, 0, 1]


def test_a_rater_who_came_later_is_on_the_part_of_their_scale(wordings, dimensions):
    both = pd.concat([rated("bounds", "none", "none"), rated("none", rater="client", start=2)])
    table = trajectory(both, dimensions, wordings=wordings)
    assert table.loc[table["series"] == "client", "part"].tolist() == [1]


def test_a_rater_who_kept_the_old_scale_is_not_cut_by_the_others(wordings, dimensions):
    both = pd.concat([rated("bounds", "none", "none"), rated(*["bounds"] * 3, rater="client")])
    table = trajectory(both, dimensions, wordings=wordings)
    assert table.loc[table["series"] == "client", "part"].tolist() == [0, 0, 0]
    assert [(line.series, line.earlier) for line in lines(table)] == [
        ("worker", True),
        ("worker", False),
        ("client", True),
    ]


@pytest.mark.parametrize("change", CHANGES)
def test_one_rating_each_is_told_apart_as_well(wordings, dimensions, change):
    both = pd.concat([rated("none"), rated(change, rater="client", start=1)])
    table = trajectory(both, dimensions, wordings=wordings)
    assert table["part"].tolist() == [0, int(change in ANOTHER_SCALE)]
    assert not table["reworded"].any()  # the client has seen no other words


def test_a_dimension_the_framework_no_longer_has_is_named_as_it_was_worded(wordings, dimensions):
    gone = dimensions.query("dimension != 'investment'")
    named = wordings.assign(name="Own part", scale_name="Engagement, once")
    table = trajectory(rated("bounds"), gone, wordings=named)
    assert table.loc[0, ["name", "scale_name"]].tolist() == ["Own part", "Engagement, once"]
    assert table.loc[0, "maximum"] == 100


def test_parts_never_go_back_in_time():
    given = [("a", 1), ("b", 2), ("a", 2), ("b", 1), ("a", 1), ("c", 2)]
    assert parts(given) == [0, 1, 1, 2, 2, 1]


def test_the_first_words_are_not_new_ones():
    assert first_reworded([]) == []
    assert first_reworded(["a"]) == [False]


# what the rules read


@pytest.mark.parametrize(("one", "other"), list(permutations(CHANGES, 2)), ids=str)
def test_a_series_begins_where_its_scale_changed_last(wordings, dimensions, one, other):
    made = block(rated(one, one, other, other, other), dimensions, wordings)
    n_earlier = 2 if differ(one, other) else 0
    assert (made.n[0], made.n_earlier[0]) == (5 - n_earlier, n_earlier)
    same_words = {one, other} != {"none", "words"}
    assert made.reworded[:, 0].tolist() == [
        not same_words and place == 2 for place in range(made.n[0])
    ]
    scale = wordings.set_index("wording").loc[other]
    assert made.maximum[0] == scale["maximum"]
    assert made.better[0] == scale["better"]


@pytest.mark.parametrize("change", ANOTHER_SCALE)
def test_no_rule_reads_across_a_change_of_scale(wordings, dimensions, change):
    # Ten high ratings, then ten low ones: a trend, a shift and a pattern if they were one line.
    given = rated(*[change] * 10, *["none"] * 10, values=[5] * 10 + [1, 2] * 5)
    plans = pd.DataFrame({"agreed_on": [START + pd.Timedelta(weeks=10)]})
    table = signal_table(given, dimensions, plans, wordings)
    assert set(table["state"]) <= {"no_signal", "too_few"}
    assert table["n"].tolist() == [10] * len(table)
    told = signal_table(given, dimensions, plans)
    assert "signal" in set(told["state"])


def test_two_are_not_set_apart_by_two_scales(wordings, dimensions):
    both = pd.concat(
        [
            rated(*["bounds"] * 6, values=[80] * 6),
            rated(*["none"] * 6, values=[2] * 6, rater="client"),
        ]
    )
    table = signal_table(both, dimensions, wordings=wordings)
    assert "apart" not in set(table["rule"])


def test_the_first_rating_under_other_words_is_not_called_unusual(wordings, dimensions):
    values = (2, 2, 2, 3, 2, 2, 2, 2, 2, 2, 2, 2, 5)
    for wording, state in (("none", "signal"), ("words", "no_signal")):
        given = rated(*["none"] * 12, wording, values=values)
        table = signal_table(given, dimensions, wordings=wordings).set_index("rule")
        assert table.at["unusual", "state"] == state
    # Once others follow it, it is left out of the limits too.
    given = rated(*["none"] * 12, "words", "words", values=(*values, 5))
    row = signal_table(given, dimensions, wordings=wordings).set_index("rule").loc["unusual"]
    assert (row["n"], row["last"]) == (13, 5)
    assert row["mean"] < 2.5


def test_a_question_counts_the_ratings_it_leaves_out(wordings, dimensions):
    given = rated(*["bounds"] * 3, *["none"] * 8, values=[50, 60, 70, 1, 1, 2, 2, 3, 3, 4, 5])
    case = case_of()
    signals = case_signals(
        type(case)(**(vars(case) | {"ratings": given, "wordings": wordings})),
        dimensions,
        today=TODAY,
    )
    (question,) = [each for each in questions(signals, dimensions) if each.rule == "improving"]
    assert "rated 8 times" in question.numbers[0]
    assert question.why.endswith("3 ratings before that, on another scale, are left out.")


# what is said


def test_the_description_tells_each_scale_and_where_another_begins(wordings, dimensions):
    given = rated("bounds", "bounds", "none", "words", values=[80, 70, 2, 3])
    told = describe(trajectory(given, dimensions, wordings=wordings))
    assert told[1:] == [
        "Engagement, from 1 to 5. Higher is good news.",
        "Investment, on the earlier scale from 0 to 100, worker: 80 on 5 January 2026, "
        "70 on 12 January 2026, 2 ratings.",
        "From 19 January 2026 on the scale runs from 1 to 5; what was rated before is a line of "
        "its own. Higher is good news.",
        "Investment, worker: 2 on 19 January 2026, 3 on 26 January 2026, 2 ratings.",
        "From 26 January 2026 on the question has other words.",
    ]


def test_the_table_names_the_scale_a_rating_was_given_on_where_that_is_another_now(
    wordings, dimensions
):
    given = rated("bounds", "none", values=[80, 4])
    twin = table_twin(trajectory(given, dimensions, wordings=wordings))
    earlier = "Investment, on the earlier scale from 0 to 100"
    assert list(zip(twin["dimension"], twin["worker"], strict=True)) == [
        ("Investment", 4),
        (earlier, 80),
    ]
    alike = table_twin(trajectory(rated("words", "none"), dimensions, wordings=wordings))
    assert set(alike["dimension"]) == {"Investment"}

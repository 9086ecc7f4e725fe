from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervision_kit.analysis.lines import lines
from supervision_kit.analysis.trajectory import GAP_DAYS, LONG_DAYS, TRAJECTORY_COLUMNS, trajectory
from supervision_kit.frameworks import Anchor, RaterWords, load_framework, worded_dimensions
from tests.analysis.raised import PEOPLE

DIMENSIONS = load_framework().dimensions()


def test_rows_come_in_the_order_of_lanes_and_of_the_framework(ratings, dimensions):
    table = trajectory(
        ratings(
            ("2026-03-01", "client_view", "told_straight", "client", 3),
            ("2026-03-01", "challenges", "mistrust", "worker", 4),
            ("2026-03-01", "engagement", "working_relationship", "worker", 2),
            ("2026-03-01", "stage", "stage_of_change", "worker", 1),
            ("2026-03-01", "engagement", "expectancy", "worker", 2),
        ),
        dimensions,
    )
    assert table["dimension"].tolist() == [
        "expectancy",
        "working_relationship",
        "mistrust",
        "stage_of_change",
        "told_straight",
    ]
    assert table["row"].tolist() == [0, 1, 2, 3, 4]


def test_a_dimension_that_is_better_lower_is_set_apart_whatever_its_scale_says(ratings):
    own = DIMENSIONS.head(2).assign(better=["lower", "higher"])
    table = trajectory(
        ratings(
            ("2026-03-01", "engagement", "receptivity_help", "worker", 2),
            ("2026-03-01", "engagement", "receptivity_need", "worker", 2),
        ),
        own,
    )
    assert table["dimension"].tolist() == ["receptivity_need", "receptivity_help"]
    assert table["lane"].tolist() == ["engagement", "challenge"]


def test_raters_come_worker_client_supervisor_then_others(engaged, dimensions):
    rows = [("2026-03-01", who, 3) for who in ("zoe", "supervisor", "other", "client", "worker")]
    table = trajectory(engaged(*rows), dimensions)
    assert table["series"].tolist() == ["worker", "client", "supervisor", "other", "zoe"]


def test_position_runs_from_the_lowest_to_the_highest_point_of_the_scale(engaged, dimensions):
    rows = [("2026-03-01", "worker", 1), ("2026-03-02", "worker", 2), ("2026-03-03", "worker", 5)]
    assert trajectory(engaged(*rows), dimensions)["position"].tolist() == [0, 0.25, 1]


def test_a_value_outside_todays_bounds_widens_its_scale(engaged, dimensions):
    rows = [("2026-03-01", "worker", 0), ("2026-03-02", "worker", 10)]
    table = trajectory(engaged(*rows), dimensions)
    assert table["minimum"].tolist() == [0, 0]
    assert table["maximum"].tolist() == [10, 10]
    assert table["position"].tolist() == [0, 1]


def test_a_dimension_the_framework_no_longer_has_is_still_there(ratings, dimensions):
    table = trajectory(
        ratings(
            ("2026-03-01", "old_scale", "old_dimension", "worker", 7),
            ("2026-03-02", "old_scale", "old_dimension", "worker", 9),
            ("2026-03-02", "old_scale", "single", "worker", 9),
            ("2026-03-02", "old_scale", "never", "worker", None, "declined"),
        ),
        dimensions,
    )
    assert table["name"].tolist() == ["Old dimension", "Old dimension", "Single", "Never"]
    assert table["position"].tolist()[:3] == [0, 1, 0.5]
    assert table[["minimum", "maximum"]].iloc[3].tolist() == [0, 1]


def test_a_line_is_broken_where_it_was_not_rated(ratings, dimensions):
    rows = [
        ("2026-03-01", 2, None),
        ("2026-03-08", None, "did_not_attend"),
        ("2026-03-15", 3, None),
        ("2026-03-22", None, "declined"),
    ]
    table = trajectory(
        ratings(*((on, "engagement", "investment", "worker", v, why) for on, v, why in rows)),
        dimensions,
    )
    assert table["segment"].tolist() == [0, -1, 1, -1]
    assert table["position"].isna().tolist() == [False, True, False, True]
    assert table["reason"].tolist() == ["", "did not attend", "", "declined"]


def test_not_rated_before_the_first_value_breaks_nothing(ratings, dimensions):
    table = trajectory(
        ratings(
            ("2026-03-01", "engagement", "investment", "worker", None, "too_early"),
            ("2026-03-08", "engagement", "investment", "worker", 3),
        ),
        dimensions,
    )
    assert table["segment"].tolist() == [-1, 0]


def test_one_raters_missing_rating_leaves_the_others_line_whole(ratings, dimensions):
    table = trajectory(
        ratings(
            ("2026-03-01", "engagement", "investment", "client", 3),
            ("2026-03-08", "engagement", "investment", "worker", None, "declined"),
            ("2026-03-15", "engagement", "investment", "client", 3),
        ),
        dimensions,
    )
    assert table.loc[table["series"] == "client", "segment"].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("days", "segments"),
    [
        ([0, 7, 14, 35], [0, 0, 0, 0]),  # three times the usual week is not yet a gap
        ([0, 7, 14, 36], [0, 0, 0, 1]),
        ([0, 1, 2, 2 + GAP_DAYS], [0, 0, 0, 0]),  # a long weekend is none
        ([0, 1, 2, 3 + GAP_DAYS], [0, 0, 0, 1]),
        ([0, LONG_DAYS], [0, 0]),  # of two ratings nobody knows what is usual
        ([0, 1 + LONG_DAYS], [0, 1]),
        ([0, 70, 126, 236], [0, 1, 1, 2]),  # every eight weeks or so, twice longer
        ([0, 70, 140, 210, 280, 350], [0, 0, 0, 0, 0, 0]),  # every ten weeks is a rhythm
        ([0, 0, 0, 0], [0, 0, 0, 0]),
    ],
)
def test_a_line_is_broken_where_nobody_rated_for_long(engaged, dimensions, days, segments):
    start = pd.Timestamp("2026-03-01")
    rows = [(start + pd.Timedelta(days=day), "worker", 3) for day in days]
    assert trajectory(engaged(*rows), dimensions)["segment"].tolist() == segments


def test_ratings_come_out_by_date_whatever_order_they_came_in(engaged, dimensions):
    rows = [("2026-03-15", "worker", 3), ("2026-03-01", "worker", 1), ("2026-03-08", "worker", 2)]
    assert trajectory(engaged(*rows), dimensions)["value"].tolist() == [1, 2, 3]


def test_reasons_get_the_labels_of_the_framework(ratings, dimensions):
    table = trajectory(
        ratings(("2026-03-01", "engagement", "investment", "worker", None, "declined", "later")),
        dimensions,
        reasons={"declined": "Did not want to say"},
    )
    assert table.loc[0, "reason"] == "Did not want to say"
    assert table.loc[0, "not_rated_note"] == "later"


def test_a_value_wins_over_a_reason_beside_it(ratings, dimensions):
    row = ("2026-03-01", "engagement", "investment", "worker", 3, "declined")
    table = trajectory(ratings(row), dimensions)
    assert table.loc[0, ["value", "not_rated", "segment"]].tolist() == [3, "", 0]


def test_rows_that_cannot_be_placed_are_left_out(ratings, dimensions):
    table = trajectory(
        ratings(
            (None, "engagement", "investment", "worker", 3),
            ("2026-03-01", None, "investment", "worker", 3),
            ("2026-03-01", "engagement", None, "worker", 3),
            ("2026-03-01", "engagement", "investment", None, 3),
        ),
        dimensions,
    )
    assert table.empty


def test_columns_for_words_may_be_missing(engaged, dimensions):
    table = engaged(("2026-03-01", "worker", 3))
    bare = table[["rated_on", "scale", "dimension", "rater", "value"]]
    assert trajectory(bare, dimensions).loc[0, "evidence"] == ""


def test_without_ratings_columns_and_types_stay(engaged, dimensions):
    empty = trajectory(engaged(), dimensions)
    full = trajectory(engaged(("2026-03-01", "worker", 3)), dimensions)
    assert empty.empty
    assert tuple(empty.columns) == TRAJECTORY_COLUMNS
    assert empty.dtypes.tolist() == full.dtypes.tolist()


def test_the_tables_given_are_left_as_they_were(engaged, dimensions):
    given_ratings = engaged(("2026-03-01", "worker", 3))
    before, dimensions_before = given_ratings.copy(), dimensions.copy()
    trajectory(given_ratings, dimensions)
    pd.testing.assert_frame_equal(given_ratings, before)
    pd.testing.assert_frame_equal(dimensions, dimensions_before)


days = st.one_of(st.none(), st.integers(0, 400)).map(
    lambda n: pd.NaT if n is None else pd.Timestamp("2026-01-01") + pd.Timedelta(days=n)
)
rows = st.tuples(
    days,
    st.just("engagement"),
    st.sampled_from(["investment", "expectancy", "gone"]),
    st.sampled_from(["worker", "client"]),
    st.one_of(st.none(), st.just(float("nan")), st.just(float("inf")), st.integers(1, 5)),
    st.sampled_from([None, "declined"]),
)


@settings(deadline=None)  # a slow machine is no failure
@given(st.lists(rows, max_size=30))
def test_any_ratings_give_a_whole_trajectory(given_rows):
    names = ["rated_on", "scale", "dimension", "rater", "value", "not_rated"]
    table = trajectory(pd.DataFrame(given_rows, columns=names), DIMENSIONS)
    dated = [row for row in given_rows if not pd.isna(row[0])]
    assert len(table) == len(dated)
    assert (table["value"].isna() == (table["segment"] == -1)).all()
    assert (table["value"].isna() == table["position"].isna()).all()
    assert table["position"].dropna().between(0, 1).all()
    assert sorted(table["row"].unique()) == list(range(table["row"].nunique()))
    for _, line in table.groupby(["row", "series"]):
        assert line["rated_on"].is_monotonic_increasing
        rated = line.loc[line["segment"] >= 0, "segment"].to_numpy()
        assert set(np.diff(rated)) <= {0, 1}
        assert not len(rated) or rated[0] == 0


@settings(deadline=None)  # a slow machine is no failure
@given(st.lists(rows, max_size=20), st.randoms())
def test_the_order_of_the_rows_does_not_matter(given_rows, random):
    names = ["rated_on", "scale", "dimension", "rater", "value", "not_rated"]
    # Two ratings of one rater on one day keep the order they came in, so each day once.
    once = list({(row[0], row[2], row[3]): row for row in given_rows}.values())
    shuffled = list(once)
    random.shuffle(shuffled)
    first, second = (
        trajectory(pd.DataFrame(some, columns=names), DIMENSIONS) for some in (once, shuffled)
    )
    listed = first["dimension"] != "gone"
    if listed.all():
        pd.testing.assert_frame_equal(first, second)
    assert sorted(first["position"].dropna()) == sorted(second["position"].dropna())


def test_an_answer_keeps_the_words_it_was_chosen_by(ratings, dimensions):
    scale = load_framework().scales["engagement"]
    plain = {key: replace(each, words=()) for key, each in scale.dimensions.items()}
    earlier = replace(scale, version=1, dimensions=plain)
    kept = [(each.wording, each.as_json()) for each in (earlier, scale)]
    wordings = worded_dimensions(pd.DataFrame(kept, columns=["wording", "content"]))
    told_by = [
        (day, "engagement", "investment", rater, 3)
        for day in ("2026-03-01", "2026-03-08")
        for rater in ("worker", "client")
    ]
    then = [earlier.wording] * 2 + [scale.wording] * 2
    table = trajectory(ratings(*told_by).assign(wording=then), dimensions, wordings=wordings)
    told = table.sort_values(["series", "rated_on"])
    assert told["label"].tolist() == ["", "I took on one part", "", ""]
    # The person reads other words than before, the worker the same.
    assert told["reworded"].tolist() == [False, True, False, False]


def test_a_place_on_a_path_is_told_in_the_words_of_each_rater(ratings, dimensions):
    own = RaterWords("client", "Where am I?", "", (Anchor(2.0, "I go to and fro", "To and fro."),))
    asked = dimensions.copy()
    row = asked.index[asked["dimension"] == "stage_of_change"][0]
    asked.at[row, "asked"] = (own,)
    told_by = [
        ("2026-03-01", "stage", "stage_of_change", rater, 2) for rater in ("worker", "client")
    ]
    table = trajectory(ratings(*told_by), asked)
    assert table["label"].tolist() == ["Contemplation", "I go to and fro"]
    assert [line.shown(2.0) for line in lines(table)] == ["Contemplation", "I go to and fro"]


def test_two_participants_who_rate_on_one_day_have_a_line_each(engaged, dimensions):
    rows = [("2026-03-01", "client", 1), ("2026-03-01", "client", 5), ("2026-03-08", "client", 2)]
    given = engaged(*rows).assign(participant_id=["m", "f", "m"])
    drawn = lines(trajectory(given, dimensions, participants=PEOPLE))
    assert [(line.who, [point.value for point in line.rated]) for line in drawn] == [
        ("Mother", [1, 2]),
        ("Father", [5]),
    ]
    assert all(line.latest for line in drawn)


def test_one_participant_alone_is_drawn_as_before_anybody_had_a_name(engaged, dimensions):
    rows = [("2026-03-01", "client", 1), ("2026-03-08", "client", 5), ("2026-03-08", "worker", 2)]
    named = engaged(*rows).assign(participant_id=[None, "m", None])
    (_, client) = lines(trajectory(named, dimensions, participants=PEOPLE))
    (_, before) = lines(trajectory(engaged(*rows), dimensions))
    assert replace(client, participant_id="") == before

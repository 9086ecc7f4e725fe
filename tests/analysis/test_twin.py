import pandas as pd

from supervision_kit.analysis.trajectory import trajectory
from supervision_kit.analysis.twin import table_twin


def rows_of(table):
    return table.astype("object").where(table.notna(), None).to_numpy().tolist()


def test_raters_stand_side_by_side_newest_day_first(ratings, dimensions):
    twin = table_twin(
        trajectory(
            ratings(
                ("2026-03-01", "engagement", "working_relationship", "worker", 2),
                ("2026-03-01", "engagement", "investment", "worker", 3),
                ("2026-03-08", "engagement", "investment", "client", 1),
                ("2026-03-08", "engagement", "investment", "worker", 4),
            ),
            dimensions,
        )
    )
    assert list(twin) == [
        "date",
        "dimension",
        "worker",
        "client",
        "supervisor",
        "not_rated",
        "evidence",
    ]
    first, second = pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-08")
    assert rows_of(twin) == [
        [second, "Investment", 4, 1, None, "", ""],
        [first, "Investment", 3, None, None, "", ""],
        [first, "Working relationship", 2, None, None, "", ""],
    ]


def test_reasons_and_notes_name_the_rater_where_several_spoke(ratings, dimensions):
    twin = table_twin(
        trajectory(
            ratings(
                ("2026-03-01", "engagement", "investment", "worker", 3),
                ("2026-03-01", "engagement", "investment", "client", None, "declined", "tired"),
                ("2026-03-08", "engagement", "investment", "worker", None, "did_not_attend"),
                ("2026-03-15", "engagement", "investment", "worker", None),
            ),
            dimensions,
        )
    )
    assert twin["not_rated"].tolist() == ["–", "did not attend", "client: declined: tired"]


def test_evidence_stands_with_its_rating(ratings, dimensions):
    row = ("2026-03-01", "engagement", "investment", "worker", 3)
    twin = table_twin(trajectory(ratings(row, evidence="Came early"), dimensions))
    assert twin["evidence"].tolist() == ["Came early"]


def test_two_ratings_of_one_rater_on_one_day_take_two_rows(engaged, dimensions):
    twin = table_twin(
        trajectory(
            engaged(
                ("2026-03-01", "worker", 2), ("2026-03-01", "worker", 3), ("2026-03-01", "other", 4)
            ),
            dimensions,
        )
    )
    assert twin["worker"].tolist() == [2, 3]
    assert twin["other"].isna().tolist() == [False, True]


def test_without_ratings_columns_and_types_stay(engaged, dimensions):
    empty = table_twin(trajectory(engaged(), dimensions))
    full = table_twin(trajectory(engaged(("2026-03-01", "worker", 2)), dimensions))
    assert empty.empty
    assert empty.dtypes.equals(full.dtypes)


def test_each_of_several_participants_has_a_column_and_is_named_in_words(ratings, dimensions):
    rows = [
        ("2026-03-01", "engagement", "investment", "worker", 3),
        ("2026-03-01", "engagement", "investment", "client", 1),
        ("2026-03-01", "engagement", "investment", "client", None, "declined", "tired"),
    ]
    given = ratings(*rows).assign(participant_id=[None, "m", "f"])
    people = pd.DataFrame({"id": ["m", "f"], "called": ["Mother", "evidence"]})
    twin = table_twin(trajectory(given, dimensions, participants=people))
    # Whatever somebody is called, no other column gives way.
    assert list(twin)[2:] == ["worker", "Mother", "evidence", "supervisor", "not_rated", "evidence"]
    assert twin["Mother"].tolist() == [1]
    assert twin.iloc[:, -1].tolist() == [""]
    assert twin["not_rated"].tolist() == ["evidence: declined: tired"]

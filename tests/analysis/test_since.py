from datetime import date

import pytest

from supervision_kit.analysis.since import changes_in_words, changes_since
from supervision_kit.analysis.trajectory import trajectory
from tests.analysis.raised import PEOPLE

DAY = date(2026, 11, 4)


@pytest.fixture
def told(ratings, dimensions):
    """Return a function that says what changed since `DAY`, for (day, dimension, rater, value)."""
    scales = dict(zip(dimensions["dimension"], dimensions["scale"], strict=True))

    def say_it(*rows):
        given = ratings(*((on, scales[name], name, who, value) for on, name, who, value in rows))
        return changes_in_words(changes_since(trajectory(given, dimensions), DAY), DAY)

    return say_it


def test_what_went_up_or_down_is_said_with_both_values_and_its_rater(told):
    rows = [
        ("2026-10-01", "mistrust", "worker", 5),
        ("2026-11-04", "mistrust", "worker", 3),
        ("2026-11-16", "mistrust", "worker", 2),
        ("2026-11-01", "investment", "other", 2),
        ("2026-11-16", "investment", "other", 4),
    ]
    assert told(*rows) == [
        "Investment, rated by someone else: up from 2 to 4.",
        "Mistrust, rated by the worker: down from 3 to 2.",
    ]


def test_a_rating_of_the_day_itself_was_seen_on_it(ratings, dimensions):
    given = ratings(("2026-11-04", "engagement", "investment", "worker", 3))
    (one,) = changes_since(trajectory(given, dimensions), DAY)
    assert (one.then.value, one.now, one.changed) == (3, None, False)


def test_what_is_as_it_was_is_counted(told):
    rows = [
        (on, name, "worker", value)
        for name, later in (("investment", 3), ("expectancy", 3), ("mistrust", 4))
        for on, value in (("2026-11-01", 3), ("2026-11-16", later))
    ]
    assert told(*rows) == [
        "Mistrust, rated by the worker: up from 3 to 4.",
        "2 other lines are as they were.",
    ]
    assert told(*rows[:4]) == ["All 2 lines rated since are as they were."]


def test_a_line_that_is_new_or_was_not_rated_since_is_not_called_unchanged(told):
    rows = [
        ("2026-11-01", "investment", "worker", 3),
        ("2026-11-16", "expectancy", "worker", 2),
    ]
    assert told(*rows) == [
        "Expectancy, rated by the worker: now 2, not rated before.",
        "One line has not been rated since.",
    ]


def test_nobody_who_rated_since_is_told_by_the_day(told):
    assert told() == ["Nobody has rated since 4 November 2026."]
    assert told(("2026-11-01", "investment", "worker", 3)) == [
        "Nobody has rated since 4 November 2026."
    ]


def test_a_path_goes_from_place_to_place(told):
    rows = [
        ("2026-11-01", "stage_of_change", "worker", 4),
        ("2026-11-16", "stage_of_change", "worker", 2),
    ]
    assert told(*rows) == [
        "Place on the path, rated by the worker: first Action, now Contemplation."
    ]


def test_another_scale_is_not_set_beside_the_one_before(ratings, dimensions):
    given = ratings(
        ("2026-11-01", "engagement", "investment", "worker", 80),
        ("2026-11-16", "engagement", "investment", "worker", 4),
    ).assign(wording=["old", "new"])
    old = dimensions.query("dimension == 'investment'").assign(
        wording="old", words="a", maximum=100.0
    )
    changes = changes_since(trajectory(given, dimensions, wordings=old), DAY)
    assert [each.changed for each in changes] == [False]
    assert changes_in_words(changes, DAY) == [
        "Investment, rated by the worker: now 4, on another scale than before."
    ]


def test_each_of_several_participants_is_told_by_themselves(engaged, dimensions):
    rows = [
        ("2026-03-01", "client", 2),
        ("2026-03-01", "client", 4),
        ("2026-03-08", "client", 3),
        ("2026-03-08", "client", 4),
    ]
    given = engaged(*rows).assign(participant_id=["m", "f", "m", "f"])
    table = trajectory(given, dimensions, participants=PEOPLE)
    day = date(2026, 3, 2)
    assert changes_in_words(changes_since(table, day), day) == [
        "Working relationship, rated by Mother: up from 2 to 3.",
        "One other line is as it was.",
    ]

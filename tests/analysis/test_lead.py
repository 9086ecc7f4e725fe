import datetime as dt

import pandas as pd
import pytest

from supervision_kit.analysis.lead import lead_sentence
from supervision_kit.analysis.trajectory import trajectory
from tests.analysis.raised import shared

RISING = (1, 1, 2, 2, 3, 3, 4, 5)
FALLING = RISING[::-1]
LEVEL = (3, 2, 3, 3, 4, 3, 2, 3)


@pytest.fixture
def lead(ratings, dimensions):
    """Return a function that says the lead for (day, dimension, rater, value) rows."""
    scales = dict(zip(dimensions["dimension"], dimensions["scale"], strict=True))

    def say_it(*rows, planned_on=None, today=None):
        given = ratings(
            *(
                (on, scales.get(dimension, "own"), dimension, who, v)
                for on, dimension, who, v in rows
            )
        )
        plans = pd.DataFrame({"agreed_on": pd.to_datetime([planned_on] if planned_on else [])})
        return lead_sentence(trajectory(given, dimensions), plan_dates=plans, today=today)

    return say_it


def monthly(values, dimension="investment", rater="worker", year=2026):
    return [(f"{year}-{month + 2:02}-09", dimension, rater, v) for month, v in enumerate(values)]


def test_no_ratings_are_said_plainly(lead):
    assert lead() == "No ratings yet."


def test_only_not_rated_is_not_the_same_as_nothing(lead):
    assert lead(("2026-03-01", "investment", "worker", None)) == (
        "No ratings yet; once it was noted why not."
    )
    rows = [(f"2026-03-0{n}", "investment", "worker", None) for n in (1, 2, 3)]
    assert lead(*rows) == "No ratings yet; 3 times it was noted why not."


def test_one_rating_has_its_date(lead):
    assert lead(("2026-10-12", "investment", "worker", 3)) == (
        "One rating so far, on 12 October 2026: too early to say anything."
    )


def test_all_dimensions_of_one_day_are_one_rating(lead):
    rows = [("2026-10-12", name, who, 3) for name in ("investment", "expectancy") for who in "ab"]
    assert lead(*rows).startswith("One rating so far")


def test_two_ratings_say_nothing_yet(lead):
    rows = [("2026-10-01", "investment", "worker", 1), ("2026-10-12", "investment", "worker", 5)]
    assert lead(*rows) == "Two ratings so far: too few to say anything yet."


def test_a_few_ratings_do_not_say_where_it_moves(lead):
    assert lead(*monthly([1, 5, 5, 5])) == (
        "Rated 4 times since February. Too few yet to say where it is moving."
    )


def test_a_rater_who_never_gave_a_value_is_not_counted(lead):
    rows = [*monthly([1, 1, 1]), ("2026-02-09", "investment", "client", None)]
    assert lead(*rows).startswith("Rated 3 times since February. ")


def test_a_short_time_is_told_by_its_first_day(lead):
    rows = [(f"2026-11-0{n}", "investment", "worker", 3) for n in (1, 4, 7)]
    assert lead(*rows).startswith("Rated 3 times since 1 November 2026.")


def test_an_earlier_year_is_named(lead):
    rows = monthly([1, 1, 1], year=2025)
    assert lead(*rows, *monthly([1]), today=dt.date(2026, 2, 20)).startswith(
        "Rated 4 times since February 2025."
    )


def test_ratings_that_ended_long_ago_do_not_sound_current(lead):
    assert lead(*monthly([1, 1, 1], year=2018), today=dt.date(2026, 11, 22)).startswith(
        "Rated 3 times between 9 February 2018 and 9 April 2018."
    )


def test_every_rater_beside_the_worker_is_counted(lead):
    rows = [
        *monthly([1, 1, 1, 1, 1]),
        *monthly([1, 1, 1, 1, 1], rater="client"),
        *monthly([1, 1], rater="supervisor"),
        *monthly([1], rater="family_worker"),
    ]
    assert lead(*rows).startswith(
        "Rated 5 times since February, each time by the client, 2 times by the supervisor "
        "and once by the family worker too."
    )


def test_ratings_without_the_worker_are_not_laid_at_their_door(lead):
    rows = monthly([1, 1, 1, 1, 1], rater="client") + monthly([1], rater="supervisor")
    assert lead(*rows).startswith(
        "Rated 5 times since February, by the client and the supervisor only."
    )


# what moved


def test_what_moved_is_said_first_with_its_way_its_values_and_its_month(lead):
    assert lead(*monthly(FALLING, "mistrust")) == (
        "Mistrust is down from 5 to 1 since February. Rated 8 times since February."
    )


def test_what_has_not_followed_is_said_beside_what_moved(lead):
    rows = monthly(FALLING, "mistrust") + monthly(LEVEL, "expectancy")
    assert lead(*rows).startswith(
        "Mistrust is down from 5 to 1 since February; expectancy has not followed. "
    )


def test_three_that_have_not_followed_are_counted(lead):
    level = [
        row for name in ("expectancy", "investment", "motivation") for row in monthly(LEVEL, name)
    ]
    assert "since February; 3 others have not followed." in lead(
        *monthly(RISING),
        *[row for row in level if row[1] != "investment"],
        *monthly(LEVEL, "reluctance"),
    )


def test_others_that_got_better_are_counted_whoever_rated(lead):
    rows = [
        *monthly(RISING),
        *monthly((1, 1, 2, 2, 2, 3, 3, 3), "expectancy"),
        *monthly(RISING, "expectancy", "client"),
    ]
    assert lead(*rows).startswith(
        "Investment is up from 1 to 5 since February, and 2 more lines moved the good way. "
    )


def test_what_got_harder_is_never_left_out_for_good_news(lead):
    rows = monthly(RISING) + monthly((1, 1, 2, 2, 3, 3, 3, 4), "mistrust")
    assert lead(*rows).startswith(
        "Investment is up from 1 to 5 since February, while mistrust is up from 1 to 4. "
    )


def test_what_others_saw_get_harder_has_a_sentence_of_its_own(lead):
    rows = monthly(RISING) + monthly(FALLING, rater="client") + monthly(FALLING, rater="teacher")
    assert lead(*rows).startswith(
        "Investment is up from 1 to 5 since February. "
        "In the client’s ratings, investment is down from 5 to 1 since February. "
        "In the ratings by the teacher, investment is down from 5 to 1 since February. "
    )


def test_a_move_of_others_says_whose_ratings_they_are(lead):
    said = lead(*monthly(LEVEL), *monthly(RISING, "expectancy", "other"))
    assert said.startswith(
        "In someone else’s ratings, expectancy is up from 1 to 5 since February."
    )


def test_a_dimension_of_the_agencys_own_is_quoted(dimensions):
    own = dimensions.head(1).assign(dimension="own", name="Zu spät")
    rows = [
        (pd.Timestamp(on), "engagement", name, who, v)
        for on, name, who, v in monthly(RISING, "own")
    ]
    table = pd.DataFrame(rows, columns=["rated_on", "scale", "dimension", "rater", "value"])
    assert lead_sentence(trajectory(table, own)).startswith("“Zu spät” is up from 1 to 5")


def test_a_scale_without_a_good_end_moves_all_the_same(lead):
    assert lead(*monthly(RISING, "pace")).startswith("“Pace” is up from 1 to 5 since February. ")


def test_a_path_never_moves(lead):
    assert "Place on the path" not in lead(*monthly((1, 2, 2, 3, 3, 4, 5, 6), "stage_of_change"))


def test_a_move_whose_last_value_says_otherwise_is_left_to_the_questions(lead):
    values = (1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 5, 1)
    rows = [(f"2026-03-{day:02}", "investment", "worker", v) for day, v in enumerate(values, 1)]
    assert lead(*rows) == "Rated 15 times since 1 March 2026."


def test_what_differs_since_the_plan_is_said_where_nothing_rises_over_all_of_the_time(lead):
    values = (3, 2, 3, 2, 3, 2, 4, 5, 4, 4, 4, 4)
    days = pd.date_range("2026-02-09", periods=12, freq="14D").strftime("%Y-%m-%d")
    rows = [(on, "investment", "worker", v) for on, v in zip(days, values, strict=True)]
    flat = [
        (on, "investment", "worker", v)
        for on, v in zip(days, (5, 4, 5, 4, 5, 4, 2, 3, 2, 3, 3, 3), strict=True)
    ]
    plan = days[6]
    assert "since" in lead(*rows, planned_on=plan).split(".")[0]
    assert "investment" in lead(*flat, planned_on=plan).lower()


def test_nothing_moved_is_said_calmly_and_never_called_settled(lead):
    said = lead(*monthly(LEVEL))
    assert said == "Rated 8 times since February. No clear movement so far, one way or the other."


def test_what_the_client_rates_apart_is_said(lead):
    rows = monthly((4,) * 8, "expectancy") + monthly((2,) * 8, "expectancy", "client")
    assert lead(*rows).startswith("The client rates expectancy lower than the worker does. ")


def test_a_scale_that_changed_is_told_from_where_the_new_one_begins(dimensions):
    rows = [
        (pd.Timestamp(on), "engagement", "investment", "worker", value, wording)
        for wording, given in (
            ("old", monthly((80, 75, 60, 70))),
            ("new", monthly(RISING, year=2027)),
        )
        for on, _, _, value in given
    ]
    table = pd.DataFrame(
        rows, columns=["rated_on", "scale", "dimension", "rater", "value", "wording"]
    )
    old = dimensions.query("dimension == 'investment'").assign(
        wording="old", words="a", maximum=100.0, minimum=0.0
    )
    drawn = trajectory(table, dimensions, wordings=old)
    assert lead_sentence(drawn).startswith("Investment is up from 1 to 5 since February. ")


def test_the_lead_names_each_of_several_participants(dimensions):
    case = shared((1, 2, 2, 3, 4, 4, 5, 5, 5), (1,) * 9, (5,) * 7)
    table = trajectory(case.ratings, dimensions, participants=case.participants)
    lead = lead_sentence(table)
    assert "Mother rates the working relationship lower than the worker does." in lead
    assert "Father rates the working relationship higher than the worker does." in lead
    assert "each time by Mother and 7 times by Father too" in lead
    assert "client" not in lead


def test_what_moved_is_said_in_the_ratings_of_the_one_who_saw_it(dimensions):
    case = shared((3,) * 9, (1, 2, 2, 3, 3, 4, 4, 5, 5), (5, 4, 4, 3, 3, 2, 2, 1, 1))
    lead = lead_sentence(trajectory(case.ratings, dimensions, participants=case.participants))
    assert "In the ratings by Mother, the working relationship is up from 1 to 5" in lead
    assert "In the ratings by Father, the working relationship is down from 5 to 1" in lead

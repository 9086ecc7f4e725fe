import datetime as dt
import re

import pandas as pd
import pytest

from supervision_kit.analysis.description import FEW, describe, lead_sentence, rater_name
from supervision_kit.analysis.trajectory import trajectory


@pytest.fixture
def lead(ratings, dimensions):
    """Return a function that says the lead for (day, dimension, rater, value) rows."""
    scales = dict(zip(dimensions["dimension"], dimensions["scale"], strict=True))

    def say_it(*rows, today=None):
        given = ratings(
            *(
                (on, scales.get(dimension, "own"), dimension, who, v)
                for on, dimension, who, v in rows
            )
        )
        return lead_sentence(trajectory(given, dimensions), today=today)

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


def test_the_dimension_that_moved_most_is_named(lead):
    rows = monthly([1, 1, 2, 2, 2]) + monthly([1, 2, 3, 4, 5], "working_relationship")
    client = [("2026-04-09", "investment", "client", 3)]
    assert lead(*rows, *client) == (
        "Rated 5 times since February, once by the client too. "
        "The working relationship is where it has moved most."
    )


def test_a_move_downwards_counts_as_much_as_one_upwards(lead):
    rows = monthly([2, 2, 3, 3, 3]) + monthly([5, 4, 3, 2, 1], "mistrust")
    assert "Mistrust is where it has moved most." in lead(*rows)


def test_a_dimension_of_the_agencys_own_is_quoted(lead, dimensions):
    own = dimensions.head(1).assign(dimension="own", name="Zu spät")
    both = pd.concat([dimensions, own])
    table = pd.DataFrame(
        [
            (pd.Timestamp(on), "engagement", name, who, v)
            for on, name, who, v in monthly([1, 2, 3, 4, 5], "own") + monthly([1, 1, 1, 1, 1])
        ],
        columns=["rated_on", "scale", "dimension", "rater", "value"],
    )
    assert "“Zu spät” is where it has moved most." in lead_sentence(trajectory(table, both))


def test_two_that_moved_alike_are_both_named(lead):
    rows = [
        *monthly([1, 1, 3, 3, 4]),
        *monthly([1, 1, 3, 3, 4], "expectancy"),
        *monthly([2, 2, 2, 2, 2], "mistrust"),
    ]
    assert "Expectancy and investment are where it has moved most." in lead(*rows)


def test_when_all_moved_alike_none_is_singled_out(lead):
    rows = monthly([1, 1, 3, 3, 4]) + monthly([1, 1, 3, 3, 4], "expectancy")
    assert "Several parts of it have moved equally far." in lead(*rows)


def test_small_moves_are_not_called_moves(lead):
    rows = monthly([3, 3, 3, 3, 3]) + monthly([2, 3, 3, 3, 2], "expectancy")
    sentence = lead(*rows)
    assert "No part of it ends far from where it began" in sentence
    assert "stable" not in sentence


def test_a_single_dimension_is_not_compared_with_itself(lead):
    assert lead(*monthly([1, 2, 3, 4, 5])) == "Rated 5 times since February."


def test_the_stage_of_change_is_never_where_it_moved_most(lead):
    rows = [
        *monthly([1, 2, 3, 4, 6], "stage_of_change"),
        *monthly([1, 1, 2, 2, 2]),
        *monthly([1, 1, 3, 3, 3], "expectancy"),
    ]
    assert "Expectancy is where it has moved most." in lead(*rows)


def test_a_rater_with_few_ratings_does_not_decide_where_it_moved(lead):
    rows = [
        *monthly([1, 5, 1, 5][: FEW - 1], "expectancy", "client"),
        *monthly([1, 1, 2, 2, 2], "expectancy"),
        *monthly([1, 1, 3, 3, 3]),
    ]
    assert "Investment is where it has moved most." in lead(*rows)


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
        "Rated 5 times since February, by the client and supervisor only."
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


def test_the_description_tells_all_that_is_drawn(ratings, dimensions):
    table = trajectory(
        ratings(
            ("2026-02-09", "engagement", "investment", "worker", 2),
            ("2026-02-16", "engagement", "investment", "worker", None, "declined"),
            ("2026-02-23", "engagement", "investment", "worker", 4),
            ("2026-02-23", "engagement", "investment", "client", 3),
            ("2026-02-23", "challenges", "mistrust", "client", None, "could_not_ask"),
        ),
        dimensions,
    )
    contacts = pd.DataFrame(
        {
            "occurred_on": pd.to_datetime(["2026-02-23", "2026-02-09", "2026-02-16"]),
            "attendance": ["attended", "did_not_attend", "cancelled_by_us"],
        }
    )
    events = pd.DataFrame({"on": [dt.date(2026, 3, 1)], "label": ["Hearing"]})
    plans = pd.DataFrame({"agreed_on": [dt.date(2026, 2, 10)]})
    assert describe(table, contacts=contacts, events=events, plan_dates=plans) == [
        "Two ratings so far: too few to say anything yet.",
        "Engagement, from 1 to 5. Higher is good news.",
        "Investment, worker: 2 on 9 February 2026, 4 on 23 February 2026, 2 ratings.",
        "Not rated on 16 February 2026 (declined).",
        "Investment, client: 3 on 23 February 2026, the only rating.",
        "Challenges, from 1 to 5. Here lower is good news: less stands in the way.",
        "Mistrust, client: no rating.",
        "Not rated on 23 February 2026 (could not ask).",
        "3 contacts from 9 February 2026 to 23 February 2026.",
        "Once the person did not attend.",
        "One contact was cancelled.",
        "Plan agreed on 10 February 2026.",
        "1 March 2026: Hearing.",
    ]


def test_a_gap_is_told_by_its_days(engaged, dimensions):
    rows = [(f"2026-03-{n:02}", "worker", 3) for n in (1, 2, 3, 20, 21)]
    told = describe(trajectory(engaged(*rows), dimensions))
    assert "Nobody rated between 3 March 2026 and 20 March 2026." in told


def test_a_gap_that_a_reason_explains_is_not_told_twice(ratings, dimensions):
    rows = [(n, 3, None) for n in (1, 2, 3)] + [(10, None, "")] + [(20, 3, None)]
    table = trajectory(
        ratings(*((f"2026-03-{n:02}", "engagement", "investment", "worker", *r) for n, *r in rows)),
        dimensions,
    )
    told = describe(table)
    assert "Not rated on 10 March 2026 (no reason given)." in told
    assert not any("Nobody rated" in sentence for sentence in told)


def test_many_reasons_are_counted_instead_of_listed(ratings, dimensions):
    whys = ["declined", "did_not_attend", "declined", "declined"]
    rows = [
        (f"2026-03-0{n}", "engagement", "investment", "worker", None, why)
        for n, why in enumerate(whys, 1)
    ]
    told = describe(trajectory(ratings(*rows), dimensions))
    assert "Not rated 4 times (declined 3 and did not attend 1)." in told


def test_without_anything_there_is_one_sentence(engaged, dimensions):
    no_contacts = pd.DataFrame({"occurred_on": pd.to_datetime([]), "attendance": []})
    assert describe(trajectory(engaged(), dimensions), contacts=no_contacts) == ["No ratings yet."]


def test_no_sentence_claims_more_than_the_ratings_say(ratings, dimensions):
    rows = [
        (f"2026-{month:02}-01", scale, name, "worker", month % 5 + 1)
        for month in range(1, 11)
        for scale, name in zip(dimensions["scale"], dimensions["dimension"], strict=True)
        if scale != "client_view"
    ]
    told = " ".join(describe(trajectory(ratings(*rows), dimensions)))
    assert not re.search(r"\b(stable|trend|caused?|because|score|will)\b", told)


def test_a_rater_nobody_worded_is_still_readable():
    assert rater_name("family_worker") == "family worker"

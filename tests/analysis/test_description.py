import datetime as dt
import re

import pandas as pd

from supervision_kit.analysis.description import describe
from supervision_kit.analysis.trajectory import trajectory
from tests.analysis.raised import shared


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
    assert "No rating between 3 March 2026 and 20 March 2026." in told


def test_a_gap_that_a_reason_explains_is_not_told_twice(ratings, dimensions):
    rows = [(n, 3, None) for n in (1, 2, 3)] + [(10, None, "")] + [(20, 3, None)]
    table = trajectory(
        ratings(*((f"2026-03-{n:02}", "engagement", "investment", "worker", *r) for n, *r in rows)),
        dimensions,
    )
    told = describe(table)
    assert "Not rated on 10 March 2026 (no reason given)." in told
    assert not any("No rating between" in sentence for sentence in told)


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


def test_a_path_names_its_places_and_no_numbers(ratings, dimensions):
    rows = [("2026-02-09", 2), ("2026-03-09", 4)]
    given = ratings(*((on, "stage", "stage_of_change", "worker", value) for on, value in rows))
    told = describe(trajectory(given, dimensions))
    assert told[1].startswith("Stage of change. A path people often go round")
    assert told[2] == (
        "Place on the path, worker: Contemplation on 9 February 2026, "
        "Action on 9 March 2026, 2 ratings."
    )


def test_each_of_several_participants_is_described_by_name(dimensions):
    case = shared((), (1, 2), (5, 4))
    told = describe(trajectory(case.ratings, dimensions, participants=case.participants))
    assert [sentence for sentence in told if sentence.startswith("Working relationship")] == [
        "Working relationship, Mother: 1 on 5 January 2026, 2 on 12 January 2026, 2 ratings.",
        "Working relationship, Father: 5 on 5 January 2026, 4 on 12 January 2026, 2 ratings.",
    ]


def test_decisions_are_told_last_by_date_and_long_ones_shortened(dimensions, ratings):
    table = trajectory(ratings(("2026-02-09", "engagement", "investment", "worker", 2)), dimensions)
    decisions = pd.DataFrame(
        {
            "decided_on": pd.to_datetime(["2026-06-01", "2026-04-01"]),
            "what": ["Visit in pairs.", "Wait " * 100],
        }
    )
    first, last = describe(table, decisions=decisions)[-2:]
    assert first.startswith("Decided in supervision on 1 April 2026: Wait Wait")
    assert first.endswith("Wait…")
    assert len(first) < 170
    assert last == "Decided in supervision on 1 June 2026: Visit in pairs."


def test_without_decisions_nothing_is_said_of_them(dimensions, ratings):
    table = trajectory(ratings(("2026-02-09", "engagement", "investment", "worker", 2)), dimensions)
    none = pd.DataFrame({"decided_on": pd.to_datetime([]), "what": []})
    assert describe(table, decisions=none) == describe(table)

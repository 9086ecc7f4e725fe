"""Do the words under the picture say whose lines are on it, and how each looks?"""

import pandas as pd

from supervision_kit.charts.caption import caption
from supervision_kit.charts.happenings import surroundings

AROUND = surroundings(None, None, None, None, None)


def test_each_of_several_participants_has_a_clause(shared):
    assert caption(shared("Mother", "Father"), AROUND) == (
        "Worker’s ratings solid with dots, those by Mother dashed with open squares, "
        "those by Father in long dashes with open triangles pointing down."
    )


def test_the_mark_of_a_decision_is_explained_where_there_is_one(shared):
    decisions = pd.DataFrame({"decided_on": pd.to_datetime(["2026-06-01"]), "what": ["Wait"]})
    told = caption(shared("Mother"), surroundings(decisions=decisions))
    assert told.endswith("▼ a decision in supervision.")
    assert "▼" not in caption(shared("Mother"), AROUND)


def test_the_first_clause_begins_the_sentence(shared):
    told = caption(shared("Mother", "Father", with_worker=False), AROUND)
    assert told.startswith("Ratings by Mother dashed with open squares, those by Father ")


def test_one_participant_alone_is_the_client(shared):
    told = caption(shared("Mother"), AROUND)
    assert told == "Worker’s ratings solid with dots, client’s dashed with open squares."


def test_from_the_fifth_on_the_number_says_who_it_is(shared):
    told = caption(shared("A", "B", "C", "D", "E", "F"), AROUND)
    assert told.endswith("those by E with the number 5, those by F with the number 6.")

import pytest

from supervision_kit.analysis.case_signals import case_signals
from supervision_kit.analysis.path import path_events
from supervision_kit.analysis.signal_words import questions, silences
from supervision_kit.analysis.trajectory import trajectory
from tests.analysis.raised import RISING, TODAY, case_of, staged

AGAIN = "Doing the old thing again"


@pytest.fixture
def events(ratings, dimensions):
    """Return a function that gives the events of (day, rater, place) rows."""

    def make(*rows):
        given = ratings(*((on, "stage", "stage_of_change", who, place) for on, who, place in rows))
        table = path_events(trajectory(given, dimensions))
        return list(zip(table["on"].dt.strftime("%Y-%m-%d"), table["label"], strict=True))

    return make


def test_coming_to_a_place_that_is_an_event_is_one(events):
    rows = [("2026-03-01", "worker", 4), ("2026-03-08", "worker", 6), ("2026-03-15", "worker", 2)]
    assert events(*rows) == [("2026-03-08", AGAIN)]


def test_staying_there_is_not_another_and_coming_back_is(events):
    places = (6, 6, 4, 6)
    rows = [(f"2026-03-0{n}", "worker", place) for n, place in enumerate(places, 1)]
    assert events(*rows) == [("2026-03-01", AGAIN), ("2026-03-04", AGAIN)]


def test_what_two_say_of_one_day_is_one_event(events):
    assert events(("2026-03-01", "worker", 6), ("2026-03-01", "client", 6)) == [
        ("2026-03-01", AGAIN)
    ]


def test_without_one_there_is_an_empty_table(events, ratings, dimensions):
    assert events(("2026-03-01", "worker", 5)) == events() == []
    assert path_events(trajectory(ratings(), dimensions)).columns.tolist() == ["on", "label"]


def test_no_rule_is_asked_of_a_path_and_that_is_said(dimensions):
    case = case_of(staged(RISING * 3), planned_on="2026-03-30")
    signals = case_signals(case, dimensions, today=TODAY)
    assert questions(signals, dimensions) == []
    rated = signals[signals["dimension"] == "stage_of_change"]
    assert rated["standing"].tolist() == ["not_asked"]
    (said,) = [each for each in silences(signals, dimensions) if each.rule == "path"]
    assert said.text.startswith("Not asked of a path: Place on the path has places")

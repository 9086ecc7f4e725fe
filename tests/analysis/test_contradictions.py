"""No two sentences of a page deny each other: real series, the samples, and any others."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervision_kit import open_store
from supervision_kit.analysis.case_signals import case_signals
from supervision_kit.analysis.trajectory import trajectory
from supervision_kit.frameworks import load_framework
from supervision_kit.samples import fill
from tests.analysis.contradictions import Said, contradictions, said_on_page
from tests.analysis.raised import FIRES, QUIET, YOUNG, case_of

DIMENSIONS = load_framework().dimensions()
STUDY = Path(__file__).parents[1] / "exchange" / "data" / "leidig2018.csv"
TODAY = date(2026, 12, 31)
WORDS = {"not_rated": None, "not_rated_note": "", "evidence": ""}
# The same examples every time, and no clock: a slow machine is no failure.
PROFILE = settings(derandomize=True, deadline=None, max_examples=60)


def found_in(case, dimensions=DIMENSIONS):
    table = trajectory(case.ratings.assign(**WORDS), dimensions)
    signals = case_signals(case, dimensions, today=TODAY)
    return contradictions(said_on_page(table, signals, case.plan_dates))


def pupils():
    """Ratings by pupil and dimension, one a school day, and the day the plan began."""
    with STUDY.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        code: [row for row in rows if row["case"] == code] for code in {r["case"] for r in rows}
    }


def pupil(rows):
    days = [pd.Timestamp("2026-01-01") + pd.Timedelta(days=int(row["day"])) for row in rows]
    series = [
        [
            (on, "school", name, "worker", float(row[name]))
            for on, row in zip(days, rows, strict=True)
            if row[name]
        ]
        for name in ("academic_engagement", "disruptive_behavior")
    ]
    planned_on = min(on for on, row in zip(days, rows, strict=True) if row["phase"] == "B")
    return case_of(*series, planned_on=planned_on)


SCHOOL = DIMENSIONS.head(2).assign(
    scale="school",
    dimension=["academic_engagement", "disruptive_behavior"],
    name=["Academic engagement", "Disruptive behaviour"],
    minimum=0.0,
    maximum=5.0,
    better=["higher", "lower"],
)


def test_the_table_finds_what_it_is_there_for():
    line = frozenset([("engagement", "investment", "worker")])
    other = frozenset([("engagement", "investment", "client")])
    moved, stuck = Said("up better", line), Said("stuck neither", line)
    assert contradictions([moved, stuck]) == [(moved, stuck)]
    assert contradictions([moved, Said("stuck neither", other)]) == []
    calm, trend = Said("calm", frozenset()), Said("improving worse", other)
    assert contradictions([calm, trend]) == [(calm, trend)]


@pytest.mark.parametrize("code", sorted(pupils()))
def test_no_two_sentences_about_a_pupil_deny_each_other(code):
    assert found_in(pupil(pupils()[code]), SCHOOL) == []


def test_no_two_sentences_about_a_sample_case_deny_each_other(tmp_path):
    with open_store(tmp_path / "caseload.sqlite", create=True) as store:
        fill(store)
        codes = store.cases()["code"].tolist()
        for code in codes:
            case = replace(
                case_of(opened_on=store.case(code).opened_on),
                ratings=store.ratings(code),
                plan_dates=store.plan_dates(code),
            )
            assert found_in(case) == [], code
    assert len(codes) == 12


@pytest.mark.parametrize("key", FIRES, ids=" ".join)
def test_no_signal_is_denied_by_the_lead(key, dimensions):
    assert found_in(FIRES[key][1], dimensions) == []


@pytest.mark.parametrize("case", [QUIET, YOUNG], ids=["quiet", "young"])
def test_a_quiet_case_denies_nothing(case):
    assert found_in(case) == []


@st.composite
def cases(draw):
    """A case of a few lines that rise, fall, jump at the plan, keep still or do as they like."""
    n = draw(st.integers(1, 28))
    days = pd.date_range("2026-01-05", periods=n, freq="9D")
    lines = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["investment", "expectancy", "mistrust"]),
                st.sampled_from(["worker", "client", "teacher"]),
            ),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    scales = {"mistrust": "challenges"}
    series = []
    for dimension, rater in lines:
        shape = draw(st.sampled_from(["sorted", "fallen", "jump", "still", "any", "sawtooth"]))
        values = draw(st.lists(st.integers(1, 5), min_size=n, max_size=n))
        if shape in ("sorted", "fallen"):
            values = sorted(values, reverse=shape == "fallen")
        if shape == "jump":
            values = [min(5, 1 + 3 * (i >= n // 2) + v % 2) for i, v in enumerate(values)]
        if shape == "still":
            values = [3 + (v == 5) for v in values]
        if shape == "sawtooth":
            values = sorted(values[: n // 2]) + sorted(values[n // 2 :], reverse=True)
        series.append(
            [
                (on, scales.get(dimension, "engagement"), dimension, rater, value)
                for on, value in zip(days, values, strict=True)
            ]
        )
    planned_on = days[n // 2] if draw(st.booleans()) else None
    return case_of(*series, planned_on=planned_on)


@PROFILE
@given(cases())
def test_no_two_sentences_about_any_case_deny_each_other(case):
    assert found_in(case) == []

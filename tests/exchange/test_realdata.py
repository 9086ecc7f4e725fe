"""Two studies nobody here invented, from the file to the store, value by value."""

import csv
import datetime as dt
import math

import pytest

from supervision_kit import exchange

DIMENSIONS = {
    "academic_engagement": "academic_engagement",
    "disruptive_behavior": "disruptive_behaviour",
}


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def school_day(number):
    """Give the date of a school day, walking the calendar instead of reckoning."""
    day = dt.date(2016, 9, 7)
    for _ in range(number - 1):
        day += dt.timedelta(days=1)
        while day.isoweekday() > 5:
            day += dt.timedelta(days=1)
    return day


def test_leidig_comes_in_whole_and_every_value_equals_the_file(store, example):
    path, mapping = example("leidig2018")
    result = exchange.import_file(path, mapping, store)
    assert result.new == {"cases": 35, "mandates": 35, "ratings": 4_801, "plan_dates": 35}
    days = {number: school_day(number) for number in range(1, 109)}
    expected = {
        (row["case"].upper(), days[int(row["day"])], DIMENSIONS[column]): float(row[column])
        for row in rows_of(path)
        for column in DIMENSIONS
        if row[column] != ""
    }
    ratings = store.ratings()
    keys = zip(ratings["case"], ratings["rated_on"].dt.date, ratings["dimension"], strict=True)
    assert dict(zip(keys, ratings["value"], strict=True)) == expected
    assert ratings["dimension"].value_counts().to_dict() == {
        "academic_engagement": 2_414,
        "disruptive_behaviour": 2_387,
    }
    assert store.verify().ok


def test_a_case_keeps_its_gaps_over_108_school_days(store, example):
    path, mapping = example("leidig2018")
    preview = exchange.import_file(path, mapping, store).preview
    assert preview.span == (school_day(1), school_day(108))
    ratings = store.ratings("1a1")
    rated = set(ratings["rated_on"].dt.date)
    assert (min(rated), max(rated), len(rated)) == (school_day(1), school_day(108), 83)
    gaps = {school_day(int(row["day"])) for row in rows_of(path) if row["case"] == "1a1"} - rated
    assert len(gaps) == 25
    assert school_day(4) in gaps


def test_the_first_day_of_phase_b_is_the_plan_date(store, example):
    path, mapping = example("leidig2018")
    exchange.import_file(path, mapping, store)
    began = {}
    for row in rows_of(path):
        if row["phase"] == "B":
            began.setdefault(row["case"].upper(), school_day(int(row["day"])))
    plans = store.plan_dates()
    assert dict(zip(plans["case"], plans["agreed_on"].dt.date, strict=True)) == began
    assert len(began) == 35


def test_the_one_weekday_that_differs_is_told(store, example):
    path, mapping = example("leidig2018")
    (remark,) = exchange.preview(path, mapping, store=store).remarks
    assert remark.startswith("Row 3681: the day falls on 16 September 2016, weekday 5")


def test_the_one_weekday_that_differs_is_refused_unless_the_mapping_says_to_tell(
    store, example, tmp_path
):
    path, mapping = example("leidig2018")
    for part in mapping.parent.iterdir():
        (tmp_path / part.name).write_bytes(part.read_bytes())
    strict = tmp_path / "mapping.toml"
    text = strict.read_text(encoding="utf-8").replace('weekday_differs = "tell"', "")
    strict.write_text(text, encoding="utf-8")
    (problem,) = exchange.preview(path, strict, store=store).problems
    assert (problem.row, problem.column) == (3681, "day")


def test_huber_comes_in_whole_and_every_percentage_equals_the_file(store, example):
    path, mapping = example("huber2014")
    result = exchange.import_file(path, mapping, store)
    assert result.new == {"cases": 4, "mandates": 4, "ratings": 218, "plan_dates": 4}
    codes = {"Adam": "H-01", "Berta": "H-02", "Christian": "H-03", "David": "H-04"}
    for name, code in codes.items():
        values = [float(row["compliance"]) for row in rows_of(path) if row["case"] == name]
        assert store.ratings(code)["value"].tolist() == values
    assert not math.isclose(values[0], round(values[0]))


def test_no_name_of_a_pupil_comes_into_the_store(store, example, tmp_path):
    path, mapping = example("huber2014")
    exchange.import_file(path, mapping, store)
    store.close()
    content = b"".join(part.read_bytes() for part in tmp_path.glob("caseload.sqlite*"))
    assert not any(name in content for name in (b"Adam", b"Berta", b"Christian", b"David"))


@pytest.mark.parametrize("name", ["leidig2018", "huber2014"])
def test_a_study_imported_twice_adds_nothing(store, example, name):
    path, mapping = example(name)
    exchange.import_file(path, mapping, store)
    before = store.counts()
    again = exchange.import_file(path, mapping, store)
    assert again.new == {}
    assert again.there["ratings"] == before["ratings"]
    assert store.counts() == before

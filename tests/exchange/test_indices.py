"""Do the indices journals ask for leave with an export, one row a line, and say why where not?"""

import csv
import datetime as dt

import pandas as pd
import pytest

from supervision_kit import exchange
from supervision_kit.analysis.single_case_indices import nap, pem, pnd
from supervision_kit.analysis.tau_u import TAU_FORMS, baseline_corrected_tau, tau_u
from supervision_kit.errors import SupervisionKitError
from supervision_kit.exchange.indices import indices_by_line
from supervision_kit.exchange.report import report
from supervision_kit.records import Case, Participant, PlanDate, Rating

OPENED_ON = dt.date(2026, 3, 2)
FIGURES = ("nap", "pnd", "pem", *(f"tau_u_{form}" for form in TAU_FORMS), "baseline_corrected_tau")
RISING = [2, 2, 3, 3, 4, 4, 5]


def day(number):
    return OPENED_ON + dt.timedelta(days=7 * number)


def add_case(
    store, code, values, *, planned_at=None, scale="engagement", dimension="expectancy", **words
):
    """Save a case with a rating every week; None is one that was not rated."""
    case = Case(code=code, setting="probation", opened_on=OPENED_ON)
    plans = [] if planned_at is None else [PlanDate(case_id=case.id, agreed_on=day(planned_at))]
    ratings = [
        Rating(
            case_id=case.id,
            rated_on=day(number),
            scale=scale,
            dimension=dimension,
            rater="worker",
            value=value,
            not_rated=None if value is not None else "could_not_ask",
        )
        for number, value in enumerate(values)
    ]
    store.save(case, *plans, *ratings)


def only(store):
    """The one row of a store."""
    table = indices_by_line(store.tables(), store.framework)
    assert len(table) == 1
    return table.iloc[0]


def read(folder):
    with (folder / "indices.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_line_is_split_at_the_day_of_the_plan(store):
    add_case(store, "K-1", RISING, planned_at=3)
    row = only(store)
    assert (row["case"], row["scale"], row["dimension"], row["rater"]) == (
        "K-1",
        "engagement",
        "expectancy",
        "worker",
    )
    assert (row["minimum"], row["maximum"], row["better"]) == (1, 5, "higher")
    assert row["planned_on"] == pd.Timestamp(day(3))
    assert (row["n_before"], row["n_since"], row["why_empty"]) == (3, 4, "")
    before, since = RISING[:3], RISING[3:]
    assert row["nap"] == nap(before, since).nap
    assert row["pnd"] == pnd(before, since)
    assert row["pem"] == pem(before, since).pem
    for form in TAU_FORMS:
        tau = tau_u(before, since, form).loc["between_minus_before", "tau"]
        assert row[f"tau_u_{form}"] == pytest.approx(tau)
    assert row["baseline_corrected_tau"] == pytest.approx(
        baseline_corrected_tau(before, since, range(3), range(3, 7)).corrected.tau
    )


def test_overlap_is_told_toward_the_good_end_and_tau_of_a_rise(store):
    add_case(store, "K-1", RISING[::-1], planned_at=3, scale="challenges", dimension="mistrust")
    row = only(store)
    assert row["better"] == "lower"
    assert row["nap"] > 0.9
    assert row["tau_u_complete_a"] < 0


def test_what_was_not_rated_is_left_out_and_counted(store):
    add_case(store, "K-1", [2, None, 2, 3, None, 3, 4], planned_at=4)
    row = only(store)
    assert (row["n_before"], row["n_since"], row["n_not_rated"]) == (3, 2, 2)
    assert row["nap"] == nap([2, 2, 3], [3, 4]).nap


@pytest.mark.parametrize(
    ("values", "planned_at", "why"),
    [
        ([], 3, "Nobody has rated this case."),
        (RISING, None, "No plan is agreed for this case, so there is nothing to compare with."),
        ([None, None], 1, "There is no value on a scale that is known."),
        ([3], 3, "It takes 3 ratings before the plan and 2 since."),
        (RISING, 2, "It takes 3 ratings before the plan and 2 since."),
        (RISING, 6, "It takes 3 ratings before the plan and 2 since."),
    ],
)
def test_where_there_are_no_indices_a_sentence_says_why(store, values, planned_at, why):
    add_case(store, "K-1", values, planned_at=planned_at)
    row = only(store)
    assert row["why_empty"] == why
    assert row[list(FIGURES)].isna().all()


def test_ratings_that_are_all_equal_have_an_overlap_and_no_rank_correlation(store):
    add_case(store, "K-1", [3] * 7, planned_at=3)
    row = only(store)
    assert (row["nap"], row["pnd"], row["pem"]) == (0.5, 0, 0.5)
    assert pd.isna(row["baseline_corrected_tau"])
    assert row["why_empty"] == "All ratings are equal, so that ranks cannot be compared."


def test_the_places_of_a_path_are_not_reckoned_with(store):
    add_case(
        store, "K-1", [1, 2, 2, 3, 4, 4], planned_at=3, scale="stage", dimension="stage_of_change"
    )
    row = only(store)
    assert row["why_empty"] == "A path has places, and none of them is higher than another."
    assert row[list(FIGURES)].isna().all()
    assert (row["n_before"], row["n_since"]) == (3, 3)


def test_of_several_plans_the_latest_counts(store):
    add_case(store, "K-1", RISING, planned_at=1)
    case = store.case("K-1")
    store.save(PlanDate(case_id=case.id, agreed_on=day(4)))
    row = only(store)
    assert (row["n_before"], row["n_since"]) == (4, 3)


def test_an_empty_store_has_the_columns_and_no_rows(store, tmp_path):
    folder = exchange.export(store, tmp_path / "out", indices=True).path
    assert read(folder) == []
    header = (folder / "indices.csv").read_text("utf-8-sig").strip().split(",")
    front = ["case", "scale", "dimension", "rater", "participant_id", "called"]
    scale = ["minimum", "maximum", "better", "planned_on"]
    counts = ["n_before", "n_since", "n_not_rated", "n_earlier"]
    assert header == [*front, *scale, *counts, *FIGURES, "why_empty"]


def test_the_sample_caseload_has_a_row_for_every_line_and_case(caseload, tmp_path):
    done = exchange.export(caseload, tmp_path / "out", indices=True)
    rows = read(done.path)
    ratings = caseload.ratings()
    keys = ["case", "scale", "dimension", "rater"]
    lines = set(ratings[keys].itertuples(index=False, name=None))
    unrated = set(caseload.codes()) - set(ratings["case"])
    assert {tuple(row[key] for key in keys) for row in rows} == lines | {
        (code, "", "", "") for code in unrated
    }
    assert done.n_indices == len(rows)
    assert "indices.csv, with" in report(done)
    assert any(row["nap"] for row in rows)
    for row in rows:
        assert (row["nap"] == "") <= bool(row["why_empty"])
        assert (row["baseline_corrected_tau"] == "") == bool(row["why_empty"])
    assert sum(int(row["n_not_rated"]) for row in rows) == ratings["value"].isna().sum()


def test_one_case_leaves_with_its_own_lines(caseload, tmp_path):
    folder = exchange.export(caseload, tmp_path / "out", case="K-7F3Q", indices=True).path
    assert {row["case"] for row in read(folder)} == {"K-7F3Q"}


def test_no_cell_is_a_formula(caseload, tmp_path):
    rows = read(exchange.export(caseload, tmp_path / "out", indices=True).path)
    for cell in (cell for row in rows for cell in row.values()):
        assert not cell.startswith(("=", "+", "@", "\t", "\r"))
        assert not cell.startswith("-") or float(cell)


def test_the_export_beside_them_is_the_same_and_comes_back(caseload, store, tmp_path):
    plain = exchange.export(caseload, tmp_path / "plain").path
    folder = exchange.export(caseload, tmp_path / "out", indices=True).path
    names = {path.name for path in folder.iterdir()}
    assert names - {path.name for path in plain.iterdir()} == {"indices.csv"}
    for path in plain.glob("*.csv"):
        assert (folder / path.name).read_bytes() == path.read_bytes()
    exchange.import_file(folder, None, store)
    assert store.codes() == caseload.codes()


def test_without_being_asked_for_there_are_none(caseload, tmp_path):
    done = exchange.export(caseload, tmp_path / "out")
    assert done.n_indices is None
    assert not (done.path / "indices.csv").exists()


@pytest.mark.parametrize("format", ["xlsx", "json"])
def test_they_go_with_csv_only(caseload, tmp_path, format):
    with pytest.raises(SupervisionKitError, match="say --format csv"):
        exchange.export(caseload, tmp_path / "out", format, indices=True)
    assert not (tmp_path / "out").exists()


def test_each_participant_has_a_row_and_a_name_where_several_rate(store):
    add_case(store, "K-1", RISING, planned_at=3)
    case = store.case("K-1")
    people = [
        Participant(case_id=case.id, called=each, relation="other", from_on=OPENED_ON)
        for each in ("Mother", "Father")
    ]
    rated = {"scale": "engagement", "dimension": "expectancy", "rater": "client"}
    ratings = [
        Rating(case_id=case.id, rated_on=day(n), participant_id=who.id, value=value, **rated)
        for who, values in zip(people, (RISING, RISING[::-1]), strict=True)
        for n, value in enumerate(values)
    ]
    store.save(*people, *ratings)
    table = indices_by_line(store.tables(), store.framework)
    naps = dict(zip(table["called"], table["nap"], strict=True))
    assert set(naps) == {"", "Mother", "Father"}
    # Father's line falls as hers and the worker's rise: mixed, all would be one half.
    assert naps["Mother"] == naps[""] > 0.9 > 0.1 > naps["Father"]
    assert set(table["participant_id"]) == {"", *(each.id for each in people)}


def test_one_participant_alone_is_not_named(store):
    add_case(store, "K-1", RISING, planned_at=3)
    assert only(store)["called"] == ""

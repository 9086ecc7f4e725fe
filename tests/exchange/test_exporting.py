import csv
import datetime as dt
import json
import os
import stat
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervision_kit import exchange
from supervision_kit.errors import (
    InvalidImport,
    InvalidRecord,
    SupervisionKitError,
    UnknownCase,
)
from supervision_kit.exchange.kinds import KINDS
from supervision_kit.frameworks import load_framework
from supervision_kit.records import Case, Event, PlanDate, Rating
from supervision_kit.store import open_store

BROUGHT = ["brought_by", "brought_at"]
DAY = dt.date(2026, 3, 1)
FORMATS = ("csv", "xlsx", "json")
RISKY = ["=1+1", "+49 170", "- came late", "@here", "'=1", "#N/A", "NA", "007", "_x0041_", "1e5"]


@pytest.fixture
def another(tmp_path):
    """A second, empty store."""
    folder = tmp_path / "another"
    folder.mkdir()
    with open_store(folder / "caseload.sqlite", create=True, author="somebody") as opened:
        yield opened


def assert_same(one, two):
    """Hold every table of two stores against each other, ids included."""
    for kind in KINDS.values():
        tables = (store.read(kind).drop(columns=BROUGHT) for store in (one, two))
        pd.testing.assert_frame_equal(*tables)


@pytest.mark.parametrize("format", FORMATS)
def test_the_sample_caseload_comes_back_unchanged(caseload, another, tmp_path, format):
    written = exchange.export(caseload, tmp_path / "out", format)
    result = exchange.import_file(written.path, None, another)
    assert_same(caseload, another)
    assert sum(result.new.values()) == sum(written.n_rows.values())
    assert another.verify().ok


@pytest.mark.parametrize("name", ["leidig2018", "huber2014"])
def test_a_study_comes_back_unchanged_with_its_scale(store, another, tmp_path, example, name):
    path, mapping = example(name)
    exchange.import_file(path, mapping, store)
    written = exchange.export(store, tmp_path / "out")
    result = exchange.import_file(written.path, None, another)
    assert_same(store, another)
    (scale_file,) = result.scale_files
    with open_store(another.location, author="somebody") as again:
        (key,) = store.framework.scales.keys() - load_framework().scales.keys()
        assert again.framework.scales[key].wording == store.framework.scales[key].wording
    assert scale_file.parent == tmp_path / "another" / "frameworks"


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_taken_in_twice_adds_nothing(caseload, another, tmp_path, format):
    path = exchange.export(caseload, tmp_path / "out", format).path
    exchange.import_file(path, None, another)
    before = another.counts()
    again = exchange.import_file(path, None, another)
    assert again.new == {}
    of_cases = {kind.__tablename__ for kind in KINDS.values()}
    assert again.there == {name: n for name, n in before.items() if n and name in of_cases}
    assert another.counts() == before


def test_an_export_taken_into_its_own_store_adds_nothing(caseload, tmp_path):
    path = exchange.export(caseload, tmp_path / "out").path
    assert exchange.import_file(path, None, caseload).new == {}


@pytest.mark.parametrize("format", FORMATS)
def test_text_that_looks_like_something_else_comes_back_as_it_was(
    caseload, another, tmp_path, format
):
    case = caseload.case(caseload.cases()["code"].iloc[0])
    for text in [*RISKY, 'He said "no",\n\tthen left; é ü ź 😀']:
        caseload.save(Event(case_id=case.id, happened_on=case.opened_on, kind="other", note=text))
    path = exchange.export(caseload, tmp_path / "out", format).path
    exchange.import_file(path, None, another)
    assert_same(caseload, another)


def test_no_cell_of_a_csv_export_is_a_formula(caseload, tmp_path):
    case = caseload.case(caseload.cases()["code"].iloc[0])
    for text in RISKY:
        caseload.save(Event(case_id=case.id, happened_on=case.opened_on, kind="other", note=text))
    folder = exchange.export(caseload, tmp_path / "out").path
    for part in folder.glob("*.csv"):
        with part.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    assert not cell.startswith(("=", "+", "@", "\t", "\r")), (part.name, cell)
                    assert not cell.startswith("-") or float(cell), (part.name, cell)


def test_no_cell_of_a_workbook_is_a_formula(caseload, tmp_path):
    case = caseload.case(caseload.cases()["code"].iloc[0])
    for text in RISKY:
        caseload.save(Event(case_id=case.id, happened_on=case.opened_on, kind="other", note=text))
    book = openpyxl.load_workbook(exchange.export(caseload, tmp_path / "out.xlsx", "xlsx").path)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "inlineStr", "n", "d"}
    notes = [row[3].value for row in book["events"].iter_rows() if row[3].value in RISKY]
    assert "=1+1" in notes


def test_numbers_stay_numbers_and_keep_their_digits(store, tmp_path, example):
    exchange.import_file(*example("huber2014"), store)
    folder = exchange.export(store, tmp_path / "out").path
    with (folder / "ratings.csv").open(encoding="utf-8-sig", newline="") as file:
        values = [row["value"] for row in csv.DictReader(file) if row["case"] == "H-02"]
    with example("huber2014")[0].open(encoding="utf-8", newline="") as file:
        assert values == [
            row["compliance"] for row in csv.DictReader(file) if row["case"] == "Berta"
        ]
    assert values[-1] == "10.41666667"


def test_an_empty_store_is_exported_with_its_column_names(store, tmp_path):
    written = exchange.export(store, tmp_path / "out")
    assert set(written.n_rows.values()) == {0}
    header = (written.path / "ratings.csv").read_text(encoding="utf-8-sig")
    assert header.startswith("case,rated_on,scale,dimension,rater,value,not_rated")
    with pytest.raises(InvalidImport, match="no rows"):
        exchange.import_file(written.path, None, store)


def test_one_case_can_be_exported_alone(caseload, tmp_path, another):
    code = caseload.cases()["code"].iloc[0]
    path = exchange.export(caseload, tmp_path / "out", case=code.lower()).path
    exchange.import_file(path, None, another)
    assert another.cases()["code"].tolist() == [code]
    there = another.ratings().drop(columns=BROUGHT)
    pd.testing.assert_frame_equal(there, caseload.ratings(code).drop(columns=BROUGHT))
    with pytest.raises(UnknownCase):
        exchange.export(caseload, tmp_path / "none", case="nobody")


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_that_is_there_is_kept_unless_told(caseload, tmp_path, format):
    path = exchange.export(caseload, tmp_path / "out", format).path
    before = path.stat().st_mtime_ns
    with pytest.raises(SupervisionKitError, match="--replace"):
        exchange.export(caseload, tmp_path / "out", format)
    assert path.stat().st_mtime_ns == before
    exchange.export(caseload, tmp_path / "out", format, replace=True)
    assert path.exists()
    assert [part.name for part in tmp_path.iterdir() if part.name.startswith(".")] == []


def test_a_folder_with_other_things_is_never_replaced(caseload, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(SupervisionKitError, match="holds other things"):
        exchange.export(caseload, tmp_path / "mine", replace=True)
    assert (tmp_path / "mine" / "letter.txt").exists()


def test_only_the_owner_may_read_an_export(caseload, tmp_path):
    folder = exchange.export(caseload, tmp_path / "out").path
    file = exchange.export(caseload, tmp_path / "out.json", "json").path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in (*folder.iterdir(), file):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_export_that_cannot_be_written_leaves_nothing_behind(caseload, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    with pytest.raises(SupervisionKitError, match="could not be written"):
        exchange.export(caseload, blocked / "out")
    with pytest.raises(SupervisionKitError, match="not a format"):
        exchange.export(caseload, tmp_path / "out", "ods")
    assert sorted(os.listdir(tmp_path)) == ["file", "sample.sqlite"]


def test_a_changed_export_is_taken_in_with_a_word_about_the_rows(caseload, another, tmp_path):
    folder = exchange.export(caseload, tmp_path / "out").path
    events = folder / "events.csv"
    lines = events.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    events.write_text("".join(lines[:-1]), encoding="utf-8")
    preview = exchange.preview(folder, store=another)
    assert preview.remarks == ("events has one row fewer than was exported.",)


def test_a_problem_in_an_export_names_table_row_and_column(caseload, another, tmp_path):
    folder = exchange.export(caseload, tmp_path / "out").path
    ratings = folder / "ratings.csv"
    with ratings.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    rows[3][rows[0].index("value")] = "9"
    rows[3][rows[0].index("not_rated")] = ""
    with ratings.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    with pytest.raises(InvalidImport) as refused:
        exchange.import_file(folder, None, another)
    (problem,) = refused.value.problems
    assert (problem.table, problem.row, problem.column) == ("ratings", 4, "value")
    assert set(another.counts().values()) == {0}


def test_a_record_of_a_contact_that_is_missing_is_a_problem(caseload, another, tmp_path):
    path = exchange.export(caseload, tmp_path / "out.json", "json").path
    content = json.loads(path.read_text(encoding="utf-8"))
    content["tables"]["contacts"] = []
    path.write_text(json.dumps(content), encoding="utf-8")
    problems = exchange.preview(path, store=another).problems
    assert problems
    assert {problem.column for problem in problems} == {"contact_id"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": "other"}, "not an export of this program"),
        ({"version": 99}, "exported by a later version"),
        ({"version": "1"}, "not an export of this program"),
        ({"tables": {}}, "missing or damaged"),
        ({"tables": {"cases": 1}}, "missing or damaged"),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(store, tmp_path, change, sentence):
    folder = exchange.export(store, tmp_path / "out").path
    manifest = folder / "manifest.json"
    content = {**json.loads(manifest.read_text(encoding="utf-8")), **change}
    manifest.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InvalidImport, match=sentence):
        exchange.preview(folder, store=store)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"format": "supervision-kit export", "version": 1, "tables": {"cases": [1]}}',
    ],
)
def test_a_file_that_is_no_export_needs_a_mapping(write, store, content):
    with pytest.raises(InvalidImport):
        exchange.preview(write("x.json", content), store=store)


def test_a_part_of_an_export_that_is_missing_is_named(caseload, another, tmp_path):
    folder = exchange.export(caseload, tmp_path / "out").path
    (folder / "contacts.csv").unlink()
    with pytest.raises(InvalidImport, match=r"contacts\.csv"):
        exchange.import_file(folder, None, another)


@pytest.mark.parametrize("table", ["contacts", "wordings"])
def test_a_table_that_is_missing_in_a_json_file_is_named(caseload, another, tmp_path, table):
    path = exchange.export(caseload, tmp_path, "json").path
    content = json.loads(path.read_text("utf-8"))
    del content["tables"][table]
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(InvalidImport, match=f"“{table}” in it is missing or damaged"):
        exchange.import_file(path, None, another)


def test_a_json_file_that_has_lost_a_row_says_so(caseload, another, tmp_path):
    path = exchange.export(caseload, tmp_path, "json").path
    content = json.loads(path.read_text("utf-8"))
    del content["tables"]["events"][3]
    path.write_text(json.dumps(content), "utf-8")
    done = exchange.import_file(path, None, another)
    assert "events has one row fewer than was exported." in exchange.report(done)


def test_ratings_keep_the_words_they_were_answered_under(store, another, tmp_path):
    scale = store.framework.scales["engagement"]
    worded_anew = replace(scale, version=scale.version + 1, name="Engagement, worded anew")
    store.framework = replace(
        store.framework, scales={**store.framework.scales, "engagement": worded_anew}
    )
    case = Case(code="K-01", setting="probation", opened_on=DAY)
    rating = {"scale": "engagement", "dimension": "investment", "rater": "worker", "value": 4.0}
    store.save(case, Rating(case_id=case.id, rated_on=DAY, **rating))
    exchange.import_file(exchange.export(store, tmp_path / "out").path, None, another)
    assert another.ratings()["wording"].tolist() == [worded_anew.wording]
    assert another.framework.scales["engagement"] == scale
    assert_same(store, another)


def test_plan_dates_written_by_hand_are_not_doubled_by_a_study(store, example):
    path, mapping = example("leidig2018")
    exchange.import_file(path, mapping, store)
    plans = store.plan_dates()
    with open_store(store.location, author="tester") as again:
        case = again.case("1A1")
        on = plans.loc[plans["case"] == "1A1", "agreed_on"].iloc[0].date()
        again.save(PlanDate(case_id=case.id, agreed_on=on, note="By hand."))
        assert exchange.import_file(path, mapping, again).new == {}


@settings(max_examples=5, deadline=None)
@given(
    texts=st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60),
        min_size=1,
        max_size=20,
    )
)
@pytest.mark.parametrize("format", ["csv", "json"])
def test_any_text_comes_back_as_it_was(tmp_path_factory, texts, format):
    folder = tmp_path_factory.mktemp("any")
    with (
        open_store(folder / "a.sqlite", create=True, author="tester") as one,
        open_store(folder / "b.sqlite", create=True, author="tester") as two,
    ):
        case = Case(code="K-01", setting="probation", opened_on=DAY)
        one.save(case)
        for text in texts:
            try:
                one.save(Event(case_id=case.id, happened_on=DAY, kind="other", note=text))
            except InvalidRecord:
                continue
        exchange.import_file(exchange.export(one, folder / "out", format).path, None, two)
        assert_same(one, two)

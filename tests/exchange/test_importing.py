import datetime as dt
import sqlite3
from contextlib import closing

import pytest

from supervision_kit import exchange
from supervision_kit.errors import InvalidImport, StoreError
from supervision_kit.frameworks import load_framework
from supervision_kit.records import Case, Mandate, Rating
from supervision_kit.store import open_store

from .conftest import SMALL

THREE = "case,date,investment\nK-01,2026-03-01,4\nK-01,2026-03-08,\nK-02,2026-03-02,2\n"


def problems_of(path, mapping, store):
    """Give row, column, value and sentence of every problem, after making sure nothing came in."""
    with pytest.raises(InvalidImport, match="Nothing was changed") as refused:
        exchange.import_file(path, mapping, store)
    assert set(store.counts().values()) == {0}
    return [(p.row, p.column, p.value, p.what) for p in refused.value.problems]


def test_a_file_comes_in_and_every_value_is_that_of_the_file(write, small, store):
    result = exchange.import_file(write("t.csv", THREE), small, store)
    ratings = store.ratings()
    assert list(
        zip(ratings["case"], ratings["rated_on"].dt.date, ratings["value"], strict=True)
    ) == [
        ("K-01", dt.date(2026, 3, 1), 4.0),
        ("K-02", dt.date(2026, 3, 2), 2.0),
    ]
    assert result.new == {"cases": 2, "mandates": 2, "ratings": 2}
    assert result.there == {}
    assert store.case("k-01").opened_on == dt.date(2026, 3, 1)
    assert store.case("K-01").setting == "probation"


def test_a_trial_writes_nothing(write, small, store):
    preview = exchange.import_file(write("t.csv", THREE), small, store, dry_run=True)
    assert preview.new == {"cases": 2, "mandates": 2, "ratings": 2}
    assert set(store.counts().values()) == {0}


def test_the_preview_says_what_was_understood(write, small, store):
    path = write(
        "t.csv",
        THREE.replace("investment\n", "investment,room\n")
        .replace("4\n", "4,x\n")
        .replace(",\n", ",,\n")
        .replace(",2\n", ",2,\n"),
    )
    preview = exchange.preview(path, small, store=store)
    assert preview.n_rows == 3
    assert preview.cases == preview.new_cases == ("K-01", "K-02")
    assert preview.span == (dt.date(2026, 3, 1), dt.date(2026, 3, 8))
    (rated,) = preview.dimensions
    assert (rated.n_values, rated.n_not_rated, rated.lowest, rated.highest) == (2, 0, 2.0, 4.0)
    assert preview.n_missing == {"investment": 1}
    assert (preview.encoding, preview.delimiter) == ("utf-8", ",")
    assert preview.unused == ("room",)
    assert dict(preview.columns)["investment"] == "engagement.investment"
    assert preview.first_rows[0]["value"] == 4.0
    assert preview.problems == ()


def test_a_file_can_be_understood_before_there_is_a_store(write, small):
    preview = exchange.preview(write("t.csv", THREE), small)
    assert preview.new == {"cases": 2, "mandates": 2, "ratings": 2}


def test_the_same_file_twice_adds_nothing(write, small, store):
    path = write("t.csv", THREE)
    exchange.import_file(path, small, store)
    before = store.counts()
    again = exchange.import_file(path, small, store)
    assert (again.new, again.there) == ({}, {"ratings": 2})
    assert again.saved is None
    assert store.counts() == before
    assert store.verify().ok


def test_a_longer_file_adds_what_is_new(write, small, store):
    exchange.import_file(write("t.csv", THREE), small, store)
    longer = exchange.import_file(write("t.csv", THREE + "K-03,2026-03-03,5\n"), small, store)
    new = {"cases": 1, "mandates": 1, "ratings": 1}
    assert (longer.new, longer.there) == (new, {"ratings": 2})


def test_what_the_store_says_otherwise_is_never_changed(write, small, store):
    exchange.import_file(write("t.csv", THREE), small, store)
    changed = write("u.csv", THREE.replace("2026-03-02,2", "2026-03-02,3") + "K-09,2026-03-01,1\n")
    with pytest.raises(InvalidImport) as refused:
        exchange.import_file(changed, small, store)
    (problem,) = refused.value.problems
    assert (problem.row, problem.column, problem.value) == (4, "investment", "3")
    assert "already" in problem.what
    assert store.ratings("K-02")["value"].tolist() == [2.0]
    assert store.counts()["cases"] == 2


def test_a_note_added_in_the_store_is_no_contradiction(write, small, store):
    path = write("t.csv", THREE)
    exchange.import_file(path, small, store)
    rating = store.find(Rating, store.ratings("K-02")["id"].iloc[0])
    rating.evidence = "Came early."
    store.save(rating)
    assert exchange.import_file(path, small, store).there == {"ratings": 2}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("0", "rated 1 to 5; 0 is outside it"),
        ("6", "rated 1 to 5; 6 is outside it"),
        ("9223372036854775808", "is outside it"),
        ("2.5", "lies between two of them"),
        ("nan", "“nan” is not a number"),
        ("inf", "“inf” is not a number"),
        ("True", "“True” is not a number"),
        ("three", "“three” is not a number"),
        ('"2,5"', "is written with “,”"),
    ],
)
def test_a_value_that_is_no_rating_is_named_with_its_row(write, small, store, value, sentence):
    path = write("t.csv", f"case,date,investment\nK-01,2026-03-01,4\nK-01,2026-03-02,{value}\n")
    ((row, column, shown, what),) = problems_of(path, small, store)
    assert (row, column) == (3, "investment")
    assert shown == value.strip('"')
    assert sentence in what


@pytest.mark.parametrize(
    ("date", "sentence"),
    [
        ("1999-12-31", "1999"),
        ("2099-01-01", "still to come"),
        ("2026-02-29", "no day of the calendar"),
        ("26-03-01", "not a date written as YYYY-MM-DD"),
        ("", "No day is given"),
    ],
)
def test_a_day_that_cannot_be_is_named_with_its_row(write, small, store, date, sentence):
    path = write("t.csv", f"case,date,investment\nK-01,{date},4\n")
    ((row, column, value, what),) = problems_of(path, small, store)
    assert (row, column) == (2, "date")
    assert value == date
    assert sentence in what


@pytest.mark.parametrize("code", ["K 01!", "K", "K-" + "0" * 30, "<b>K</b>", "K\u202e01"])
def test_a_code_that_cannot_be_kept_is_named_with_its_row(write, small, store, code):
    path = write("t.csv", f"case,date,investment\n{code},2026-03-01,4\n")
    ((row, column, _, what),) = problems_of(path, small, store)
    assert (row, column) == (2, "case")
    assert "case code" in what


def test_every_problem_of_a_file_is_reported_at_once(write, small, store):
    path = write(
        "t.csv",
        "case,date,investment\nK-01,2026-03-01,9\n,2026-03-01,3\nK-02,soon,x\nK-03,2026-03-01\n",
    )
    found = problems_of(path, small, store)
    assert [(row, column) for row, column, *_ in found] == [
        (2, "investment"),
        (3, "case"),
        (4, "date"),
        (5, None),
    ]


def test_a_row_that_repeats_another_is_told_and_one_that_contradicts_is_refused(
    write, small, store
):
    same = write("t.csv", THREE + "K-02,2026-03-02,2\n")
    preview = exchange.preview(same, small, store=store)
    assert preview.remarks == ("Row 5 says the same as row 4 and was left out.",)
    ((row, column, _, what),) = problems_of(
        write("u.csv", THREE + "k-02,2026-03-02,3\n"), small, store
    )
    assert (row, column) == (5, "investment")
    assert "Row 4 has the same case" in what


def test_a_new_case_needs_what_the_mapping_says_of_new_cases(write, store):
    mapping = write("m.toml", SMALL.replace('setting = "probation"\nmandate = "mandated"\n', ""))
    path = write("t.csv", THREE)
    found = problems_of(path, mapping, store)
    assert [what for *_, what in found] == [
        "Case K-01 is not in the store yet.",
        "Case K-02 is not in the store yet.",
    ]
    store.save(
        *(
            Case(code=code, setting="probation", opened_on=dt.date(2026, 1, 1))
            for code in ("K-01", "K-02")
        )
    )
    assert exchange.import_file(path, mapping, store).new == {"ratings": 2}
    assert store.case("K-01").opened_on == dt.date(2026, 1, 1)


def test_a_setting_nobody_knows_is_a_fault_of_the_mapping(write, store):
    mapping = write("m.toml", SMALL.replace("probation", "prison"))
    with pytest.raises(InvalidImport) as refused:
        exchange.import_file(write("t.csv", THREE), mapping, store)
    assert refused.value.problems[0].remedy == "Correct “case.setting” in m.toml."


def test_a_column_that_is_not_there_is_named_with_a_near_one(write, small, store):
    path = write("t.csv", THREE.replace("investment", "Investment "))
    with pytest.raises(
        InvalidImport, match=r"small.toml says that “investment”.*It has: “Investment”"
    ):
        exchange.import_file(path, small, store)


def test_another_delimiter_is_suggested(write, small, store):
    with pytest.raises(InvalidImport, match='delimiter = ";"'):
        exchange.import_file(write("t.csv", THREE.replace(",", ";")), small, store)


LONG = """
kind = "ratings"

[case]
column = "Fall"
prefix = "K-"
setting = "probation"
mandate = "mandated"

[date]
column = "Datum"
format = "DD.MM.YYYY"

[rater]
column = "Wer"
words = { Fachkraft = "worker", selbst = "client" }

[long]
value = "Wert"
scale = { always = "engagement" }
dimension = { column = "Was", words = { Einsatz = "investment", "Nähe" = "working_relationship" } }
not_rated = { column = "Grund", words = { "nicht da" = "did_not_attend" } }
evidence = "Beobachtung"

[file]
encoding = "cp1252"
delimiter = "semicolon"
decimal = ","
missing = ["-"]
"""


def test_a_long_file_with_words_of_its_own_comes_in(write, store):
    text = (
        "Fall;Datum;Wer;Was;Wert;Grund;Beobachtung\r\n"
        '1;01.03.2026;Fachkraft;Einsatz;4,0;;"Räumte auf; blieb"\r\n'
        "1;01.03.2026;selbst;Einsatz;3;-;\r\n"
        "2;02.03.2026;Fachkraft;Nähe;-;nicht da;\r\n"
    )
    exchange.import_file(write("t.csv", text.encode("cp1252")), write("m.toml", LONG), store)
    rows = store.ratings()[["case", "dimension", "rater", "value", "not_rated", "evidence"]]
    assert rows.astype(object).where(rows.notna(), None).values.tolist() == [
        ["K-1", "investment", "client", 3.0, None, ""],
        ["K-1", "investment", "worker", 4.0, None, "Räumte auf; blieb"],
        ["K-2", "working_relationship", "worker", None, "did_not_attend", ""],
    ]


def test_a_word_and_a_dimension_nobody_knows_are_problems(write, store):
    text = "Fall;Datum;Wer;Was;Wert;Grund;Beobachtung\r\n1;01.03.2026;Chef;Einsatz;4;;\r\n"
    ((row, column, value, what),) = problems_of(
        write("t.csv", text.encode("cp1252")), write("m.toml", LONG), store
    )
    assert (row, column, value) == (2, "Wer", "Chef")
    assert "Fachkraft, selbst" in what


def test_a_value_with_a_reason_for_having_none_is_a_problem(write, store):
    text = (
        "Fall;Datum;Wer;Was;Wert;Grund;Beobachtung\r\n1;01.03.2026;selbst;Einsatz;4;nicht da;\r\n"
    )
    ((row, column, _, what),) = problems_of(
        write("t.csv", text.encode("cp1252")), write("m.toml", LONG), store
    )
    assert (row, column) == (2, "Wert")
    assert "both a rating and a reason" in what


CONTACTS = """
kind = "contacts"

[case]
column = "case"
setting = "probation"
mandate = "mandated"

[date]
column = "date"

[columns]
kind = { column = "where", words = { Office = "office", Home = "home" } }
attendance = { always = "attended" }
length_minutes = "minutes"
story = "notes"
"""


def test_contacts_come_in_with_the_same_machinery(write, store):
    text = (
        "case,date,where,minutes,notes\n"
        "K-01,2026-03-01,Office,45,Came with the letter.\n"
        "K-01,2026-03-01,Office,,Came back for the bag.\n"
    )
    path, mapping = write("t.csv", text), write("m.toml", CONTACTS)
    exchange.import_file(path, mapping, store)
    contacts = store.contacts("K-01")
    assert sorted(contacts["story"]) == ["Came back for the bag.", "Came with the letter."]
    assert contacts["length_minutes"].dropna().tolist() == [45]
    assert exchange.import_file(path, mapping, store).there == {"contacts": 2}


def test_a_contact_that_cannot_be_kept_is_named_with_its_column(write, store):
    text = (
        "case,date,where,minutes,notes\n"
        "K-01,2026-03-01,Office,2000,\n"
        "K-01,2026-03-02,,5,\n"
        f"K-01,2026-03-03,Office,5,{'a' * 10_000}\n"
        f"K-01,2026-03-04,Office,5,{'a' * 10_001}\n"
    )
    found = problems_of(write("t.csv", text), write("m.toml", CONTACTS), store)
    assert [(row, column) for row, column, *_ in found] == [
        (2, "minutes"),
        (3, "where"),
        (5, "notes"),
    ]


CASES = """
kind = "cases"

[case]
column = "code"

[columns]
setting = { always = "probation" }
mandate = "mandate"
opened_on = { column = "opened", format = "DD.MM.YYYY" }
order_ends_on = { column = "until", format = "DD.MM.YYYY" }
legal_basis = "law"
"""


def test_cases_come_in_with_the_same_machinery(write, store):
    text = "code,mandate,opened,until,law\nk-01,mandated,01.03.2026,31.12.2027,Order of the court\n"
    path, mapping = write("t.csv", text), write("m.toml", CASES)
    assert exchange.import_file(path, mapping, store).new == {"cases": 1, "mandates": 1}
    (kept,) = store.read(Mandate, "K-01").itertuples()
    assert (kept.from_on.date(), kept.mandate) == (dt.date(2026, 3, 1), "mandated")
    assert kept.order_ends_on.date() == dt.date(2027, 12, 31)
    assert kept.legal_basis == "Order of the court"
    assert exchange.import_file(path, mapping, store).there == {"cases": 1, "mandates": 1}
    changed = write("u.csv", text.replace("Order of the court", "None"))
    with pytest.raises(InvalidImport) as refused:
        exchange.import_file(changed, mapping, store)
    assert refused.value.problems[0].column == "law"


def test_a_case_that_would_be_closed_before_it_was_opened_is_named_by_its_row(write, store):
    text = "code,mandate,opened,until,law,ended\nK-01,mandated,01.03.2026,,,28.02.2026\n"
    mapping = CASES + 'closed_on = { column = "ended", format = "DD.MM.YYYY" }\n'
    ((row, column, _, what),) = problems_of(write("t.csv", text), write("m.toml", mapping), store)
    assert (row, column) == (2, "ended")
    assert "closed before it was opened" in what


def test_two_spellings_of_one_code_are_one_case(write, store):
    text = (
        "code,mandate,opened,until,law\nK-01,mandated,01.03.2026,,\nk - 01,voluntary,01.03.2026,,\n"
    )
    ((row, column, _, what),) = problems_of(write("t.csv", text), write("m.toml", CASES), store)
    assert (row, column) == (3, "mandate")
    assert "Row 2" in what


def test_a_scale_beside_the_mapping_goes_where_pages_find_it(write, store, tmp_path, example):
    path, mapping = example("leidig2018")
    result = exchange.import_file(path, mapping, store)
    assert result.scale_files == (tmp_path / "frameworks" / "lesson.toml",)
    assert (
        load_framework(tmp_path / "frameworks").scales["lesson"].name == "Behaviour in the lesson"
    )
    assert "lesson" in store.framework.scales
    with open_store(tmp_path / "caseload.sqlite", author="tester") as again:
        assert exchange.import_file(path, mapping, again).scale_files == ()


def test_another_scale_in_its_place_is_never_written_over(write, store, tmp_path, example):
    path, mapping = example("leidig2018")
    there = tmp_path / "frameworks" / "lesson.toml"
    there.parent.mkdir()
    there.write_text("# mine\n", encoding="utf-8")
    with pytest.raises(InvalidImport, match="holds something else"):
        exchange.import_file(path, mapping, store)
    assert there.read_text(encoding="utf-8") == "# mine\n"
    assert set(store.counts().values()) == {0}


def test_a_scale_with_the_key_of_another_is_refused(write, store, example):
    text = (example("leidig2018")[1].parent / "scale.toml").read_text(encoding="utf-8")
    write("own.toml", text.replace('key = "lesson"', 'key = "engagement"'))
    mapping = write("m.toml", 'scale = "own.toml"\n' + SMALL)
    with pytest.raises(InvalidImport, match="worded differently"):
        exchange.import_file(write("t.csv", THREE), mapping, store)


def test_a_save_that_fails_leaves_nothing_behind(store, tmp_path, example):
    """Another process holds the store for longer than the save waits."""
    path, mapping = example("leidig2018")
    with (
        open_store(tmp_path / "caseload.sqlite", author="tester", patience=0.1) as hurried,
        closing(sqlite3.connect(tmp_path / "caseload.sqlite")) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError):
            exchange.import_file(path, mapping, hurried)
        assert "lesson" not in hurried.framework.scales
    assert set(store.counts().values()) == {0}
    assert not (tmp_path / "frameworks").exists()
    assert exchange.import_file(path, mapping, store).new["ratings"] == 4_801

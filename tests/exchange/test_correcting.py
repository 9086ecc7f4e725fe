"""What the file says otherwise is shown with both values, and taken only where a person says so."""

import itertools

import pytest

from supervision_kit import exchange
from supervision_kit.errors import InvalidImport
from supervision_kit.records import Contact, Rating
from supervision_kit.store import open_store

from .test_matching import MAPPINGS, VALUES

CONTACTS = (
    ("2026-03-02", "Office", "40", "Came on time and spoke first."),
    ("2026-03-02", "Phone", "5", "Rang back in the evening."),
    ("2026-03-09", "Office", "35", "Was late."),
)
NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("correcting")
    for kind, text in MAPPINGS.items():
        (folder / f"{kind}.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shared(folder):
    """One store for all tests: each is about a case of its own."""
    with open_store(folder / "caseload.sqlite", create=True, author="tester") as opened:
        yield opened


@pytest.fixture
def take(shared, folder):
    """Take rows of one kind in, all about the test's own case."""
    code = f"K-{next(NUMBERS):02}"

    def take(kind, *rows, **asked):
        names = ",".join(("case", "date", *VALUES[kind]))
        path = folder / "rows.csv"
        lines = [names, *(",".join((code, *row)) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return exchange.import_file(path, folder / f"{kind}.toml", shared, **asked)

    take.code = code
    return take


def refused(take, kind, *rows, **asked):
    """Give row, column and sentence of each problem."""
    with pytest.raises(InvalidImport) as error:
        take(kind, *rows, **asked)
    return [(each.row, each.column, each.what) for each in error.value.problems]


CHANGED = {
    "contacts": (CONTACTS[0], 2, "45", "length_minutes", "40", "45"),
    "events": (("2026-03-02", "hearing", "Put off."), 2, "Held.", "note", "Put off.", "Held."),
    "promises": (
        ("2026-03-02", "Ring the school.", "", "open"),
        3,
        "kept",
        "state",
        "open",
        "kept",
    ),
    "plan_dates": (("2026-03-02", "The plan."), 1, "Another.", "note", "The plan.", "Another."),
    "workers": (("2026-03-02", "AB", "Began."), 1, "CD", "worker", "AB", "CD"),
    "dismissals": (("2026-03-02", "rise", "Known."), 2, "Old.", "reason", "Known.", "Old."),
    "ratings": (("2026-03-02", "worker", "2", ""), 2, "3", "value", "2", "3"),
    "cases": (("2026-03-02", "probation"), 1, "other", "setting", "probation", "other"),
}


@pytest.mark.parametrize("kind", CHANGED)
def test_a_value_corrected_in_the_source_is_shown_with_both_and_taken_when_told(shared, take, kind):
    row, place, value, column, before, after = CHANGED[kind]
    take(kind, row)
    changed = (*row[:place], value, *row[place + 1 :])
    ((number, _, what),) = refused(take, kind, changed)
    assert number == 2
    assert f"“{before}”" in what
    assert f"“{after}”" in what
    trial = take(kind, changed, correct=[2], dry_run=True)
    (change,) = trial.changes
    assert (change.row, change.before, change.after) == (2, before, after)
    table = trial.corrected
    done = take(kind, changed, correct=[2])
    beside = {"mandates": 1} if kind == "cases" else {}
    assert (done.new, done.there, done.corrected) == ({}, beside, table)
    rows = getattr(shared, kind)() if kind == "cases" else getattr(shared, kind)(take.code)
    mine = rows[rows["code" if kind == "cases" else "case"] == take.code]
    (kept,) = mine[column].tolist()
    assert str(kept).removesuffix(".0") == after
    assert take(kind, changed).there == table | beside
    assert shared.verify().ok


def test_a_correction_is_a_new_version_and_the_history_keeps_the_one_before(shared, take):
    take("contacts", *CONTACTS)
    before = shared.contacts(take.code)
    take("contacts", (*CONTACTS[0][:2], "45", CONTACTS[0][3]), *CONTACTS[1:], correct="all")
    after = shared.contacts(take.code)
    assert sorted(after["id"]) == sorted(before["id"])
    versions = [shared.find(Contact, each).row_version for each in sorted(after["id"])]
    assert sorted(versions) == [1, 1, 2]


def test_only_the_named_rows_are_corrected(take):
    take("contacts", *CONTACTS)
    rows = [(*row[:2], str(int(row[2]) + 1), row[3]) for row in CONTACTS]
    assert [row for row, *_ in refused(take, "contacts", *rows, correct=[2, 4])] == [3]
    assert take("contacts", *rows[:1], *rows[2:], correct="2, 3").corrected == {"contacts": 2}


def test_there_and_back_again_is_three_versions(shared, take):
    """The same file may correct the same record twice, with another one in between."""
    one, other = CONTACTS[0], (*CONTACTS[0][:2], "45", CONTACTS[0][3])
    take("contacts", one)
    for row in (other, one, other):
        assert take("contacts", row, correct="all").corrected == {"contacts": 1}
    (id,) = shared.contacts(take.code)["id"]
    assert shared.find(Contact, id).row_version == 4
    assert shared.find(Contact, id).length_minutes == 45


def test_what_a_record_said_before_its_correction_can_come_in_as_another(shared, take):
    one, other = CONTACTS[0], (*CONTACTS[0][:2], "45", CONTACTS[0][3])
    take("contacts", one)
    take("contacts", other, correct="all")
    assert take("contacts", other, one).new == {"contacts": 1}
    assert len(shared.contacts(take.code)) == 2


def test_a_row_that_says_something_else_altogether_is_new(take):
    take("contacts", CONTACTS[1])
    assert take("contacts", ("2026-03-02", "Office", "60", "Met the teacher.")).new == {
        "contacts": 1
    }


def test_a_row_can_be_said_to_be_another_one(shared, take):
    take("contacts", CONTACTS[0])
    near = (*CONTACTS[0][:2], "45", CONTACTS[0][3])
    assert take("contacts", near, as_new=[2]).new == {"contacts": 1}
    assert take("contacts", CONTACTS[0], near).there == {"contacts": 2}


def test_where_two_rows_come_equally_near_it_is_said_that_nobody_can_tell(take):
    take("contacts", ("2026-03-02", "Phone", "5", "Rang. No answer."))
    two = [("2026-03-02", "Phone", minutes, "Rang. No answer.") for minutes in ("6", "7")]
    found = refused(take, "contacts", *two, correct="all")
    assert [row for row, *_ in found] == [2, 3]
    assert "cannot be told" in found[0][2]
    done = take("contacts", *two, correct="2", as_new="3")
    assert (done.new, done.corrected) == ({"contacts": 1}, {"contacts": 1})


def test_of_two_equal_records_one_can_be_corrected(shared, take):
    call = ("2026-03-02", "Phone", "5", "Rang. No answer.")
    take("contacts", call, call)
    other = ("2026-03-02", "Phone", "6", "Rang. No answer.")
    assert take("contacts", call, other, correct="all").corrected == {"contacts": 1}
    assert sorted(shared.contacts(take.code)["length_minutes"]) == [5, 6]


def test_the_nearest_record_is_the_one_that_is_meant(take):
    take("contacts", *CONTACTS[:2])
    rows = [
        ("2026-03-02", "Phone", "5", "Rang back in the morning."),
        ("2026-03-02", "Office", "45", "Came on time and spoke first."),
    ]
    changes = take("contacts", *rows, correct="all").preview.changes
    assert {(each.row, each.before) for each in changes} == {
        (2, "Rang back in the evening."),
        (3, "40"),
    }


def test_a_value_that_a_correction_may_not_have_is_a_problem(take):
    promise = ("2026-03-02", "Ring the school.", "2026-04-01", "open")
    take("promises", promise)
    ((row, column, _),) = refused(
        take, "promises", (*promise[:2], "2026-02-01", "open"), correct="all"
    )
    assert (row, column) == (2, "due")


def test_a_row_that_is_not_there_cannot_be_named(take):
    with pytest.raises(InvalidImport, match="no row 99"):
        take("contacts", *CONTACTS, correct=[99])
    with pytest.raises(InvalidImport, match="no row 1 "):
        take("contacts", *CONTACTS, as_new="1")


def test_a_row_with_nothing_to_correct_is_told(take):
    take("contacts", *CONTACTS)
    (remark,) = take("contacts", *CONTACTS, correct="2,3").preview.remarks
    assert remark == "Rows 2, 3 say nothing else than the store, so there was nothing to correct."


def test_a_rating_in_a_contact_is_known_again_without_it(shared, take):
    """A file of ratings does not say in which contact they were given."""
    take("ratings", ("2026-03-02", "worker", "2", ""))
    (id,) = shared.ratings(take.code)["id"]
    take("contacts", CONTACTS[0])
    rating = shared.find(Rating, id)
    rating.contact_id = shared.contacts(take.code)["id"].iloc[0]
    shared.save(rating)
    assert take("ratings", ("2026-03-02", "worker", "2", "")).there == {"ratings": 1}
    ((row, _, what),) = refused(take, "ratings", ("2026-03-02", "worker", "3", ""))
    assert row == 2
    assert "“2”" in what


def test_in_an_export_a_row_is_named_with_its_table(shared, take, tmp_path):
    take("contacts", *CONTACTS)
    path = exchange.export(shared, tmp_path / "out", case=take.code).path
    contacts = path / "contacts.csv"
    text = contacts.read_text(encoding="utf-8-sig")
    contacts.write_text(text.replace("Was late.", "Was early."), encoding="utf-8")
    with pytest.raises(InvalidImport) as error:
        exchange.import_file(path, None, shared)
    (problem,) = error.value.problems
    assert problem.table == "contacts"
    with pytest.raises(InvalidImport, match=f"contacts:{problem.row}|ratings:{problem.row}"):
        exchange.import_file(path, None, shared, correct=[problem.row])
    done = exchange.import_file(path, None, shared, correct=[f"contacts:{problem.row}"])
    assert done.corrected == {"contacts": 1}
    assert "Was early." in shared.contacts(take.code)["story"].tolist()


def test_a_row_whose_day_was_corrected_is_told_and_moves_the_record_when_asked(shared, take):
    take("contacts", *CONTACTS)
    rows = (("2026-03-10", *CONTACTS[0][1:]), *CONTACTS[1:])
    trial = take("contacts", *rows, dry_run=True)
    assert trial.new == {"contacts": 1}
    (remark,) = trial.remarks
    assert "Row 2 is new. The store has the same of case" in remark
    assert "on 2 March 2026" in remark
    (change,) = take("contacts", *rows, correct="2").preview.changes
    assert (change.before, change.after) == ("2 March 2026", "10 March 2026")
    assert len(shared.contacts(take.code)) == 3
    assert take("contacts", *rows).there == {"contacts": 3}


def test_the_same_words_on_two_days_that_the_file_has_are_two_contacts(take):
    take("contacts", CONTACTS[0])
    later = ("2026-03-10", *CONTACTS[0][1:])
    assert take("contacts", CONTACTS[0], later, dry_run=True).remarks == ()

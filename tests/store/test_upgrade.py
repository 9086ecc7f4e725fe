import datetime as dt
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from supervision_kit.errors import NewerSchema, StaleRecord, StoreError
from supervision_kit.records import Case, Event, Mandate, Person, Rating, WorkerSpell
from supervision_kit.store import inspect, last_backup, migrate, open_store
from supervision_kit.store.engine import make_engine, read_url
from supervision_kit.store.shape import shape_of

DAY = dt.date(2026, 3, 2)
NOW = migrate.head()
#: A store file of each form that was ever given out, as it was then.
RELEASED = sorted((Path(__file__).parent / "data").glob("released-*.sqlite"))
HEADING = f"""
from alembic import op
import sqlalchemy as sa

revision = "later"
down_revision = "{NOW}"


def upgrade():
"""
ADD_COLUMN = """
    op.add_column("events", sa.Column("place", sa.Text, nullable=False, server_default=""))
"""
#: What a table looks like after a column and a CHECK were added to it.
NEW_SAVES = """
CREATE TABLE saves (
  save_id TEXT NOT NULL,
  author TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  place TEXT NOT NULL DEFAULT 'office',
  digest TEXT NOT NULL,
  CONSTRAINT pk_saves PRIMARY KEY (save_id),
  CONSTRAINT ck_saves_save_id CHECK (length(save_id) BETWEEN 1 AND 100),
  CONSTRAINT ck_saves_place CHECK (place <> '')
) STRICT
"""
REMAKE = f"""
    from supervision_kit.store.migrate import remake_table
    remake_table(op.get_bind(), {NEW_SAVES.strip()!r}, {{"place": "'of ' || author"}})
"""
FAILING = {
    "halfway": ADD_COLUMN + "    op.execute('DROP TABLE nowhere')\n",
    "loose ends": "    op.execute('DELETE FROM cases')\n",
    "own error": ADD_COLUMN + "    raise ValueError('no')\n",
}


def later_version(folder, body):
    """Copy our migrations and add one, as a later version of this package would."""
    scripts = folder / "later"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(migrate.MIGRATION_SCRIPTS, scripts, ignore=ignored)
    (scripts / "versions" / "later.py").write_text(HEADING + body)
    return scripts


@pytest.fixture
def filled(any_url, any_store):
    """Address of a store of this version with a case and an event."""
    case = Case(code="K-01", setting="probation", opened_on=DAY)
    any_store.save(case, Event(case_id=case.id, happened_on=DAY, kind="hearing", note="Moved."))
    any_store.close()
    return any_url


def test_an_upgrade_keeps_what_is_there(filled, tmp_path):
    with open_store(filled, author="tester", scripts=later_version(tmp_path, ADD_COLUMN)) as store:
        with store.engine.connect() as connection:
            assert migrate.current(connection) == "later"
            assert connection.execute(text("SELECT place FROM events")).all() == [("",)]
        assert list(store.events().note) == ["Moved."]
        assert store.verify().ok
        store.save(Event(case_id=store.case("K-01").id, happened_on=DAY, kind="relapse"))


@pytest.mark.parametrize("released", RELEASED, ids=lambda each: each.stem)
def test_a_store_of_every_released_form_is_brought_up_to_date(tmp_path, released):
    path = Path(shutil.copy(released, tmp_path / "caseload.sqlite"))
    with open_store(path, author="tester") as store:
        assert_as_released(store, has_dismissals=released.stem > "released-0001")
    revision = released.stem.removeprefix("released-")
    assert last_backup(path).revision == revision
    assert inspect(path).ok


@pytest.mark.parametrize("released", RELEASED, ids=lambda each: each.stem)
def test_a_database_of_every_released_form_is_brought_up_to_date(postgresql_url, released):
    put_into_database(released, postgresql_url)
    with open_store(postgresql_url, author="tester") as store:
        assert_as_released(store, has_dismissals=released.stem > "released-0001")


def test_there_is_a_frozen_store_of_every_form_but_the_one_in_the_making():
    frozen = {each.stem.removeprefix("released-") for each in RELEASED}
    assert set(migrate.known()) - frozen <= {migrate.head()}


def assert_as_released(store, *, has_dismissals):
    """Say that all that was in a frozen store is still there, and can be gone on with."""
    with store.engine.connect() as connection:
        assert migrate.current(connection) == migrate.head()
    assert list(store.cases().code) == ["K-01", "K-02"]
    (story,) = store.contacts("K-01").story
    assert story == "Came late, stayed long. “I didn’t choose this.”"
    assert store.ratings("K-01").value.tolist() == [3, 2]
    assert store.ratings("K-02").not_rated.tolist() == ["declined"]
    assert list(store.events().note) == ["Moved to April."]
    assert list(store.promises().text) == ["Ask about the bus."]
    assert (len(store.plan_dates()), len(store.workers())) == (1, 1)
    assert list(store.cases().author) == ["first author"] * 2
    assert list(store.cases().mandate) == ["mandated", "non_voluntary"]
    assert list(store.read(Mandate).author) == ["first author"] * 2
    assert "AB" in list(store.read(Person).code)
    assert list(store.dismissals().author) == ["second author"] * has_dismissals
    store.author = "second author"
    assert store.draft("contact", "K-02").content == {"story": "Half a sent"}
    assert store.verify().problems == ()
    store.save(Event(case_id=store.case("K-01").id, happened_on=DAY, kind="relapse"))
    assert store.verify().ok


@pytest.fixture(params=["sqlite", "postgresql"])
def of_form_5(request, tmp_path):
    """The store frozen in form 0005, upgraded on each engine; by who wrote last there."""
    released = RELEASED[0].with_name("released-0005.sqlite")
    if request.param == "sqlite":
        place = shutil.copy(released, tmp_path / "caseload.sqlite")
    else:
        place = request.getfixturevalue("postgresql_url")
        put_into_database(released, place)
    with open_store(place, author="second author") as store:
        yield store


def test_whose_code_a_case_named_is_a_person_also_where_that_was_taken_back(of_form_5):
    people = of_form_5.read(Person).set_index("code")
    told = of_form_5.read(WorkerSpell, taken_back=True).sort_values("worker")
    assert told["worker"].tolist() == ["AB", "CD", "GH"]
    ids = [of_form_5.find(WorkerSpell, each).person_id for each in told["id"]]
    assert ids == people.loc[["AB", "CD", "GH"], "id"].tolist()
    # Whoever had the code CD is called CD2 since, and a case still named CD.
    assert people.loc[["CD", "CD2"], "author"].tolist() == ["supervision-kit", "second author"]
    assert people.loc[["AB", "CD", "GH"], "sign_in"].isna().all()
    assert of_form_5.verify().problems == ()


def test_an_upgrade_changes_nobody_s_name_below_a_record_and_no_history(of_form_5):
    told = of_form_5.read(WorkerSpell, taken_back=True).sort_values("worker")
    assert told["author"].tolist() == ["first author", "second author", "second author"]
    assert told["changed_by"].fillna("").tolist() == ["", "second author", "second author"]
    assert told["withdrawn_why"].tolist() == ["", "Never had it.", "Not that one either."]
    changes = of_form_5.changes("K-01")
    spells = changes[changes["table"] == "worker_spells"]
    assert spells["why"].tolist() == ["Never had it.", "Wrote down somebody else."]
    before, after = spells.iloc[1][["before", "after"]]
    assert (before["worker"], after["worker"]) == ("XY", "CD")


def test_what_was_taken_back_before_an_upgrade_is_brought_back_after_it(of_form_5):
    changes = of_form_5.changes("K-01")
    (taken_back,) = changes.loc[changes["why"] == "Never had it.", "save_id"]
    of_form_5.undo(taken_back)
    assert sorted(of_form_5.workers("K-01")["worker"]) == ["AB", "CD"]
    with pytest.raises(StaleRecord):
        of_form_5.undo(taken_back)
    assert of_form_5.verify().problems == ()


def test_what_was_half_typed_before_an_upgrade_is_there_after_it(of_form_5):
    drafts = of_form_5.drafts()
    typed = {
        each.form: of_form_5.draft(each.form, each.case).content.get("value")
        for each in drafts.itertuples()
    }
    assert [typed[form]["worker"] for form in ("event", "worker", "case")] == ["J", "KL", "MN"]
    assert typed["dismissal shift 0123456789abcdef"] == {"reason": "It was a holi"}


def put_into_database(released, url):
    """Put the rows of a frozen file into a database of the same form."""
    engine = make_engine(read_url(url))
    with closing(sqlite3.connect(released)) as raw, engine.begin() as connection:
        migrate.upgrade(connection, to=released.stem.removeprefix("released-"))
        tables = [
            row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in set(tables) - {"alembic_version"}:
            found = raw.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in found.description]
            marks = ", ".join(f":{name}" for name in names)
            put = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
            for row in found.fetchall():
                connection.execute(text(put), dict(zip(names, row, strict=True)))
    engine.dispose()


def test_an_upgraded_store_is_too_new_for_this_version(filled, tmp_path):
    open_store(filled, author="tester", scripts=later_version(tmp_path, ADD_COLUMN)).close()
    with pytest.raises(NewerSchema):
        open_store(filled, author="tester")


def test_an_upgrade_begins_with_a_checked_backup(store, tmp_path):
    store.save(Case(code="K-01", setting="probation", opened_on=DAY))
    store.close()
    path = Path(store.location)
    open_store(path, author="tester", scripts=later_version(tmp_path, ADD_COLUMN)).close()
    found = last_backup(path)
    assert found.file.endswith(f"-before-upgrade-from-{NOW}.sqlite")
    assert (found.revision, found.counts["cases"]) == (NOW, 1)
    with open_store(path.parent / "backups" / found.file, author="tester") as before:
        assert list(before.cases().code) == ["K-01"]


def test_without_a_backup_there_is_no_upgrade(store, tmp_path):
    (Path(store.location).parent / "backups").write_text("in the way")
    store.close()
    with pytest.raises(StoreError, match=r"backup .* could not be written"):
        open_store(store.location, author="tester", scripts=later_version(tmp_path, ADD_COLUMN))
    with open_store(store.location, author="tester") as same:
        assert same.counts()["cases"] == 0


def test_a_table_made_anew_keeps_its_rows_indexes_and_triggers(store, tmp_path):
    fill = Case(code="K-01", setting="probation", opened_on=DAY)
    store.save(fill)
    store.close()
    with store.engine.connect() as connection:
        before = shape_of(connection)
    scripts = later_version(tmp_path, REMAKE)
    with open_store(store.location, author="tester", scripts=scripts) as later:
        with later.engine.connect() as connection:
            after = shape_of(connection)
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
            assert set(connection.execute(text("SELECT place FROM saves"))) == {("of tester",)}
        changed = {part for part in before if before[part] != after.get(part)}
        assert changed == {("saves", "table", "saves")}
        assert after.keys() == before.keys()
        assert "ck_saves_place" in after["saves", "table", "saves"]
        assert later.verify().ok
        with (
            later.engine.connect() as connection,
            pytest.raises(IntegrityError, match="only added"),
        ):
            connection.execute(text("DELETE FROM saves"))


def test_every_table_can_be_made_anew_and_is_the_same_as_before(store, tmp_path):
    fill = Case(code="K-01", setting="probation", opened_on=DAY)
    rating = Rating(
        case_id=fill.id, rated_on=DAY, scale="engagement", dimension="investment",
        rater="worker", value=2,
    )  # fmt: skip
    store.save(fill, rating)
    lenient = make_engine(store.engine.url, foreign_keys=False)
    with lenient.begin() as connection:
        before = shape_of(connection)
        for part, declared in before.items():
            if part[1] == "table":
                migrate.remake_table(connection, declared)
        assert shape_of(connection) == before
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    lenient.dispose()
    assert store.verify().ok
    assert len(store.ratings()) == 1


@pytest.mark.parametrize("failing", FAILING)
def test_an_upgrade_that_fails_leaves_the_store_as_it_was(store, tmp_path, failing):
    case = Case(code="K-01", setting="probation", opened_on=DAY)
    store.save(case, Event(case_id=case.id, happened_on=DAY, kind="hearing"))
    store.close()
    scripts = later_version(tmp_path, FAILING[failing])
    with pytest.raises(StoreError, match="It is as it was before"):
        open_store(store.location, author="tester", scripts=scripts)
    with open_store(store.location, author="tester") as same:
        assert same.verify().ok
        assert list(same.cases().code) == ["K-01"]


def test_an_upgrade_that_is_done_is_not_done_again(filled, tmp_path):
    scripts = later_version(tmp_path, ADD_COLUMN)
    with open_store(filled, author="tester", scripts=scripts) as store:
        with store.engine.begin() as connection:
            migrate.upgrade(connection, scripts)
            assert migrate.current(connection) == "later"
        assert list(store.events().note) == ["Moved."]

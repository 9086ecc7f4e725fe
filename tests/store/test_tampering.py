"""Is every change that is made past the store found, and named by table and case?"""

import datetime as dt
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, Text, text
from sqlalchemy.exc import DBAPIError

from supervision_kit.cli import main
from supervision_kit.records import Case, Contact, Event, Participant, Rating, kinds
from supervision_kit.records.kept import CASE, HOUSE, PERSON, SUPERVISION, TEAM
from supervision_kit.store import inspect, open_store
from supervision_kit.store.tables import METADATA
from supervision_kit.store.verify import verify_all
from tests.conftest import lent
from tests.records.examples import one_of_each
from tests.store.conftest import database

DAY = dt.date(2026, 3, 2)
TABLES = [*(table.name for table in METADATA.sorted_tables), "alembic_version"]
ACTS = ["delete", "change", "insert", "replace"]
#: What is put in of these belongs to no case.
CASELESS = {"alembic_version", "saves", "salts", "history_heads", "wordings"}
#: How a room is named in a finding.
ROOMS = {
    CASE: "K-01",
    PERSON: "person W1",
    TEAM: "team W1",
    SUPERVISION: "supervision W1",
    HOUSE: "the house",
}
#: The room of a row, by its table; what is of all rooms is tried in the case's.
ROOM_OF = {kind.__tablename__: ROOMS[kind.kept.room] for kind in kinds()}
#: What has to differ in a row that is put in beside another.
OWN = {
    "id": "f" * 32,
    "code": "K-99",
    "sign_in": "another",
    "save_id": "another",
    "stream": "f" * 32,
    "rated_on": "2026-03-20",
    "marked_on": "2026-03-20",
    "since_on": "2026-03-20",
    "looked_on": "2026-03-20",
    "from_on": "2026-03-20",
    "question": "saw_new",
    "record_id": "f" * 32,
    "version_num": "9999",
    "author": "another",
    "called": "Another",
}


def fill(store):
    """Save one record of each kind in K-01, by two people, and a draft."""
    case = Case(code="K-01", setting="probation", opened_on=DAY)
    records = {type(each): each for each in one_of_each(case.id)}
    contact, rating, event = records[Contact], records[Rating], records[Event]
    contact.length_minutes, rating.contact_id = 40, contact.id
    first = (contact, records[Participant], rating)
    store.save(case, *first)
    store.author = "second"
    store.save(*(each for each in records.values() if each not in first))
    event.note = "Two."
    store.save(event)
    store.keep_draft("contact", "K-01", {"story": "Half"})


def other(column, value):
    """Give another value that the column could hold."""
    name = column.name
    if isinstance(value, int):
        return value + 50
    if isinstance(value, float):
        return value + 1.0
    if isinstance(value, dt.datetime | dt.date):
        return value + dt.timedelta(days=1)
    if name.endswith("_on"):
        return "2026-03-05"
    if name.endswith("_at"):
        return "2026-03-05T09:00:00.000000Z"
    if isinstance(column.type, Integer):
        return 7
    if value is None or len(value) != 32:
        return f"{value or ''}x"
    return value[:-1] + ("0" if value[-1] != "0" else "1")


def column_of(table, name):
    """The declared column; the table of the migrations is not ours to declare."""
    declared = METADATA.tables.get(table)
    return Column(name, Text) if declared is None else declared.c[name]


def variants(table, act, columns, row):
    """Give the statements of an act, with their values: a change for each of the columns."""
    found = dict(zip(columns, row, strict=True))
    where = " AND ".join(f"{name} IS NOT DISTINCT FROM :old_{name}" for name in columns)
    old = {f"old_{name}": value for name, value in found.items()}
    put = f"INTO {table} VALUES ({', '.join(f':{name}' for name in columns)})"
    if act == "delete":
        yield [(f"DELETE FROM {table} WHERE {where}", old)]
    if act == "insert":
        changed = {name: OWN.get(name, value) for name, value in found.items()}
        if table == "contact_people":  # somebody is at a contact once
            changed["contact_id"] = "f" * 32
        yield [(f"INSERT {put}", changed | ({"seq": 99} if "seq" in found else {}))]
    if act == "change":
        for name, value in found.items():
            new = {"new": other(column_of(table, name), value)}
            yield [(f"UPDATE {table} SET {name} = :new WHERE {where}", {**old, **new})]
    if act == "replace":
        name = columns[-2] if columns[-1] == "row_version" else columns[-1]
        changed = {**found, name: other(column_of(table, name), found[name])}
        yield [(f"DELETE FROM {table} WHERE {where}", old), (f"INSERT {put}", changed)]


def names(problems, table, act):
    """Say whether a finding is told by its table, and by its case if it has one."""
    if table in CASELESS and (act == "insert" or table == "alembic_version"):
        rooms = [""]
    else:
        rooms = [ROOM_OF.get(table, "K-01"), "ffffffff"]
        # A save says nothing of the room it was made in: the first is of whoever is at work.
        rooms += ["the house"] if table == "saves" else []
    return any(
        table in told.split(":")[0].split(", ") and any(room in told for room in rooms)
        for told in problems
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A closed store file with a record of every kind."""
    path = tmp_path_factory.mktemp("whole") / "caseload.sqlite"
    with open_store(path, create=True, author="first") as store:
        fill(store)
    assert inspect(path).ok
    with lent(path):
        yield path


@pytest.fixture(scope="module")
def whole_database(postgresql):
    """A store on a server with a record of every kind; what is done to it has to be undone."""
    with (
        database(postgresql) as address,
        open_store(address, create=True, author="first") as store,
    ):
        fill(store)
        before = everything_in(store)
        yield store
        assert everything_in(store) == before


def everything_in(store):
    """Give all rows of all tables, and what guards them."""
    with store.engine.connect() as connection:
        tables = {name: connection.execute(text(f"TABLE {name}")).all() for name in TABLES}
        guards = text("SELECT tgrelid, tgname, tgenabled FROM pg_trigger ORDER BY 1, 2")
        return tables, connection.execute(guards).all()


def tamper(path, table, statements, *, guarded):
    """Do something with plain SQL to a file; say whether it was done."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        guards = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", [table]
        ).fetchall()
        raw.execute("BEGIN")
        for name, _sql in guards if not guarded else []:
            raw.execute(f"DROP TRIGGER {name}")
        try:
            for statement, values in statements:
                raw.execute(statement.replace("IS NOT DISTINCT FROM", "IS"), values)
        except sqlite3.IntegrityError:
            raw.execute("ROLLBACK")
            return False
        for _name, sql in guards if not guarded else []:
            raw.execute(sql)
        raw.execute("COMMIT")
        return True


def rows_of(path, table):
    with closing(sqlite3.connect(path)) as raw:
        found = raw.execute(f"SELECT * FROM {table}")
        return [column[0] for column in found.description], found.fetchall()


def telling(rows, cases):
    """Give a row of the case, in a table that has any, and else the first."""
    return next((row for row in rows if cases[0][0] in row), rows[0])


@pytest.mark.parametrize("guarded", [False, True], ids=["triggers dropped", "triggers in place"])
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("table", TABLES)
def test_a_row_tampered_with_in_a_file_is_found(whole, tmp_path, table, act, guarded):
    path, done = tmp_path / "caseload.sqlite", 0
    columns, rows = rows_of(whole, table)
    for statements in variants(table, act, columns, telling(rows, rows_of(whole, "cases")[1])):
        shutil.copy(whole, path)
        if not tamper(path, table, statements, guarded=guarded):
            assert guarded, statements
            continue
        done += 1
        seen = inspect(path)
        if table == "drafts":
            assert seen.ok, statements
        else:
            assert names(seen.problems, table, act), (statements, seen.problems)
            assert not seen.ok
    assert done or guarded


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("table", TABLES)
def test_a_row_tampered_with_on_a_server_is_found(whole_database, table, act):
    done = 0
    with whole_database.engine.connect() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        found = connection.execute(text(f"SELECT * FROM {table}"))
        columns, rows = list(found.keys()), found.all()
        row = telling(rows, connection.execute(text("SELECT id FROM cases")).all())
        for statements in variants(table, act, columns, row):
            with suppress(DBAPIError), connection.begin_nested() as undone:
                for statement, values in statements:
                    connection.execute(text(statement), values)
                done += 1
                seen = verify_all(connection)
                if table == "drafts":
                    assert seen.ok, statements
                else:
                    assert names(seen.problems, table, act), (statements, seen.problems)
                undone.rollback()
    assert done


def test_the_place_of_a_record_alone_in_its_save_is_compared_too(whole, tmp_path):
    path = Path(shutil.copy(whole, tmp_path))
    alone = "(SELECT save_id FROM revisions GROUP BY save_id HAVING count(*) = 1)"
    change = f"UPDATE revisions SET position = 7 WHERE save_id IN {alone}"
    assert tamper(path, "revisions", [(change, {})], guarded=False)
    assert "revisions: a saved state of case K-01 is not as it was saved." in inspect(path).problems


def test_the_salts_of_a_case_cannot_be_deleted_to_hide_a_change(any_store):
    fill(any_store)
    with pytest.raises(DBAPIError, match="history is only added to"), any_store.engine.begin() as c:
        c.execute(text("DELETE FROM salts"))


def test_check_says_which_table_and_case_and_leaves_the_file_as_it_is(whole, tmp_path, capsys):
    path = Path(shutil.copy(whole, tmp_path))
    story = "UPDATE contacts SET story = 'Something else.'"
    assert tamper(path, "contacts", [(story, {})], guarded=True)
    before = path.read_bytes()
    assert main(["check", str(path)]) == 1
    told = capsys.readouterr().out
    assert "contacts: record" in told
    assert "of case K-01 is not as it was last saved" in told
    assert "Something else" not in told
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kind", ["trigger", "index"])
def test_a_trigger_or_index_that_was_taken_off_is_found(whole, tmp_path, kind):
    path = Path(shutil.copy(whole, tmp_path))
    with closing(sqlite3.connect(path)) as raw:
        parts = raw.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = ? AND sql IS NOT NULL", [kind]
        ).fetchall()
    assert len(parts) > 5
    for name, table in parts:
        shutil.copy(whole, path)
        with closing(sqlite3.connect(path)) as raw:
            raw.execute(f"DROP {kind} {name}")
            raw.commit()
        assert f"{table}: the {kind} {name} is missing." in inspect(path).problems


def test_a_rule_that_was_taken_off_a_table_is_found(whole, tmp_path):
    path = Path(shutil.copy(whole, tmp_path))
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA writable_schema = ON")
        raw.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'BETWEEN 0 AND 1440', 'BETWEEN 0 AND 9')"
        )
        raw.commit()
    assert "contacts: the table contacts is not as it was made." in inspect(path).problems


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("DROP TRIGGER salts_only_added_to ON salts", "the trigger salts_only_added_to is missing"),
        ("ALTER TABLE saves DISABLE TRIGGER USER", "the trigger saves_only_added_to is not as it"),
        ("ALTER TABLE cases DROP CONSTRAINT ck_cases_code", "the rule ck_cases_code is missing"),
        ("DROP INDEX ix_events_case_id_happened_on", "the index ix_events_case_id_happened_on is"),
        ("ALTER TABLE events ADD COLUMN place TEXT", "the column place was added"),
        (
            "CREATE OR REPLACE FUNCTION history_only_added_to() RETURNS trigger LANGUAGE plpgsql "
            "AS 'BEGIN RETURN NULL; END'",
            "the trigger wordings_only_added_to is not as it was made",
        ),
    ],
)
def test_what_protects_a_database_and_was_taken_off_is_found(postgresql_url, change, found):
    with open_store(postgresql_url, create=True, author="tester") as store:
        with store.engine.begin() as connection:
            connection.execute(text(change))
        assert any(found in told for told in store.verify().problems)


def test_a_check_of_a_database_leaves_nothing_behind(postgresql_url):
    query = text("SELECT nspname FROM pg_namespace ORDER BY nspname")
    with open_store(postgresql_url, create=True, author="tester") as store:
        fill(store)
        with store.engine.connect() as connection:
            before = connection.execute(query).all()
        assert main(["check", postgresql_url]) == 0
        with store.engine.connect() as connection:
            assert connection.execute(query).all() == before

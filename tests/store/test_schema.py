"""Do the migrations make the tables that the declarations describe?"""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from supervision_kit.records import Record
from supervision_kit.store import migrate, open_store
from supervision_kit.store.shape import shape_of
from supervision_kit.store.tables import METADATA


def shape_declared(store):
    """Say what a store has whose tables are made straight from the declarations."""
    if store.engine.dialect.name == "sqlite":
        engine = create_engine("sqlite://")
        with engine.begin() as connection:
            METADATA.create_all(connection)
            return shape_of(connection)
    with store.engine.connect() as connection:  # rolled back at the end
        connection.execute(text("CREATE SCHEMA declared"))
        connection.execute(text("SET LOCAL search_path = declared"))
        METADATA.create_all(connection, checkfirst=False)
        return shape_of(connection)


def shape_migrated(store):
    with store.engine.connect() as connection:
        found = shape_of(connection)
    return {part: told for part, told in found.items() if part[0] != "alembic_version"}


def test_migrations_and_declarations_give_the_same_columns_checks_indexes_and_triggers(any_store):
    found, declared = shape_migrated(any_store), shape_declared(any_store)
    assert found == declared
    assert {kind for _table, kind, _name in found} >= {"index", "trigger"}
    assert len(found) > 35


@pytest.mark.parametrize(
    "taken_out",
    [
        r"  CONSTRAINT ck_dismissals_rule CHECK .*\n",
        r"CREATE INDEX ix_dismissals_.*",
        r"CREATE TRIGGER ratings_on_scale[^$]*?(?=\n\n)",
        r"  CONSTRAINT uq_cases_code UNIQUE .*\n",
        r"(?<=  summary TEXT) NOT NULL",
    ],
)
def test_what_is_forgotten_in_the_migrations_is_seen(any_url, tmp_path, taken_out):
    scripts, n_forgotten = Path(shutil.copytree(migrate.MIGRATION_SCRIPTS, tmp_path / "scripts")), 0
    for file in (scripts / "versions").glob("*.sql"):  # a later one may make a table anew
        left, n = re.subn(taken_out, "", file.read_text(), count=1)
        file.write_text(left)
        n_forgotten += n
    assert n_forgotten >= 2
    with open_store(any_url, create=True, author="tester", scripts=scripts) as store:
        assert shape_migrated(store) != shape_declared(store)


def test_every_table_is_strict_and_every_record_has_its_checks(store):
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    with store.engine.connect() as connection:
        tables = {row.name: row.sql for row in connection.execute(query)}
    for name, sql in tables.items():
        assert "STRICT" in sql or name == "alembic_version"
    for mapper in Record.registry.mappers:
        sql = tables[mapper.class_.__tablename__]
        for column in mapper.class_.__table__.columns:
            assert re.search(rf"CHECK \(.*\b{column.name}\b", sql), column


def test_the_store_says_which_form_it_has(any_store):
    with any_store.engine.connect() as connection:
        assert migrate.current(connection) == migrate.head()


CASE = {
    "id": "a" * 32,
    "code": "K-01",
    "setting": "probation",
    "opened_on": "2026-03-02",
    "summary": "",
    "row_version": 1,
}


MANDATE = {
    "id": "b" * 32,
    "case_id": CASE["id"],
    "from_on": "2026-03-02",
    "mandate": "mandated",
    "legal_basis": "",
    "pressure_from": "",
    "message": "",
    "contact_every_days": 14,
    "reason": "",
    "withdrawn_why": "",
    "row_version": 1,
}


def put_in(store, table="cases", /, **changed):
    row = (CASE if table == "cases" else MANDATE) | changed
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    with store.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)


def test_the_database_takes_a_sound_row(store):
    put_in(store)
    put_in(store, "mandates")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("opened_on", "1999-12-31"),
        ("opened_on", "2026-02-30"),
        ("opened_on", "2.3.2026"),
        ("opened_on", "2026-03-02 10:00"),
        ("opened_on", None),
        ("code", "k-01"),
        ("code", "K"),
        ("code", "K" * 21),
        ("id", "a"),
        ("summary", "x" * 10_001),
        ("row_version", 0),
    ],
)
def test_the_database_itself_refuses_a_value(store, column, value):
    with pytest.raises((IntegrityError, sqlite3.IntegrityError)):
        put_in(store, **{column: value})


@pytest.mark.parametrize("value", ["seven", 0, 2.5])
def test_the_database_itself_refuses_what_is_no_whole_number(store, value):
    put_in(store)
    with pytest.raises((IntegrityError, sqlite3.IntegrityError)):
        put_in(store, "mandates", contact_every_days=value)

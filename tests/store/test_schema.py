"""Do the migrations make the tables that the declarations describe?"""

import re
import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from supervision_kit.records import Record
from supervision_kit.store import migrate
from supervision_kit.store.tables import METADATA


def squeezed(sql):
    return re.sub(r"\s+", " ", sql.strip().rstrip(";"))


def test_migrations_and_declarations_give_the_same_tables(any_store):
    with any_store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_migrations_and_declarations_give_the_same_checks(store, tmp_path):
    """Alembic does not compare CHECKs: the tables' own texts do."""
    declared = create_engine(f"sqlite:///{tmp_path / 'declared.sqlite'}")
    METADATA.create_all(declared)
    query = text(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL "
        "AND name NOT LIKE 'alembic%' ORDER BY name"
    )
    with declared.connect() as one, store.engine.connect() as other:
        expected = [(row.name, squeezed(row.sql)) for row in one.execute(query)]
        found = [(row.name, squeezed(row.sql)) for row in other.execute(query)]
    declared.dispose()
    assert len(found) > 20
    assert found == expected


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
    "mandate": "mandated",
    "legal_basis": "",
    "pressure_from": "",
    "opened_on": "2026-03-02",
    "contact_every_days": 14,
    "summary": "",
    "row_version": 1,
}


def put_in(store, **changed):
    row = CASE | changed
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    with store.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO cases ({names}) VALUES ({marks})"), row)


def test_the_database_takes_a_sound_row(store):
    put_in(store)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("contact_every_days", "seven"),
        ("contact_every_days", 0),
        ("contact_every_days", 2.5),
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

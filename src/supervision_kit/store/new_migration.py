"""What does a store lack to be as the records are declared, as SQL for both engines?

    python -m supervision_kit.store.new_migration a_venue "The venue of an event."

writes a migration: its Python file and one of SQL for each engine, from the difference between
what the migrations so far make and what the records declare. The files are then kept as they are:
later declarations do not change them. What rows that are there become is for a person to add.
"""

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Column, Connection, Dialect, Index, Table, create_engine, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import AddConstraint, Constraint, CreateIndex, CreateTable

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say
from supervision_kit.records.triggers import triggers_of
from supervision_kit.store import migrate
from supervision_kit.store.tables import METADATA

_SCRIPT = '''"""{sentence}

Kept as SQL, exactly as it was, so that it stays the same however the declarations change.
"""

from alembic import op

from supervision_kit.store.migrate import run_sql

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    """Do what the file for this engine says."""
    run_sql(op.get_bind(), __file__)
'''
_HEAD = "-- {sentence} Statements are parted by empty lines.\n\n"
_CONSTRAINT = re.compile(r"^CONSTRAINT (\w+) (.*?),?$", re.M)
_POSTGRESQL = postgresql.dialect()


@dataclass(frozen=True)
class DeclaredTable:
    """A table as some store has it.

    Attributes
    ----------
    declared : str
        The whole ``CREATE TABLE``.
    columns : list of str
        Names.
    constraints : dict of str to str
        What each demands, by name.
    beside : dict of str to str
        Its indexes and triggers by name, each the whole statement.
    """

    declared: str = ""
    columns: list[str] = field(default_factory=list)
    constraints: dict[str, str] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)


def write_migration(
    name: str, sentence: str, scripts: Path = migrate.MIGRATION_SCRIPTS
) -> list[Path]:
    """Write the files of a migration.

    Parameters
    ----------
    name : str
        What it is called, such as ``a_venue``.
    sentence : str
        What it brings.
    scripts : Path
        Folder of the migrations.

    Returns
    -------
    list of Path
        The Python file, and the SQL for SQLite and for PostgreSQL.

    Raises
    ------
    StoreError
        If the store is as declared already, or a column cannot be added to rows that are there.
    """
    before = migrate.head(scripts)
    there, due = _made(scripts), _made(None)
    if there == due:
        raise StoreError(say("store.nothing_to_migrate"))
    revision = f"{int(before) + 1:04d}"
    script = _SCRIPT.format(sentence=sentence, revision=revision, before=before)
    head = _HEAD.format(sentence=sentence)
    path = scripts / "versions" / f"{revision}_{name}.py"
    texts = {
        path: script,
        path.with_suffix(".sqlite.sql"): head + _joined(_for_sqlite(there, due)),
        path.with_suffix(".postgresql.sql"): head + _joined(_for_postgresql(there, due)),
    }
    for each, content in texts.items():
        each.write_text(content, "utf-8")
    return list(texts)


def _joined(statements: Iterator[str]) -> str:
    return "\n\n".join(_tidied(each) + ";" for each in statements) + "\n"


def _tidied(statement: str) -> str:
    lines = (line.replace("\t", "  ").rstrip() for line in statement.strip().splitlines())
    return "\n".join(line for line in lines if line)


def _made(scripts: Path | None) -> dict[str, DeclaredTable]:
    """Make an empty store by the migrations, or straight from the declarations, and read it."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            if scripts is None:
                METADATA.create_all(connection)
            else:
                migrate.upgrade(connection, scripts)
            return {name: _table(connection, name) for name in METADATA.tables}
    finally:
        engine.dispose()


def _table(connection: Connection, name: str) -> DeclaredTable:
    query = "SELECT name, type, sql FROM sqlite_master WHERE tbl_name = :name AND sql IS NOT NULL"
    found = connection.execute(text(query), {"name": name}).all()
    if not found:
        return DeclaredTable()
    (declared,) = [_tidied(row.sql) for row in found if row.type == "table"]
    unindented = "\n".join(line.strip() for line in declared.splitlines())
    return DeclaredTable(
        declared,
        [each["name"] for each in inspect(connection).get_columns(name)],
        dict(_CONSTRAINT.findall(unindented)),
        {row.name: _tidied(row.sql).rstrip(";") for row in found if row.type != "table"},
    )


def _for_sqlite(there: dict[str, DeclaredTable], due: dict[str, DeclaredTable]) -> Iterator[str]:
    for table in METADATA.sorted_tables:
        old, new = there[table.name], due[table.name]
        for name, statement in old.beside.items():
            if new.beside.get(name) != statement:
                yield f"DROP {'INDEX' if _is_index(statement) else 'TRIGGER'} {name}"
        if (old.columns, old.constraints) != (new.columns, new.constraints):
            if old.declared:
                yield from _filled(table, old)
            yield new.declared
        for name, statement in new.beside.items():
            if old.beside.get(name) != statement:
                yield statement


def _filled(table: Table, old: DeclaredTable) -> Iterator[str]:
    """Give rows that are there what a new column declares; the table is made anew after it."""
    for column in table.columns:
        value = _value(column)
        if column.name not in old.columns and value and not column.nullable:
            yield f"ALTER TABLE {table.name} ADD COLUMN {column.name} TEXT NOT NULL DEFAULT {value}"


def _value(column: Column) -> str:
    """Give what a text column declares for rows that say nothing, as SQL; "" for nothing."""
    default = getattr(column.default, "arg", None)
    return f"'{default}'" if isinstance(default, str) and default else ""


def _for_postgresql(
    there: dict[str, DeclaredTable], due: dict[str, DeclaredTable]
) -> Iterator[str]:
    for table in METADATA.sorted_tables:
        old, new = there[table.name], due[table.name]
        if not old.declared:
            yield _written(CreateTable(table))
            yield from map(_index, sorted(table.indexes, key=lambda each: str(each.name)))
            yield from triggers_of(table, "postgresql")
            continue
        yield from _changed(table, old, new)


def _changed(table: Table, old: DeclaredTable, new: DeclaredTable) -> Iterator[str]:
    alter = f"ALTER TABLE {table.name}"
    for name in old.constraints:
        if old.constraints[name] != new.constraints.get(name) and not name.endswith("_real"):
            yield f"{alter} DROP CONSTRAINT {name}"
    for name in old.columns:
        if name not in new.columns:
            yield f"{alter} DROP COLUMN {name}"
    for column in table.columns:
        if column.name not in old.columns:
            yield from _added(alter, column)
    named = {_name(each): each for each in table.constraints}
    for name, told in new.constraints.items():
        if old.constraints.get(name) != told and not name.endswith("_real"):
            yield _written(AddConstraint(named[name]))
    indexes = {name: told for name, told in old.beside.items() if _is_index(told)}
    for name, told in indexes.items():
        if new.beside.get(name) != told:
            yield f"DROP INDEX {name}"
    for index in table.indexes:
        name = str(index.name)
        if indexes.get(name) != new.beside[name]:
            yield _index(index)
    if _triggers(old) != _triggers(new):
        yield from _triggers_anew(table)


def _is_index(statement: str) -> bool:
    return " INDEX " in statement.partition("(")[0]


def _triggers(made: DeclaredTable) -> dict[str, str]:
    return {name: told for name, told in made.beside.items() if not _is_index(told)}


def _triggers_anew(table: Table) -> Iterator[str]:
    """Make the triggers of a table as declared; one under an old name is for a person to drop."""
    for statement in triggers_of(table, "postgresql"):
        if statement.startswith("CREATE TRIGGER "):
            yield f"DROP TRIGGER IF EXISTS {statement.split()[2]} ON {table.name}"
        yield statement


def _added(alter: str, column: Column) -> Iterator[str]:
    """Add a column to rows that are there: a text as declared or empty, anything else missing."""
    kind = column.type.compile(_POSTGRESQL)
    if column.nullable:
        yield f"{alter} ADD COLUMN {column.name} {kind}"
    elif kind == "TEXT":
        value = _value(column) or "''"
        yield f"{alter} ADD COLUMN {column.name} {kind} NOT NULL DEFAULT {value}"
        yield f"{alter} ALTER COLUMN {column.name} DROP DEFAULT"
    else:
        raise StoreError(say("store.column_needs_a_value", column=column.name))


def _name(constraint: Constraint) -> str:
    return str(_POSTGRESQL.identifier_preparer.format_constraint(constraint))


def _index(index: Index) -> str:
    return _written(CreateIndex(index))


def _written(element: CreateTable | CreateIndex | AddConstraint) -> str:
    dialect: Dialect = _POSTGRESQL
    return str(element.compile(dialect=dialect)).strip()


def _main(arguments: list[str] | None = None) -> None:
    """Write a migration and say which files it has."""
    parser = argparse.ArgumentParser(description="Write a migration.")
    parser.add_argument("name", help="what it is called, such as a_venue")
    parser.add_argument("sentence", help="what it brings")
    given = parser.parse_args(arguments)
    for path in write_migration(given.name, given.sentence):
        print(path)


if __name__ == "__main__":
    _main()

"""Which tables, columns, rules, indexes and triggers does a store have?

A store whose rows are right can still have lost what protects them. Its shape is compared with
that of an empty store of the same form, made by the same migrations.
"""

import re
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import ProgrammingError

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say
from supervision_kit.store import migrate

_SCHEMA = "kit_as_declared"

_SQLITE = """
SELECT tbl_name AS of, type AS kind, name, sql AS told FROM sqlite_master
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
"""

_POSTGRESQL = """
WITH tables AS (
  SELECT oid, relname FROM pg_class
  WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
)
SELECT relname AS of, 'column' AS kind, attname AS name,
  concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attcollation::regcollation,
    pg_get_expr(adbin, adrelid)) AS told
FROM tables JOIN pg_attribute ON attrelid = tables.oid
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attnum > 0 AND NOT attisdropped
UNION ALL
SELECT relname, 'rule', conname, pg_get_constraintdef(pg_constraint.oid) || convalidated
FROM tables JOIN pg_constraint ON conrelid = tables.oid WHERE contype <> 'n'
UNION ALL
SELECT relname, 'index', indexrelid::regclass::text,
  replace(pg_get_indexdef(indexrelid), current_schema() || '.', '')
FROM tables JOIN pg_index ON indrelid = tables.oid
UNION ALL
SELECT relname, 'trigger', tgname,
  pg_get_triggerdef(pg_trigger.oid, true) || tgenabled::text || prosrc
FROM tables JOIN pg_trigger ON tgrelid = tables.oid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal
"""

#: What something is (its table, kind and name), and how it is declared.
Shape = dict[tuple[str, str, str], str]

#: Shapes once made: making one takes longer than all else that a check of a small store does.
_DUE: dict[tuple[object, ...], Shape] = {}


def shape_of(connection: Connection) -> Shape:
    """Read what a store has.

    Returns
    -------
    dict
        How each part is declared, by its table, its kind (``table``, ``index``, ``trigger``, and on
        PostgreSQL ``column`` and ``rule``) and its name.
    """
    query = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    rows = connection.execute(text(query))
    return {(row.of, row.kind, row.name): _squeezed(row.told) for row in rows}


def _squeezed(declaration: str) -> str:
    return re.sub(r"\s+", " ", declaration.replace('"', "")).strip().rstrip(";")


def shape_due(
    connection: Connection, revision: str, scripts: Path = migrate.MIGRATION_SCRIPTS
) -> Shape:
    """Say what a store of a form has when nobody took anything off.

    Parameters
    ----------
    connection : Connection
        To the store; on PostgreSQL the tables are made beside it and undone again.
    revision : str
        Which form.
    scripts : Path
        Folder of the migrations.

    Raises
    ------
    StoreError
        If the login may not make tables, so that nothing could be compared.
    """
    dialect = connection.dialect
    made = _in_memory if dialect.name == "sqlite" else _beside
    key = (dialect.name, dialect.server_version_info, revision, scripts)
    if key not in _DUE:
        _DUE[key] = made(connection, revision, scripts)
    return _DUE[key]


def _beside(connection: Connection, revision: str, scripts: Path) -> Shape:
    """Make the tables in a schema of their own, and undo that."""
    undone = connection.begin_nested()
    try:
        connection.execute(text(f"CREATE SCHEMA {_SCHEMA}"))
        connection.execute(text(f"SET LOCAL search_path = {_SCHEMA}"))
        migrate.upgrade(connection, scripts, revision)
        return shape_of(connection)
    except ProgrammingError:
        raise StoreError(say("store.check_needs_owner")) from None
    finally:
        undone.rollback()


def _in_memory(_connection: Connection, revision: str, scripts: Path) -> Shape:
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            migrate.upgrade(connection, scripts, revision)
            return shape_of(connection)
    finally:
        engine.dispose()

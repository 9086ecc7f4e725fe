"""Do the tables have the form this version works with, and if not, how do they get it?"""

from functools import lru_cache
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say

#: The migrations, beside this file and so in the wheel.
MIGRATION_SCRIPTS = Path(__file__).parent / "migrations"

_LOCK = 0x5375704B  # any number, the same for all who upgrade one PostgreSQL database


def head(scripts: Path = MIGRATION_SCRIPTS) -> str:
    """Name the form of the tables this version works with."""
    return str(_read(scripts).get_current_head())


def known(scripts: Path = MIGRATION_SCRIPTS) -> list[str]:
    """Name the forms of the tables that this version knows, the latest first."""
    return [each.revision for each in _read(scripts).walk_revisions()]


def is_known(revision: str, scripts: Path = MIGRATION_SCRIPTS) -> bool:
    """Say whether this version knows a form of the tables; if not, a later one made it."""
    return revision in known(scripts)


def _read(scripts: Path) -> ScriptDirectory:
    """Read a folder of migrations, once for as long as no file in it is added or changed."""
    files = sorted((scripts / "versions").glob("*.py"))
    return _as_read(scripts, tuple((file.name, file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=4)
def _as_read(scripts: Path, _files: tuple[tuple[str, int], ...]) -> ScriptDirectory:
    return ScriptDirectory(str(scripts))


def current(connection: Connection) -> str | None:
    """Name the form the tables have; None if there are none, or it is not told clearly."""
    heads = MigrationContext.configure(connection).get_current_heads()
    return str(heads[0]) if len(heads) == 1 else None


def upgrade(connection: Connection, scripts: Path = MIGRATION_SCRIPTS, to: str = "head") -> None:
    """Bring the tables into another form, in the caller's transaction.

    Somebody else may have done it since it was looked at; then nothing happens.

    Parameters
    ----------
    connection : Connection
        On SQLite with foreign keys off: a table is changed by copying it anew.
    scripts : Path
        Folder of the migrations.
    to : str
        Which form; by default the one this version works with.

    Raises
    ------
    StoreError
        If rows no longer fit together afterwards; the caller's transaction is then to be undone.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    script = _read(scripts)
    with EnvironmentContext(
        Config(),
        script,
        fn=lambda revision, _context: script._upgrade_revs(to, revision),  # type: ignore[arg-type]
    ) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        with environment.begin_transaction():
            environment.run_migrations()
    if (
        connection.dialect.name == "sqlite"
        and connection.execute(text("PRAGMA foreign_key_check")).first()
    ):
        raise StoreError(say("store.upgrade_failed"))


def run_sql(connection: Connection, script: str) -> None:
    """Do what a migration's file for this engine says, statement by statement.

    Parameters
    ----------
    connection : Connection
        Of the migration.
    script : str
        The migration's own file; beside it lie two more, named after it and after the engines,
        such as ``0003_guards.sqlite.sql``. A comment comes first; statements are parted by empty
        lines. For SQLite, a ``CREATE TABLE`` of a table that is there gives it that form.
    """
    file = Path(script).with_suffix(f".{connection.dialect.name}.sql")
    for statement in file.read_text("utf-8").strip().split("\n\n")[1:]:
        if _is_there(connection, statement):
            remake_table(connection, statement)
        else:
            connection.exec_driver_sql(statement)


def _is_there(connection: Connection, statement: str) -> bool:
    if connection.dialect.name != "sqlite" or not statement.startswith("CREATE TABLE"):
        return False
    return bool(_columns(connection, _table_of(statement)))


def _table_of(statement: str) -> str:
    return statement.split("(", 1)[0].split()[2].strip('"')


def remake_table(
    connection: Connection, declared: str, filled: dict[str, str] | None = None
) -> None:
    """Give a table of SQLite another form: columns and CHECKs can be changed in no other way.

    The rows stay, and so do the table's indexes and triggers. PostgreSQL has ALTER TABLE.

    Parameters
    ----------
    connection : Connection
        Of a migration; foreign keys are off there and checked at the end.
    declared : str
        The new ``CREATE TABLE name (…)``, whole.
    filled : dict of str to str, optional
        SQL for columns that the rows do not have yet. Without it they get their default, or an
        empty text where a text may not be missing.
    """
    name = _table_of(declared)
    if connection.exec_driver_sql("PRAGMA foreign_keys").scalar():
        # What refers to the table would go on referring to the old one, which is dropped.
        raise RuntimeError(f"{name} can be made anew only while foreign keys are off")
    kept = connection.execute(
        text(
            "SELECT sql FROM sqlite_master WHERE tbl_name = :name AND sql IS NOT NULL"
            " AND type IN ('index', 'trigger') ORDER BY type, name"
        ),
        {"name": name},
    ).scalars()
    statements = list(kept)
    before = f"{name}_before"
    # Otherwise SQLite would have all that refers to the table refer to the old one.
    connection.exec_driver_sql("PRAGMA legacy_alter_table = ON")
    connection.exec_driver_sql(f"ALTER TABLE {name} RENAME TO {before}")
    connection.exec_driver_sql(declared)
    old = _columns(connection, before)
    values = {
        column: column if column in old else default
        for column, default in _columns(connection, name).items()
        if column in old or default
    } | (filled or {})
    into, of = ", ".join(values), ", ".join(values.values())
    connection.exec_driver_sql(f"INSERT INTO {name} ({into}) SELECT {of} FROM {before}")
    connection.exec_driver_sql(f"DROP TABLE {before}")
    for statement in statements:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("PRAGMA legacy_alter_table = OFF")


def _columns(connection: Connection, table: str) -> dict[str, str]:
    """Name a table's columns, each with what a row gets that is older than it: text is empty."""
    found = connection.execute(
        text('SELECT name, type, "notnull", dflt_value FROM pragma_table_info(:name)'),
        {"name": table},
    )
    return {
        row.name: "''" if row.type == "TEXT" and row.notnull and row.dflt_value is None else ""
        for row in found
    }

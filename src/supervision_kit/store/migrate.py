"""Do the tables have the form this version works with, and if not, how do they get it?"""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say

#: The migrations, beside this file and so in the wheel.
SCRIPTS = Path(__file__).parent / "migrations"

_LOCK = 0x5375704B  # any number, the same for all who upgrade one PostgreSQL database


def head(scripts: Path = SCRIPTS) -> str:
    """Name the form of the tables this version works with."""
    return str(ScriptDirectory(str(scripts)).get_current_head())


def is_known(revision: str, scripts: Path = SCRIPTS) -> bool:
    """Say whether this version knows a form of the tables; if not, a later one made it."""
    return revision in {each.revision for each in ScriptDirectory(str(scripts)).walk_revisions()}


def current(connection: Connection) -> str | None:
    """Name the form the tables have; None if there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection, scripts: Path = SCRIPTS) -> None:
    """Bring the tables into the form this version works with, in the caller's transaction.

    Somebody else may have done it since it was looked at; then nothing happens.

    Raises
    ------
    StoreError
        If rows no longer fit together afterwards; the caller's transaction is then to be undone.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    script = ScriptDirectory(str(scripts))
    with EnvironmentContext(
        Config(),
        script,
        fn=lambda revision, _context: script._upgrade_revs("head", revision),  # type: ignore[arg-type]
    ) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        with environment.begin_transaction():
            environment.run_migrations()
    if (
        connection.dialect.name == "sqlite"
        and connection.execute(text("PRAGMA foreign_key_check")).first()
    ):
        raise StoreError(say("store.upgrade_failed"))

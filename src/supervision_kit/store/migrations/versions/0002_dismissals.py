"""Dismissals: why a signal does not fit a case.

Kept as SQL, exactly as it was, so that it stays the same however the declarations change.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    connection = op.get_bind()
    file = Path(__file__).with_name(f"0002_dismissals.{connection.dialect.name}.sql")
    for statement in file.read_text("utf-8").strip().split("\n\n")[1:]:
        connection.exec_driver_sql(statement)

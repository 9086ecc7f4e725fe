"""Written by: who wrote a state that an import brought in.

Kept as SQL, exactly as it was, so that it stays the same however the declarations change.
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns."""
    connection = op.get_bind()
    file = Path(__file__).with_name(f"0004_written_by.{connection.dialect.name}.sql")
    for statement in file.read_text("utf-8").strip().split("\n\n")[1:]:
        connection.exec_driver_sql(statement)

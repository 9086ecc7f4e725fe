"""The first store: records, wordings, saves, history and drafts.

Kept as SQL, exactly as it was, so that it stays the same however the declarations change.
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables and triggers."""
    connection = op.get_bind()
    file = Path(__file__).with_name(f"0001_first_store.{connection.dialect.name}.sql")
    for statement in file.read_text("utf-8").strip().split("\n\n")[1:]:
        connection.exec_driver_sql(statement)

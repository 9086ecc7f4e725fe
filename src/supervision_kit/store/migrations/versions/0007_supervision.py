"""Who supervises whom, what they decide and what becomes of it.

Kept as SQL, exactly as it was, so that it stays the same however the declarations change.
"""

from alembic import op

from supervision_kit.store.migrate import run_sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Do what the file for this engine says."""
    run_sql(op.get_bind(), __file__)

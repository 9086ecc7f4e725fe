"""Who works here, as what, and in which team.

Kept as SQL, exactly as it was, so that it stays the same however the declarations change.
"""

from alembic import op

from supervision_kit.store.migrate import run_sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Do what the file for this engine says."""
    run_sql(op.get_bind(), __file__)

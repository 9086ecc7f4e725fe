"""Who wrote a state that an import brought in; and salts are guarded like the history.

Kept as SQL, exactly as it was, so that it stays the same however the declarations change.
"""

from alembic import op

from supervision_kit.store.migrate import run_sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Do what the file for this engine says."""
    run_sql(op.get_bind(), __file__)

"""Who has a case is a person here, and a question is set aside for one participant.

Kept as SQL, exactly as it was, so that it stays the same however the declarations change. Whose
code a case names is a person from now on, made by this upgrade where nobody has that code.
"""

from collections.abc import Iterator
from typing import Any

from alembic import op
from sqlalchemy import Connection

from supervision_kit.records.kept import HOUSE_STREAM
from supervision_kit.store.carrying_over import carried_id, carry_over, old_rows, origins
from supervision_kit.store.migrate import run_sql

revision = "0006"
down_revision = "0005"

_CODES = """
SELECT DISTINCT worker FROM worker_spells WHERE worker NOT IN (SELECT code FROM people)
ORDER BY worker
"""
_SPELLS = "SELECT * FROM worker_spells ORDER BY case_id, id"
_DAYS = ("from_on", "until_on", "withdrawn_on")

Carried = tuple[str, str, dict[str, Any], Any]


def upgrade() -> None:
    """Make the people there are not, do what the file for this engine says, save who is named."""
    bind = op.get_bind()
    carry_over(bind, "upgrade to 0006, people", list(_people(bind)))
    run_sql(bind, __file__)
    carry_over(bind, "upgrade to 0006", list(_spells(bind)))


def _people(bind: Connection) -> Iterator[Carried]:
    """Make a person without an account of each code that nobody has."""
    for row in old_rows(bind, _CODES):
        values = {
            # Whom the upgrade before this one made of the same code may be called anew by now.
            "id": carried_id("person", "0006", row["worker"]),
            "sign_in": None,
            "code": row["worker"],
            "display_name": "",
            "left_on": None,
        }
        yield "people", HOUSE_STREAM, values, None


def _spells(bind: Connection) -> Iterator[Carried]:
    """Give every spell as it is now, also one that was taken back, and who wrote it."""
    wrote = origins(bind, "worker_spells")
    for row in old_rows(bind, _SPELLS, _DAYS):
        yield "worker_spells", row["case_id"], row, wrote.get(row["id"])

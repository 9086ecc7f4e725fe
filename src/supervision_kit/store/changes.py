"""What was changed in what was recorded: when, by whom, from what to what, and why?"""

import json
from itertools import groupby

import pandas as pd
from sqlalchemy import Connection, select

from supervision_kit.store.read import case_id_of
from supervision_kit.store.tables import REVISIONS, SAVES

COLUMNS_OF_CHANGES = ("table", "id", "version", "save_id", "by", "at", "why", "before", "after")


def read_changes(connection: Connection, code: object) -> pd.DataFrame:
    """Read every change of what is recorded in a case; see `Store.changes`."""
    stream = "" if code is None else case_id_of(connection, code)
    changed = select(REVISIONS.c.record_id).where(
        REVISIONS.c.stream == stream, REVISIONS.c.row_version > 1
    )
    query = (
        select(REVISIONS, SAVES.c.author, SAVES.c.saved_at)
        .join(SAVES, SAVES.c.save_id == REVISIONS.c.save_id)
        .where(REVISIONS.c.stream == stream, REVISIONS.c.record_id.in_(changed))
        .order_by(REVISIONS.c.record_id, REVISIONS.c.row_version)
    )
    rows = []
    for _, states in groupby(connection.execute(query), key=lambda row: row.record_id):
        before: dict | None = None
        for state in states:
            after = _read_state(state.content)
            if state.row_version > 1 and before is not None and after is not None:
                rows.append(
                    (
                        *(state.kind, state.record_id, state.row_version, state.save_id),
                        *(state.author, state.saved_at, state.why or "", before, after),
                    )
                )
            before = after
    table = pd.DataFrame(rows, columns=list(COLUMNS_OF_CHANGES))
    table = table.astype({"at": "datetime64[us, UTC]", "version": "int64"})
    return table.sort_values("at", ascending=False, kind="stable", ignore_index=True)


def _read_state(content: object) -> dict | None:
    """Read a saved state; None for one that was erased or is damaged."""
    try:
        read = json.loads(str(content))
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None

"""What was changed in what was recorded: when, by whom, from what to what, and why?"""

import json
from collections.abc import Mapping
from itertools import groupby

import pandas as pd
from sqlalchemy import Connection, select

from supervision_kit.records.record import kind_named
from supervision_kit.store.carrying_over import is_of_upgrade
from supervision_kit.store.people import codes_of_people, told_by_code
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
    rows, codes = [], codes_of_people(connection)
    for _, states in groupby(connection.execute(query), key=lambda row: row.record_id):
        before: dict | None = None
        for state in states:
            after = _read_state(state.kind, state.content, codes)
            is_change = state.row_version > 1 and not is_of_upgrade(state.save_id)
            if is_change and before is not None and after is not None:
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


def _read_state(kind: str, content: object, codes: Mapping[str, str]) -> dict | None:
    """Read a saved state as it is told outside; None for one that was erased or is damaged."""
    try:
        read = json.loads(str(content))
    except (ValueError, RecursionError):
        return None
    return told_by_code(kind_named(kind), read, codes) if isinstance(read, dict) else None

"""What was written in one supervision session, and is it still what was confirmed?

A case points at no session. What belongs to one is what was written on its day: about the cases on
its agenda, and in the supervision's own room.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

__all__ = ["WRITTEN", "confirmed_by", "digest_in", "digest_of", "written_in"]

#: What of each table two people confirm: its day, and the columns they read.
WRITTEN: dict[str, tuple[str, tuple[str, ...]]] = {
    "case_talks": ("talked_on", ("strength", "happened", "thinking", "next_step", "manner")),
    "decisions": ("decided_on", ("what", "reason", "ruled_out")),
    "case_actions": ("agreed_on", ("text", "owner", "due_on")),
    "supervision_decisions": ("decided_on", ("what", "reason", "ruled_out")),
    "supervision_actions": ("agreed_on", ("text", "owner", "due_on")),
    "our_notes": ("noted_on", ("text",)),
}


def written_in(
    tables: Mapping[str, pd.DataFrame], supervision: str, session: Any
) -> dict[str, pd.DataFrame]:
    """Return what was written in a session.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As ``Store.tables()``.
    supervision : str
        Code of the supervision.
    session : namedtuple
        A row of its table of sessions, with `id` and `held_on`.

    Returns
    -------
    dict of str to DataFrame
        By table of `WRITTEN`, in its order; all of them empty for a session that was not held.
    """
    points: Any = tables["agenda_points"]
    case_ids = points.loc[points["session_id"] == session.id, "case_id"].dropna()
    cases: Any = tables["cases"]
    codes = cases.loc[cases["id"].isin(case_ids), "code"].tolist()
    found = {}
    for name, (day, _) in WRITTEN.items():
        table: Any = tables[name]
        of_case = "case" in table.columns
        where = table["case"].isin(codes) if of_case else table["supervision"] == supervision
        found[name] = table[where & (table[day] == session.held_on)]
    return found


def digest_of(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """Return a session's record in short: another one as soon as a word of it is another.

    Parameters
    ----------
    rows : iterable of (str, mapping)
        Name of the table and the values of each row, by column, in any order.
    """
    said = sorted(
        (table, str(row["id"]), [_plain(row[name]) for name in WRITTEN[table][1]])
        for table, row in rows
    )
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


def digest_in(found: Mapping[str, pd.DataFrame]) -> str:
    """Return in short what was written in a session; `found` is what `written_in` returned."""
    return digest_of(
        (name, {str(column): value for column, value in row.items()})
        for name, table in found.items()
        for row in table.to_dict("records")
    )


def confirmed_by(confirmations: pd.DataFrame, session_id: str, digest: str) -> set[str]:
    """Return the ids of those who have confirmed a session's record as it stands.

    Parameters
    ----------
    confirmations : DataFrame
        Columns `session_id`, `digest` and `person_id`, any order.
    session_id, digest : str
        The session, and its record in short.
    """
    columns = (confirmations[name].tolist() for name in ("session_id", "digest", "person_id"))
    return {
        person
        for session, read, person in zip(*columns, strict=True)
        if session == session_id and read == digest
    }


def _plain(value: Any) -> str:
    """Return a value as text, whether it comes from a record or from a table."""
    if value is None or value is pd.NaT or value != value:
        return ""
    return value.isoformat()[:10] if hasattr(value, "isoformat") else str(value)

"""What is asked for in a save, and what of it can be worked out before it keeps others from saving?

Only one save at a time can write into a file. So what needs no look at the store is done before it
begins; and of a large save all that needs only the salts of its cases, which never change.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Table

from supervision_kit.frameworks import Framework
from supervision_kit.records import Rating
from supervision_kit.store.engine import reading
from supervision_kit.store.history import (
    HistoryEntry,
    events_of,
    revisions_of,
    salts_there,
    salts_to_be,
    save_part,
)
from supervision_kit.store.laying_ready import Ready
from supervision_kit.store.tables import METADATA, REVISIONS

#: More records than this make a save a large one.
LARGE = 1000

_Row = dict[str, Any]


@dataclass(frozen=True)
class Saved:
    """What a save did.

    Attributes
    ----------
    save_id : str
        The id the asker made, or one made for it.
    saved_at : datetime
        In UTC.
    ids : tuple of str
        Ids of the records, in the order given.
    repeated : bool
        True if this save had been done before and nothing happened now.
    """

    save_id: str
    saved_at: dt.datetime
    ids: tuple[str, ...]
    repeated: bool = False


@dataclass(frozen=True)
class Save:
    """What is asked for, by whom: checked records, as they will be.

    Attributes
    ----------
    entries : list of Entry
        In the order asked for.
    digest : str
        What is asked for, in short; the same when the same is asked for again.
    new_salts : dict of str to str
        Salts of the cases that begin with it.
    new_rows : dict of str to list of dict
        Rows of new records by table; a case before what belongs to it.
    changed : list of Entry
        Records that are there already.
    streams : set of str
        Histories it adds to.
    wordings : list of str
        Under which its ratings were answered.
    """

    save_id: str
    author: str
    entries: list[HistoryEntry]
    framework: Framework
    digest: str
    new_salts: dict[str, str]
    new_rows: dict[str, list[_Row]]
    changed: list[HistoryEntry]
    streams: set[str]
    wordings: list[str]

    @classmethod
    def of(
        cls, save_id: str, author: str, entries: list[HistoryEntry], framework: Framework
    ) -> "Save":
        """Work out all that can be known without a look at the store."""
        asked = hashlib.sha256()
        rows: dict[str, list[_Row]] = {table.name: [] for table in METADATA.sorted_tables}
        for entry in entries:
            asked.update(save_part(entry.kind, entry.record_id, entry.content))
            if entry.is_new:
                rows[entry.kind].append(entry.values)
        ratings = (entry for entry in entries if entry.kind == Rating.__tablename__)
        return cls(
            save_id,
            author,
            entries,
            framework,
            digest=asked.hexdigest(),
            new_salts=salts_to_be(entries),
            new_rows={kind: listed for kind, listed in rows.items() if listed},
            changed=[entry for entry in entries if not entry.is_new],
            streams={entry.stream for entry in entries},
            wordings=sorted({entry.values["wording"] for entry in ratings}),
        )

    def saved(self, at: dt.datetime, *, repeated: bool = False) -> Saved:
        """Say that it was done."""
        return Saved(self.save_id, at, tuple(entry.record_id for entry in self.entries), repeated)


@dataclass(frozen=True)
class Ahead:
    """What was done for a large save before it began.

    Attributes
    ----------
    save : Save
        What is asked for.
    salts : dict of str to str
        Of the cases it belongs to, by the id of their history.
    revisions : list of dict
        Rows whose digests are keyed with them.
    events : dict of str to tuple
        What each history gains, see `events_of`.
    """

    save: Save
    salts: dict[str, str]
    revisions: list[_Row]
    events: dict[str, tuple[str, int]]

    @property
    def rows(self) -> Ready:
        """Rows that can lie ready."""
        new = {METADATA.tables[kind]: rows for kind, rows in self.save.new_rows.items()}
        changed: dict[Table, list[_Row]] = {}
        for entry in self.save.changed:
            changed.setdefault(METADATA.tables[entry.kind], []).append(entry.values)
        return Ready(new | {REVISIONS: self.revisions}, changed)


def work_ahead(engine: Engine, save: Save) -> Ahead | None:
    """Do for a large save what can be done before it begins.

    Returns
    -------
    Ahead or None
        None for a small save; for one with a case that is not there, so that the save itself says
        so; and on a server, where only those wait who save into the same cases.
    """
    if len(save.entries) <= LARGE or engine.dialect.name != "sqlite":
        return None
    with reading(engine) as connection:
        salts = save.new_salts | salts_there(connection, save.streams)
    if salts.keys() != save.streams:
        return None
    revisions = revisions_of(save.entries, salts, save.save_id)
    return Ahead(save, salts, revisions, events_of(revisions))

"""What does the store keep for itself, beside the records?"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text

from supervision_kit.records import Record
from supervision_kit.records.record import STRICT
from supervision_kit.records.triggers import never_deleted, only_added_to, only_emptied
from supervision_kit.records.types import Instant
from supervision_kit.records.wordings import WORDINGS

__all__ = [
    "DRAFTS",
    "HEADS",
    "HISTORY",
    "METADATA",
    "REVISIONS",
    "SALTS",
    "SAVES",
    "WORDINGS",
]

METADATA = Record.metadata

#: One row a save: the id its asker made, and what was asked, as a digest.
SAVES = Table(
    "saves",
    METADATA,
    Column("save_id", Text, primary_key=True),
    Column("author", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("digest", Text, nullable=False),
    CheckConstraint("length(save_id) BETWEEN 1 AND 100", name="save_id"),
    **STRICT,
)
only_added_to(SAVES)

#: Every state a record was ever saved in. `digest` is keyed with the case's salt. `written_by` and
#: what follows say who wrote a state that an import brought in; without them it was written by
#: whoever saved it. `why` is the reason somebody gave for a change. Of a record that was erased,
#: `content` and `why` are gone, and the rest stays.
REVISIONS = Table(
    "revisions",
    METADATA,
    Column("record_id", Text, primary_key=True),
    Column("row_version", Integer, primary_key=True, autoincrement=False),
    Column("save_id", Text, ForeignKey("saves.save_id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("stream", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("content", Text),
    Column("digest", Text, nullable=False),
    Column("written_by", Text),
    Column("written_at", Instant),
    Column("changed_by", Text),
    Column("changed_at", Instant),
    Column("why", Text),
    Index(None, "save_id", "position"),
    # What was changed is a small part of all that was saved, and is read with every case.
    Index(
        "ix_revisions_changed",
        "stream",
        "record_id",
        sqlite_where=text("row_version > 1"),
        postgresql_where=text("row_version > 1"),
    ),
    **STRICT,
)
only_emptied(REVISIONS, ("content", "why"), "erasures", "erased_id")

#: One event a save and case, each holding the link of the one before.
HISTORY = Table(
    "history",
    METADATA,
    Column("stream", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("save_id", Text, ForeignKey("saves.save_id"), nullable=False),
    Column("n_records", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("link", Text, nullable=False),
    Index(None, "save_id"),
    sqlite_with_rowid=False,
    **STRICT,
)
only_added_to(HISTORY)

#: Where each case's chain ends: without it, taking off the last event would go unnoticed.
HEADS = Table(
    "history_heads",
    METADATA,
    Column("stream", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("link", Text, nullable=False),
    sqlite_with_rowid=False,
    **STRICT,
)
never_deleted(HEADS)

#: What the digests of each case are keyed with.
SALTS = Table(
    "salts",
    METADATA,
    Column("stream", Text, primary_key=True),
    Column("salt", Text, nullable=False),
    sqlite_with_rowid=False,
    **STRICT,
)
only_added_to(SALTS)

#: What somebody typed and has not saved yet. `about` is a case's id, or "" for a case to come.
DRAFTS = Table(
    "drafts",
    METADATA,
    Column("author", Text, primary_key=True),
    Column("form", Text, primary_key=True),
    Column("about", Text, primary_key=True),
    Column("content", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
    **STRICT,
)

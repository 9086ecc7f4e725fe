"""How does one save become one transaction?

Was this save id already done? Then nothing happens again. Otherwise: version-checked rows,
revisions, one chained event a case.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from supervision_kit.errors import InvalidRecord, StaleRecord, StoreError
from supervision_kit.frameworks import Framework, say
from supervision_kit.records import Rating
from supervision_kit.store.engine import insert_here
from supervision_kit.store.history import Entry, add_events, add_revisions, save_part, take_heads
from supervision_kit.store.tables import METADATA, REVISIONS, SAVES, WORDINGS


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
    """What is asked for, by whom: checked records, as they will be."""

    save_id: str
    author: str
    entries: list[Entry]
    framework: Framework

    @property
    def digest(self) -> str:
        """What is asked for, in short; the same when the same is asked for again."""
        asked = hashlib.sha256()
        for entry in self.entries:
            asked.update(save_part(entry.kind, entry.record_id, entry.content))
        return asked.hexdigest()

    def saved(self, at: dt.datetime, *, repeated: bool = False) -> Saved:
        """Say that it was done."""
        return Saved(self.save_id, at, tuple(entry.record_id for entry in self.entries), repeated)


_FIND_SAVE = select(SAVES).where(SAVES.c.save_id == bindparam("save_id"))
_ADD_SAVE = insert(SAVES)
_FIND_WORDINGS = select(WORDINGS.c.id).where(WORDINGS.c.id.in_(bindparam("ids", expanding=True)))
# A case before what belongs to it.
_ADD_ROW = {table.name: insert(table) for table in METADATA.sorted_tables}


def write(connection: Connection, save: Save) -> tuple[Saved, list[int]]:
    """Do a save inside a transaction that the caller commits.

    Returns
    -------
    Saved, list of int
        What was done, and the versions the records are at now, in the order given.

    Raises
    ------
    StaleRecord
        If somebody else saved one of the records since it was read.
    UnknownCase
        If a record belongs to no case.
    StoreError
        If the save id was used for something else.
    """
    digest = save.digest
    done = connection.execute(_FIND_SAVE, {"save_id": save.save_id}).first()
    if done is not None:
        if done.digest != digest or done.author != save.author:
            raise StoreError(say("store.save_id_used"))
        return save.saved(done.saved_at, repeated=True), _versions(connection, save.save_id)
    row = {"save_id": save.save_id, "author": save.author, "digest": digest}
    saved_at = dt.datetime.now(dt.UTC)
    connection.execute(_ADD_SAVE, {**row, "saved_at": saved_at})
    heads = take_heads(connection, save.entries)
    _keep_wordings(connection, save, saved_at)
    _write_rows(connection, save.entries)
    digests = add_revisions(connection, save.entries, heads, save.save_id)
    add_events(connection, heads, digests, save.save_id, save.author, saved_at)
    return save.saved(saved_at), [entry.version for entry in save.entries]


def _versions(connection: Connection, save_id: str) -> list[int]:
    query = select(REVISIONS.c.row_version).where(REVISIONS.c.save_id == save_id)
    return list(connection.scalars(query.order_by(REVISIONS.c.position)))


def _keep_wordings(connection: Connection, save: Save, at: dt.datetime) -> None:
    ratings = (entry for entry in save.entries if entry.kind == Rating.__tablename__)
    used = {entry.values["wording"] for entry in ratings}
    if not used:
        return
    known = set(connection.scalars(_FIND_WORDINGS, {"ids": sorted(used)}))
    scales = {scale.wording: scale for scale in save.framework.scales.values()}
    for wording in sorted(used - known):
        if wording not in scales:
            raise InvalidRecord(say("store.unknown_wording"), "wording")
        scale = scales[wording]
        row = {
            "id": wording,
            "scale": scale.key,
            "minimum": float(scale.minimum),
            "maximum": float(scale.maximum),
            "step": float(scale.step),
            "content": scale.as_json(),
            "first_used_at": at,
        }
        connection.execute(insert_here(connection, WORDINGS).values(row).on_conflict_do_nothing())


def _write_rows(connection: Connection, entries: list[Entry]) -> None:
    for kind, statement in _ADD_ROW.items():
        mine = [entry for entry in entries if entry.kind == kind]
        if new := [entry.values for entry in mine if entry.is_new]:
            connection.execute(statement, new)
        for entry in mine:
            if not entry.is_new:
                _update(connection, entry)


def _update(connection: Connection, entry: Entry) -> None:
    table = METADATA.tables[entry.kind]
    match = [table.c.id == entry.record_id, table.c.row_version == entry.version - 1]
    if "case_id" in table.c:  # a record never moves to another case
        match.append(table.c.case_id == entry.stream)
    if connection.execute(update(table).where(*match).values(entry.values)).rowcount != 1:
        raise stale(connection, entry)


def stale(connection: Connection, entry: Entry) -> StaleRecord | StoreError:
    """Say that a record was saved by somebody else, and what the store holds now."""
    table = METADATA.tables[entry.kind]
    query = select(table).where(table.c.id == entry.record_id)
    found = connection.execute(query).mappings().first()
    if found is None:
        return StoreError(say("store.record_gone"))
    if found.get("case_id", entry.stream) != entry.stream:
        return StoreError(say("store.other_case"))
    return StaleRecord(say("store.stale"), entry.record_id, dict(found))

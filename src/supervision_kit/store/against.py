"""Does a store still hold all that a manifest says it held, event by event?

A manifest that was kept elsewhere shows what a look at the store alone cannot: that the last event
of a history was cut off, that a store was emptied, or that a history was written anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, func, inspect, select, tuple_

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import day_in_words, say
from supervision_kit.records import Erasure
from supervision_kit.records.kept import HOUSE_STREAM
from supervision_kit.store.contents import Contents, contents_of, looking_at
from supervision_kit.store.engine import make_engine, read_url, reading
from supervision_kit.store.manifest import (
    FOLDER,
    SUFFIX,
    Manifest,
    good_backups,
    is_unchanged,
    manifest_of,
    read_manifest,
)
from supervision_kit.store.tables import HISTORY

_AT_ONCE = 200


@dataclass(frozen=True)
class Compared:
    """How a store compares with a manifest.

    Attributes
    ----------
    ok : bool
        Whether it holds all that the manifest says.
    sentences : list of str
        That it does, or what differs.
    """

    ok: bool
    sentences: list[str]


def compare(place: str, against: Path | None = None) -> Compared | None:
    """Compare a store with a manifest, without changing either.

    Parameters
    ----------
    place : str
        The store, or a backup of one.
    against : Path or None
        See `expected`; None takes the manifest beside a backup.

    Returns
    -------
    Compared or None
        None if there is nothing to compare with.

    Raises
    ------
    StoreError
        If there is no manifest, or the store cannot be read.
    """
    url = read_url(place)
    path = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
    against = against or (path and manifest_beside(path))
    if against is None:
        return None
    manifest, found = expected(against, path.name if path else "")
    if manifest is None:
        return Compared(False, found)
    if path is None:
        found += _on_a_server(url, manifest)
    elif path.name == manifest.file:
        found = differences_of_backup(path, manifest)
    else:
        with looking_at(path) as connection:
            found += differences(connection, manifest)
    if found:
        return Compared(False, [say("store.differs", n=len(found), place=manifest.file), *found])
    day = day_in_words(manifest.day)
    return Compared(True, [say("store.holds_all", place=manifest.file, day=day)])


def _on_a_server(url: URL, manifest: Manifest) -> list[str]:
    engine = make_engine(url)
    try:
        with reading(engine) as connection:
            return differences(connection, manifest)
    finally:
        engine.dispose()


def expected(against: Path, store_name: str) -> tuple[Manifest | None, list[str]]:
    """Read what a store is to be compared with.

    Parameters
    ----------
    against : Path
        A manifest, a backup with its manifest beside it, or a folder with backups: then the last
        one that is as it was made.
    store_name : str
        Of the store that is looked at; chooses among the backups of a folder.

    Returns
    -------
    Manifest or None, list of str
        What it says, None if it is damaged; and one sentence for that, or for each way the
        backup's own file differs from it.

    Raises
    ------
    StoreError
        If there is no manifest there.
    """
    if against.is_dir():
        folder = against if any(against.glob(f"*{SUFFIX}")) else against / FOLDER
        last = next(good_backups(store_name, folder), None)
        if last is None:
            raise StoreError(say("store.no_backup_in", folder=str(against), store=store_name))
        return last, []
    path = against if against.name.endswith(SUFFIX) else manifest_of(against)
    if not path.exists():
        raise StoreError(say("store.no_manifest", place=path.name))
    manifest = read_manifest(path)
    if manifest is None:
        return None, [say("store.found_bad_manifest", place=path.name)]
    copy = path.with_name(manifest.file)
    changed = copy.exists() and not is_unchanged(manifest, copy)
    return manifest, [say("store.found_backup_changed", place=copy.name)] if changed else []


def manifest_beside(place: Path) -> Path | None:
    """Name the manifest of a backup, if this is one."""
    return manifest_of(place) if manifest_of(place).is_file() else None


def differences(connection: Connection, manifest: Manifest) -> list[str]:
    """Say what a manifest holds and the store does not; the store may hold more.

    Returns
    -------
    list of str
        One sentence a finding, without anything from the records.
    """
    now, erased = contents_of(connection), _erased(connection)
    known = {kind: n + erased.get(kind, 0) for kind, n in now.counts.items()}
    return [
        *_missing_records(known, manifest.counts),
        *_other_histories(connection, manifest.heads),
    ]


def differences_of_backup(copy: Path, manifest: Manifest) -> list[str]:
    """Say how a backup differs from its manifest, byte by byte and row by row."""
    changed = not is_unchanged(manifest, copy)
    found = [say("store.found_backup_changed", place=copy.name)] if changed else []
    with looking_at(copy) as connection:
        return [
            *found,
            *differences(connection, manifest),
            *_added(contents_of(connection), manifest),
        ]


def _added(now: Contents, then: Manifest) -> Iterator[str]:
    for kind, n in sorted(now.counts.items()):
        if n > then.counts.get(kind, 0):
            yield say("store.found_more", kind=kind, n_now=n)
    n_more = sum(seq for seq, _link in now.heads.values()) - then.n_events
    if n_more > 0:
        yield say("store.found_more_events", n=n_more)


def _erased(connection: Connection) -> dict[str, int]:
    """Count the records that were erased because they stood in the wrong case, by table."""
    table = Erasure.__table__
    if not inspect(connection).has_table(table.name):  # a store of an earlier form
        return {}
    kind = table.c.erased_kind
    return {row[0]: row[1] for row in connection.execute(select(kind, func.count()).group_by(kind))}


def _missing_records(now: dict[str, int], then: dict[str, int]) -> Iterator[str]:
    for kind, n in sorted(then.items()):
        if now.get(kind, 0) < n:
            yield say("store.found_fewer", kind=kind, n_then=n, n_now=now.get(kind, 0))


def _other_histories(connection: Connection, heads: dict[str, list]) -> Iterator[str]:
    begun = [(stream, seq, link) for stream, (seq, link) in sorted(heads.items()) if seq]
    for start in range(0, len(begun), _AT_ONCE):
        some = begun[start : start + _AT_ONCE]
        query = select(HISTORY.c.stream, HISTORY.c.seq, HISTORY.c.link).where(
            tuple_(HISTORY.c.stream, HISTORY.c.seq).in_([(stream, seq) for stream, seq, _ in some])
        )
        links = {(row.stream, row.seq): row.link for row in connection.execute(query)}
        for stream, seq, link in some:
            if (stream, seq) not in links:
                yield say("store.found_shorter", room=_room(stream), step=seq)
            elif links[stream, seq] != link:
                yield say("store.found_other", room=_room(stream), step=seq)


def _room(stream: str) -> str:
    """Name a room by the id of its history: the store may not know its code any more."""
    return say("store.room_house") if stream == HOUSE_STREAM else f"{stream[:8]}…"

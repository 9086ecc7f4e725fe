"""How does what was understood come into the store, with the scales it needs?

Once the records are saved, nothing that fails afterwards may say otherwise: a scale that cannot be
put into its folder is told and left to a person.
"""

import uuid
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from supervision_kit.exchange.comparing import ComparedRows
from supervision_kit.exchange.preview import ImportResult, Preview
from supervision_kit.exchange.record_maker import Found
from supervision_kit.exchange.scale_files import PreparedScaleFile, planned_files
from supervision_kit.frameworks import Scale
from supervision_kit.records import Case, Rating, Record
from supervision_kit.records.record import references_of, room_key, told_as
from supervision_kit.store import Saved, Store

NAMESPACE = uuid.UUID("6f7d0a52-3f0b-5d43-9c0e-2b8a5d1c7e11")
"""Ids made from content are made in it, so that the same content always has the same id."""


def carry_out(
    compared: ComparedRows, understood: Preview, store: Store, folder: Path | None
) -> ImportResult:
    """Save what is new and what is corrected, then put the scales where pages find them.

    Raises
    ------
    InvalidImport
        When another scale stands where one of these would be put; nothing was taken in.
    StoreError
        When the store could not be written; nothing was taken in.
    """
    folder = folder or _folder_of(store)
    planned = planned_files(_needed(compared), folder, store.framework)
    saved = _save(compared, store)
    files, remarks = _put(planned)
    return ImportResult(
        preview=understood,
        saved=saved,
        new=understood.new,
        there=understood.there,
        corrected=understood.corrected,
        scale_files=files,
        remarks=remarks,
    )


def _needed(compared: ComparedRows) -> tuple[Scale, ...]:
    """Give the scales that pages lack; of an export, only those that something new was rated on."""
    incoming = compared.matched.made.said.incoming
    if incoming.mapping:
        return incoming.scales
    new = (each.record for each in compared.new)
    rated = {record.scale for record in new if isinstance(record, Rating)}
    return tuple(scale for scale in incoming.scales if scale.key in rated)


def _folder_of(store: Store) -> Path | None:
    """Give the folder an SQLite store lies in; None for a database."""
    path = Path(store.location)
    return path.parent if path.is_file() else None


def _save(compared: ComparedRows, store: Store) -> Saved | None:
    """Keep all records in one transaction; None when there is nothing to keep."""
    records = [*_named(compared), *compared.corrected]
    if not records:
        return None
    incoming = compared.matched.made.said.incoming
    asked = ",".join(sorted(f"{record.id}:{record.row_version}" for record in records))
    save_id = _made_id("save", incoming.fingerprint, asked)
    origins = compared.origins
    saved = store.save_many(records, save_id, origins=origins, framework=incoming.framework)
    store.framework = incoming.current
    return saved


def _named(compared: ComparedRows) -> list[Record]:
    """Give the new records, each with an id that another import of the same file would make too.

    Two imports at the same time then ask for the same save, and the store does it once.
    """
    implied = list(compared.matched.made.new_cases.values())
    rows = [each.record for each in compared.new if not each.is_named]
    ids, renamed = _Ids(compared.matched.taken), {}
    for case in (*implied, *(record for record in rows if isinstance(record, Case))):
        before, case.id = case.id, ids.free("case", case.code)
        renamed[before] = case.id
    for each in compared.new:
        _name(each, renamed, ids)
    return [*implied, *(each.record for each in compared.new)]


def _name(found: Found, renamed: dict[str, str], ids: "_Ids") -> None:
    """Give a record its id, and let it name others by theirs; those come before it."""
    record = found.record
    values = record.snapshot()
    room = room_key(type(record))
    if room is None:
        return
    for column in (room, *references_of(type(record))):
        setattr(record, column, renamed.get(values[column], values[column]))
    if not found.is_named:
        told = {column: told_as(record.__table__.c[column]) for column in found.filled}
        said = (f"{name}={values[column]}" for column, name in told.items())
        record.id = ids.free(record.__tablename__, getattr(record, room), *said)
        renamed[values["id"]] = record.id


class _Ids:
    """Makes ids of content: the first that nobody has.

    A record that was corrected keeps the id it got for what it said before, so the id of some
    content may be that of a record which says something else today.
    """

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)
        self.n_made: Counter[str] = Counter()

    def free(self, *parts: object) -> str:
        said = _made_id(*parts)
        while True:
            self.n_made[said] += 1
            made = _made_id(said, self.n_made[said])
            if made not in self.taken:
                self.taken.add(made)
                return made


def _made_id(*parts: object) -> str:
    return uuid.uuid5(NAMESPACE, "\x1f".join(map(str, parts))).hex


def _put(planned: list[PreparedScaleFile]) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write files of scales, and say which have to be put by hand."""
    files, by_hand = [], []
    for each in planned:
        if each.path is not None and _is_written(each.path, each.text):
            files.append(each.path)
        elif each.path is None or not each.path.exists():
            by_hand.append(each.by_hand)
    return tuple(files), tuple(by_hand)


def _is_written(path: Path, text: str) -> bool:
    """Write a new file, whole or not at all, and say whether it is there; the save is done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("x", encoding="utf-8", newline="\n")
    except OSError:
        return False
    try:
        with file:
            file.write(text)
    except (OSError, ValueError):
        with suppress(OSError):
            path.unlink()
        return False
    return True

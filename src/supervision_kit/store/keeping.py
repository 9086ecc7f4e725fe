"""Which backups are made by themselves, which of them are let go of, and what went wrong?

One a day, on the first opening. Of those made by themselves the last of each of 7 days, 4 weeks
and 12 months stay; one that somebody asked for is never removed.
"""

import datetime as dt
import json
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say
from supervision_kit.store.copying import back_up
from supervision_kit.store.disk import drop_file
from supervision_kit.store.holding import claim
from supervision_kit.store.manifest import (
    AUTOMATIC,
    DAILY,
    FOLDER,
    Manifest,
    backups_of,
    last_backup,
    manifest_of,
)
from supervision_kit.store.store import Store

_N_DAYS, _N_WEEKS, _N_MONTHS = 7, 4, 12
#: After so many days without a backup the start page warns.
OLD_AFTER_DAYS = 3


@dataclass(frozen=True)
class BackupsKept:
    """What the start page says about backups.

    Attributes
    ----------
    folder : Path
        Where they lie.
    last : Manifest or None
        The last one that is as it was when it was checked.
    trouble : str or None
        The sentence of the last attempt, if it failed.
    is_old : bool
        Whether the last one is older than a few days, or bears a day to come.
    """

    folder: Path
    last: Manifest | None
    trouble: str | None
    is_old: bool


def kept_backups(store: Store) -> BackupsKept | None:
    """Look at a store's backups; None for a database server, which has its own."""
    if store.engine.dialect.name != "sqlite":
        return None
    path = Path(store.location)
    last, today = last_backup(path), dt.date.today()
    is_old = last is not None and not 0 <= (today - last.day).days <= OLD_AFTER_DAYS
    return BackupsKept(path.parent / FOLDER, last, _trouble(path), is_old)


def back_up_daily(path: Path) -> Path | None:
    """Make today's backup unless it is there, and let go of old ones.

    Returns
    -------
    Path or None
        The backup; None if it was there or another process is making it.

    Raises
    ------
    StoreError
        If it could not be made. The sentence is kept for the start page.
    """
    if not is_due(path):
        return None
    try:
        hold = claim(_note(path))
    except OSError:  # nothing can be written here; the copy will say so
        return _make(path)
    if hold is None:
        return None
    try:
        return _make(path) if is_due(path) else None
    finally:
        hold.release()


def is_due(path: Path) -> bool:
    """Say whether no backup was made by itself today. Costs next to nothing."""
    made = backups_of(path.name, path.parent / FOLDER)
    return not any(each.reason in AUTOMATIC and each.day == dt.date.today() for each in made)


def _make(path: Path) -> Path:
    try:
        copy, _manifest = back_up(path, reason=DAILY)
    except StoreError as error:
        _keep_trouble(path, str(error))
        raise
    _keep_trouble(path, None)
    let_go(path)
    return copy


def let_go(path: Path) -> None:
    """Remove the backups made by themselves that are not among those to keep."""
    folder = path.parent / FOLDER
    found = [each for each in backups_of(path.name, folder) if each.reason in AUTOMATIC]
    staying = {each.file for each in to_keep(found)}
    if last := last_backup(path):
        staying.add(last.file)
    for each in found:
        if each.file not in staying:
            drop_file(folder / each.file)
            drop_file(manifest_of(folder / each.file))


def to_keep(found: Iterable[Manifest]) -> list[Manifest]:
    """Choose the last backup of each of 7 days, 4 weeks and 12 months that have any.

    Parameters
    ----------
    found : iterable of Manifest
        The last one first, as `backups_of` gives them: by what they hold, not by the clock alone.
    """
    listed = list(found)
    chosen = [
        *_firsts(listed, lambda each: each.day, _N_DAYS),
        *_firsts(listed, lambda each: each.day.isocalendar()[:2], _N_WEEKS),
        *_firsts(listed, lambda each: (each.day.year, each.day.month), _N_MONTHS),
    ]
    return [each for each in listed if each in chosen]


def _firsts(
    listed: list[Manifest], period: Callable[[Manifest], Hashable], most: int
) -> list[Manifest]:
    seen: dict[Hashable, Manifest] = {}
    for each in listed:
        seen.setdefault(period(each), each)
    return list(seen.values())[:most]


def _note(path: Path) -> Path:
    return path.with_name(f".{path.name}.backups")


def _keep_trouble(path: Path, sentence: str | None) -> None:
    # A full disk may not even take this. What is left then is an empty note.
    with suppress(OSError):
        _note(path).write_text(json.dumps({"trouble": sentence}), "utf-8")


def _trouble(path: Path) -> str | None:
    note = _note(path)
    if not note.is_file():
        return None
    try:
        trouble = json.loads(note.read_text("utf-8"))["trouble"]
        return trouble if isinstance(trouble, str) else None
    except (OSError, ValueError, LookupError, TypeError):
        return None if _is_at_work(note) else say("store.backup_unfinished")


def _is_at_work(note: Path) -> bool:
    with suppress(OSError):
        hold = claim(note)
        if hold is None:
            return True
        hold.release()
    return False

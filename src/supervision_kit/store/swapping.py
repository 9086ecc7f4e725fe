"""How does another file take a store's name, with the old one kept whole?

A journal that a killed save left behind belongs to the old file: undone into the new one, it would
ruin that. So it moves with the old file. Pulled out at any step, the old file and its journal are
together under one of two names, or there is no file yet under the store's name; never is there a
file beside a journal that is not its own.
"""

import datetime as dt
from contextlib import suppress
from pathlib import Path

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say
from supervision_kit.store.disk import companions, copy_file, drop_file, sync_folder
from supervision_kit.store.holding import alone_with


def name_aside(store: Path, now: dt.datetime) -> Path:
    """Name the place for a store's file that is replaced."""
    return store.with_name(f"{store.stem}-replaced-{now:%Y%m%dT%H%M%S%fZ}{store.suffix}")


def swap(store: Path, part: Path, aside: Path, patience: float) -> None:
    """Move a store's file aside, if there is one, and give a finished copy its name.

    Parameters
    ----------
    store : Path
        The store's file.
    part : Path
        The copy, in the same folder.
    aside : Path
        Where the old file goes, in the same folder.
    patience : float
        Seconds to wait for a program that reads or saves.

    Raises
    ------
    OSError, StoreError
        If it cannot be done; then everything is as it was, or the sentence says where it is.
    """
    with alone_with(store, patience):
        beside = {
            each: aside.with_name(aside.name + end) for end, each in companions(store).items()
        }
        try:
            _move_aside(store, aside, beside)
            part.rename(store)
        except BaseException:
            _move_back(store, aside, beside)
            raise
        with suppress(OSError):  # it is done, whatever the disk says of the folder now
            sync_folder(store.parent)


def _move_aside(store: Path, aside: Path, beside: dict[Path, Path]) -> None:
    for each, kept in beside.items():
        copy_file(each, kept)
    sync_folder(store.parent)
    if store.is_file():
        store.rename(aside)
        sync_folder(store.parent)
    for each in beside:
        each.unlink()
    sync_folder(store.parent)


def _move_back(store: Path, aside: Path, beside: dict[Path, Path]) -> None:
    try:
        _give_back(beside)
        if aside.is_file():
            aside.rename(store)
        for kept in beside.values():
            drop_file(kept)
        with suppress(OSError):
            sync_folder(store.parent)
    except OSError:
        raise StoreError(say("store.restore_stuck", place=store.name, kept=aside.name)) from None


def _give_back(beside: dict[Path, Path]) -> None:
    for each, kept in beside.items():
        if kept.exists() and not each.exists():
            try:
                copy_file(kept, each)
            except OSError:
                drop_file(each)
                raise

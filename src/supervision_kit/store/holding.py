"""Who is at work with a store right now, as every process on this machine can tell?

The system keeps these holds for a process and lets go of them when it ends, however it ends: none
is ever left over, and none leaves a file behind. Windows has no such call, and needs none: a file
that somebody has open can be neither moved nor removed there.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say

try:
    import fcntl
except ImportError:
    fcntl = None

#: Where SQLite locks a file: one byte to say that a save is waiting, one for the save that is being
#: made, 510 for those who read. Whoever has all of them is alone.
_FIRST_BYTE, _N_BYTES = 0x40000000, 512
_STEP = 0.05

_T = TypeVar("_T")


class Hold:
    """A hold on a folder or file, until it is let go of or its owner is gone."""

    def __init__(self, handle: int | None) -> None:
        self._handle = handle

    def release(self) -> None:
        """Let go; a second time does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __del__(self) -> None:
        self.release()


def hold_folder(folder: Path, patience: float) -> Hold:
    """Tell others that a store in this folder is open here; any number may.

    Parameters
    ----------
    folder : Path
        Where the store lies.
    patience : float
        Seconds to wait while a store in it is put back from a backup.

    Raises
    ------
    StoreError
        If that takes longer.
    """
    try:
        return _flock(folder, patience, alone=False)
    except BlockingIOError:
        raise StoreError(say("store.being_restored", folder=str(folder))) from None


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep everybody else from opening a store in this folder meanwhile.

    Raises
    ------
    StoreError
        If somebody has one open, even if nothing is being saved or read.
    """
    try:
        hold = _flock(folder, 0, alone=True)
    except BlockingIOError:
        raise StoreError(say("store.in_use", folder=str(folder))) from None
    try:
        yield
    finally:
        hold.release()


@contextmanager
def alone_with(path: Path, patience: float) -> Iterator[None]:
    """Lock a store's file as SQLite would, without letting SQLite look at it.

    SQLite would first undo what a killed process left half made. This leaves everything as it
    lies. A program that reads or saves meanwhile is waited for, and then kept out.

    Raises
    ------
    StoreError
        If another program has the file for longer than `patience` seconds.
    """
    hold = _lock(path, patience)
    try:
        yield
    finally:
        hold.release()


def _lock(path: Path, patience: float) -> Hold:
    if fcntl is None or not path.is_file():
        return Hold(None)
    # Nothing here may open and close the file meanwhile: the system would drop the lock with it.
    hold = Hold(handle := os.open(path, os.O_RDWR))
    lockf, kind = fcntl.lockf, fcntl.LOCK_EX | fcntl.LOCK_NB
    try:
        _try_until(lambda: lockf(handle, kind, _N_BYTES, _FIRST_BYTE), patience)
    except BlockingIOError:
        hold.release()
        raise StoreError(say("store.in_use", folder=str(path.parent))) from None
    return hold


def claim(path: Path) -> Hold | None:
    """Hold a file of ours for as long as something is being made; None if somebody else does.

    It is made, for its owner only, if it is not there.
    """
    while True:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        if fcntl is None:
            os.close(handle)
            return Hold(None)
        try:
            hold = _held(handle, alone=True)
        except BlockingIOError:
            os.close(handle)
            return None
        if os.fstat(handle).st_nlink:
            return hold
        hold.release()  # swept away between our making it and holding it


def _flock(folder: Path, patience: float, *, alone: bool) -> Hold:
    if fcntl is None:
        return Hold(None)
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return Hold(None)
    try:
        return _try_until(lambda: _held(handle, alone=alone), patience)
    except BlockingIOError:
        os.close(handle)
        raise


def _held(handle: int, *, alone: bool) -> Hold:
    if fcntl is not None:
        kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError:  # a disk that knows no holds: nothing can be told
            pass
    return Hold(handle)


def _try_until(attempt: Callable[[], _T], patience: float) -> _T:
    end = time.monotonic() + patience
    while True:
        try:
            return attempt()
        except BlockingIOError:
            if time.monotonic() >= end:
                raise
        time.sleep(_STEP)

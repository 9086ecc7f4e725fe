"""Is this file a store of ours, and is it in a place where a store can be kept safe?

Looked at before SQLite opens it, and nothing is written: a file that is not ours, or is damaged,
is left exactly as it is.
"""

import os
import re
import stat
import sys
import time
from pathlib import Path

from supervision_kit.errors import DamagedStore, StoreError
from supervision_kit.frameworks import say
from supervision_kit.store.disk import companions, left_by_restoring
from supervision_kit.store.manifest import last_backup_sentence

#: "SuK1": how a file says that it is ours.
APPLICATION_ID = 0x53754B31
#: Set for everything that runs under JupyterHub.
HUB_VARIABLE = "JUPYTERHUB_SERVICE_PREFIX"

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
#: How often, and after how many seconds, a file that seems cut short is looked at again.
_LOOKS, _PAUSE = 5, 0.05
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "fuse.sshfs", "davfs", "fuse.davfs2"}
_SYNCED = (
    "dropbox", "onedrive", "google drive", "googledrive", "icloud", "mobile documents",
    "nextcloud", "owncloud", "seafile", "box sync", "syncthing", "cloudstorage", "pcloud",
    "megasync", "proton drive", "tresorit",
)  # fmt: skip
# Where OneDrive says that its folders are, and what other services put into theirs.
_ROOTS = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_MARKS = (".stfolder", ".dropbox.cache", ".owncloudsync.log", ".nextcloudsync.log")


def examine(path: Path) -> None:
    """Refuse a file that is not a store of ours.

    Raises
    ------
    DamagedStore
        If it is empty, cut short, another kind of file or another program's database. It says
        which, and where the last good backup is.
    StoreError
        If it cannot be opened.
    """
    if not is_file(path):  # a pipe would keep us waiting for ever
        raise StoreError(say("store.cannot_open", place=path.name, backup="").strip())
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
        size = path.stat().st_size
    except OSError:
        raise StoreError(say("store.cannot_open", place=path.name, backup="").strip()) from None
    backup = last_backup_sentence(path)
    if size == 0:
        raise DamagedStore(say("store.zero_length", place=path.name, backup=backup))
    if not header.startswith(_MAGIC) or len(header) < _HEADER:
        raise DamagedStore(say("store.not_a_store", place=path.name, backup=backup))
    if int.from_bytes(header[68:72]) != APPLICATION_ID:
        raise DamagedStore(say("store.not_ours", place=path.name))
    if size < _size_told(header) and _stays_short(path):
        raise DamagedStore(say("store.cut_short", place=path.name, backup=backup))


def is_file(path: Path) -> bool:
    """Say whether a path leads to a file, and not to a folder, a pipe or a device."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _size_told(header: bytes) -> int:
    page = int.from_bytes(header[16:18])
    return (65536 if page == 1 else page) * int.from_bytes(header[28:32])


def _stays_short(path: Path) -> bool:
    """Look again: in the middle of somebody's save a file is shorter than it says, for a moment."""
    for _ in range(_LOOKS):
        with path.open("rb") as file:
            told = _size_told(file.read(_HEADER))
        if path.stat().st_size >= told or _unfinished(path):
            return False
        time.sleep(_PAUSE)
    return True


def _unfinished(path: Path) -> bool:
    # After a kill in mid-save the journal beside the file holds what SQLite needs to put it right.
    beside = (path.with_name(path.name + end) for end in ("-journal", "-wal"))
    return any(each.exists() and each.stat().st_size > 0 for each in beside)


def refuse_left_over(path: Path) -> None:
    """Refuse to make a store where a part of one lies.

    Raises
    ------
    StoreError
        If what a killed save or an interrupted return left is there without its store: SQLite
        would undo a journal into whatever takes the store's name.
    """
    left = [*companions(path).values(), *left_by_restoring(path)]
    if left:
        names = ", ".join(sorted(each.name for each in left))
        backup = last_backup_sentence(path)
        raise StoreError(say("store.left_over", place=path.name, left=names, backup=backup))


def keep_others_out(path: Path) -> None:
    """Keep other accounts out of a store file, or refuse to work with it.

    Raises
    ------
    StoreError
        Under JupyterHub, if the file belongs to somebody else or others may read it: everyone
        there can run code, so no rule of ours would hold. Anywhere, if others may read it and
        that cannot be changed, as on a disk that may only be read.
    """
    if not hasattr(os, "geteuid"):  # Windows, where a user's folder is closed to other users
        return
    found = path.stat()
    is_open = bool(stat.S_IMODE(found.st_mode) & 0o077)
    is_mine = found.st_uid == os.geteuid()
    if os.environ.get(HUB_VARIABLE) and (is_open or not is_mine):
        raise StoreError(say("store.shared_file", place=path.name))
    if is_open and is_mine:
        try:
            path.chmod(0o600)
        except OSError:  # a disk that may only be read
            raise StoreError(say("store.cannot_guard", place=path.name)) from None


def refuse_network(path: Path, mounts: str | None = None) -> None:
    """Refuse a folder on another machine, where locks cannot be relied on.

    Parameters
    ----------
    path : Path
        Of the store; need not exist.
    mounts : str or None
        What Linux says about mounted disks (`/proc/self/mountinfo`); None reads it. On macOS
        there is no such file, and nothing is found out.

    Raises
    ------
    StoreError
        If it is a network folder.
    """
    if str(path).startswith(("\\\\", "//")) or _kind_of_disk(path, mounts) in _NETWORK:
        raise StoreError(say("store.network", place=str(path.parent)))


def _kind_of_disk(path: Path, mounts: str | None) -> str:
    if mounts is None:
        if not sys.platform.startswith("linux"):
            return ""
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "replace")
    whole = Path(os.path.realpath(path.parent))
    longest, kind = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        point = Path(before.split()[4].replace("\\040", " "))
        if whole.is_relative_to(point) and len(point.parts) >= longest:
            longest, kind = len(point.parts), after.split()[0]
    return kind


def caution(path: Path) -> str | None:
    """Warn about a store that is copied to a cloud while it changes; None if nothing shows that.

    Parameters
    ----------
    path : Path
        Of the store; need not exist.

    Returns
    -------
    str or None
        One sentence about the folder, one about copies that such a service has left beside the
        store because two machines had saved apart.
    """
    found = [say("store.synced", place=str(path.parent))] if _is_synced(path) else []
    if copies := conflicted_copies(path):
        names = ", ".join(copy.name for copy in copies)
        found.append(say("store.conflicted", n=len(copies), names=names))
    return " ".join(found) or None


def conflicted_copies(path: Path) -> list[Path]:
    """Return the files beside a store that bear its name with something added, by name.

    What is added differs: "(1)", " 2", "-LAPTOP", "(conflicted copy 2026-11-25)",
    ".sync-conflict-20261125-101010-ABCDEFG", "_conflict-20261125".
    """
    stem, ending = re.escape(path.stem), re.escape(path.suffix)
    added = rf"{stem}[ ._()\[-].*{ending}|{stem}{ending}.*conflict.*"
    is_copy = re.compile(added, re.IGNORECASE | re.DOTALL).fullmatch
    try:
        beside = sorted(path.parent.iterdir())
    except OSError:
        return []
    # What a store was put back over is kept beside it under a name of ours.
    ours = f"{path.stem}-replaced-"
    return [
        each
        for each in beside
        if each.name != path.name and is_copy(each.name) and not each.name.startswith(ours)
    ]


def _is_synced(path: Path) -> bool:
    whole = path.absolute()
    # A folder may lead elsewhere, as "Documents" often does.
    folders = {*whole.parents, *Path(os.path.realpath(whole)).parents}
    named = any(name in folder.name.casefold() for folder in folders for name in _SYNCED)
    roots = {os.path.realpath(os.environ[name]) for name in _ROOTS if os.environ.get(name)}
    marked = any((folder / mark).exists() for folder in folders for mark in _MARKS)
    return named or marked or any(os.path.realpath(folder) in roots for folder in folders)

"""Which half-made copies belong to somebody at work, and which were left by one who was killed?

A backup is made under a hidden name. Beside it lies its manifest to be, which is held for as long
as the backup is being made; one that nobody holds was left behind.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from supervision_kit.store.disk import drop_file, drop_with_companions
from supervision_kit.store.holding import claim
from supervision_kit.store.manifest import manifest_of, read_manifest

_NOTE = ".json"
_PART = re.compile(r"(\..+\.[0-9a-f]{8}\.part)(?:-journal|-wal|-shm|\.json)?")
# Earlier versions wrote a manifest under this name first.
_OLD_NOTE = re.compile(r"\..+\.manifest\.json\.part")


@contextmanager
def half_made(target: Path) -> Iterator[tuple[Path, Path]]:
    """Give hidden names for a copy and its manifest, and leave nothing under them.

    Parameters
    ----------
    target : Path
        Where the copy will be in the end.

    Yields
    ------
    Path, Path
        For the copy, which is not there yet, and for its manifest, which is there and empty.
    """
    part = target.with_name(f".{target.name}.{token_hex(4)}.part")
    note = part.with_name(part.name + _NOTE)
    hold = claim(note)
    try:
        yield part, note
    finally:
        drop_with_companions(part)
        drop_file(note)
        if hold is not None:
            hold.release()


def sweep(folder: Path) -> None:
    """Remove what killed backups left in a folder; what is being made stays.

    A copy that was finished, and whose manifest only lacked its name, gets it.
    """
    names = [each.name for each in folder.iterdir() if each.name.startswith(".")]
    for name in {found[1] for each in names if (found := _PART.fullmatch(each))}:
        _sweep(folder / name)
    for name in filter(_OLD_NOTE.fullmatch, names):
        drop_file(folder / name)


def _sweep(part: Path) -> None:
    note = part.with_name(part.name + _NOTE)
    hold = claim(note)
    if hold is None:
        return
    _finish(note)
    drop_with_companions(part)
    if not part.exists():  # on Windows one that is being made cannot be removed
        drop_file(note)
    hold.release()


def _finish(note: Path) -> None:
    made = read_manifest(note)
    if made is None:
        return
    copy = note.with_name(made.file)
    if copy.is_file() and not manifest_of(copy).exists():
        note.rename(manifest_of(copy))

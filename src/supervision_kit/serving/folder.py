"""How does a workbook folder come to be, without touching what is in it already?"""

import contextlib
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from supervision_kit.errors import SupervisionKitError
from supervision_kit.frameworks import say
from supervision_kit.pages.places import bundled_folder
from supervision_kit.samples import fill, stories
from supervision_kit.store import Store, open_store
from supervision_kit.store.disk import drop_with_companions
from supervision_kit.store.engine import STORE_NAME
from supervision_kit.store.place import refuse_left_over

FRAMEWORKS = "frameworks"
# What stands in a workbook folder besides its files.
_INSIDE = (FRAMEWORKS, "backups", ".ipynb_checkpoints")


@dataclass(frozen=True)
class _Made:
    """What became of a folder: files added and files that were there and are kept."""

    folder: Path
    added: tuple[str, ...]
    kept: tuple[str, ...]

    @property
    def is_new_store(self) -> bool:
        """Whether the store was made just now."""
        return STORE_NAME in self.added


def make_folder(folder: Path, *, sample: bool = False) -> _Made:
    """Make a workbook folder, or add to one what it lacks; nothing there is overwritten.

    Parameters
    ----------
    folder : Path
        Where; made with its parents when missing.
    sample : bool
        Whether a new store holds the sample caseload instead of nothing.

    Raises
    ------
    SupervisionKitError
        The folder is a file or cannot be written to.
    """
    folder = folder.expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise SupervisionKitError(say("serving.not_a_folder", folder=folder))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / FRAMEWORKS).mkdir(parents=True, exist_ok=True)
        added = [path.name for path in bundled_workbooks() if _copy_new(path, folder / path.name)]
        kept = [path.name for path in bundled_workbooks() if path.name not in added]
        is_new = _make_store(folder / STORE_NAME, sample=sample)
    except OSError:
        raise SupervisionKitError(say("cli.not_writable", folder=folder)) from None
    (added if is_new else kept).append(STORE_NAME)
    close_to_others(folder)
    return _Made(folder, tuple(added), tuple(kept))


def close_to_others(folder: Path) -> None:
    """Let no other account read a workbook folder, or what of ours stands in it.

    Links are not followed, and what belongs to another account is left as it is.
    """
    if not hasattr(os, "geteuid"):  # Windows, where a user's folder is closed to other users
        return
    patterns = (
        "*.ipynb",
        f"{STORE_NAME}*",
        f".{STORE_NAME}*",
        *(f"{name}/**/*" for name in _INSIDE),
    )
    inside = [path for pattern in patterns for path in folder.glob(pattern)]
    for path in [folder, *(folder / name for name in _INSIDE), *inside]:
        with contextlib.suppress(OSError):
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode) and mode & 0o077:
                path.chmod(stat.S_IMODE(mode) & 0o700)


def bundled_workbooks() -> list[Path]:
    """Return the workbooks that came with the package, by name."""
    return sorted(bundled_folder("workbooks").glob("*.ipynb"))


def is_sample(store: Store) -> bool:
    """Say whether a store holds the sample caseload and nothing else."""
    codes = set(store.cases()["code"])
    return bool(codes) and codes <= {story.code for story in stories()}


def _copy_new(source: Path, target: Path) -> bool:
    """Copy a file unless one of that name is there; say whether it was copied."""
    try:
        with source.open("rb") as original, target.open("xb") as copy:
            shutil.copyfileobj(original, copy)
    except FileExistsError:
        return False
    return True


def _make_store(path: Path, *, sample: bool) -> bool:
    if path.exists():
        return False
    if not sample:
        open_store(path, create=True).close()
        return True
    # Under its own name only once it is complete: stopped half-way, the next run begins again.
    refuse_left_over(path)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    drop_with_companions(unfinished)
    with open_store(unfinished, create=True) as store:
        fill(store)
    unfinished.rename(path)
    unfinished.with_name(f"{unfinished.name}-journal").unlink(missing_ok=True)
    return True

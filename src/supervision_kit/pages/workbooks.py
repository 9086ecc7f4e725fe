"""Which workbooks stand in a folder, in which order and group, and for whom is each?

What a workbook says of itself stands in its own metadata, under `KEY`; navigation, start page and
waiting kernels read it from here. A workbook that came with the package is described by the
package's copy, so that a folder made by an earlier version is described as well.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from supervision_kit.frameworks import say, says
from supervision_kit.pages.places import bundled_folder

METADATA_KEY = "supervision_kit"
START = "start.ipynb"
#: In the order of the header; a workbook of somebody's own that names none of them comes last.
GROUPS = ("work", "supervision", "team", "about", "own")
LAST_IN_GROUP = 1_000
MOST_WAITING = 8


@dataclass(frozen=True)
class Workbook:
    """What a workbook says of itself.

    Attributes
    ----------
    file : str
        Its name in the folder.
    title, for_whom : str
        What it is called, and for whom it is, in words; the second may be empty.
    group : str
        One of `GROUPS`.
    order : int
        Its place within the group.
    picture : str
        What stands beside it in the list of all pages: a name `tree.html` knows, or empty.
    waiting : int
        How many kernels wait for its readers.
    """

    file: str
    title: str
    for_whom: str
    group: str
    order: int
    picture: str
    waiting: int

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return Path(self.file).stem


def workbooks(folder: Path) -> list[Workbook]:
    """Return the workbooks of a folder by group and order, those of somebody's own last."""
    found = [workbook_at(path) for path in sorted(folder.glob("*.ipynb"))]
    return sorted(found, key=lambda each: (GROUPS.index(each.group), each.order, each.file))


def grouped(found: list[Workbook]) -> Iterator[tuple[str, list[Workbook]]]:
    """Give each group's name in words, and its workbooks."""
    for group, same in groupby(found, key=lambda each: each.group):
        yield say(f"workbook.group_{group}"), list(same)


def workbook_at(path: Path) -> Workbook:
    """Return what a workbook says of itself; one nobody can read is called by its file name."""
    ours = bundled_folder("workbooks") / path.name
    said = _metadata(ours if ours.is_file() else path)
    keys: Any = said.get(METADATA_KEY)
    keys = keys if isinstance(keys, dict) else {}
    words = path.stem.replace("-", "_")
    plain = str(said.get("title") or path.stem.replace("-", " ").capitalize())
    group = keys.get("group")
    return Workbook(
        file=path.name,
        title=_words(f"workbook.{words}", plain),
        for_whom=_words(f"workbook.{words}_for", _text(keys.get("for_whom"))),
        group=group if group in GROUPS else "own",
        order=_count(keys.get("order"), LAST_IN_GROUP),
        picture=_text(keys.get("picture")),
        waiting=min(_count(keys.get("waiting"), 0), MOST_WAITING),
    )


def _metadata(path: Path) -> dict[str, Any]:
    stamp = path.stat()
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=64)
def _read(path: Path, *_stamp: int) -> dict[str, Any]:
    try:
        metadata = json.loads(path.read_bytes())["metadata"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}
    return metadata if isinstance(metadata, dict) else {}


def _words(key: str, otherwise: str) -> str:
    return say(key) if says(key) else otherwise


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _count(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and value >= 0 else otherwise

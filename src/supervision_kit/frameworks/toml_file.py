"""Can this file be read as TOML, and if not, on which line is the trouble?"""

import re
import tomllib
from pathlib import Path

from supervision_kit.frameworks.problems import wrong
from supervision_kit.frameworks.sentences import english
from supervision_kit.frameworks.table import Table

LARGEST_FILE = 1_000_000  # bytes; the bundled ones are under 10 kB


def toml_files(folder: Path) -> list[Path]:
    """Return the TOML files of a folder by name; none when there is no such folder.

    Raises
    ------
    FrameworkError
        There is a file where the folder should be.
    """
    if folder.is_file():
        raise wrong(folder, "not_a_folder")
    if not folder.is_dir():
        return []
    # Hidden files are an editor's or the system's own.
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() == ".toml" and not path.name.startswith(".") and path.is_file()
    )


def read_table(path: Path) -> Table:
    """Return the whole of a TOML file as a table.

    Raises
    ------
    FrameworkError
        It cannot be opened, is too large, not UTF-8 or not TOML.
    """
    return Table(path, "", _parsed(path, _decoded(path)))


def _decoded(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise wrong(path, "unreadable", reason=error.strerror) from None
    if len(content) > LARGEST_FILE:
        raise wrong(path, "huge_file", n_allowed=LARGEST_FILE)
    try:
        # Windows editors put a byte order mark in front; it is no part of the text.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise wrong(path, "not_utf8", line=line) from None


def _parsed(path: Path, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise wrong(path, "not_toml", line=1, reason=english("frameworks.too_deep")) from None
    except ValueError as error:
        # tomllib says where in its message only: "Expected '=' (at line 3, column 5)".
        reason, _, place = str(error).partition(" (at ")
        found = re.search(r"line (\d+)", place)
        line = found[1] if found else text.count("\n") + 1
        raise wrong(path, "not_toml", line=line, reason=reason) from None

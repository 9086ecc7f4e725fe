"""Can this file be read as TOML, and if not, on which line is the trouble?"""

import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from supervision_kit.frameworks.problems import wrong
from supervision_kit.frameworks.sentences import english

LARGEST_FILE = 1_000_000  # bytes; the bundled ones are under 10 kB
# A key such as a.b.c with a part for each of dozens of tables: nobody means it, and reading one
# takes time by the square of its parts.
_ENDLESS_KEY = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){40}")
_LONG_NUMBER = re.compile(r"[\d_]{4300}")  # Python reads no longer ones


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


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file holds.

    Raises
    ------
    FrameworkError
        It cannot be opened, is no plain file, too large, not UTF-8 or not TOML.
    """
    return parsed(path, read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """Return the content of a file of readable size; `read_toml` says what is refused."""
    try:
        # A folder cannot be opened, and a pipe would be waited for.
        if not stat.S_ISREG(path.stat().st_mode):
            raise wrong(path, "not_a_file")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise wrong(path, "unreadable", reason=reason) from None
    if len(content) > LARGEST_FILE:
        raise wrong(path, "huge_file", n_allowed=LARGEST_FILE)
    return content


def parsed(path: Path, content: bytes) -> dict[str, Any]:
    """Return what the content of a TOML file says; `read_toml` says what is refused."""
    try:
        # Windows editors put a byte order mark in front; it is no part of the text.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise wrong(path, "not_utf8", line=line) from None
    line = _line_of(_ENDLESS_KEY, text)
    if line:
        raise wrong(path, "not_toml", line=line, reason=english("frameworks.endless_key"))
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise wrong(path, "not_toml", line=1, reason=english("frameworks.too_deep")) from None
    except tomllib.TOMLDecodeError as error:
        # tomllib says where in its message only: "Expected '=' (at line 3, column 5)".
        reason, _, place = str(error).partition(" (at ")
        found = re.search(r"line (\d+)", place)
        line = found[1] if found else text.count("\n") + 1
        raise wrong(path, "not_toml", line=line, reason=reason) from None
    except ValueError:
        reason = english("frameworks.long_number")
        raise wrong(path, "not_toml", line=_line_of(_LONG_NUMBER, text), reason=reason) from None


def _line_of(what: re.Pattern[str], text: str) -> int | None:
    found = what.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else None

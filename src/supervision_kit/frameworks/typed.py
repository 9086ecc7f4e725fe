"""How is a path written so that a command printed with it can be copied into a terminal?"""

import os
import shlex
import subprocess
from pathlib import Path


def as_typed(path: Path | str) -> str:
    """Return a path as one word of a command, whatever is in it."""
    word = str(path)
    if word.startswith("-"):  # it would be taken for an option
        word = os.path.join(os.curdir, word)
    return shlex.quote(word) if os.name == "posix" else subprocess.list2cmdline([word])

"""How is trouble with a file of scales or texts said, so that its writer can mend it?

These sentences are always the bundled English ones: the reader's own texts may be the trouble.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks.sentences import english


def wrong(path: Path, problem: str, /, **values: object) -> FrameworkError:
    """Return the error ``frameworks.<problem>`` about the file ``path``."""
    file = f"{path.parent.name}/{path.name}"
    return FrameworkError(english(f"frameworks.{problem}", file=file, **values))


def meant(word: str, known: Iterable[str]) -> str:
    """Return what the writer may have meant, as a sentence; empty when nothing is close.

    >>> meant("bettr", ["better", "lane"])
    ' Did you mean “better”?'
    >>> meant("colour", ["better", "lane"])
    ''
    """
    close = get_close_matches(word, list(known), n=1)
    return f" {english('frameworks.did_you_mean', word=close[0])}" if close else ""


def listed(words: Iterable[object]) -> str:
    """Return words one after another.

    >>> listed(["worker", "client"])
    'worker, client'
    """
    return ", ".join(str(word) for word in words)

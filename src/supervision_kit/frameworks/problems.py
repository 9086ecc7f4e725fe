"""How is trouble with a file of scales, texts or columns said, so that its writer can mend it?

Sentences about scales and texts are always the bundled English ones: the reader's own texts may be
the trouble.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path, PurePath

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks.sentences import english

SHOWN_CHARACTERS = 40


def wrong(path: Path, problem: str, /, **values: object) -> FrameworkError:
    """Return the error ``frameworks.<problem>`` about the file ``path``."""
    return FrameworkError(english(f"frameworks.{problem}", file=named(path), **values))


def named(path: PurePath) -> str:
    """Return the name of a file with its folder, where one was given.

    >>> named(PurePath("a/frameworks/own.toml")), named(PurePath("own.toml"))
    ('frameworks/own.toml', 'own.toml')
    """
    return PurePath(*path.parts[-2:]).as_posix()


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


def brief(value: object, longest: int = SHOWN_CHARACTERS) -> str:
    r"""Return a value on one line, without control characters, shortened to so many characters.

    >>> brief("two\nlines"), brief(0.5), brief(16**5000)
    ('two lines', '0.5', '…')
    """
    try:
        text = str(value)
    except ValueError:
        return "…"  # Python does not write out whole numbers of thousands of digits.
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"

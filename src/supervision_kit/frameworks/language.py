"""Which language does the reader want?"""

import os
from functools import lru_cache

from babel import Locale, UnknownLocaleError

LANGUAGE_VARIABLE = "SUPERVISION_KIT_LANGUAGE"


def wanted_language() -> str:
    """Return the language the environment names, ``en`` where it names none.

    It may be misspelt; `is_language` tells.
    """
    return os.environ.get(LANGUAGE_VARIABLE, "").strip().replace("-", "_") or "en"


def language() -> str:
    """Return the language to write in: the wanted one, English where that is none.

    A page must be able to say that a language is misspelt, so this never fails.
    """
    wanted = wanted_language()
    return wanted if is_language(wanted) else "en"


@lru_cache(maxsize=64)
def is_language(name: str) -> bool:
    """Return whether ``name`` is written as a language is, such as ``de`` or ``en_GB``.

    >>> is_language("de"), is_language("en_GB"), is_language("english"), is_language("..")
    (True, True, False, False)
    """
    try:
        return str(Locale.parse(name)) == name
    except (UnknownLocaleError, ValueError):
        return False


def lineage(name: str) -> tuple[str, ...]:
    """Return the folders in which a language's texts are, later ones over earlier ones.

    >>> lineage("en"), lineage("de_AT")
    (('en',), ('de', 'de_AT'))
    """
    return tuple(dict.fromkeys((name.partition("_")[0], name)))

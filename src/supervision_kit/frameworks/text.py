"""Which sentence does the reader see?"""

import os
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Strict

from supervision_kit.frameworks.checking import checked
from supervision_kit.frameworks.language import language, lineage
from supervision_kit.frameworks.problems import meant, wrong
from supervision_kit.frameworks.sentences import (
    Entry,
    Sentences,
    bundled_sentences,
    fields,
    flat,
    is_plain,
    is_plural,
)
from supervision_kit.frameworks.table import readable
from supervision_kit.frameworks.toml_file import read_toml, toml_files

FOLDER_VARIABLE = "SUPERVISION_KIT_FOLDER"
LONGEST_SENTENCE = 1_000
Sentence = Annotated[str, Strict(), AfterValidator(partial(readable, LONGEST_SENTENCE))]


def say(key: str, /, **values: object) -> str:
    """Return the sentence ``area.key`` with ``values`` in its fields.

    The agency's own wording comes first: the folder ``frameworks/<language>/text`` in the workbook
    folder that SUPERVISION_KIT_FOLDER names.

    Parameters
    ----------
    key : str
        The text file's name, a dot, and the name in it.
    **values
        One for each field. ``n`` chooses the plural form; counts (``n`` and ``n_…``) get a
        thousands mark. Nothing is escaped.

    Raises
    ------
    FrameworkError
        There is no such text, a field has no value, or the agency's text file is wrong.

    Examples
    --------
    >>> say("frameworks.did_you_mean", word="better")
    'Did you mean “better”?'
    """
    return _sentences(language(), os.environ.get(FOLDER_VARIABLE, "")).say(key, values)


def says(key: str) -> bool:
    """Say whether there is a sentence of this key.

    >>> says("frameworks.did_you_mean"), says("frameworks.no_such_sentence")
    (True, False)
    """
    return key in _sentences(language(), os.environ.get(FOLDER_VARIABLE, "")).entries


@lru_cache(maxsize=16)
def _sentences(name: str, folder: str) -> Sentences:
    ours = bundled_sentences(name)
    if not folder:
        return ours
    theirs: dict[str, Entry] = {}
    for tongue in lineage(name):
        for path in toml_files(Path(folder) / "frameworks" / tongue / "text"):
            theirs |= read_texts(path, ours)
    return Sentences(name, {**ours.entries, **theirs})


def read_texts(path: Path, ours: Sentences) -> dict[str, Entry]:
    """Return the sentences of a text file, each checked against the one it stands for.

    Parameters
    ----------
    path : Path
        The file; its name is the area.
    ours : Sentences
        Those that may be worded anew: no other keys, and no other fields.

    Raises
    ------
    FrameworkError
        Naming file, key and remedy.
    """
    content = flat(read_toml(path), path.stem)
    for key in content:
        if key not in ours.entries:
            raise wrong(path, "unknown_text", key=key, hint=meant(key, ours.entries))
    return {key: _entry(path, key, content[key], fields(ours.entries[key])) for key in content}


def _entry(path: Path, key: str, value: object, allowed: set[str]) -> Entry:
    if isinstance(value, dict) and is_plural(value):
        forms = value.items()
        return {form: _sentence(path, f"{key}.{form}", v, allowed | {"n"}) for form, v in forms}
    return _sentence(path, key, value, allowed)


def _sentence(path: Path, key: str, value: object, allowed: set[str]) -> str:
    """Return a sentence with its lines as they are; a hint may be empty, which shows none."""
    sentence = checked(Sentence, value, path, place=(key,))
    if not sentence and not key.endswith("_hint"):
        raise wrong(path, "empty_text", key=key)
    if not is_plain(sentence):
        raise wrong(path, "bad_field", key=key)
    for field in sorted(fields(sentence) - allowed):
        raise wrong(path, "unknown_field", key=key, field=field, hint=meant(field, allowed))
    return sentence

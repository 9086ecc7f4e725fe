"""How does a named text become a sentence, with its numbers and its plural form?

Texts are TOML: an entry is a sentence with ``{named}`` fields, or a table of plural forms
(``one``, ``other`` …) chosen by ``n``; a form ``zero`` is used for none in every language.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from numbers import Integral, Real
from pathlib import Path
from string import Formatter
from typing import Any

from babel import Locale
from babel.numbers import format_decimal

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks.language import lineage

BUNDLED = Path(__file__).parent
PLURAL_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})

Entry = str | dict[str, str]


@dataclass(frozen=True)
class Sentences:
    """Texts by key, in one language."""

    language: str
    entries: Mapping[str, Entry]

    def say(self, key: str, values: Mapping[str, object]) -> str:
        """Return the sentence ``key`` with ``values`` in its fields."""
        entry = self.entries.get(key)
        if entry is None:
            raise FrameworkError(english("frameworks.no_text", key=key))
        sentence = entry if isinstance(entry, str) else self._form(key, entry, values)
        try:
            return sentence.format_map(
                {name: self._shown(name, value) for name, value in values.items()}
            )
        except KeyError as missing:
            field = missing.args[0]
            raise FrameworkError(english("frameworks.no_value", key=key, field=field)) from None

    def _form(self, key: str, forms: dict[str, str], values: Mapping[str, object]) -> str:
        n = values.get("n")
        if not isinstance(n, Real):
            raise FrameworkError(english("frameworks.no_value", key=key, field="n"))
        if n == 0 and "zero" in forms:
            return forms["zero"]
        return forms.get(_plural_form(self.language, float(n)), forms["other"])

    def _shown(self, name: str, value: object) -> object:
        # Counts get their thousands mark; other numbers (years, ports) stay as they are.
        if (name == "n" or name.startswith("n_")) and isinstance(value, Integral):
            return format_decimal(int(value), locale=self.language)
        return value


def flat(table: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Return the entries of a nested table by their dotted key, plural tables kept whole.

    >>> flat({"title": "Start", "n": {"one": "1", "other": "{n}"}, "a": {"b": "x"}}, "start")
    {'start.title': 'Start', 'start.n': {'one': '1', 'other': '{n}'}, 'start.a.b': 'x'}
    """
    found: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict) and not is_plural(value):
            found |= flat(value, f"{place}.{key}")
        else:
            found[f"{place}.{key}"] = value
    return found


def is_plural(table: Mapping[str, object]) -> bool:
    """Return whether a table holds the plural forms of one sentence."""
    return "other" in table and PLURAL_FORMS.issuperset(table)


def fields(entry: Entry) -> set[str]:
    """Return the names of the fields an entry needs; a plural table also needs ``n``.

    >>> sorted(fields({"one": "{who} came", "other": "{n} came with {who}"}))
    ['n', 'who']
    """
    if isinstance(entry, dict):
        return {"n"}.union(*(fields(form) for form in entry.values()))
    return {name for _, name, _, _ in Formatter().parse(entry) if name is not None}


def is_plain(sentence: str) -> bool:
    """Return whether the curly brackets of a sentence hold nothing but plain names.

    >>> is_plain("{n} of {n_all}"), is_plain("{who.age}"), is_plain("{"), is_plain("{}")
    (True, False, False, False)
    """
    try:
        parts = list(Formatter().parse(sentence))
    except ValueError:
        return False
    return all(
        name is None or (name.isidentifier() and not spec and not conversion)
        for _, name, spec, conversion in parts
    )


def _plural_form(language: str, n: float) -> str:
    return Locale.parse(language).plural_form(n)


@cache
def bundled_sentences(language: str) -> Sentences:
    """Return the texts this package brings: English, and ``language`` over it where it has one."""
    entries: dict[str, Entry] = {}
    for folder in dict.fromkeys(("en", *lineage(language))):
        for path in sorted((BUNDLED / folder / "text").glob("*.toml")):
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            entries |= flat(table, path.stem)
    return Sentences(language, entries)


def english(key: str, /, **values: object) -> str:
    """Return a sentence as the package brings it in English, whatever the language is.

    Used about files that are themselves wrong, where the reader's own texts may be the trouble.
    """
    return bundled_sentences("en").say(key, values)

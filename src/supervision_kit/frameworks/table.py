"""Is everything in this table of a TOML file what it should be?

Every refusal is a `FrameworkError` naming the file, the place in it and the remedy.
"""

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks.problems import listed, meant, wrong
from supervision_kit.frameworks.sentences import english

LARGEST_NUMBER = 1_000_000_000
LONGEST_KEY = 40
# Marks that turn the direction of text around could make an anchor read as another.
TURNING_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

TYPES: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "number": (int, float),
    "whole": int,
    "list": list,
    "anchors": list,
    "table": dict,
}


@dataclass(frozen=True)
class Table:
    """One table of a TOML file, with the place where it stands.

    Attributes
    ----------
    path : Path
        The file.
    place : str
        Dotted keys down to this table, empty for the whole file.
    content : dict
        What was read.
    """

    path: Path
    place: str
    content: Mapping[str, Any]

    def where(self, key: str) -> str:
        """Return the full dotted name of ``key``."""
        return f"{self.place}.{key}" if self.place else key

    def wrong(self, problem: str, key: str, /, **values: object) -> FrameworkError:
        """Return the error ``problem`` about ``key`` of this table."""
        return wrong(self.path, problem, key=self.where(key), **values)

    def only(self, allowed: Collection[str]) -> None:
        """Refuse keys that nothing would read."""
        for key in self.content:
            if key not in allowed:
                raise self.wrong(
                    "unknown_key", key, hint=meant(key, allowed), allowed=listed(allowed)
                )

    def check_key(self, place: str, word: str) -> None:
        """Refuse a word, standing at ``place``, that cannot be a key."""
        if not KEY.fullmatch(word) or len(word) > LONGEST_KEY:
            raise self.wrong("bad_key", place, word=word[:LONGEST_KEY], n_allowed=LONGEST_KEY)

    def value(self, key: str, kind: str) -> Any:
        """Return the value of ``key``, which must be there and of that kind of `TYPES`."""
        if key not in self.content:
            raise self.wrong("missing_key", key, example=english(f"frameworks.example_{kind}"))
        value = self.content[key]
        # To Python a truth value is a whole number; to the writer it is not.
        if not isinstance(value, TYPES[kind]) or isinstance(value, bool):
            raise self._of_wrong_type(key, kind)
        return value

    def text(self, key: str, longest: int, default: str | None = None) -> str:
        """Return a text of 1 to ``longest`` characters, NFC, white space runs as one space."""
        if default is not None and key not in self.content:
            return default
        return self._cleaned(key, self.value(key, "text"), longest)

    def sentence(self, key: str, longest: int) -> str:
        """Return a text with its lines as they are; a hint may be empty, which shows none."""
        text = self._readable(key, self.value(key, "text"), longest)
        if not text and not key.endswith("_hint"):
            raise self.wrong("empty_text", key)
        return text

    def texts(self, key: str, longest: int) -> tuple[str, ...]:
        """Return a list of texts; empty when the key is missing."""
        values = self.value(key, "list") if key in self.content else []
        if not all(isinstance(value, str) for value in values):
            raise self._of_wrong_type(key, "list")
        return tuple(self._cleaned(key, value, longest) for value in values)

    def number(self, key: str) -> float:
        """Return a finite number of readable size."""
        value = self.value(key, "number")
        if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
            raise self.wrong("wild_number", key, n_largest=LARGEST_NUMBER)
        return float(value)

    def positive_whole(self, key: str, default: int | None = None) -> int:
        """Return a whole number of at least 1."""
        if default is not None and key not in self.content:
            return default
        value = self.value(key, "whole")
        if not 1 <= value <= LARGEST_NUMBER:
            raise self.wrong("not_positive", key, n_largest=LARGEST_NUMBER)
        return value

    def one_of(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """Return one of the ``allowed`` words."""
        word = self.text(key, LONGEST_KEY, default)
        self.check_one_of(key, word, allowed)
        return word

    def check_one_of(self, key: str, word: str, allowed: Collection[str]) -> None:
        """Refuse a word that is not ``allowed``."""
        if word not in allowed:
            raise self.wrong(
                "not_one_of", key, word=word, allowed=listed(allowed), hint=meant(word, allowed)
            )

    def table(self, key: str) -> "Table":
        """Return the table ``key`` of this table; it has entries."""
        content = self.value(key, "table")
        if not content:
            raise self.wrong("empty_table", key)
        return Table(self.path, self.where(key), content)

    def tables(self) -> "dict[str, Table]":
        """Return the tables this table is made of, by checked key."""
        self._check_keys(self.content)
        return {key: self.table(key) for key in self.content}

    def labels(self, longest: int) -> dict[str, str]:
        """Return this table as labels by checked key."""
        self._check_keys(self.content)
        return {key: self.text(key, longest) for key in self.content}

    def _check_keys(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.check_key(key, key)

    def _of_wrong_type(self, key: str, kind: str) -> FrameworkError:
        expected = english(f"frameworks.kind_{kind}")
        example = english(f"frameworks.example_{kind}")
        return self.wrong("wrong_type", key, kind=expected, example=example)

    def _cleaned(self, key: str, value: str, longest: int) -> str:
        text = " ".join(self._readable(key, value, longest).split())
        if not text:
            raise self.wrong("empty_text", key)
        return text

    def _readable(self, key: str, value: str, longest: int) -> str:
        for character in value:
            control = unicodedata.category(character) == "Cc" and character not in "\n\r\t"
            if control or character in TURNING_MARKS:
                raise self.wrong("control_character", key, code=f"U+{ord(character):04X}")
        text = unicodedata.normalize("NFC", value).strip()
        if len(text) > longest:
            raise self.wrong("long_text", key, n=len(text), n_allowed=longest)
        return text

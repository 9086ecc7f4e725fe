"""What may stand in a table of a TOML file: which texts, numbers and keys?"""

import math
import re
import unicodedata
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, model_validator

from supervision_kit.frameworks.checking import fault

LARGEST_NUMBER = 1_000_000_000
LONGEST_KEY = 40
# Marks that turn the direction of text around could make an anchor read as another.
TURNING_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class StrictTable(BaseModel):
    """A table in which something stands, and nothing that is not known."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _has_entries(cls, content: Any) -> Any:
        return filled(content)


def filled(content: Any) -> Any:
    """Refuse a table with nothing in it."""
    if content == {}:
        raise fault("frameworks.empty_table")
    return content


def readable(longest: int, text: str) -> str:
    """Return a text in its usual Unicode form, without invisible characters."""
    for character in text:
        control = unicodedata.category(character) == "Cc" and character not in "\n\r\t"
        if control or character in TURNING_MARKS:
            raise fault("frameworks.control_character", code=f"U+{ord(character):04X}")
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > longest:
        raise fault("frameworks.long_text", n=len(text), n_allowed=longest)
    return text


def _on_one_line(longest: int, text: str) -> str:
    line = " ".join(readable(longest, text).split())
    if not line:
        raise fault("frameworks.empty_text")
    return line


def line(longest: int) -> AfterValidator:
    """Return the rule of a text of 1 to ``longest`` characters, white space runs as one space."""
    return AfterValidator(partial(_on_one_line, longest))


def _key(word: str) -> str:
    if not KEY.fullmatch(word) or len(word) > LONGEST_KEY:
        raise fault("frameworks.bad_key", word=word[:LONGEST_KEY], n_allowed=LONGEST_KEY)
    return word


def _of_readable_size(number: float) -> float:
    if not math.isfinite(number) or abs(number) > LARGEST_NUMBER:
        raise fault("frameworks.wild_number", n_largest=LARGEST_NUMBER)
    return number


KeyText = Annotated[str, Strict(), AfterValidator(_key)]
ReadableNumber = Annotated[float, Strict(), AfterValidator(_of_readable_size)]
PositiveWhole = Annotated[int, Strict(), Field(ge=1, le=LARGEST_NUMBER)]
Filled = AfterValidator(filled)
Count = Annotated[int, Strict(), Field(ge=0, le=LARGEST_NUMBER)]

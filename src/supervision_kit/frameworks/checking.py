"""Is what stands in this file what it should be, and if not, in which sentence is that said?

A pydantic model says what may stand where; the sentence is ours. It names the file, the key with
all tables around it, what stands there and what is allowed.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import PurePath
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks.problems import brief, listed, meant, named
from supervision_kit.frameworks.sentences import english

Say = Callable[..., str]

_UNKNOWN = {"extra_forbidden", "unexpected_keyword_argument"}
_TEXTS = {
    "missing": "frameworks.missing_key",
    "literal_error": "frameworks.not_one_of",
    "greater_than_equal": "frameworks.not_positive",
    "less_than_equal": "frameworks.not_positive",
    **dict.fromkeys(_UNKNOWN, "frameworks.unknown_key"),
}
"""Which sentence is said of an error of pydantic's; of any other, that the type is wrong."""
_KINDS = {"": "text", "string": "text", "integer": "whole", "boolean": "truth", "array": "list"}


def fault(text: str, /, *, at: tuple[str | int, ...] = (), **values: object) -> PydanticCustomError:
    """Return what a rule of ours raises: the key of a sentence, its values, the place below."""
    return PydanticCustomError(text, "", {"at": at, **values})  # type: ignore[arg-type]


def checked(
    kind: Any,
    content: object,
    file: PurePath,
    *,
    place: tuple[str | int, ...] = (),
    say: Say = english,
) -> Any:
    """Return content of a file as what it should be.

    Parameters
    ----------
    kind : type
        A pydantic model, or any other type pydantic knows.
    content : object
        What was read.
    file : PurePath
        Where it stands, for the sentence.
    place : tuple of str or int
        Keys of the tables around it, and numbers from 0 in lists.
    say : function
        Gives a sentence by its key; by default as the package brings it in English.

    Raises
    ------
    FrameworkError
        One sentence, about a misspelt key before anything else.
    """
    try:
        return _adapter(kind).validate_python(content)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False)
        first = min(errors, key=lambda each: each["type"] not in _UNKNOWN)
        told = _told(first, _schema(kind), place)
    raise FrameworkError(say(told.pop("text"), file=named(file), **told))


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@cache
def _schema(kind: Any) -> dict[str, Any]:
    return _adapter(kind).json_schema()


@dataclass(frozen=True)
class _Fault:
    """What is wrong: the key of the sentence, the keys down to the place, and what stands there."""

    text: str
    place: tuple[str | int, ...]
    value: Any


def _told(error: ErrorDetails, schema: dict[str, Any], around: tuple[str | int, ...]) -> Any:
    """Return the key of the sentence and everything it may name."""
    fault = _fault_of(error, schema)
    *above, last = fault.place or ("",)
    word, found = brief(fault.value), _at(schema, fault.place)
    told = {"text": fault.text, "word": word, "now": _as_written(fault.value)}
    if fault.text == _TEXTS["extra_forbidden"]:
        told |= _choices(str(last), _at(schema, tuple(above))["properties"])
    elif "enum" in found:
        told |= _choices(word, found["enum"])
    own = {name: value for name, value in error.get("ctx", {}).items() if name != "at"}
    return told | _expected(found) | {"key": key_of(around + fault.place)} | own


def _fault_of(error: ErrorDetails, schema: dict[str, Any]) -> _Fault:
    at = error.get("ctx", {}).get("at", ())
    text, place = _text(error), _place(error) + at
    if error["type"] == "missing" and (misspelt := _misspelt(error, schema)):
        text, place = _TEXTS["extra_forbidden"], (*place[:-1], *misspelt)
    if text == "frameworks.wrong_type" and _at(schema, place).get("type") == "string":
        while place and isinstance(place[-1], int):  # a list of texts is named as a whole
            place = place[:-1]
    return _Fault(text, place, _inside(error["input"], at))


def _expected(found: dict[str, Any]) -> dict[str, Any]:
    """Return in words what should stand in a place, with an example."""
    form = found.get("kind") or found.get("format") or found.get("type", "")
    kind = _KINDS.get(form, form)
    usual = english(f"frameworks.example_{kind}")
    return {
        "kind": english(f"frameworks.kind_{kind}"),
        "example": f'"{found["enum"][0]}"' if "enum" in found else usual,
        "n_min": found.get("minimum", ""),
        "n_max": found.get("maximum", ""),
    }


def _misspelt(error: ErrorDetails, schema: dict[str, Any]) -> list[str]:
    """Return the key that may stand in place of a missing one, in a list that may be empty."""
    *above, key = _place(error)
    unknown = error["input"].keys() - _at(schema, tuple(above))["properties"].keys()
    return get_close_matches(str(key), unknown, n=1)


def _place(error: ErrorDetails) -> tuple[str | int, ...]:
    """Return the keys down to an error.

    A tag in <> only says which of several tables was meant, "[key]" that a key itself is wrong.
    """
    if error["type"] in _UNKNOWN:
        *above, key = error["loc"]
        return (*(part for part in above if not str(part).startswith("<")), key)
    return tuple(part for part in error["loc"] if not str(part).startswith(("<", "[key]")))


def _inside(value: Any, at: tuple[str | int, ...]) -> Any:
    for part in at:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
    return value


def _text(error: ErrorDetails) -> str:
    """Return the key of the sentence; a rule of ours names its own, which has a dot in it."""
    if "." in error["type"]:
        return error["type"]
    if error["type"] == "literal_error" and not isinstance(error["input"], str):
        return "frameworks.wrong_type"
    return _TEXTS.get(error["type"], "frameworks.wrong_type")


def _choices(word: str, allowed: Any) -> dict[str, str]:
    return {"hint": meant(word, allowed), "allowed": listed(allowed)}


def key_of(parts: tuple[str | int, ...]) -> str:
    """Return where something stands, as a reader of the file finds it.

    >>> key_of(("scale", "anchors", 0, "value"))
    'scale.anchors, number 1.value'
    >>> key_of(("rating", 1, "dimension")), key_of(("rating", 1))
    ('[[rating]] 2, dimension', '[[rating]] 2')
    """
    if len(parts) > 1 and isinstance(parts[1], int):
        below = key_of(parts[2:])
        return f"[[{parts[0]}]] {parts[1] + 1}" + (f", {below}" if below else "")
    words = (f", number {p + 1}" if isinstance(p, int) else f".{brief(p, 80)}" for p in parts)
    return "".join(words).removeprefix(".")


def _at(schema: dict[str, Any], parts: tuple[str | int, ...]) -> dict[str, Any]:
    """Return what the schema says of one place; empty when it says nothing."""
    shapes = [schema]
    for part in parts:
        shapes = [
            below
            for shape in shapes
            for each in _meant_by(shape, schema)
            if (below := _below(each, part)) is not None
        ]
    found = [each for shape in shapes for each in _meant_by(shape, schema)]
    keys = {name: value for each in found for name, value in each.get("properties", {}).items()}
    return {**next(iter(found), {}), "properties": keys}


def _below(shape: dict[str, Any], part: str | int) -> dict[str, Any] | None:
    if isinstance(part, int):
        return shape.get("items")
    other = shape.get("additionalProperties")
    return shape.get("properties", {}).get(part, other if isinstance(other, dict) else None)


def _meant_by(shape: dict[str, Any], whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Go through what a shape stands for: a definition, or each of several choices."""
    if "$ref" in shape:
        shape = whole["$defs"][shape["$ref"].rpartition("/")[2]] | shape
    choices = shape.get("anyOf") or shape.get("oneOf")
    if choices is None:
        yield shape
    for choice in choices or ():
        if choice.get("type") != "null":
            yield from _meant_by(choice, whole)


def _as_written(value: object) -> str:
    """Return a value as the file writes it, as far as it fits into a sentence.

    >>> _as_written("a"), _as_written(True), _as_written([1]), _as_written({})
    ('"a"', 'true', '[…]', '{…}')
    """
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    if isinstance(value, str):
        return f'"{brief(value)}"'
    written = value.isoformat() if isinstance(value, dt.date | dt.time) else value
    return str(written).lower() if isinstance(value, bool) else brief(written)

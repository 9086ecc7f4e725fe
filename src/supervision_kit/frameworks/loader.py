"""Which files make up the framework, and which wins where two say the same?

Four layers, later ones over earlier ones: what the package brings in English, what it brings in the
language asked for, the agency's own files, and the agency's files in that language.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks.checking import checked
from supervision_kit.frameworks.framework import Framework, Prompt
from supervision_kit.frameworks.language import is_language, lineage, wanted_language
from supervision_kit.frameworks.problems import listed, meant, wrong
from supervision_kit.frameworks.scale import Scale
from supervision_kit.frameworks.scale_file import ScaleTable, Sources, made_scale
from supervision_kit.frameworks.sentences import BUNDLED, english
from supervision_kit.frameworks.table import Filled, KeyText, StrictTable, line
from supervision_kit.frameworks.toml_file import parsed, read_bytes, toml_files

_LAST = 1_000  # place of a scale that names none: after the bundled ones
LONGEST_KIND = 60
LONGEST_LABEL = 120
LONGEST_HINT = 300
# Kinds an agency may add to. The others have keys the forms and charts tell apart by themselves:
# they can be worded anew, but a key nobody knows would never be shown.
OPEN_KINDS = frozenset(
    {
        "rater",
        "setting",
        "contact",
        "hostility",
        "event",
        "not_rated",
        "relation",
        "date_ahead",
        "closing",
    }
)


Labels = Annotated[dict[KeyText, Annotated[str, line(LONGEST_KIND)]], Filled]


class PromptTable(StrictTable):
    """A question of a form."""

    label: Annotated[str, line(LONGEST_LABEL)]
    hint: Annotated[str, line(LONGEST_HINT)] = ""
    sources: Sources = ()


class FrameworkFile(StrictTable):
    """What one file adds or replaces."""

    scale: ScaleTable | None = None
    kinds: Annotated[dict[KeyText, Labels], Filled] = Field({})
    prompts: Annotated[dict[KeyText, PromptTable], Filled] = Field({})


Layer = dict[Path, FrameworkFile]


@dataclass
class _Found:
    language: str
    scales: dict[str, Scale] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)
    orders: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, dict[str, str]] = field(default_factory=dict)
    prompts: dict[str, Prompt] = field(default_factory=dict)


def load_framework(folder: Path | str | None = None, *, language: str | None = None) -> Framework:
    """Return the scales, kinds and prompts to work with.

    Parameters
    ----------
    folder : Path or str, optional
        The agency's ``frameworks`` folder; every TOML file in it adds or replaces. A folder that is
        not there means the bundled framework only.
    language : str, optional
        Such as ``en``; by default the environment's, else English.

    Raises
    ------
    FrameworkError
        Something is wrong in a file: a sentence naming file, key and remedy.
    """
    name = wanted_language() if language is None else language
    own = [] if folder is None else [Path(folder)]
    _check_language(name, [BUNDLED, *own])
    layers = [_read(paths) for paths in _layers(name, own)]
    found = _Found(name)
    # Kinds first: raters and the usual reasons for not rating may come from any layer.
    for layer in layers:
        _add_kinds(found, layer)
        _add_prompts(found, layer)
    for layer in layers:
        _add_scales(found, layer)
    _check_dimensions(found)
    ordered = sorted(found.scales, key=lambda key: found.orders[key])
    scales = {key: found.scales[key] for key in ordered}
    return Framework(name, scales, found.kinds, found.prompts)


def _check_language(name: str, places: list[Path]) -> None:
    folders = (place / tongue for place in places for tongue in lineage(name))
    if not is_language(name) or not any(folder.is_dir() for folder in folders):
        raise FrameworkError(english("frameworks.no_language", language=name))


def _layers(name: str, own: list[Path]) -> Iterator[list[Path]]:
    for tongue in dict.fromkeys(("en", *lineage(name))):
        yield _framework_files(BUNDLED / tongue)
    for place in own:
        yield toml_files(place)
        for tongue in lineage(name):
            yield _framework_files(place / tongue)


def _framework_files(folder: Path) -> list[Path]:
    return toml_files(folder) + toml_files(folder / "scales")


def _read(paths: list[Path]) -> Layer:
    return {path: _file(path, read_bytes(path)) for path in paths}


@lru_cache(maxsize=32)
def _file(path: Path, content: bytes) -> FrameworkFile:
    """Return what a file says; every store asks, and checking it takes longer than opening one."""
    tables = parsed(path, content)
    if not tables:
        raise wrong(path, "empty_file", allowed=listed(FrameworkFile.model_fields))
    return checked(FrameworkFile, tables, path)


def _claim(first_with: dict[str, Path], path: Path, place: str) -> None:
    other = first_with.setdefault(place, path)
    if other != path:
        raise wrong(path, "twice_in_files", key=place, other=other.name)


def _only(path: Path, place: str, keys: Collection[str], allowed: Collection[str]) -> None:
    for key in keys:
        if key not in allowed:
            told = {"hint": meant(key, allowed), "allowed": listed(allowed)}
            raise wrong(path, "unknown_key", key=f"{place}.{key}", **told)


def _add_kinds(found: _Found, layer: Layer) -> None:
    first_with: dict[str, Path] = {}
    starting = not found.kinds
    for path, file in layer.items():
        if not starting:
            _only(path, "kinds", file.kinds, found.kinds)
        for kind, labels in file.kinds.items():
            known = found.kinds.get(kind, {})
            if known and kind not in OPEN_KINDS:
                _only(path, f"kinds.{kind}", labels, known)
            for key in labels:
                _claim(first_with, path, f"kinds.{kind}.{key}")
            found.kinds[kind] = known | labels


def _add_prompts(found: _Found, layer: Layer) -> None:
    first_with: dict[str, Path] = {}
    for path, file in layer.items():
        for key, each in file.prompts.items():
            _claim(first_with, path, f"prompts.{key}")
            found.prompts[key] = Prompt(key, each.label, each.hint, each.sources)


def _add_scales(found: _Found, layer: Layer) -> None:
    first_with: dict[str, Path] = {}
    for path, file in layer.items():
        if file.scale is None:
            continue
        scale = made_scale(file.scale, path, found.kinds, found.language)
        _claim(first_with, path, f"scale {scale.key}")
        found.orders[scale.key] = file.scale.order or found.orders.get(scale.key, _LAST)
        found.scales[scale.key] = scale
        found.paths[scale.key] = path


def _check_dimensions(found: _Found) -> None:
    first_in: dict[str, str] = {}
    for scale in found.scales.values():
        for key in scale.dimensions:
            other = first_in.setdefault(key, scale.key)
            if other != scale.key:
                place = f"scale.dimensions.{key}"
                raise wrong(found.paths[scale.key], "dimension_twice", key=place, other=other)

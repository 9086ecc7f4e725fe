"""Which files make up the framework, and which wins where two say the same?

Four layers, later ones over earlier ones: what the package brings in English, what it brings in the
language asked for, the agency's own files, and the agency's files in that language.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks.framework import Framework, Prompt
from supervision_kit.frameworks.language import is_language, lineage, wanted_language
from supervision_kit.frameworks.problems import listed, wrong
from supervision_kit.frameworks.scale import Scale
from supervision_kit.frameworks.scale_file import LONGEST, read_scale
from supervision_kit.frameworks.sentences import BUNDLED, english
from supervision_kit.frameworks.table import Table
from supervision_kit.frameworks.toml_file import read_table, toml_files

LAST = 1_000  # place of a scale that names none: after the bundled ones
FILE_KEYS = ("scale", "kinds", "prompts")
PROMPT_KEYS = ("label", "hint", "sources")
LONGEST_KIND = 60
LONGEST_LABEL = 120
LONGEST_HINT = 300
# Kinds an agency may add to. The others have keys the forms and charts tell apart by themselves:
# they can be worded anew, but a key nobody knows would never be shown.
OPEN_KINDS = frozenset({"rater", "setting", "contact", "hostility", "event", "not_rated"})


@dataclass
class _Found:
    language: str
    scales: dict[str, Scale] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
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


def _read(paths: list[Path]) -> list[Table]:
    tables = [read_table(path) for path in paths]
    for table in tables:
        table.only(FILE_KEYS)
        if not table.content:
            raise wrong(table.path, "empty_file", allowed=listed(FILE_KEYS))
    return tables


def _parts(layer: list[Table], part: str) -> list[Table]:
    return [table.table(part) for table in layer if part in table.content]


def _claim(first_with: dict[str, Path], table: Table, place: str) -> None:
    other = first_with.setdefault(place, table.path)
    if other != table.path:
        raise wrong(table.path, "twice_in_files", key=place, other=other.name)


def _add_kinds(found: _Found, layer: list[Table]) -> None:
    first_with: dict[str, Path] = {}
    starting = not found.kinds
    for kinds in _parts(layer, "kinds"):
        if not starting:
            kinds.only(found.kinds)
        for kind, labels in kinds.tables().items():
            known = found.kinds.get(kind, {})
            if known and kind not in OPEN_KINDS:
                labels.only(known)
            for key in labels.content:
                _claim(first_with, labels, labels.where(key))
            found.kinds[kind] = known | labels.labels(LONGEST_KIND)


def _add_prompts(found: _Found, layer: list[Table]) -> None:
    first_with: dict[str, Path] = {}
    for prompts in _parts(layer, "prompts"):
        for key, each in prompts.tables().items():
            _claim(first_with, prompts, each.place)
            found.prompts[key] = _prompt(key, each)


def _prompt(key: str, table: Table) -> Prompt:
    table.only(PROMPT_KEYS)
    return Prompt(
        key=key,
        label=table.text("label", LONGEST_LABEL),
        hint=table.text("hint", LONGEST_HINT) if "hint" in table.content else "",
        sources=table.texts("sources", LONGEST["source"]),
    )


def _add_scales(found: _Found, layer: list[Table]) -> None:
    first_with: dict[str, Path] = {}
    for table in _parts(layer, "scale"):
        scale = read_scale(table, found.kinds, found.language)
        _claim(first_with, table, f"scale {scale.key}")
        usual = found.orders.get(scale.key, LAST)
        found.orders[scale.key] = table.positive_whole("order", usual)
        found.scales[scale.key] = scale
        found.tables[scale.key] = table


def _check_dimensions(found: _Found) -> None:
    first_in: dict[str, str] = {}
    for scale in found.scales.values():
        for key in scale.dimensions:
            other = first_in.setdefault(key, scale.key)
            if other != scale.key:
                table = found.tables[scale.key]
                raise table.wrong("dimension_twice", f"dimensions.{key}", other=other)

"""Which words were ratings given under, when the framework here does not have them?

A mapping may bring a scale of its own, and an export brings the words of every scale it has ratings
of. Both are laid over the framework for the import, and put into the folder ``frameworks`` beside
the store, where pages find them.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import Dimension, Framework, Scale
from supervision_kit.frameworks.scale_file import load_scale

from .problems import refusal


def load_scales(paths: Iterable[Path], framework: Framework) -> list[Scale]:
    """Read scale files as the framework's own loader would; FrameworkError says what is wrong."""
    return [load_scale(path, framework.kinds, framework.language) for path in paths]


def with_scales(framework: Framework, scales: Iterable[Scale], source: str) -> Framework:
    """Give the framework with these scales as well.

    Raises
    ------
    InvalidImport
        When a scale or dimension of that key is there and says something else.
    """
    known = dict(framework.scales)
    for scale in scales:
        there = known.get(scale.key)
        if there is not None and there.wording != scale.wording:
            raise refusal("scale_differs", source=source, scale=scale.key)
        for other in known.values():
            taken = other.key != scale.key and scale.dimensions.keys() & other.dimensions.keys()
            if taken:
                told = {"dimension": min(taken), "scale": other.key}
                raise refusal("dimension_taken", source=source, **told)
        known[scale.key] = scale
    return replace(framework, scales=known)


def with_wordings(framework: Framework, scales: Iterable[Scale], source: str) -> Framework:
    """Give the framework with the words of an export.

    A scale it does not have is added. Earlier words of a scale it has are kept at hand under their
    wording instead of the scale's key, so that ratings given under them can be kept with them.
    """
    found = sorted(scales, key=lambda scale: scale.version)
    added = {scale.key: scale for scale in found if scale.key not in framework.scales}
    extended = with_scales(framework, added.values(), source)
    current = {scale.wording for scale in extended.scales.values()}
    earlier = {scale.wording: scale for scale in found if scale.wording not in current}
    return replace(extended, scales=extended.scales | earlier)


def current_only(framework: Framework) -> Framework:
    """Give the framework without earlier words, as `with_wordings` keeps them."""
    scales = {key: scale for key, scale in framework.scales.items() if key == scale.key}
    return replace(framework, scales=scales)


def place_of(scale: Scale, folder: Path) -> Path:
    """Say in which file of a workbook folder a scale belongs."""
    return folder / "frameworks" / f"{scale.key}.toml"


def check_place(scale: Scale, folder: Path, framework: Framework) -> None:
    """Refuse to go on when another scale stands where this one would be put."""
    path = place_of(scale, folder)
    if not path.exists():
        return
    try:
        same = load_scales([path], framework)[0].wording == scale.wording
    except FrameworkError:
        same = False
    if not same:
        raise refusal("scale_file_there", path=str(path), scale=scale.name)


def put_scale(scale: Scale, folder: Path) -> Path | None:
    """Write a scale into the folder ``frameworks``; None when it is there already.

    A file that is there is never written over.
    """
    path = place_of(scale, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(as_toml(scale))
    except FileExistsError:
        return None
    return path


def as_toml(scale: Scale) -> str:
    """Write a scale as the file an agency would write."""
    lines = ["[scale]"]
    for name in ("key", "name", "version", "minimum", "maximum", "step", "better", "lane"):
        lines.append(f"{name} = {_toml(getattr(scale, name))}")
    for name in ("good_news", "notice", "raters", "sources"):
        lines.append(f"{name} = {_toml(getattr(scale, name))}")
    lines += ["", "[scale.not_rated]"]
    lines += [f"{key} = {_toml(label)}" for key, label in scale.not_rated.items()]
    for dimension in scale.dimensions.values():
        lines += ["", *_dimension_lines(dimension)]
    return "\n".join(lines) + "\n"


def _dimension_lines(dimension: Dimension) -> list[str]:
    lines = [f"[scale.dimensions.{dimension.key}]"]
    for name in ("name", "question", "hint", "better", "good_news"):
        lines.append(f"{name} = {_toml(getattr(dimension, name))}")
    if dimension.anchors:
        lines.append("anchors = [")
        for anchor in dimension.anchors:
            parts = {"value": anchor.value, "label": anchor.label, "text": anchor.text}
            inside = ", ".join(f"{key} = {_toml(part)}" for key, part in parts.items())
            lines.append(f"    {{ {inside} }},")
        lines.append("]")
    return lines


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # A JSON text is a TOML text, except for the one letter that only TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

"""How does a scale that came with a file get to where pages find it?

It is written into the folder ``frameworks`` beside the store, and never over a file that is there.
"""

import json
from pathlib import Path

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import Dimension, Framework, Scale

from .problems import refusal
from .scales import load_scales


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

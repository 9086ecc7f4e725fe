"""Which files do pages need for the scales that came with a file, and what stands in them?

They belong into the folder ``frameworks`` beside the store, never over a file that is there.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from supervision_kit.errors import FrameworkError
from supervision_kit.exchange.problems import refusal
from supervision_kit.exchange.scales import load_scales
from supervision_kit.frameworks import Anchor, Dimension, Framework, Scale, say


class PreparedScaleFile(NamedTuple):
    """Where the file of a scale belongs, what will stand there, and what is said if it cannot.

    All of it is ready before a save, so that nothing can fail after it. There is no path without a
    folder.
    """

    path: Path | None
    text: str
    by_hand: str


def planned_files(
    scales: Iterable[Scale], folder: Path | None, framework: Framework
) -> list[PreparedScaleFile]:
    """Say which files pages will need; those that are there already are left out.

    Raises
    ------
    InvalidImport
        When another scale stands where one of them belongs.
    """
    planned = []
    for scale in scales:
        path = folder / "frameworks" / f"{scale.key}.toml" if folder else None
        if path is None or not path.exists():
            by_hand = say("exchange.scale_by_hand", scale=scale.name)
            planned.append(PreparedScaleFile(path, as_toml(scale), by_hand))
        elif not _is_same(scale, path, framework):
            raise refusal("scale_file_there", path=str(path), scale=scale.name)
    return planned


def _is_same(scale: Scale, path: Path, framework: Framework) -> bool:
    try:
        return load_scales([path], framework)[0].wording == scale.wording
    except FrameworkError:
        return False


def as_toml(scale: Scale) -> str:
    """Write a scale as the file an agency would write."""
    lines = ["[scale]"]
    for name in ("key", "name", "version", "minimum", "maximum", "step", "better", "lane"):
        lines.append(f"{name} = {_toml(getattr(scale, name))}")
    for name in ("good_news", "notice", "raters", "sources"):
        lines.append(f"{name} = {_toml(getattr(scale, name))}")
    lines += ["path = true"] if scale.path else []
    lines += ["", "[scale.not_rated]"]
    lines += [f"{key} = {_toml(label)}" for key, label in scale.not_rated.items()]
    for dimension in scale.dimensions.values():
        lines += ["", *_dimension_lines(dimension)]
    return "\n".join(lines) + "\n"


def _dimension_lines(dimension: Dimension) -> list[str]:
    lines = [f"[scale.dimensions.{dimension.key}]"]
    for name in ("name", "question", "hint", "better", "good_news"):
        lines.append(f"{name} = {_toml(getattr(dimension, name))}")
    lines += _anchor_lines(dimension.anchors)
    for words in dimension.words:
        lines += ["", f"[scale.dimensions.{dimension.key}.{words.rater}]"]
        lines.append(f"question = {_toml(words.question)}")
        lines += [f"hint = {_toml(words.hint)}"] if words.hint else []
        lines += _anchor_lines(words.anchors)
    return lines


def _anchor_lines(anchors: Iterable[Anchor]) -> list[str]:
    lines = []
    for anchor in anchors:
        parts = {"value": anchor.value, "label": anchor.label, "text": anchor.text}
        parts |= {"event": anchor.event} if anchor.event else {}
        inside = ", ".join(f"{key} = {_toml(part)}" for key, part in parts.items())
        lines.append(f"    {{ {inside} }},")
    return ["anchors = [", *lines, "]"] if lines else []


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # A JSON text is a TOML text, except for the one letter that only TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

"""Which words were ratings given under, and how do they go out and come in again?

A mapping may bring a scale of its own, and an export brings the words of every scale it has ratings
of. Both are laid over the framework for the import. A wording is the whole of a scale as JSON; it
may be longer than a cell of a workbook, so it is written in parts.
"""

from collections.abc import Iterable
from dataclasses import replace
from math import isfinite
from pathlib import Path

import pandas as pd

from supervision_kit.errors import FrameworkError
from supervision_kit.exchange.files.bundle import WORDINGS_TABLE
from supervision_kit.exchange.files.table import Tables
from supervision_kit.exchange.guarding import unguarded
from supervision_kit.exchange.problems import refusal
from supervision_kit.frameworks import Framework, Scale, scale_from_json
from supervision_kit.frameworks.scale_file import load_scale
from supervision_kit.frameworks.table import KEY

SCALE_COLUMNS = ("wording", "part", "content")
PART_LENGTH = 8_000
"""A workbook cell holds 32,767 characters; parts stay well below it."""


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


def added(before: Framework, after: Framework) -> tuple[Scale, ...]:
    """Name the scales that came with a file, without earlier words of scales that are known."""
    return tuple(
        scale
        for key, scale in after.scales.items()
        if key == scale.key and key not in before.scales
    )


def current_only(framework: Framework) -> Framework:
    """Give the framework without earlier words, as `with_wordings` keeps them."""
    scales = {key: scale for key, scale in framework.scales.items() if key == scale.key}
    return replace(framework, scales=scales)


def in_parts(frame: pd.DataFrame) -> list[tuple[str, int, str]]:
    """Give the rows of an export for a table of `wording` and `content`."""
    return [
        (wording, part, content[start : start + PART_LENGTH])
        for wording, content in zip(frame["wording"], frame["content"], strict=True)
        for part, start in enumerate(range(0, len(content), PART_LENGTH), start=1)
    ]


def scales_of(export: Tables) -> list[Scale]:
    """Put the words of each scale together again.

    Raises
    ------
    InvalidImport
        When a part is missing or changed, or the words cannot be worked with.
    """
    try:
        scales = {wording: scale_from_json(text) for wording, text in _joined(export).items()}
    except (FrameworkError, ValueError):
        raise refusal("export_incomplete", source=export.source, part=WORDINGS_TABLE) from None
    if any(scale.wording != w or not _is_sound(scale) for w, scale in scales.items()):
        raise refusal("export_incomplete", source=export.source, part=WORDINGS_TABLE)
    return list(scales.values())


def _joined(export: Tables) -> dict[str, str]:
    """Join the parts of each wording in their order; ValueError when they cannot be told."""
    table = export.by_name.get(WORDINGS_TABLE)
    if table is None:
        return {}
    if not set(SCALE_COLUMNS) <= set(table.columns):
        raise ValueError
    rows = [[row[name].shown for name in SCALE_COLUMNS] for row in table.rows]
    texts: dict[str, str] = {}
    for wording, _, text in sorted(rows, key=lambda row: (row[0], int(row[1]))):
        texts[wording] = texts.get(wording, "") + (unguarded(text) if export.form.guarded else text)
    return texts


def _is_sound(scale: Scale) -> bool:
    """Say whether words that came with an export can be worked with, and name a file.

    Anybody may have written them, and a key such as ``../x`` would name a file elsewhere.
    """
    numbers = (scale.minimum, scale.maximum, scale.step)
    asked = (words.rater for each in scale.dimensions.values() for words in each.words)
    keys = (scale.key, *scale.dimensions, *asked)
    texts = (scale.name, scale.good_news, scale.notice, *scale.raters, *scale.not_rated.values())
    return (
        all(isinstance(key, str) and KEY.fullmatch(key) for key in keys)
        and all(type(number) in (int, float) and isfinite(number) for number in numbers)
        and scale.minimum < scale.maximum
        and scale.step > 0
        and type(scale.version) is int
        and all(isinstance(text, str) for text in texts)
    )

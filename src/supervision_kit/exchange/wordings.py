"""How do the words that ratings were given under go out, and come in again?

A wording is the whole of a scale as JSON. It may be longer than a cell of a workbook, so it is
written in parts.
"""

from math import isfinite

import pandas as pd

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import Scale, scale_from_json
from supervision_kit.frameworks.table import KEY

from .files.table import Table
from .guarding import unguarded
from .mapping.rules import FileForm
from .problems import refusal

WORDINGS = "wordings"
COLUMNS = ("wording", "part", "content")
PART_LENGTH = 8_000
"""A workbook cell holds 32,767 characters; parts stay well below it."""


def in_parts(frame: pd.DataFrame) -> list[tuple[str, int, str]]:
    """Give the rows of an export for a table of `wording` and `content`."""
    return [
        (wording, part, content[start : start + PART_LENGTH])
        for wording, content in zip(frame["wording"], frame["content"], strict=True)
        for part, start in enumerate(range(0, len(content), PART_LENGTH), start=1)
    ]


def scales_of(table: Table | None, source: str, form: FileForm) -> list[Scale]:
    """Put the words of each scale together again.

    Raises
    ------
    InvalidImport
        When a part is missing or changed, or the words cannot be worked with.
    """
    if table is None:
        return []
    try:
        scales = {wording: scale_from_json(text) for wording, text in _joined(table, form).items()}
    except (FrameworkError, ValueError):
        raise refusal("export_incomplete", source=source, part=WORDINGS) from None
    if any(scale.wording != w or not is_sound(scale) for w, scale in scales.items()):
        raise refusal("export_incomplete", source=source, part=WORDINGS)
    return list(scales.values())


def _joined(table: Table, form: FileForm) -> dict[str, str]:
    """Join the parts of each wording in their order; ValueError when they cannot be told."""
    if not set(COLUMNS) <= set(table.columns):
        raise ValueError
    rows = [[row[name].shown for name in COLUMNS] for row in table.rows]
    texts: dict[str, str] = {}
    for wording, _, text in sorted(rows, key=lambda row: (row[0], int(row[1]))):
        texts[wording] = texts.get(wording, "") + (unguarded(text) if form.guarded else text)
    return texts


def is_sound(scale: Scale) -> bool:
    """Say whether words that came with an export can be worked with, and name a file.

    Anybody may have written them, and a key such as ``../x`` would name a file elsewhere.
    """
    numbers = (scale.minimum, scale.maximum, scale.step)
    keys = (scale.key, *scale.dimensions)
    texts = (scale.name, scale.good_news, scale.notice, *scale.raters, *scale.not_rated.values())
    return (
        all(isinstance(key, str) and KEY.fullmatch(key) for key in keys)
        and all(type(number) in (int, float) and isfinite(number) for number in numbers)
        and scale.minimum < scale.maximum
        and scale.step > 0
        and type(scale.version) is int
        and all(isinstance(text, str) for text in texts)
    )

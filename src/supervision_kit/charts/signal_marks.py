"""Which rows do signals mark, and with which shape?

Shapes as the page has them beside its questions; the words beside a shape say the same.
"""

from collections.abc import Iterable, Sequence

from supervision_kit.analysis.signal_words import Mark
from supervision_kit.charts.drawing import CAPITAL, Drawing
from supervision_kit.charts.margins import first_baseline
from supervision_kit.charts.rows import NAME_LEADING, TEXT_SIZE, Row, Sheet
from supervision_kit.charts.style import INK, SOFT

SHAPES = {"good": "^", "harder": "v", "apart": "D", "due": "o", "look": "s"}
_SHAPE_SIZE = 7.0
_INDENT = 15.0


def by_dimension(marks: Iterable[Mark]) -> dict[tuple[str, str], list[Mark]]:
    """Return the marks of each scale and dimension, each kind of news once."""
    found: dict[tuple[str, str], list[Mark]] = {}
    for mark in dict.fromkeys(marks):
        found.setdefault((mark.scale, mark.dimension), []).append(mark)
    return found


def draw_signal_marks(drawing: Drawing, rows: Sequence[Row], sheet: Sheet) -> None:
    """Draw shape and words of every signal under the name of its dimension."""
    for row in rows:
        middle, n_lines = (row.top + row.bottom) / 2, len(row.lines) + len(row.marks)
        first = first_baseline(n_lines, row.top, middle, sheet)
        for turn, mark in enumerate(row.marks, len(row.lines)):
            _draw_mark(drawing, mark, first + turn * NAME_LEADING)


def _draw_mark(drawing: Drawing, mark: Mark, baseline: float) -> None:
    place = (drawing.scale.at(_SHAPE_SIZE / 2), baseline - CAPITAL * TEXT_SIZE)
    label = f"signal:{mark.news}"
    drawing.marks([place], SHAPES[mark.news], INK, size=_SHAPE_SIZE, label=label, filled=True)
    drawing.write(mark.words, _INDENT, baseline, size=TEXT_SIZE, colour=SOFT)

"""How has a case gone, in the space of a word?

Each line is one dimension, and all of them stand in one small drawing: it shows whether they rise,
fall or part, and is never a mean. It is plain SVG, small enough for hundreds on a page.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby

import pandas as pd
from markupsafe import Markup

from supervision_kit.charts.style import rater_style

__all__ = ["HEIGHT", "WIDTH", "sparklines"]

WIDTH, HEIGHT = 120, 36
SPARK_MARGIN = 4
# Lines that hold the same value lie side by side instead of hiding one another.
BESIDE = 1.5

_DRAWING = Markup(
    '<svg class="spark" role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    ' fill="none" stroke="{colour}" stroke-linecap="round" stroke-linejoin="round">'
    '<title>{title}</title><path d="{lines}"/><path d="{ends}" stroke-width="3.5"/></svg>'
)


def sparklines(
    table: pd.DataFrame, titles: Mapping[str, str], *, since: date, until: date
) -> dict[str, Markup]:
    """Draw the lines of every case of a table, all on one time axis.

    Parameters
    ----------
    table : DataFrame
        Columns `case` (str), `line` (int, from 0), `on` (date), `position` (0 to 1) and `segment`
        (int); one row a value, by case, line and date.
    titles : mapping of str to str
        What each drawing says to those who do not see it, by case. Escaped here.
    since, until : date
        The two ends of the axis; values outside are left out.

    Returns
    -------
    dict of str to Markup
        An ``svg`` for each case that has a value; it needs no style sheet.
    """
    shown = table[(table["on"] >= since) & (table["on"] <= until)]
    n_lines = 1 + max(shown["line"], default=0)
    reach = HEIGHT - 2 * SPARK_MARGIN - BESIDE * (n_lines - 1)
    scale = (WIDTH - 2 * SPARK_MARGIN) / max((until - since).days, 1)
    points = [
        (
            case,
            (line, segment),
            f"{SPARK_MARGIN + (on - since).days * scale:.0f} "
            f"{SPARK_MARGIN + (1 - position) * reach + line * BESIDE:.1f}".removesuffix(".0"),
        )
        for case, line, on, position, segment in zip(
            *(shown[name].tolist() for name in ("case", "line", "on", "position", "segment")),
            strict=True,
        )
    ]
    return {
        case: _drawing(titles.get(case, ""), rows)
        for case, rows in groupby(points, key=lambda point: point[0])
    }


def _drawing(title: str, points: Iterable[tuple[str, tuple[int, int], str]]) -> Markup:
    lines, ends = [], {}
    for (line, _), rows in groupby(points, key=lambda point: point[1]):
        places = [place for *_, place in rows]
        # A value alone is a dot: a line without length and with round ends.
        lines.append(f"M{'L'.join(places)}" if places[1:] else f"M{places[0]}h0")
        ends[line] = f"M{places[-1]}h0"
    return _DRAWING.format(
        width=WIDTH,
        height=HEIGHT,
        colour=rater_style("worker").colour,
        title=title,
        lines="".join(lines),
        ends="".join(ends.values()),
    )

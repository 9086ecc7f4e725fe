"""What do the small charts of a supervision share: their axis, and how they stand in a page?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from supervision_kit.charts.drawing import TimeScale, day_number
from supervision_kit.charts.export import to_svg
from supervision_kit.charts.rows import Sheet
from supervision_kit.charts.time_axis import TimeAxis, time_axis
from supervision_kit.frameworks import say

__all__ = ["SmallAxis", "small_axis", "small_figure", "small_sheet"]

# So that a mark at an end of the axis stands within the picture.
_EDGE = 10.0

_FIGURE = Markup(
    '<figure class="small-chart" data-chart="{name}"><h3>{title}</h3><p>{words}</p>'
    '<div class="only-wide">{wide}</div>'
    # Without the page's style sheet, as in JupyterLab, only the wide one is to be seen.
    '<div class="only-narrow" style="display: none">{narrow}</div>{caption}{twin}</figure>'
)
_CAPTION = Markup("<figcaption>{}</figcaption>")
_TWIN = Markup(
    '<details class="table-twin"><summary>{summary}</summary>'
    "<table><caption>{title}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    "</details>"
)
_HEAD, _FIRST = Markup('<th scope="col">{}</th>'), Markup('<th scope="row">{}</th>')
_CELL, _LINE = Markup("<td>{}</td>"), Markup("<tr>{}</tr>")


@dataclass(frozen=True)
class SmallAxis:
    """A time axis, and where it begins and ends on a sheet, in points."""

    axis: TimeAxis
    left: float
    right: float


def small_axis(
    days: Sequence[date], sheet: Sheet, left: float, right_room: float = 0.0
) -> SmallAxis | None:
    """Return the axis over some days, with room for names at its left and labels at its right.

    None without any day.
    """
    if not days:
        return None
    ends = left + _EDGE, sheet.width - _EDGE - right_room
    return SmallAxis(time_axis(min(days), max(days), ends[1] - ends[0]), *ends)


def small_sheet(sheet: Sheet, on: SmallAxis | None) -> TimeScale:
    """Return where the dates of an axis lie on a sheet."""
    if on is None:
        return TimeScale(sheet.width, 0, sheet.width, 0.0, 1.0)
    ends = day_number(on.axis.first), day_number(on.axis.last)
    return TimeScale(sheet.width, on.left, on.right, *ends)


def small_figure(
    plot: Callable[..., Axes],
    table: pd.DataFrame,
    *,
    name: str,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    caption: str = "",
    **given: Any,
) -> str:
    """Return a small chart as HTML that can stand in any page.

    Parameters
    ----------
    plot : callable
        A chart of this package that takes `table`, `narrow` and what else is given.
    table : DataFrame
        What it draws.
    name, title : str
        What the chart is called in the page, and its heading.
    heads : sequence of str
        Of the columns of its table.
    rows : sequence of sequence of str
        The same as a table, a cell for each column.
    caption : str
        The words that explain its marks.

    Returns
    -------
    str
        One ``figure``: a heading, a sentence that says what the chart shows, the picture for wide
        and for narrow screens, and a table to unfold. Everything is escaped. Without a row it has
        the sentence alone.
    """
    drawn = {width: plot(table, narrow=width == "narrow", **given) for width in ("wide", "narrow")}
    words = str(drawn["wide"].get_label())
    pictures = {
        # What to_svg returns is markup already, its texts escaped.
        width: Markup(to_svg(ax, title=title, description=words, salt=f"{name}|{width}"))
        for width, ax in drawn.items()
        if rows
    }
    twin = _TWIN.format(
        summary=say("chart.table.summary"),
        title=title,
        heads=Markup("").join(map(_HEAD.format, heads)),
        rows=Markup("").join(map(_row, rows)),
    )
    return str(
        _FIGURE.format(
            name=name,
            title=title,
            words=words,
            caption=_CAPTION.format(caption) if rows and caption else "",
            twin=twin if rows else "",
            wide=pictures.get("wide", ""),
            narrow=pictures.get("narrow", ""),
        )
    )


def _row(cells: Sequence[str]) -> Markup:
    first, *rest = cells
    return _LINE.format(_FIRST.format(first) + Markup("").join(map(_CELL.format, rest)))

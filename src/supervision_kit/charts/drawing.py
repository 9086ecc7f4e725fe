"""How do lengths in points and dates become places on one Axes?

The Axes fills the whole picture: dates are matplotlib's day numbers, the margins are the days that
would be there. So one transform serves lines and labels alike, which makes the picture quick.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from math import nan
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text

from supervision_kit.charts.export import to_png, to_svg, whole_figure
from supervision_kit.charts.style import (
    FAMILIES,
    INK,
    PAPER,
    RaterStyle,
    register_fonts,
    text_width,
)

# Letters are centred on their height of a capital, not on their box.
CAPITAL = 0.335

# A day number and a height.
Place = tuple[float, float]


def day_number(on: date | datetime) -> float:
    """Return a date as matplotlib counts it: days since 1970.

    >>> day_number(date(1970, 1, 2))
    1.0
    """
    moment = on if isinstance(on, datetime) else datetime(on.year, on.month, on.day)
    return (moment.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds() / 86400


@lru_cache(maxsize=32)
def _letters(size: float, weight: str) -> FontProperties:
    return FontProperties(family=list(FAMILIES), size=size, weight=weight)


class Lettering(Text):
    """A line of text on its baseline, drawn without matplotlib's search for several lines.

    Laying out seventy short texts would take longer than all else in the picture.
    """

    def __init__(self, x: float, y: float, text: str, **style: Any) -> None:
        # Text is typed by people: a dollar sign in it is no formula, a line break no second line.
        plain = " ".join(text.split())
        super().__init__(x, y, plain, verticalalignment="baseline", parse_math=False, **style)
        self.set_clip_on(False)

    def set_clip_path(self, path: Any, transform: Any = None) -> None:
        """Leave labels whole: nothing here is cut at the edge of the Axes."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw the text where its anchor is."""
        text, letters = self.get_text(), self.get_fontproperties()
        if not (text and self.get_visible()):
            return
        x, y = self.get_transform().transform(self.get_unitless_position())
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[self.get_horizontalalignment()]
        width = text_width(text, letters.get_size(), letters.get_weight()) if share else 0.0
        pixels: Any = renderer.points_to_pixels(width)
        x -= share * pixels
        y = renderer.get_canvas_width_height()[1] - y if renderer.flipy() else y
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        renderer.draw_text(gc, x, y, text, letters, 0.0, ismath=False, mtext=self)
        gc.restore()
        self.stale = False


class Picture(Axes):
    """An Axes that fills its figure, and shows itself at the end of a notebook's cell.

    It never has a grid, and so makes no ticks: half the time of making one.
    """

    def grid(self, *_: Any, **__: Any) -> None:
        """Do nothing: rows and dates are drawn as strokes."""

    def _repr_svg_(self) -> str:
        return to_svg(self, title="", description=str(self.get_label()), alone=True)

    def _repr_png_(self) -> tuple[bytes, dict[str, float]]:
        width, height = whole_figure(self).get_size_inches() * 72
        return to_png(self), {"width": float(width), "height": float(height)}


def blank_axes(ax: Axes | None, width: float, height: float) -> Axes:
    """Return an Axes that fills a picture of `width` by `height` points, with nothing on it.

    Parameters
    ----------
    ax : Axes, optional
        One to use; its figure is resized if it holds no other. By default a new figure.
    width, height : float
        In points.
    """
    register_fonts()
    if ax is None:
        figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=PAPER)
        ax = Picture(figure, (0, 0, 1, 1))
        figure.add_axes(ax)
    elif len(whole_figure(ax).axes) == 1:
        whole_figure(ax).set_size_inches(width / 72, height / 72)
        ax.set_position((0, 0, 1, 1))
    ax.set_axis_off()
    return ax


@dataclass(frozen=True)
class TimeScale:
    """Where dates lie across the picture.

    Attributes
    ----------
    width : float
        Of the picture, in points.
    left, right : float
        Where the time axis begins and ends, in points.
    first, last : float
        Its ends as day numbers.
    """

    width: float
    left: float
    right: float
    first: float
    last: float

    def at(self, points: float) -> float:
        """Return the place `points` from the left edge, as a day number."""
        share = (points - self.left) / (self.right - self.left)
        return self.first + share * (self.last - self.first)

    def points(self, day: float) -> float:
        """Return how far from the left edge a day number lies, in points."""
        share = (day - self.first) / (self.last - self.first)
        return self.left + share * (self.right - self.left)


# Across a number on its line, in points.
_DISC = 14.0


@dataclass(frozen=True)
class Drawing:
    """An Axes with its time scale; heights are points, counted downwards."""

    ax: Axes
    scale: TimeScale

    def set_limits(self, top: float, bottom: float, *, margin: float = 0.0) -> None:
        """Let the Axes reach over the whole picture, from height `top` down to `bottom`.

        A `margin` stays free all around it.
        """
        self.ax.set_xlim(self.scale.at(-margin), self.scale.at(self.scale.width + margin))
        self.ax.set_ylim(bottom + margin, top - margin)

    def write(
        self,
        text: str,
        points: float,
        baseline: float,
        *,
        size: float,
        colour: str = INK,
        weight: str = "normal",
        align: Literal["left", "center", "right"] = "left",
        zorder: float = 9,
    ) -> None:
        """Write a text, its letters standing on `baseline`."""
        style = {"color": colour, "fontproperties": _letters(size, weight), "zorder": zorder}
        style["horizontalalignment"] = align
        self.ax.add_artist(Lettering(self.scale.at(points), baseline, text, **style))

    def strokes(
        self,
        ends: Sequence[tuple[Place, Place]],
        colour: str,
        *,
        width: float = 1.0,
        dashes: tuple[float, ...] = (),
        zorder: float = 1,
    ) -> None:
        """Draw straight strokes, each from (day number, height) to another."""
        # One line that NaN breaks: a collection would write every stroke on its own.
        places = [place for start, end in ends for place in (start, end, (nan, nan))]
        self.ax.add_artist(
            Line2D(
                *zip(*places, strict=True),
                color=colour,
                linewidth=width,
                linestyle=(0, dashes) if dashes else "-",
                dash_capstyle="butt",
                solid_capstyle="butt",
                label="strokes",
                clip_on=False,
                zorder=zorder,
            )
        )

    def boxes(
        self, corners: Sequence[tuple[Place, Place]], colour: str, *, zorder: float = 0
    ) -> None:
        """Fill rectangles, each from one corner (day number, height) to the opposite one."""
        places = [
            place for (x, y), (x2, y2) in corners for place in ((x, y), (x2, y), (x2, y2), (x, y2))
        ]
        codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO] * len(corners)
        style = {"facecolor": colour, "edgecolor": "none", "clip_on": False, "zorder": zorder}
        self.ax.add_artist(PathPatch(Path(places, codes), **style))

    def line(
        self, places: Sequence[Place], style: RaterStyle, *, label: str, zorder: float
    ) -> None:
        """Draw the lines of one rater; NaN breaks them."""
        self.ax.add_artist(
            Line2D(
                *zip(*places, strict=True),
                color=style.colour,
                linewidth=style.line_width,
                linestyle=(0, style.dashes) if style.dashes else "-",
                dash_capstyle="butt",
                solid_joinstyle="round",
                label=label,
                clip_on=False,
                zorder=zorder,
            )
        )

    def points(
        self,
        places: Sequence[Place],
        style: RaterStyle,
        *,
        label: str,
        zorder: float,
        share: float = 1.0,
    ) -> None:
        """Draw the points of one rater, open or in a thin ring of paper; `share` of full size."""
        if style.on_disc:
            self.marks(places, "o", PAPER, size=_DISC * share, filled=True, zorder=zorder)
        ring = 1.6 if style.open else float(share == 1 and not style.on_disc)
        self.ax.add_artist(
            Line2D(
                *zip(*places, strict=True),
                linestyle="none",
                color=style.colour,
                marker=style.marker,
                markersize=style.marker_size * share,
                markerfacecolor=PAPER if style.open else style.colour,
                markeredgecolor=style.colour if style.open else PAPER,
                markeredgewidth=ring,
                label=label,
                clip_on=False,
                zorder=zorder,
            )
        )

    def marks(
        self,
        places: Sequence[Place],
        marker: str,
        colour: str,
        *,
        size: float,
        label: str = "",
        filled: bool = False,
        zorder: float = 7,
    ) -> None:
        """Draw marks without a line, open unless `filled`."""
        self.ax.add_artist(
            Line2D(
                *zip(*places, strict=True),
                linestyle="none",
                marker=marker,
                markersize=size,
                markeredgecolor=colour,
                markerfacecolor=colour if filled else PAPER,
                markeredgewidth=0 if filled else 1.4,
                label=label,
                clip_on=False,
                zorder=zorder,
            )
        )

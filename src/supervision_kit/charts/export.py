"""How does a chart leave matplotlib: as an SVG that can stand in a page, and as a PNG?"""

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import matplotlib as mpl
from markupsafe import escape
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from supervision_kit.charts.lettering import wrapped
from supervision_kit.charts.own_letters import own_letters
from supervision_kit.charts.style import (
    CARD,
    FAMILIES,
    FAMILY,
    INK,
    PAPER,
    SOFT,
    text_width,
)

# Where the page's own face is missing, as in a file opened elsewhere.
FONT_STACK = f"'{FAMILY}', 'Atkinson Hyperlegible', system-ui, 'Segoe UI', sans-serif"
PNG_DPI = 144
# The full text of a spot.
_TEXT_SIZE, _TEXT_LEADING, _TEXT_ROOM = 14.0, 18.0, 320.0

_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "supervision-kit",
    "path.simplify": False,
}
_THEIR_STACK = ", ".join(repr(family) for family in FAMILIES)
# matplotlib escapes every "<" and ">" that is not its own, in words and in attributes alike.
_TAG = re.compile(r"<[^<>]*>")
_HEAD = re.compile(r"<svg [^>]*>")
_THEIR_STYLE = re.compile(r"\s*<defs>\s*<style[^>]*>.*?</style>\s*</defs>", re.DOTALL)
_ID = re.compile(r' id="([^"]*)"')
_REFERENCE = re.compile(r'(url\(#|href="#)([^")]+)')
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_NO_TURN = re.compile(r' transform="rotate\(-?0 [^"]*\)"')
_EMPTY_GROUP = re.compile(r"<g>\s*</g>\s*")
# What no XML file may hold, however it is written.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def whole_figure(ax: Axes) -> Figure:
    """Return the whole figure an Axes belongs to, also within a subfigure.

    Raises
    ------
    ValueError
        The Axes was removed from its figure.
    """
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("ax belongs to no figure")
    return figure


@dataclass(frozen=True)
class Spot:
    """A place on the picture that says more when it is pointed at or reached by keyboard.

    Attributes
    ----------
    left, top, width, height : float
        In points from the picture's corner.
    text : str
        All there is to say.
    href : str
        Where it leads.
    """

    left: float
    top: float
    width: float
    height: float
    text: str
    href: str


def to_svg(
    ax: Axes,
    *,
    title: str,
    description: str,
    salt: str = "",
    spots: Sequence[Spot] = (),
    alone: bool = False,
) -> str:
    """Return the chart as SVG that can stand in a page or in a file of its own.

    Parameters
    ----------
    ax : Axes
        A chart of this package; the whole figure is drawn.
    title, description : str
        What it is and what it shows, for those who do not see it. Escaped here.
    salt : str
        Makes the ids differ between two pictures of the same chart on one page.
    spots : sequence of Spot
        Links on the picture, each with its full text.
    alone : bool
        Whether it is to stand in a file of its own: it then carries its letters and its ground.

    Returns
    -------
    str
        One svg element, text as text, no background unless `alone`. The same chart gives the same
        string.
    """
    drawn = _drawn(ax)
    width, height = (72 * inches for inches in whole_figure(ax).get_size_inches())
    mark = sha256(f"{salt}|{width:g}|{title}|{description}".encode(errors="replace")).hexdigest()[
        :8
    ]
    body = _HEAD.sub("", drawn[drawn.index("<svg ") :], count=1)
    body = _in_tags(_THEIR_STYLE.sub("", body, count=1), mark)
    body = _EMPTY_GROUP.sub("", body).strip()
    links = "".join(_link(spot, width) for spot in spots)
    if links:
        # What is within an image cannot be reached, so the image is a part of the whole here.
        body = body.removesuffix("</svg>")
        named = f'role="img" aria-labelledby="title-{mark} about-{mark}"'
        body = f"<g {named}>{body}</g>{links}</svg>"
    head = _head(width, height, title, description, mark, role="group" if links else "img")
    if alone:
        ground = f'<rect width="100%" height="100%" fill="{PAPER}"/>'
        letters = own_letters(unescape(_TAG.sub("", body)))
        head += f"<defs><style>{letters}</style></defs>{ground}"
    return _NOT_XML.sub("", f"{head}{body}")


def _link(spot: Spot, width: float) -> str:
    """Return a link over a place, with its full text for when it is reached."""
    lines = wrapped(spot.text, min(_TEXT_ROOM, width - 16), _TEXT_SIZE)
    room = max(text_width(line, _TEXT_SIZE) for line in lines) + 16
    left, top = max(min(spot.left - 8, width - room), 0), spot.top + spot.height + 2
    told = "".join(
        f'<text x="{left + 8:.1f}" y="{top + 18 + turn * _TEXT_LEADING:.1f}">{escape(line)}</text>'
        for turn, line in enumerate(lines)
    )
    height = len(lines) * _TEXT_LEADING + 9
    name = escape(spot.text)
    return (
        f'<a class="chart-flag" href="{escape(spot.href)}" aria-label="{name}">'
        f"<title>{name}</title>{_box(spot.left, spot.top, spot.width, spot.height)}"
        f' fill-opacity="0"/><g class="chart-flag-text" visibility="hidden" aria-hidden="true"'
        f' style="font: {_TEXT_SIZE:g}px {FONT_STACK}; fill: {INK}">'
        f'{_box(left, top, room, height)} rx="4" fill="{CARD}" stroke="{SOFT}"/>{told}</g></a>'
    )


def _box(left: float, top: float, width: float, height: float) -> str:
    """Return a rectangle, its tag left open."""
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'


def _in_tags(body: str, mark: str) -> str:
    """Shorten and rename what stands in tags; between them stand people's words, left alone."""
    used = {found[2] for tag in _TAG.findall(body) for found in _REFERENCE.finditer(tag)}
    return _TAG.sub(lambda tag: _own(tag[0], used, mark), body)


def _own(tag: str, used: set[str], mark: str) -> str:
    """Drop an id nobody refers to, mark any other as this picture's, and write numbers short."""
    tag = _ID.sub(lambda found: f' id="{found[1]}-{mark}"' if found[1] in used else "", tag)
    tag = _REFERENCE.sub(lambda found: f"{found[1]}{found[2]}-{mark}", tag)
    tag = _NO_TURN.sub("", tag.replace(_THEIR_STACK, FONT_STACK))
    return _LONG_NUMBER.sub(lambda number: f"{float(number[0]):.2f}", tag)


def _drawn(ax: Axes) -> str:
    buffer = StringIO()
    figure = whole_figure(ax)
    shown = figure.patch.get_visible()
    figure.patch.set_visible(False)
    try:
        with mpl.rc_context(_SETTINGS), _missing_letters_allowed():
            FigureCanvasSVG(figure).print_svg(buffer, metadata=_NO_METADATA)
    finally:
        figure.patch.set_visible(shown)
    return buffer.getvalue()


def _head(
    width: float, height: float, title: str, description: str, mark: str, *, role: str
) -> str:
    # matplotlib's own style element would reach every svg of the page, so its rule stands here.
    about = f" about-{mark}" if role == "img" else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' role="{role}" aria-labelledby="title-{mark}{about}"'
        f' width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
        f' style="stroke-linejoin: round; stroke-linecap: butt">'
        f'<title id="title-{mark}">{escape(title)}</title>'
        f'<desc id="about-{mark}">{escape(description)}</desc>'
    )


def to_png(ax: Axes) -> bytes:
    """Return the chart as PNG at twice its size on the page, without metadata."""
    figure = whole_figure(ax)
    buffer = BytesIO()
    dpi = figure.dpi
    try:
        figure.dpi = PNG_DPI
        with _missing_letters_allowed():
            canvas = FigureCanvasAgg(figure)
            canvas.print_png(buffer, metadata={"Software": None})
    finally:
        figure.dpi = dpi
    return buffer.getvalue()


@contextmanager
def _missing_letters_allowed() -> Iterator[None]:
    """Draw a box for a letter no font here has, such as an emoji, instead of warning about it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph ")
        yield

"""How does a chart leave matplotlib: as an SVG that can stand in a page, and as a PNG?"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any

import matplotlib as mpl
from markupsafe import escape
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG

from supervision_kit.charts.drawing import figure_of
from supervision_kit.charts.style import FAMILIES, FAMILY

# Where the page's own face is missing, as in a file opened elsewhere.
FONT_STACK = f"'{FAMILY}', 'Atkinson Hyperlegible', system-ui, 'Segoe UI', sans-serif"
PNG_DPI = 144

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


def to_svg(ax: Axes, *, title: str, description: str, salt: str = "") -> str:
    """Return the chart as SVG that can stand in a page or in a file of its own.

    Parameters
    ----------
    ax : Axes
        A chart of this package; the whole figure is drawn.
    title, description : str
        What it is and what it shows, for those who do not see it. Escaped here.
    salt : str
        Makes the ids differ between two pictures of the same chart on one page.

    Returns
    -------
    str
        One svg element, text as text, no background. The same chart gives the same string.
    """
    drawn = _drawn(ax)
    width, height = (72 * inches for inches in figure_of(ax).get_size_inches())
    mark = sha256(f"{salt}|{width:g}|{title}|{description}".encode(errors="replace")).hexdigest()[
        :8
    ]
    body = _HEAD.sub("", drawn[drawn.index("<svg ") :], count=1)
    body = _in_tags(_THEIR_STYLE.sub("", body, count=1), mark)
    body = _EMPTY_GROUP.sub("", body).strip()
    return _NOT_XML.sub("", f"{_head(width, height, title, description, mark)}{body}")


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
    figure = figure_of(ax)
    shown = figure.patch.get_visible()
    figure.patch.set_visible(False)
    try:
        with mpl.rc_context(_SETTINGS), _missing_letters_allowed():
            FigureCanvasSVG(figure).print_svg(buffer, metadata=_NO_METADATA)
    finally:
        figure.patch.set_visible(shown)
    return buffer.getvalue()


def _head(width: float, height: float, title: str, description: str, mark: str) -> str:
    # matplotlib's own style element would reach every svg of the page, so its rule stands here.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' role="img" aria-labelledby="title-{mark} about-{mark}"'
        f' width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
        f' style="stroke-linejoin: round; stroke-linecap: butt">'
        f'<title id="title-{mark}">{escape(title)}</title>'
        f'<desc id="about-{mark}">{escape(description)}</desc>'
    )


def to_png(ax: Axes) -> bytes:
    """Return the chart as PNG at twice its size on the page, without metadata."""
    figure = figure_of(ax)
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

"""Which colours, line styles, markers and letters does every chart use?

Colour never carries meaning alone: each rater has a line style and a marker of its own, so that
a chart can be read in grey and by readers who see few colours. Where several people rate as the
same one, each has a style too; from the fifth on the marker is a number, which never runs out.
"""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import as_file, files

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font, LoadFlags

PAPER = "#fbfaf6"
CARD = "#ffffff"
INK = "#1d2733"
SOFT = "#5c6672"
HAIRLINE = "#e4e0d7"
BAND = "#f3f0e8"
# A hairline that has to lead the eye from a label down to its date.
DROP = "#a8a293"

FAMILY = "Atkinson Hyperlegible Next"
# matplotlib draws letters our face does not have with its own.
FAMILIES = (FAMILY, "DejaVu Sans")
#: Our face by weight, as matplotlib can read it.
FONT_FILES = {
    "normal": "atkinson-hyperlegible-next-regular.ttf",
    "bold": "atkinson-hyperlegible-next-bold.ttf",
}


@dataclass(frozen=True)
class RaterStyle:
    """How the ratings of one rater look.

    Attributes
    ----------
    colour : str
        Hex colour, at least 4.5 to 1 on paper, where its texts stand, and 3 to 1 on the band.
    dashes : tuple of float
        Lengths of dash and gap in line widths, empty for a solid line.
    marker : str
        matplotlib's marker.
    marker_size, line_width : float
        In points, which are pixels on the page.
    open : bool
        Whether the marker is an outline, in which another rater's smaller one can be seen.
    weight : str
        Of the label at the line's end.
    on_disc : bool
        Whether the marker stands on a disc of paper: a number cannot be read on a line.
    """

    colour: str
    dashes: tuple[float, ...]
    marker: str
    marker_size: float
    line_width: float
    open: bool = True
    weight: str = "normal"
    on_disc: bool = False


WORKER = RaterStyle("#0b6e6e", (), "o", 6.0, 2.0, open=False, weight="bold")
CLIENT = RaterStyle("#b4530a", (3.4, 1.8), "s", 8.5, 2.0)
SUPERVISOR = RaterStyle("#5a4a99", (1.0, 1.4), "^", 11.0, 2.0)
OTHER = RaterStyle(INK, (4.0, 1.6, 1.0, 1.6), "D", 9.0, 2.0)
_RATERS = {"worker": WORKER, "client": CLIENT, "supervisor": SUPERVISOR}
#: How the second, third and fourth look who rate as the same one, whichever that is.
MORE = (
    RaterStyle("#1b5f9e", (8.0, 2.2), "v", 10.0, 2.0),
    RaterStyle("#8c1d5b", (6.0, 1.4, 1.0, 1.4, 1.0, 1.4), "*", 13.0, 2.0),
    RaterStyle("#5c5a00", (1.6, 2.6), "P", 10.0, 2.0),
)
_NUMBER_SIZE = 8.0


def rater_style(rater: str, turn: int = 0) -> RaterStyle:
    """Return the style of a rater; all beside worker, client and supervisor share one.

    Parameters
    ----------
    rater : str
        Key of the rater.
    turn : int
        The place among those who rate as this one, from 0. The first looks as the rater does when
        alone; beyond the last style colours and dashes come again, each with its own number.
    """
    first = _RATERS.get(rater, OTHER)
    styles = (first, *MORE)
    if turn < len(styles):
        return styles[turn]
    like = styles[turn % len(styles)]
    number = {"marker": f"${turn + 1}$", "marker_size": _NUMBER_SIZE}
    return replace(like, **number, open=False, on_disc=True)


def colour_name(rater: str, turn: int = 0) -> str:
    """Return the name a page's style sheet has for the colour of somebody's words.

    >>> colour_name("client"), colour_name("client", 1), colour_name("client", 5)
    ('client', 'second', 'second')
    """
    return (rater, "second", "third", "fourth")[turn % (1 + len(MORE))]


@cache
def register_fonts() -> None:
    """Make our face known to matplotlib; repeated calls do nothing."""
    for name in FONT_FILES.values():
        with as_file(files("supervision_kit") / "fonts" / name) as path:
            font_manager.fontManager.addfont(path)


def font_face() -> str:
    """Return the face as a CSS rule that needs no other file, for pages that are not ours."""
    letters = files("supervision_kit") / "fonts" / "atkinson-hyperlegible-next.woff2"
    data = b64encode(letters.read_bytes()).decode()
    source = f"url(data:font/woff2;base64,{data})"
    return f'@font-face {{ font-family: "{FAMILY}"; font-weight: 200 800; src: {source}; }}'


@cache
def _font(weight: str) -> FT2Font:
    with as_file(files("supervision_kit") / "fonts" / FONT_FILES[weight]) as path:
        # Read at once: the file may be gone after the block, as in a zipped package.
        return FT2Font(path)


@cache
def _letters(weight: str) -> frozenset[int]:
    return frozenset(_font(weight).get_charmap())


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return how wide a text will be, in points.

    matplotlib measures a text only after laying it out; here it is wanted beforehand and often.
    A letter our face does not have counts as a wide one.
    """
    font, known = _font(weight), _letters(weight)
    text = "".join(letter if ord(letter) in known else "W" for letter in text)
    font.set_size(size, 72)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64


def contrast(colour: str, ground: str) -> float:
    """Return the contrast of two hex colours, from 1 to 21.

    References
    ----------
    Web Content Accessibility Guidelines (WCAG) 2.2, W3C, 2023: contrast ratio.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    light, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts: Iterable[float] = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

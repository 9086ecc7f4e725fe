"""How does a picture in a file of its own carry the letters it is written in?

Where our face is not installed, a viewer would set the words in another one, wider or narrower
than the room that was measured for them. The whole face would be most of the file.
"""

from base64 import b64encode
from importlib.resources import as_file, files
from io import BytesIO

from supervision_kit.charts.style import FAMILY, FONT_FILES

_WEIGHTS = {"normal": 400, "bold": 700}


def own_letters(text: str) -> str:
    """Return the letters of a text, in both weights, as CSS rules that need no other file.

    Parameters
    ----------
    text : str
        All that is written with them; a letter the face does not have is passed over.
    """
    letters = "".join(sorted(set(text)))
    return " ".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {_WEIGHTS[weight]};'
        f" src: url(data:font/woff;base64,{b64encode(_only(name, letters)).decode()}); }}"
        for weight, name in FONT_FILES.items()
    )


def _only(name: str, letters: str) -> bytes:
    """Return a file of our face with nothing in it but some letters."""
    from fontTools import subset  # a fifth of a second, and few save a drawing

    # No dates and no seams of the maker's: the same letters give the same file.
    options = subset.Options(flavor="woff", hinting=False, name_IDs=[], recalc_timestamp=False)
    chosen, written = subset.Subsetter(options), BytesIO()
    chosen.populate(text=letters)
    with (
        as_file(files("supervision_kit") / "fonts" / name) as path,
        subset.load_font(str(path), options) as font,
    ):
        chosen.subset(font)
        subset.save_font(font, written, options)
    return written.getvalue()

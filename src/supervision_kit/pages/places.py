"""Where do the workbooks and templates stand, in a source tree and in an installed package?"""

from pathlib import Path

from supervision_kit.errors import SupervisionKitError
from supervision_kit.frameworks import say

PACKAGE = Path(__file__).resolve().parents[1]
SOURCE_TREE = PACKAGE.parents[1]


def bundled_folder(name: str) -> Path:
    """Return the folder of files people may edit that came with the package.

    Parameters
    ----------
    name : {"templates", "workbooks"}
        Which folder: inside the package when installed from a wheel, at the top of the repository
        when working on the source.

    Raises
    ------
    SupervisionKitError
        The installation is incomplete.
    """
    for place in (PACKAGE / name, SOURCE_TREE / name):
        if place.is_dir():
            return place
    raise SupervisionKitError(say("serving.incomplete", name=name))


def font_file() -> Path:
    """Return the typeface of the pages, as browsers read it."""
    return PACKAGE / "fonts" / "atkinson-hyperlegible-next.woff2"

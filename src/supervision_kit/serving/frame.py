"""What do the page frame and the front page of a folder say and lead to?"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat

from supervision_kit.frameworks import say
from supervision_kit.frameworks.language import language

START = "start.ipynb"
# Only pages whose workbook stands in the folder are linked, in this order.
NAVIGATION = (
    ("start", START),
    ("cases", "case-trajectory.ipynb"),
    ("methods", "methods.ipynb"),
)
TEXTS = (
    "product",
    "skip",
    "navigation",
    "opening",
    "waiting",
    "connection_lost",
    "connection_ended",
    "unreachable",
    "reload",
    "page_failed_title",
    "page_failed",
    "not_found_title",
    "not_found",
    "error_title",
    "error",
    "to_start",
    "tree_title",
    "tree_lead",
    "tree_empty",
    "refused_title",
    "refused",
    "full_title",
    "full",
    "try_again",
    "sign_in_title",
    "sign_in_earlier",
    "sign_in_used",
    "sign_in_kept",
    "sign_in_lead",
    "sign_in_label",
    "sign_in_hint",
    "sign_in_button",
    "sign_in_wrong",
    "onward_title",
    "onward",
    "onward_link",
    "no_script",
)


def page_address(name: str, base_url: str = "/") -> str:
    """Return the address of a workbook's page on the server."""
    return f"{base_url}voila/render/{quote(name)}"


def navigation(folder: Path, base_url: str = "/") -> list[dict[str, str]]:
    """Return the links of the header: label, address and workbook, in order."""
    return [
        {
            "label": say(f"frame.nav_{key}"),
            "address": page_address(name, base_url),
            "name": Path(name).stem,
        }
        for key, name in NAVIGATION
        if (folder / name).is_file()
    ]


def frame(
    folder: Path, *, label: str, frontend: str, preload: list[str], base_url: str = "/"
) -> dict[str, Any]:
    """Return what every page's frame shows.

    Parameters
    ----------
    folder : Path
        The workbook folder.
    label : str
        Which records these are, in a word or two, such as "sample caseload".
    frontend : str
        Address of the scripts that make a page live.
    preload : list of str
        Addresses of the scripts those ask for.
    base_url : str
        Where the server's pages begin.

    Returns
    -------
    dict
        `texts` by key, `navigation`, `label`, `language`, `start` (an address), and what a page's
        front end is told.
    """
    return {
        "frontend": frontend,
        "label": label,
        "language": language().replace("_", "-"),
        "navigation": navigation(folder, base_url),
        "page_config": {},
        "preload": preload,
        "start": base_url,
        "texts": {key: say(f"frame.{key}") for key in TEXTS},
    }


def title(notebook: Path) -> str:
    """Return a workbook's title, or its file name in words when it has none."""
    try:
        metadata = nbformat.read(notebook, as_version=4).metadata
    except Exception:
        metadata = {}
    return str(metadata.get("title") or notebook.stem.replace("-", " ").capitalize())


def pages(folder: Path, base_url: str = "/") -> list[dict[str, str]]:
    """Return every workbook of a folder as title and address, the start page first."""
    names = sorted(path.name for path in folder.glob("*.ipynb"))
    names.sort(key=lambda name: name != START)
    return [
        {"title": title(folder / name), "address": page_address(name, base_url)} for name in names
    ]

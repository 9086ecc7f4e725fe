"""What do the page frame and the front page of a folder say and lead to?"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from supervision_kit.frameworks import say
from supervision_kit.frameworks.language import language
from supervision_kit.pages.workbooks import Workbook, grouped, workbooks

# More links than these make a second line of the header.
MOST_LINKS = 6
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
    "stranger_title",
    "stranger",
    "look_as",
    "look_as_all",
    "look_as_more",
)

#: What is said otherwise where a proxy says who comes.
_OTHERWISE = ("refused", "unreachable")


def page_address(name: str, base_url: str = "/") -> str:
    """Return the address of a workbook's page on the server."""
    return f"{base_url}voila/render/{quote(name)}"


def navigation(folder: Path, base_url: str = "/") -> list[dict[str, Any]]:
    """Return what the header leads to, in order.

    Returns
    -------
    list of dict
        `label` and `links`, each link with label, address and name. Few pages are a link each; of
        more than `MOST_LINKS` those of a group stand together under its name.
    """
    found = workbooks(folder)
    links = [_link(each, base_url) for each in found]
    if len(found) <= MOST_LINKS:
        return [{"label": link["label"], "links": [link]} for link in links]
    return [
        {"label": label, "links": [_link(each, base_url) for each in same]}
        for label, same in grouped(found)
    ]


def _link(workbook: Workbook, base_url: str) -> dict[str, str]:
    address = page_address(workbook.file, base_url)
    return {"label": workbook.title, "address": address, "name": workbook.name}


def frame(
    folder: Path,
    *,
    label: str,
    frontend: str,
    preload: list[str],
    base_url: str = "/",
    behind_proxy: bool = False,
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
    behind_proxy : bool
        Whether a proxy says who comes; then nobody here can start the server or read its window.

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
        "texts": {key: say(f"frame.{key}") for key in TEXTS}
        | ({key: say(f"frame.{key}_by_proxy") for key in _OTHERWISE} if behind_proxy else {}),
    }


def pages(folder: Path, base_url: str = "/") -> list[dict[str, str]]:
    """Return title, address, for whom and picture of every workbook, in the header's order."""
    return [
        {
            "title": each.title,
            "address": page_address(each.file, base_url),
            "for_whom": each.for_whom,
            "picture": each.picture,
        }
        for each in workbooks(folder)
    ]

"""Widgets and workbooks for reflective supervision of work with involuntary clients.

The few names a workbook needs are here; each is brought in when it is first used, so that a part
of the package can be imported without all the others.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from supervision_kit.frameworks import load_framework
    from supervision_kit.pages import (
        CasePage,
        MethodsPage,
        StartPage,
        SupervisionPage,
        asked_for,
        case_figure,
        open_workbook,
        prepare,
        wait_for_reader,
    )
    from supervision_kit.store import open_store

_PAGES = "supervision_kit.pages"
_HOME = {
    "CasePage": _PAGES,
    "MethodsPage": _PAGES,
    "StartPage": _PAGES,
    "SupervisionPage": _PAGES,
    "asked_for": _PAGES,
    "case_figure": _PAGES,
    "load_framework": "supervision_kit.frameworks",
    "open_store": "supervision_kit.store",
    "open_workbook": _PAGES,
    "prepare": _PAGES,
    "wait_for_reader": _PAGES,
}

__all__ = [
    "CasePage",
    "MethodsPage",
    "StartPage",
    "SupervisionPage",
    "asked_for",
    "case_figure",
    "load_framework",
    "open_store",
    "open_workbook",
    "prepare",
    "wait_for_reader",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)

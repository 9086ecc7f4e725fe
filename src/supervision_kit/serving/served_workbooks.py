"""Which cells of a workbook run behind its page?

Whoever works in JupyterLab writes notes and tables into a workbook. Those are theirs: a page shows
and runs the cells that came with the package, and of one's own only those marked for it.
"""

from typing import Any

import nbformat
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from nbformat import NotebookNode

from supervision_kit.pages.places import bundled_folder

#: The tag that marks a cell of one's own for the page.
FOR_THE_PAGE = "page"


class ServedWorkbooks(LargeFileManager):
    """The files of a workbook folder, with each workbook as its page runs it."""

    def get(self, path: str, content: bool = True, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return a file as it is; of a workbook that came with the package only what runs."""
        original = bundled_folder("workbooks") / path.strip("/")
        if not original.is_file():
            return super().get(path, content, *args, **kwargs)
        model: Any = super().get(path, content=False)
        if content:
            ours = nbformat.read(original, as_version=4)
            copy = self._get_os_path(path.strip("/"))
            model |= {"content": served(ours, _read(copy)), "format": "json"}
        return model


def _read(path: str) -> NotebookNode:
    """Return a reader's copy; one that nobody can read has no cells of their own."""
    try:
        return nbformat.read(path, as_version=4)
    except Exception:  # its page runs nevertheless
        return nbformat.v4.new_notebook()


def served(ours: NotebookNode, theirs: NotebookNode) -> NotebookNode:
    """Return the package's workbook with those cells of a reader's copy that are marked for it.

    Parameters
    ----------
    ours : NotebookNode
        As it came with the package.
    theirs : NotebookNode
        As it stands in the folder, perhaps changed, or made by an earlier version.

    Returns
    -------
    NotebookNode
        All cells of ours in their order; after the one it follows in the folder, or at the end,
        each other cell tagged `FOR_THE_PAGE`.
    """
    known = {cell["id"] for cell in ours.cells}
    follows: dict[str, list[NotebookNode]] = {}
    last = ours.cells[-1]["id"]
    before = ""
    for cell in theirs.cells:
        if cell.get("id") in known:
            before = cell["id"]
        elif FOR_THE_PAGE in cell.metadata.get("tags", []):
            follows.setdefault(before or last, []).append(cell)
    cells = [each for cell in ours.cells for each in (cell, *follows.get(cell["id"], []))]
    return NotebookNode({**ours, "cells": cells})

"""How is a workbook written in JupyterLab, so that nothing it has shown stays in its file?

What a cell has shown is what was written about people, in plain text. A file is copied, sent and
backed up more easily than a store, so only the cells themselves are kept: words and code.
"""

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

ENDING = ".ipynb"
CHECKPOINTS = ".ipynb_checkpoints"
_OF_A_RUN = ("execution", "ExecuteTime")


def without_outputs(notebook: Any) -> Any:
    """Take out of a notebook all that running it has put in; give it back.

    Parameters
    ----------
    notebook : dict
        As in the file, of any version; anything else is given back as it is.
    """
    if not isinstance(notebook, dict):
        return notebook
    if isinstance(metadata := notebook.get("metadata"), dict):
        metadata.pop("widgets", None)
    for cell in _cells(notebook):
        if cell.get("cell_type") == "code":
            cell.pop("attachments", None)
            cell.pop("prompt_number", None)  # as it was called before version 4
            cell["outputs"] = []
            if "execution_count" in cell:
                cell["execution_count"] = None
        if isinstance(metadata := cell.get("metadata"), dict):
            for name in _OF_A_RUN:
                metadata.pop(name, None)
    return notebook


def _cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    sheets = notebook.get("worksheets")
    holders = [notebook, *(sheets if isinstance(sheets, list) else [])]
    lists = [each.get("cells") for each in holders if isinstance(each, dict)]
    return [
        cell
        for cells in lists
        if isinstance(cells, list)
        for cell in cells
        if isinstance(cell, dict)
    ]


def strip_file(path: Path) -> None:
    """Take outputs out of a notebook's file; a file that is no notebook is left as it is."""
    if path.suffix.lower() != ENDING or not path.is_file():
        return
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        return
    as_it_was = json.dumps(before)
    after = without_outputs(before)
    if json.dumps(after) != as_it_was:
        _replace(path.resolve(), json.dumps(after, indent=1, ensure_ascii=False) + "\n")


def strip_checkpoints(folder: Path) -> None:
    """Take outputs out of the copies JupyterLab has kept beside a folder's notebooks."""
    for path in folder.rglob(f"{CHECKPOINTS}/*{ENDING}"):
        with contextlib.suppress(OSError):
            strip_file(path)


def _replace(path: Path, text: str) -> None:
    """Write a file anew: whole, or not at all."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


class OutputFree(AsyncLargeFileManager):
    """Writes notebooks without what they have shown, whichever way they are written."""

    async def _save_notebook(
        self, os_path: str, nb: Any, capture_validation_error: Any = None
    ) -> None:
        sent: Any = super()._save_notebook(os_path, without_outputs(nb), capture_validation_error)
        await sent

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Save; a notebook that came as a plain file, whole or in pieces, is stripped too."""
        saved = await super().save(model, path)
        if model.get("type") == "file" and model.get("chunk", -1) == -1:
            return await self._stripped(path) or saved
        return saved

    async def rename_file(self, old_path: str, new_path: str) -> None:
        """Rename; a plain file can become a notebook by its new name."""
        await super().rename_file(old_path, new_path)
        strip_file(Path(self._get_os_path(new_path.strip("/"))))

    async def create_checkpoint(self, path: str) -> dict[str, Any]:
        """Keep a copy to go back to, of a notebook that may have come here by another way."""
        made: Any = await super().create_checkpoint(path)
        checkpoints: Any = self.checkpoints
        strip_file(Path(checkpoints.checkpoint_path(made["id"], path)))
        return made

    async def _stripped(self, path: str) -> dict[str, Any] | None:
        file = Path(self._get_os_path(path.strip("/")))
        if file.suffix.lower() != ENDING:
            return None
        strip_file(file)
        # When it was changed last has to be told anew, or JupyterLab would see a stranger's hand.
        return await self.get(path, content=False)

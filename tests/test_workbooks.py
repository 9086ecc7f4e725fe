"""Does every workbook run from the top, in JupyterLab's kernel and under nbval?"""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
WORKBOOKS = sorted((ROOT / "workbooks").glob("*.ipynb"))


@pytest.fixture
def folder(caseload, tmp_path, monkeypatch):
    """A workbook folder with the sample caseload, as `supervision-kit lab` would open it."""
    folder = tmp_path / "workbook"
    shutil.copytree(ROOT / "workbooks", folder)
    caseload.close()
    shutil.copy(caseload.location, folder / "caseload.sqlite")
    monkeypatch.setenv("SUPERVISION_KIT_FOLDER", str(folder))
    return folder


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_a_workbook_runs_from_the_top_and_shows_its_page(folder, path):
    notebook = nbformat.read(folder / path.name, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    shown = [
        output.data["text/html"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "data" in output and "text/html" in output.data
    ]
    letters, page = shown  # a served page has its letters from its frame
    assert "@font-face" in letters
    assert page.count("<h1") == 1


def test_every_workbook_passes_nbval(folder):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval-lax",
        "--nbval-current-env",
        "-q",
        "-c",
        "/dev/null",
    ]
    result = subprocess.run(
        [*command, "--rootdir", str(folder), *map(str, sorted(folder.glob("*.ipynb")))],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    assert "passed" in result.stdout

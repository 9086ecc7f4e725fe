"""Does a workbook folder come to be whole, and is what is in it left alone?"""

import nbformat
import pytest
from nbclient import NotebookClient

from supervision_kit.errors import SupervisionKitError
from supervision_kit.pages.places import bundled_folder
from supervision_kit.serving.folder import (
    bundled_workbooks,
    close_to_others,
    is_sample,
    make_folder,
)
from supervision_kit.store import open_store

NAMES = {"start.ipynb", "case-trajectory.ipynb", "supervision-session.ipynb", "methods.ipynb"}


def test_a_new_folder_has_workbooks_a_place_for_own_scales_and_an_empty_store(tmp_path):
    made = make_folder(tmp_path / "deep" / "new")
    assert {path.name for path in made.folder.iterdir()} >= NAMES
    assert (made.folder / "frameworks").is_dir()
    assert made.kept == ()
    with open_store(made.folder / "caseload.sqlite") as store:
        assert store.counts()["cases"] == 0
        assert not is_sample(store)


def test_what_somebody_changed_is_kept(tmp_path):
    make_folder(tmp_path)
    (tmp_path / "start.ipynb").write_text("mine")
    (tmp_path / "case-trajectory.ipynb").unlink()
    before = (tmp_path / "caseload.sqlite").read_bytes()
    made = make_folder(tmp_path, sample=True)
    assert (tmp_path / "start.ipynb").read_text() == "mine"
    assert (tmp_path / "caseload.sqlite").read_bytes() == before
    assert made.added == ("case-trajectory.ipynb",)
    assert set(made.kept) == NAMES - {"case-trajectory.ipynb"} | {"caseload.sqlite"}


def test_the_sample_caseload_appears_whole_and_nothing_else_is_left(tmp_path):
    make_folder(tmp_path, sample=True)
    with open_store(tmp_path / "caseload.sqlite") as store:
        assert is_sample(store)
        assert store.counts()["cases"] == 12
        assert store.verify().ok
    assert {path.name for path in tmp_path.iterdir()} == {
        *(path.name for path in bundled_workbooks()),
        "caseload.sqlite",
        "frameworks",
    }


def test_a_folder_is_closed_to_other_accounts_also_one_from_before(tmp_path):
    folder = make_folder(tmp_path / "team").folder
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "mine.ipynb").write_text("{}")
    (folder / "frameworks" / "own.toml").write_text("")
    (folder / "elsewhere.ipynb").symlink_to(tmp_path / "outside")
    (tmp_path / "outside").write_text("")
    (tmp_path / "outside").chmod(0o644)
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    close_to_others(folder)
    inside = [path for path in folder.rglob("*") if not path.is_symlink()]
    assert {path.stat().st_mode & 0o777 for path in [folder, *inside]} == {0o700, 0o600}
    assert (tmp_path / "outside").stat().st_mode & 0o777 == 0o644


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(SupervisionKitError, match="is a file"):
        make_folder(tmp_path / "file")
    with pytest.raises(SupervisionKitError, match="cannot be written"):
        make_folder(tmp_path / "file" / "inside")


def test_the_starter_for_a_page_of_ones_own_runs_in_a_workbook_folder(tmp_path, monkeypatch):
    make_folder(tmp_path, sample=True)
    monkeypatch.setenv("SUPERVISION_KIT_FOLDER", str(tmp_path))
    notebook = nbformat.read(
        bundled_folder("templates") / "workbook" / "own-page.ipynb", as_version=4
    )
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert "K-7F3Q" in notebook.cells[-1].outputs[0]["data"]["text/html"]

"""Does a workbook find its folder and its store, and is it ready before anybody asks?"""

import pytest

from supervision_kit.errors import StoreError
from supervision_kit.pages import open_workbook, prepare

SCALE = """
[scale]
key = "calm"
name = "Calm"
version = 1
minimum = 0
maximum = 100
step = 0.5
better = "higher"
lane = "context"
good_news = "Higher is calmer."
notice = "For conversation."
raters = ["worker"]
sources = ["Our own team, 2026"]

[scale.not_rated]
other = "Another reason"

[scale.dimensions.calm]
name = "Calm"
question = "How calm was it?"
hint = "From what you saw."
"""


@pytest.fixture
def folder(store, tmp_path, monkeypatch):
    monkeypatch.setenv("SUPERVISION_KIT_FOLDER", str(tmp_path))
    monkeypatch.delenv("SUPERVISION_KIT_STORE", raising=False)
    return tmp_path


def test_a_workbook_opens_the_store_of_its_folder(folder, store):
    with open_workbook() as opened:
        assert opened.location == store.location


def test_the_agency_s_own_scale_is_there_when_its_store_is_opened(folder):
    (folder / "frameworks").mkdir()
    (folder / "frameworks" / "calm.toml").write_text(SCALE)
    with open_workbook() as opened:
        assert opened.framework.scales["calm"].maximum == 100


def test_a_folder_without_a_store_says_so_and_makes_none(tmp_path):
    with pytest.raises(StoreError):
        open_workbook(tmp_path / "nothing-here")
    assert not (tmp_path / "nothing-here").exists()


def test_getting_ready_needs_no_store(tmp_path, monkeypatch):
    monkeypatch.setenv("SUPERVISION_KIT_FOLDER", str(tmp_path))
    prepare()
    assert list(tmp_path.iterdir()) == []

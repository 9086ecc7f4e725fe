"""The two casts every test may use: an empty store, and the sample caseload."""

import shutil

import pytest

from supervision_kit import samples
from supervision_kit.store import open_store

AUTHOR = "tester"


@pytest.fixture
def store(tmp_path):
    """An empty store in a file of its own."""
    with open_store(tmp_path / "caseload.sqlite", create=True, author=AUTHOR) as opened:
        yield opened


@pytest.fixture(scope="session")
def _filled(tmp_path_factory):
    path = tmp_path_factory.mktemp("caseload") / "caseload.sqlite"
    with open_store(path, create=True, author=AUTHOR) as opened:
        samples.fill(opened)
    return path


@pytest.fixture
def caseload(_filled, tmp_path):
    """A store with the sample caseload, free to be changed."""
    path = tmp_path / "sample.sqlite"
    shutil.copy(_filled, path)
    with open_store(path, author=AUTHOR) as opened:
        yield opened

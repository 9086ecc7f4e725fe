"""A folder of an agency's own files, with a scale in it that each test may spoil."""

import pytest

RESPECT = """
[scale]
key = "respect"
name = "Respect"
version = 2
minimum = 1
maximum = 3
step = 1
better = "higher"
lane = "context"
good_news = "Higher is good news."
raters = ["worker", "client"]
sources = ["Our team (2026): Notes of a team day"]

[scale.dimensions.listening]
name = "Listening"
question = "How well did we listen?"
hint = "Who talked more?"
anchors = [
    { value = 1, label = "Not", text = "Nobody asked a question." },
    { value = 2, label = "Half", text = "One question was asked." },
    { value = 3, label = "Well", text = "Questions were asked and answered." },
]
"""


class Agency:
    """The agency's folder ``frameworks``."""

    respect = RESPECT

    def __init__(self, folder):
        self.folder = folder

    def write(self, name, text):
        """Write a file, as text or as bytes, and return its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path


@pytest.fixture
def agency(tmp_path):
    """An agency's folder with nothing in it."""
    return Agency(tmp_path / "frameworks")


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.delenv("SUPERVISION_KIT_LANGUAGE", raising=False)
    monkeypatch.delenv("SUPERVISION_KIT_FOLDER", raising=False)

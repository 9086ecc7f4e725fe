"""Does a page say what is wrong when its store cannot be opened any more?"""

import pytest

from supervision_kit.frameworks import say
from tests.server import read, start, stop


@pytest.fixture
def spoiled(tmp_path):
    """A server of a folder whose store was cut off after the pages were opened."""
    folder = tmp_path / "caseload"
    running = start(folder, "demo", "--folder", str(folder), "--port", "0")
    store = folder / "caseload.sqlite"
    content = store.read_bytes()
    page = int.from_bytes(content[16:18])
    store.write_bytes(content[:100] + bytes(page - 100) + content[page:])
    yield running
    stop(running)


@pytest.mark.parametrize("workbook", ["start", "case-trajectory"])
def test_a_page_without_its_store_says_why_and_shows_no_traceback(spoiled, workbook):
    seen = read(spoiled.page(workbook))
    assert "caseload.sqlite is damaged and cannot be read safely" in seen
    assert say("frame.page_failed") not in seen
    assert "Traceback" not in seen
    assert "object at 0x" not in seen
    assert "Traceback" not in spoiled.log.read_text()

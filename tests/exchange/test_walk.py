"""A file walks through the stages that the docs draw, each once."""

import re
import sys
from pathlib import Path

from supervision_kit import exchange
from supervision_kit.exchange import importing

from .conftest import EXAMPLES

PACKAGE = Path(importing.__file__).parent


def drawn():
    """Give the modules of the stages, as the docs list them."""
    text = (EXAMPLES.parent / "import.md").read_text(encoding="utf-8")
    table = text[text.index("## How a file walks") :]
    return re.findall(r"^\| [^|]+ \| `(\w+)` \|", table, re.MULTILINE)


def walked(path, mapping, store):
    """Give the modules that `importing` calls, in order."""
    stages = []

    def watch(frame, event, _):
        caller = frame.f_back.f_code.co_filename if frame.f_back else ""
        module = Path(frame.f_code.co_filename)
        if event == "call" and caller == importing.__file__ and module.parent == PACKAGE:
            stages.append(module.stem)

    sys.setprofile(watch)
    try:
        exchange.import_file(path, mapping, store)
    finally:
        sys.setprofile(None)
    return [stage for stage in stages if stage != "importing"]


def test_a_file_walks_through_each_stage_once(write, small, store):
    path = write("t.csv", "case,date,investment\nK-01,2026-03-01,4\n")
    assert walked(path, small, store) == drawn()


def test_an_export_walks_the_same_way(caseload, store, tmp_path):
    path = exchange.export(caseload, tmp_path / "out").path
    assert walked(path, None, store) == drawn()

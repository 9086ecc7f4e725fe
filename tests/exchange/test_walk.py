"""A file walks through the stages that the docs draw, each once."""

import os
import re
import sys
from pathlib import Path

import pytest

from supervision_kit import exchange
from supervision_kit.exchange import importing

from .conftest import EXAMPLES

TABLE = "case,date,investment\nK-01,2026-03-01,4\n"
INSIDE = str(Path(importing.__file__).parent) + os.sep
READERS = {"files.opening", "files.csv_file", "files.workbook", "files.bundle"}
SAYERS = {"cells.reading", "cells.dates", "row_reader"}


def drawn():
    """Give the modules of the stages, as the docs list them."""
    text = (EXAMPLES.parent / "import.md").read_text(encoding="utf-8")
    table = text[text.index("## How a file walks") :]
    return re.findall(r"^\| [^|]+ \| `([\w.]+)` \|", table, re.MULTILINE)


def called(path, mapping, store):
    """Give the module of every call of an import, and the one it is called from, in order."""
    calls = []

    def watch(frame, event, _):
        file = frame.f_code.co_filename
        if event == "call" and file.startswith(INSIDE):
            module = file.removeprefix(INSIDE).removesuffix(".py").replace(os.sep, ".")
            calls.append((module, frame.f_back.f_code.co_filename if frame.f_back else ""))

    sys.setprofile(watch)
    try:
        exchange.import_file(path, mapping, store)
    finally:
        sys.setprofile(None)
    return calls


def walked(path, mapping, store):
    """Give the modules that `importing` calls, in order."""
    calls = called(path, mapping, store)
    stages = [name for name, caller in calls if caller == importing.__file__]
    return [stage for stage in stages if stage != "importing"]


def test_a_file_walks_through_each_stage_once(write, small, store):
    path = write("t.csv", TABLE)
    assert walked(path, small, store) == drawn()


def test_an_export_walks_the_same_way(caseload, store, tmp_path):
    path = exchange.export(caseload, tmp_path / "out").path
    assert walked(path, None, store) == drawn()


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_no_stage_looks_back_into_the_file(write, small, store, tmp_path, format):
    exchange.import_file(write("t.csv", TABLE), small, store)
    path = exchange.export(store, tmp_path / "out", format).path
    order = [name for name, _ in called(path, None, store)]
    meant, made = order.index("incoming"), order.index("record_maker")
    assert READERS & set(order[:meant])
    assert not READERS & set(order[meant:])
    assert SAYERS & set(order[:made])
    assert not SAYERS & set(order[made:])

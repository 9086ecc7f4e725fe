"""Is "a column: one line and one migration" true?"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from supervision_kit.errors import StoreError
from supervision_kit.store.migrate import MIGRATION_SCRIPTS
from supervision_kit.store.new_migration import write_migration
from tests.store.frozen import freeze

MIGRATE = "supervision_kit.store.new_migration"

ROOT = Path(__file__).parents[2]
#: The tests that stand between somebody who adds a column and a store that is not as declared.
TESTS = ["tests/store/test_schema.py", "tests/store/test_upgrade.py", "tests/records"]


def change_bound(tree):
    """Let a case have less than one contact a year."""
    records = tree / "src/supervision_kit/records/case.py"
    line = "contact_every_days: Mapped[int | None] = whole_number(1, 366)"
    assert line in records.read_text()
    records.write_text(records.read_text().replace(line, line.replace("366", "1000")))


def add_column(tree):
    """Do what docs/store.md says for a column `venue` of an event."""
    records = tree / "src/supervision_kit/records/case.py"
    line = "    note: Mapped[str] = words()\n\n\nclass PlanDate"
    assert line in records.read_text()
    new = line.replace("\n\n\n", "\n    venue: Mapped[str] = words()\n\n\n", 1)
    records.write_text(records.read_text().replace(line, new))
    labels = tree / "src/supervision_kit/frameworks/en/text/labels.toml"
    text = labels.read_text()
    assert "[events]\n" in text
    labels.write_text(text.replace("[events]\n", '[events]\nvenue = "Venue"\n', 1))


def run(tree, *command):
    """Run Python over the copy, not over the installed package."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree / "src")},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    return done.stdout


def test_a_column_added_as_the_docs_say_passes_the_tests_that_guard_the_store(tmp_path):
    ignored = shutil.ignore_patterns(".*", "__pycache__")
    for name in ("src", "tests", "benchmarks", "workbooks", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    freeze(tmp_path / "tests/store/data")
    add_column(tmp_path)
    change_bound(tmp_path)
    files = run(tmp_path, MIGRATE, "a_venue", "The venue of an event.").split()
    assert [Path(file).suffixes for file in files] == [
        [".py"],
        [".sqlite", ".sql"],
        [".postgresql", ".sql"],
    ]
    assert " passed" in run(tmp_path, "pytest", "-q", "-x", "-p", "no:cacheprovider", *TESTS)


def test_a_store_that_is_as_declared_needs_no_migration(tmp_path):
    scripts = Path(shutil.copytree(MIGRATION_SCRIPTS, tmp_path / "scripts"))
    with pytest.raises(StoreError, match="change a record first"):
        write_migration("nothing", "Nothing.", scripts)
    assert {file.name for file in scripts.rglob("*.sql")} == {
        file.name for file in MIGRATION_SCRIPTS.rglob("*.sql")
    }

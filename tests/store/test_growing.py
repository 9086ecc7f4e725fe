"""Is "a column: one line and one migration" true?"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.store.frozen import freeze

ROOT = Path(__file__).parents[2]
VERSIONS = "src/supervision_kit/store/migrations/versions"
MIGRATION = '''
"""The venue of an event."""

from alembic import op

from supervision_kit.store.migrate import run_sql

revision = "9999"
down_revision = "{before}"


def upgrade() -> None:
    """Do what the file for this engine says."""
    run_sql(op.get_bind(), __file__)
'''
POSTGRESQL = """-- The venue of an event.

ALTER TABLE events ADD COLUMN venue TEXT NOT NULL DEFAULT ''

ALTER TABLE events ALTER COLUMN venue DROP DEFAULT

ALTER TABLE events ADD CONSTRAINT ck_events_venue CHECK (length(venue) <= 10000)
"""
#: The tests that stand between somebody who adds a column and a store that is not as declared.
TESTS = ["tests/store/test_schema.py", "tests/store/test_upgrade.py", "tests/records"]


def add_column(tree):
    """Do what docs/store.md says for a column `venue` of an event."""
    records = tree / "src/supervision_kit/records/case.py"
    line = "    note: Mapped[str] = words()\n\n\nclass PlanDate"
    assert line in records.read_text()
    new = line.replace("\n\n\n", "\n    venue: Mapped[str] = words()\n\n\n", 1)
    records.write_text(records.read_text().replace(line, new))
    labels = tree / "src/supervision_kit/frameworks/en/text/labels.toml"
    text = labels.read_text()
    assert "happened_on = " in text
    labels.write_text(text.replace("happened_on = ", 'venue = "Venue"\nhappened_on = ', 1))
    versions = tree / VERSIONS
    before = max(each.stem[:4] for each in versions.glob("[0-9]*.py"))
    (versions / "9999_venue.py").write_text(MIGRATION.format(before=before).lstrip())
    (versions / "9999_venue.postgresql.sql").write_text(POSTGRESQL)
    table = (versions / "0001_first_store.sqlite.sql").read_text()
    (declared,) = [each for each in table.split("\n\n") if each.startswith("CREATE TABLE events")]
    declared = declared.replace(
        "  note TEXT NOT NULL,\n", "  note TEXT NOT NULL,\n  venue TEXT NOT NULL,\n"
    )
    check = "CONSTRAINT ck_events_note CHECK (length(note) <= 10000)"
    assert check in declared
    own = check.replace("note", "venue")
    declared = declared.replace(check, f"{check},\n  {own}")
    (versions / "9999_venue.sqlite.sql").write_text(f"-- The venue of an event.\n\n{declared}\n")


def test_a_column_added_as_the_docs_say_passes_the_tests_that_guard_the_store(tmp_path):
    ignored = shutil.ignore_patterns(".*", "__pycache__")
    for name in ("src", "tests", "benchmarks", "workbooks", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    freeze(tmp_path / "tests/store/data")
    add_column(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *TESTS],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert " passed" in done.stdout

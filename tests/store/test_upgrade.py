import datetime as dt
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from supervision_kit.errors import NewerSchema, StoreError
from supervision_kit.records import Case, Event
from supervision_kit.store import last_backup, migrate, open_store

DAY = dt.date(2026, 3, 2)
NOW = migrate.head()
HEADING = f"""
from alembic import op
import sqlalchemy as sa

revision = "later"
down_revision = "{NOW}"


def upgrade():
"""
ADD_COLUMN = """
    op.add_column("events", sa.Column("place", sa.Text, nullable=False, server_default=""))
"""
COPY_TABLE = """
    with op.batch_alter_table("saves", recreate="always") as table:
        table.add_column(sa.Column("place", sa.Text))
"""
FAILING = {
    "halfway": ADD_COLUMN + "    op.execute('DROP TABLE nowhere')\n",
    "loose ends": "    op.execute('DELETE FROM cases')\n",
    "own error": ADD_COLUMN + "    raise ValueError('no')\n",
}


def later_version(folder, body):
    """Copy our migrations and add one, as a later version of this package would."""
    scripts = folder / "later"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=ignored)
    (scripts / "versions" / "later.py").write_text(HEADING + body)
    return scripts


def first_version(folder):
    """Copy our migrations without those that came after the first."""
    scripts = folder / "first"
    ignored = shutil.ignore_patterns("__pycache__", "000[2-9]*")
    return Path(shutil.copytree(migrate.SCRIPTS, scripts, ignore=ignored))


@pytest.fixture
def filled(any_url, any_store):
    """Address of a store of this version with a case and an event."""
    case = Case(code="K-01", setting="probation", mandate="mandated", opened_on=DAY)
    any_store.save(case, Event(case_id=case.id, happened_on=DAY, kind="hearing", note="Moved."))
    any_store.close()
    return any_url


def test_an_upgrade_keeps_what_is_there(filled, tmp_path):
    with open_store(filled, author="tester", scripts=later_version(tmp_path, ADD_COLUMN)) as store:
        with store.engine.connect() as connection:
            assert migrate.current(connection) == "later"
            assert connection.execute(text("SELECT place FROM events")).all() == [("",)]
        assert list(store.events().note) == ["Moved."]
        assert store.verify().ok
        store.save(Event(case_id=store.case("K-01").id, happened_on=DAY, kind="relapse"))


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path):
    path, scripts = tmp_path / "caseload.sqlite", first_version(tmp_path)
    case = Case(code="K-01", setting="probation", mandate="mandated", opened_on=DAY)
    with open_store(path, create=True, author="tester", scripts=scripts) as first:
        with first.engine.connect() as connection:
            assert migrate.current(connection) == "0001"
        first.save(case, Event(case_id=case.id, happened_on=DAY, kind="hearing", note="Moved."))
    with open_store(path, author="tester") as now:
        assert list(now.events().note) == ["Moved."]
        assert now.dismissals().empty
        assert now.verify().ok
    assert last_backup(path).revision == "0001"


def test_an_upgraded_store_is_too_new_for_this_version(filled, tmp_path):
    open_store(filled, author="tester", scripts=later_version(tmp_path, ADD_COLUMN)).close()
    with pytest.raises(NewerSchema):
        open_store(filled, author="tester")


def test_an_upgrade_begins_with_a_checked_backup(store, tmp_path):
    store.save(Case(code="K-01", setting="probation", mandate="mandated", opened_on=DAY))
    store.close()
    path = Path(store.location)
    open_store(path, author="tester", scripts=later_version(tmp_path, ADD_COLUMN)).close()
    found = last_backup(path)
    assert found.file.endswith(f"-before-upgrade-from-{NOW}.sqlite")
    assert (found.revision, found.counts["cases"]) == (NOW, 1)
    with open_store(path.parent / "backups" / found.file, author="tester") as before:
        assert list(before.cases().code) == ["K-01"]


def test_without_a_backup_there_is_no_upgrade(store, tmp_path):
    (Path(store.location).parent / "backups").write_text("in the way")
    store.close()
    with pytest.raises(StoreError, match=r"backup .* could not be written"):
        open_store(store.location, author="tester", scripts=later_version(tmp_path, ADD_COLUMN))
    with open_store(store.location, author="tester") as same:
        assert same.counts()["cases"] == 0


def test_a_table_that_others_refer_to_can_be_copied_anew(store, tmp_path):
    store.save(Case(code="K-01", setting="probation", mandate="mandated", opened_on=DAY))
    store.close()
    scripts = later_version(tmp_path, COPY_TABLE)
    with open_store(store.location, author="tester", scripts=scripts) as later:
        assert later.verify().ok
        with later.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


@pytest.mark.parametrize("failing", FAILING)
def test_an_upgrade_that_fails_leaves_the_store_as_it_was(store, tmp_path, failing):
    case = Case(code="K-01", setting="probation", mandate="mandated", opened_on=DAY)
    store.save(case, Event(case_id=case.id, happened_on=DAY, kind="hearing"))
    store.close()
    scripts = later_version(tmp_path, FAILING[failing])
    with pytest.raises(StoreError, match="It is as it was before"):
        open_store(store.location, author="tester", scripts=scripts)
    with open_store(store.location, author="tester") as same:
        assert same.verify().ok
        assert list(same.cases().code) == ["K-01"]


def test_an_upgrade_that_is_done_is_not_done_again(filled, tmp_path):
    scripts = later_version(tmp_path, ADD_COLUMN)
    with open_store(filled, author="tester", scripts=scripts) as store:
        with store.engine.begin() as connection:
            migrate.upgrade(connection, scripts)
            assert migrate.current(connection) == "later"
        assert list(store.events().note) == ["Moved."]

"""Is everything still shown when whole pages of the file are torn, and is it said?"""

import datetime as dt
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from supervision_kit.records import Contact
from supervision_kit.store import backup, inspect, open_store
from supervision_kit.store.salvaging import salvage
from tests.store.test_carrying_over import make_old

CODE = "K-7F3Q"
INTERIOR = {2, 5}
AUTHORS = ("_by", "_at", "author")


@pytest.fixture
def path(caseload):
    """The sample caseload in a closed file, with a checked backup beside it."""
    backup(caseload)
    caseload.close()
    return Path(caseload.location)


def pages_of(path, name):
    """Give where the pages of a table or index lie, the outermost first, each with its kind."""
    with closing(sqlite3.connect(path)) as raw:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        waiting = [raw.execute(query, [name]).fetchone()[0]]
    whole, size, found = path.read_bytes(), page_size(path), []
    while waiting:
        place = (waiting.pop(0) - 1) * size
        kind, n_cells = whole[place], int.from_bytes(whole[place + 3 : place + 5])
        found.append((place, kind))
        if kind in INTERIOR:
            starts = [place + 12 + 2 * n for n in range(n_cells)]
            cells = [place + int.from_bytes(whole[at : at + 2]) for at in starts]
            waiting += [int.from_bytes(whole[at : at + 4]) for at in (*cells, place + 8)]
    return found


def page_size(path):
    return int.from_bytes(path.read_bytes()[16:18])


def leaf(path, name, part=0.5):
    leaves = [place for place, kind in pages_of(path, name) if kind not in INTERIOR]
    return leaves[int(len(leaves) * part)]


def tear(path, place, content=None):
    """Put zeros or the content of another page where a page stands."""
    whole, size = bytearray(path.read_bytes()), page_size(path)
    whole[place : place + size] = bytes(size) if content is None else whole[content:][:size]
    path.write_bytes(whole)


def everything(path):
    with open_store(path, author="tester") as store:
        return store.tables(), store.damage


def assert_all_there(path, before):
    """Compare all tables with those of the whole store, but for who wrote what."""
    tables, damage = everything(path)
    for name, table in before.items():
        by = "wording" if name == "wordings" else "id"
        left, right = (
            each[[name for name in table.columns if not name.endswith(AUTHORS)]].sort_values(
                by, ignore_index=True
            )
            for each in (tables[name], table)
        )
        pd.testing.assert_frame_equal(left, right)
    return damage


@pytest.mark.parametrize(
    ("table", "content"),
    [
        (table, content)
        for table in ("contacts", "ratings", "cases", "events", "promises")
        for content in ("zeros", "a page of another table", "a page of its own")
        if (table, content) != ("cases", "a page of its own")  # all cases stand on one page
    ],
)
def test_the_records_of_a_torn_page_are_shown_as_last_saved_and_named(path, table, content):
    before, _ = everything(path)
    source = {
        "zeros": None,
        "a page of another table": leaf(path, "revisions"),
        "a page of its own": leaf(path, table, part=0),
    }[content]
    tear(path, leaf(path, table, part=0.99), source)
    spoiled = path.read_bytes()
    (sentence,) = assert_all_there(path, before)
    assert f"in {table} cannot be read where" in sentence
    assert "shown as" in sentence
    assert "The last checked backup is backups/" in sentence
    assert path.read_bytes() == spoiled
    assert not inspect(path).ok


@pytest.mark.parametrize("table", ["contacts", "ratings", "cases"])
def test_a_table_without_its_first_page_comes_from_the_history(path, table):
    before, _ = everything(path)
    tear(path, pages_of(path, table)[0][0])
    assert_all_there(path, before)


@pytest.mark.parametrize("part", ["saves", "revisions", "wordings"])
def test_every_record_is_shown_when_what_stands_beside_them_is_torn(path, part):
    before, _ = everything(path)
    del before["wordings"]
    tear(path, leaf(path, part))
    (sentence,) = assert_all_there(path, before)
    assert sentence.startswith(f"Damaged: a part of {part} cannot be read")


def test_a_torn_index_leaves_all_records_shown(path):
    before, _ = everything(path)
    tear(path, leaf(path, "sqlite_autoindex_cases_2"))
    (sentence,) = assert_all_there(path, before)
    assert "No record was in it" in sentence
    assert "The last checked backup is backups/" in sentence


def test_a_page_that_stands_twice_makes_no_case_twice(path):
    tear(path, leaf(path, "ratings", part=0.1), leaf(path, "ratings", part=0.5))
    with open_store(path, author="tester") as store:
        assert store.cases()["code"].is_unique
        assert len(store.ratings()) == store.counts()["ratings"]
        assert store.damage


def test_what_was_found_torn_is_looked_at_anew_when_the_file_is_another(path):
    whole = path.with_name("whole.sqlite")
    shutil.copy(path, whole)
    tear(path, leaf(path, "contacts"))
    with open_store(path, author="tester") as store:
        n_contacts = len(store.read(Contact))
        shutil.copy(whole, path)
        contact = Contact(
            case_id=store.case(CODE).id,
            occurred_on=dt.date(2026, 11, 20),
            kind="home",
            attendance="attended",
        )
        store.save(contact)
        assert len(store.read(Contact)) == n_contacts + 1


def test_a_save_that_lies_in_the_log_beside_the_file_makes_it_another_one(path):
    tear(path, leaf(path, "contacts"))
    found = salvage(path)
    assert found.is_of(path)
    path.with_name(f"{path.name}-wal").write_bytes(b"a save")
    assert not found.is_of(path)


def test_a_state_older_than_some_columns_is_salvaged_with_what_they_declare(tmp_path):
    path = tmp_path / "caseload.sqlite"
    make_old(str(path))
    before, _ = everything(path)
    assert before["worker_spells"]["capacity"].tolist() == ["worker", "worker"]
    tear(path, pages_of(path, "worker_spells")[0][0])
    assert_all_there(path, before)

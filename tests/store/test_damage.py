"""Does one damaged record leave all others readable, and is it named?"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.bit_flips import sweep
from supervision_kit.errors import DamagedStore, StoreError
from supervision_kit.records import Contact
from supervision_kit.store import backup, inspect, open_store

CODE = "K-7F3Q"


@pytest.fixture
def path(caseload):
    """The sample caseload in a closed file, with a checked backup beside it."""
    backup(caseload)
    caseload.close()
    return Path(caseload.location)


def spoil(path, table, column, make, where="1"):
    """Put other bytes where a value stands, as a failing disk would; give the row's id."""
    with closing(sqlite3.connect(path)) as raw:
        raw.text_factory = bytes
        key = (
            "id" if table not in {"salts", "drafts"} else "rowid" if table == "drafts" else "stream"
        )
        old, found = raw.execute(
            f"SELECT {column}, {key} FROM {table} WHERE {where} LIMIT 1"
        ).fetchone()
    new = make(old)
    assert len(new) == len(old)
    whole = path.read_bytes()
    assert old in whole
    path.write_bytes(whole.replace(old, new))
    return found.decode() if isinstance(found, bytes) else found


def flip(value, place=0):
    """Flip the highest bit of one byte."""
    return value[:place] + bytes([value[place] ^ 0x80]) + value[place + 1 :]


def test_a_story_with_a_damaged_letter_can_still_be_read_and_is_named(path):
    where = "story LIKE '%stayed%' OR length(story) > 200"
    record = spoil(path, "contacts", "story", lambda old: flip(old, 5), where)
    with open_store(path, author="tester") as store:
        told = store.contacts()
        story = told.loc[told["id"] == record, "story"].iloc[0]
        assert "\\x" in story
        assert len(story) > 50
        assert store.damage == []
    seen = inspect(path)
    assert any(f"contacts: record {record[:8]}…" in each for each in seen.problems)
    assert "The last checked backup is backups/" in seen.sentence


def damaged_days(path, day):
    """Spoil the day of one contact where the row itself holds it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        record = raw.execute("SELECT id FROM contacts ORDER BY id").fetchone()[0]
        raw.execute("UPDATE contacts SET occurred_on = ? WHERE id = ?", [day, record])
    return record


@pytest.mark.parametrize("day", ["2026-0\x113-01", "2026-W12-1"])
def test_a_contact_with_a_damaged_day_is_left_out_and_said(path, day):
    with open_store(path, author="tester") as store:
        n_contacts = len(store.contacts())
    record = damaged_days(path, day)
    with open_store(path, author="tester") as store:
        told = store.contacts()
        assert len(told) == n_contacts - 1
        assert record not in set(told["id"])
        (sentence,) = store.damage
        assert re.match(rf"Damaged: record {record[:8]}… in contacts cannot be read", sentence)
        assert "The last checked backup is backups/" in sentence
        with pytest.raises(DamagedStore, match=f"record {record[:8]}"):
            store.find(Contact, record)
    assert any(record[:8] in each for each in inspect(path).problems)


@pytest.mark.parametrize("moment", ["2026-W12-1T09:00:00.000000Z", "20260316T090000.000000000Z"])
def test_a_moment_that_became_another_form_is_no_moment(path, moment):
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for table in ("saves", "revisions"):
            raw.execute(f"DROP TRIGGER {table}_never_changed")
        raw.execute("UPDATE saves SET saved_at = ?", [moment])
        raw.execute("UPDATE revisions SET written_at = NULL")
    with open_store(path, author="tester") as store:
        told = store.contacts()
        assert len(told) > 30
        assert told["saved_at"].isna().all()
    assert not inspect(path).ok


def test_a_number_that_became_something_else_does_not_hide_the_other_rows(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA writable_schema = ON")  # as a flipped type in a row's header does
        raw.execute(
            "UPDATE sqlite_master SET sql = replace(sql, ' STRICT', '') WHERE name = 'contacts'"
        )
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        record = raw.execute("SELECT id FROM contacts").fetchone()[0]
        raw.execute("UPDATE contacts SET length_minutes = x'00ff' WHERE id = ?", [record])
    with open_store(path, author="tester") as store:
        assert record not in set(store.contacts()["id"])
        assert len(store.contacts()) > 30


def test_a_case_whose_salt_is_damaged_takes_no_save_and_says_so(path):
    with open_store(path, author="tester") as store:
        case = store.case(CODE)
    spoil(path, "salts", "salt", flip, f"stream = '{case.id}'")
    with open_store(path, author="tester") as store:
        case.summary = "Changed."
        with pytest.raises(StoreError, match="supervision-kit check"):
            store.save(case)
        assert not store.contacts(CODE).empty
    assert f"salts, revisions: nothing that was saved in case {CODE} fits its salt." in (
        inspect(path).problems
    )


@pytest.mark.parametrize("content", ["{", "[" * 5000, '{"minimum": 1e999}', "1" + "0" * 400, "[]"])
def test_damaged_words_of_a_scale_are_said(path, content):
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER wordings_never_changed")
        wording = raw.execute("SELECT id FROM wordings").fetchone()[0]
        raw.execute("UPDATE wordings SET content = ? WHERE id = ?", [content, wording])
    with open_store(path, author="tester") as store, pytest.raises(DamagedStore):
        store.words(wording)
    assert any("wordings: " in each and wording in each for each in inspect(path).problems)


@pytest.mark.parametrize("content", ["{", "[" * 5000, "[]", "1" + "0" * 400, "\udcff"])
def test_a_damaged_draft_is_said_and_can_be_written_anew(path, content):
    with open_store(path, author="tester") as store:
        store.keep_draft("contact", CODE, {"story": "Half"})
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("UPDATE drafts SET content = ?", [content.encode(errors="replace").decode()])
    with open_store(path, author="tester") as store:
        with pytest.raises(DamagedStore, match="not saved cannot be read"):
            store.draft("contact", CODE)
        store.keep_draft("contact", CODE, {"story": "Anew"})
        assert store.draft("contact", CODE).content == {"story": "Anew"}


def test_single_bits_that_turn_over_are_found_and_hide_nothing_else():
    seen = sweep(12, seed=3)
    assert seen["found"] >= 4
    assert sum(seen.values()) == 24

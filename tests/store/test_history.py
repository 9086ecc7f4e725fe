import datetime as dt
import hashlib
import hmac

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from supervision_kit.errors import StoreError
from supervision_kit.records import Case, Contact, Event, Rating
from supervision_kit.store.history import content_of, next_link

DAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def run(store, *statements, **values):
    with store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), values)


def rows(store, query):
    with store.engine.connect() as connection:
        return connection.execute(text(query)).all()


def lift_triggers(store, table):
    """Do what somebody with the file in hand can do: take the guard off first."""
    if store.engine.dialect.name == "postgresql":
        run(store, f"ALTER TABLE {table} DISABLE TRIGGER USER")
        return
    names = rows(
        store, f"SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='{table}'"
    )
    run(store, *(f"DROP TRIGGER {row.name}" for row in names))


@pytest.fixture
def told(any_store, case):
    """A store with a history of four saves in two cases."""
    any_store.save(event := Event(case_id=case.id, happened_on=DAY, kind="hearing", note="One."))
    event.note = "Two."
    any_store.save(event, Event(case_id=case.id, happened_on=DAY, kind="relapse", note="Three."))
    any_store.save(Case(code="K-02", setting="other", opened_on=DAY))
    assert any_store.verify().ok
    return any_store


def test_every_state_a_record_was_saved_in_is_kept(told):
    found = rows(told, "SELECT content FROM revisions WHERE kind = 'events' ORDER BY position")
    assert sum("One." in row.content for row in found) == 1
    assert sum("Two." in row.content for row in found) == 1


def test_each_save_is_one_event_a_case_and_numbered_without_gaps(told, case):
    found = rows(
        told, f"SELECT seq, n_records FROM history WHERE stream = '{case.id}' ORDER BY seq"
    )
    assert [tuple(row) for row in found] == [(1, 1), (2, 1), (3, 2)]


def test_digests_are_keyed_with_the_salt_of_the_case(told, case):
    (row,) = rows(told, f"SELECT * FROM revisions WHERE record_id = '{case.id}'")
    (salt,) = rows(told, f"SELECT salt FROM salts WHERE stream = '{case.id}'")
    message = f"cases\n{case.id}\n1\n{row.content}".encode()
    expected = hmac.new(bytes.fromhex(salt.salt), message, hashlib.sha256).hexdigest()
    assert row.digest == expected
    salts = rows(told, "SELECT salt FROM salts")
    assert len({row.salt for row in salts}) == len(salts) >= 2


@pytest.mark.parametrize("table", ["saves", "revisions", "history", "wordings"])
def test_history_is_only_added_to(told, case, table):
    told.save(
        Rating(
            case_id=case.id, rated_on=DAY, scale="stage", dimension="stage_of_change",
            rater="worker", value=2,
        )
    )  # fmt: skip
    column = {"saves": "author", "wordings": "content"}.get(table, "digest")
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="history is only added to"):
            run(told, statement)


def test_heads_are_never_deleted(told):
    with pytest.raises(DBAPIError, match="history is only added to"):
        run(told, "DELETE FROM history_heads")


@pytest.mark.parametrize(
    ("table", "change", "found"),
    [
        (
            "revisions",
            "UPDATE revisions SET content = replace(content, 'One.', 'Nun.')",
            "saved state",
        ),
        ("revisions", "UPDATE revisions SET digest = 'x' WHERE content LIKE '%One.%'", "step 2"),
        ("revisions", "DELETE FROM revisions WHERE content LIKE '%Three.%'", "step 3"),
        ("saves", "UPDATE saves SET author = 'somebody else'", "step 1"),
        ("history", "DELETE FROM history WHERE seq = 2", "step 2"),
        ("history", "DELETE FROM history WHERE seq = 3", "does not end where it should"),
        ("history", "DELETE FROM history WHERE seq = 3", "no place in any history"),
        ("history", "UPDATE history SET seq = 4 WHERE seq = 3", "step 3"),
        ("history", "DELETE FROM history", "does not end where it should"),
        ("history_heads", "DELETE FROM history_heads", "does not end where it should"),
        ("history_heads", "UPDATE history_heads SET seq = 9", "does not end where it should"),
        ("events", "UPDATE events SET note = 'Nothing.' WHERE note = 'Two.'", "not as it was last"),
        ("events", "UPDATE events SET row_version = 9", "not as it was last"),
        ("events", "DELETE FROM events WHERE note = 'Two.'", "was saved and is gone"),
    ],
)
def test_what_was_changed_outside_is_found(told, table, change, found):
    lift_triggers(told, table)
    run(told, change)
    seen = told.verify()
    assert not seen.ok
    assert "changed or lost outside" in seen.sentence
    assert any(found in problem for problem in seen.problems), seen.problems
    assert "One." not in repr(seen)


def test_a_row_put_in_past_the_store_is_found(told, case):
    run(
        told,
        "INSERT INTO events (id, case_id, happened_on, kind, note, withdrawn_why, row_version) "
        f"VALUES ('{'a' * 32}', '{case.id}', '2026-03-02', 'hearing', 'New.', '', 1)",
    )
    assert any("aaaaaaaa" in problem for problem in told.verify().problems)


def test_a_case_without_its_history_takes_no_more_saves(told, case):
    lift_triggers(told, "history_heads")
    run(told, "DELETE FROM history_heads")
    with pytest.raises(StoreError, match="history of this case is missing"):
        told.save(Contact(case_id=case.id, occurred_on=DAY, kind="home", attendance="attended"))


def test_an_empty_store_is_whole(any_store):
    seen = any_store.verify()
    assert (seen.ok, seen.n_events) == (True, 0)
    assert "nothing was saved in it yet" in seen.sentence


def test_a_row_older_than_a_column_is_compared_by_what_it_was_saved_with(told):
    run(told, "ALTER TABLE events ADD COLUMN place TEXT NOT NULL DEFAULT ''")
    assert not any("last saved" in problem for problem in told.verify().problems)
    run(told, "UPDATE events SET place = 'Here.' WHERE note = 'Two.'")
    assert any("last saved" in problem for problem in told.verify().problems)


def test_at_most_forty_findings_are_told(told, case):
    many = [Event(case_id=case.id, happened_on=DAY, kind="other") for _ in range(50)]
    told.save_many(many)
    run(told, "UPDATE events SET note = 'x'")
    seen = told.verify()
    assert len(seen.problems) == 40
    assert "52 findings" in seen.sentence


def test_two_ways_to_part_the_same_letters_give_two_links():
    one = next_link("a", "bc", 1, "s", "w", NOON, "d")
    assert one != next_link("ab", "c", 1, "s", "w", NOON, "d")
    assert one != next_link("a", "bc", 1, "s", "w", NOON + dt.timedelta(microseconds=1), "d")


def test_content_is_one_text_however_the_values_are_ordered():
    assert content_of({"b": 1, "a": None}) == content_of({"a": None, "b": 1, "id": "x"})


@pytest.mark.parametrize("value", ["0", "6", "2.5", "9e999", "NULL"])
def test_the_database_refuses_a_rating_off_its_scale(told, case, value):
    told.save(
        given := Rating(
            case_id=case.id, rated_on=DAY, scale="engagement", dimension="investment",
            rater="worker", value=2,
        )
    )  # fmt: skip
    if told.engine.dialect.name == "postgresql":
        value = value.replace("9e999", "'inf'")
    with pytest.raises(IntegrityError):
        run(told, f"UPDATE ratings SET value = {value} WHERE id = '{given.id}'")
    run(told, f"UPDATE ratings SET value = 5 WHERE id = '{given.id}'")

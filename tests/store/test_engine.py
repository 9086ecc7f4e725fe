import datetime as dt
import multiprocessing
import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from supervision_kit.errors import StoreError
from supervision_kit.records import Case
from supervision_kit.store import open_store, store_url
from supervision_kit.store.engine import describe_place, journal_mode, make_engine, read_url


def pragma(store, name):
    with store.engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar()


def test_every_connection_has_the_settings_that_keep_records_safe(store):
    found = {
        name: pragma(store, name)
        for name in (
            "busy_timeout",
            "foreign_keys",
            "synchronous",
            "secure_delete",
            "trusted_schema",
            "journal_mode",
            "mmap_size",
        )
    }
    assert found == {
        "busy_timeout": 15000,
        "foreign_keys": 1,
        "synchronous": 2,
        "secure_delete": 1,
        "trusted_schema": 0,
        "journal_mode": journal_mode(sqlite3.sqlite_version_info).lower(),
        "mmap_size": 0,
    }


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "TRUNCATE"),
        ((3, 44, 5), "TRUNCATE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "TRUNCATE"),
        ((3, 50, 6), "TRUNCATE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 0), "TRUNCATE"),
        ((3, 51, 2), "TRUNCATE"),
        ((3, 51, 3), "WAL"),
        ((3, 53, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_a_write_ahead_log_is_used_only_where_it_loses_nothing(version, mode):
    assert journal_mode(version) == mode


def test_the_environment_says_where_the_store_is(monkeypatch, tmp_path):
    monkeypatch.delenv("SUPERVISION_KIT_STORE", raising=False)
    assert store_url(tmp_path) == str(tmp_path / "caseload.sqlite")
    assert Path(store_url()) == Path.cwd() / "caseload.sqlite"
    monkeypatch.setenv("SUPERVISION_KIT_STORE", "postgresql://db/kit")
    assert store_url(tmp_path) == "postgresql://db/kit"


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("/data/a b%.sqlite", "sqlite:////data/a b%25.sqlite"),
        ("sqlite:////data/a.sqlite", "sqlite:////data/a.sqlite"),
        ("postgresql://u:p@db/kit", "postgresql+psycopg://u:***@db/kit"),
        ("postgresql+psycopg2://db/kit", "postgresql+psycopg://db/kit"),
    ],
)
def test_a_place_is_a_path_or_a_url(place, found):
    assert str(read_url(place)) == found


@pytest.mark.parametrize("place", ["mysql://db/kit", "sqlite://", "sqlite:///:memory:", "://"])
def test_any_other_address_is_refused(place):
    with pytest.raises(StoreError, match="not understood"):
        read_url(place)


def test_a_place_is_named_without_a_password():
    assert describe_place(read_url("postgresql://u:secret@db/kit")) == "db/kit"
    assert describe_place(read_url("postgresql:///kit")) == "localhost/kit"
    assert describe_place(read_url("/data/a.sqlite")) == "/data/a.sqlite"


def test_a_server_that_does_not_answer_gives_a_sentence():
    place = "postgresql://u:secret@127.0.0.1:9/kit"
    with pytest.raises(StoreError, match=r"127\.0\.0\.1 does not answer") as caught:
        open_store(place, author="tester", create=True)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_statement_on_postgresql_has_limits(postgresql_url):
    engine = make_engine(read_url(postgresql_url), patience=2)
    with engine.connect() as connection:
        limits = [
            connection.execute(text(f"SHOW {name}")).scalar()
            for name in ("lock_timeout", "statement_timeout", "timezone")
        ]
    engine.dispose()
    assert limits == ["2s", "8s", "UTC"]


def names_in_child(store, answers):
    answers.put((list(store.cases().code), store.save(case("K-02")).repeated))


def case(code):
    day = dt.date(2026, 3, 2)
    return Case(code=code, setting="probation", opened_on=day)


def test_a_forked_process_opens_a_connection_of_its_own(any_store):
    any_store.save(case("K-01"))  # leaves a connection in the pool
    forked = multiprocessing.get_context("fork")
    answers = forked.Queue()
    child = forked.Process(target=names_in_child, args=(any_store, answers))
    child.start()
    assert answers.get(timeout=60) == (["K-01"], False)
    child.join(60)
    assert child.exitcode == 0
    assert list(any_store.cases().code) == ["K-01", "K-02"]


def test_no_value_reaches_an_error_of_the_engine(store):
    with store.engine.connect() as connection, pytest.raises(Exception, match="no such") as caught:
        connection.execute(text("SELECT :note FROM nowhere"), {"note": "She said no."})
    assert "She said no." not in str(caught.value)


def test_making_an_engine_opens_nothing(tmp_path):
    make_engine(read_url(tmp_path / "not-there.sqlite")).dispose()
    assert list(tmp_path.iterdir()) == []


def test_a_connection_of_another_process_is_left_alone(any_store):
    with any_store.engine.connect() as connection:
        inherited = connection.connection.dbapi_connection
        connection.connection.info["process"] = -1  # as after a fork
    with any_store.engine.connect() as connection:
        assert connection.connection.dbapi_connection is not inherited
    inherited.close()


def test_without_the_driver_a_server_is_not_asked(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"supervision-kit\[postgresql\]"):
        open_store("postgresql://db/kit", author="tester")

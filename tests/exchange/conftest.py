"""Files to import: a mapping for a small table, and a way to write one."""

import secrets
from pathlib import Path

import psycopg
import pytest

from supervision_kit.exchange.files.table import Cell, SheetRow, stored
from tests.store.conftest import postgresql  # noqa: F401  # a fixture

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "docs" / "examples"

SMALL = """
kind = "ratings"

[case]
column = "case"
setting = "probation"
mandate = "mandated"

[date]
column = "date"

[rater]
always = "worker"

[[rating]]
column = "investment"
scale = "engagement"
dimension = "investment"
"""


def cell_of(value) -> Cell:
    """Give a cell that holds a value, or what a workbook holds and shows."""
    return SheetRow(2, (value if isinstance(value, Cell) else stored(value),), {"column": 0})[
        "column"
    ]


@pytest.fixture
def write(tmp_path):
    """Write text or bytes into a file of the test's own folder and give its path."""

    def written(name, content):
        path = tmp_path / name
        if isinstance(content, str):
            content = content.encode("utf-8")
        path.write_bytes(content)
        return path

    return written


@pytest.fixture
def small(write):
    """A mapping file: case, date (YYYY-MM-DD), and investment as rated by the worker."""
    return write("small.toml", SMALL)


@pytest.fixture
def example():
    """Give data file and mapping of one of the examples in the docs."""

    def paths(name):
        return HERE / "data" / f"{name}.csv", EXAMPLES / name / "mapping.toml"

    return paths


@pytest.fixture
def place(tmp_path, request):
    """Give the address of an empty store on an engine; a database of its own for each name."""
    databases = []

    def addressed(engine, name):
        if engine == "sqlite":
            (tmp_path / name).mkdir()
            return str(tmp_path / name / "caseload.sqlite")
        server = request.getfixturevalue("postgresql")
        databases.append((server, f"{name}_{secrets.token_hex(6)}"))
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {databases[-1][1]}")
        return server.rsplit("/", 1)[0] + f"/{databases[-1][1]}"

    yield addressed
    for server, name in databases:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

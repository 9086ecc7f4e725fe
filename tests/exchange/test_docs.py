"""What the docs say about columns and mappings is held against the code."""

import re
import tomllib

import pytest

from supervision_kit import exchange
from supervision_kit.exchange.exporting import collect
from supervision_kit.exchange.indices import indices_by_line

from .conftest import EXAMPLES
from .data_format import PAGE, TABLES, tables

DOCS = EXAMPLES.parent


def test_every_column_of_an_export_is_documented(store):
    text = (DOCS / "data-format.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL))
    tables = collect(store)
    assert sections.keys() == tables.keys()
    for name, table in tables.items():
        rows = re.findall(r"^\| ([a-z_, ]+) \|", sections[name], re.MULTILINE)
        documented = {column for row in rows for column in row.split(", ")} - {"column"}
        assert documented == set(table.columns) - {"case"}, name


def test_every_column_of_the_indices_is_documented(store):
    text = (DOCS / "data-format.md").read_text(encoding="utf-8")
    section = text.split("\n## indices.csv\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([a-z_, ]+) \|", section, re.MULTILINE)
    documented = [column for row in rows for column in row.split(", ")]
    assert documented[1:] == list(indices_by_line(store.tables(), store.framework))


def test_the_tables_of_an_export_are_documented_as_they_are_declared():
    assert TABLES.search(PAGE.read_text("utf-8"))[0] == tables()


def mappings():
    text = (DOCS / "import.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [block for block in blocks if block.startswith("kind")]


@pytest.mark.parametrize("text", mappings(), ids=lambda text: tomllib.loads(text)["kind"])
def test_every_mapping_in_the_docs_can_be_read(write, text, example):
    write("scale.toml", (example("leidig2018")[1].parent / "scale.toml").read_bytes())
    assert exchange.load_mapping(write("mapping.toml", text)).case.column


def test_the_docs_have_a_mapping_of_each_common_kind():
    assert [tomllib.loads(text)["kind"] for text in mappings()] == ["ratings", "contacts", "cases"]

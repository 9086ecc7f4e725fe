"""Which files make up an export of ours, and which tables stand in them?

An export says itself what it is: a folder has its ``manifest.json``, a workbook the sheet
``about``, a JSON file its ``format``.
"""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StrictInt, TypeAdapter, ValidationError, create_model

from supervision_kit.exchange.files.csv_file import read_csv
from supervision_kit.exchange.files.form import FileForm
from supervision_kit.exchange.files.table import SheetRow, SheetTable, Tables, places_of, stored
from supervision_kit.exchange.files.workbook import ZIP, read_sheets
from supervision_kit.exchange.kinds import KINDS
from supervision_kit.exchange.problems import refusal

FORMAT = "supervision-kit export"
EXPORT_VERSION = 3
"""Form 1 did not say who wrote a record; 1 and 2 had the mandate with the case, and what was done
about safety with the contact. They are still read."""
MANIFEST = "manifest.json"
ABOUT = "about"
COUNTS = "n_rows"
"""Where a JSON file says how many rows each table had; the tables themselves stand beside it."""
WORDINGS_TABLE = "wordings"
NAMES = (*KINDS, WORDINGS_TABLE)
ALWAYS = (
    "cases",
    "workers",
    "contacts",
    "ratings",
    "events",
    "promises",
    "plan_dates",
    "dismissals",
    WORDINGS_TABLE,
)
"""Every export has these; one from before a table there is now lacks that, and is whole."""


class _Said(BaseModel):
    """What an export says of itself, beside what is only for people."""

    format: Literal["supervision-kit export"]
    version: Annotated[StrictInt, Field(ge=1)]


_Counts = create_model(
    "_Counts",
    **{name: (StrictInt, ... if name in ALWAYS else 0) for name in NAMES},  # type: ignore[call-overload]
)
_JSON_TABLES = TypeAdapter(dict[str, list[dict[str, Any]]])


def is_bundle(path: Path) -> bool:
    """Say whether a folder holds an export of ours; what its files hold is not looked at."""
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and manifest.get("format") == FORMAT


def open_bundle(path: Path, content: bytes | None) -> Tables:
    """Read an export of ours.

    Parameters
    ----------
    path : Path
        Where it lies.
    content : bytes or None
        The whole file; None for a folder.

    Raises
    ------
    InvalidImport
        When it is none, was written by a later version, or a part of it is missing.
    """
    if content is None:
        return _in_folder(path)
    return (_in_workbook if content.startswith(ZIP) else _in_json)(path, content)


def _in_folder(path: Path) -> Tables:
    if not is_bundle(path):
        raise refusal("no_mapping", source=path.name)
    manifest = (path / MANIFEST).read_bytes()
    n_rows = _checked(json.loads(manifest), path.name)
    form = FileForm(missing=("",), guarded=True)
    content, tables = [manifest], {}
    for name, n in n_rows.items():
        part = path / f"{name}.csv"
        if not part.is_file():
            raise refusal("export_incomplete", source=path.name, part=part.name)
        content.append(part.read_bytes())
        if n:
            tables[name] = read_csv(content[-1], part.name, form)
    return Tables(path.name, tables, form, tuple(content), n_rows)


def _in_workbook(path: Path, content: bytes) -> Tables:
    form = FileForm(missing=("",))
    tables = read_sheets(path, form)
    if ABOUT not in tables:
        raise refusal("no_mapping", source=path.name)
    about = {str(row.values[0]): row.values[1] for row in tables[ABOUT].rows}
    said = {"format": about.get("format"), "version": about.get("version"), "tables": about}
    n_rows = _checked(said, path.name)
    for name, n in n_rows.items():
        if n and name not in tables:
            raise refusal("export_incomplete", source=path.name, part=name)
    return Tables(path.name, tables, form, (content,), n_rows)


def _in_json(path: Path, content: bytes) -> Tables:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise refusal("no_mapping", source=path.name) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise refusal("no_mapping", source=path.name)
    try:
        given = _JSON_TABLES.validate_python(found.get("tables"))
    except ValidationError:
        raise refusal("export_incomplete", source=path.name, part="tables") from None
    there = {name: rows for name, rows in given.items() if name in NAMES}
    # One from before they were told has as many rows as stand there.
    said = found.get(COUNTS, {name: len(there[name]) for name in there})
    n_rows = _checked({**found, "tables": said}, path.name)
    for name in n_rows:
        if name not in there:
            raise refusal("export_incomplete", source=path.name, part=name)
    tables = {name: _table(name, there[name]) for name in n_rows if there[name]}
    return Tables(path.name, tables, FileForm(missing=("",)), (content,), n_rows)


def _table(name: str, rows: list[dict[str, Any]]) -> SheetTable:
    """Make a table of JSON rows; the first row counts as 2, as under a header."""
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    cells = [tuple(stored(row.get(column)) for column in columns) for row in rows]
    places = places_of(columns)
    return SheetTable(
        name, columns, tuple(SheetRow(n, row, places) for n, row in enumerate(cells, start=2))
    )


def _checked(about: dict[str, Any], source: str) -> dict[str, int]:
    """Give the number of rows by table, after making sure that this version can read them."""
    try:
        said = _Said.model_validate(about)
    except ValidationError:
        raise refusal("no_mapping", source=source) from None
    if said.version > EXPORT_VERSION:
        raise refusal("export_newer", source=source, version=said.version)
    told = about.get("tables")
    try:
        counts = _Counts.model_validate(told if isinstance(told, dict) else {})
        return counts.model_dump(exclude_unset=True)
    except ValidationError as invalid:
        part = invalid.errors()[0]["loc"][0]
        raise refusal("export_incomplete", source=source, part=part) from None

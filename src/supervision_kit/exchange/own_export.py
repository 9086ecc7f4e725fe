"""Is this an export of ours, and what does it hold?

An export says itself what it is, so it needs no mapping: a folder has its ``manifest.json``, a
workbook the sheet ``about``, a JSON file its ``format``.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from supervision_kit.frameworks import Scale, say
from supervision_kit.store import Origin

from .files.csv_file import read_csv
from .files.table import Row, Table, checked_size, fingerprint, held, places_of
from .files.workbook import ZIP, read_sheets
from .kinds import KINDS, columns_of
from .mapping.rules import CaseRule, FieldRule, FileForm, Mapping, RatingColumn
from .problems import Problem, refusal
from .signatures import origins_of, without_signatures
from .wordings import WORDINGS, scales_of

FORMAT = "supervision-kit export"
VERSION = 2
"""Form 1 did not say who wrote a record; it is still read."""
MANIFEST = "manifest.json"
ABOUT = "about"
_RATED = ("value", "scale", "dimension", "not_rated", "not_rated_note", "evidence")


@dataclass(frozen=True)
class Bundle:
    """An export of ours, read.

    Attributes
    ----------
    source : str
        Name of the folder or file.
    tables : dict of str to Table
        In the order in which they can be taken in; empty ones are left out.
    form : FileForm
        How cells were written.
    scales : list of Scale
        The words the ratings were given under.
    fingerprint : str
        The same for the same export.
    origins : dict of str to dict
        Who wrote each record, by table and row.
    remarks : tuple of str
        What differs from the time it was written, and what it does not say.
    problems : tuple of Problem
        Rows that cannot be told apart, or do not say right who wrote them.
    """

    source: str
    tables: dict[str, Table]
    form: FileForm
    scales: list[Scale]
    fingerprint: str
    origins: dict[str, dict[int, Origin]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def mapping_of(name: str, form: FileForm) -> Mapping:
    """Give the mapping of one table of an export: every column means what it is called."""
    date = KINDS[name].date
    rules = {column: FieldRule(column=column) for column in columns_of(name)}
    rules.pop("code", None)
    ratings = ()
    if name == "ratings":
        ratings = (RatingColumn(**{column: rules.pop(column) for column in _RATED}),)
    return Mapping(
        source=f"{FORMAT} {VERSION}",
        kind=name,
        case=CaseRule("code" if name == "cases" else "case"),
        date=rules.pop(date) if date else None,
        file=form,
        fields=rules,
        ratings=ratings,
    )


def is_bundle(path: Path) -> bool:
    """Say whether a folder holds an export of ours; what its files hold is not looked at."""
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and manifest.get("format") == FORMAT


def open_bundle(path: Path) -> Bundle:
    """Read an export of ours.

    Raises
    ------
    InvalidImport
        When it is none, was written by a later version, or a part of it is missing.
    """
    if path.is_dir():
        return _from_folder(path)
    content = checked_size(path)
    if content.startswith(ZIP):
        return _from_workbook(path, content)
    return _from_json(path, content)


def _from_folder(path: Path) -> Bundle:
    if not is_bundle(path):
        raise refusal("no_mapping", source=path.name)
    content = (path / MANIFEST).read_bytes()
    manifest = json.loads(content)
    counts = _checked_about(manifest, path.name)
    form = FileForm(missing=("",), guarded=True)
    parts, tables = [content], {}
    for name, n_rows in counts.items():
        part = path / f"{name}.csv"
        if not part.is_file():
            raise refusal("export_incomplete", source=path.name, part=part.name)
        parts.append(part.read_bytes())
        if n_rows:
            tables[name] = read_csv(parts[-1], part.name, encoding="utf-8", delimiter=",")
    return _bundle(path.name, tables, counts, form, fingerprint(*parts))


def _from_workbook(path: Path, content: bytes) -> Bundle:
    tables = read_sheets(path)
    if ABOUT not in tables:
        raise refusal("no_mapping", source=path.name)
    about = {str(row.values[0]): row.values[1] for row in tables[ABOUT].rows}
    counts = {name: about.get(name) for name in (*KINDS, WORDINGS)}
    told = {"format": about.get("format"), "version": about.get("version"), "tables": counts}
    counts = _checked_about(told, path.name)
    for name, n_rows in counts.items():
        if n_rows and name not in tables:
            raise refusal("export_incomplete", source=path.name, part=name)
    form = FileForm(missing=("",))
    return _bundle(path.name, tables, counts, form, fingerprint(content))


def _from_json(path: Path, content: bytes) -> Bundle:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise refusal("no_mapping", source=path.name) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise refusal("no_mapping", source=path.name)
    given = found.get("tables")
    if not isinstance(given, dict) or not all(map(_is_rows, given.values())):
        raise refusal("export_incomplete", source=path.name, part="tables")
    counts = {name: len(given[name]) for name in (*KINDS, WORDINGS) if name in given}
    counts = _checked_about({**found, "tables": counts}, path.name)
    tables = {name: _json_table(name, given[name]) for name in counts if given[name]}
    return _bundle(path.name, tables, counts, FileForm(missing=("",)), fingerprint(content))


def _is_rows(rows: object) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _json_table(name: str, rows: list[dict[str, Any]]) -> Table:
    """Make a table of JSON rows; the first row counts as 2, as under a header."""
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    cells = [tuple(held(row.get(column)) for column in columns) for row in rows]
    places = places_of(columns)
    return Table(name, columns, tuple(Row(n, row, places) for n, row in enumerate(cells, start=2)))


def _checked_about(about: dict[str, Any], source: str) -> dict[str, int]:
    """Give the number of rows by table, after making sure that this version can read them."""
    version = about.get("version")
    if not isinstance(version, int) or about.get("format") != FORMAT:
        raise refusal("no_mapping", source=source)
    if version < 1:
        raise refusal("no_mapping", source=source)
    if version > VERSION:
        raise refusal("export_newer", source=source, version=version)
    told = about.get("tables")
    counts = told if isinstance(told, dict) else {}
    named = {name: counts.get(name) for name in (*KINDS, WORDINGS)}
    for name, n_rows in named.items():
        if isinstance(n_rows, bool) or not isinstance(n_rows, int):
            raise refusal("export_incomplete", source=source, part=name)
    return named  # type: ignore[return-value]  # every value was just seen to be a number


def _bundle(
    source: str, tables: dict[str, Table], counts: dict[str, int], form: FileForm, mark: str
) -> Bundle:
    scales = scales_of(tables.get(WORDINGS), source, form)
    ours = {name: tables[name] for name in KINDS if name in tables}
    if not ours:
        raise refusal("header_only", source=source)
    signed = {name: origins_of(table, form) for name, table in ours.items()}
    found = [replace(p, table=name) for name, (_, problems) in signed.items() for p in problems]
    return Bundle(
        source,
        {name: without_signatures(table) for name, table in ours.items()},
        form,
        scales,
        mark,
        {name: origins for name, (origins, _) in signed.items()},
        (*_more_or_fewer(ours, counts), *_unsigned(ours, signed)),
        (*_twice(ours), *found),
    )


def _more_or_fewer(tables: dict[str, Table], counts: dict[str, int]) -> Iterator[str]:
    """Tell which tables have gained or lost rows since they were written."""
    for name, table in tables.items():
        change = len(table.rows) + len(table.problems) - counts[name]
        if change:
            key = "export_more_rows" if change > 0 else "export_fewer_rows"
            yield say(f"exchange.{key}", table=name, n=abs(change))


def _unsigned(tables: dict[str, Table], signed: dict[str, Any]) -> Iterator[str]:
    """Tell how many rows do not say who wrote them."""
    n = sum(len(tables[name].rows) - len(origins) for name, (origins, _) in signed.items())
    if n and not any(problems for _, problems in signed.values()):
        yield say("exchange.export_unsigned", n=n)


def _twice(tables: dict[str, Table]) -> Iterator[Problem]:
    """Find ids that stand in two rows: one record cannot be two."""
    seen: dict[str, tuple[str, int]] = {}
    for name, table in tables.items():
        if "id" not in table.columns:
            continue
        for row in table.rows:
            identity = row["id"].shown.strip()
            earlier = seen.setdefault(identity, (name, row.number))
            if identity and earlier != (name, row.number):
                told = {"table": earlier[0], "row": earlier[1]}
                what, remedy = say("exchange.id_twice", **told), say("exchange.id_twice_remedy")
                yield Problem(row.number, "id", identity, what, remedy, name)

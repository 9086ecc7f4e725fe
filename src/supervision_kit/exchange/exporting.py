"""How does a caseload leave, so that it can be read elsewhere and come back unchanged?

Every table is written with its documented columns. Text stays text in a spreadsheet. What is there
is never written over without being told, and a file appears whole or not at all.
"""

import csv
import datetime as dt
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from supervision_kit.errors import SupervisionKitError
from supervision_kit.exchange.files.bundle import (
    ABOUT,
    COUNTS,
    EXPORT_VERSION,
    FORMAT,
    MANIFEST,
    WORDINGS_TABLE,
    is_bundle,
)
from supervision_kit.exchange.guarding import formula_safe
from supervision_kit.exchange.indices import INDICES, indices_by_line
from supervision_kit.exchange.kinds import KINDS, columns_of, plain
from supervision_kit.exchange.own_export import SIGNED
from supervision_kit.exchange.scales import SCALE_COLUMNS, in_parts
from supervision_kit.frameworks import say
from supervision_kit.records.types import instant_text
from supervision_kit.store import Store

Format = Literal["csv", "xlsx", "json"]
_NAME = "caseload"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\r\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class ExportTable:
    """One table on its way out: names of its columns, and rows of plain values."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True)
class ExportResult:
    """What an export wrote.

    Attributes
    ----------
    path : Path
        Folder of the CSV files, or the file.
    n_rows : dict of str to int
        Records by table.
    n_indices : int or None
        Lines of ratings in the table of single-case indices; None where it was not asked for.
    """

    path: Path
    n_rows: dict[str, int]
    n_indices: int | None = None


def export(
    store: Store,
    target: str | Path,
    format: Format = "csv",
    *,
    case: str | None = None,
    replace: bool = False,
    indices: bool = False,
) -> ExportResult:
    """Write a caseload, or one case, as tables.

    Parameters
    ----------
    store : Store
        What is written; it is only read.
    target : str or Path
        A folder for ``csv``. For ``xlsx`` and ``json`` a file, or a folder that gets
        ``caseload.xlsx`` or ``caseload.json``.
    format : "csv", "xlsx" or "json"
        CSV is written as one file a table, in UTF-8 with a byte-order mark.
    case : str or None
        Code of the only case to write.
    replace : bool
        Whether an export that is there may be replaced. Anything else that is there never is.
    indices : bool
        Whether ``indices.csv`` is written beside the tables: figures journals ask for, by line of
        ratings. It goes with ``csv`` only, is no part of the export, and is not taken in again.

    Raises
    ------
    SupervisionKitError
        When something is there, the folder may not be written or the disk is full, or when indices
        are asked for in another format than ``csv``.
    UnknownCase
        When there is no such case.
    """
    write = _writer(format)
    if indices and format != "csv":
        raise SupervisionKitError(say("exchange.indices_csv"))
    path = _target(Path(target), format)
    _refuse_existing(path, replace)
    frames = store.tables(case)
    tables = _collected(frames)
    beside = {INDICES: _as_table(indices_by_line(frames, store.framework))} if indices else {}
    if beside:
        write = partial(_write_csv, beside=beside)
    try:
        _write_aside(path, lambda part: write(tables, part))
    except OSError as error:
        told = {"path": str(path), "reason": error.strerror or ""}
        raise SupervisionKitError(say("exchange.export_failed", **told)) from None
    n_indices = len(beside[INDICES].rows) if beside else None
    return ExportResult(path, {name: len(tables[name].rows) for name in KINDS}, n_indices)


def _writer(format: str) -> Callable[[dict[str, ExportTable], Path], None]:
    writers = {"csv": _write_csv, "xlsx": _write_xlsx, "json": _write_json}
    if format not in writers:
        told = {"format": format, "formats": ", ".join(writers)}
        raise SupervisionKitError(say("exchange.unknown_format", **told))
    return writers[format]


def collect(store: Store, case: str | None = None) -> dict[str, ExportTable]:
    """Read all tables of a store, or of one case, with the columns of an export.

    Returns
    -------
    dict of str to ExportTable
        By table, in the order in which they can be taken in; ``wordings`` is last. All of them
        are of one moment, also while others save.
    """
    return _collected(store.tables(case))


def _collected(frames: dict[str, pd.DataFrame]) -> dict[str, ExportTable]:
    tables = {name: _table(frames[kind.__tablename__], name) for name, kind in KINDS.items()}
    tables[WORDINGS_TABLE] = ExportTable(SCALE_COLUMNS, in_parts(frames[WORDINGS_TABLE]))
    return tables


def _table(frame: pd.DataFrame, name: str) -> ExportTable:
    own = {"case", *columns_of(name)}
    columns = (*(column for column in frame.columns if column in own), *SIGNED)
    return _as_table(frame.loc[:, list(columns)])


def _as_table(frame: pd.DataFrame) -> ExportTable:
    values = [map(_written, frame[column]) for column in frame]
    return ExportTable(tuple(map(str, frame)), list(zip(*values, strict=True)))


def _written(value: Any) -> Any:
    """Write 4.0 as 4 and a moment in UTC; a number keeps every digit it has."""
    if isinstance(value, pd.Timestamp) and value.tzinfo:
        return instant_text(value)
    value = plain(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def _target(target: Path, format: str) -> Path:
    if format == "csv" or target.suffix.lower() == f".{format}":
        return target
    return target / f"{_NAME}.{format}"


def _refuse_existing(path: Path, replace: bool) -> None:
    is_empty_folder = path.is_dir() and not any(path.iterdir())
    if not path.exists() or is_empty_folder:
        return
    if path.is_dir() and not is_bundle(path):
        raise SupervisionKitError(say("exchange.folder_in_use", path=str(path)))
    if not replace:
        raise SupervisionKitError(say("exchange.export_there", path=str(path)))


def _write_aside(path: Path, write: Callable[[Path], None]) -> None:
    """Write beside the target under another name, and give it its name when it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        new = aside / "new"
        write(new)
        if path.is_dir():
            _swap(path, new, aside / "old")
        else:
            new.replace(path)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _swap(path: Path, new: Path, old: Path) -> None:
    """Put a new folder in the place of one that is there, or leave that one where it is."""
    path.rename(old)
    try:
        new.rename(path)
    except OSError:
        old.rename(path)
        raise


def _open(path: Path, mode: str = "w", **options: Any) -> Any:
    """Open a new file that only its owner may read."""
    as_it_is = getattr(os, "O_BINARY", 0)  # on Windows; elsewhere nothing is translated
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | as_it_is, 0o600)
    return os.fdopen(descriptor, mode, **options)


def _about(tables: dict[str, ExportTable]) -> dict[str, Any]:
    counts = {name: len(table.rows) for name, table in tables.items()}
    moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    return {"format": FORMAT, "version": EXPORT_VERSION, "exported_at": moment, "tables": counts}


def _write_csv(
    tables: dict[str, ExportTable], folder: Path, beside: dict[str, ExportTable] | None = None
) -> None:
    folder.mkdir(mode=0o700)
    for name, table in (tables | (beside or {})).items():
        # With the mark, spreadsheet programs read accented letters as they were written.
        with _open(folder / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(table.columns)
            writer.writerows(map(_csv_row, table.rows))
    with _open(folder / MANIFEST, encoding="utf-8") as file:
        json.dump(_about(tables), file, indent=2)


def _csv_row(row: tuple[Any, ...]) -> list[Any]:
    return [formula_safe(value) if isinstance(value, str) else value for value in row]


def _write_json(tables: dict[str, ExportTable], path: Path) -> None:
    content = _about(tables)
    content[COUNTS] = content["tables"]
    content["tables"] = {
        name: [dict(zip(table.columns, map(_json_value, row), strict=True)) for row in table.rows]
        for name, table in tables.items()
    }
    with _open(path, encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)


def _json_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _write_xlsx(tables: dict[str, ExportTable], path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    about = _about(tables)
    told = {name: about[name] for name in ("format", "version", "exported_at")}
    _write_sheet(book, ABOUT, [("name", "value"), *told.items(), *about["tables"].items()])
    for name, table in tables.items():
        _write_sheet(book, name, [table.columns, *table.rows])
    with _open(path, "wb") as file:
        book.save(file)


def _write_sheet(book: Any, name: str, rows: Iterable[tuple[Any, ...]]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_xlsx_cell(sheet, value) for value in row])


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    """Make a cell whose text is never taken for a formula, an error or an escape."""
    if not isinstance(value, str) or not value:
        return None if value == "" else value
    from openpyxl.cell import WriteOnlyCell

    text = _NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", value)
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = formula_safe(value) != value
    return cell

"""How does a file come into the store: all of it or nothing, and never twice?

It walks once through the stages below, and each adds to what the one before gave.
"""

from collections.abc import Iterable
from pathlib import Path

from supervision_kit.errors import InvalidImport
from supervision_kit.frameworks import Framework, load_framework, say
from supervision_kit.store import Store

from .carrying_out import carry_out
from .comparing import Compared, compare
from .implied import imply
from .incoming import open_incoming
from .mapping.rules import Mapping
from .matching import match
from .preview import ImportResult, Preview, preview_of
from .record_maker import make_records
from .rows import read_rows

Rows = str | Iterable[int | str]
"""Rows as a person names them: "all", "14,20" or numbers, in an export "ratings:14"."""


def preview(
    path: str | Path,
    mapping: Mapping | str | Path | None = None,
    *,
    store: Store | None = None,
    framework: Framework | None = None,
    correct: Rows = (),
    as_new: Rows = (),
) -> Preview:
    """Say what an import would understand and do; nothing is written.

    Parameters
    ----------
    path : str or Path
        CSV file, workbook, or an export of ours (its folder or file).
    mapping : Mapping, str, Path or None
        What the columns mean, or the TOML file that says so; None for an export of ours.
    store : Store or None
        What the file is held against; without one everything counts as new.
    framework : Framework or None
        Scales and kinds; the store's, or the bundled ones without a store.
    correct, as_new : iterable of int or str
        See `import_file`.

    Returns
    -------
    Preview
        With problems in it when rows cannot be kept.

    Raises
    ------
    InvalidImport
        When file or mapping cannot be read at all.
    FrameworkError
        When a scale file the mapping names is wrong.
    """
    if framework is None:
        framework = store.framework if store is not None else load_framework()
    return preview_of(_compared(path, mapping, framework, store, correct, as_new))


def import_file(
    path: str | Path,
    mapping: Mapping | str | Path | None,
    store: Store,
    *,
    dry_run: bool = False,
    folder: Path | None = None,
    correct: Rows = (),
    as_new: Rows = (),
) -> Preview | ImportResult:
    """Take a file into the store: all of its rows in one transaction, or none.

    Parameters
    ----------
    path : str or Path
        CSV file, workbook, or an export of ours (its folder or file).
    mapping : Mapping, str, Path or None
        What the columns mean, or the TOML file that says so; None for an export of ours.
    store : Store
        Where the rows go. Its framework gets the scales that come with the file.
    dry_run : bool
        Only say what would happen.
    folder : Path or None
        Workbook folder whose ``frameworks`` gets those scales; None takes the folder of an SQLite
        store.
    correct : "all", or iterable of int or str
        Rows whose values the store takes over where it has others; each becomes a new version of
        its record, and the history keeps the one before. In an export a row is named with its
        table, such as ``"ratings:14"``.
    as_new : iterable of int or str
        Rows that are records of their own, although the store has one that says nearly the same.

    Returns
    -------
    Preview or ImportResult
        The first for a dry run.

    Raises
    ------
    InvalidImport
        When file or mapping cannot be read, or a row cannot be kept: then its `problems` name row,
        column, value and remedy, and nothing was taken in.
    FrameworkError
        When a scale file the mapping names is wrong.
    StoreError
        When the store could not be written; nothing was taken in.
    """
    compared = _compared(path, mapping, store.framework, store, correct, as_new)
    understood = preview_of(compared)
    if dry_run:
        return understood
    if understood.problems:
        told = {"source": understood.source, "n": len(understood.problems)}
        raise InvalidImport(say("exchange.refused", **told), list(understood.problems))
    return carry_out(compared, understood, store, folder)


def _compared(
    path: str | Path,
    mapping: Mapping | str | Path | None,
    framework: Framework,
    store: Store | None,
    correct: Rows,
    as_new: Rows,
) -> Compared:
    """Walk from the file to what of it is new."""
    corrections, new = _named(correct), _named(as_new)
    incoming = open_incoming(Path(path), mapping, framework)
    said = read_rows(incoming)
    made = imply(make_records(said, store))
    matched = match(made, store, corrections, new)
    return compare(matched, corrections, new)


def _named(rows: Rows) -> frozenset[str]:
    rows = rows.split(",") if isinstance(rows, str) else rows
    return frozenset(filter(None, (str(row).strip() for row in rows)))

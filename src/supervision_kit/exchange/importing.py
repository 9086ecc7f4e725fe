"""How does a file come into the store: all of it or nothing, and never twice?

It walks once through the stages below, and each adds to what the one before gave.
"""

from collections.abc import Iterable
from pathlib import Path

from supervision_kit.errors import InvalidImport
from supervision_kit.exchange.carrying_out import carry_out
from supervision_kit.exchange.comparing import ComparedRows, compare_rows
from supervision_kit.exchange.files.opening import open_file
from supervision_kit.exchange.implied import imply
from supervision_kit.exchange.incoming import give_meaning
from supervision_kit.exchange.mapping.file import as_mapping
from supervision_kit.exchange.mapping.rules import Mapping
from supervision_kit.exchange.matching import match
from supervision_kit.exchange.preview import ImportResult, Preview, preview_of
from supervision_kit.exchange.record_maker import make_records
from supervision_kit.exchange.rows import read_rows
from supervision_kit.frameworks import Framework, load_framework, say
from supervision_kit.store import Store

NamedRows = str | Iterable[int | str]
"""Rows as a person names them: "all", "14,20" or numbers, in an export "ratings:14"."""


def preview(
    path: str | Path,
    mapping: Mapping | str | Path | None = None,
    *,
    store: Store | None = None,
    framework: Framework | None = None,
    correct: NamedRows = (),
    as_new: NamedRows = (),
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
        See `import_file`. What is raised there for file and mapping is raised here, too; rows that
        cannot be kept are problems of the preview.
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
    correct: NamedRows = (),
    as_new: NamedRows = (),
) -> Preview | ImportResult:
    """Take a file into the store: all of its rows in one transaction, or none.

    Parameters
    ----------
    path, mapping, store
        As for `preview`. The store's framework gets the scales that come with the file.
    dry_run : bool
        Only say what would happen, as `preview` does.
    folder : Path or None
        Workbook folder whose ``frameworks`` gets those scales; None takes an SQLite store's own.
    correct : "all", or iterable of int or str
        Rows whose values the store takes over where it has others, each as a new version of its
        record. In an export a row is named with its table, such as ``"ratings:14"``.
    as_new : iterable of int or str
        Rows that are records of their own, although the store has one that says nearly the same.

    Raises
    ------
    InvalidImport
        When file or mapping cannot be read, or a row cannot be kept: then its `problems` name row,
        column, value and remedy. Whatever is raised, nothing was taken in.
    FrameworkError, StoreError
        When a scale file the mapping names is wrong, or the store could not be written.
    """
    compared = _compared(path, mapping, store.framework, store, correct, as_new)
    understood = preview_of(compared)
    if dry_run:
        return understood
    return carry_out(compared, _sound(understood), store, folder)


def _compared(
    path: str | Path,
    mapping: Mapping | str | Path | None,
    framework: Framework,
    store: Store | None,
    correct: NamedRows,
    as_new: NamedRows,
) -> ComparedRows:
    """Walk from the file to what of it is new."""
    meant = as_mapping(mapping)
    tables = open_file(Path(path), meant.file if meant else None)
    incoming = give_meaning(tables, meant, framework)
    said = read_rows(incoming)
    made = imply(make_records(said, store))
    matched = match(made, store, _named(correct), _named(as_new))
    return compare_rows(matched)


def _sound(understood: Preview) -> Preview:
    """Refuse what has problems."""
    if understood.problems:
        told = {"source": understood.source, "n": len(understood.problems)}
        raise InvalidImport(say("exchange.refused", **told), list(understood.problems))
    return understood


def _named(rows: NamedRows) -> frozenset[str]:
    rows = rows.split(",") if isinstance(rows, str) else rows
    return frozenset(filter(None, (str(row).strip() for row in rows)))

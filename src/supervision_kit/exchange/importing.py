"""How does a file come into the store: all of it or nothing, and never twice?"""

from pathlib import Path

from supervision_kit.errors import InvalidImport
from supervision_kit.frameworks import Framework, Scale, load_framework, say
from supervision_kit.store import Store

from .mapping import Mapping
from .planning import Plan, make_plan
from .preview import ImportResult, Preview
from .record_maker import made_id
from .scales import check_place, current_only, put_scale


def preview(
    path: str | Path,
    mapping: Mapping | str | Path | None = None,
    *,
    store: Store | None = None,
    framework: Framework | None = None,
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
    return make_plan(Path(path), mapping, framework, store).preview


def import_file(
    path: str | Path,
    mapping: Mapping | str | Path | None,
    store: Store,
    *,
    dry_run: bool = False,
    folder: Path | None = None,
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
    plan = make_plan(Path(path), mapping, store.framework, store)
    if dry_run:
        return plan.preview
    if plan.preview.problems:
        told = {"source": plan.preview.source, "n": len(plan.preview.problems)}
        raise InvalidImport(say("exchange.refused", **told), list(plan.preview.problems))
    folder = folder or _folder_of(store)
    if folder is not None:
        for scale in plan.scales:
            check_place(scale, folder, store.framework)
    return _carried_out(plan, store, folder)


def _carried_out(plan: Plan, store: Store, folder: Path | None) -> ImportResult:
    saved = None
    if plan.records:
        ids = ",".join(sorted(record.id for record in plan.records))
        before, store.framework = store.framework, plan.framework
        try:
            save_id = made_id("save", plan.fingerprint, ids)
            saved = store.save_many(plan.records, save_id, plan.origins)
        except BaseException:
            store.framework = before
            raise
        store.framework = current_only(plan.framework)
    files, remarks = _put_scales(plan.scales, folder)
    done = plan.preview
    return ImportResult(done, saved, done.new, done.there, files, remarks)


def _folder_of(store: Store) -> Path | None:
    """Give the folder an SQLite store lies in; None for a database."""
    path = Path(store.location)
    return path.parent if path.is_file() else None


def _put_scales(
    scales: list[Scale], folder: Path | None
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Put scales where pages find them, and say which could not be."""
    files, remarks = [], []
    for scale in scales:
        try:
            path = put_scale(scale, folder) if folder else None
        except OSError:
            path, folder = None, None
        if path:
            files.append(path)
        if folder is None:
            remarks.append(say("exchange.scale_by_hand", scale=scale.name))
    return tuple(files), tuple(remarks)

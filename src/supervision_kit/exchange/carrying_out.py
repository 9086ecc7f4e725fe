"""How does what was understood come into the store, with the scales it needs?

Once the records are saved, nothing that fails afterwards may say otherwise: a scale that cannot be
put into its folder is told and left to a person.
"""

from pathlib import Path

from supervision_kit.frameworks import Scale, say
from supervision_kit.store import Saved, Store

from .comparing import Compared
from .ids import made_id
from .preview import ImportResult, Preview
from .scale_files import check_place, put_scale
from .scales import current_only


def carry_out(
    compared: Compared, understood: Preview, store: Store, folder: Path | None
) -> ImportResult:
    """Save what is new and what is corrected, then put the scales where pages find them.

    Raises
    ------
    InvalidImport
        When another scale stands where one of these would be put; nothing was taken in.
    StoreError
        When the store could not be written; nothing was taken in.
    """
    incoming = compared.made.incoming
    folder = folder or _folder_of(store)
    if folder is not None:
        for scale in incoming.scales:
            check_place(scale, folder, store.framework)
    saved = _save(compared, store)
    files, remarks = _put_scales(incoming.scales, folder)
    return ImportResult(
        preview=understood,
        saved=saved,
        new=understood.new,
        there=understood.there,
        corrected=understood.corrected,
        scale_files=files,
        remarks=remarks,
    )


def _folder_of(store: Store) -> Path | None:
    """Give the folder an SQLite store lies in; None for a database."""
    path = Path(store.location)
    return path.parent if path.is_file() else None


def _save(compared: Compared, store: Store) -> Saved | None:
    """Keep all records in one transaction; None when there is nothing to keep."""
    made = compared.made
    new = [each.record for each in compared.new]
    records = [*made.new_cases.values(), *new, *compared.corrected]
    if not records:
        return None
    asked = ",".join(sorted(f"{record.id}:{record.row_version}" for record in records))
    save_id = made_id("save", made.incoming.fingerprint, asked)
    framework = made.incoming.framework
    saved = store.save_many(records, save_id, framework=framework)
    store.framework = current_only(framework)
    return saved


def _put_scales(
    scales: tuple[Scale, ...], folder: Path | None
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Put scales where pages find them, and say which could not be."""
    files, remarks = [], []
    for scale in scales:
        try:
            path = put_scale(scale, folder) if folder else None
        except Exception:  # whatever it is: the records are saved, and this must not hide it
            path, folder = None, None
        if path:
            files.append(path)
        if folder is None:
            remarks.append(say("exchange.scale_by_hand", scale=scale.name))
    return tuple(files), tuple(remarks)

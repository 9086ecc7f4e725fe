"""What kind of file is this, and which tables does it hold?

What a file is, its first bytes say, not its name: a workbook that somebody called ``.csv`` is read
as the workbook it is. Without a form it has to be an export of ours, which says itself how it was
written.
"""

import stat
from pathlib import Path

from supervision_kit.exchange.files.bundle import open_bundle
from supervision_kit.exchange.files.csv_file import read_csv
from supervision_kit.exchange.files.form import FileForm
from supervision_kit.exchange.files.table import SheetTable, Tables
from supervision_kit.exchange.files.workbook import OLD_WORKBOOK, ZIP, read_xlsx
from supervision_kit.exchange.problems import refusal

LARGEST_FILE_BYTES = 64 * 1024 * 1024
_OTHERS = {
    b"%PDF": "PDF",
    b"SQLite format 3": "SQLite",
    b"\x1f\x8b": "gzip",
    b"<!DOCTYPE": "HTML",
    b"<html": "HTML",
    b"<?xml": "XML",
}


def open_file(path: Path, form: FileForm | None) -> Tables:
    """Read a CSV file or workbook as the mapping says it was written, or an export of ours.

    Parameters
    ----------
    path : Path
        The file, or the folder of an export.
    form : FileForm or None
        How it was written; None for an export of ours.

    Raises
    ------
    InvalidImport
        When it cannot be read as tables; the sentence says why and what to do.
    """
    content = None if form is None and path.is_dir() else _content(path)
    if form is None or content is None:
        return open_bundle(path, content)
    return Tables(path.name, {"": _table(path, content, form)}, form, (content,))


def _table(path: Path, content: bytes, form: FileForm) -> SheetTable:
    if content.startswith(OLD_WORKBOOK):
        raise refusal("old_workbook", source=path.name)
    if content.startswith(ZIP):
        return read_xlsx(path, form)
    for begin, name in _OTHERS.items():
        if content.lstrip().startswith(begin):
            raise refusal("not_a_table", source=path.name, found=name)
    return read_csv(content, path.name, form)


def _content(path: Path) -> bytes:
    """Read a whole file, which is there, may be read, is not empty and within the limit."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise refusal("is_folder", source=path.name)
        if not stat.S_ISREG(mode):  # a pipe or a device would keep a reader waiting for ever
            raise refusal("no_plain_file", source=path.name)
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        key = "no_such_file" if isinstance(error, FileNotFoundError) else "file_unreadable"
        raise refusal(key, source=str(path), reason=error.strerror or "") from None
    if len(content) > LARGEST_FILE_BYTES:
        raise refusal("file_too_large", source=path.name, limit=LARGEST_FILE_BYTES // 1024**2)
    if not content.strip():
        raise refusal("file_empty", source=path.name)
    return content

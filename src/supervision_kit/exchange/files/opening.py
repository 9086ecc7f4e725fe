"""What kind of file is this, and what table does it hold?

What a file is, its first bytes say, not its name: a workbook that somebody called ``.csv`` is read
as the workbook it is.
"""

from pathlib import Path

from ..mapping.rules import FileForm
from ..problems import refusal
from .csv_file import read_csv
from .table import Table, checked_size
from .workbook import OLD_WORKBOOK, ZIP, read_xlsx

_OTHERS = {
    b"%PDF": "PDF",
    b"SQLite format 3": "SQLite",
    b"\x1f\x8b": "gzip",
    b"<!DOCTYPE": "HTML",
    b"<html": "HTML",
    b"<?xml": "XML",
}


def read_table_file(path: Path, form: FileForm) -> tuple[Table, bytes]:
    """Read a CSV file or workbook, as the mapping says it was written.

    Returns
    -------
    Table
        What it holds.
    bytes
        The file as it is, so that the same file is known when it comes again.

    Raises
    ------
    InvalidImport
        When it cannot be read as a table; the sentence says why and what to do.
    """
    content = checked_size(path)
    if content.startswith(OLD_WORKBOOK):
        raise refusal("old_workbook", source=path.name)
    if content.startswith(ZIP):
        table = read_xlsx(path, sheet=form.sheet, header_row=form.header_row, decimal=form.decimal)
        return table, content
    for begin, name in _OTHERS.items():
        if content.lstrip().startswith(begin):
            raise refusal("not_a_table", source=path.name, found=name)
    table = read_csv(
        content,
        path.name,
        encoding=form.encoding,
        delimiter=form.delimiter,
        header_row=form.header_row,
    )
    return table, content

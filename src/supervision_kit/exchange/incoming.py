"""What comes in: which tables, what do their columns mean, and which scales come with them?

A file with its mapping is one table; an export of ours is several and says itself what they mean.
From here on both are the same.
"""

import difflib
from dataclasses import dataclass, field
from pathlib import Path

from supervision_kit.frameworks import Framework, Scale
from supervision_kit.store import Origin

from .files.csv_file import named_mark
from .files.opening import read_table_file
from .files.table import Table, fingerprint
from .mapping.file import load_mapping
from .mapping.rules import Mapping, meaning
from .own_export import Bundle, mapping_of, open_bundle
from .problems import Problem, refusal, shown
from .scales import added, current_only, load_scales, with_scales, with_wordings


@dataclass(frozen=True)
class Part:
    """One table that comes in.

    Attributes
    ----------
    table : Table
        Its cells.
    mapping : Mapping
        What its columns mean; the table has each of them.
    name : str
        Which table of an export; empty when the file is a single table.
    """

    table: Table
    mapping: Mapping
    name: str = ""


@dataclass(frozen=True)
class Incoming:
    """A file or an export, read.

    Attributes
    ----------
    source, mapping : str
        Names of the two files; the mapping is empty for an export of ours.
    parts : tuple of Part
        In the order in which they can be taken in.
    framework : Framework
        What the records are checked against, scales of the file included.
    current : Framework
        The same without earlier words of its scales, which only ratings of an export need.
    scales : tuple of Scale
        Those the framework did not have before.
    fingerprint : str
        The same for the same file and mapping.
    remarks : tuple of str
        What a reader should know about the whole.
    problems : tuple of Problem
        What is wrong with an export as a whole.
    origins : dict of str to dict
        Who wrote each record of an export, by table and row.
    """

    source: str
    mapping: str
    parts: tuple[Part, ...]
    framework: Framework
    current: Framework
    scales: tuple[Scale, ...]
    fingerprint: str
    remarks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    origins: dict[str, dict[int, Origin]] = field(default_factory=dict)


def open_incoming(
    path: Path, mapping: Mapping | str | Path | None, framework: Framework
) -> Incoming:
    """Read a file with its mapping, or an export of ours.

    Parameters
    ----------
    path : Path
        CSV file, workbook, or an export of ours.
    mapping : Mapping, str, Path or None
        What the columns mean; None for an export of ours, which says so itself.
    framework : Framework
        Scales and kinds; those that come with the file are laid over it.

    Raises
    ------
    InvalidImport
        When file or mapping cannot be read at all, or do not fit each other.
    FrameworkError
        When a scale file the mapping names is wrong.
    """
    if mapping is None:
        return _from_bundle(open_bundle(path), framework)
    if not isinstance(mapping, Mapping):
        mapping = load_mapping(mapping)
    extended = with_scales(framework, load_scales(mapping.scales, framework), mapping.source)
    table, content = read_table_file(path, mapping.file)
    return Incoming(
        source=table.source,
        mapping=mapping.source,
        parts=(_part(table, mapping),),
        framework=extended,
        current=current_only(extended),
        scales=added(framework, extended),
        fingerprint=fingerprint(content, mapping.content),
    )


def _from_bundle(bundle: Bundle, framework: Framework) -> Incoming:
    extended = with_wordings(framework, bundle.scales, bundle.source)
    return Incoming(
        source=bundle.source,
        mapping="",
        parts=tuple(
            _part(table, mapping_of(name, bundle.form), name)
            for name, table in bundle.tables.items()
        ),
        framework=extended,
        current=current_only(extended),
        scales=added(framework, extended),
        fingerprint=bundle.fingerprint,
        remarks=bundle.remarks,
        problems=bundle.problems,
        origins=bundle.origins,
    )


def _part(table: Table, mapping: Mapping, name: str = "") -> Part:
    """Put a table and its mapping together, when the table has every column that is named."""
    for column, became in mapping.became().items():
        if column not in table.columns:
            _refuse_column(table, mapping, column, meaning(became))
    return Part(table, mapping, name)


def _refuse_column(table: Table, mapping: Mapping, column: str, means: str) -> None:
    mark = _other_delimiter(table)
    if mark:
        stated = named_mark(table.delimiter)
        raise refusal("one_column", source=table.source, stated=stated, mark=mark)
    near = difflib.get_close_matches(column, table.columns, 1)
    columns = ", ".join(f"“{shown(name)}”" for name in near or table.columns[:12])
    told = {"source": table.source, "mapping": mapping.source, "columns": columns}
    raise refusal("no_such_column", column=column, meaning=means, **told)


def _other_delimiter(table: Table) -> str:
    """Name the mark that seems to stand between the columns, when the stated one never does."""
    if len(table.columns) > 1 or not table.delimiter:
        return ""
    header = "".join(table.columns)
    return next((named_mark(mark) for mark in ";,\t|" if mark in header), "")

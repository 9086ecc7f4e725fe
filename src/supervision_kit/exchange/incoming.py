"""What do the columns of the tables mean that come in, and which scales come with them?

A file has its mapping; an export of ours says itself what its tables mean. From here on both are
the same.
"""

import difflib
import hashlib
from dataclasses import dataclass, field

from supervision_kit.exchange.files.csv_file import named_mark
from supervision_kit.exchange.files.table import SheetTable, Tables
from supervision_kit.exchange.mapping.rules import Mapping, meaning
from supervision_kit.exchange.own_export import understood
from supervision_kit.exchange.problems import Problem, as_shown, refusal
from supervision_kit.exchange.scales import (
    added,
    current_only,
    load_scales,
    scales_of,
    with_scales,
    with_wordings,
)
from supervision_kit.frameworks import Framework, Scale
from supervision_kit.store import Origin


@dataclass(frozen=True)
class Part:
    """One table that comes in.

    Attributes
    ----------
    table : Table
        Its cells.
    mapping : Mapping
        What its columns mean; the table has each of them.
    became : dict of str to str
        Which field each column of the table that is read becomes.
    name : str
        Which table of an export; empty when the file is a single table.
    """

    table: SheetTable
    mapping: Mapping
    became: dict[str, str]
    name: str = ""


@dataclass(frozen=True)
class Incoming:
    """A file or an export, and what it means.

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


def give_meaning(tables: Tables, mapping: Mapping | None, framework: Framework) -> Incoming:
    """Put tables together with what their columns mean.

    Parameters
    ----------
    tables : Tables
        Of a file, or of an export of ours.
    mapping : Mapping or None
        What the columns mean; None for an export, which says so itself.
    framework : Framework
        Scales and kinds; those that come with the file are laid over it.

    Raises
    ------
    InvalidImport
        When the tables do not fit the mapping, or scales the framework.
    FrameworkError
        When a scale file the mapping names is wrong.
    """
    if mapping is None:
        return _of_export(tables, framework)
    extended = with_scales(framework, load_scales(mapping.scales, framework), mapping.source)
    return Incoming(
        source=tables.source,
        mapping=mapping.source,
        parts=tuple(_part(table, mapping) for table in tables.by_name.values()),
        framework=extended,
        current=current_only(extended),
        scales=added(framework, extended),
        fingerprint=_fingerprint(*tables.content, mapping.content),
    )


def _of_export(tables: Tables, framework: Framework) -> Incoming:
    extended = with_wordings(framework, scales_of(tables), tables.source)
    export = understood(tables)
    return Incoming(
        source=tables.source,
        mapping="",
        parts=tuple(_part(table, meant, name) for name, (table, meant) in export.tables.items()),
        framework=extended,
        current=current_only(extended),
        scales=added(framework, extended),
        fingerprint=_fingerprint(*tables.content),
        remarks=export.remarks,
        problems=export.problems,
        origins=export.origins,
    )


def _fingerprint(*parts: bytes) -> str:
    """Give one text that differs when any of the parts differs."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _part(table: SheetTable, mapping: Mapping, name: str = "") -> Part:
    """Put a table and its mapping together, when the table has every column that is named."""
    became = mapping.became()
    for column, field_name in became.items():
        if column not in table.columns:
            _refuse_column(table, mapping, column, meaning(mapping.kind, field_name))
    return Part(table, mapping, became, name)


def _refuse_column(table: SheetTable, mapping: Mapping, column: str, means: str) -> None:
    mark = _other_delimiter(table)
    if mark:
        stated = named_mark(table.delimiter)
        raise refusal("one_column", source=table.source, stated=stated, mark=mark)
    near = difflib.get_close_matches(column, table.columns, 1)
    columns = ", ".join(f"“{as_shown(name)}”" for name in near or table.columns[:12])
    told = {"source": table.source, "mapping": mapping.source, "columns": columns}
    raise refusal("no_such_column", column=column, meaning=means, **told)


def _other_delimiter(table: SheetTable) -> str:
    """Name the mark that seems to stand between the columns, when the stated one never does."""
    if len(table.columns) > 1 or not table.delimiter:
        return ""
    header = "".join(table.columns)
    return next((named_mark(mark) for mark in ";,\t|" if mark in header), "")

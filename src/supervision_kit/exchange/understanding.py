"""What does a whole file say, and can all of it be kept?

Rows become records, records are checked, and a row that says again what an earlier one said is
told from one that contradicts it. Nothing is written here.
"""

import datetime as dt
import difflib
from collections import Counter
from collections.abc import Mapping as Lookup
from dataclasses import dataclass

from supervision_kit.frameworks import Framework, say
from supervision_kit.records import Case

from .mapping import Mapping, meaning
from .problems import Problem, refusal, shown
from .record_maker import Found, RecordMaker
from .rows import RowReader
from .tables import Table

TOLD = 3
"""So many remarks of one sort are written out; the others are counted."""


@dataclass(frozen=True)
class Understanding:
    """What a file says.

    Attributes
    ----------
    found : list of Found
        In file order, plan dates last.
    new_cases : dict of str to Case
        Cases the file speaks of that the store does not have, by code.
    span : tuple of date or None
        First and last day in the file, also of rows without a value.
    problems : list of Problem
        In row order.
    remarks : list of str
        What a reader should know although nothing is wrong.
    n_missing : Counter
        Empty values by column of ratings.
    """

    found: list[Found]
    new_cases: dict[str, Case]
    span: tuple[dt.date, dt.date] | None
    problems: list[Problem]
    remarks: list[str]
    n_missing: Counter[str]


def understand(
    table: Table, mapping: Mapping, framework: Framework, existing: Lookup[str, str]
) -> Understanding:
    """Read every row of a table as its mapping says.

    Parameters
    ----------
    table : Table
        What the file holds.
    mapping : Mapping
        What its columns mean.
    framework : Framework
        Scales and kinds the records are checked against.
    existing : mapping of str to str
        Ids of cases that are in the store already, or come with the same import, by code.

    Returns
    -------
    Understanding
        With problems in it when rows cannot be kept.

    Raises
    ------
    InvalidImport
        When the mapping names a column the file does not have.
    """
    check_columns(table, mapping)
    reader = RowReader(table, mapping, framework)
    said = [values for row in table.rows for values in reader.read(row)]
    maker = RecordMaker(mapping, framework, existing, reader.days)
    for values in said:
        maker.take(values)
    maker.add_plan_dates()
    return Understanding(
        found=maker.found,
        new_cases=maker.new_cases,
        span=_span(reader),
        problems=sorted(reader.problems + maker.problems, key=lambda each: each.row or 0),
        remarks=[
            *table.remarks,
            *_few(reader.weekdays_off, "more_weekdays"),
            *_few(maker.repeated, "more_repeated"),
            *_few(maker.planless, "more_planless"),
        ],
        n_missing=reader.n_missing,
    )


def _span(reader: RowReader) -> tuple[dt.date, dt.date] | None:
    days = [day.on for of_case in reader.days.values() for day in of_case]
    return (min(days), max(days)) if days else None


def check_columns(table: Table, mapping: Mapping) -> None:
    """Refuse a mapping that names a column the file does not have."""
    for column, field in mapping.became().items():
        if column in table.columns:
            continue
        mark = _other_delimiter(table)
        if mark:
            stated = _named(table.delimiter)
            raise refusal("one_column", source=table.source, stated=stated, mark=mark)
        near = difflib.get_close_matches(column, table.columns, 1)
        columns = ", ".join(f"“{shown(name)}”" for name in near or table.columns[:12])
        told = {"source": table.source, "mapping": mapping.source, "columns": columns}
        raise refusal("no_such_column", column=column, meaning=meaning(field), **told)


def _other_delimiter(table: Table) -> str:
    """Name the mark that seems to stand between the columns, when the stated one never does."""
    if len(table.columns) > 1 or not table.delimiter:
        return ""
    header = "".join(table.columns)
    return next((_named(mark) for mark in ";,\t|" if mark in header), "")


def _named(delimiter: str) -> str:
    return "tab" if delimiter == "\t" else delimiter


def _few(sentences: list[str], more: str) -> list[str]:
    """Give the first sentences, and one that counts the rest."""
    rest = len(sentences) - TOLD
    return sentences[:TOLD] + ([say(f"exchange.{more}", n=rest)] if rest > 0 else [])

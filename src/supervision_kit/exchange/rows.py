"""What do all rows of what comes in say?"""

from collections import Counter
from dataclasses import dataclass

from supervision_kit.exchange.incoming import Incoming, Part
from supervision_kit.exchange.problems import Problem, few
from supervision_kit.exchange.row_reader import RowDay, RowReader, Values
from supervision_kit.frameworks import Framework


@dataclass(frozen=True)
class SaidPart:
    """What the rows of one table say.

    Attributes
    ----------
    part : Part
        The table and what its columns mean.
    rows : list of Values
        In file order.
    days : dict
        Every day there is a row for, by case code, also where the row has no values.
    problems : list of Problem
        What could not be read.
    remarks : list of str
        What a reader should know although nothing is wrong.
    n_missing : Counter
        Empty values by column of ratings.
    """

    part: Part
    rows: list[Values]
    days: dict[str, list[RowDay]]
    problems: list[Problem]
    remarks: list[str]
    n_missing: Counter[str]


@dataclass(frozen=True)
class Said:
    """What all rows say, by table."""

    incoming: Incoming
    parts: list[SaidPart]


def read_rows(incoming: Incoming) -> Said:
    """Read every row as its mapping says; what cannot be read is among the problems."""
    return Said(incoming, [_said(part, incoming.framework) for part in incoming.parts])


def _said(part: Part, framework: Framework) -> SaidPart:
    reader = RowReader(part, framework)
    rows = [values for row in part.table.rows for values in reader.read(row)]
    reader.finish()
    told = few(reader.weekdays_off, "more_weekdays")
    remarks = [*part.table.remarks, *reader.mixed_dates, *told]
    return SaidPart(part, rows, reader.days, reader.problems, remarks, reader.n_missing)

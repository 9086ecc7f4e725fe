"""What was understood of a file, before anything is taken in?"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from supervision_kit.exchange.comparing import ComparedRows, ValueChange
from supervision_kit.exchange.incoming import Incoming
from supervision_kit.exchange.kinds import KINDS
from supervision_kit.exchange.problems import Problem
from supervision_kit.exchange.record_maker import Found
from supervision_kit.exchange.rows import Said
from supervision_kit.frameworks import Framework
from supervision_kit.records import PlanDate, Rating, Record
from supervision_kit.store import Saved

FIRST_ROWS = 5


@dataclass(frozen=True)
class RatedDimension:
    """What a file has of one dimension by one rater.

    Attributes
    ----------
    name, scale_name : str
        As people read them.
    rater : str
        As people read it.
    n_values, n_not_rated : int
        Ratings with a value, and with a reason instead.
    lowest, highest : float or None
        Of the values, in scale points; None without values.
    """

    name: str
    scale_name: str
    rater: str
    n_values: int
    n_not_rated: int
    lowest: float | None
    highest: float | None


@dataclass(frozen=True)
class Preview:
    """What was understood.

    Attributes
    ----------
    source, mapping : str
        Names of the two files; the mapping is empty for an export of ours.
    encoding, delimiter : str
        How the text was read; empty for a workbook.
    n_rows : int
        Rows under the column names that hold anything.
    cases, new_cases : tuple of str
        Codes in the file, and those of them that are not in the store.
    span : tuple of date or None
        First and last day; None when there is no day or no readable row.
    new, there, corrected : dict of str to int
        Records to be added, those the store has already with the same values, and those it has
        with other values that the file corrects, by table.
    changes : tuple of Change
        What the corrections change, value by value.
    dimensions : tuple of RatedDimension
        In the framework's order.
    n_missing : dict of str to int
        Empty cells by column of ratings; no rating is made of them.
    plan_dates : tuple of (str, date)
        Case and day of the plan.
    first_rows : tuple of dict
        What the first rows became, by column.
    kind : str
        Of the rows whose columns are told.
    columns : tuple of (str, str)
        Each column of the file that is used, and what it became.
    unused : tuple of str
        Columns nobody reads.
    remarks : tuple of str
        What a reader should know although nothing is wrong.
    problems : tuple of Problem
        With any of them, nothing is taken in.
    authors : tuple of str
        Who wrote the records to be added, by name; empty when the file does not say.
    brought_by : str
        Who brings them in beside their authors; empty without a store.
    """

    source: str
    mapping: str
    encoding: str
    delimiter: str
    n_rows: int
    cases: tuple[str, ...]
    new_cases: tuple[str, ...]
    span: tuple[dt.date, dt.date] | None
    new: dict[str, int]
    there: dict[str, int]
    corrected: dict[str, int]
    changes: tuple[ValueChange, ...]
    dimensions: tuple[RatedDimension, ...]
    n_missing: dict[str, int]
    plan_dates: tuple[tuple[str, dt.date], ...]
    first_rows: tuple[dict[str, object], ...]
    kind: str
    columns: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]
    remarks: tuple[str, ...]
    problems: tuple[Problem, ...]
    authors: tuple[str, ...] = ()
    brought_by: str = ""

    @property
    def n_new(self) -> int:
        """Records to be added, of all tables."""
        return sum(self.new.values())

    @property
    def n_there(self) -> int:
        """Records the store has already with the same values, of all tables."""
        return sum(self.there.values())

    @property
    def n_corrected(self) -> int:
        """Records of the store that the file corrects, of all tables."""
        return sum(self.corrected.values())


@dataclass(frozen=True)
class ImportResult:
    """What an import did.

    Attributes
    ----------
    preview : Preview
        What had been understood.
    saved : Saved or None
        None when everything was there already.
    new, there, corrected : dict of str to int
        Records added, those that were there with the same values, and those that were corrected,
        by table.
    scale_files : tuple of Path
        Scales put into the folder ``frameworks``, so that pages can chart them.
    remarks : tuple of str
        What is left to do by hand.
    """

    preview: Preview
    saved: Saved | None
    new: dict[str, int]
    there: dict[str, int]
    corrected: dict[str, int]
    scale_files: tuple[Path, ...] = ()
    remarks: tuple[str, ...] = ()


def preview_of(compared: ComparedRows) -> Preview:
    """Put together what a person should see before anything is taken in."""
    made = compared.matched.made
    incoming, found = made.said.incoming, made.found
    n_missing = sum((part.n_missing for part in made.said.parts), Counter())
    table, used = incoming.parts[0].table, incoming.parts[0].became
    return Preview(
        source=incoming.source,
        mapping=incoming.mapping,
        encoding=table.encoding,
        delimiter=table.delimiter,
        n_rows=sum(len(part.table.rows) for part in incoming.parts),
        cases=tuple(sorted({each.code for each in found} | made.new_cases.keys())),
        new_cases=tuple(sorted(made.new_cases.keys() | _new_codes(compared))),
        span=_span(made.said),
        new=_by_table([*made.new_cases.values(), *(each.record for each in compared.new)]),
        there=_by_table(each.record for each in compared.there),
        corrected=_by_table(compared.corrected),
        changes=tuple(compared.changes),
        dimensions=_rated_dimensions(found, incoming.framework),
        n_missing=dict(n_missing),
        plan_dates=_plan_dates(found),
        first_rows=tuple(map(_shown_row, _of_rows(found, incoming)[:FIRST_ROWS])),
        kind=incoming.parts[0].mapping.kind,
        columns=tuple(used.items()),
        unused=tuple(name for name in table.columns if name not in used),
        remarks=(*compared.remarks, *incoming.remarks),
        problems=tuple(compared.problems),
        authors=_authors(compared),
        brought_by=compared.matched.store.author if compared.matched.store else "",
    )


def _authors(compared: ComparedRows) -> tuple[str, ...]:
    wrote = compared.origins.values()
    names = {name for each in wrote for name in (each.written_by, each.changed_by)}
    return tuple(sorted(name for name in names if name))


def _span(said: Said) -> tuple[dt.date, dt.date] | None:
    """Give the first and the last day, also of rows without a value."""
    days = [day.on for part in said.parts for of_case in part.days.values() for day in of_case]
    return (min(days), max(days)) if days else None


def _by_table(records: Iterable[Record]) -> dict[str, int]:
    return dict(Counter(record.__tablename__ for record in records))


def _new_codes(compared: ComparedRows) -> set[str]:
    return {each.code for each in compared.new if each.record.__tablename__ == "cases"}


def _rated_dimensions(found: list[Found], framework: Framework) -> tuple[RatedDimension, ...]:
    """Count what there is of each dimension by each rater; empty without ratings."""
    groups: dict[tuple[str, str, str], list[float | None]] = defaultdict(list)
    for rating in (each.record for each in found if isinstance(each.record, Rating)):
        # Points given under earlier words may have had other bounds: they are a line of their own.
        scale = rating.wording if rating.wording in framework.scales else rating.scale
        groups[scale, rating.dimension, rating.rater].append(rating.value)
    order = {
        (scale.key, dimension): place
        for place, (scale, dimension) in enumerate(
            (scale, dimension)
            for scale in framework.scales.values()
            for dimension in scale.dimensions
        )
    }
    keys = sorted(groups, key=lambda key: (order.get(key[:2], len(order)), key[2]))
    return tuple(_rated(key, groups[key], framework) for key in keys)


def _rated(
    key: tuple[str, str, str], values: list[float | None], framework: Framework
) -> RatedDimension:
    scale = framework.scales[key[0]]
    given = [value for value in values if value is not None]
    return RatedDimension(
        name=scale.dimensions[key[1]].name,
        scale_name=scale.name,
        rater=framework.kind("rater", key[2]),
        n_values=len(given),
        n_not_rated=len(values) - len(given),
        lowest=min(given, default=None),
        highest=max(given, default=None),
    )


def _plan_dates(found: list[Found]) -> tuple[tuple[str, dt.date], ...]:
    """Give case and day of every plan date, by case."""
    dates = [(each.code, each.record) for each in found]
    return tuple(sorted((code, p.agreed_on) for code, p in dates if isinstance(p, PlanDate)))


def _of_rows(found: list[Found], incoming: Incoming) -> list[Found]:
    """Give what the rows of the first table became, without what they only imply."""
    kind = KINDS[incoming.parts[0].mapping.kind]
    return [each for each in found if isinstance(each.record, kind)]


def _shown_row(found: Found) -> dict[str, object]:
    """Show what a record holds, case and day first, without ids and what is empty."""
    names = sorted(found.columns, key=lambda name: not name.endswith("_on"))
    columns = found.record.__table__.columns
    own = [name for name in names if name not in {"id", "code"} and not columns[name].foreign_keys]
    values = {name: getattr(found.record, name) for name in own}
    filled = {name: value for name, value in values.items() if value not in (None, "")}
    return {"case": found.code, **filled}

"""What do the tables of an export of ours say: what are their columns, and who wrote their rows?

Every column means what it is called. The last columns of each table sign its rows: who wrote a
record, and when. A row that is not signed, such as one added by hand or one of an export of form 1,
is signed by whoever brings it in.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from supervision_kit.access import AUTHOR_LONGEST
from supervision_kit.errors import InvalidRecord
from supervision_kit.exchange.cells.reading import is_missing
from supervision_kit.exchange.files.bundle import EXPORT_VERSION, FORMAT
from supervision_kit.exchange.files.form import FileForm
from supervision_kit.exchange.files.table import Cell, SheetRow, SheetTable, Tables, places_of
from supervision_kit.exchange.guarding import unguarded
from supervision_kit.exchange.kinds import EARLIER, KINDS, columns_of, needed_of
from supervision_kit.exchange.mapping.rules import CaseRule, FieldRule, Mapping, RatingColumn
from supervision_kit.exchange.problems import Problem, UnfitCell, as_shown, refusal, unfit
from supervision_kit.frameworks import say
from supervision_kit.records import clean_text
from supervision_kit.store import Origin

_RATED = ("value", "scale", "dimension", "not_rated", "not_rated_note", "evidence")
SIGNED = ("author", "saved_at", "changed_by", "changed_at")
"""Who wrote a record first, and when; who changed it last, and when."""
_BESIDE = {one: other for pair in (SIGNED[:2], SIGNED[2:]) for one, other in (pair, pair[::-1])}
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)",
    re.ASCII,
)
_FIRST_YEAR = 1970  # before it, no computer's clock could say when


@dataclass(frozen=True)
class OwnExport:
    """An export of ours, understood.

    Attributes
    ----------
    tables : dict of str to (Table, Mapping)
        In the order in which they can be taken in, without signatures; empty ones are left out.
    origins : dict of str to dict
        Who wrote each record, by table and row.
    remarks : tuple of str
        What differs from the time it was written, and what it does not say.
    problems : tuple of Problem
        Rows that cannot be told apart, or do not say right who wrote them.
    """

    tables: dict[str, tuple[SheetTable, Mapping]]
    origins: dict[str, dict[int, Origin]]
    remarks: tuple[str, ...]
    problems: tuple[Problem, ...]


def understood(tables: Tables) -> OwnExport:
    """Take the records of an export apart from who wrote them; refuse one without records."""
    ours = {name: tables.by_name[name] for name in KINDS if name in tables.by_name}
    if not ours:
        raise refusal("header_only", source=tables.source)
    signed = {name: _origins_of(table, tables.form) for name, table in ours.items()}
    found = [replace(p, table=name) for name, (_, problems) in signed.items() for p in problems]
    return OwnExport(
        tables={
            name: (_without_signatures(table), _mapping_of(name, tables.form, table.columns))
            for name, table in ours.items()
        },
        origins={name: origins for name, (origins, _) in signed.items()},
        remarks=(*_more_or_fewer(ours, tables.n_rows), *_unsigned(ours, signed)),
        problems=(*_twice(ours), *found),
    )


def _mapping_of(name: str, form: FileForm, there: Sequence[str]) -> Mapping:
    """Give the mapping of one table of an export: every column means what it is called.

    An export of an earlier form lacks columns that came later, and has some that went.
    """
    date, needed = KINDS[name].kept.day, needed_of(KINDS[name])
    columns = (*columns_of(name), *EARLIER.get(name, ()))
    known = (each for each in columns if each in there or each in needed or each in _RATED)
    rules = {column: FieldRule(column=column) for column in known}
    rules.pop("code", None)
    ratings = ()
    if name == "ratings":
        ratings = (RatingColumn(**{column: rules.pop(column) for column in _RATED}),)
    return Mapping(
        source=f"{FORMAT} {EXPORT_VERSION}",
        kind=name,
        case=CaseRule("code" if KINDS[name].kept.opens else "case"),
        date=rules.pop(date) if date else None,
        file=form,
        fields=rules,
        ratings=ratings,
    )


def _more_or_fewer(tables: dict[str, SheetTable], n_rows: dict[str, int]) -> Iterator[str]:
    """Tell which tables have gained or lost rows since they were written."""
    for name, table in tables.items():
        change = len(table.rows) + len(table.problems) - n_rows[name]
        if change:
            key = "export_more_rows" if change > 0 else "export_fewer_rows"
            yield say(f"exchange.{key}", table=name, n=abs(change))


def _unsigned(tables: dict[str, SheetTable], signed: dict[str, Any]) -> Iterator[str]:
    """Tell how many rows do not say who wrote them."""
    n = sum(len(tables[name].rows) - len(origins) for name, (origins, _) in signed.items())
    if n and not any(problems for _, problems in signed.values()):
        yield say("exchange.export_unsigned", n=n)


def _twice(tables: dict[str, SheetTable]) -> Iterator[Problem]:
    """Find ids that stand in two rows: one record cannot be two."""
    seen: dict[str, tuple[str, int]] = {}
    for name, table in tables.items():
        if "id" not in table.columns:
            continue
        for row in table.rows:
            identity = row["id"].shown.strip()
            earlier = seen.setdefault(identity, (name, row.number))
            if identity and earlier != (name, row.number):
                told = {"table": earlier[0], "row": earlier[1]}
                what, remedy = say("exchange.id_twice", **told), say("exchange.id_twice_remedy")
                yield Problem(row.number, "id", identity, what, remedy, name)


def _origins_of(table: SheetTable, form: FileForm) -> tuple[dict[int, Origin], list[Problem]]:
    """Read who wrote each row.

    Returns
    -------
    dict of int to Origin
        By row number; rows that say nothing are left out.
    list of Problem
        Rows that say only half, or something that cannot be kept.
    """
    origins, problems = {}, []
    columns = [name for name in SIGNED if name in table.columns]
    for row in table.rows:
        cells = {name: row[name] for name in columns if not is_missing(row[name], form)}
        said = []
        for name in SIGNED if cells else ():
            try:
                said.append(_read(name, cells, form))
            except (UnfitCell, InvalidRecord) as refused:
                problems.append(_problem(row.number, name, cells, refused))
                break
        if len(said) == len(SIGNED):
            origins[row.number] = Origin(*said)
    return origins, problems


def _without_signatures(table: SheetTable) -> SheetTable:
    """Give the table with what its records hold only."""
    places = [place for place, name in enumerate(table.columns) if name not in SIGNED]
    columns = tuple(table.columns[place] for place in places)
    kept = places_of(columns)
    rows = (SheetRow(row.number, tuple(row.stored[n] for n in places), kept) for row in table.rows)
    return replace(table, columns=columns, rows=tuple(rows))


def _read(name: str, cells: dict[str, Cell], form: FileForm) -> str | dt.datetime | None:
    if name not in cells:
        if _BESIDE[name] not in cells and name in SIGNED[2:]:
            return None  # never changed
        raise unfit("half_signed", names=", ".join((_BESIDE[name], name)))
    return _moment(cells[name]) if name.endswith("_at") else _author(cells[name].shown, form)


def _author(cell: str, form: FileForm) -> str:
    """Give a name as it stands there; what the store would not take from anybody is refused."""
    name = unguarded(cell) if form.guarded else cell
    clean_text(name, say("exchange.means_author"), "author", AUTHOR_LONGEST)
    return name


def _moment(cell: Cell) -> dt.datetime:
    if not _MOMENT.fullmatch(cell.shown.strip()):
        raise unfit("not_a_moment", value=as_shown(cell.shown))
    try:
        moment = dt.datetime.fromisoformat(cell.shown.strip()).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise unfit("not_a_moment", value=as_shown(cell.shown)) from None
    if moment.year < _FIRST_YEAR:
        raise unfit("not_a_moment", value=as_shown(cell.shown))
    return moment


def _problem(
    row: int, name: str, cells: dict[str, Cell], refused: UnfitCell | InvalidRecord
) -> Problem:
    remedy = getattr(refused, "remedy", say("exchange.record_remedy"))
    value = as_shown(cells[name].shown) if name in cells else ""
    return Problem(row, name, value, str(refused), remedy)

"""Who wrote the records of an export, and when, as it says itself?

The last columns of each table sign its rows. A row that is not signed, such as one added by hand or
one of an export of form 1, is signed by whoever brings it in.
"""

import datetime as dt
import re
from dataclasses import replace

from supervision_kit.access import AUTHOR_LONGEST
from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import say
from supervision_kit.records import clean_text
from supervision_kit.store import Origin

from .cells.words import is_missing
from .files.table import Cell, Row, Table, places_of
from .guarding import unguarded
from .mapping.rules import FileForm
from .problems import Problem, UnfitCell, shown, unfit

SIGNED = ("author", "saved_at", "changed_by", "changed_at")
"""Who wrote a record first, and when; who changed it last, and when."""
_BESIDE = {one: other for pair in (SIGNED[:2], SIGNED[2:]) for one, other in (pair, pair[::-1])}
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)",
    re.ASCII,
)
_FIRST_YEAR = 1970  # before it, no computer's clock could say when


def origins_of(table: Table, form: FileForm) -> tuple[dict[int, Origin], list[Problem]]:
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


def without_signatures(table: Table) -> Table:
    """Give the table with what its records hold only."""
    places = [place for place, name in enumerate(table.columns) if name not in SIGNED]
    columns = tuple(table.columns[place] for place in places)
    kept = places_of(columns)
    rows = (Row(row.number, tuple(row.held[n] for n in places), kept) for row in table.rows)
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
        raise unfit("not_a_moment", value=shown(cell.shown))
    try:
        moment = dt.datetime.fromisoformat(cell.shown.strip()).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise unfit("not_a_moment", value=shown(cell.shown)) from None
    if moment.year < _FIRST_YEAR:
        raise unfit("not_a_moment", value=shown(cell.shown))
    return moment


def _problem(
    row: int, name: str, cells: dict[str, Cell], refused: UnfitCell | InvalidRecord
) -> Problem:
    remedy = getattr(refused, "remedy", say("exchange.record_remedy"))
    value = shown(cells[name].shown) if name in cells else ""
    return Problem(row, name, value, str(refused), remedy)

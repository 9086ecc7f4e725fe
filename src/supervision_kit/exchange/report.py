"""What does a person at a terminal read after an import or export, or when one was refused?"""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from supervision_kit.errors import FrameworkError, InvalidImport
from supervision_kit.exchange.exporting import ExportResult
from supervision_kit.exchange.kinds import KINDS
from supervision_kit.exchange.mapping.rules import meaning
from supervision_kit.exchange.preview import ImportResult, Preview, RatedDimension
from supervision_kit.exchange.problems import Problem, as_shown
from supervision_kit.frameworks import day_in_words, say
from supervision_kit.records import counted, kind_named

_MOST_LINES = 25
"""So many lines of problems are written out; the others are counted."""
_MOST_ROWS = 5
"""So many rows are named that have the same in the same column."""


def report(result: Preview | ImportResult | ExportResult | InvalidImport) -> str:
    """Say in plain sentences what was understood, done or refused.

    Parameters
    ----------
    result : Preview, ImportResult, ExportResult or InvalidImport
        What the functions of this package gave or raised.

    Returns
    -------
    str
        Several lines for a terminal, without a line break at the end.
    """
    if isinstance(result, ExportResult):
        lines = _exported(result)
    elif isinstance(result, ImportResult):
        lines = [*_understood(result.preview), "", *_done(result)]
    elif isinstance(result, InvalidImport):
        lines = [str(result), *_problems(result.problems)]
    else:
        lines = [*_understood(result), "", *_first_rows(result), *_outlook(result)]
    return "\n".join(lines)


def _understood(preview: Preview) -> list[str]:
    lines = [_opening(preview), _cases(preview), *_signed(preview)]
    lines += [_dimension(each) for each in preview.dimensions]
    lines += [_line("missing", column=c, n=n) for c, n in preview.n_missing.items() if n]
    lines += _plan_dates(preview)
    if preview.mapping:
        lines += ["", say("exchange.heading_columns"), *_columns(preview)]
    if preview.changes:
        lines += ["", say("exchange.heading_changes"), *_changes(preview)]
    if preview.remarks:
        lines += ["", say("exchange.heading_remarks"), *(f"  {each}" for each in preview.remarks)]
    return lines


def _line(key: str, **values: object) -> str:
    return "  " + say(f"exchange.{key}", **values)


def _opening(preview: Preview) -> str:
    told: dict[str, object] = {"source": preview.source, "n": preview.n_rows}
    if not preview.encoding:
        return say("exchange.opening", **told)
    delimiter = "tab" if preview.delimiter == "\t" else preview.delimiter
    return say("exchange.opening_csv", encoding=preview.encoding, delimiter=delimiter, **told)


def _cases(preview: Preview) -> str:
    told: dict[str, object] = {"n": len(preview.cases), "n_new": len(preview.new_cases)}
    if preview.span is None:
        return _line("cases", **told)
    first, last = (day_in_words(on) for on in preview.span)
    return _line("cases_span", first=first, last=last, **told)


def _signed(preview: Preview) -> list[str]:
    """Name who wrote what comes in, and who brings it in."""
    if not preview.authors:
        return []
    names = ", ".join(map(as_shown, preview.authors))
    lines = [_line("written_by", n=len(preview.authors), names=names)]
    brought = preview.brought_by
    return lines + ([_line("brought_by", name=as_shown(brought))] if brought else [])


def _dimension(rated: RatedDimension) -> str:
    told = {"name": rated.name, "rater": rated.rater, "n": rated.n_values}
    if rated.lowest is None or rated.highest is None:
        return _line("dimension_empty", n_not_rated=rated.n_not_rated, **told)
    told |= {"low": f"{rated.lowest:g}", "high": f"{rated.highest:g}"}
    if rated.n_not_rated:
        return _line("dimension_reasons", n_not_rated=rated.n_not_rated, **told)
    return _line("dimension", **told)


def _plan_dates(preview: Preview) -> list[str]:
    if not preview.plan_dates:
        return []
    days = [on for _, on in preview.plan_dates]
    first, last = day_in_words(min(days)), day_in_words(max(days))
    return [_line("plan_dates", n=len(days), first=first, last=last)]


def _columns(preview: Preview) -> list[str]:
    lines = [f"  {column} → {_meaning(preview.kind, field)}" for column, field in preview.columns]
    if preview.unused:
        lines.append(_line("unused", columns=", ".join(preview.unused)))
    return lines


def _meaning(kind: str, field: str) -> str:
    """Name what a column became; a report follows a save and says less rather than nothing."""
    try:
        return meaning(kind, field)
    except FrameworkError:
        return field


def _first_rows(preview: Preview) -> list[str]:
    if not preview.first_rows:
        return []
    rows = [", ".join(map(_named_value, row.items())) for row in preview.first_rows]
    return [say("exchange.heading_first"), *(f"  {row}" for row in rows), ""]


def _named_value(pair: tuple[str, object]) -> str:
    name, value = pair
    if isinstance(value, dt.date):
        return day_in_words(value)
    return f"{name} {value:g}" if isinstance(value, float) else f"{name} {as_shown(value)}"


def _outlook(preview: Preview) -> list[str]:
    if preview.problems:
        heading = say("exchange.refused", source=preview.source, n=len(preview.problems))
        return [heading, *_problems(preview.problems)]
    return [*_tally(preview), say("exchange.was_trial")]


def _done(result: ImportResult) -> list[str]:
    lines = _tally(result)
    if result.saved is None:
        lines.append(say("exchange.nothing_new"))
    lines += [say("exchange.scale_put", path=str(path)) for path in result.scale_files]
    return [*lines, *result.remarks]


def _tally(result: Preview | ImportResult) -> list[str]:
    """Say what is new, what was there and, if anything is, what is corrected, by table."""
    told = {"new": result.new, "there": result.there}
    if result.corrected:
        told["corrected"] = result.corrected
    return [say(f"exchange.{key}", counts=_counted(counts)) for key, counts in told.items()]


def _counted(counts: dict[str, int]) -> str:
    parts = (counted(kind_named(table), n) for table, n in counts.items())
    return ", ".join(parts) or say("exchange.count_none")


def _changes(preview: Preview) -> list[str]:
    lines = []
    for each in preview.changes[:_MOST_LINES]:
        key = "change_in" if each.table else "change"
        lines.append(_line(key, **dataclasses.asdict(each)))
    rest = len(preview.changes) - len(lines)
    return lines + ([_line("more_changes", n=rest)] if rest else [])


def _problems(problems: Iterable[Problem]) -> list[str]:
    """Write what to do once for all places where the same is to be done, then the places."""
    groups: dict[tuple[str, str, str], dict[tuple[str, str], list[int]]] = defaultdict(dict)
    for each in problems:
        group = groups[each.table, each.column or "", each.remedy]
        group.setdefault((each.what, each.value), []).append(each.row or 0)
    lines: list[str] = []
    n_left_out = 0
    for (table, column, remedy), places in groups.items():
        shown_places = list(places.items())[: max(0, _MOST_LINES - len(lines))]
        n_left_out += sum(map(len, places.values())) - sum(len(rows) for _, rows in shown_places)
        if shown_places:
            lines.append(_heading(table, column, remedy))
            lines += [_place(what, value, rows) for (what, value), rows in shown_places]
    return lines + ([_line("more_problems", n=n_left_out)] if n_left_out else [])


def _heading(table: str, column: str, remedy: str) -> str:
    named = say("exchange.column", column=column) if column else ""
    place = ", ".join(part for part in (table, named) if part)
    return f"  {place}: {remedy}" if place else f"  {remedy}"


def _place(what: str, value: str, rows: list[int]) -> str:
    if value and value not in what:
        what = say("exchange.value", value=value, what=what)
    numbers = [str(row) for row in rows if row]
    if not numbers:
        return f"    {what}"
    listed, more = ", ".join(numbers[:_MOST_ROWS]), len(numbers) - _MOST_ROWS
    key = "rows_more" if more > 0 else "rows"
    named = say(f"exchange.{key}", n=len(numbers), rows=listed, n_more=more)
    return f"    {named}: {what}"


def _indices(n: int | None) -> list[str]:
    return [] if n is None else [say("exchange.indices_written", n=n)]


def _exported(result: ExportResult) -> list[str]:
    counts = ", ".join(counted(KINDS[name], n) for name, n in result.n_rows.items() if n)
    key = "exported" if counts else "exported_nothing"
    return [
        say(f"exchange.{key}", path=str(result.path), counts=counts),
        *_indices(result.n_indices),
        say("exchange.exported_care"),
    ]

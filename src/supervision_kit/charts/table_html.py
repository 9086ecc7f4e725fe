"""How does the table twin look in a page, with everything people typed escaped?"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from math import isnan

import pandas as pd
from markupsafe import Markup, escape

from supervision_kit.analysis.description import in_figures, rater_name
from supervision_kit.analysis.twin import table_twin
from supervision_kit.charts.happenings import Happening
from supervision_kit.frameworks import day_in_words, say


def twin_html(table: pd.DataFrame, happenings: Sequence[Happening]) -> Markup:
    """Return what the picture shows as tables to unfold: the ratings, and what happened.

    Parameters
    ----------
    table : DataFrame
        What ``trajectory`` returned.
    happenings : sequence of Happening
        Events and plans, by date.

    Returns
    -------
    Markup
        A native ``details``; empty if there is nothing to unfold. Without ratings a sentence
        stands for their table. Raters who never rated have no column.
    """
    if table.empty and not happenings:
        return Markup("")
    return Markup(
        f'<details class="table-twin"><summary>{escape(say("chart.table.summary"))}</summary>'
        f"{_ratings(table)}{_happenings(happenings)}</details>"
    )


def _ratings(table: pd.DataFrame) -> str:
    if table.empty:
        return f"<p>{escape(say('chart.table.none'))}</p>"
    twin = table_twin(table)
    present = set(table["series"].tolist())
    raters = [column for column in twin if column in present]
    heads = [_head(say("chart.table.date")), _head(say("chart.table.dimension"))]
    heads += [_head(_capital(rater_name(rater)), "number") for rater in raters]
    heads += [_head(say(f"chart.table.{column}")) for column in ("not_rated", "evidence")]
    cells = [
        _dates(twin["date"].to_numpy("datetime64[us]").tolist()),
        [_cell(name) for name in twin["dimension"].tolist()],
        *([_number(value) for value in twin[rater].tolist()] for rater in raters),
        [_cell(words) for words in twin["not_rated"].tolist()],
        [_cell(words) for words in twin["evidence"].tolist()],
    ]
    return _table(say("chart.table.ratings"), heads, zip(*cells, strict=True))


def _happenings(happenings: Sequence[Happening]) -> str:
    if not happenings:
        return ""
    newest_first = list(reversed(happenings))
    heads = [_head(say("chart.table.date")), _head(say("chart.table.event"))]
    dates = _dates([happening.on for happening in newest_first])
    labels = [_cell(happening.label) for happening in newest_first]
    return _table(say("chart.table.events"), heads, zip(dates, labels, strict=True))


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    # A table wider than the screen scrolls within its box, so the box must be reached by keyboard.
    name = escape(title)
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows)
    return (
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{name}"><table>'
        f"<caption>{name}</caption><thead><tr>{''.join(heads)}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _head(text: str, kind: str = "") -> str:
    return f'<th scope="col"{_class(kind)}>{escape(text)}</th>'


def _cell(text: str, kind: str = "") -> str:
    return f"<td{_class(kind)}>{escape(text)}</td>"


def _number(value: float) -> str:
    return _cell("" if isnan(value) else in_figures(value), "number")


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _dates(days: Sequence[date | datetime]) -> list[str]:
    """Return a row head for each day; one day has many rows and is put into words once."""
    heads = {
        day: f'<th scope="row"><time datetime="{day:%Y-%m-%d}">'
        f"{escape(day_in_words(day))}</time></th>"
        for day in set(days)
    }
    return [heads[day] for day in days]


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]

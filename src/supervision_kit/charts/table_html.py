"""How does the table twin look in a page, with everything people typed escaped?"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from math import isnan
from typing import Any

import pandas as pd
from babel.dates import format_date
from markupsafe import Markup, escape

from supervision_kit.analysis.lines import answer_in_words
from supervision_kit.analysis.raters import Rater, rater_name
from supervision_kit.analysis.twin import TwinRow, raters_in, twin_rows
from supervision_kit.charts.style import colour_name
from supervision_kit.frameworks import day_in_words, say
from supervision_kit.frameworks.text import language

# So many of the newest dates stand open; the others are folded by month.
N_OPEN = 3


def twin_html(table: pd.DataFrame, decided: Sequence[tuple[datetime, str]] = ()) -> Markup:
    """Return the ratings of a picture as tables to unfold.

    Parameters
    ----------
    table : DataFrame
        What ``trajectory`` returned.
    decided : sequence of (datetime, str)
        The day of each decision and what was decided, by date.

    Returns
    -------
    Markup
        A native ``details``; empty if there is nothing to unfold. In it a table a date, the newest
        first, those before the newest three folded by month; one row a dimension, with what each
        rater gave and what was seen or heard. Raters who never
        rated have no column. Decisions are a table of their own at the end, the newest first.
    """
    if table.empty and not decided:
        return Markup("")
    return Markup(
        f'<details class="table-twin"><summary>{escape(say("chart.table.summary"))}</summary>'
        f"{_ratings(table)}{_decisions(decided)}</details>"
        # On paper the fold is left out; without the page's style sheet nothing is.
        f'<p class="left-out" style="display: none">{escape(say("chart.table.left_out"))}</p>'
    )


def _ratings(table: pd.DataFrame) -> str:
    raters = raters_in(table)
    worded: Any = table[(table["label"] != "") & ~table["path"]]
    in_words = set(raters_in(worded))
    head = _ratings_head(raters, in_words)
    days = groupby(twin_rows(table), key=lambda row: row.on)
    blocks = [(on, _day(on, rows, raters, head)) for on, rows in days]
    newest = "".join(block for _, block in blocks[:N_OPEN])
    earlier = groupby(blocks[N_OPEN:], key=lambda block: (block[0].year, block[0].month))
    return newest + "".join(_month(list(month)) for _, month in earlier)


def _decisions(decided: Sequence[tuple[datetime, str]]) -> str:
    if not decided:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{_time(on)}</th>'
        f'<td class="words"><span dir="auto">{escape(what)}</span></td></tr>'
        for on, what in reversed(decided)
    )
    heads = _head(say("chart.table.decided_on")) + _head(say("chart.table.decision"))
    caption = f"<caption>{escape(say('chart.table.decided'))}</caption>"
    head = f"<thead><tr>{heads}</tr></thead>"
    return f'<table class="twin-day twin-decided">{caption}{head}<tbody>{rows}</tbody></table>'


def _month(blocks: Sequence[tuple[datetime, str]]) -> str:
    month = format_date(blocks[0][0], say("chart.pattern_month_year"), locale=language())
    name = escape(say("chart.table.month", month=month, n=len(blocks)))
    days = "".join(block for _, block in blocks)
    return f'<details class="twin-month"><summary>{name}</summary>{days}</details>'


def _day(on: datetime, rows: Iterable[TwinRow], raters: Sequence[Rater], head: str) -> str:
    body = "".join(_row(row, raters) for row in rows)
    caption = f"<caption>{_time(on)}</caption>"
    return f'<table class="twin-day">{caption}{head}<tbody>{body}</tbody></table>'


def _ratings_head(raters: Sequence[Rater], in_words: Collection[Rater]) -> str:
    heads = [_head(say("chart.table.dimension"))]
    for rater in raters:
        kind = "number in-words" if rater in in_words else "number"
        heads.append(_head(_capital(rater_name(rater.key, rater.called)), kind))
    heads += [_head(say("chart.table.evidence"))]
    return f"<thead><tr>{''.join(heads)}</tr></thead>"


def _row(row: TwinRow, raters: Sequence[Rater]) -> str:
    values = "".join(_value(rater, row) for rater in raters)
    name = f'<th scope="row">{escape(row.dimension)}</th>'
    return f'<tr>{name}{values}<td class="words">{_words(row)}</td></tr>'


def _value(rater: Rater, row: TwinRow) -> str:
    value = row.values.get(rater)
    if value is None or isnan(value):
        return "<td></td>"
    # On a narrow page the heads of the columns are out of sight; the name stands before the value.
    name = escape(rater_name(rater.key, rater.called))
    kind = f"number rater-{escape(colour_name(rater.key, rater.turn))}"
    told = answer_in_words(value, row.labels[rater], path=row.path)
    return f'<td class="{kind}" data-rater="{name}">{escape(told)}</td>'


def _words(row: TwinRow) -> str:
    """Return why there is no rating and what was seen or heard, a line each."""
    several = len(row.values) > 1
    lines = [
        (rater, say("chart.table.not_rated", reason=_within(reason)))
        for rater, reason in row.not_rated
    ]
    return "".join(
        f'<span dir="auto">{_rater(rater) if several else ""}{escape(text)}</span>'
        for rater, text in [*lines, *row.evidence]
    )


def _rater(rater: Rater) -> str:
    colour, name = colour_name(rater.key, rater.turn), rater_name(rater.key, rater.called)
    return f'<span class="rater-{escape(colour)}">{escape(name)}:</span> '


def _head(text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<th scope="col"{named}>{escape(text)}</th>'


def _time(day: date | datetime) -> str:
    return f'<time datetime="{day:%Y-%m-%d}">{escape(day_in_words(day))}</time>'


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _within(label: str) -> str:
    """Return a label as it stands within a sentence."""
    return label[:1].lower() + label[1:]

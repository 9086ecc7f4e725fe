"""How does the trajectory stand in a page: picture, words under it, and the same as a table?"""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from markupsafe import Markup

from supervision_kit.analysis.description import describe
from supervision_kit.analysis.signal_words import Mark, marks_in_words
from supervision_kit.charts.caption import caption
from supervision_kit.charts.export import to_svg
from supervision_kit.charts.happenings import surroundings
from supervision_kit.charts.rows import NARROW, WIDE
from supervision_kit.charts.table_html import twin_html
from supervision_kit.charts.trajectory import draw_trajectory
from supervision_kit.frameworks import say

_FIGURE = Markup(
    '<figure data-chart="trajectory" data-case="{code}">'
    '<div class="only-wide">{wide}</div>'
    # Without the page's style sheet, as in JupyterLab, only the wide one is to be seen.
    '<div class="only-narrow" style="display: none">{narrow}</div>'
    "{caption}{twin}"
    "</figure>"
)
_CAPTION = Markup("<figcaption>{}</figcaption>")


def figure_html(
    table: pd.DataFrame,
    *,
    code: str = "",
    contacts: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    plan_dates: pd.DataFrame | None = None,
    until: date | None = None,
    today: date | None = None,
    signals: Sequence[Mark] = (),
    salt: str = "",
) -> str:
    """Return the trajectory of a case as HTML that can stand in any page.

    Parameters
    ----------
    table : DataFrame
        What ``trajectory`` returned.
    code : str
        The case's code; may be empty.
    contacts, events, plan_dates : DataFrame, optional
        As ``plot_trajectory`` takes them.
    until, today : date, optional
        To where the axis reaches at least, and the day the reader reads it.
    signals : sequence of Mark
        What ``signal_words.marks`` returned.
    salt : str
        Differs where one page shows the same case twice.

    Returns
    -------
    str
        One ``figure`` with the picture for wide and for narrow screens (classes `only-wide` and
        `only-narrow`, of which the page shows one), the words under it, and the table twin in a
        ``details``. Everything typed by people is escaped. Works without ratings.
    """
    title = say("chart.title", code=code) if code else say("chart.title_without_case")
    told = describe(table, contacts=contacts, events=events, plan_dates=plan_dates, today=today)
    told += marks_in_words(signals, table)
    around = surroundings(contacts, events, plan_dates, until)
    pictures = {}
    for name, sheet in (("wide", WIDE), ("narrow", NARROW)):
        ax = draw_trajectory(table, around, sheet, signals=signals)
        svg = to_svg(ax, title=title, description=" ".join(told), salt=f"{code}|{name}|{salt}")
        # What to_svg returns is markup already, its texts escaped.
        pictures[name] = Markup(svg)
    words = caption(table, around)
    told_below = _CAPTION.format(words) if words else ""
    twin = twin_html(table, around.happenings)
    return str(_FIGURE.format(code=code, caption=told_below, twin=twin, **pictures))

"""How does the trajectory stand in a page: pictures, words under them, and the same as a table?"""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from supervision_kit.analysis.description import describe_lines, describe_surroundings
from supervision_kit.analysis.lead import lead_of
from supervision_kit.analysis.lines import Line, lines
from supervision_kit.analysis.signal_words import Mark, marks_in_words
from supervision_kit.charts.caption import caption
from supervision_kit.charts.drawing import blank_axes
from supervision_kit.charts.event_list import events_html, flag_spots
from supervision_kit.charts.export import to_svg
from supervision_kit.charts.groups import FoldedLines, parted
from supervision_kit.charts.happenings import surroundings
from supervision_kit.charts.rows import NARROW, WIDE
from supervision_kit.charts.table_html import twin_html
from supervision_kit.charts.trajectory import Frame, draw_trajectory, trajectory_frame
from supervision_kit.frameworks import say

_FIGURE = Markup(
    '<figure data-chart="trajectory" data-case="{code}">'
    "{pictures}{caption}{groups}{twin}{happened}</figure>"
)
_PICTURES = Markup(
    '<div class="only-wide">{wide}</div>'
    # Without the page's style sheet, as in JupyterLab, only the wide one is to be seen.
    '<div class="only-narrow" style="display: none">{narrow}</div>'
)
_CAPTION = Markup("<figcaption>{}</figcaption>")
_GROUP = Markup(
    '<details class="chart-group" data-group="{key}">'
    '<summary><span class="chart-group-name">{name}</span> <span>{last}</span></summary>'
    '<p class="quiet">{good_news}</p>{pictures}</details>'
)


def figure_html(
    table: pd.DataFrame,
    *,
    code: str = "",
    contacts: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    plan_dates: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    until: date | None = None,
    today: date | None = None,
    since: date | None = None,
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
    contacts, events, plan_dates, decisions : DataFrame, optional
        As ``plot_trajectory`` takes them.
    until, today : date, optional
        To where the axis reaches at least, and the day the reader reads it.
    since : date, optional
        What is older than this day is paler, and the day is marked.
    signals : sequence of Mark
        What ``signal_words.marks`` returned; told in the description.
    salt : str
        Differs where one page shows the same case twice.

    Returns
    -------
    str
        One ``figure``: the picture of engagement, or of the first scale where that is not rated;
        the words under it; each other scale as a ``details`` (class `chart-group`) whose summary
        says where it stands, with a picture over the same time axis; the table twin in a
        ``details``; and a list of what happened (class `chart-events`), to whose entries the labels
        on the first picture lead. Every picture is there for wide and for narrow screens (classes
        `only-wide` and `only-narrow`, of which the page shows one). Everything typed by people is
        escaped. Works without ratings.
    """
    around = surroundings(contacts, events, plan_dates, until, since, decisions)
    drawn = lines(table)
    main, groups = parted(drawn)
    told = [
        lead_of(drawn, plan_dates, today),
        *describe_lines(main),
        *describe_surroundings(contacts, events, plan_dates, decisions),
        *marks_in_words(signals, table),
    ]
    pen = _Pen(
        [trajectory_frame(drawn, around, sheet) for sheet in (WIDE, NARROW)], f"{code}|{salt}"
    )
    anchor = f"happened-{sha256(pen.salt.encode(errors='replace')).hexdigest()[:8]}"
    title = say("chart.title", code=code) if code else say("chart.title_without_case")
    pictures = pen.pictures(main, title, told, anchor=anchor)
    words = caption(table, around)
    return str(
        _FIGURE.format(
            code=code,
            pictures=pictures,
            caption=_CAPTION.format(words) if words else "",
            groups=Markup("").join(_group_html(group, pen) for group in groups),
            twin=twin_html(table, around.decided),
            happened=events_html(around.happenings, anchor),
        )
    )


class _Pen:
    """Draws all pictures of one figure on one Axes: making a new one for each takes longer."""

    def __init__(self, frames: Sequence[Frame], salt: str) -> None:
        self.frames = frames
        self.salt = salt
        self.ax: Axes = blank_axes(None, WIDE.width, WIDE.width)

    def pictures(
        self, drawn: Sequence[Line], title: str, told: Sequence[str], *, anchor: str = ""
    ) -> Markup:
        """Return the wide and the narrow drawing of some of the lines.

        With an `anchor` what happened is named, each name a link to it and its number.
        """
        found = {}
        for name, shared in zip(("wide", "narrow"), self.frames, strict=True):
            for artist in [*self.ax.lines, *self.ax.patches, *self.ax.texts]:
                artist.remove()
            draw_trajectory(drawn, shared, self.ax, whole=bool(anchor))
            salt = f"{self.salt}|{name}"
            spots = flag_spots(shared.flags, shared.around.happenings, anchor) if anchor else ()
            # What to_svg returns is markup already, its texts escaped.
            found[name] = Markup(
                to_svg(self.ax, title=title, description=" ".join(told), salt=salt, spots=spots)
            )
        return _PICTURES.format(**found)


def _group_html(group: FoldedLines, pen: _Pen) -> Markup:
    return _GROUP.format(
        key=group.key,
        name=group.name,
        last=group.last,
        good_news=group.good_news,
        pictures=pen.pictures(group.lines, group.name, describe_lines(group.lines)),
    )

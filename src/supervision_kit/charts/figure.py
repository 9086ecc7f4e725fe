"""How does the trajectory stand in a page: pictures, words under them, and the same as a table?"""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from supervision_kit.analysis.description import describe, lead_sentence
from supervision_kit.analysis.lines import Line, lines
from supervision_kit.analysis.signal_words import Mark, marks_in_words
from supervision_kit.charts.caption import caption
from supervision_kit.charts.drawing import blank_axes
from supervision_kit.charts.export import to_svg
from supervision_kit.charts.groups import Group, parted
from supervision_kit.charts.happenings import surroundings
from supervision_kit.charts.rows import NARROW, WIDE
from supervision_kit.charts.table_html import twin_html
from supervision_kit.charts.trajectory import Frame, draw_trajectory, frame
from supervision_kit.frameworks import say

_FIGURE = Markup(
    '<figure data-chart="trajectory" data-case="{code}">{pictures}{caption}{groups}{twin}</figure>'
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
        What ``signal_words.marks`` returned; told in the description.
    salt : str
        Differs where one page shows the same case twice.

    Returns
    -------
    str
        One ``figure``: the picture of engagement, or of the first scale where that is not rated;
        the words under it; each other scale as a ``details`` (class `chart-group`) whose summary
        says where it stands, with a picture over the same time axis; and the table twin in a
        ``details``. Every picture is there for wide and for narrow screens (classes `only-wide`
        and `only-narrow`, of which the page shows one). Everything typed by people is escaped.
        Works without ratings.
    """
    around = surroundings(contacts, events, plan_dates, until)
    drawn = lines(table)
    main, groups = parted(drawn)
    told = describe(
        _of(main, table), contacts=contacts, events=events, plan_dates=plan_dates, today=today
    )
    told = [lead_sentence(table, today=today), *told[1:], *marks_in_words(signals, table)]
    pen = _Pen([frame(drawn, around, sheet) for sheet in (WIDE, NARROW)], f"{code}|{salt}")
    title = say("chart.title", code=code) if code else say("chart.title_without_case")
    pictures = pen.pictures(main, title, told, whole=True)
    words = caption(table, around)
    return str(
        _FIGURE.format(
            code=code,
            pictures=pictures,
            caption=_CAPTION.format(words) if words else "",
            groups=Markup("").join(_group_html(group, pen, table) for group in groups),
            twin=twin_html(table, around.happenings),
        )
    )


class _Pen:
    """Draws all pictures of one figure on one Axes: making a new one for each takes longer."""

    def __init__(self, frames: Sequence[Frame], salt: str) -> None:
        self.frames = frames
        self.salt = salt
        self.ax: Axes = blank_axes(None, WIDE.width, WIDE.width)

    def pictures(
        self, drawn: Sequence[Line], title: str, told: Sequence[str], *, whole: bool
    ) -> Markup:
        """Return the wide and the narrow drawing of some of the lines."""
        found = {}
        for name, shared in zip(("wide", "narrow"), self.frames, strict=True):
            for artist in [*self.ax.lines, *self.ax.patches, *self.ax.texts]:
                artist.remove()
            draw_trajectory(drawn, shared, self.ax, whole=whole)
            salt = f"{self.salt}|{name}"
            # What to_svg returns is markup already, its texts escaped.
            found[name] = Markup(
                to_svg(self.ax, title=title, description=" ".join(told), salt=salt)
            )
        return _PICTURES.format(**found)


def _group_html(group: Group, pen: _Pen, table: pd.DataFrame) -> Markup:
    told = describe(_of(group.lines, table))[1:]
    return _GROUP.format(
        key=group.key,
        name=group.name,
        last=group.last,
        good_news=group.good_news,
        pictures=pen.pictures(group.lines, group.name, told, whole=False),
    )


def _of(drawn: Sequence[Line], table: pd.DataFrame) -> pd.DataFrame:
    """Return the ratings of some lines."""
    return table.loc[table["row"].isin([line.row for line in drawn])]

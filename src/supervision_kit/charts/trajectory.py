"""How has one case gone? Small multiples of its dimensions over one time axis.

Everything stands in one Axes: dates across, points of length downwards, one row below the other.
One Axes a row would look the same and take five times as long.
"""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from matplotlib.axes import Axes

from supervision_kit.analysis.description import lead_sentence
from supervision_kit.analysis.lines import Line, lines
from supervision_kit.analysis.signal_words import Mark
from supervision_kit.charts.drawing import Drawing, TimeScale, blank_axes, day_number
from supervision_kit.charts.event_flags import draw_band, draw_flags, flag_room, place_flags
from supervision_kit.charts.happenings import Surroundings, surroundings
from supervision_kit.charts.margins import (
    KEY_INDENT,
    contact_key,
    draw_contacts,
    draw_dates,
    draw_headings,
    draw_nothing,
    draw_rows,
)
from supervision_kit.charts.rows import (
    EMPTY_BASELINE,
    NARROW,
    TEXT_SIZE,
    WIDE,
    Sheet,
    axis_left,
    stack,
)
from supervision_kit.charts.series import (
    EndLabel,
    draw_end_labels,
    draw_missed,
    draw_series,
    end_labels,
)
from supervision_kit.charts.signal_marks import by_dimension, draw_signal_marks
from supervision_kit.charts.style import text_width
from supervision_kit.charts.time_axis import TimeAxis, time_axis

_LABEL_GAP = 12.0
_LEAST_LABEL_ROOM = 24.0


def plot_trajectory(
    table: pd.DataFrame,
    *,
    contacts: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    plan_dates: pd.DataFrame | None = None,
    until: date | None = None,
    signals: Sequence[Mark] = (),
    narrow: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw the trajectory of one case.

    Parameters
    ----------
    table : DataFrame
        What ``trajectory`` returned.
    contacts : DataFrame, optional
        Columns `occurred_on` (date) and `attendance` (key), one row a contact, any order.
    events : DataFrame, optional
        Columns `on` (date) and `label` (str), one row an event, any order.
    plan_dates : DataFrame, optional
        Column `agreed_on` (date), one row a plan; from the first on the ground is a pale band.
    until : date, optional
        The axis reaches at least to this day, so that a silence since the last rating shows.
    signals : sequence of Mark
        What ``signal_words.marks`` returned; stands under the names of its dimensions.
    narrow : bool
        Another drawing for narrow screens: names above their rows, fewer words.
    ax : Axes, optional
        An Axes to draw on; its figure is resized unless it holds others too.

    Returns
    -------
    Axes
        With the lead sentence as its label. x counts days as matplotlib does, y points downwards.
        Without ratings a sentence says so; what else there is is drawn.
    """
    around = surroundings(contacts, events, plan_dates, until)
    return draw_trajectory(table, around, NARROW if narrow else WIDE, ax, signals=signals)


def draw_trajectory(
    table: pd.DataFrame,
    around: Surroundings,
    sheet: Sheet,
    ax: Axes | None = None,
    *,
    signals: Sequence[Mark] = (),
) -> Axes:
    """Draw a trajectory whose surroundings are read already; see ``plot_trajectory``."""
    drawn = lines(table)
    labels = end_labels(drawn, sheet)
    left, right = axis_left(drawn, sheet), sheet.width - _label_room(labels, around, sheet)
    axis = _axis(drawn, around, right - left)
    ends = (day_number(axis.first), day_number(axis.last)) if axis else (0.0, 1.0)
    scale = TimeScale(sheet.width, left, right, *ends)
    stacked = stack(
        drawn,
        sheet,
        by_dimension(signals),
        with_contacts=bool(around.contacts),
        with_dates=axis is not None,
    )
    placed = place_flags(scale, around.happenings)
    top = flag_room(placed)
    drawing = Drawing(blank_axes(ax, sheet.width, top + stacked.bottom), scale)
    drawing.set_limits(-top, stacked.bottom)
    drawing.ax.set_label(lead_sentence(table))
    draw_band(drawing, around.planned_on, stacked)
    draw_rows(drawing, stacked.rows, sheet)
    draw_signal_marks(drawing, stacked.rows, sheet)
    draw_headings(drawing, stacked.headings)
    draw_flags(drawing, placed, stacked)
    draw_series(drawing, drawn, stacked.rows)
    draw_missed(drawing, drawn, stacked.rows)
    draw_end_labels(drawing, labels, stacked.rows, keyed=sheet.names_above)
    if stacked.contacts is not None:
        draw_contacts(drawing, around, stacked.contacts, sheet)
    if axis is not None:
        draw_dates(drawing, axis, stacked.dates)
    if not drawn:
        draw_nothing(drawing, height=EMPTY_BASELINE)
    return drawing.ax


def _label_room(labels: Sequence[EndLabel], around: Surroundings, sheet: Sheet) -> float:
    """Return the room right of the time axis that the longest label needs."""
    widths = [label.width(keyed=sheet.names_above) for label in labels]
    if not sheet.names_above:
        words = [words for _, _, words, _ in contact_key(around)]
        widths += [text_width(text, TEXT_SIZE) + KEY_INDENT for text in words]
    return max([_LEAST_LABEL_ROOM, *widths]) + _LABEL_GAP + 3


def _axis(drawn: Sequence[Line], around: Surroundings, room: float) -> TimeAxis | None:
    """Return the axis over everything that is dated, or None if nothing is."""
    days = [point.on for line in drawn for point in (*line.rated, *line.missed)]
    days += [what.on for what in around.happenings]
    days += around.contacts
    if not days:
        return None
    last = max(days).date()
    return time_axis(min(days).date(), max(last, around.until or last), room)

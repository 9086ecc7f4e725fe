"""How has one case gone? Small multiples of its dimensions over one time axis.

Everything stands in one Axes: dates across, points of length downwards, one row below the other.
One Axes a row would look the same and take five times as long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from matplotlib.axes import Axes

from supervision_kit.analysis.description import lead_sentence
from supervision_kit.analysis.lines import Line, lines
from supervision_kit.charts.caption import caption
from supervision_kit.charts.drawing import Drawing, TimeScale, blank_axes, day_number
from supervision_kit.charts.event_flags import (
    draw_band,
    draw_flags,
    draw_veil,
    flag_room,
    place_flags,
)
from supervision_kit.charts.happenings import Surroundings, surroundings
from supervision_kit.charts.lettering import Flag, wrapped
from supervision_kit.charts.margins import (
    MARGIN,
    draw_contacts,
    draw_dates,
    draw_decisions,
    draw_headings,
    draw_nothing,
    draw_rows,
    head_room,
    write_below,
    write_head,
)
from supervision_kit.charts.rows import (
    EMPTY_BASELINE,
    NARROW,
    TEXT_LEADING,
    TEXT_SIZE,
    WIDE,
    Sheet,
    axis_left,
    stack,
)
from supervision_kit.charts.series import (
    LABEL_GAP,
    EndLabel,
    draw_end_labels,
    draw_missed,
    draw_reworded,
    draw_series,
    end_labels,
)
from supervision_kit.charts.time_axis import TimeAxis, time_axis

_LEAST_LABEL_ROOM = 24.0


@dataclass(frozen=True)
class Frame:
    """What all pictures of one case share, so that a day lies at the same place in each.

    Attributes
    ----------
    sheet : Sheet
        The measures.
    around : Surroundings
        Contacts, events, plans and decisions.
    axis : TimeAxis or None
        The time axis, None where nothing is dated.
    scale : TimeScale
        Where its dates lie.
    labels : list of EndLabel
        Of all lines.
    flags : list of Flag
        The labels of what happened.
    """

    sheet: Sheet
    around: Surroundings
    axis: TimeAxis | None
    scale: TimeScale
    labels: list[EndLabel]
    flags: list[Flag]


def trajectory_frame(drawn: Sequence[Line], around: Surroundings, sheet: Sheet) -> Frame:
    """Return the frame in which all lines of a case can be drawn, together or in parts."""
    labels = end_labels(drawn, sheet)
    thin = {"with_contacts": bool(around.contacts), "with_decisions": bool(around.decided)}
    left = axis_left(drawn, sheet, **thin)
    right = sheet.width - _label_room(labels)
    axis = _axis(drawn, around, right - left)
    ends = (day_number(axis.first), day_number(axis.last)) if axis else (0.0, 1.0)
    scale = TimeScale(sheet.width, left, right, *ends)
    return Frame(sheet, around, axis, scale, labels, place_flags(scale, around))


def plot_trajectory(
    table: pd.DataFrame,
    *,
    contacts: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    plan_dates: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    until: date | None = None,
    since: date | None = None,
    head: Sequence[str] = (),
    narrow: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw the trajectory of one case: all its dimensions, scale below scale.

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
    decisions : DataFrame, optional
        Columns `decided_on` (date) and `what` (str), one row a decision, any order; each day has a
        mark in a row of its own.
    until : date, optional
        The axis reaches at least to this day, so that a silence since the last rating shows.
    since : date, optional
        What is older than this day is paler, and the day is marked.
    head : sequence of str
        A title and what else stands above a picture that goes its own way, one line each; the
        words that explain the lines then stand below, and a margin around it all.
    narrow : bool
        Another drawing for narrow screens: names above their rows.
    ax : Axes, optional
        An Axes to draw on; its figure is resized unless it holds others too.

    Returns
    -------
    Axes
        With the lead sentence as its label. x counts days as matplotlib does, y points downwards.
        Without ratings a sentence says so; what else there is is drawn.
    """
    drawn, sheet = lines(table), NARROW if narrow else WIDE
    around = surroundings(contacts, events, plan_dates, until, since, decisions)
    below = wrapped(caption(table, around), sheet.width, TEXT_SIZE) if head else ()
    shared = trajectory_frame(drawn, around, sheet)
    label = lead_sentence(table)
    return draw_trajectory(drawn, shared, ax, label=label, head=head, below=below)


def draw_trajectory(
    drawn: Sequence[Line],
    shared: Frame,
    ax: Axes | None = None,
    *,
    label: str = "",
    whole: bool = True,
    head: Sequence[str] = (),
    below: Sequence[str] = (),
) -> Axes:
    """Draw lines in a frame, with lines of words above and `below`.

    A part that is not the `whole` has no labels, contacts, decisions and years.
    """
    around, axis, sheet = shared.around, shared.axis, shared.sheet
    stacked = stack(
        drawn,
        sheet,
        with_headings=whole,
        with_contacts=whole and bool(around.contacts),
        with_decisions=whole and bool(around.decided),
        with_dates=axis is not None,
        with_years=whole,
    )
    top = flag_room(shared.flags) if whole else 0.0
    above, margin = top + head_room(head), MARGIN if head else 0.0
    bottom = stacked.bottom + len(below) * TEXT_LEADING
    size = (sheet.width + 2 * margin, above + bottom + 2 * margin)
    drawing = Drawing(blank_axes(ax, *size), shared.scale)
    drawing.set_limits(-above, bottom, margin=margin)
    write_head(drawing, head, -above)
    write_below(drawing, below, stacked.bottom)
    drawing.ax.set_label(label)
    rows = stacked.by_number
    draw_band(drawing, around.planned_on, stacked)
    draw_rows(drawing, stacked.rows, sheet)
    draw_headings(drawing, stacked.headings)
    n_happenings = len(around.happenings)
    draw_flags(drawing, shared.flags, stacked, n_happenings=n_happenings, named=whole)
    draw_series(drawing, drawn, rows)
    draw_missed(drawing, drawn, rows)
    draw_reworded(drawing, drawn, rows)
    draw_veil(drawing, around, stacked)
    draw_end_labels(drawing, shared.labels, rows)
    if stacked.contacts is not None:
        draw_contacts(drawing, around, stacked.contacts, sheet)
    if stacked.decided is not None:
        draw_decisions(drawing, around, stacked.decided, sheet)
    if axis is not None:
        draw_dates(drawing, axis, stacked.dates, with_years=whole)
    if not drawn:
        draw_nothing(drawing, height=EMPTY_BASELINE)
    return drawing.ax


def _label_room(labels: Sequence[EndLabel]) -> float:
    """Return the room right of the time axis that the longest label needs."""
    return max([_LEAST_LABEL_ROOM, *(label.width for label in labels)]) + LABEL_GAP + 3


def _axis(drawn: Sequence[Line], around: Surroundings, room: float) -> TimeAxis | None:
    """Return the axis over everything that is dated, or None if nothing is."""
    days = [point.on for line in drawn for point in (*line.rated, *line.missed)]
    days += [what.on for what in around.happenings]
    days += around.contacts
    days += [on for on, _ in around.decided]
    if not days:
        return None
    last = max(days).date()
    return time_axis(min(days).date(), max(last, around.until or last), room)

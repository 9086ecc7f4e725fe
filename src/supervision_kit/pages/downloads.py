"""How does a reader take the chart of a case away, as a picture or as a table?"""

from collections.abc import Callable

import ipywidgets as widgets
from matplotlib.axes import Axes

from supervision_kit.analysis.description import describe
from supervision_kit.analysis.signal_words import marks, marks_in_words
from supervision_kit.analysis.twin import table_twin
from supervision_kit.charts.export import to_png, to_svg
from supervision_kit.charts.trajectory import plot_trajectory
from supervision_kit.exchange.guarding import formula_safe
from supervision_kit.frameworks import day_in_words, say
from supervision_kit.pages.case_view import CaseView
from supervision_kit.widgets import Download

_MIME = {"png": "image/png", "svg": "image/svg+xml", "csv": "text/csv"}


def downloads(shown: Callable[[], CaseView]) -> widgets.Box:
    """Return the buttons that save what is shown at the moment they are pressed.

    Parameters
    ----------
    shown : callable
        Returns the case on the page.
    """
    make = {"png": chart_png, "svg": chart_svg, "csv": ratings_csv}
    row = widgets.Box(
        [
            Download(
                say(f"case.save_{kind}"),
                lambda kind=kind: make[kind](shown()),
                lambda kind=kind: f"{say('case.file_name', code=shown().code)}.{kind}",
                mime,
            )
            for kind, mime in _MIME.items()
        ]
    )
    row.add_class("downloads")
    return row


def chart_png(view: CaseView) -> bytes:
    """Return the chart as a PNG picture, twice the size it has on the page."""
    return to_png(_axes(view))


def chart_svg(view: CaseView) -> str:
    """Return the chart as an SVG picture with its description in it."""
    told = describe(view.trajectory, today=view.today, **view.surroundings)
    told += marks_in_words(marks(view.questions), view.trajectory)
    title = say("chart.title", code=view.code)
    return to_svg(_axes(view), title=title, description=" ".join(told), alone=True)


def ratings_csv(view: CaseView) -> str:
    """Return the chart's table as CSV; no text in it can be taken for a formula."""
    table = table_twin(view.trajectory)
    safe = table.map(lambda cell: formula_safe(cell) if isinstance(cell, str) else cell)
    # A participant may be called anything, and their column is.
    safe.columns = [formula_safe(name) for name in safe.columns]
    # A whole value is written as on the chart: 4, not 4.0.
    return safe.to_csv(index=False, float_format="%.6g")


def _axes(view: CaseView) -> Axes:
    head = [
        say("chart.title", code=view.code),
        say("chart.label.as_of", day=day_in_words(view.today)),
    ]
    return plot_trajectory(view.trajectory, until=view.until, head=head, **view.surroundings)

"""Every chart keeps the same promises, also those somebody adds later."""

import importlib
import inspect
import pkgutil
import subprocess
import sys

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import supervision_kit.charts
from supervision_kit.charts.export import to_png, to_svg


def plots():
    """Yield the module and the function of every chart."""
    for info in pkgutil.iter_modules(supervision_kit.charts.__path__):
        module = importlib.import_module(f"supervision_kit.charts.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("plot_") and function.__module__ == module.__name__:
                yield pytest.param(module, function, id=name)


ALL = list(plots())
MEETINGS = {"on": "datetime64[us]", "until": "datetime64[us]", "kind": "str", "every": "Int64"}
COUNTS = {"on": "datetime64[us]", "n_open": "int64", "n_closed": "int64"}
DAY, LATER = pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-22")
#: A full table of those that draw no ratings, and what each says of nothing.
OTHERS = {
    "plot_meetings": (
        pd.DataFrame(
            [(DAY, None, "held", None), (LATER, None, "due", None)], columns=list(MEETINGS)
        ).astype(MEETINGS),
        "No session has been held yet.",
    ),
    "plot_open_and_closed": (
        pd.DataFrame([(DAY, 2, 0), (LATER, 1, 1)], columns=list(COUNTS)).astype(COUNTS),
        "Nothing has been taken on yet.",
    ),
}


@pytest.fixture
def drawn(plot, table, full):
    """Return an empty table and a full one for a chart, and what it says of nothing."""
    if plot.__name__ in OTHERS:
        other, nothing = OTHERS[plot.__name__]
        return other.iloc[:0], other, nothing
    return table(), full, "No ratings yet"


def test_there_are_charts():
    assert ALL


@pytest.mark.parametrize(("module", "plot"), ALL)
def test_a_chart_is_named_after_its_file(module, plot):
    assert plot.__name__ == f"plot_{module.__name__.rpartition('.')[2]}"


@pytest.mark.parametrize(("module", "plot"), ALL)
def test_a_chart_takes_a_table_and_may_be_given_axes(module, plot):
    first, *others = inspect.signature(plot).parameters.values()
    assert first.name == "table"
    assert all(other.kind is other.KEYWORD_ONLY for other in others)
    assert {other.name: other.default for other in others}["ax"] is None


@pytest.mark.parametrize(("module", "plot"), ALL)
def test_a_chart_of_nothing_says_so(module, plot, drawn):
    empty, _, nothing = drawn
    ax = plot(empty)
    assert isinstance(ax, Axes)
    assert any(nothing in text.get_text() for text in ax.texts)
    assert to_png(ax).startswith(b"\x89PNG")


@pytest.mark.parametrize(("module", "plot"), ALL)
def test_a_chart_carries_a_sentence_for_those_who_do_not_see_it(module, plot, drawn):
    for each in drawn[:2]:
        ax = plot(each)
        assert ax.get_label().endswith(".")
        assert ax.get_label() in to_svg(ax, title="A case", description=ax.get_label())


@pytest.mark.parametrize(("module", "plot"), ALL)
def test_a_chart_draws_on_the_axes_it_is_given(module, plot, drawn):
    figure = Figure(figsize=(5, 5))
    ax = figure.add_subplot()
    assert plot(drawn[1], ax=ax) is ax


@pytest.mark.parametrize(("module", "plot"), ALL)
def test_a_chart_leaves_a_figure_with_other_axes_as_large_as_it_was(module, plot, drawn):
    figure = Figure(figsize=(9, 9))
    ax, _ = figure.subplots(1, 2)
    plot(drawn[1], ax=ax)
    assert figure.get_size_inches().tolist() == [9, 9]


def test_no_chart_needs_pyplot():
    code = (
        "import sys, importlib, pkgutil, supervision_kit.charts as charts\n"
        "for info in pkgutil.iter_modules(charts.__path__):\n"
        "    importlib.import_module(f'supervision_kit.charts.{info.name}')\n"
        "from supervision_kit.charts.figure import figure_html\n"
        "from supervision_kit.analysis.trajectory import trajectory\n"
        "from supervision_kit.frameworks import load_framework\n"
        "import pandas as pd\n"
        "columns = ['rated_on', 'scale', 'dimension', 'rater', 'value']\n"
        "rows = [(pd.Timestamp('2026-03-01'), 'engagement', 'investment', 'worker', 3)]\n"
        "table = trajectory(pd.DataFrame(rows, columns=columns), load_framework().dimensions())\n"
        "assert '<svg' in figure_html(table)\n"
        "for name in ('matplotlib.pyplot', 'IPython', 'ipywidgets', 'sqlalchemy', 'PIL.ImageTk'):\n"
        "    assert name not in sys.modules, name\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_charts_opens_no_font():
    code = (
        "import supervision_kit.charts.trajectory, supervision_kit.charts.style as style\n"
        "from matplotlib import font_manager\n"
        "assert style.FAMILY not in font_manager.get_font_names()\n"
        "style.register_fonts()\n"
        "assert style.FAMILY in font_manager.get_font_names()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

"""The same chart with the same case picker, as a notebook for Voila's own template and settings."""

import nbformat

CELL = """
import ipywidgets as widgets
from supervision_kit.pages import case_figure, open_workbook

store = open_workbook()
picker = widgets.Dropdown(description="Case", options=list(store.cases()["code"]), value="K-7F3Q")
chart = widgets.HTML(case_figure(store, picker.value))
picker.observe(lambda change: setattr(chart, "value", case_figure(store, change["new"])), "value")
widgets.VBox([picker, chart])
"""


def write_notebook(path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL.strip())])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, path)

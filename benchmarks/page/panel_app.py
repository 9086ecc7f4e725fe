"""The same chart with the same case picker, served by Panel."""

import panel as pn

from supervision_kit.pages import case_figure, open_workbook

store = open_workbook()
picker = pn.widgets.Select(name="Case", options=list(store.cases()["code"]), value="K-7F3Q")
pn.Column(picker, pn.bind(lambda code: pn.pane.HTML(case_figure(store, code)), picker)).servable()

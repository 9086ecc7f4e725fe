"""How far can a signal be trusted, on this reader's scale and at this length?

The page explains every signal with an invented example, prints how often each is wrong, and lets
the reader draw cases that come from nothing but chance.
"""

from typing import Any

import ipywidgets as widgets

from supervision_kit.frameworks import say
from supervision_kit.frameworks.scale import Scale
from supervision_kit.pages.fragments import render
from supervision_kit.pages.methods_examples import RATED, RECORDED, examples
from supervision_kit.pages.methods_play import FEWEST, MOST, MOST_LINES, PlayWithChance, box, count
from supervision_kit.pages.methods_rates import rates_of, scale_words
from supervision_kit.store import Store
from supervision_kit.widgets.forged import answer_forged_messages_with_silence
from supervision_kit.widgets.guarding import guarded

N_RATINGS = 20
N_LINES = 6


class MethodsPage(widgets.VBox):
    """The methods page, ready to be displayed.

    Displayed by Voila it brings its own first paint, so that it can be read before the live widgets
    have arrived.

    Parameters
    ----------
    store : Store
        Whose scales the reader chooses from.

    Attributes
    ----------
    scale, n, n_lines : widgets
        Which numbers the table shows.
    table : HTML
        How often each signal is wrong.
    play : PlayWithChance
        Invented cases on the same scale.
    """

    def __init__(self, store: Store) -> None:
        answer_forged_messages_with_silence()
        self._scales = store.framework.scales
        options = [(scale_words(scale), key) for key, scale in self._scales.items()]
        self.scale = widgets.Dropdown(options=options, description=say("methods.rates.scale"))
        self.n = count("rates.n", N_RATINGS, FEWEST, 10 * MOST)
        self.n_lines = count("rates.lines", N_LINES, 1, MOST_LINES)
        self.meaning = widgets.HTML(_meaning())
        self.table = widgets.HTML()
        self.play = PlayWithChance(self._chosen_scale)
        self.controls = {"scale": self.scale, "n": self.n, "n_lines": self.n_lines}
        for control in self.controls.values():
            control.observe(self._chosen, names="value")
        head = widgets.HTML(render("methods_rates_head"))
        choices = box("methods-controls", *self.controls.values())
        rates = widgets.VBox([head, choices, self.table])
        rates.add_class("methods-part")
        super().__init__([self.meaning, rates, self.play])
        self.add_class("page")
        self.add_class("methods-page")
        self._show()

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong, in the place of the table."""
        self.table.value = render("status", sentence=sentence)

    def _repr_mimebundle_(self, **kwargs: object) -> dict:
        bundle = super()._repr_mimebundle_(**kwargs) or {}
        return bundle | {"text/html": self.first_paint()}

    def first_paint(self) -> str:
        """Return the page as plain HTML, readable before anything live has arrived."""
        return render(
            "methods_page",
            meaning=self.meaning.value,
            table=self.table.value,
            result=self.play.result.value,
            controls=_as_html(self.controls),
            play_controls=_as_html(self.play.controls),
        )

    @property
    def _chosen_scale(self) -> Scale:
        return self._scales[str(self.scale.value)]

    @guarded
    def _chosen(self, change: dict) -> None:
        self._show()
        if change["owner"] is self.scale:
            self.play.show_scale(self._chosen_scale)

    def _show(self) -> None:
        rates = rates_of(self._chosen_scale, self.n.value, self.n_lines.value)
        self.table.value = render("methods_rates", rates=rates)


def _meaning() -> str:
    """Return what each signal means, first those on ratings, then those on records."""
    found = examples()
    rated = [example for example in found if example.rule in RATED]
    recorded = [example for example in found if example.rule in RECORDED]
    return render("methods_meaning", rated=rated, recorded=recorded)


def _as_html(controls: dict[str, Any]) -> list[dict]:
    """Return what stands in the place of controls until they are live."""
    return [
        {
            "name": name,
            "label": control.description,
            "value": control.label if isinstance(control, widgets.Dropdown) else control.value,
            "choice": isinstance(control, widgets.Dropdown),
        }
        for name, control in controls.items()
    ]

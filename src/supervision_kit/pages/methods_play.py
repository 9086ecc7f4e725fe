"""How does the reader choose what chance shall draw?"""

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets

from supervision_kit.frameworks import say
from supervision_kit.frameworks.scale import Scale
from supervision_kit.pages.fragments import render
from supervision_kit.pages.methods_chance import FORMS, HELD, NOISES, SIZES, Chances, Play
from supervision_kit.pages.methods_rates import scale_words
from supervision_kit.widgets.guarding import guarded

__all__ = ["PlayWithChance", "choice", "count"]

FEWEST, MOST = 2, 100
MOST_LINES = 12
# Cases drawn in search of a signal.
PATIENCE = 200


class PlayWithChance(widgets.VBox):
    """The part of the methods page that draws invented cases.

    Parameters
    ----------
    scale : Scale
        On whose points ratings are invented.

    Attributes
    ----------
    n, n_lines, noise, held, form, size : widgets
        What the reader chooses.
    again, until : Button
        Draw the next case, or the next that shows a signal.
    chances : Chances
        What is shown.
    """

    def __init__(self, scale: Scale) -> None:
        self._scale, self._draw = scale, 1
        self.n = count("play.n", Play.n, FEWEST, MOST)
        self.n_lines = count("play.lines", Play.n_lines, 1, MOST_LINES)
        self.noise = choice("noise", NOISES, Play.noise)
        self.held = choice("held", HELD, Play.held)
        self.form = choice("form", FORMS, Play.form)
        self.size = choice("size", SIZES, Play.size)
        self.controls = {
            name: getattr(self, name) for name in ("n", "n_lines", "noise", "held", "form", "size")
        }
        self.again = _button("again", self.draw_again, primary=True)
        self.until = _button("until", self.draw_until_signal)
        self.head = widgets.HTML(render("methods_play_head"))
        self.result = widgets.HTML()
        for control in self.controls.values():
            control.observe(self._chosen, names="value")
        choices = box("methods-controls", *self.controls.values())
        super().__init__([self.head, choices, box("actions", self.again, self.until), self.result])
        self.add_class("methods-part")
        self._show()

    def show_scale(self, scale: Scale) -> None:
        """Draw the same on another scale."""
        self._scale = scale
        self._show()

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong, in the place of the drawing."""
        self.result.value = render("status", sentence=sentence)

    @guarded
    def draw_again(self) -> None:
        """Draw another case of the same kind."""
        self._draw += 1
        self._show()

    @guarded
    def draw_until_signal(self) -> None:
        """Draw cases of the same kind until a rule makes a signal on one, which may be never."""
        play = self.chances.play
        for n in range(1, PATIENCE + 1):
            if Chances(play, self._draw + n).n_alarms:
                self._draw += n
                return self._show(say("methods.play.until_found", n=n))
        self._draw += PATIENCE
        return self._show(say("methods.play.until_none", n=PATIENCE))

    @guarded
    def _chosen(self, _change: dict) -> None:
        self._show()

    def _show(self, before: str = "") -> None:
        self.size.disabled = self.form.value == "none"
        chosen = {name: control.value for name, control in self.controls.items()}
        # A browser can raise a control's own bounds.
        chosen["n"] = min(max(chosen["n"], FEWEST), MOST)
        chosen["n_lines"] = min(max(chosen["n_lines"], 1), MOST_LINES)
        bounds = {name: getattr(self._scale, name) for name in ("minimum", "maximum", "step")}
        self.chances = Chances(Play(**chosen, **bounds), self._draw)
        self.result.value = render(
            "methods_play",
            before=before,
            chances=self.chances,
            scale=scale_words(self._scale),
        )


def choice(name: str, keys: Mapping[str, float] | tuple[str, ...], first: str) -> widgets.Dropdown:
    """Return a control of the play that offers `keys` in their words."""
    options = [(say(f"methods.play.{name}_{key}"), key) for key in keys]
    label = say(f"methods.play.{name}")
    return _labelled(widgets.Dropdown(options=options, value=first, description=label))


def count(name: str, value: int, least: int, most: int) -> widgets.BoundedIntText:
    """Return a control for a whole number."""
    label = say(f"methods.{name}")
    return _labelled(widgets.BoundedIntText(value, min=least, max=most, description=label))


def box(name: str, *children: widgets.Widget) -> widgets.Box:
    """Return widgets in a box the style sheet knows by its class.

    Without our style sheet, as in JupyterLab, they stand one below the other.
    """
    made = widgets.VBox(children)
    made.add_class(name)
    return made


def _button(key: str, press: Callable[[], None], *, primary: bool = False) -> widgets.Button:
    button = widgets.Button(description=say(f"methods.play.{key}"))
    button.add_class("primary" if primary else "secondary")
    button.add_class(f"live-{key}")
    button.on_click(lambda _: press())
    return button


def _labelled(control: Any) -> Any:
    control.style.description_width = "initial"
    return control

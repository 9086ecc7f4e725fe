"""What stands beside the chart: the questions the case raises, its promises, the person's words?"""

from collections.abc import Callable

import ipywidgets as widgets

from supervision_kit.analysis.signal_words import Question
from supervision_kit.frameworks import say
from supervision_kit.pages.case_view import CaseView
from supervision_kit.pages.fragments import render


class CaseRail(widgets.VBox):
    """The rail of the case page, each question with the button that sets it aside.

    Parameters
    ----------
    dismiss, take_back : callable
        Called with the question whose button was pressed.
    """

    def __init__(
        self, dismiss: Callable[[Question], None], take_back: Callable[[Question], None]
    ) -> None:
        self._dismiss, self._take_back = dismiss, take_back
        self.buttons: list[widgets.Button] = []
        super().__init__()
        self.add_class("rail")

    def show(self, view: CaseView | None) -> None:
        """Show the questions of another case, or none."""
        old, self.buttons = self.children, []
        if view is None:
            self.children = ()
        else:
            questions = [self._question(view, question) for question in view.questions]
            head = widgets.HTML(render("signals_head", view=view))
            quiet = widgets.HTML(render("silences", silences=view.silences))
            signals = widgets.VBox([head, *questions, quiet])
            signals.add_class("signals")
            records = widgets.HTML(render("rail_records", view=view))
            records.add_class("rail-records")
            self.children = (signals, records)
        for child in old:
            _close(child)

    def _question(self, view: CaseView, question: Question) -> widgets.Widget:
        aside = view.aside.get(question.dismissal)
        words = widgets.HTML(render("question", question=question, aside=aside))
        key = "take_back" if question.dismissal else "dismiss"
        press = self._take_back if question.dismissal else self._dismiss
        what = say(f"case.{key}_what", tag=question.tag, question=question.text)
        button = widgets.Button(description=say(f"case.{key}"), tooltip=what)
        button.add_class("quiet-button")
        button.add_class(f"live-signal-{len(self.buttons)}")
        button.on_click(lambda _: press(question))
        self.buttons.append(button)
        return widgets.VBox([words, button])


def _close(widget: widgets.Widget) -> None:
    """Let go of a widget and of all in it, here and in the browser."""
    for child in getattr(widget, "children", ()):
        _close(child)
    widget.close()

"""Which case does a reader want to see next?"""

from collections.abc import Callable
from typing import Any

import anywidget
from traitlets import Dict, Unicode, default

from supervision_kit.widgets.controls.parts import part
from supervision_kit.widgets.guarding import log_failure

_LONGEST = 200


class CaseFinder(anywidget.AnyWidget):
    """A field in which a case is found by typing, or by choosing from what begins like it.

    Nothing happens while somebody types or walks through what is offered: only Enter, the button,
    or choosing with the mouse asks for a case.

    Attributes
    ----------
    said : dict
        `label` and `press` (what field and button say) and `options` (what can be found).
    """

    said = Dict().tag(sync=True)
    _esm = Unicode().tag(sync=True)

    def __init__(self, **options: Any) -> None:
        self._on_found: Callable[[str], object] = lambda text: None
        super().__init__(said={"label": "", "press": "", "options": []}, **options)

    @default("_esm")
    def _read_script(self) -> str:
        return part("case_finder.js")

    def tell(self, *, label: str, press: str, options: list[str]) -> None:
        """Say what stands on it and what can be found."""
        self.said = {"label": label, "press": press, "options": options}

    def on_found(self, act: Callable[[str], object]) -> None:
        """Call ``act`` with what was typed, whenever a case is asked for."""
        self._on_found = act

    def find(self, text: str) -> None:
        """Ask for a case, as Enter in the browser does."""
        self._on_found(text)

    # Only what was asked for is taken from a browser.
    def _handle_msg(self, msg: dict) -> None:
        try:
            data = msg["content"]["data"]
            if data["method"] == "request_state":
                self.send_state()
            elif data["method"] == "custom":
                text = data["content"]["find"]
                if isinstance(text, str):
                    self.find(text[:_LONGEST])
        except Exception as error:  # a forged message must not end in a traceback
            log_failure(error)

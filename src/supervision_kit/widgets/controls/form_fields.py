"""How does a list of questions reach the browser, and the answers come back?

One widget draws a whole form: a form of sixty questions as sixty widgets would take seconds to
appear. Nothing a browser sends is trusted here or later: only `value` may be set from outside, and
what it holds is checked when it is saved.
"""

import json
from collections.abc import Callable
from typing import Any, TypeGuard

import anywidget
from traitlets import Dict, List, Unicode, default

from supervision_kit.frameworks import say
from supervision_kit.widgets.controls.parts import part
from supervision_kit.widgets.guarding import log_failure

#: Joined in this order to one module; a browser cannot import one part from another here.
SCRIPTS = ("inputs.js", "rating.js", "groups.js", "form.js")
#: Answers larger than this, in characters of JSON, are not taken over at all.
LARGEST_VALUE = 4_000_000
_TEXTS = (
    "choose",
    "choose_reason",
    "clear",
    "count",
    "error",
    "no_answer",
    "not_rated",
    "problem",
    "reason",
    "reason_note",
)


def script() -> str:
    """Return the JavaScript module that draws forms."""
    return "\n".join(part(name) for name in SCRIPTS)


class FormFields(anywidget.AnyWidget):
    """Questions drawn as one accessible form.

    Parameters
    ----------
    fields : list of dict
        What to draw, as `Field.spec` gives it.
    buttons : list of dict
        The foot: each with `press` (its name), `label` and `look` ("filled" or "outlined").

    Attributes
    ----------
    value : dict
        Answers by key, as the browser has them: unchecked.
    said : dict
        What is told about the form: `errors` and `warnings` (each `key` and `text`), `notice`
        (`text` and `buttons`), `status`, and counters that mark an answer to a message.
    """

    fields = List().tag(sync=True)
    buttons = List().tag(sync=True)
    heading = Unicode().tag(sync=True)
    only = Unicode(help="key of the single question whose answer is the value").tag(sync=True)
    texts = Dict().tag(sync=True)
    value: "Dict[str, Any]" = Dict().tag(sync=True, echo_update=False)
    pressed = Dict(help="the button pressed last in the browser").tag(sync=True, echo_update=False)
    said = Dict().tag(sync=True)
    _esm = Unicode().tag(sync=True)
    _css = Unicode().tag(sync=True)

    def __init__(self, fields: list[dict], **options: Any) -> None:
        self._on_press: list[Callable[[str], None]] = []
        self._on_changed: list[Callable[[], None]] = []
        super().__init__(fields=fields, **options)

    @default("_esm")
    def _read_script(self) -> str:
        return script()

    @default("_css")
    def _read_style(self) -> str:
        return part("form.css")

    @default("texts")
    def _say_texts(self) -> dict[str, str]:
        return {name: say(f"form.{name}") for name in _TEXTS}

    @default("said")
    def _said_nothing(self) -> dict[str, Any]:
        return {
            "errors": [],
            "warnings": [],
            "notice": None,
            "status": "",
            "heard": 0,
            "turn": 0,
        }

    def tell(self, **news: Any) -> None:
        """Change part of what is said; the browser always gets an answer, even to say the same."""
        self.said = {**self.said, **news, "turn": self.said["turn"] + 1}

    def on_press(self, react: Callable[[str], None]) -> None:
        """Call ``react`` with the name of each button that is pressed."""
        self._on_press.append(react)

    def press(self, name: str) -> None:
        """Press a button, as the browser does."""
        for react in self._on_press:
            react(name)

    # What a browser sends. It could set any synced trait, so only a value and a press are taken.

    def _handle_msg(self, msg: dict) -> None:
        try:
            data = msg["content"]["data"]
            if data["method"] == "update":
                self._take(data["state"].get("value"))
                self._hear(data["state"].get("pressed"))
            elif data["method"] == "request_state":
                self.send_state()
        except Exception as error:  # a forged message must not end in a traceback
            log_failure(error)

    def _take(self, value: object) -> None:
        if is_takeable(value):
            with self._lock_property(value=value):
                self.value = value
        elif value is not None:
            self.tell(status=say("form.not_taken"))

    def _hear(self, pressed: object) -> None:
        if not isinstance(pressed, dict) or not isinstance(pressed.get("press"), str):
            return
        self.press(pressed["press"])
        number = pressed.get("n")
        if isinstance(number, int) and not isinstance(number, bool):
            self.tell(heard=number)  # last: by now everything else has been said


def is_takeable(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether a value from a browser is a dict of bearable size.

    >>> is_takeable({"story": "Came early."}), is_takeable(["Came early."])
    (True, False)
    """
    if not isinstance(value, dict):
        return False
    try:
        return len(json.dumps(value)) <= LARGEST_VALUE
    except (TypeError, ValueError, RecursionError):
        return False

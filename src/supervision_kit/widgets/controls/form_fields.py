"""How does a list of questions reach the browser, and the answers come back?

One widget draws a whole form: a form of sixty questions as sixty widgets would take seconds to
appear. Nothing a browser sends is trusted here or later: only `value` may be set from outside, and
what it holds is checked when it is saved.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import anywidget
from traitlets import Dict, Int, List, Unicode, default, observe

from supervision_kit.frameworks import say
from supervision_kit.widgets.controls.parts import part
from supervision_kit.widgets.controls.taking import LARGEST_SENT, LARGEST_TEXT, take
from supervision_kit.widgets.guarding import log_failure

#: Joined in this order to one module; a browser cannot import one part from another here.
FORM_SCRIPTS = ("inputs.js", "rating.js", "groups.js", "steps.js", "form.js")
_TEXTS = (
    "choose",
    "choose_reason",
    "clear",
    "count",
    "error",
    "kept_when_lost",
    "needed",
    "no_answer",
    "not_kept_when_lost",
    "not_rated",
    "not_rated_short",
    "press_lost",
    "problem",
    "put_back",
    "reason",
    "reason_note",
    "removed",
)


def script() -> str:
    """Return the JavaScript module that draws forms."""
    return "\n".join(part(name) for name in FORM_SCRIPTS)


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
    untaken : dict
        Answers that are on screen and not in the value, as `taking.take` tells them.
    filled : int
        How often Python has set the value: only then does the browser fill its fields anew. A
        connection that is back sends the value too, when newer words may stand on screen.
    said : dict
        What is told about the form: `errors` and `warnings` (each `key` and `text`), `notice`
        (`text` and `buttons`), `status`; `unkept`, whether words on screen are not in the draft;
        `over`, whether the form takes no more; `heard` and `pressed`, the numbers of the last
        message and of the last press that were dealt with.
    """

    fields = List().tag(sync=True)
    buttons = List().tag(sync=True)
    heading = Unicode().tag(sync=True)
    look = Unicode(help="large for somebody who reads nothing else").tag(sync=True)
    only = Unicode(help="key of the single question whose answer is the value").tag(sync=True)
    texts = Dict().tag(sync=True)
    value: "Dict[str, Any]" = Dict().tag(sync=True, echo_update=False)
    untaken: "Dict[str, int]" = Dict()
    filled = Int().tag(sync=True)
    room = Dict(help="how much a browser sends at most").tag(sync=True)
    said = Dict().tag(sync=True)
    _esm = Unicode().tag(sync=True)
    _css = Unicode().tag(sync=True)

    def __init__(self, fields: list[dict], **options: Any) -> None:
        self._on_press: list[Callable[[str], None]] = []
        self._quiet = False
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

    @default("room")
    def _measure_room(self) -> dict[str, int]:
        return {"text": LARGEST_TEXT, "all": LARGEST_SENT}

    @default("said")
    def _said_nothing(self) -> dict[str, Any]:
        return {
            "errors": [],
            "warnings": [],
            "notice": None,
            "status": "",
            "unkept": False,
            "over": False,
            "heard": 0,
            "pressed": 0,
            "turn": 0,
        }

    def fill(self, value: dict[str, Any]) -> None:
        """Put answers on screen in place of all that stands there, taken or not."""
        if value == self.value:
            # Taken from a browser, it was never sent to one: there, older answers stand for it.
            self.send_state("value")
        with self._quietly(), self.hold_trait_notifications():
            self.value, self.untaken, self.filled = value, {}, self.filled + 1

    @observe("value")
    def _value_set(self, _change: object) -> None:
        if not self._quiet:
            self.fill(self.value)

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

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
    # Our own script sends messages: ipywidgets holds back a trait while an answer is on its way,
    # and for good when the connection has lost that answer.

    def _handle_msg(self, msg: dict) -> None:
        try:
            data = msg["content"]["data"]
            if data["method"] == "custom":
                self._hear(data["content"])
            elif data["method"] == "update":
                state = data["state"]
                value = {"value": state["value"]} if "value" in state else {}
                self._hear(value | state.get("pressed", {}))
            elif data["method"] == "request_state":
                self.send_state()
        except Exception as error:  # a forged message must not end in a traceback
            log_failure(error)

    def _hear(self, message: dict[str, Any]) -> None:
        """Take over the answers, do what was pressed, and last of all say that it was heard."""
        number = message["n"] if type(message.get("n")) is int else 0
        name, pressed = message.get("press"), self.said["pressed"]
        # Sent before the form was filled anew, it is about words that are saved or put away.
        is_late = message.get("filled", self.filled) != self.filled
        try:
            if "value" in message and not is_late:
                self._take(message["value"], message.get("left_out"))
            if isinstance(name, str) and number > pressed and not is_late:
                pressed = number
                self.press(name)
        finally:
            if number > self.said["heard"]:
                self.tell(heard=number, pressed=pressed)

    def _take(self, value: object, left_out: object) -> None:
        sent = {self.only: value} if self.only and isinstance(value, dict) else value
        before = {self.only: self.value} if self.only else self.value
        answers, untaken = take(sent, left_out, before)
        if untaken:
            self.tell(status=say("form.not_taken"))
        taken = answers.get(self.only, {}) if self.only else answers
        # What is on screen stays there: the browser is sent nothing of this.
        with self._quietly(), self._lock_property(value=taken), self.hold_trait_notifications():
            self.untaken, self.value = untaken, taken

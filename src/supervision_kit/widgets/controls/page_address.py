"""Which place does the address bar name, and where on the page is the reader?"""

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
from traitlets import Dict, Unicode, default

from supervision_kit.widgets.controls.parts import part
from supervision_kit.widgets.guarding import log_failure

#: Longer than any code or name of a form.
_LONGEST = 200


class PageAddress(anywidget.AnyWidget):
    """Keeps the address and the window's title in step with what is shown, and Back with both.

    Nothing is visible. Every place is an entry of the browser's history; a form that is left is
    taken out of it. A login token is taken out of the address. In JupyterLab the address is the
    notebook's and is left alone.

    Parameters
    ----------
    on_went : callable, optional
        Called with the place (texts by query name) when the reader goes back or forward.

    Attributes
    ----------
    place : dict of str to str
        What the address names, such as ``{"case": "K-07", "form": "contact"}``; empty values are
        taken out of it.
    title : str
        The window's title; empty leaves it as it is.
    """

    place = Dict().tag(sync=True)
    title = Unicode().tag(sync=True)
    _esm = Unicode().tag(sync=True)

    def __init__(self, on_went: Callable[[Mapping[str, str]], object] | None = None) -> None:
        self._on_went = on_went or (lambda place: None)
        super().__init__()

    @default("_esm")
    def _read_script(self) -> str:
        return part("page_address.js")

    def tell(self, *, place: dict[str, str], title: str) -> None:
        """Name another place, and the window after it."""
        with self.hold_sync():
            self.place, self.title = place, title

    def focus(self, selector: str = "body") -> None:
        """Give the focus to what the CSS ``selector`` finds, once it is on the page."""
        self.send({"focus": selector})

    def _follow(self, n: object, said: Any) -> None:
        """Go where the reader went for the ``n``-th time, and say so: the page may have stayed."""
        try:
            self._on_went(_as_place(said, self.place))
        finally:
            self.send({"followed": n})

    # Only where it went is taken from a browser; the page looks at what that names.
    def _handle_msg(self, msg: dict) -> None:
        try:
            data = msg["content"]["data"]
            if data["method"] == "request_state":
                self.send_state()
            elif data["method"] == "custom":
                self._follow(data["content"]["n"], data["content"]["went"])
        except Exception as error:  # a forged message must not end in a traceback
            log_failure(error)


def _as_place(said: Any, known: Mapping[str, str]) -> dict[str, str]:
    """Return what a browser says of its address, by the names this page has in its own."""
    place = {name: said.get(name, "") for name in known}
    if not all(isinstance(text, str) and len(text) <= _LONGEST for text in place.values()):
        raise ValueError("not a place")
    return place

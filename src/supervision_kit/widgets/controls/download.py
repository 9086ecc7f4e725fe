"""How does a reader take a file with them?"""

from collections.abc import Callable
from typing import Any

import anywidget
from traitlets import Unicode, default

from supervision_kit.widgets.controls.parts import part
from supervision_kit.widgets.guarding import guarded, log_failure


class Download(anywidget.AnyWidget):
    """A button that makes a file when it is pressed and hands it to the browser.

    Parameters
    ----------
    label : str
        What the button says.
    make : callable
        Called without arguments at each press; returns the file's content, bytes or str.
    filename : str or callable
        The name it is saved under, or what returns it at each press.
    mime : str
        Such as ``image/png``.
    """

    label = Unicode().tag(sync=True)
    _esm = Unicode().tag(sync=True)
    _css = Unicode().tag(sync=True)

    def __init__(
        self,
        label: str,
        make: Callable[[], bytes | str],
        filename: str | Callable[[], str],
        mime: str = "application/octet-stream",
        **options: Any,
    ) -> None:
        self.make, self.filename, self.mime = make, filename, mime
        super().__init__(label=label, **options)

    @default("_esm")
    def _read_script(self) -> str:
        return part("download.js")

    @default("_css")
    def _read_style(self) -> str:
        return part("download.css")

    @guarded
    def click(self) -> None:
        """Make the file and send it, as a press in the browser does."""
        content = self.make()
        content = content.encode() if isinstance(content, str) else content
        filename = self.filename if isinstance(self.filename, str) else self.filename()
        self.send({"filename": filename, "mime": self.mime}, buffers=[content])

    def show_problem(self, sentence: str) -> None:
        """Say next to the button what went wrong."""
        self.send({"problem": sentence})

    # Only a press is taken from a browser: label and script are not its to set.
    def _handle_msg(self, msg: dict) -> None:
        try:
            data = msg["content"]["data"]
            if data["method"] == "custom" and data["content"] == {"press": "download"}:
                self.click()
            elif data["method"] == "request_state":
                self.send_state()
        except Exception as error:  # a forged message must not end in a traceback
            log_failure(error)

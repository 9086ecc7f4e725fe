"""Which case does the address bar name, and where on the page is the reader?"""

import anywidget
from traitlets import Unicode, default

from supervision_kit.widgets.controls.parts import part
from supervision_kit.widgets.guarding import log_failure


class PageAddress(anywidget.AnyWidget):
    """Keeps ``?case=…`` and the window's title in step with the case that is shown.

    Nothing is visible. A login token is taken out of the address. In JupyterLab the address is the
    notebook's and is left alone.

    Attributes
    ----------
    case : str
        The case's code; empty takes the case out of the address.
    title : str
        The window's title; empty leaves it as it is.
    """

    case = Unicode().tag(sync=True)
    title = Unicode().tag(sync=True)
    _esm = Unicode().tag(sync=True)

    @default("_esm")
    def _read_script(self) -> str:
        return part("page_address.js")

    def focus(self, selector: str = "body") -> None:
        """Give the focus to what the CSS ``selector`` finds, once it is on the page."""
        self.send({"focus": selector})

    # A browser has nothing to say here.
    def _handle_msg(self, msg: dict) -> None:
        try:
            if msg["content"]["data"]["method"] == "request_state":
                self.send_state()
        except Exception as error:  # a forged message must not end in a traceback
            log_failure(error)

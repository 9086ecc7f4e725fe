"""What does the server answer with: Voila, with our own doors, errors and scripts?"""

import asyncio
import logging
import signal
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application
from traitlets.config import Config
from voila.app import Voila

from supervision_kit.serving.doors import Doors
from supervision_kit.serving.frontend import BUNDLE, Asset
from supervision_kit.serving.handlers import (
    AllPages,
    Bundle,
    LookAs,
    NotFound,
    PageHandler,
    PageLeft,
    PageSignIn,
    RequestInfo,
    Start,
    TemplateFile,
    say_nothing,
)
from supervision_kit.serving.kernels import end_children
from supervision_kit.serving.looking import Looker
from supervision_kit.serving.proxy import Proxy
from supervision_kit.serving.readers import Readers
from supervision_kit.serving.served_workbooks import ServedWorkbooks

# No form of ours sends more than a token; what is written on a page goes by its web socket.
MOST_BODY_BYTES = 2**20


class Dashboards(Voila):
    """Voila, serving one workbook folder to whoever has the token, or a proxy's word.

    Parameters
    ----------
    config : Config
        From `supervision_kit.serving.settings.settings`.
    frame : dict
        What every page's frame shows, from `supervision_kit.serving.frame.frame`.
    frontend : Asset
        The scripts that make a page live, from `supervision_kit.serving.frontend.bundle`.
    doors : Doors
        Where the pages stand and what lets a browser in.
    back_door : str
        A part of an address nobody can guess, where warm kernels wait for their reader.
    lookers : callable
        Tells as whom the pages can be looked at; nobody, but in the sample caseload.
    proxy : Proxy or None
        What is agreed with the proxy that says who comes; None where tokens let people in.
    """

    def __init__(
        self,
        *,
        config: Config,
        frame: dict[str, Any],
        frontend: Asset,
        doors: Doors,
        back_door: str,
        lookers: Callable[[], list[Looker]],
        proxy: Proxy | None = None,
    ) -> None:
        super().__init__(config=config)
        self.frame = frame
        self.frontend = frontend
        self.doors = doors
        self.back_door = back_door
        self.lookers = lookers
        self.proxy = proxy

    @property
    def contents_manager(self) -> ServedWorkbooks:
        """The folder's files, each workbook as its page runs it."""
        return self._files

    @contents_manager.setter
    def contents_manager(self, _theirs: object) -> None:
        """Take ours where Voila would set one of its own, before the first kernel waits."""
        self._files = ServedWorkbooks(parent=self)

    def init_settings(self) -> Any:
        """Add what our own handlers and templates need."""
        settings: Any = super().init_settings()
        settings["voila_jinja2_env"].globals["frame"] = self.frame
        settings["template"] = self.voila_configuration.template
        settings["folder"] = Path(self.root_dir)
        settings["doors"] = self.doors
        settings["lookers"] = self.lookers
        settings["proxy"] = self.proxy
        settings["readers"] = Readers()
        settings["default_handler_class"] = NotFound
        settings["log_function"] = say_nothing
        return settings

    def init_handlers(self) -> Any:
        """Put our own answers before Voila's; the first that fits an address is used."""
        base = self.server_url
        voila = {"voila_configuration": self.voila_configuration}
        page = {"template_paths": self.template_paths, "config": self.config, **voila}
        ours = [
            (base, Start, page),
            (rf"{base}login", NotFound if self.proxy else PageSignIn),
            (rf"{base}look-as", NotFound if self.proxy else LookAs),
            (rf"{base}voila/render/(.*)", PageHandler, page),
            (rf"{base}voila/tree(.*)", AllPages),
            (rf"{base}voila/templates/(.*)", TemplateFile),
            (rf"{base}voila/assets/[0-9a-f]+/(.*)", Bundle, {"assets": {BUNDLE: self.frontend}}),
            (rf"{base}{self.back_door}/voila/query/(?P<kernel_id>[\w-]+)", RequestInfo),
            *([(rf"{base}voila/api/shutdown/(?P<kernel_id>.*)", PageLeft)] if self.proxy else []),
            # Voila would hand out the folder's pictures, list its files and answer any query.
            (rf"{base}(?:voila/files|voila/query|voila/api/contents|logout)(?:/.*)?", NotFound),
        ]
        theirs: Any = super().init_handlers()
        return [*ours, *theirs]

    async def answer(self, sockets: list[socket.socket], stop: asyncio.Event) -> None:
        """Serve on open sockets until told to stop, and leave no kernel behind."""
        self.connection_dir = tempfile.mkdtemp(prefix="voila_", dir=self.connection_dir_root)
        settings = self.init_settings()
        self.app = Application(**settings)
        self.app.settings.update(self.tornado_settings)
        self.app.add_handlers(".*$", self.init_handlers())
        server = HTTPServer(self.app, max_body_size=MOST_BODY_BYTES)
        server.add_sockets(sockets)
        # Before anybody asks: compressing takes as long as drawing a page.
        await asyncio.to_thread(lambda: self.frontend.compressed)
        try:
            await stop.wait()
        finally:
            server.stop()
            # What fails from here on fails because its kernel has been ended.
            logging.disable(logging.CRITICAL)
            await asyncio.to_thread(end_children)


def stop_on_signals(stop: asyncio.Event) -> None:
    """Stop when asked to from the keyboard, by the system, or when the terminal is closed."""
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))

"""Who may see a page, and what is sent back for each address?"""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.login import LoginFormHandler
from tornado import web
from voila.handler import BaseVoilaHandler
from voila.request_info_handler import RequestInfoSocketHandler
from voila.tornado.handler import TornadoVoilaHandler

from supervision_kit.serving.frame import START, page_address, pages
from supervision_kit.serving.frontend import Asset
from supervision_kit.serving.kernels import drop_dead_kernels

FOREVER = "public, max-age=31536000, immutable"


class Page(TornadoVoilaHandler):
    """One workbook as a page, drawn by its own kernel."""

    async def prepare(self) -> None:
        """Let the reader in, then take the token out of what the page's kernel is told."""
        await super().prepare()
        if self.current_user:
            _forget_token(self.request)

    @web.authenticated
    async def get(self, path: str | None = None) -> None:
        """Send the page, beginning at once with what does not wait for the kernel."""
        if not path or not path.endswith(".ipynb") or not self.contents_manager.file_exists(path):
            raise web.HTTPError(404)
        drop_dead_kernels(self.kernel_manager, path)
        # Asking for it sets the cookie that the page needs to end its kernel when it is left.
        _ = self.xsrf_token
        await super().get(path)


class Start(Page):
    """The front door: leads to the start page, or to the list of pages where there is none."""

    @web.authenticated
    async def get(self, path: str | None = None) -> None:
        """Lead on, with the token if that is how the reader came in."""
        address = page_address(START, self.base_url)
        if not self.contents_manager.file_exists(START):
            address = f"{self.base_url}voila/tree"
        token = self.get_argument("token", "")
        self.redirect(web.url_concat(address, {"token": token}) if token else address)


class AllPages(BaseVoilaHandler):
    """The list of all pages in the workbook folder."""

    @web.authenticated
    async def get(self, path: str = "") -> None:
        """Send the list; folders inside the workbook folder are not shown."""
        if path.strip("/"):
            raise web.HTTPError(404)
        await self.finish(
            self.render_template("tree.html", pages=pages(self.settings["folder"], self.base_url))
        )


class SignIn(BaseVoilaHandler, LoginFormHandler):
    """Asks for the token when an address came without it."""

    def initialize(self, **kwargs: Any) -> None:
        """Accept being set up with or without Voila's configuration."""
        super().initialize(voila_configuration=self.settings["voila"].voila_configuration)

    def _render(self, message: Any = None) -> None:
        self.write(self.render_template("sign-in.html", wrong=bool(message)))


class NotFound(BaseVoilaHandler):
    """Every address that leads nowhere, or must not lead anywhere."""

    def initialize(self, **kwargs: Any) -> None:
        """Accept being set up with or without Voila's configuration."""
        super().initialize(voila_configuration=self.settings["voila"].voila_configuration)

    @allow_unauthenticated
    async def prepare(self) -> None:
        """Answer every method alike."""
        raise web.HTTPError(404)


class RequestInfo(RequestInfoSocketHandler):
    """Tells a warm kernel, once, what the reader it is given to has asked for."""

    kernel_id = ""

    def open(self, kernel_id: str) -> None:
        """Answer now if somebody has asked already, or else as soon as somebody does."""
        self.kernel_id = kernel_id
        super().open(kernel_id)

    def on_close(self) -> None:
        """Keep nothing of what was asked."""
        self._waiters.pop(self.kernel_id, None)
        self._cache.pop(self.kernel_id, None)


class Bundle(web.RequestHandler):
    """The scripts a page needs, under an address that changes when they do."""

    def initialize(self, assets: dict[str, Asset]) -> None:
        """Take what may be asked for, by name."""
        self.assets = assets

    async def get(self, name: str) -> None:
        """Send one script, compressed where the browser reads that."""
        asset = self.assets.get(name)
        if asset is None:
            raise web.HTTPError(404)
        self.set_header("Cache-Control", FOREVER)
        self.set_header("Content-Type", asset.content_type)
        self.set_header("Vary", "Accept-Encoding")
        self.set_header("X-Content-Type-Options", "nosniff")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            await self.finish(asset.compressed)
        else:
            await self.finish(asset.content)


def say_nothing(handler: web.RequestHandler) -> None:
    """Log no request: addresses carry case codes, and the first one carries the token."""


def _forget_token(request: Any) -> None:
    kept = [pair for pair in parse_qsl(request.query, keep_blank_values=True) if pair[0] != "token"]
    request.query = urlencode(kept)
    # Voila passes the whole address on to the next warm kernel, which belongs to somebody else.
    request.uri = request.path

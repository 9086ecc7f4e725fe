"""What is sent back for each address of the pages?"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any, ClassVar

from jupyter_server.auth.decorator import authorized
from tornado import web
from voila.handler import BaseVoilaHandler
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler

from supervision_kit.frameworks import say
from supervision_kit.pages.workbooks import START
from supervision_kit.serving.frame import page_address, pages
from supervision_kit.serving.frontend import Asset
from supervision_kit.serving.looking import COOKIE, Looker, way_back
from supervision_kit.serving.readers import KernelsFor, PageReader
from supervision_kit.serving.visits import SignIn, Visit

#: Where the frame says for whom a page is.
PLACE = "<!-- for whom -->"
FOREVER = "public, max-age=31536000, immutable"


class PageVisit(Visit, BaseVoilaHandler):
    """What every page of ours does first, and how it is drawn."""

    def initialize(self, **kwargs: Any) -> None:
        """Accept being set up with or without Voila's configuration."""
        voila = self.settings["voila"].voila_configuration
        super().initialize(**{"voila_configuration": voila, **kwargs})

    #: As whom the pages can be looked at; nobody, but in the sample caseload.
    lookers: Sequence[Looker] = ()

    def reader(self) -> PageReader | None:
        """Say for whom a page's kernel works; None where that is the account it runs under."""
        if self.proxy is not None:
            name = self.current_user.username
            return PageReader(name, self.proxy.at_work(name))
        chosen = self.get_cookie(COOKIE)
        return next((each.reader for each in self.lookers if each.code == chosen), None)

    def render_template(self, name: str, **given: Any) -> str:
        """Draw a page that no workbook draws, with for whom it is."""
        return self.for_reader(super().render_template(name, **given))

    def for_reader(self, html: str) -> str:
        """Put into the frame for whom a page is; a warm kernel has drawn it before that was known.

        Nothing of the kind stands in what a person typed: that is escaped.
        """
        if PLACE not in html:
            return html
        now = next((each for each in self.lookers if each.code == self.get_cookie(COOKIE)), None)
        drawn = self.get_template("reader.html").render(
            address=f"{self.base_url}look-as",
            looking=say("frame.looking_as", code=now.code) if now else say("frame.looking_at_all"),
            lookers=self.lookers,
            now=now.code if now else "",
            roles=now.roles if now else "",
            signed_in=self.proxy and say("frame.signed_in", sign_in=self.current_user.username),
            xsrf=self.xsrf_form_html(),
        )
        return html.replace(PLACE, drawn, 1)

    async def prepare(self, **kwargs: Any) -> None:
        """Let the reader in; whom nobody has put in here sees that, and nothing else."""
        await super().prepare(**kwargs)
        if self._finished or not self.current_user:
            return
        if self.proxy is None:
            self.lookers = await asyncio.to_thread(self.settings["lookers"])
            return
        sign_in = self.current_user.username
        if not await asyncio.to_thread(self.proxy.knows, sign_in):
            self.set_status(403)
            words = say("frame.stranger_signed_in", sign_in=sign_in)
            await self.finish(self.render_template("stranger.html", signed_in=words))


class PageHandler(PageVisit, TornadoVoilaHandler):
    """One workbook as a page, drawn by its own kernel."""

    @property
    def kernel_manager(self) -> Any:
        """The kernels, of which each one this page is given works for its reader."""
        kernels, reader = super().kernel_manager, self.reader()
        return KernelsFor(kernels, self.settings["readers"], reader) if reader else kernels

    async def get_generator(self, path: str | None = None) -> AsyncGenerator[str]:
        """Draw the page piece by piece, with for whom it is in its frame."""
        pieces: Any = super().get_generator(path=path)
        async for html in pieces:
            yield self.for_reader(html)

    async def prepare(self, **kwargs: Any) -> None:
        """Let the reader in, then keep from the next kernel what this one is asked for."""
        await super().prepare(**kwargs)
        # Voila passes the whole address on to the next warm kernel, which belongs to somebody else.
        self.request.uri = self.request.path

    @web.authenticated
    async def get(self, path: str | None = None) -> None:
        """Send the page, beginning at once with what does not wait for the kernel."""
        if not path or not path.endswith(".ipynb") or not self.contents_manager.file_exists(path):
            raise web.HTTPError(404)
        kernels: Any = self.kernel_manager
        kernels.make_ready(path)
        # Asking for it sets the cookie that the page needs to end its kernel when it is left.
        _ = self.xsrf_token
        sent: Any = super().get(path)
        await sent


class Start(PageHandler):
    """The front door: leads to the start page, or to the list of pages where there is none."""

    @web.authenticated
    async def get(self, path: str | None = None) -> None:
        """Lead on."""
        has_start = self.contents_manager.file_exists(START)
        self.redirect(
            page_address(START, self.base_url) if has_start else f"{self.base_url}voila/tree"
        )


class AllPages(PageVisit):
    """The list of all pages in the workbook folder."""

    @web.authenticated
    async def get(self, path: str = "") -> None:
        """Send the list; folders inside the workbook folder are not shown."""
        if path.strip("/"):
            raise web.HTTPError(404)
        await self.finish(
            self.render_template("tree.html", pages=pages(self.settings["folder"], self.base_url))
        )


class LookAs(PageVisit):
    """Has the sample caseload looked at as another of its people from now on."""

    @web.authenticated
    def post(self) -> None:
        """Keep as whom, and lead back; where there are other records there is no such address."""
        chosen = self.get_body_argument("as", "")
        if not self.lookers or chosen not in {"", *(each.code for each in self.lookers)}:
            raise web.HTTPError(404)
        self.set_cookie(COOKIE, chosen, path=self.base_url, httponly=True, samesite="Lax")
        came_from = self.request.headers.get("Referer", "")
        self.redirect(way_back(came_from, self.request.host, self.base_url), status=303)


class PageSignIn(PageVisit, SignIn):
    """Asks for the address when a page was opened without it."""


class NotFound(PageVisit):
    """Every address that leads nowhere, or must not lead anywhere."""

    async def prepare(self, **kwargs: Any) -> None:
        """Answer every method alike; who is not let in learns nothing about what is here."""
        await super().prepare(**kwargs)
        if not self._finished:
            raise web.HTTPError(404)


class RequestInfo(RequestInfoSocketHandler):
    """Tells a warm kernel what the reader it is given to has asked for, as often as it asks.

    Voila tells it once only: a workbook that asks twice would wait for ever.
    """

    told: ClassVar[dict[str, Any]] = {}
    kernel_id = ""

    def open(self, kernel_id: str) -> None:
        """Answer now if somebody has asked already, or else as soon as somebody does."""
        self.kernel_id = kernel_id
        for ended in [name for name in self.told if name not in self.settings["kernel_manager"]]:
            del self.told[ended]
        if kernel_id in self.told:
            super().write_message(self.told[kernel_id])
        else:
            super().open(kernel_id)

    def write_message(self, message: Any, binary: bool = False) -> Any:
        """Pass on what was asked and by whom, and keep it for as long as the kernel lives."""
        message = {**message, **self.settings["readers"].variables_of(self.kernel_id)}
        self.told[self.kernel_id] = message
        return super().write_message(message, binary)

    def on_close(self) -> None:
        """Wait for nobody any more."""
        self._waiters.pop(self.kernel_id, None)
        self._cache.pop(self.kernel_id, None)


class PageLeft(VoilaShutdownKernelHandler):
    """Ends the kernel of a page that is left, if it is the reader's own."""

    auth_resource = "kernels"

    @authorized("write")
    async def post(self, kernel_id: str) -> None:
        """End it."""
        ended: Any = super().post(kernel_id)
        await ended


class TemplateFile(TemplateStaticFileHandler):
    """The pages' own style sheet, script and typeface; no other template's files."""

    def parse_url_path(self, path: str) -> str:
        """Refuse every path but a plain file name in our template's folder."""
        template, _, rest = path.partition("/static/")
        if template != self.settings["template"] or "/" in rest or ".." in rest:
            raise web.HTTPError(404)
        return super().parse_url_path(path)

    def set_extra_headers(self, path: str) -> None:
        """Say that the browser must not guess what kind of file it is."""
        self.set_header("X-Content-Type-Options", "nosniff")


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

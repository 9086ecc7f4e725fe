"""Who may see a page, and what is sent back for each address?"""

from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.login import LoginFormHandler
from tornado import web
from tornado.httputil import url_concat
from voila.handler import BaseVoilaHandler
from voila.request_info_handler import RequestInfoSocketHandler
from voila.static_file_handler import TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler

from supervision_kit.pages.workbooks import START
from supervision_kit.serving.addresses import LOOPBACK
from supervision_kit.serving.frame import page_address, pages
from supervision_kit.serving.frontend import Asset

# Why the sign-in page is shown: an address of an earlier run, one that has been used, one that was
# kept without its token. Each has a sentence of its own.
WHY = ("earlier", "used", "kept")
FOREVER = "public, max-age=31536000, immutable"


class Visit(BaseVoilaHandler):
    """What every page of ours does first: find out who asks, and take the token out of sight."""

    def initialize(self, **kwargs: Any) -> None:
        """Accept being set up with or without Voila's configuration."""
        voila = self.settings["voila"].voila_configuration
        super().initialize(**{"voila_configuration": voila, **kwargs})

    def set_default_headers(self) -> None:
        """Keep every page, and every address that leads to one, out of the browser's cache."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")

    async def prepare(self, **kwargs: Any) -> None:
        """Let the reader in, and lead on to the same address without its token."""
        self.came_with_token = "token" in self.request.arguments
        self._forget_token()
        if is_of_another_run(self.request.host_name, self.settings["own_name"]):
            self.redirect(earlier_run(self.request.uri, self.settings["port"]))
            return
        await super().prepare(**kwargs)
        if self.came_with_token and self.current_user and self.request.method == "GET":
            self.redirect(self.request.uri)

    def _forget_token(self) -> None:
        """Take the token out of the address: it would go on to the sign-in page, and be kept."""
        pairs = parse_qsl(self.request.query, keep_blank_values=True)
        kept = urlencode([pair for pair in pairs if pair[0] != "token"])
        self.request.query = kept
        # Two slashes at the beginning would lead to another host.
        path = "/" + self.request.path.lstrip("/\\")
        self.request.uri = f"{path}?{kept}" if kept else path

    def get_login_url(self) -> str:
        """Return where to sign in, with the page that was asked for and what came of the token."""
        asked = {"next": self.request.uri, **({"why": "used"} if self.came_with_token else {})}
        return url_concat(super().get_login_url(), asked)


class Page(Visit, TornadoVoilaHandler):
    """One workbook as a page, drawn by its own kernel."""

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


class Start(Page):
    """The front door: leads to the start page, or to the list of pages where there is none."""

    @web.authenticated
    async def get(self, path: str | None = None) -> None:
        """Lead on."""
        has_start = self.contents_manager.file_exists(START)
        self.redirect(
            page_address(START, self.base_url) if has_start else f"{self.base_url}voila/tree"
        )


class AllPages(Visit):
    """The list of all pages in the workbook folder."""

    @web.authenticated
    async def get(self, path: str = "") -> None:
        """Send the list; folders inside the workbook folder are not shown."""
        if path.strip("/"):
            raise web.HTTPError(404)
        await self.finish(
            self.render_template("tree.html", pages=pages(self.settings["folder"], self.base_url))
        )


class SignIn(Visit, LoginFormHandler):
    """Asks for the address when a page was opened without it, and says why."""

    @allow_unauthenticated
    def post(self) -> None:
        """Let in whoever pastes an address, or its token, that opens the pages now."""
        user = self.current_user = self.identity_provider.process_login_form(self)
        if user is None:
            self.set_status(401)
            self._render(message="wrong")
            return
        wanted = self.get_query_argument("next", self.base_url)
        if self.settings["own_name"] in self.get_body_argument("password", ""):
            self._lead_on(wanted)
        else:
            self.identity_provider.set_login_cookie(self, user)
            self._redirect_safe(wanted)

    def _lead_on(self, wanted: str) -> None:
        """Lead to this run's own name, where the cookie goes to no other program."""
        path = "/" + wanted.lstrip("/\\")
        token = {"token": self.settings["tickets"].once()}
        own = f"http://{self.settings['own_name']}:{self.settings['port']}"
        self.write(self.render_template("onward.html", address=url_concat(own + path, token)))

    def _render(self, message: Any = None) -> None:
        """Show the page; by now the window where the server runs shows an address that opens."""
        self.settings["tickets"].renew()
        wanted = self.get_query_argument("next", self.base_url)
        why = self.get_query_argument("why", "" if wanted == self.base_url else "kept")
        why = why if why in WHY else ""
        self.write(self.render_template("sign-in.html", wrong=bool(message), why=why))


class NotFound(Visit):
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
        """Pass on what was asked, and keep it for as long as the kernel lives."""
        self.told[self.kernel_id] = message
        return super().write_message(message, binary)

    def on_close(self) -> None:
        """Wait for nobody any more."""
        self._waiters.pop(self.kernel_id, None)
        self._cache.pop(self.kernel_id, None)


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


def is_of_another_run(host: str, own_name: str) -> bool:
    """Say whether an address was kept from a run before this one, which had another name."""
    return host.lower().endswith(".localhost") and host.lower() != own_name


def earlier_run(uri: str, port: int) -> str:
    """Return the sign-in page for an earlier run's address; it does not tell this run's name."""
    return url_concat(f"http://{LOOPBACK}:{port}/login", {"next": uri, "why": "earlier"})

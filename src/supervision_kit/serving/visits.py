"""Who comes to an address, what do they bring with them, and who is asked to sign in?"""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.login import LoginFormHandler
from jupyter_server.base.handlers import JupyterHandler
from tornado.httputil import url_concat

from supervision_kit.serving.doors import Doors
from supervision_kit.serving.proxy import Proxy

# Why the sign-in page is shown: an address of an earlier run, one that has been used, one that was
# kept without its token. Each has a sentence of its own.
WHY = ("earlier", "used", "kept")


class Visit(JupyterHandler):
    """What every answer of ours does first: find out who asks, and take the token out of sight."""

    @property
    def doors(self) -> Doors:
        """Where this run stands and what lets a browser in."""
        return self.settings["doors"]

    @property
    def proxy(self) -> Proxy | None:
        """What is agreed with a proxy that says who comes; None where tokens let people in."""
        return self.settings.get("proxy")

    def set_default_headers(self) -> None:
        """Keep every page, and every address that leads to one, out of the browser's cache."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")

    async def prepare(self, **kwargs: Any) -> None:
        """Let the reader in, and lead on to the same address without its token."""
        if self.proxy is not None:
            await super().prepare(_redirect_to_login=False, **kwargs)
            return
        self.came_with_token = "token" in self.request.arguments
        self._forget_token()
        if not self.doors.lets_in_under(self.request.host_name):
            asked = {"next": self.request.uri, "why": "earlier"}
            self.redirect(url_concat(self.doors.for_strangers("/login"), asked))
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
        if self.doors.own_name in self.get_body_argument("password", ""):
            self._lead_on(wanted)
        else:
            self.identity_provider.set_login_cookie(self, user)
            self._redirect_safe(wanted)

    def _lead_on(self, wanted: str) -> None:
        """Lead to this run's own name, where the cookie goes to no other program."""
        address = self.doors.on_own_name("/" + wanted.lstrip("/\\"))
        self.write(self.render_template("onward.html", address=address))

    def _render(self, message: Any = None) -> None:
        """Show the page; by now the window where the kit runs shows an address that opens."""
        self.doors.tickets.renew()
        wanted = self.get_query_argument("next", self.base_url)
        why = self.get_query_argument("why", "" if wanted == self.base_url else "kept")
        why = why if why in WHY else ""
        self.write(self.render_template("sign-in.html", wrong=bool(message), why=why))

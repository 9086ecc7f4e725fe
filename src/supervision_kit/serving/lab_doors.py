"""How do the doors of the pages stand before JupyterLab too?

JupyterLab has doors of its own: one token for as long as it runs, in its addresses and its pages.
Ours are put before them. All that lies behind asks for the cookie, as it always does.
"""

import secrets
from typing import Any

from jinja2 import Environment, FileSystemLoader
from jupyter_server.auth.decorator import allow_unauthenticated
from tornado import web
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, PathMatches, Rule
from traitlets.config import Config

from supervision_kit.pages.places import bundled_folder, font_file
from supervision_kit.serving.addresses import LOOPBACK
from supervision_kit.serving.doors import Doors
from supervision_kit.serving.frame import frame
from supervision_kit.serving.settings import TEMPLATE
from supervision_kit.serving.tickets import Visitors
from supervision_kit.serving.visits import SignIn, Visit

LOOK = "/login-look/"
STYLES, FONT = "supervision.css", font_file().name


def doors_of_lab(doors: Doors) -> Config:
    """Return where JupyterLab listens and who may come in."""
    return Config(
        {
            "ServerApp": {
                "ip": LOOPBACK,
                "port": doors.port,
                "port_retries": 0,
                "allow_remote_access": False,
                "local_hostnames": ["localhost", doors.own_name],
                "identity_provider_class": Visitors,
                # Otherwise kept in a file, so that a cookie would outlive its run.
                "cookie_secret": secrets.token_bytes(32),
                # A file with an address in it; the browser is sent to a door of ours.
                "no_browser_open_file": True,
                "open_browser": False,
                "tornado_settings": {
                    "doors": doors,
                    "headers": {
                        "Cache-Control": "no-store",
                        "Cross-Origin-Opener-Policy": "same-origin",
                        "Cross-Origin-Resource-Policy": "same-origin",
                        "Referrer-Policy": "same-origin",
                    },
                    "xsrf_cookie_kwargs": {"samesite": "Strict"},
                },
            },
            "IdentityProvider": {"token": "", "cookie_options": {"samesite": "Lax"}},
        }
    )


def put_doors_before(application: Any) -> None:
    """Let our doors answer first: to a token, to an earlier run's address, and at the sign-in."""
    templates = bundled_folder("templates") / "voila" / TEMPLATE
    look = Environment(loader=FileSystemLoader(templates), autoescape=True)
    look.globals["frame"] = frame(templates, label="", frontend="", preload=[])
    look.globals["include_url"] = lambda name: LOOK + name.rpartition("/")[2]
    application.settings["look"] = look
    application.default_router.rules[:0] = [
        Rule(Knock(application.settings["doors"]), Entrance),
        Rule(PathMatches("/login"), LabSignIn),
        Rule(PathMatches(f"{LOOK}({STYLES})"), Look, {"path": str(templates / "static")}),
        Rule(PathMatches(f"{LOOK}({FONT})"), Look, {"path": str(font_file().parent)}),
    ]


class Knock(Matcher):
    """Fits a request that brings a token with its address, or the name of an earlier run."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return nothing to pass on, or None if the request goes past this door."""
        knocks = "token" in request.query_arguments
        is_ours = self.doors.lets_in_under(request.host_name)
        return None if is_ours and not knocks else {}


class Entrance(Visit):
    """Lets in whoever brings a token, and leads on without it; all others to the sign-in page."""

    @web.authenticated
    def get(self) -> None:
        """Say nothing more: `Visit` has led on."""


class LabSignIn(SignIn):
    """Asks for the address, with the same words and in the same look as before the pages."""

    def get_template(self, name: str) -> Any:
        """Return one of our templates; only the sign-in pages are drawn with them."""
        return self.settings["look"].get_template(name)


class Look(web.StaticFileHandler):
    """The style sheet and the typeface of the sign-in page; they tell nobody anything."""

    @allow_unauthenticated
    def get(self, path: str, include_body: bool = True) -> Any:
        """Send one."""
        return super().get(path, include_body)

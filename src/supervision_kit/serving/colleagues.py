"""Who of several people asks, and which kernels are theirs to speak with?"""

from typing import Any

from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import IdentityProvider, User
from tornado.web import RequestHandler

from supervision_kit.serving.proxy import Proxy
from supervision_kit.serving.readers import Readers


class Colleagues(IdentityProvider):
    """Let in whoever the proxy names, request by request; there is no token and no cookie."""

    def get_user(self, handler: RequestHandler) -> User | None:
        """Return whoever asks, or None if the proxy does not say who it is."""
        proxy: Proxy = handler.settings["proxy"]
        name = proxy.user_in(handler.request.headers)
        return User(username=name) if name else None


class OwnKernels(Authorizer):
    """Let everybody speak with the kernels behind their own pages, and with nothing else."""

    def is_authorized(self, handler: Any, user: User, action: str, resource: str) -> bool:
        """Say whether what is asked about is a kernel of this user's own page."""
        readers: Readers = handler.settings["readers"]
        kernel_id = handler.path_kwargs.get("kernel_id", "")
        return resource == "kernels" and readers.is_of(kernel_id, user.username)

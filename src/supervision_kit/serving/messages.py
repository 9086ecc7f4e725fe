"""Which messages from a browser are passed on to a page's kernel?"""

import struct
from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

PROTOCOL = "v1.kernel.websocket.jupyter.org"
# A form sends a handful of parts. Each part is a number in front of the message: who could claim
# any number of them could make the server build a list of that length.
MOST_PARTS = 1_000
MISUSED = 1007  # what web sockets call a message that is not what it says


class CheckedConnection(ZMQChannelsWebsocketConnection):
    """Close a page's connection on a message that is not what it claims to be.

    Only that page is out; what can be read is passed on as before, and checked again by the
    kernel's own code.
    """

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        """Pass a message on, or close the connection it came by."""
        is_v1 = self.subprotocol == PROTOCOL
        try:
            if not is_sound(incoming_msg, is_v1=is_v1):
                raise ValueError("not a message")
            super().handle_incoming_message(incoming_msg)
        except Exception as error:  # whatever a forged message makes the reading of it stumble over
            self.log.warning("A connection was closed over a message: %s", type(error).__name__)
            self.websocket_handler.close(MISUSED)


def is_sound(message: Any, *, is_v1: bool) -> bool:
    """Say whether a message's parts lie inside it, one after the other, and are not too many.

    Parameters
    ----------
    message : bytes or str
        As it came through the web socket.
    is_v1 : bool
        Whether both sides have agreed on Jupyter's newer way of writing messages, which is
        always binary. In the older one a message without binary parts is text.
    """
    if isinstance(message, str):
        return not is_v1
    offsets = _offsets_v1(message) if is_v1 else _offsets_older(message)
    return offsets is not None and offsets == sorted(offsets) and offsets[-1] <= len(message)


def _offsets_v1(message: bytes) -> list[int] | None:
    """Return where channel, header, parent, metadata, content and binary parts begin, and end."""
    n_offsets = int.from_bytes(message[:8], "little")
    begin = 8 * (n_offsets + 1)
    if not 6 <= n_offsets <= MOST_PARTS or begin > len(message):
        return None
    return [begin, *struct.unpack(f"<{n_offsets}Q", message[8:begin])]


def _offsets_older(message: bytes) -> list[int] | None:
    """Return where the message itself and its binary parts begin."""
    n_parts = int.from_bytes(message[:4], "big")
    begin = 4 * (n_parts + 1)
    if not 1 <= n_parts <= MOST_PARTS or begin > len(message):
        return None
    return [begin, *struct.unpack(f">{n_parts}I", message[4:begin])]

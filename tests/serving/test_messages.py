"""Does a forged message end one connection and nothing else?"""

import json
import socket
import struct
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from supervision_kit.serving.messages import MISUSED, MOST_PARTS, PROTOCOL, is_sound
from tests.server import CASE_PAGE, page_config

FULL = "K-7F3Q"
TOO_BIG = 1009  # what a web socket is closed with over a message longer than the server takes
HEADER = {"msg_id": "1", "msg_type": "kernel_info_request", "session": "s", "version": "5.4"}


def v1(*parts, channel=b"shell", claimed=None):
    """A message in the newer way, claiming as many offsets as it has or another number."""
    offsets = [8 * (len(parts) + 3)]
    for part in (channel, *parts):
        offsets.append(offsets[-1] + len(part))
    n_offsets = claimed or len(offsets)
    return struct.pack(f"<{1 + len(offsets)}Q", n_offsets, *offsets) + channel + b"".join(parts)


def older(*parts, claimed=None):
    """A binary message in the older way."""
    offsets = [4 * (len(parts) + 1)]
    for part in parts[:-1]:
        offsets.append(offsets[-1] + len(part))
    n_parts = claimed or len(parts)
    return struct.pack(f">{1 + len(offsets)}I", n_parts, *offsets) + b"".join(parts)


PARTS = (json.dumps(HEADER).encode(), b"{}", b"{}", b"{}")
WHOLE = older(json.dumps({"header": HEADER, "parent_header": {}, "content": {}}).encode(), b"x")
FORGED = {
    "60 million parts in 72 bytes": (PROTOCOL, v1(*[b""] * 6, claimed=60_000_000)),
    "parts without number": (PROTOCOL, v1(*[b""] * 6, claimed=2**64 - 1)),
    "more parts than any form has": (PROTOCOL, v1(*PARTS, *[b""] * MOST_PARTS)),
    "offsets that go back": (PROTOCOL, struct.pack("<8Q", 7, 64, 65, 64, 65, 64, 65, 64) + b"x"),
    "offsets past the end": (PROTOCOL, v1(*PARTS)[:-1]),
    "a header that is no header": (PROTOCOL, v1(b"[" * 100_000, b"{}", b"{}", b"{}")),
    "nothing": (PROTOCOL, b""),
    "text where there is none": (PROTOCOL, "{}"),
    "60 million parts, the older way": (None, older(b"{}", claimed=60_000_000)),
    "less than no part, the older way": (None, older(b"{}", claimed=2**32 - 1)),
    "offsets past the end, the older way": (None, struct.pack(">3I", 2, 12, 99) + b"{}"),
    "no message, the older way": (None, "[]"),
    "brackets without end, the older way": (None, "[" * 100_000),
    "no header, the older way": (None, '{"channel": "shell"}'),
    "more than the server takes": (PROTOCOL, v1(*PARTS, b"x" * 11_000_000)),
}


def test_what_a_page_sends_is_sound():
    assert is_sound(v1(*PARTS), is_v1=True)
    assert is_sound(v1(*PARTS, b"picture", b""), is_v1=True)
    assert is_sound(WHOLE, is_v1=False)
    assert is_sound("{}", is_v1=False)


@pytest.mark.parametrize("cut", range(0, 70, 3))
def test_a_message_cut_anywhere_is_read_without_a_fault(cut):
    assert not is_sound(v1(*PARTS)[:cut], is_v1=True)


@pytest.fixture
def channel(server):
    """Opens a web socket to a page's own kernel."""
    kernel = page_config(server.get(CASE_PAGE, case=FULL)[2])["kernelId"]
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in server.jar)
    port = int(server.loopback.rstrip("/").rpartition(":")[2])

    def open_socket(protocol):
        return connect(
            f"{server.root}api/kernels/{kernel}/channels?session_id=s".replace("http", "ws", 1),
            sock=socket.create_connection(("127.0.0.1", port)),
            additional_headers={"Cookie": cookies},
            subprotocols=[protocol] if protocol else None,
            compression=None,
            open_timeout=60,
            max_size=None,
        )

    return open_socket


def answers(opened):
    """Ask what kernel this is, until it has said so; it answers no message twice."""
    header = json.dumps(HEADER | {"msg_id": uuid4().hex}).encode()
    opened.send(v1(header, *PARTS[1:]))
    while b"kernel_info_reply" not in opened.recv(60):
        continue
    return True


def send_and_read_on(opened, message):
    opened.send(message)
    while True:
        opened.recv(60)


def test_a_forged_message_closes_its_own_connection_only(server, channel):
    with channel(PROTOCOL) as other:
        assert answers(other)
    for name, (protocol, message) in FORGED.items():
        with channel(protocol) as opened, pytest.raises(ConnectionClosed) as closed:
            send_and_read_on(opened, message)
        assert closed.value.rcvd is None or closed.value.rcvd.code in (MISUSED, TOO_BIG), name
    with channel(PROTOCOL) as other:
        assert answers(other)
    assert server.get("voila/tree")[0] == 200
    assert "Traceback" not in server.log.read_text()

"""How does a test cut the line between a browser and a server, and join it again?"""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit


class Relay:
    """Passes on what goes to a server on this computer, until it is cut.

    Parameters
    ----------
    address : str
        An address of the server; `self.address` is the same by way of the relay.
    """

    def __init__(self, address: str) -> None:
        asked = urlsplit(address)
        self._target = ("127.0.0.1", asked.port)  # the name is known to browsers only
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.is_cut = False
        port = self._listener.getsockname()[1]
        self.address = urlunsplit(asked._replace(netloc=f"{asked.hostname}:{port}"))
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Close every connection and take no new one."""
        self.is_cut = True
        for each in list(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def join(self) -> None:
        """Take connections again."""
        self.is_cut = False

    def close(self) -> None:
        """End for good."""
        self.cut()
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listener.accept()
                if self.is_cut:
                    here.close()
                    continue
                try:
                    there = socket.create_connection(self._target)
                except OSError:  # the server has ended
                    here.close()
                    continue
                self._open |= {here, there}
                for source, target in ((here, there), (there, here)):
                    threading.Thread(
                        target=self._pass_on, args=(source, target), daemon=True
                    ).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            self._open.discard(each)
            each.close()

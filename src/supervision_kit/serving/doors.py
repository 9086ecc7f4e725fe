"""Where do a run's pages stand, and what lets a browser in?

A run is one start of the kit, whether it serves pages or opens JupyterLab. It has a port, a host
name nobody can guess, and tokens that open for a moment; all three end with it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from supervision_kit.serving.addresses import LOOPBACK, address_of, name_to_open, new_name
from supervision_kit.serving.tickets import Tickets


@dataclass(frozen=True)
class Doors:
    """The doors of one run.

    Parameters
    ----------
    port : int
        Where it listens, on loopback only.
    own_name : str
        The host name of this run.
    tickets : Tickets
        The tokens that let a browser in.
    """

    port: int
    own_name: str
    tickets: Tickets

    @property
    def printed(self) -> str:
        """The address to print, with the token that was made last."""
        return address_of(self.own_name, self.port, self.tickets.current)

    def to_open(self) -> str:
        """Return an address for the user's browser, which opens a single time."""
        return address_of(name_to_open(self.own_name), self.port, self.tickets.once())

    def on_own_name(self, path: str) -> str:
        """Return the address of a page under this run's own name, to open a single time."""
        return address_of(self.own_name, self.port, self.tickets.once(), path)

    def for_strangers(self, path: str) -> str:
        """Return the address of a page under a name that tells nothing of this run."""
        return f"http://{LOOPBACK}:{self.port}{path}"

    def lets_in_under(self, host: str) -> bool:
        """Say whether a host name is of this run, not of another one that was kept since."""
        return not host.lower().endswith(".localhost") or host.lower() == self.own_name


def new_doors(port: int, tell: Callable[[str], None] = lambda address: None) -> Doors:
    """Return doors that nobody knows yet.

    Parameters
    ----------
    port : int
        Where the run listens.
    tell : callable
        Told each further address, when somebody needs one and the last has been used.
    """
    own_name = new_name()
    return Doors(port, own_name, Tickets(lambda token: tell(address_of(own_name, port, token))))

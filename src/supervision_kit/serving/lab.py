"""How does a workbook folder open in JupyterLab, on this computer only?"""

import contextlib
import os
import signal
import warnings
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jupyterlab.labapp import LabApp
from traitlets.config import Config

from supervision_kit.access import refuse_user_header
from supervision_kit.pages.places import bundled_folder
from supervision_kit.pages.workbook import OUTPUT_FREE_VARIABLE
from supervision_kit.serving.doors import new_doors
from supervision_kit.serving.folder import close_to_others
from supervision_kit.serving.kernels import OwnPython
from supervision_kit.serving.lab_doors import doors_of_lab, put_doors_before
from supervision_kit.serving.notebook_files import OutputFree, strip_checkpoints
from supervision_kit.serving.running import (
    checked_folder,
    open_sockets,
    variables,
    workbook_variables,
)

_FIRST_PORT = 8888
CLOSED_TO_OTHERS = 0o077


def open_lab(
    folder: Path,
    port: int | None = None,
    *,
    browser: bool = True,
    on_ready: Callable[[str], None] = lambda address: None,
    on_next: Callable[[str], None] = lambda address: None,
) -> None:
    """Run JupyterLab on a workbook folder until it is stopped.

    Parameters
    ----------
    folder : Path
        The workbook folder.
    port : int, optional
        Where to listen; by default the first free one from 8888.
    browser : bool
        Whether to open it.
    on_ready : callable
        Told the address, token and all, when it can be opened.
    on_next : callable
        Told each further address, when somebody needs one and the last has been used.

    Raises
    ------
    SupervisionKitError
        The folder holds no workbooks, or the port is taken.
    """
    refuse_user_header()
    folder = checked_folder(folder)
    close_to_others(folder)
    strip_checkpoints(folder)
    (listener,) = open_sockets(port, first=_FIRST_PORT)
    doors = new_doors(listener.getsockname()[1], on_next)
    listener.close()
    with variables(_variables(folder)), closed_to_others(), warnings.catch_warnings():
        # Its own deprecations are nothing a reader could act on.
        warnings.simplefilter("ignore")
        config = settings_of_lab(folder)
        config.merge(doors_of_lab(doors))
        lab: Any = LabApp.initialize_server(argv=[], config=config)
        put_doors_before(lab.web_app)
        _stop_with_the_terminal()

        def begin() -> None:
            on_ready(doors.printed)
            if browser:
                lab.io_loop.run_in_executor(None, webbrowser.open, doors.to_open())

        # It listens only when it runs, and what is asked for first is done first.
        lab.io_loop.add_callback(begin)
        lab.start()


def settings_of_lab(folder: Path) -> Config:
    """Return how JupyterLab is set up, besides its doors."""
    return Config(
        {
            "ServerApp": {
                "root_dir": str(folder),
                "contents_manager_class": OutputFree,
                "kernel_spec_manager_class": OwnPython,
                # A container often has no other account; a token is asked for all the same.
                "allow_root": True,
                "log_level": "ERROR",
            },
            # It would ask the network for news and updates, and offer to install extensions.
            "LabApp": {
                "news_url": None,
                "check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
                "extension_manager": "readonly",
                "log_level": "ERROR",
            },
        }
    )


def _variables(folder: Path) -> dict[str, str]:
    """Return what kernels are told, and where JupyterLab looks for settings: in ours first."""
    given = os.environ.get("JUPYTER_CONFIG_PATH")
    # Ours say that nobody is asked about news.
    places = [str(bundled_folder("templates") / "lab"), *([given] if given else [])]
    return {
        **workbook_variables(folder),
        OUTPUT_FREE_VARIABLE: "yes",
        "JUPYTER_CONFIG_PATH": os.pathsep.join(places),
    }


@contextlib.contextmanager
def closed_to_others() -> Iterator[None]:
    """Let other accounts read no file that is made in the block."""
    before = os.umask(CLOSED_TO_OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def _stop_with_the_terminal() -> None:
    """Stop as on any other signal when the terminal is closed, which JupyterLab does not know."""
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGTERM))

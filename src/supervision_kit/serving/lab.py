"""How does a workbook folder open in JupyterLab, on this computer only?"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from supervision_kit.access import refuse_user_header
from supervision_kit.pages.places import bundled
from supervision_kit.pages.workbook import OUTPUT_FREE_VARIABLE
from supervision_kit.serving.folder import close_to_others
from supervision_kit.serving.notebook_files import strip_checkpoints
from supervision_kit.serving.running import checked_folder, open_sockets, workbook_variables
from supervision_kit.serving.tickets import new_secret

FIRST_PORT = 8888
CLOSED_TO_OTHERS = 0o077
# JupyterLab would ask the network for news and updates, and offer to install extensions.
OFFLINE = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)


def open_lab(
    folder: Path,
    port: int | None = None,
    *,
    browser: bool = True,
    on_ready: Callable[[str], None] = lambda address: None,
) -> int:
    """Run JupyterLab on a workbook folder until it is stopped; return its exit status.

    Parameters
    ----------
    folder : Path
        The workbook folder.
    port : int, optional
        Where to listen; by default the first free one from 8888.
    browser : bool
        Whether to open it.
    on_ready : callable
        Told the address, token and all.

    Raises
    ------
    SupervisionKitError
        The folder holds no workbooks, or the port is taken.
    """
    refuse_user_header()
    folder = checked_folder(folder)
    close_to_others(folder)
    strip_checkpoints(folder)
    (listener,) = open_sockets(port, first=FIRST_PORT)
    number = listener.getsockname()[1]
    listener.close()
    token = new_secret()
    on_ready(f"http://127.0.0.1:{number}/lab?token={token}")
    # The token goes by way of the environment: arguments can be read by every account.
    variables = {
        **os.environ,
        **workbook_variables(folder),
        OUTPUT_FREE_VARIABLE: "yes",
        "JUPYTER_TOKEN": token,
        "JUPYTER_CONFIG_PATH": os.pathsep.join(_config_path()),
    }
    umask = CLOSED_TO_OTHERS if os.name == "posix" else -1
    process = subprocess.Popen(command(folder, number, browser=browser), env=variables, umask=umask)
    with passing_on_signals(process):
        return process.wait()


def _config_path() -> list[str]:
    """Return where JupyterLab looks for settings, ours first: nobody is asked about news."""
    given = os.environ.get("JUPYTER_CONFIG_PATH")
    return [str(bundled("templates") / "lab"), *([given] if given else [])]


@contextlib.contextmanager
def passing_on_signals(process: subprocess.Popen) -> Iterator[None]:
    """Leave Ctrl+C to JupyterLab, which asks first, and pass on what ends this command."""
    answers: dict[str, Any] = {
        "SIGINT": signal.SIG_IGN,
        "SIGTERM": lambda *_: process.terminate(),
        "SIGHUP": lambda *_: process.terminate(),
    }
    known = {number: answers[name] for name in answers if (number := getattr(signal, name, None))}
    before = {number: signal.signal(number, answer) for number, answer in known.items()}
    try:
        yield
    finally:
        for number, answer in before.items():
            signal.signal(number, answer)


def command(folder: Path, port: int, *, browser: bool) -> list[str]:
    """Return what is run."""
    return [
        sys.executable,
        # Its own deprecations are nothing a reader could act on.
        "-W",
        "ignore",
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.allow_remote_access=False",
        "--ServerApp.contents_manager_class=supervision_kit.serving.notebook_files.OutputFree",
        "--ServerApp.kernel_spec_manager_class=supervision_kit.serving.kernels.OwnPython",
        f"--ServerApp.open_browser={browser}",
        # A container often has no other account; the token is asked for all the same.
        "--ServerApp.allow_root=True",
        "--ServerApp.log_level=ERROR",
        "--LabApp.log_level=ERROR",
        *OFFLINE,
    ]

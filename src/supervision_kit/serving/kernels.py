"""What is a page's kernel, and how do all of them end with the server?"""

import os
import sys

import psutil
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

_NAME = "python3"
LONGEST_SOCKET_PATH = 100
# What a kernel writes to its error stream holds tracebacks, and would reach the terminal unread.
# Python looks for garbage after every 700 new objects; bringing in a page's libraries makes a
# million that stay, and a fifth of the time until the page is there would go into looking.
SILENT = (
    "import gc, os, runpy; gc.set_threshold(10_000); "
    "os.dup2(os.open(os.devnull, os.O_WRONLY), 2); "
    "runpy.run_module('ipykernel_launcher', run_name='__main__')"
)
ARGUMENTS = (
    "-c",
    SILENT,
    "-f",
    "{connection_file}",
    "--HistoryManager.enabled=False",
)


class OwnPython(KernelSpecManager):
    """Offer one kernel: the Python that is running, whatever else a machine has registered.

    A kernel registered by the user under the same name could be another Python without this
    package, and IPython's history would keep what a page computed on disk.
    """

    def find_kernel_specs(self) -> dict[str, str]:
        """Return the one kernel's name and its (empty) folder of resources."""
        return {_NAME: ""}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the running Python's kernel, under whatever name a workbook asks for."""
        return KernelSpec(
            argv=[sys.executable, *ARGUMENTS],
            display_name="Python 3",
            language="python",
            resource_dir="",
        )


def transport(connection_folder: str) -> str:
    """Say how server and kernel talk: over files of this user where possible, else loopback."""
    path = f"{connection_folder}/kernel-{'0' * 36}-ipc-1"
    return "ipc" if os.name == "posix" and len(path) <= LONGEST_SOCKET_PATH else "tcp"


def end_children(seconds: float = 3.0) -> None:
    """End every process this one has started and wait until they are gone."""
    children = psutil.Process().children(recursive=True)
    for child in children:
        _kill(child)
    psutil.wait_procs(children, timeout=seconds)


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return

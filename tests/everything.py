"""Do all tests pass, the browser tests included, on a machine that has only just met the project?

Brings Debian's Chromium where this account may install packages, otherwise says what to install,
and hands over to pytest, which runs files beside each other: much of a test is waiting for a
server, a kernel or a browser. Further arguments go to pytest; `-n 0` runs one test after another.
"""

import os
import pathlib
import shutil
import subprocess
import sys

import psutil

HERE = pathlib.Path(__file__).parent
INSTALL = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]

BYTECODE = "PYTHONDONTWRITEBYTECODE"
GIB = 2**30
#: A worker's server, the kernels of its pages and its browser.
GIB_A_WORKER = 2
MOST_WORKERS = 6


def side_by_side() -> list[str]:
    """Return what has pytest run one file more at a time than there are cores, if memory allows."""
    by_memory = psutil.virtual_memory().available // (GIB_A_WORKER * GIB)
    n_workers = max(1, min((os.cpu_count() or 1) + 1, by_memory, MOST_WORKERS))
    # A file stays together, for its server's sake, and in the order that tests/conftest.py gives.
    return ["-n", str(n_workers), "--dist", "loadfile", "--no-loadscope-reorder"]


def bring_chromium() -> None:
    """Install Debian's Chromium if it is missing and this account may; say what to do otherwise."""
    if shutil.which("chromium"):
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {
            "stdout": subprocess.DEVNULL,
            "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.run(["apt-get", "update", "-qq"], check=True, **quiet)
        subprocess.run(INSTALL, check=True, **quiet)
    if not shutil.which("chromium"):
        sys.exit(
            "The browser tests need Chromium: run `sudo apt-get install chromium`, then try again."
        )


def environment() -> dict[str, str]:
    """Return the environment of the tests, in which Python keeps what it has compiled.

    Hundreds of processes bring in the package, and each would compile it anew.
    """
    return {name: set_to for name, set_to in os.environ.items() if name != BYTECODE}


if __name__ == "__main__":
    bring_chromium()
    command = [sys.executable, "-m", "pytest", *side_by_side(), *sys.argv[1:]]
    sys.exit(subprocess.call(command, cwd=HERE.parent, env=environment()))

"""Do all tests pass, the browser tests included, on a machine that has only just met the project?

Brings Debian's Chromium and nginx where this account may install packages, otherwise says what to
install, and hands over to pytest, which runs files beside each other: much of a test is waiting
for a server, a kernel or a browser. Further arguments go to pytest; `-n 0` runs one test after
another.
"""

import os
import pathlib
import shutil
import subprocess
import sys

import psutil

HERE = pathlib.Path(__file__).parent
INSTALL = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
#: Programs the tests start, by the package of Debian that brings them.
PACKAGES = {"chromium": "chromium", "nginx": "nginx-light"}
PLACES = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"

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


def missing() -> list[str]:
    """Return the packages of programs that are not there."""
    return [package for name, package in PACKAGES.items() if not shutil.which(name, path=PLACES)]


def bring_programs() -> None:
    """Install what is missing, if this account may; say what to do otherwise."""
    if not missing():
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {
            "stdout": subprocess.DEVNULL,
            "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.run(["apt-get", "update", "-qq"], check=True, **quiet)
        subprocess.run([*INSTALL, *missing()], check=True, **quiet)
    if missing():
        names = " ".join(missing())
        sys.exit(f"The tests need more: run `sudo apt-get install {names}`, then try again.")


def environment() -> dict[str, str]:
    """Return the environment of the tests, in which Python keeps what it has compiled.

    Hundreds of processes bring in the package, and each would compile it anew.
    """
    return {name: set_to for name, set_to in os.environ.items() if name != BYTECODE}


if __name__ == "__main__":
    bring_programs()
    command = [sys.executable, "-m", "pytest", *side_by_side(), *sys.argv[1:]]
    sys.exit(subprocess.call(command, cwd=HERE.parent, env=environment()))

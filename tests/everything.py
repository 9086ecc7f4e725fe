"""Do all tests pass, the browser tests included, on a machine that has only just met the project?

Brings Debian's Chromium where this account may install packages, otherwise says what to install,
and hands over to pytest. Further arguments go to pytest.
"""

import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
INSTALL = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]


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


if __name__ == "__main__":
    bring_chromium()
    sys.exit(subprocess.call([sys.executable, "-m", "pytest", *sys.argv[1:]], cwd=HERE.parent))

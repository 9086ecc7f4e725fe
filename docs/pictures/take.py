"""Take the pictures of the docs anew, from the pages as they are.

uv run python docs/pictures/take.py
"""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CASE = "case-trajectory.ipynb?case=K-7F3Q"


def take(page: Page, address: str, name: str, height: int) -> None:
    page.set_viewport_size({"width": 1280, "height": height})
    page.goto(address)
    page.wait_for_selector(".output[data-live]")
    page.wait_for_timeout(500)
    page.screenshot(path=HERE / f"{name}.png")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = ["demo", "--folder", f"{folder}/my-caseload", "--no-browser"]
        server = subprocess.Popen(
            [sys.executable, "-u", "-m", "supervision_kit", *command],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.stdout
        printed = (re.search(r"(http://\S+/)\?(token=\S+)", line) for line in server.stdout)
        root, token = next(found for found in printed if found).groups()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=FLAGS
            )
            page = browser.new_page()
            take(page, f"{root}voila/render/{CASE}&{token}", "case", 1130)
            take(page, f"{root}voila/render/{CASE}&form=contact", "contact-form", 1130)
            browser.close()
        server.send_signal(signal.SIGINT)
        server.wait(30)


if __name__ == "__main__":
    main()

"""How long until the chart can be read, the page can be used, and another case is on the chart?

    uv run python -m benchmarks.page [--rounds 7]

Three pages show the same chart of the same store: ours, a plain Voila page and a Panel page. They
are visited in turn, each round in another order; the same text must stand in all three charts.
Prints medians and ratios: machines are noisy, so only the ratios of one run mean anything.
"""

import argparse
import contextlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.page.plain import write_notebook
from supervision_kit.serving.folder import make_folder

HERE = Path(__file__).parent
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
FIRST, SECOND = "K-7F3Q", "K-2M8D"
LOCAL = re.compile(r"https?://(127\.0\.0\.1|([\w-]+\.)?localhost):")
READABLE = "figure[data-chart] svg >> visible=true"
# Panel has an environment of its own: Voila would load the front-end extensions it brings.
PANEL = [
    os.environ.get("UV", "uv"),
    "run",
    "-q",
    "--isolated",
    "--project",
    str(HERE.parent.parent),
]
PANEL += ["--with", "panel", "panel", "serve"]
SPANS = ("readable", "interactive", "case change")


@dataclass(frozen=True)
class Candidate:
    """One page: how it is served, its address, and the picker that works once it is live."""

    name: str
    command: list[str]
    address: str
    picker: str


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def candidates(folder: Path) -> list[Candidate]:
    ours, plain, panel = free_port(), free_port(), free_port()
    write_notebook(folder / "plain.ipynb")
    voila = [sys.executable, "-m", "voila", str(folder / "plain.ipynb"), "--no-browser"]
    return [
        Candidate(
            "supervision-kit",
            [
                sys.executable,
                "-m",
                "supervision_kit",
                "serve",
                str(folder),
                "--no-browser",
                "--port",
                str(ours),
            ],
            f"http://127.0.0.1:{ours}/voila/render/case-trajectory.ipynb?case={FIRST}",
            ".live .case-finder input",
        ),
        Candidate(
            "plain Voila",
            [*voila, f"--port={plain}", "--VoilaConfiguration.file_allowlist=[]"],
            f"http://127.0.0.1:{plain}/",
            ".jupyter-widgets select",
        ),
        Candidate(
            "Panel",
            [*PANEL, str(HERE / "panel_app.py"), "--port", str(panel)],
            f"http://127.0.0.1:{panel}/panel_app",
            "select",
        ),
    ]


@contextlib.contextmanager
def served(candidate: Candidate, folder: Path):
    """Start a server, wait until it answers, give what tells an address that opens it."""
    log = (folder / f"{candidate.name}.log").open("w+")
    environment = os.environ | {"SUPERVISION_KIT_FOLDER": str(folder)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(
        candidate.command, stdout=log, stderr=subprocess.STDOUT, env=environment, cwd=folder
    )
    try:
        _wait_until_up(candidate, Path(log.name), process)
        yield lambda: _address(candidate, Path(log.name))
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _root(candidate: Candidate) -> str:
    return re.match(r"http://[^/]+/", candidate.address)[0]


def _wait_until_up(candidate: Candidate, log: Path, process: subprocess.Popen) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit(f"{candidate.name} did not start:\n{log.read_text()}")
        with contextlib.suppress(OSError), contextlib.closing(_ask(_root(candidate))):
            return
        time.sleep(0.2)


def _address(candidate: Candidate, log: Path) -> str:
    """Return the address with the token that was printed last; ours opens for a moment only."""
    _ask(f"{_root(candidate)}login").close()
    tokens = re.findall(r"token=\w+", log.read_text())
    joint = "&" if "?" in candidate.address else "?"
    return candidate.address + (joint + tokens[-1] if tokens else "")


def _ask(url: str):
    try:
        return urllib.request.urlopen(url, timeout=5)
    except urllib.error.HTTPError as answer:
        return answer


def visit(browser: Browser, candidate: Candidate, address: str) -> tuple[dict[str, float], str]:
    """Time one visit; returns seconds by span and the text of both charts."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.route(lambda url: not LOCAL.match(url), lambda route: route.abort())
    start = time.perf_counter()
    page.goto(address, wait_until="commit", timeout=60_000)
    page.wait_for_selector(READABLE, timeout=60_000)
    spans = {"readable": time.perf_counter() - start}
    page.wait_for_selector(candidate.picker, timeout=60_000)
    spans["interactive"] = time.perf_counter() - start
    before = _chart_text(page)
    start = time.perf_counter()
    picker = page.locator(candidate.picker).first
    if picker.evaluate("node => node.matches('input')"):
        picker.fill(SECOND)
        picker.press("Enter")
    else:
        picker.select_option(SECOND)
    page.wait_for_selector(f'figure[data-case="{SECOND}"] svg >> visible=true', timeout=60_000)
    spans["case change"] = time.perf_counter() - start
    text = before + _chart_text(page)
    page.close()
    return spans, text


def _chart_text(page: Page) -> str:
    """Read the words of the chart on screen, wherever a framework keeps them."""
    words = page.locator(READABLE).first.evaluate("svg => svg.textContent")
    return re.sub(r"\s+", " ", words)


def measure(rounds: int, pause: float) -> dict[str, list[dict[str, float]]]:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        make_folder(folder / "w", sample=True)
        folder /= "w"
        pages = candidates(folder)
        addresses = {page.name: stack.enter_context(served(page, folder)) for page in pages}
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS.split()
        )
        seen: dict[str, list[dict[str, float]]] = {page.name: [] for page in pages}
        texts = set()
        for turn in range(-1, rounds):  # round -1 warms every server and is not counted
            for page in pages[turn % 3 :] + pages[: turn % 3]:
                time.sleep(pause)  # the warm kernels fill up again between visits
                spans, text = visit(browser, page, addresses[page.name]())
                texts.add(text)
                if turn >= 0:
                    seen[page.name].append(spans)
        assert len(texts) == 1, "the three pages do not show the same charts"
        browser.close()
    return seen


def report(seen: dict[str, list[dict[str, float]]]) -> str:
    medians = {
        name: {span: statistics.median(row[span] for row in rows) for span in SPANS}
        for name, rows in seen.items()
    }
    ours = medians["supervision-kit"]
    lines = [f"{'page':<18}" + "".join(f"{span:>20}" for span in SPANS)]
    for name, row in medians.items():
        cells = (f"{row[span]:.3f} s ({ours[span] / row[span]:.2f})" for span in SPANS)
        lines.append(f"{name:<18}" + "".join(f"{cell:>20}" for cell in cells))
    lines.append("In brackets: our time divided by that page's.")
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--pause", type=float, default=6.0)
    options = parser.parse_args()
    print(report(measure(options.rounds, options.pause)))

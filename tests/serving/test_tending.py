"""Do kernels stay within the memory there is, and end with their pages?"""

import shutil
import sys
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from playwright.sync_api import expect

from supervision_kit.serving.memory import KERNEL_BYTES
from tests.conftest import FLAGS
from tests.server import CASE_PAGE, launch, page_config, stop, until

FULL = "K-7F3Q"
LIVE = ".output[data-live]"
PATIENCE = 120
# A computer with room for so many kernels, and a server that is patient for so many seconds.
SERVE = """
import pathlib, sys
import psutil
from supervision_kit.serving import serve
from supervision_kit.serving.memory import KERNEL_BYTES, RESERVE_BYTES, resident
from supervision_kit.serving.tending import Upkeep

folder, n_kernels, n_warm, seconds = sys.argv[1:]

def left():
    held = resident(psutil.Process().children(), most=KERNEL_BYTES)
    return RESERVE_BYTES + int((int(n_kernels) + 0.5) * KERNEL_BYTES) - held

serve(
    pathlib.Path(folder),
    port=0,
    browser=False,
    upkeep=Upkeep({"case-trajectory.ipynb": int(n_warm)}, float(seconds), left),
    on_ready=lambda address: print(address, flush=True),
    on_next=lambda address: print(address, flush=True),
)
"""


@pytest.fixture
def small(server):
    """Starts servers of the same folder on smaller computers."""
    running = []

    def start(n_kernels, n_warm=0, seconds=600):
        numbers = [str(number) for number in (n_kernels, n_warm, seconds)]
        running.append(launch(server.folder, "-c", SERVE, str(server.folder), *numbers))
        return running[-1]

    yield start
    for each in running:
        stop(each)


def opened(server, name="case-trajectory"):
    return server.get(f"voila/render/{name}.ipynb", case=FULL)


def test_pages_asked_for_at_the_same_moment_share_the_room_there_is(small):
    server = small(3, seconds=2)
    assert server.get("voila/tree")[0] == 200
    with ThreadPoolExecutor(9) as readers:
        answers = list(readers.map(lambda _: opened(server), range(9)))
        most = max(len(server.kernels()) for _ in range(5))
    assert most <= 3
    n_opened = sum(status == 200 for status, *_ in answers)
    assert 1 <= n_opened <= 3 + 3  # a page that is gone again makes room for another
    refused = [html for status, _, html in answers if status != 200]
    assert {status for status, *_ in answers} == {200, 503}
    assert all("There is no room for another page" in html for html in refused)
    assert not any("Traceback" in html or "HTTPError" in html for html in refused)
    # Nobody is connected to those pages: they make room by themselves.
    until(lambda: opened(server)[0] == 200)
    assert "Traceback" not in server.log.read_text()


def test_warm_kernels_leave_room_for_a_page_and_make_room_for_another(small):
    server = small(2, n_warm=5)
    (warm,) = until(server.kernels)
    assert opened(server, "start")[0] == 200
    assert len(server.kernels()) == 2
    assert opened(server, "methods")[0] == 200
    assert not warm.is_running() or warm.status() == psutil.STATUS_ZOMBIE
    assert opened(server, "methods")[0] == 503
    assert len(server.kernels()) == 2


def test_the_only_page_opens_however_little_memory_there_is(small):
    server = small(0, n_warm=2)
    assert opened(server)[0] == 200
    assert opened(server)[0] == 503


def test_a_full_server_says_what_to_do_and_opens_when_a_page_was_closed(small, page):
    server = small(1)
    other = page.context.new_page()
    for each in (page, other):
        each.set_default_timeout(PATIENCE * 1000)
    page.goto(server.address(CASE_PAGE, case=FULL))
    page.wait_for_selector(LIVE)
    kernel = page_config(page.content())["kernelId"]
    other.goto(f"{server.root}{CASE_PAGE}?case={FULL}")
    expect(other.get_by_role("heading", level=1)).to_contain_text("no room for another page")
    page.get_by_label("Another case").focus()
    expect(page.get_by_role("alert")).to_be_empty()
    page.goto(f"{server.root}voila/tree")
    until(lambda: server.get(f"api/kernels/{kernel}")[0] == 404)
    other.get_by_role("link", name="Try again").click()
    other.wait_for_selector(LIVE)


def browsers():
    """The processes of every browser that was started here; a kernel is none of them."""
    return [
        each for each in psutil.Process().children(recursive=True) if "chrom" in each.name().lower()
    ]


def test_a_kernel_ends_soon_after_its_browser_was_killed_and_not_before(small, browser):
    server = small(9, seconds=20)
    before = set(browsers())
    another = browser.browser_type.launch(
        executable_path=shutil.which("chromium"), args=FLAGS.split()
    )
    page = another.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(server.address(CASE_PAGE, case=FULL))
    page.wait_for_selector(LIVE)
    connected = page_config(page.content())["kernelId"]
    never = page_config(opened(server)[2])["kernelId"]
    until(lambda: server.get(f"api/kernels/{never}")[0] == 404, PATIENCE)
    assert server.get(f"api/kernels/{connected}")[0] == 200
    for process in set(browsers()) - before:
        process.kill()
    until(lambda: server.get(f"api/kernels/{connected}")[0] == 404, PATIENCE)
    assert server.kernels() == []


def test_warm_kernels_come_back_when_there_is_room_again(small):
    server = small(2, n_warm=1, seconds=2)
    until(server.kernels)
    assert opened(server)[0] == 200
    assert opened(server)[0] == 200
    readers = {kernel.pid for kernel in server.kernels()}
    # Nobody has asked for this one.
    until(lambda: {kernel.pid for kernel in server.kernels()} - readers, PATIENCE)


def test_no_kernel_takes_more_than_is_counted(server):
    for name in ("case-trajectory", "start", "methods"):
        assert opened(server, name)[0] == 200
    for kernel in server.kernels():
        taken = kernel.memory_full_info() if sys.platform == "linux" else kernel.memory_info()
        assert getattr(taken, "pss", taken.rss) <= KERNEL_BYTES

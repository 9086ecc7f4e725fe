"""Does anything stay behind when a page is left or the server is stopped?"""

import signal
import time

import psutil
import pytest

from supervision_kit.pages.places import bundled_folder
from supervision_kit.pages.workbooks import workbooks
from tests.server import CASE_PAGE, page_config, start, stop, until

FULL = "K-7F3Q"
N_WARM = sum(each.waiting for each in workbooks(bundled_folder("workbooks")))
LIVE = ".output[data-live]"


def test_reloading_five_times_leaves_only_the_warm_kernels_and_one_more(server, page):
    running = start(server.folder, "serve", str(server.folder), "--port", "0")
    page.goto(running.address(CASE_PAGE, case=FULL))
    page.wait_for_selector(LIVE)
    for _ in range(5):
        page.reload()
        page.wait_for_selector(LIVE)
    until(lambda: len(running.kernels()) <= N_WARM + 1)
    page.close()
    stop(running)


def test_leaving_for_another_page_ends_the_kernel(server, page):
    page.goto(server.address(CASE_PAGE, case=FULL))
    page.wait_for_selector(LIVE)
    kernel = page_config(page.content())["kernelId"]
    page.goto(server.address("voila/tree"))
    until(lambda: server.get(f"api/kernels/{kernel}")[0] == 404)


def test_a_page_that_was_left_before_it_was_live_ends_its_kernel_too(server, page):
    page.goto(server.address(CASE_PAGE, case=FULL), wait_until="commit")
    page.wait_for_selector("figure[data-chart]")
    kernel = page_config(page.content())["kernelId"]
    page.goto(server.address("voila/tree"))
    until(lambda: server.get(f"api/kernels/{kernel}")[0] == 404)


@pytest.mark.parametrize(("how", "seconds"), [("SIGINT", 0), ("SIGINT", 6), ("SIGTERM", 1)])
def test_a_stopped_server_leaves_no_process_behind(server, how, seconds):
    """Also when it is stopped while its first kernels are still starting."""
    running = start(server.folder, "serve", str(server.folder), "--port", "0")
    time.sleep(seconds)
    children = psutil.Process(running.process.pid).children(recursive=True)
    assert stop(running, getattr(signal, how)) == 0
    assert psutil.wait_procs(children, timeout=30)[1] == []
    assert "Traceback" not in running.log.read_text()
    assert running.log.read_text().rstrip().endswith("Everything that was saved is kept.")

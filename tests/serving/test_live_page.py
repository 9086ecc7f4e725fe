"""Is a page read at once, does it become live without a jump, does it say when it is lost?"""

import os
import signal

import pytest
from playwright.sync_api import expect

from tests.server import CASE_PAGE, ask, page_config, start, stop, until

FULL, OTHER = "K-7F3Q", "K-2M8D"
LIVE = ".output[data-live]"
CHART = "figure[data-chart]"
FRONT_END = "**/voila/assets/**"
# Where things stand: what is seen first must not move when the live page takes its place.
NAMES = ["h1", ".lead", "figure[data-chart]", "figcaption", ".rail h2"]
PLACES = """([root, names]) => names.map((name) => {
  const shown = [...document.querySelectorAll(`${root} ${name}`)].find((e) => e.offsetHeight);
  const box = shown.getBoundingClientRect();
  return [name, Math.round(box.x), Math.round(box.y + scrollY), Math.round(box.width)];
})"""


@pytest.fixture
def held(page):
    """A page whose front end arrives only when `held()` is called."""
    waiting = []
    page.route(FRONT_END, lambda route: waiting.append(route))

    def let_go():
        page.unroute(FRONT_END)
        for route in waiting:
            route.continue_()

    return let_go


def test_the_page_is_read_and_usable_while_outside_requests_hang(server, page):
    page.goto(server.address(CASE_PAGE, case=FULL))
    page.wait_for_selector(LIVE)
    expect(page.locator(f".live {CHART}")).to_be_visible()
    assert page.left == []
    assert page.errors == []


def test_the_front_end_comes_in_few_requests(server, page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.address(CASE_PAGE, case=FULL))
    page.wait_for_selector(LIVE)
    assert len(asked) <= 12, asked


def test_the_chart_is_seen_before_the_front_end_has_arrived(server, page, held):
    page.goto(server.address(CASE_PAGE, case=FULL), wait_until="commit")
    expect(page.locator(f".first-paint {CHART}")).to_be_visible()
    expect(page.locator("h1 >> visible=true")).to_have_text(FULL)
    assert page.locator(".live .jupyter-widgets").count() == 0


def test_another_case_can_be_chosen_before_the_front_end_has_arrived(server, page, held):
    page.goto(server.address(CASE_PAGE, case=FULL), wait_until="commit")
    page.get_by_label("Another case").fill(OTHER)
    page.get_by_role("button", name="Open", exact=True).click(no_wait_after=True)
    expect(page.locator(f'.first-paint {CHART}[data-case="{OTHER}"]')).to_be_visible()


def test_a_button_pressed_too_early_is_pressed_once_the_page_is_live(server, page, held):
    page.goto(server.address(CASE_PAGE, case=FULL), wait_until="commit")
    page.get_by_role("button", name="Record a contact").click()
    expect(page.locator("#page-status")).not_to_be_empty()
    assert page.get_by_label("What happened?").count() == 0
    held()
    expect(page.get_by_label("What happened?")).to_be_visible()


def test_nothing_is_there_to_press_before_a_press_counts(server, page):
    waiting = []
    page.goto(server.address(CASE_PAGE, case=FULL))
    page.wait_for_selector(LIVE)
    page.route("**/static/supervision.js*", lambda route: waiting.append(route))
    page.goto(server.address(CASE_PAGE, case=OTHER), wait_until="commit")
    page.wait_for_timeout(6000)  # the page has long been sent
    assert page.locator("[data-awaits-live]").count() == 0
    waiting[0].continue_()
    page.locator(".first-paint .actions [data-awaits-live]").first.click()
    expect(page.locator(".live .sk-form")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 400])
def test_nothing_moves_when_the_live_page_takes_over(server, page, held, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(server.address(CASE_PAGE, case=FULL), wait_until="commit")
    page.wait_for_selector(f".first-paint {CHART}")
    page.evaluate("document.fonts.ready")
    before = page.evaluate(PLACES, [".first-paint", NAMES])
    page.evaluate("scrollTo(0, 300)")
    held()
    page.wait_for_selector(LIVE)
    assert page.evaluate(PLACES, [".live", NAMES]) == before
    assert page.evaluate("scrollY") == 300


def test_the_field_somebody_types_in_is_not_taken_away(server, page, held):
    page.goto(server.address(CASE_PAGE, case=FULL), wait_until="commit")
    page.locator(".first-paint input[name=case]").type("K-2")
    held()
    page.wait_for_selector(".live .jupyter-widgets", state="attached")
    page.wait_for_timeout(1000)
    expect(page.locator(".first-paint input[name=case]")).to_be_focused()
    expect(page.locator(".first-paint input[name=case]")).to_have_value("K-2")
    page.keyboard.press("Tab")
    page.wait_for_selector(LIVE)


def test_the_token_leaves_the_address_and_the_window_is_named(server, page):
    page.goto(server.address(CASE_PAGE, case=FULL))
    page.wait_for_selector(LIVE)
    assert server.token not in page.url
    assert f"case={FULL}" in page.url
    assert FULL in page.title()
    page.reload()
    expect(page.locator(f"{CHART} >> visible=true")).to_be_visible()


def test_the_first_stop_of_the_keyboard_leads_past_the_header(server, page):
    page.goto(server.address(CASE_PAGE, case=FULL))
    page.wait_for_selector(LIVE)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_page_whose_kernel_has_died_says_so(server, page):
    page.goto(server.address(CASE_PAGE, case=FULL))
    page.wait_for_selector(LIVE)
    kernel_id = page.evaluate("jupyterapp.widgetManager.kernel.id")
    for kernel in server.kernels():
        if kernel_id in " ".join(kernel.cmdline()):
            os.kill(kernel.pid, signal.SIGKILL)
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("lost its connection")
    notice.get_by_role("button", name="Reload the page").click()
    page.wait_for_selector(LIVE)
    expect(page.get_by_role("alert")).to_be_empty()


def test_a_page_whose_server_has_gone_says_so_and_does_not_go_with_it(server, page):
    running = start(server.folder, "serve", str(server.folder), "--port", "0")
    page.goto(running.address(CASE_PAGE, case=FULL))
    page.wait_for_selector(LIVE)
    stop(running)
    notice = page.locator("#notices")
    expect(notice).to_contain_text("lost its connection")
    notice.get_by_role("button", name="Reload the page").click()
    expect(notice).to_contain_text("does not answer")
    expect(page.locator("h1 >> visible=true")).to_have_text(FULL)


def test_a_page_whose_kernel_is_gone_when_it_starts_says_so(server, page, held):
    page.goto(server.address(CASE_PAGE, case=FULL), wait_until="commit")
    page.wait_for_selector(f".first-paint {CHART}")
    kernel = page_config(page.content())["kernelId"]
    ask(f"{server.root}api/kernels/{kernel}?token={server.token}", method="DELETE")
    until(lambda: server.get(f"api/kernels/{kernel}")[0] == 404)
    held()
    expect(page.get_by_role("alert")).to_contain_text("lost its connection")


def test_a_widget_that_did_not_arrive_takes_the_place_of_nothing(server, page, held):
    page.goto(server.address(CASE_PAGE, case=FULL), wait_until="commit")
    page.wait_for_selector(f".first-paint {CHART}")
    page.locator(".live").evaluate(
        """(live) => live.insertAdjacentHTML(
          "beforeend", '<div class="jupyter-widgets">Error: model not found</div>')"""
    )
    expect(page.get_by_role("alert")).to_contain_text("Reload the page")
    expect(page.locator(f".first-paint {CHART}")).to_be_visible()
    expect(page.get_by_text("model not found")).to_be_hidden()


def test_what_came_while_the_front_end_gave_it_up_is_shown_after_all(server, page):
    # The front end looks ten times in two seconds; a busy computer comes to look only once more.
    page.add_init_script(
        "const later = window.setTimeout;"
        "window.setTimeout = (run, ms, ...given) => later(run, ms === 100 ? 6000 : ms, ...given);"
    )
    given_up = []
    page.on("console", lambda told: given_up.append("model not found" in told.text))
    page.goto(server.address(CASE_PAGE, case=FULL))
    page.wait_for_selector(LIVE)
    assert any(given_up)
    page.locator(".live .actions button").first.press("Enter")
    expect(page.locator(".live .sk-form")).to_be_visible()


def test_a_control_that_comes_late_is_waited_for(server, page):
    page.goto(server.address(CASE_PAGE, case=FULL))
    given_up = page.evaluate(
        """() => new Promise((tell) => {
          const signal = AbortSignal.timeout(10);
          setTimeout(() => tell(signal.aborted), 500);
        })"""
    )
    assert not given_up


def test_what_can_be_read_stays_until_everything_on_it_can_be_pressed(server, page, held):
    page.goto(server.address(CASE_PAGE, case=FULL), wait_until="commit")
    page.wait_for_selector(f".first-paint {CHART}")
    page.locator(".live").evaluate(
        """(live) => live.insertAdjacentHTML(
          "beforeend", '<div class="jupyter-widgets"><p>half a page</p></div>')"""
    )
    page.wait_for_timeout(500)
    expect(page.locator(f".first-paint {CHART}")).to_be_visible()
    held()
    page.wait_for_selector(".output[data-live]")
    expect(page.get_by_role("button", name="Record a contact")).to_be_visible()

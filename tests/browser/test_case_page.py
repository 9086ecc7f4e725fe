"""Can a practitioner read a case and record a contact on the served page?"""

import re

import pytest
from playwright.sync_api import expect

from tests.barriers import barriers
from tests.server import read

FULL, QUIET, NEW, SEVERAL = "K-7F3Q", "K-2M8D", "K-3R8V", "K-5N7X"
LIVE = ".output[data-live]"
HEIGHTS_OF_WORDS = """all => all.map((each) => {
    const words = document.createRange();
    words.selectNodeContents(each);
    return words.getBoundingClientRect().height;
}).filter((height) => height > 0)"""
ENGAGEMENT = (
    "Open to help",
    "Sees a need for change",
    "Expectancy",
    "Investment",
    "Working relationship",
)


def open_case(page, server, code):
    page.goto(server.page("case-trajectory", case=code))
    page.wait_for_selector(LIVE)


def newest_point(page):
    """The sentence at the line's end in the live chart, such as 'worker 4'."""
    return page.locator(".live figure svg >> visible=true").first.text_content()


@pytest.mark.parametrize("code", [FULL, QUIET])
def test_the_chart_of_the_asked_case_stands_in_the_html_itself(server, code):
    html = read(server.page("case-trajectory", case=code))
    assert f'data-case="{code}"' in html
    assert "data:font" not in html
    assert re.search(rf"<h1[^>]*>{code}</h1>", html)
    assert "<svg" in html


def test_an_unknown_case_gets_a_sentence(server):
    html = read(server.page("case-trajectory", case="K-0000"))
    assert "K-0000" in html
    assert "data-chart" not in html


def test_a_script_in_the_address_stays_text(server):
    html = read(server.page("case-trajectory", case="%3Cscript%3Ealert(1)%3C/script%3E"))
    assert "<script>alert(1)" not in html


def test_without_the_token_nothing_is_shown(server):
    html = read(f"{server.root}voila/render/case-trajectory.ipynb?case={FULL}")
    assert FULL not in html


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("address", [("start", {}), ("case-trajectory", {"case": FULL})])
def test_a_page_is_accessible_and_fits_the_screen(page, server, width, address):
    workbook, query = address
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(server.page(workbook, **query))
    page.wait_for_selector("h1")
    if query:
        page.wait_for_selector(LIVE)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    assert page.locator("h1 >> visible=true").count() == 1
    assert barriers(page) == []


@pytest.mark.parametrize("width", [1280, 400, 320])
def test_a_name_beside_what_several_people_say_breaks_no_word(page, server, width):
    page.set_viewport_size({"width": width, "height": 800})
    open_case(page, server, SEVERAL)
    heights = page.locator(".live .contacts-newest .rated-what").evaluate_all(HEIGHTS_OF_WORDS)
    assert len(heights) > 5
    assert max(heights) < 60


@pytest.mark.parametrize("width", [1280, 400])
def test_the_form_is_accessible_half_filled_and_with_an_error(page, server, width):
    page.set_viewport_size({"width": width, "height": 800})
    open_case(page, server, FULL)
    page.get_by_role("button", name="Record a contact").click()
    page.get_by_label("What happened?").fill("Half a story")
    page.get_by_role("button", name="Save contact").click()
    expect(page.locator(".sk-summary")).to_be_visible()
    expect(page.locator(".sk-summary")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    assert barriers(page) == []


def find(page, code):
    """Ask for another case as somebody does who types."""
    field = page.locator(".live").get_by_label("Another case")
    field.fill(code)
    field.press("Enter")


def test_choosing_a_case_changes_chart_address_and_title(page, server):
    open_case(page, server, FULL)
    find(page, QUIET)
    page.wait_for_selector(f'.live figure[data-case="{QUIET}"]')
    expect(page).to_have_url(re.compile(f"case={QUIET}"))
    expect(page).to_have_title(re.compile(QUIET))


def test_back_goes_to_the_case_before_and_out_of_a_form(page, server):
    open_case(page, server, FULL)
    find(page, QUIET)
    page.wait_for_selector(f'.live figure[data-case="{QUIET}"]')
    expect(page.locator(".live h1")).to_be_focused()
    page.get_by_role("button", name="Record a contact").click()
    expect(page).to_have_url(re.compile("form=contact"))
    page.locator(".sk-form").get_by_label("What happened?").fill("Half a story")
    page.go_back()
    expect(page.locator(".live .status")).to_contain_text("Kept as a draft")
    expect(page).to_have_url(re.compile(f"case={QUIET}$"))
    page.go_back()
    page.wait_for_selector(f'.live figure[data-case="{FULL}"]')
    page.go_forward()
    page.wait_for_selector(f'.live figure[data-case="{QUIET}"]')
    page.go_forward()
    expect(page.locator(".sk-form").get_by_label("What happened?")).to_have_value("Half a story")
    page.reload()
    page.wait_for_selector(LIVE)
    expect(page.locator(".sk-form").get_by_label("What happened?")).to_have_value("Half a story")


def test_a_form_that_was_left_is_no_place_to_come_back_to(page, server):
    open_case(page, server, FULL)
    page.get_by_role("button", name="Add an event").click()
    page.get_by_role("button", name=f"Back to {FULL}").click()
    page.wait_for_selector(".live figure")
    find(page, QUIET)
    page.wait_for_selector(f'.live figure[data-case="{QUIET}"]')
    page.go_back()
    page.wait_for_selector(f'.live figure[data-case="{FULL}"]')
    expect(page.locator(".sk-form")).to_have_count(0)


def test_a_case_asked_for_while_the_browser_is_on_its_way_out_of_a_form_stays(page, server):
    slowly = "const back = history.back.bind(history); history.back = () => setTimeout(back, 1500);"
    page.add_init_script(slowly)
    open_case(page, server, FULL)
    page.get_by_role("button", name="Add an event").click()
    page.get_by_role("button", name=f"Back to {FULL}").click()
    page.wait_for_selector(".live figure")
    find(page, QUIET)
    page.wait_for_selector(f'.live figure[data-case="{QUIET}"]')
    expect(page).to_have_url(re.compile(f"case={QUIET}$"))
    page.wait_for_timeout(500)
    expect(page.locator(".live h1")).to_have_text(QUIET)
    page.go_back()
    page.wait_for_selector(f'.live figure[data-case="{FULL}"]')
    expect(page.locator(".sk-form")).to_have_count(0)


def test_walking_through_the_cases_on_offer_changes_nothing_until_one_is_asked_for(page, server):
    open_case(page, server, FULL)
    field = page.locator(".live").get_by_label("Another case")
    field.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("K-2")
    page.wait_for_timeout(300)
    expect(page.locator(".live h1")).to_have_text(FULL)
    expect(field).to_be_focused()
    page.keyboard.type("??")
    page.keyboard.press("Enter")
    expect(page.locator(".live .status")).to_contain_text("no case")
    expect(page.locator(".live h1")).to_have_text(FULL)


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("code", [FULL, QUIET])
def test_nothing_moves_when_the_page_turns_live(page, server, code, width):
    """Where each heading, picture and button stands, before and after."""
    where = """(part) => {
      const parts = document.querySelectorAll(`${part} :is(h1, h2, h3, figure, summary, button)`);
      const hidden = ".downloads-place, details:not([open])";
      const seen = [...parts].filter((node) => node.offsetParent && !node.closest(hidden));
      return Object.fromEntries(seen.map((node, i) => {
        const { x, y } = node.getBoundingClientRect();
        return [`${i} ${node.textContent.trim().slice(0, 30)}`, [x, y + scrollY].map(Math.round)];
      }));
    }"""
    page.set_viewport_size({"width": width, "height": 800})
    page.route("**/frontend.js", lambda route: None)
    page.goto(server.page("case-trajectory", case=code), wait_until="commit")
    page.wait_for_selector(".first-paint .contacts")
    page.evaluate("document.fonts.ready.then(() => true)")
    before = page.evaluate(where, ".first-paint")
    page.unroute("**/frontend.js")
    open_case(page, server, code)
    assert len(before) > 8
    assert page.evaluate(where, ".live") == before


def tab_to(page, locator, limit=120):
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(limit):
        if locator.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by keyboard: {locator}")


def test_a_contact_with_all_ratings_is_recorded_by_keyboard_alone(page, server):
    open_case(page, server, FULL)
    tab_to(page, page.locator(".live").get_by_label("Another case"))
    page.keyboard.type(NEW)
    page.keyboard.press("Enter")
    page.wait_for_selector(f'.live figure[data-case="{NEW}"], .live h1:text-is("{NEW}")')
    before = newest_point(page) if page.locator(".live figure svg").count() else ""
    tab_to(page, page.get_by_role("button", name="Record a contact"))
    page.keyboard.press("Enter")
    form = page.locator(".sk-form")
    form.wait_for()
    expect(form.get_by_label("What happened?")).to_be_focused()
    page.keyboard.type("She had read the letter before I came.")
    tab_to(page, form.get_by_label("What kind of contact was it?"), limit=30)
    page.keyboard.type("At the o")
    tab_to(page, form.get_by_label("Attended", exact=True))
    page.keyboard.press("Space")
    for question in ENGAGEMENT:
        asked = form.get_by_role("radiogroup", name=question, exact=True)
        tab_to(page, asked.get_by_role("radio").first)
        page.keyboard.press("Space")
        for _ in range(3):
            page.keyboard.press("ArrowRight")
    safety = form.get_by_role("radiogroup", name="Is anyone's safety a concern?", exact=True)
    tab_to(page, safety.get_by_role("radio").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    tab_to(page, form.get_by_role("button", name="Save contact"))
    page.keyboard.press("Enter")
    expect(page.locator(".live .status")).to_contain_text("Saved")
    after = newest_point(page)
    assert after != before
    assert "worker 4" in after
    expect(page.locator(".live .contacts")).to_contain_text("She had read the letter")


def test_a_reload_in_the_middle_brings_the_draft_back(page, server):
    open_case(page, server, QUIET)
    page.get_by_role("button", name="Record a contact").click()
    page.get_by_label("What happened?").fill("We stood at the door for ten minutes.")
    expect(page.locator(".sk-status")).to_contain_text("Draft")
    page.reload()
    page.wait_for_selector(LIVE)
    expect(page.get_by_label("What happened?")).to_have_value(
        "We stood at the door for ten minutes."
    )


def test_on_paper_the_case_comes_before_its_chart_and_nothing_asks_to_be_pressed(page, server):
    open_case(page, server, FULL)
    page.emulate_media(media="print")
    tops = [
        page.locator(f"{LIVE} {piece} >> visible=true").first.bounding_box()["y"]
        for piece in ("h1", "figure svg", ".rail", ".contacts")
    ]
    assert tops == sorted(tops)
    assert page.locator("button >> visible=true").count() == 0


def test_a_file_of_each_kind_can_be_saved(page, server):
    open_case(page, server, FULL)
    starts = {"png": b"\x89PNG", "svg": b"<", "csv": b"date,dimension,"}
    for kind, name in {"png": "PNG", "svg": "SVG", "csv": "CSV"}.items():
        with page.expect_download() as download:
            page.locator(".live").get_by_role("button", name=re.compile(name)).click()
        path = download.value.path()
        assert download.value.suggested_filename == f"{FULL} trajectory.{kind}"
        assert path.read_bytes().startswith(starts[kind])

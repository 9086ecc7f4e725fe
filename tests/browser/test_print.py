"""Is what comes out of the printer fit to be brought to a supervision session?

The sheets are real: Chromium prints the served page, and the PDF is read again.
"""

import io
from datetime import date

import pypdf
import pytest
from playwright.sync_api import expect

from supervision_kit.frameworks import day_in_words
from supervision_kit.records import Case, Contact, Promise, Rating
from supervision_kit.store import open_store
from tests.barriers import barriers

FULL, MANY, UNRATED, ONCE, WORDY = "K-7F3Q", "K-8D5L", "K-8C4Z", "K-1R1T", "K-2L0T"
LIVE = ".output[data-live]"
FEWEST = 10  # words a sheet holds at least, its foot not counted
# Each of these stays on one sheet.
ROWS = ".rated li, .contact dl > div, .contact-facts, .concern, .signal, blockquote"
SCREEN_ONLY = (
    "Supervision kit",
    "Record a contact",
    "Contacts on paper",
    "Read as a table",
    "More from this contact",
    "Why is this here?",
    "This does not fit",
    "Save picture",
    "What else was asked",
)
TEXTS = """rows => rows
    .filter(row => row.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))
    .map(row => [...row.querySelectorAll(":scope summary, :scope details:not(.more), button")]
        .reduce((text, gone) => text.replace(gone.textContent, ""), row.textContent))"""


@pytest.fixture(scope="module")
def once(server):
    """A case with one contact and one rating beside the sample ones."""
    with open_store(server.folder / "caseload.sqlite", author="tester") as store:
        opened = date(2026, 11, 2)
        case = Case(code=ONCE, setting="probation", opened_on=opened)
        met = {"kind": "office", "attendance": "attended", "story": "We met."}
        contact = Contact(case_id=case.id, occurred_on=opened, **met)
        on = {"case_id": case.id, "contact_id": contact.id, "rated_on": opened}
        what = {"scale": "engagement", "dimension": "investment", "rater": "worker", "value": 3.0}
        store.save(case, contact, Rating(**on, **what))
    return ONCE


@pytest.fixture(scope="module")
def long(server):
    """A case with a promise of two thousand letters that is overdue."""
    with open_store(server.folder / "caseload.sqlite", author="tester") as store:
        opened = date(2026, 9, 2)
        case = Case(code=WORDY, setting="probation", opened_on=opened)
        promised = {"promised_on": opened, "due_on": date(2026, 10, 2)}
        text = "x" * 1000 + " word" * 200 + " the end"
        store.save(case, Promise(case_id=case.id, text=text, **promised))
    return WORDY


def open_case(page, server, code):
    page.goto(server.page("case-trajectory", case=code))
    page.wait_for_selector(LIVE)


def close_up(text):
    """Return a text without its blanks, which a PDF does not keep."""
    return "".join(text.split())


def printed(page, choice=None):
    """Print the page; return the text of each sheet, one blank between its words."""
    if choice:
        page.locator("[data-print-choice]").select_option(choice)
    pdf = page.pdf(prefer_css_page_size=True)
    sheets = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(sheet.extract_text().split()) for sheet in sheets]


def on_paper(page, selector):
    """Return the texts of what is printed, without blanks, as the style sheet decides it."""
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    found = page.locator(f".live :is({selector})").evaluate_all(TEXTS)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="null")  # printing decides again
    return [close_up(text) for text in found]


def foot_of(code, n, n_all):
    today = day_in_words(date.today())
    return f"{code} · printed on {today}", f"Sheet {n} of {n_all}"


@pytest.mark.parametrize("code", [FULL, MANY, UNRATED, ONCE])
def test_every_sheet_is_named_and_filled_and_cuts_no_row(page, server, once, code):
    open_case(page, server, code)
    for choice in ("none", "newest", "all"):
        sheets = printed(page, choice)
        assert choice != "none" or len(sheets) == 1
        for n, sheet in enumerate(sheets, start=1):
            foot = foot_of(code, n, len(sheets))
            assert all(close_up(part) in close_up(sheet) for part in foot)
            assert len(sheet.split()) - len(" ".join(foot).split()) >= FEWEST
        whole = [close_up(sheet) for sheet in sheets]
        rows = on_paper(page, ROWS)
        assert [row for row in rows if not any(row in sheet for sheet in whole)] == []
        assert rows or choice == "none"
    told = on_paper(page, "h1, .lead, .signal h3, .rail-records q, blockquote, figure svg text")
    assert len(told) > 5
    assert [text for text in told if text not in whole[0]] == []


def test_of_a_long_text_the_beginning_is_printed_and_that_there_is_more(page, server, long):
    open_case(page, server, long)
    for choice in ("none", "newest"):
        sheets = printed(page, choice)
        assert "Of a long text only the beginning is printed" in sheets[0]
        assert "The whole text" not in " ".join(sheets)
    fold = page.locator(".live .waits-place .typed > summary")
    fold.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".live .waits-place .typed > q")).to_contain_text("the end")
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    assert barriers(page) == []


def test_what_is_left_out_is_said_and_nothing_is_printed_that_only_a_screen_can_use(page, server):
    open_case(page, server, FULL)
    words = {choice: " ".join(printed(page, choice)) for choice in ("none", "newest", "all")}
    first, newest = "First meeting after the hearing", "Second night done"
    assert "The 41 contacts are not printed" in words["none"]
    assert newest not in words["none"]
    assert "38 earlier contacts are not printed" in words["newest"]
    assert newest in words["newest"]
    assert "You ask, they decide" in words["newest"]  # what was said back stands under "More"
    assert first not in words["newest"]
    assert "contacts are not printed" not in words["all"]
    assert first in words["all"]
    assert [label for label in SCREEN_ONLY if label in words["all"]] == []


def test_the_browsers_own_print_works_too_and_leaves_the_page_as_it_was(page, server):
    open_case(page, server, FULL)
    page.locator(".live .more summary").nth(1).click()
    opened = "all => all.map(each => each.open)"
    before = page.locator(".live details").evaluate_all(opened)
    printed(page, "all")
    assert page.locator(".live details").evaluate_all(opened) == before
    assert sum(before) == 1
    page.evaluate("window.print = () => { document.body.dataset.asked = 'yes'; }")
    page.get_by_role("button", name="Print", exact=True).click()
    assert page.evaluate("document.body.dataset.asked") == "yes"
    page.locator("[data-print-choice]").evaluate_all("all => all.forEach(each => each.remove())")
    assert "38 earlier contacts are not printed" in " ".join(printed(page))
